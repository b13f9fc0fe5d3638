"""What is known of a case while it is checked: its ids, and what stood in the files but could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer.case import FILES
from optimizer.decimals import plain
from optimizer.errors import Phrase, Problem, Spelled, closest, looks_the_same
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from optimizer.case import Case, Record

TABLE_OF = {"stream": "streams", "pollutant": "pollutants", "end_use": "end_uses", "measure": "measures"}
UNKNOWN = {
    "stream": noted('unknown stream "{name}"'),
    "pollutant": noted('unknown pollutant "{name}"'),
    "end_use": noted('unknown end use "{name}"'),
    "measure": noted('unknown measure "{name}"'),
    "metric": noted('unknown metric "{name}"'),
    "column": noted('unknown text column of measures.csv "{name}"'),
}


@dataclass(frozen=True)
class Unread:
    """What is there but could not be read, so that nothing is called wrong only for want of it.

    `ids`: kind → (id, row) of the records that were refused. `whole`: kinds of which nothing is known
    (their file can't be read), and single keys of case and scenario (`base_year`, `horizon_years`).
    `limits`: names of limits of which a part was refused.
    """

    ids: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    limits: frozenset[str] = frozenset()

    def any_of(self, kind: str) -> bool:
        """Whether some records of a kind are not known."""
        return kind in self.whole or bool(self.ids.get(kind))


@dataclass(frozen=True)
class View:
    """A case under check."""

    case: Case
    unread: Unread

    def rows(self, table: str) -> tuple[Record, ...]:
        """The records of a file."""
        rows: tuple[Record, ...] = getattr(self.case, table)
        return rows

    @cached_property
    def ids(self) -> dict[str, dict[str, None]]:
        """Kind → every id of it, read or refused (as an ordered set)."""
        return {kind: dict.fromkeys((*self._read(kind), *self._refused(kind))) for kind in TABLE_OF}

    def _read(self, kind: str) -> Iterable[str]:
        return (getattr(record, kind) for record in self.rows(TABLE_OF[kind]))

    def _refused(self, kind: str) -> Iterable[str]:
        return (name for name, _ in self.unread.ids.get(kind, ()))

    def unknown(self, kind: str, name: str, file: str, column: str, row: int | None = None) -> Iterator[Problem]:
        """The problem that there is no such id, if that is sure."""
        if kind not in self.unread.whole and name not in self.ids[kind]:
            yield unknown(kind, name, self.ids[kind], Problem(file, "", row, column))

    def known(self, kind: str, name: str | None) -> bool:
        """Whether a record of this id was read."""
        return name is not None and name in getattr(self.case, kind)


def unknown(kind: str, name: str, known: Iterable[str], place: Problem) -> Problem:
    """The problem that a name is not among the known ones of its kind (`UNKNOWN`), at a place."""
    names = list(known)
    guess, text, values = closest(name, names), UNKNOWN[kind], {"name": name}
    if guess is not None and looks_the_same(name, guess):
        alike = '{unknown}: it looks like "{other}" but has letters of another alphabet'
        both = {"unknown": Phrase(text, values), "other": guess}
        return Problem(place.file, alike, place.row, place.column, both)
    return Problem(place.file, text, place.row, place.column, values, guess=guess)


def file_of(table: str) -> str:
    """The file of a table of records."""
    assert table in FILES
    return f"{table}.csv"


def in_full(figure: Decimal) -> Spelled:
    """A figure for a sentence, every digit of it, with commas between thousands.

    >>> from decimal import Decimal
    >>> in_full(Decimal("1234567.50")), in_full(Decimal("0.0500"))
    ('1,234,567.5', '0.05')
    """
    whole, point, part = plain(figure).partition(".")
    return Spelled(f"{int(whole):,}{point}{part}" if int(whole) else plain(figure))
