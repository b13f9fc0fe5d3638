"""The two charts of the decision screen; their tables and larger versions are in the tabs below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.charts import before_after, worth
from optimizer.charts.emissions import pollutant_of
from optimizer.locales import tr
from optimizer.parts import before_after as known_changes
from optimizer.ui.shared.widgets import mode, small_chart

if TYPE_CHECKING:
    from optimizer.figures import Figures
    from optimizer.question import Question


def show_worth(question: Question, figures: Figures, height: int) -> None:
    """Show a chart of cash and of present values so far, with the year in which the plan has paid back."""
    frame = worth.frame(question, figures)
    said = worth.caption(question, figures, frame)
    small_chart(worth.short_name(frame), worth.draw_small(question, frame, mode(), height), said)


def show_first_change(question: Question, figures: Figures, height: int) -> None:
    """Show a chart of the bill by year, or else of the CO2e; what is missing for both if neither is known."""
    found = known_changes(question, figures)
    if not found:
        st.info(before_after.absent(question))
        if pollutant_of(question):
            st.info(tr("The emissions before are not known: streams with an emission factor have no baseline."))
        return
    change = found[0]
    drawn = before_after.draw(question, before_after.frame(question, figures, change.key), mode(), height)
    small_chart(tr("{figure} by year", figure=change.label), drawn, before_after.change_text(question, change))
