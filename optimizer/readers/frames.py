"""Data frames → a checked Case, and back: the tables of a case folder, without files.

case, warnings = read_frames(name="Bakery", currency="UAH", base_year=2026,
streams=streams, measures=measures, effects=effects)
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from optimizer.case import FILES
from optimizer.decimals import Decimal
from optimizer.errors import InvalidInput, Problem
from optimizer.readers.case_writer import cell_text, header_of, tables_of
from optimizer.readers.tables import RawCase, RawTable, checked, read_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.case import Case

    FrameLike = pd.DataFrame | list[dict[str, Any]] | dict[str, list[Any]]

NOTHING: Mapping[str, Any] = MappingProxyType({})
PLACES = {"case.toml": "case", **{f"{name}.csv": name for name in FILES}}


def read_frames(  # noqa: PLR0913 - one argument for each table of a case
    *,
    name: str,
    currency: str,
    base_year: int,
    streams: FrameLike,
    measures: FrameLike,
    effects: FrameLike,
    pollutants: FrameLike | None = None,
    factors: FrameLike | None = None,
    end_uses: FrameLike | None = None,
    interactions: FrameLike | None = None,
    funding: FrameLike | None = None,
    name_uk: str = "",
    company: Mapping[str, Any] = NOTHING,
) -> tuple[Case, tuple[Problem, ...]]:
    """Return the case in some tables with its warnings, as `read_case` does; raise `InvalidInput` with all errors.

    Each table is a data frame (or what `pandas.DataFrame` accepts: a list of rows, a dict of columns) with the columns
    of the file of that name (formats.md 1). A named index is a column like any other. Missing cells (NaN, None, NA) are
    missing, never 0; numbers count at 15 digits; a cell may be a list (`requires`, `spend`). In messages, rows are
    counted from 0, as by `iloc`.
    """
    head = {"name": name, "name_uk": name_uk, "currency": currency, "base_year": base_year, "company": dict(company)}
    given = {
        "streams": streams, "pollutants": pollutants, "factors": factors, "end_uses": end_uses, "measures": measures,
        "effects": effects, "interactions": interactions, "funding": funding,
    }  # fmt: skip
    tables: dict[str, RawTable | None] = {
        table: _raw(table, content) for table, content in given.items() if content is not None
    }
    return checked(read_tables(RawCase(head, tables, places=PLACES)))


def to_frames(case: Case) -> dict[str, pd.DataFrame]:
    """Return the tables of a case as data frames by name; columns with nothing but defaults are left out.

    `read_frames` reads them back as the same case. Numbers are floats; lists are texts with `;` between.
    """
    _, tables = tables_of(case)
    return {
        name: pd.DataFrame([[_value(row.get(column)) for column in header_of(name, rows)] for row in rows],
                           columns=header_of(name, rows))
        for name, rows in tables.items()
    }  # fmt: skip


def _value(cell: object) -> object:
    if isinstance(cell, Decimal):
        return float(cell)
    return cell_text(cell) if isinstance(cell, tuple) else cell


def _raw(name: str, given: FrameLike) -> RawTable:
    """Return a table as text, as a file would hold it."""
    try:
        frame = given if isinstance(given, pd.DataFrame) else pd.DataFrame(given, dtype=object)
    except (ValueError, TypeError, AttributeError) as error:
        text, values = "is no table: {reason}", {"reason": str(error)}
        raise InvalidInput([Problem(name, text, values=values)]) from error
    if any(level is not None for level in frame.index.names):
        frame = frame.reset_index()
    rows = frame.itertuples(index=False, name=None)
    header = tuple(str(column) for column in frame.columns)
    return RawTable(f"{name}.csv", header, tuple((k, tuple(map(_text, row))) for k, row in enumerate(rows)), None)


def _text(cell: Any) -> str:
    if isinstance(cell, list | tuple):
        return ";".join(map(_text, cell))
    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:  # noqa: PLR0124 - NaN alone differs from itself
        return ""
    if isinstance(cell, float):
        return cell_text(Decimal(format(cell, ".15g")))
    return cell_text(cell)
