"""The main figures of a plan in one row, in short, for cards: what it is worth, costs, saves and abates."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from optimizer.metrics import metrics_of
from optimizer.spelling import short
from optimizer.ui.shared.formulas import titled
from optimizer.ui.shared.texts import unparted
from optimizer.words import figure, value_of

if TYPE_CHECKING:
    from optimizer.figures import Figures
    from optimizer.question import Question

SHOWN = ("npv", "capex", "annual_saving", "co2e_abated")


def show_brief(question: Question, figures: Figures) -> None:
    """Show the figures, with the goal's if it is another one; each one's tooltip is the exact figure."""
    known = metrics_of(question.case)
    keys = [key for key in dict.fromkeys((*SHOWN, question.scenario.goal)) if key in known]
    st.html(f'<dl class="brief">{"".join(_cell(question, figures, key) for key in keys)}</dl>')


def _cell(question: Question, figures: Figures, key: str) -> str:
    value = figures.metrics[key]
    shown = figure(question, key, value)
    exactly = escape(value_of(question, key, value), quote=True)
    label, text = (escape(unparted(one)) for one in (titled(question, key), short(shown.value, shown.unit)))
    return f'<div title="{exactly}"><dt>{label}</dt><dd>{text}</dd></div>'
