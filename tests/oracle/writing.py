"""Writes case folders and scenario files: plain CSV and TOML."""

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

Row = dict[str, str]


def number(value: Decimal | Fraction | int) -> str:
    """A number as a user writes it: digits, at most one point, no exponent; exact."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_csv(path: Path, rows: Sequence[Row], required: Sequence[str] = ()) -> None:
    """A file of the columns that some row has, the required ones first."""
    columns = [*required, *dict.fromkeys(key for row in rows for key in row if key not in required)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_case(folder: Path, head: Mapping[str, Any], tables: Mapping[str, Sequence[Row]]) -> None:
    """A case folder; empty tables that need not be there are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    write_toml(folder / "case.toml", head)
    for name, rows in tables.items():
        if rows or name in REQUIRED:
            write_csv(folder / f"{name}.csv", rows, REQUIRED.get(name, ()))


REQUIRED = {
    "streams": ("stream", "kind", "unit"),
    "measures": ("measure", "name", "capex", "lifetime"),
    "effects": ("measure", "stream", "quantity"),
}


def write_toml(path: Path, table: Mapping[str, Any]) -> None:
    """A TOML file of texts, numbers, lists, tables and lists of tables."""
    out = io.StringIO()
    _write_table(out, table, "")
    path.write_text(out.getvalue().lstrip("\n"), encoding="utf-8")


def _write_table(out: io.StringIO, table: Mapping[str, Any], prefix: str) -> None:
    nested = {key: value for key, value in table.items() if _is_section(key, value)}
    for key, value in table.items():
        if key not in nested:
            out.write(f"{key} = {_toml_value(value)}\n")
    for key, value in nested.items():
        for part in value if isinstance(value, list) else [value]:
            heading = f"[[{prefix}{key}]]" if isinstance(value, list) else f"[{prefix}{key}]"
            out.write(f"\n{heading}\n")
            _write_table(out, part, f"{prefix}{key}.")


def _is_section(key: str, value: object) -> bool:
    if isinstance(value, dict):
        return key not in ("path", "where")
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | Fraction | int):
        return number(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml_value, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml_value(one)}" for key, one in value.items()) + " }"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
