"""What only paper shows: tables in full, which the screen scrolls, and lines on what figures rest; tables as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

MOST_ROWS = 200


def printed(frame: pd.DataFrame, formats: Mapping[str, Callable[[Any], str]]) -> str:
    """Return the whole table as HTML that `style.css` shows only in print."""
    return as_html(frame, formats, "printed")


def as_html(frame: pd.DataFrame, formats: Mapping[str, Callable[[Any], str]], style: str) -> str:
    """Return a table as HTML in a style of `style.css`; users' texts are escaped."""
    columns = [_cells(frame[name], formats.get(str(name), str)) for name in frame]
    head, *rows = (f"<tr>{''.join(row)}</tr>" for row in zip(*columns, strict=True))
    return f'<table class="{style}"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def print_line(*parts: str) -> None:
    """Add a line of texts that is only printed; users' texts are escaped."""
    st.html(f'<p class="printed">{" · ".join(map(escape, parts))}</p>')


def _cells(column: pd.Series[Any], told: Callable[[Any], str]) -> list[str]:
    """Return a column with its header; figures are right-aligned."""
    from pandas.api.types import is_numeric_dtype  # noqa: PLC0415 - loads slowly, and the first page has no table

    side = ' class="number"' if is_numeric_dtype(column) else ""
    return [
        f"<th{side}>{escape(str(column.name))}</th>",
        *(f"<td{side}>{escape(told(value))}</td>" for value in column),
    ]
