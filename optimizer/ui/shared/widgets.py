"""Widgets shared by pages: the empty state, cards of figures, tables, a small chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.decimals import Decimal
from optimizer.locales import tr
from optimizer.projects import filling, home
from optimizer.spelling import ABSENT, numeral
from optimizer.ui import page
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.printed import MOST_ROWS, printed
from optimizer.ui.shared.texts import plain, unparted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import altair as alt
    import pandas as pd

    from optimizer.charts.theme import Mode
    from optimizer.projects.project import Project

MOST_CARDS = 4
SAMPLE = "cannery"


def title(name: str, about: str = "") -> None:
    """Show a page's title and one sentence on its purpose, both already translated."""
    st.title(name)
    if about:
        st.caption(plain(about))


def filled_project() -> Project | None:
    """Return the open project if it has a case; otherwise show the empty state and return None."""
    opened = state.project()
    if opened is not None and not opened.empty:
        return opened
    empty_state()
    return None


def empty_state() -> None:
    """Show what every page offers if no project is open: the sample, and your own register."""
    with st.container(border=True):
        st.markdown(tr("No project is open. Explore the sample, a model cannery, or import your own register."))
        columns = st.columns([1, 1, 2])
        columns[0].button(
            tr("Open the sample"), type="primary", on_click=open_sample, key="empty.sample", icon=":material/factory:",
            width="stretch",
        )  # fmt: skip
        with columns[1]:
            link("start", tr("Import your register"))


@spoken
def open_sample(name: str = SAMPLE) -> None:
    """Create a project with a shipped case and open it. A callback."""
    made = home.create()
    filling.from_sample(made, name, answered=True)
    state.open_in_session(made)


def link(name: str, label: str, **query: str) -> None:
    """Show a link to a page of the app that keeps the open project."""
    kept = {key: value for key in (state.LANG, state.PROJECT, state.SCENARIO) if (value := st.query_params.get(key))}
    st.page_link(page.served(name), label=label, query_params={**kept, **query})


@dataclass(frozen=True)
class Card:
    """A figure for display: label, value, formula and unit."""

    label: str
    value: str
    explained: str
    difference: str = ""
    better: bool | None = None


def cards(figures: Iterable[Card], each_row: int = MOST_CARDS) -> None:
    """Show figures side by side; a tooltip on each gives its formula and unit."""
    told = list(figures)
    for begin in range(0, len(told), each_row):
        for column, card in zip(st.columns(each_row), told[begin : begin + each_row], strict=False):
            column.metric(
                plain(card.label), unparted(card.value), unparted(card.difference) or None, help=plain(card.explained),
                delta_color=COLOURS[card.better], delta_arrow="off", border=True, height="stretch",
            )  # fmt: skip


def figure_tiles(figures: Iterable[Card]) -> None:
    """Show the main figures in as many columns as fit; `style.css` sets their least width."""
    with st.container(key="figures"):
        for card in figures:
            st.metric(
                plain(card.label), unparted(card.value), unparted(card.difference) or None, help=plain(card.explained),
                delta_color=COLOURS[card.better], delta_arrow="off", border=True, height="stretch",
            )  # fmt: skip


COLOURS: dict[bool | None, Any] = {True: "blue", False: "orange", None: "off"}


def table(
    frame: pd.DataFrame,
    formats: Mapping[str, Callable[[Any], str]] | None = None,
    *,
    height: int | None = None,
    **options: Any,
) -> Any:
    """Show a sortable table: numbers stay numbers and are formatted by `formats` (column → text).

    Users' texts are shown literally. Options are those of `st.dataframe`.
    """
    told = {name: _absent(make) for name, make in (formats or {}).items() if name in frame}
    size: dict[str, Any] = {"height": height} if height else {}
    made = st.dataframe(frame.style.format({**told}), hide_index=True, **size, **options)
    if 0 < len(frame) <= MOST_ROWS:
        st.html(printed(frame, {name: told.get(name, _absent(str)) for name in map(str, frame)}))
    return made


def _absent(make: Callable[[Any], str]) -> Callable[[Any], str]:
    from pandas import isna  # noqa: PLC0415 - loads slowly, and the first page has no table

    return lambda value: ABSENT if isna(value) else make(value)


def whole(value: Any) -> str:
    """Format a figure without decimals."""
    return numeral(Decimal(str(value)))


def year(value: Any) -> str:
    """Format a calendar year without a separator."""
    return str(int(value))


def small_chart(name: str, drawn: alt.Chart | alt.LayerChart, said: str) -> None:
    """Show a chart beside others under a short title; its summary is for screen readers, its table is elsewhere."""
    st.markdown(f"**{plain(name)}**")
    st.altair_chart(drawn, theme=None, alt=said, width="stretch")


def mode() -> Mode:
    """Return the chart mode of this browser: light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"
