"""The Result page of a scenario: headline, figures and plan, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import tr
from optimizer.outcome import Infeasible, Invalid, Outcome, Solved
from optimizer.parts import terms_text
from optimizer.reports.terminal import sentence
from optimizer.rules import stated_text
from optimizer.ui.page import found
from optimizer.ui.result.decision import show_decision
from optimizer.ui.result.left_out_view import show_left_out
from optimizer.ui.result.parts_view import show_bridge, show_changes, show_fair
from optimizer.ui.result.plan_views import show_cash, show_plan, show_rules
from optimizer.ui.shared import state
from optimizer.ui.shared.answers import Answer, answer_to, asks
from optimizer.ui.shared.downloads import downloads
from optimizer.ui.shared.printed import print_line
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.solving import ask_button, on_its_way, standing
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import link
from optimizer.words import name_of

if TYPE_CHECKING:
    from optimizer.projects.scenario_files import ScenarioFile
    from optimizer.question import Question


def show_scenario(file: ScenarioFile | None) -> None:
    """Show a scenario: its running job, its last answer, and what to do."""
    if file is None:
        st.info(tr("This project has no scenario yet."))
        return
    standing(file.stem)
    asked, answer = asks(file.stem), answer_to(file.stem)
    if isinstance(asked, tuple):
        st.error(tr("This scenario can't be solved until this is fixed:"), icon=":material/rule:")
        show_problems(asked)
    elif answer is None:
        _not_solved(file.stem)
    elif not answer.current and not on_its_way(file.stem):
        st.warning(tr("The inputs have changed since this answer: it may be out of date."), icon=":material/history:")
        ask_button(file.stem, tr("Solve again"))
    if answer is not None:
        print_line(name_of(answer.question.scenario), terms_text(answer.question))
        _show_answer(file.stem, answer, asked if not isinstance(asked, tuple) else None)


def _not_solved(stem: str) -> None:
    if not on_its_way(stem):
        st.info(tr("This scenario has not been solved yet."), icon=":material/hourglass_empty:")
        ask_button(stem)


def _show_answer(stem: str, answer: Answer, asked: Question | None) -> None:
    outcome = answer.outcome
    if isinstance(outcome, Solved):
        _show_plan(stem, answer, outcome, asked)
    else:
        _show_no_plan(stem, answer.question, outcome)
        downloads(stem, [answer])


def _show_plan(stem: str, answer: Answer, solved: Solved, asked: Question | None) -> None:
    question, figures = answer.question, solved.figures
    if not solved.optimal and not on_its_way(stem):
        _unproved(stem, claimed=solved.claimed)
    show_decision(stem, answer, solved, asked)
    names = (
        tr("Plan by year"), tr("Contributions"), tr("Cash flow"), tr("Before and after"), tr("Limits"), tr("Left out"),
        tr("Download"),
    )  # fmt: skip
    key = f"result.tab.{state.language()}"  # the remembered selection is a title
    plan, parts, cash, changes, limits, left, files = st.tabs(list(names), on_change="rerun", key=key)
    with plan:
        show_plan(question, figures)
    with parts:
        if figures.decision.starts:
            show_fair(question, figures)
    with cash:
        show_cash(question, figures)
        if figures.decision.starts:
            show_bridge(question, figures)
    with changes:
        show_changes(question, figures)
    with limits:
        show_rules(question, figures)
    if left.open:  # trying each measure takes a while
        with left:
            show_left_out(answer, figures)
    with files:
        downloads(stem, [answer])


def _unproved(stem: str, *, claimed: bool) -> None:
    """Say that an answer is not proved here, and what to do about it."""
    if claimed:
        text = tr("This answer came in a file. Its proof is claimed by the sender, not proved here.")
        st.warning(text, icon=":material/contact_support:")
    else:
        text = tr("This plan is not proved to be the best. More time may find a better one, or a proof.")
        st.warning(text, icon=":material/pending:")
    ask_button(stem, tr("Solve again"), primary=claimed)


def _show_no_plan(stem: str, question: Question, outcome: Outcome) -> None:
    """Show why there is no plan, rule by rule, and what may help."""
    if isinstance(outcome, Invalid):
        show_problems(outcome.problems)
    elif isinstance(outcome, Infeasible):
        st.error(plain(sentence(question, outcome)), icon=":material/block:")
        if outcome.claimed and not on_its_way(stem):
            _unproved(stem, claimed=True)
        for rule in outcome.conflict:
            st.markdown(f"- {plain(stated_text(question, rule))}")
        st.markdown(tr("Relax one of these rules in the scenario, then solve again."))
        if "scenarios" in found():
            link("scenarios", tr("Change the scenario"), view="settings")
    else:
        st.warning(plain(sentence(question, outcome)), icon=":material/timer_off:")
        st.markdown(tr("Increase the scenario’s time limit, or relax a rule."))
        ask_button(stem, tr("Solve again"), primary=False)
