"""A chart on a page: its title, the chart, its summary in words, its table, and its downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from optimizer.charts.images import ImageFormat, image
from optimizer.decimals import Decimal
from optimizer.locales import language, speaking, tr
from optimizer.reports.csv_files import table_bytes
from optimizer.spelling import numeral
from optimizer.ui.shared.fault import fragment
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import mode, table
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.charts.chart import PlanChart, ShownTable
    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question


LINE, HIGH = 38, 640  # pixels


class ChartShown(NamedTuple):
    """A chart for display. `draw` and `table` are called only when they are needed; `file` names its downloads."""

    file: str
    title: str
    about: str
    said: str
    draw: Callable[[Mode], Any]
    table: Callable[[], ShownTable]


def show_plan_chart(stem: str, chart: PlanChart, question: Question, figures: Figures, *, opened: bool = False) -> None:
    """Show a chart of a plan; if there is nothing to draw, say why. `opened` shows the table without a click."""
    frame = chart.frame(question, figures)
    if frame.empty:
        if absent := chart.absent(question):
            st.info(absent)
        return
    shown = ChartShown(
        f"{stem}-{chart.key}",
        chart.name(question),
        f"{name_of(question.case)} · {name_of(question.scenario)}",
        chart.caption(question, figures, frame),
        lambda mode: chart.draw(question, frame, mode),
        lambda: chart.table(question, figures, frame),
    )
    show_chart(shown, opened=opened)


@fragment()
def show_chart(chart: ChartShown, *, opened: bool = False, captioned: bool = True) -> None:
    """Show a chart under its title, with its summary (always for screen readers), its table and its downloads."""
    title, files = st.columns([1, 0.2], vertical_alignment="center")
    title.markdown(f"##### {plain(chart.title)}")
    with files.container(horizontal_alignment="right"):
        _downloads(chart)
    st.altair_chart(chart.draw(mode()), theme=None, alt=chart.said, width="stretch")
    if captioned:
        st.caption(plain(chart.said))
    if opened:
        shown = chart.table()
        show_table(shown, height=min(LINE * (len(shown.frame) + 1), HIGH))
        return
    below = st.expander(tr("Show as a table"), key=f"table.{chart.file}", on_change="rerun")
    if below.open:
        with below:
            show_table(chart.table())


def show_table(shown: ShownTable, **options: Any) -> None:
    """Show a table with its decimals; whole numbers without decimals, such as years, have no separators."""
    table(shown.frame, {name: _formatted(shown.decimals.get(name)) for name in map(str, shown.frame)}, **options)


def _formatted(decimals: int | None) -> Callable[[Any], str]:
    return str if decimals is None else lambda value: numeral(Decimal(str(value)), decimals)


def _downloads(chart: ChartShown) -> None:
    """Offer the chart as an image and its table as data; files are made on click, in the visitor's language."""
    spoken = language()
    about = plain(tr("Download the chart or its data"))

    def pictured(file_format: ImageFormat) -> bytes:
        with speaking(spoken):
            return image(chart.draw("print"), chart.title, chart.about, file_format)

    def data() -> bytes:
        with speaking(spoken):
            return table_bytes(chart.table())

    with st.popover(tr("Download"), icon=":material/download:", type="tertiary", help=about):
        for label, make, name, mime in (
            (tr("Image (PNG)"), lambda: pictured("png"), f"{chart.file}.png", "image/png"),
            (tr("Image (SVG)"), lambda: pictured("svg"), f"{chart.file}.svg", "image/svg+xml"),
            (tr("Data (CSV)"), data, f"{chart.file}.csv", "text/csv"),
        ):
            st.download_button(label, make, name, mime, key=f"download.{name}", on_click="ignore", width="stretch")
