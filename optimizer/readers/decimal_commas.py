"""Decimal commas of a CSV file: if its other numbers have them, "1,909" in it is 1.909 and not 1909.

Excel writes such files in locales with decimal commas, always with a semicolon or a tab between cells. A file shows
its commas by numbers that can be read in only one way ("0,5", "12,75"); one that shows none leaves "1,909" in doubt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from optimizer.case import USE
from optimizer.decimals import Decimal, is_open, sign_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from optimizer.record import Record

Rows = tuple[tuple[int, tuple[str, ...]], ...]
_THOUSANDS = re.compile(r"[^,]*,\d{3}[,.].*")


def number_columns(model: type[Record], columns: Mapping[int, str]) -> frozenset[int]:
    """Return the places of those columns that hold numbers."""
    numeric = {name for name, field in model.model_fields.items() if {Decimal, int} & set(_types(field.annotation))}
    return frozenset(place for place, column in columns.items() if column in numeric or column.startswith(USE))


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _types(part)


def with_points(rows: Rows, separator: str, places: Collection[int]) -> Rows:
    """Return the rows with a decimal point in numbers whose comma the file's other numbers explain."""
    numbers = [line[place].strip() for _, line in rows for place in places if place < len(line)]
    if separator == "," or not _has_decimal_commas(numbers):
        return rows
    return tuple(
        (row, tuple(_pointed(cell) if k in places else cell for k, cell in enumerate(line))) for row, line in rows
    )


def _has_decimal_commas(numbers: Collection[str]) -> bool:
    """Return whether a comma before decimals is certain in some number, and one between thousands in none."""
    return any(sign_in(number) == "comma" and "." not in number for number in numbers) and not any(
        _THOUSANDS.fullmatch(number) for number in numbers
    )


def _pointed(cell: str) -> str:
    return cell.replace(",", ".") if is_open(cell) else cell
