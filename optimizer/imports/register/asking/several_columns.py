"""Several columns of one field: parts that add up (equipment, assembly), or one that is the whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO, Decimal
from optimizer.errors import Phrase, Problem
from optimizer.imports.register.mapping import ADDED_MONEY, MEANINGS, SUM, YEARLY, Choice, RegisterQuestion
from optimizer.imports.register.measures.payments import payment_year
from optimizer.imports.register.measures.register import problem_in
from optimizer.imports.register.sheet.totals import counts_up
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.figures import read_figure
from optimizer.imports.register.words.figures_with_units import without_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optimizer.imports.register.mapping import MappedColumn
    from optimizer.imports.register.measures.register import Register
    from optimizer.readers.grid import Cell


def may_add_up(column: MappedColumn) -> bool:
    """Return whether several columns may hold parts of one figure: money, or amounts of one stream."""
    return column.field in {*ADDED_MONEY, "co2"} or (column.field == "quantity" and not column.resource_by_row)


def are_yearly(columns: Iterable[MappedColumn]) -> bool:
    """Return whether the headings of columns name a year each, all of them different."""
    years = [payment_year(column.header) for column in columns]
    return len(years) > 1 and None not in years and len(set(years)) == len(years)


def keep_counted(register: Register) -> Register:
    """Turn columns into notes if another column of their field was said to be the one that counts."""
    columns = dict(register.columns)
    for key, places in _groups(register).items():
        counted = register.mapping.defaults.several.get(key, SUM)
        if counted not in {SUM, YEARLY} and counted in _headings(register, places):
            others = (at for at in places if columns[at].header != counted)
            columns |= {at: columns[at].model_copy(update={"field": "notes"}) for at in others}
    return replace(register, columns=columns)


def _groups(register: Register) -> dict[str, list[int]]:
    """Return, by field, the columns of each field of which a table has several."""
    groups: dict[str, list[int]] = {}
    for at, column in register.columns.items():
        if may_add_up(column) and any(
            other != at and one.key == column.key and register.tables.share_a_table(at, other)
            for other, one in register.columns.items()
        ):
            groups.setdefault(column.key, []).append(at)
    return groups


def _headings(register: Register, places: list[int]) -> list[str]:
    return [register.columns[at].header for at in places]


def ask_several(register: Register) -> Iterator[RegisterQuestion | Problem]:
    """Ask whether several columns of one field add up, or which one counts; report a choice that isn't there."""
    for key, places in _groups(register).items():
        counted = register.mapping.defaults.several.get(key)
        if counted is None:
            yield _parts_or_one(register, key, places)
        elif counted not in {SUM, YEARLY} and counted not in _headings(register, places):
            text = 'none of the "{field}" columns has the heading "{header}"'
            values = {"field": key, "header": counted}
            yield problem_in(register, text, register.header.row, None, values)


def _parts_or_one(register: Register, key: str, places: list[int]) -> RegisterQuestion:
    headings = _headings(register, places)
    text = 'Several columns are "{field}": {headers}. Do they add up, or does one of them count?'
    values = {"field": Phrase(MEANINGS[key.split(":", maxsplit=1)[0]]), "headers": "; ".join(headings)}
    one_counts = (Choice(heading, 'only "{header}" counts', {"header": heading}) for heading in headings)
    if key == "capex" and are_yearly(register.columns[at] for at in places):
        several = (Choice(YEARLY, "payments of the years in their headings"), Choice(SUM, "they add up"), *one_counts)
        return RegisterQuestion(f"defaults.several.{key}", text, values, several, YEARLY)
    likely = next((register.columns[at].header for at in places if _is_sum(register, at, places)), "")
    return RegisterQuestion(f"defaults.several.{key}", text, values, (Choice(SUM, "they add up"), *one_counts), likely)


def _is_sum(register: Register, at: int, places: list[int]) -> bool:
    """Return whether a column holds the sums of the others in all rows."""
    below = (row for row in register.grid.rows[register.header.last_row :] if not counts_up(filter(shown, row)))
    rows = [{place: figure for place in places if (figure := _figure(row, place)) is not None} for row in below]
    sums = [(row[at], sum((figure for place, figure in row.items() if place != at), ZERO)) for row in rows if at in row]
    return bool(sums) and all(one == other for one, other in sums)


def _figure(row: tuple[Cell, ...], at: int) -> Decimal | None:
    found = read_figure(without_unit(row[at - 1]), None) if len(row) >= at else None
    return found if isinstance(found, Decimal) else None
