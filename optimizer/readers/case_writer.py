"""A case → a folder of case.toml and CSV files that reads back as the same case; written atomically."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from optimizer.case import FILES, REQUIRED_FILES, USE
from optimizer.decimals import Decimal
from optimizer.files import refuse_occupied, write_folder
from optimizer.readers.tables import HEAD, columns_of, required_columns

if TYPE_CHECKING:
    from optimizer.case import Case
    from optimizer.record import Record

Row = Mapping[str, object]
_SPLIT = re.compile(r'[,;"\t\r\n]')
NOTHING: Mapping[str, str] = MappingProxyType({})


def write_case(folder: Path | str, case: Case) -> None:
    """Write a case that reads back unchanged: rows in the register's order, cells that it left empty still empty."""
    write_tables(folder, *tables_of(case))


def tables_of(case: Case) -> tuple[dict[str, Any], dict[str, list[Row]]]:
    """Return the content of case.toml and of each table, in the register's order; empty columns are left out."""
    head = {key: getattr(case, key) for key in HEAD if getattr(case, key)}
    return head, {name: _without_empty([_row(record) for record in _in_order(getattr(case, name))]) for name in FILES}


def _in_order(records: Sequence[Record]) -> list[Record]:
    """Return the records by their rows; those of no file last."""
    return sorted(records, key=lambda record: (record.row is None, record.row or 0))


def _row(record: Record) -> dict[str, object]:
    """Return the cells of a record; one that was never given is empty, not filled with its default."""
    uses: dict[str, Decimal] = getattr(record, "uses", {})
    own = {column: _given(record, column) for column in columns_of(type(record))}
    return {**own, **{f"{USE}{name}": amount for name, amount in uses.items()}}


def _given(record: Record, column: str) -> object:
    value, default = getattr(record, column), type(record).model_fields[column].default
    if column not in record.model_fields_set or value == "":
        return None
    if value == ():  # an empty cell means the default, so an empty list needs another text if that isn't empty
        return ";" if default else None
    return value


def _without_empty(rows: list[dict[str, object]]) -> list[Row]:
    used = {column for row in rows for column, value in row.items() if value is not None}
    return [{column: value for column, value in row.items() if column in used} for row in rows]


def write_tables(
    folder: Path | str,
    case_toml: Mapping[str, Any],
    tables: Mapping[str, Sequence[Row]],
    beside: Mapping[str, str] = NOTHING,
) -> None:
    """Write case.toml and one CSV file per table, all or nothing; existing files are never overwritten.

    Optional tables without rows are left out; required ones keep their header. Numbers are
    written plainly, None as an empty cell, list items separated by `;`. `beside` are further files, name → text.
    """
    write_texts(folder, {**case_texts(case_toml, tables), **beside})


def write_texts(folder: Path | str, texts: Mapping[str, str]) -> None:
    """Write files, name → text, all or nothing; existing files are never overwritten."""
    target = Path(folder)
    refuse_occupied(target)
    write_folder(target, texts)


def case_texts(case_toml: Mapping[str, Any], tables: Mapping[str, Sequence[Row]]) -> dict[str, str]:
    """Return the text of each file of a case, by its name."""
    wanted = {**dict.fromkeys(REQUIRED_FILES, ()), **tables}
    written = {f"{name}.csv": _csv(name, rows) for name, rows in wanted.items() if rows or name in REQUIRED_FILES}
    return {"case.toml": head_text(case_toml), **written}


def _csv(name: str, rows: Sequence[Row]) -> str:
    header = header_of(name, rows)
    lines = [header, *([cell_text(row.get(column)) for column in header] for row in rows)]
    return "".join(",".join(map(quoted, line)) + "\n" for line in lines)


def header_of(name: str, rows: Sequence[Row]) -> list[str]:
    """Return the required columns and those used by any row, in their usual order."""
    model = FILES.get(name)
    usual = columns_of(model) if model is not None else ()
    used = dict.fromkeys((*(required_columns(model) if model is not None else ()), *(c for row in rows for c in row)))
    return [*(column for column in usual if column in used), *(column for column in used if column not in usual)]


def cell_text(value: object) -> str:
    """Return a value as cell text: plain numbers, list items separated by `;`, "" for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    return ";".join(map(cell_text, value)) if isinstance(value, list | tuple) else str(value)


def quoted(cell: str) -> str:
    """Quote a cell that any program might split; some take `;` for a separator."""
    return '"' + cell.replace('"', '""') + '"' if _SPLIT.search(cell) else cell


def head_text(table: Mapping[str, Any]) -> str:
    """Return the text of a case.toml: plain values and lists first, then tables, as a person would write them."""
    tables = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    lines = [f"{toml_key(key)} = {toml_value(value)}" for key, value in table.items() if key not in tables]
    for name, inner in tables.items():
        lines += [
            "",
            f"[{toml_key(name)}]",
            *(f"{toml_key(key)} = {toml_value(value)}" for key, value in inner.items()),
        ]
    return "\n".join(lines) + "\n"


def toml_key(key: str) -> str:
    """Return a key as TOML writes it, without quotes where they aren't needed."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else toml_value(key)


def toml_value(value: object) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{toml_key(key)} = {toml_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, int | float | Decimal):
        return cell_text(value).lower().replace("infinity", "inf")
    raise TypeError(f"TOML can't represent {value!r}")
