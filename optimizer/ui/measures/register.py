"""The register as rows to look through: text as in the file, figures of each measure alone, filters, totals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO, Decimal, parse_number
from optimizer.errors import BadValue
from optimizer.locales import language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from optimizer.projects.register_draft import DraftTable
    from optimizer.studies.alone import FiguresAlone

FIRST_STATUS = "proposed"
FILTERS = ("site", "status", "practice", "group")
"""The columns by whose values the register can be filtered."""


@dataclass(frozen=True)
class RegisterRow:
    """A measure as its file states it, at a place among the rows; `alone` is None while it can't be calculated."""

    place: int
    measure: str
    name: str
    other_name: str
    cells: Mapping[str, str]
    cost: Decimal | None
    alone: FiguresAlone | None
    errors: int = 0

    def __getitem__(self, column: str) -> str:
        """Return a text of the row, in the current language if there is one; a missing status is the first one."""
        own = self.cells.get(f"{column}_uk", "") if language() == "uk" else ""
        text = own or self.cells.get(column, "")
        return text or FIRST_STATUS if column == "status" else text


def register_rows(
    table: DraftTable, alone: Mapping[str, FiguresAlone], errors: Mapping[int, int] | None = None
) -> list[RegisterRow]:
    """Return all rows of the table of measures; `errors` counts the errors of a row by its place."""
    found = []
    for place, row in enumerate(table.rows):
        cells = {column: " ".join(text.split()) for column, text in zip(table.columns, row, strict=True)}
        names = [cells.get("name", ""), cells.get("name_uk", "")]
        own, other = reversed(names) if language() == "uk" else names
        measure = cells.get("measure", "")
        cost, wrong = _number(cells.get("capex", "")), (errors or {}).get(place, 0)
        row_alone = None if wrong else alone.get(measure)
        found.append(RegisterRow(place, measure, own or other or measure, other, cells, cost, row_alone, wrong))
    return found


def _number(text: str) -> Decimal | None:
    try:
        return parse_number(text)
    except BadValue:
        return None


@dataclass(frozen=True)
class RegisterFilter:
    """What to show: measures with these words, and by column with one of these values (none: any)."""

    words: str = ""
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __call__(self, rows: Iterable[RegisterRow]) -> list[RegisterRow]:
        """Return the rows that match."""
        return [row for row in rows if self._holds(row)]

    def _holds(self, row: RegisterRow) -> bool:
        text = " ".join((row.name, row.other_name, *row.cells.values())).casefold()
        return all(word in text for word in self.words.casefold().split()) and all(
            not wanted or row[column] in wanted for column, wanted in self.values.items()
        )


def values_of(rows: Iterable[RegisterRow], column: str) -> list[str]:
    """Return the different values of a column, sorted; empty ones are left out."""
    return sorted({row[column] for row in rows} - {""}, key=str.casefold)


@dataclass(frozen=True)
class RegisterTotals:
    """Sums over measures as if each were alone; `unknown` counts those without figures."""

    cost: Decimal
    saving: Decimal
    co2e: Decimal | None
    unknown: int

    @classmethod
    def of(cls, rows: Sequence[RegisterRow]) -> RegisterTotals:
        """Add up rows."""
        known = [row.alone for row in rows if row.alone is not None]
        tonnes = [alone.co2e for alone in known if alone.co2e is not None]
        return cls(
            sum((row.cost or ZERO for row in rows), ZERO),
            sum((alone.saving for alone in known), ZERO),
            sum(tonnes, ZERO) if tonnes else None,
            len(rows) - len(known),
        )
