"""What is known about a case during checks: its IDs, and the parts of the files that could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer.case import FILES
from optimizer.decimals import plain
from optimizer.errors import Phrase, Problem, SpelledFigure, UnitName, closest, looks_the_same
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from optimizer.case import Case
    from optimizer.record import Record

TABLE_OF = {
    "stream": "streams",
    "pollutant": "pollutants",
    "end_use": "end_uses",
    "measure": "measures",
    "source": "funding",
}
UNKNOWN = {
    "stream": noted('unknown stream "{name}"'),
    "pollutant": noted('unknown pollutant "{name}"'),
    "end_use": noted('unknown end use "{name}"'),
    "measure": noted('unknown measure "{name}"'),
    "source": noted('unknown funding source "{name}"'),
    "metric": noted('unknown metric "{name}"'),
    "column": noted('unknown text column of measures.csv "{name}"'),
}


@dataclass(frozen=True)
class Unread:
    """Parts of the files that could not be read, so that references to them aren't reported as unknown.

    `ids`: kind → (ID, row) of refused records. `whole`: kinds of which nothing is known
    (their file can't be read), and single keys of case and scenario (`base_year`, `horizon_years`).
    `limits`: names of limits with refused parts. `resources`: columns `use_<name>` without any value.
    """

    ids: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    limits: frozenset[str] = frozenset()
    resources: frozenset[str] = field(default=frozenset(), compare=False)

    def any_of(self, kind: str) -> bool:
        """Return whether some records of a kind are unknown."""
        return kind in self.whole or bool(self.ids.get(kind))


@dataclass(frozen=True)
class CheckedCase:
    """A case being checked."""

    case: Case
    unread: Unread

    def rows(self, table: str) -> tuple[Record, ...]:
        """Return the records of a file."""
        rows: tuple[Record, ...] = getattr(self.case, table)
        return rows

    @cached_property
    def ids(self) -> dict[str, dict[str, None]]:
        """Return every ID by kind, read or refused (as an ordered set)."""
        return {kind: dict.fromkeys((*self._read(kind), *self._refused(kind))) for kind in TABLE_OF}

    def _read(self, kind: str) -> Iterable[str]:
        return (getattr(record, kind) for record in self.rows(TABLE_OF[kind]))

    def _refused(self, kind: str) -> Iterable[str]:
        return (name for name, _ in self.unread.ids.get(kind, ()))

    def unknown(self, kind: str, name: str, file: str, column: str, row: int | None = None) -> Iterator[Problem]:
        """Report an unknown ID, if it is certain."""
        if kind not in self.unread.whole and name not in self.ids[kind]:
            yield unknown(kind, name, self.ids[kind], Problem(file, "", row, column))

    def known(self, kind: str, name: str | None) -> bool:
        """Return whether a record with this ID was read."""
        return name is not None and name in getattr(self.case, kind)


def unknown(kind: str, name: str, known: Iterable[str], place: Problem) -> Problem:
    """Return the problem that a name of a kind (`UNKNOWN`) is unknown, at a place."""
    names = list(known)
    guess, text, values = closest(name, names), UNKNOWN[kind], {"name": name}
    if guess is not None and looks_the_same(name, guess):
        alike = '{unknown}: it looks like "{other}" but has letters of another alphabet'
        both = {"unknown": Phrase(text, values), "other": guess}
        return Problem(place.file, alike, place.row, place.column, both)
    return Problem(place.file, text, place.row, place.column, values, guess=guess)


def file_of(table: str) -> str:
    """Return the file of a table of records."""
    assert table in FILES
    return f"{table}.csv"


def in_full(figure: Decimal) -> SpelledFigure:
    """Return a figure for a sentence, with all digits and commas between thousands.

    >>> from decimal import Decimal
    >>> in_full(Decimal("1234567.50")), in_full(Decimal("0.0500"))
    ('1,234,567.5', '0.05')
    """
    whole, point, part = plain(figure).partition(".")
    return SpelledFigure(f"{int(whole):,}{point}{part}" if int(whole) else plain(figure))


def cash(figure: SpelledFigure, case: Case) -> Phrase:
    """Return money for a sentence, with the case's currency."""
    return Phrase("{amount} {currency}", {"amount": figure, "currency": UnitName(case.currency)})
