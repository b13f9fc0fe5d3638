"""The content of the open project, the message from opening it, and next steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.decimals import Decimal
from optimizer.locales import tr, trn
from optimizer.spelling import numeral
from optimizer.ui.page import found
from optimizer.ui.shared import state
from optimizer.ui.shared.files import template_button
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import Card, cards, link
from optimizer.ui.start import wizard
from optimizer.ui.start.arrival import news
from optimizer.words import name_of

if TYPE_CHECKING:
    from optimizer.projects.project import CaseReading, Project

WAYS_ON = ("measures", "scenarios", "result", "compare")


def show_project(project: Project) -> None:
    """Show the open project: figures, next steps, downloads."""
    reading = state.case_reading()
    if reading.case is not None:
        st.subheader(plain(name_of(reading.case)))
    made = wizard.imported()
    if made is not None:
        wizard.show_imported(made)
    else:
        # errors are not listed here: they are counted below and fixed elsewhere
        show_problems(problem for problem in news() if problem.warning)
    cards(_counted(project, reading))
    _ways_on(reading)
    template_button("inside")
    if project.in_place:
        st.caption(plain(tr("Opened in place: {folder}", folder=project.folder)))


def _counted(project: Project, reading: CaseReading) -> list[Card]:
    case = reading.case
    measures = len(case.measures) if case is not None else 0
    sites = len({measure.site for measure in case.measures if measure.site}) if case is not None else 0
    stems = [file.stem for file in project.scenarios]
    answers = sum((project.runs_folder / f"{stem}.json").is_file() for stem in stems)
    told = (
        (tr("Measures"), measures, tr("candidate measures in the register")),
        (tr("Sites"), sites, tr("sites named by the measures")),
        (tr("Scenarios"), len(stems), tr("questions to the register")),
        (tr("Answers"), answers, tr("scenarios with a saved answer")),
    )
    return [Card(label, numeral(Decimal(count)), explained) for label, count, explained in told]


def _ways_on(reading: CaseReading) -> None:
    """Show next steps: errors to fix, or else the results."""
    wrong = sum(not problem.warning for problem in reading.problems)
    if wrong:
        st.error(
            trn(
                "{count} error in the register has to be fixed before you can solve a scenario.",
                "{count} errors in the register have to be fixed before you can solve a scenario.",
                wrong,
            ),
            icon=":material/error:",
        )
    labels = {
        "measures": tr("Fix the register") if wrong else tr("See the measures"),
        "scenarios": tr("Set up scenarios"),
        "result": tr("See the result"),
        "compare": tr("Compare scenarios"),
    }
    for column, name in zip(st.columns(len(WAYS_ON)), [name for name in WAYS_ON if name in found()], strict=False):
        with column:
            link(name, labels[name])
