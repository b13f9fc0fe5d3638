"""Which sheets of a file, and which tables on them, hold the register, and which of their rows have the headings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.errors import Problem, closest
from optimizer.imports.register.mapping import ALL, END, FIRST, SHEETS, Choice, Mapping, RegisterQuestion
from optimizer.imports.register.sheet.aligning import are_alike
from optimizer.imports.register.sheet.header_rows import find_header, find_unknown_header
from optimizer.imports.register.sheet.headless_sheets import rows_without_headings
from optimizer.imports.register.sheet.joined_tables import JoinedTables, RegisterTable, RowNumber, join
from optimizer.imports.register.sheet.repeated_tables import is_summary, repeating, rows_of_each
from optimizer.imports.register.sheet.tables_below import find_first_header, tables_on
from optimizer.imports.register.words.cells import SHOWN, shown
from optimizer.locales import noted, tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from optimizer.imports.register.sheet.header_rows import Header
    from optimizer.readers.grid import Grid


@dataclass(frozen=True)
class ChosenTables:
    """The tables that are read, as one, the names of other sheets with content, and those that may have measures."""

    tables: JoinedTables
    ignored: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def choose_tables(path: Path, mapping: Mapping, sheets: tuple[Grid, ...]) -> ChosenTables | RegisterQuestion | Problem:
    """Return the tables to read: the only one with recognisable headings, or those in the mapping; or what to ask."""
    names = [grid.name for grid in sheets]
    if lost := [name for name in mapping.sheets if name not in names]:
        guess = closest(lost[0], names)
        return Problem(path.name, 'there is no sheet "{name}"', values={"name": lost[0]}, guess=guess)
    headed = _headed(mapping, sheets)
    if not headed:
        return _which_row(mapping, sheets)
    hidden = any(table.grid.seen.hidden for table in headed)
    if not mapping.sheets and (len(headed) > 1 or hidden):
        return _which_sheets(headed, names)
    first = headed[0]
    apart = [*_headless(mapping, headed), *(table.grid.name for table in headed[1:] if not _alike(first, table))]
    if apart:
        text = "these sheets can't be read as one, because their headings are not the same: {first}, {others}"
        return Problem(path.name, text, values={"first": first.grid.name, "others": ", ".join(apart)})
    chosen = _with_tables_below(mapping, headed)
    if isinstance(chosen, RegisterQuestion):
        return chosen
    read = {table.grid.name for table in headed}
    ignored = [sheet for sheet in sheets if sheet.name not in read and any(map(any, sheet.rows))]
    problems = (
        _without_headings(path, sheet, rows, first) for sheet in ignored if (rows := rows_without_headings(sheet))
    )
    return ChosenTables(join(chosen), tuple(map(_called, ignored)), tuple(problems))


def _without_headings(path: Path, sheet: Grid, rows: int, first: RegisterTable) -> Problem:
    text = (
        "is not read, because it has no headings, but looks like a list of measures (rows: {rows}); if it is one, give"
        ' it the headings of "{first}"'
    )
    values = {"rows": rows, "first": first.grid.name}
    return Problem(f"{path.name} sheet {sheet.name}", text, values=values, warning=True)


def _headed(mapping: Mapping, sheets: tuple[Grid, ...]) -> list[RegisterTable]:
    """Return the sheets with recognisable headings: those in the mapping in its order, or all, the best first."""
    named = [grid for name in mapping.sheets for grid in sheets if grid.name == name] or list(sheets)
    headers = [(grid, header) for grid in named if (header := _header_of(grid, mapping))]
    if not headers and mapping.header_row is None:
        headers = [(grid, header) for grid in named if (header := find_unknown_header(grid))]
    found = [RegisterTable(grid, header, len(grid.rows)) for grid, header in headers]
    return found if mapping.sheets else sorted(found, key=lambda one: (one.grid.seen.hidden, -one.header.score))


def _header_of(grid: Grid, mapping: Mapping) -> Header | None:
    """Return the header of a sheet; the row in the mapping is that of the first sheet."""
    if mapping.header_row is None or (mapping.sheets and grid.name != mapping.sheets[0]):
        return find_first_header(grid)
    return find_header(grid, mapping.header_row, mapping.header_rows)


def _headless(mapping: Mapping, headed: list[RegisterTable]) -> list[str]:
    """Return the sheets in the mapping that have no recognisable headings."""
    found = {table.grid.name for table in headed}
    return [name for name in mapping.sheets if name not in found]


def _alike(one: RegisterTable, other: RegisterTable) -> bool:
    return are_alike(one.meanings, other.meanings)


def _called(sheet: Grid) -> str:
    """Return a sheet's name, and whether it is hidden."""
    return tr("{name} (hidden)", name=sheet.name) if sheet.seen.hidden else sheet.name


def _which_sheets(ranked: list[RegisterTable], names: list[str]) -> RegisterQuestion:
    """Ask which sheets are read; those with the same headings are offered together, without any that repeat others."""
    together = [sorted(group, key=lambda one: names.index(one.grid.name)) for group in _together(ranked)]
    choices, likely = [], ranked[0].grid.name
    for tables in together:
        offered, suggested = _offered(tables)
        choices += offered
        likely = suggested if tables is together[0] and suggested else likely
    text = "Which sheet holds the register?"
    if any(len(tables) > 1 for tables in together):
        text = "Which sheets hold the register? Sheets with the same headings can be read as one."
    return RegisterQuestion("sheet", text, choices=tuple(choices), suggestion=likely)


def _offered(tables: list[RegisterTable]) -> tuple[list[Choice], str]:
    """Return the choices among sheets with the same headings: together, or one of them; and the likely one."""
    rows = rows_of_each(tables)
    counts = {table.grid.name: len(of) for table, of in zip(tables, rows, strict=True)}
    repeated = {tables[at].grid.name: count for at, count in repeating([*counts], rows).items()}
    seen = [one for one in tables if not one.grid.seen.hidden]
    single = [one for one in seen if one.grid.name not in repeated and not is_summary(one.grid.name)]
    sets = [group for group in (single, seen, tables) if len(group) > 1]
    choices = [_all_of(group, counts) for at, group in enumerate(sets) if group not in sets[:at]]
    choices += [_only(one, counts[one.grid.name], repeated.get(one.grid.name, 0)) for one in tables]
    return choices, SHEETS.join(one.grid.name for one in single)


def _together(ranked: list[RegisterTable]) -> list[list[RegisterTable]]:
    """Return the sheets in groups whose headings are the same, the group of the best sheet first."""
    found: list[list[RegisterTable]] = []
    for table in ranked:
        group = next((group for group in found if _alike(group[0], table)), None)
        if group is None:
            found.append([table])
        else:
            group.append(table)
    return found


def _all_of(tables: Sequence[RegisterTable], counts: dict[str, int]) -> Choice:
    told = ", ".join(f"{_called(table.grid)} ({_rows(counts[table.grid.name])})" for table in tables)
    return Choice(SHEETS.join(table.grid.name for table in tables), "together: {sheets}", {"sheets": told})


def _only(table: RegisterTable, rows: int, repeated: int) -> Choice:
    values = {"name": _called(table.grid), "rows": _rows(rows), "columns": _first_names(table.header)}
    if repeated:
        text = noted("{name} ({rows}, {repeated} of which repeat or sum up other sheets): {columns}")
        return Choice(table.grid.name, text, {**values, "repeated": repeated})
    return Choice(table.grid.name, "{name} ({rows}): {columns}", values)


def _rows(count: int) -> str:
    return trn("{count} row", "{count} rows", count)


def _first_names(header: Header) -> str:
    return ", ".join(one.header for one in header.columns.values())[:SHOWN]


def _with_tables_below(mapping: Mapping, headed: list[RegisterTable]) -> list[RegisterTable] | RegisterQuestion:
    """Return the tables with those below them that list the same, as the answer says; or ask."""
    below = {table.grid.name: [*_below(mapping, headed, table)] for table in headed}
    if not any(below.values()):
        return headed
    match mapping.tables:
        case "all":
            return [one for table in headed for one in _divided(table, below[table.grid.name])]
        case "first":
            return [
                replace(table, end=below[table.grid.name][0].header.row) if below[table.grid.name] else table
                for table in headed
            ]
        case None:
            return _which_tables(headed, below)


def _below(mapping: Mapping, headed: list[RegisterTable], table: RegisterTable) -> Iterator[RegisterTable]:
    """Yield the tables below the first of a sheet with the same headings, if the mapping does not say what they are."""
    for one in tables_on(table.grid, table.header)[1:]:
        rows = range(one.header.row, one.rows.start)
        answers = [mapping.rows.get(str(_number(headed, table.grid, row)), {}) for row in rows]
        if mapping.tables is None and any(END in answer.values() for answer in answers):
            return
        if not any(answers) and _alike(headed[0], one):
            yield one


def _number(headed: list[RegisterTable], grid: Grid, row: int) -> RowNumber:
    return RowNumber(row, grid.name, row, named=len(headed) > 1)


def _divided(table: RegisterTable, below: list[RegisterTable]) -> list[RegisterTable]:
    """Return the table of a sheet and those below it, each ending where the next begins."""
    tables = [table, *below]
    ends = [*(one.header.row - 1 for one in below), table.last_row]
    return [replace(one, last_row=end) for one, end in zip(tables, ends, strict=True)]


def _which_tables(headed: list[RegisterTable], below: dict[str, list[RegisterTable]]) -> RegisterQuestion:
    tables = [one for table in headed for one in _divided(table, below[table.grid.name])]
    rows = rows_of_each(tables)
    places = [
        f"{_number(headed, one.grid, one.header.row)} ({_rows(len(of))})"
        for one, of in zip(tables, rows, strict=True)
        if one.header.row != next(table.header.row for table in headed if table.grid is one.grid)
    ]
    text = "Further tables with the same headings begin in row {places}: are their rows measures of this register?"
    choices = (Choice(ALL, "yes, take all of them in"), Choice(FIRST, "no, read only the first table of a sheet"))
    samples = tuple(_first_names(one.header) for group in below.values() for one in group)[:3]
    likely = FIRST if repeating([table.grid.name for table in tables], rows) else ALL
    return RegisterQuestion("tables", text, {"places": ", ".join(places)}, choices, likely, samples)


def _which_row(mapping: Mapping, sheets: tuple[Grid, ...]) -> RegisterQuestion:
    grid = next((sheet for sheet in sheets if sheet.name in mapping.sheets), None)
    if grid is None and len(sheets) > 1:
        choices = tuple(Choice(sheet.name, "{name}", {"name": _called(sheet)}) for sheet in sheets)
        return RegisterQuestion(
            "sheet", "No sheet has recognisable headings: which one holds the register?", choices=choices
        )
    rows = (grid or sheets[0]).rows[:20] if sheets else ()
    labelled = (
        (at, " | ".join(text for cell in row if (text := shown(cell)))[:SHOWN]) for at, row in enumerate(rows, 1)
    )
    choices = tuple(Choice(str(at), "row {row}: {text}", {"row": at, "text": text}) for at, text in labelled if text)
    return RegisterQuestion("header_row", "Which row has the column headings?", choices=choices, free=True)
