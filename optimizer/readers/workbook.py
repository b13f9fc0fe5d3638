"""An XLSX workbook → raw tables: each file of a case folder is a sheet of that name, `case` holds case.toml.

Sheet `case` has the columns `key` and `value`; a company's own keys are written `company.city`. A third
column, `written_as`, says `toml` beside a value that no cell can hold (a list, a table). Empty cells are
missing, formulas are their stored values, and sheets that aren't part of a case are ignored and listed. What a person
doesn't see, such as hidden rows, is read and reported (`unseen_cells.py`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from optimizer.case import FILES, REQUIRED_FILES
from optimizer.decimals import Decimal, plain
from optimizer.errors import Problem, closest
from optimizer.readers.grid import Formula, column_letter, read_grids
from optimizer.readers.tables import RawCase, RawTable
from optimizer.readers.toml import parse_toml
from optimizer.readers.unseen_cells import other_currencies, unseen_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from optimizer.readers.grid import Cell, Grid

HEAD, HEAD_FILE = "case", "case.toml"
KEY, VALUE, FORM = "key", "value", "written_as"
COMPANY = "company."
BESIDE = ("explanations", "units", "пояснення", "одиниці")  # sheets of our own templates without data


def read_workbook(path: Path) -> RawCase:
    """Return the content of a workbook's sheets; raise `InvalidInput` if it can't be parsed."""
    grids, problems = _by_name(read_grids(path))
    places = {f"{name}.csv": f"{path.name} sheet {name}" for name in FILES} | {HEAD_FILE: f"{path.name} sheet {HEAD}"}
    problems += [_stranger(path, grids[name]) for name in grids if name not in (HEAD, *FILES, *BESIDE)]
    head = _head(grids.get(HEAD), problems)
    tables: dict[str, RawTable | None] = {}
    for name in FILES:
        if name in grids and (grids[name].rows or name in REQUIRED_FILES):
            tables[name] = _table(f"{name}.csv", grids[name], problems, str((head or {}).get("currency", "")))
        elif name in REQUIRED_FILES:
            tables[name] = None
            problems.append(Problem(f"{name}.csv", "the sheet is missing"))
    return RawCase(head, tables, HEAD_FILE, tuple(problems), places)


def _by_name(grids: Iterable[Grid]) -> tuple[dict[str, Grid], list[Problem]]:
    named: dict[str, list[Grid]] = defaultdict(list)
    for grid in grids:
        named[grid.name.strip().casefold()].append(grid)
    again = [
        Problem(f"{name}.csv", "the sheet occurs {count} times: keep one", values={"count": len(same)})
        for name, same in named.items()
        if len(same) > 1
    ]
    return {name: same[0] for name, same in named.items()}, again


def _stranger(path: Path, grid: Grid) -> Problem:
    guess = closest(grid.name.strip(), (HEAD, *FILES))
    return Problem(f"{path.name} sheet {grid.name}", "is not part of a case and is ignored", warning=True, guess=guess)


def _table(file: str, grid: Grid, problems: list[Problem], currency: str = "") -> RawTable | None:
    """Return the rows with content below the first such row; None if their content is unknown.

    `currency` is that of the case, to which number formats are compared; "" if it isn't known.
    """
    rows = [(number, tuple(map(_text, cells))) for number, cells in enumerate(grid.rows, 1)]
    rows = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not rows:
        problems.append(Problem(file, "is empty: add a header row"))
        return None
    (header_row, header), *body = rows
    if uncalculated := list(_uncalculated(file, grid, header)):
        problems += uncalculated
        return None
    problems += unseen_cells(file, grid, header, header_row)
    problems += other_currencies(file, grid, header, currency) if currency else ()
    empty = ("",) * (max(len(cells) for _, cells in rows) - len(header))
    return RawTable(file, header + empty, tuple(body), header_row)


def _text(cell: Cell) -> str:
    """Return a cell as it would appear in a CSV file."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, Decimal):
        return plain(cell)
    if isinstance(cell, Formula):
        return cell.text
    return "" if cell is None else str(cell)


def _uncalculated(file: str, grid: Grid, header: tuple[str, ...]) -> Iterator[Problem]:
    """Yield one problem per column with formulas without a stored value, which are unknown, not empty."""
    found: dict[int, list[tuple[int, Formula]]] = defaultdict(list)
    for row, cells in enumerate(grid.rows, 1):
        for place, cell in enumerate(cells):
            if isinstance(cell, Formula):
                found[place].append((row, cell))
    for place, formulas in sorted(found.items()):
        text = "the formula {formula} has no stored value: open the workbook, let it calculate, and save it"
        if len(formulas) > 1:
            text = "{count} formulas have no stored value: open the workbook, let it calculate, and save it"
        (row, formula), column = formulas[0], header[place].strip() if place < len(header) else ""
        values = {"formula": formula.text[:80], "count": len(formulas)}
        yield Problem(file, text, row, column or column_letter(place + 1), values)


def _head(grid: Grid | None, problems: list[Problem]) -> dict[str, Any] | None:
    """Return the table that case.toml would hold; None if unknown."""
    if grid is None:
        problems.append(Problem(HEAD_FILE, "the sheet is missing: it sets name, currency and base_year"))
        return None
    found: list[Problem] = []
    table = _table(HEAD_FILE, grid, found)
    columns = [cell.strip().casefold() for cell in table.header] if table else []
    if table and not {KEY, VALUE} <= set(columns):
        found.append(Problem(HEAD_FILE, "needs the columns key and value", table.header_row))
    if table is None or found:
        problems += found
        return None
    head: dict[str, Any] = {}
    for row, cells in table.rows:
        given = dict(zip(columns, cells, strict=False))
        found += _put(head, row, given, grid.cell(row, columns.index(VALUE) + 1))
    problems += found
    return None if found else head


def _put(head: dict[str, Any], row: int, given: dict[str, str], cell: Cell) -> Iterator[Problem]:
    """Add a row of the sheet `case`; a key without a value is ignored."""
    key, form = given.get(KEY, "").strip(), given.get(FORM, "").strip().casefold()
    if cell is None:
        return
    value = _toml(str(cell)) if form == "toml" else cell if isinstance(cell, str) else _own(key, cell)
    table, name = (head, key) if not key.startswith(COMPANY) else (head.get("company", {}), key[len(COMPANY) :])
    if form not in ("", "toml") or isinstance(value, Problem):
        yield Problem(HEAD_FILE, "the value doesn't match written_as: leave written_as empty", row, key or None)
    elif not key or not isinstance(table, dict) or not name:
        yield Problem(HEAD_FILE, "a value needs a key of its own", row, key or None)
    elif name in table:
        yield Problem(HEAD_FILE, 'the key "{key}" occurs twice: keep one', row, key, {"key": key})
    else:
        table[name] = value
        if table is not head:
            head["company"] = table


def _own(key: str, cell: Cell) -> object:
    """Convert a cell that isn't text: numbers and dates are kept where a key may hold them, elsewhere made texts."""
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        cell_number: object = int(cell)
    else:
        cell_number = cell
    return cell_number if key.startswith(COMPANY) or key == "base_year" else _text(cell)


def _toml(text: str) -> object:
    """Return the value of a TOML text, or a Problem."""
    table = parse_toml(HEAD_FILE, f"value = {text}")
    return table if isinstance(table, Problem) or set(table) != {"value"} else table["value"]
