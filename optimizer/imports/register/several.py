"""Several columns of one field: parts that add up (equipment, assembly), or one that is the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import ZERO, Decimal
from optimizer.errors import Phrase, Problem
from optimizer.imports.register.figures import read_figure
from optimizer.imports.register.lines import shown
from optimizer.imports.register.mapping import MEANINGS, MONEY
from optimizer.imports.register.measured import bare
from optimizer.imports.register.questions import Choice, RegisterQuestion
from optimizer.imports.register.totals import counts_up

if TYPE_CHECKING:
    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.imports.register.reading import RegisterReading
    from optimizer.readers.grid import Cell

SUM = "sum"
"""The answer that several columns add up."""


def may_add_up(column: MappedColumn) -> bool:
    """Return whether several columns may hold parts of one figure: money, or amounts of one stream."""
    return column.field in {*MONEY, "co2"} or (column.field == "quantity" and not column.resource_by_row)


def ask_several(r: RegisterReading) -> None:
    """Add up several columns of one field or keep the one that counts; ask which."""
    groups: dict[str, list[int]] = {}
    for at, column in r.columns.items():
        if may_add_up(column):
            groups.setdefault(column.key, []).append(at)
    for key, places in groups.items():
        answer = r.mapping.defaults.several.get(key)
        if len(places) > 1 and answer is None:
            r.ask(_parts_or_one(r, key, places))
        elif len(places) > 1 and answer != SUM:
            _keep_one(r, key, places, str(answer))


def _parts_or_one(r: RegisterReading, key: str, places: list[int]) -> RegisterQuestion:
    headers = [r.columns[at].header for at in places]
    text = 'Several columns are "{field}": {headers}. Do they add up, or does one of them count?'
    values = {"field": Phrase(MEANINGS[key.split(":", maxsplit=1)[0]]), "headers": "; ".join(headers)}
    one_counts = (Choice(header, 'only "{header}" counts', {"header": header}) for header in headers)
    likely = next((r.columns[at].header for at in places if _is_sum(r, at, places)), "")
    return RegisterQuestion(f"defaults.several.{key}", text, values, (Choice(SUM, "they add up"), *one_counts), likely)


def _keep_one(r: RegisterReading, key: str, places: list[int], header: str) -> None:
    """Keep the column with this heading; turn the others into notes."""
    found = False
    for at in places:
        if r.columns[at].header == header:
            found = True
        else:
            r.columns[at] = r.columns[at].model_copy(update={"field": "notes"})
    if not found:
        text = 'none of the "{field}" columns has the heading "{header}"'
        r.problems.append(Problem(r.place, text, r.header.row, None, {"field": key, "header": header}))


def _is_sum(r: RegisterReading, at: int, places: list[int]) -> bool:
    """Return whether a column holds the sums of the others in all rows."""
    below = (row for row in r.grid.rows[r.header.last_row :] if not counts_up(filter(shown, row)))
    rows = [{place: figure for place in places if (figure := _figure(row, place)) is not None} for row in below]
    sums = [(row[at], sum((figure for place, figure in row.items() if place != at), ZERO)) for row in rows if at in row]
    return bool(sums) and all(one == other for one, other in sums)


def _figure(row: tuple[Cell, ...], at: int) -> Decimal | None:
    found = read_figure(bare(row[at - 1]), None) if len(row) >= at else None
    return found if isinstance(found, Decimal) else None
