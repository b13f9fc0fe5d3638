"""The Result page of a scenario: headline, figures and plan, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.charts.chart_list import BILL_AND_EMISSIONS, MONEY, SAVINGS
from optimizer.charts.plan_by_year import PLAN_BY_YEAR
from optimizer.locales import tr
from optimizer.outcome import Infeasible, Invalid, Outcome, Solved
from optimizer.parts import terms_text
from optimizer.reports.terminal import sentence
from optimizer.rules import stated_text
from optimizer.ui.page import found
from optimizer.ui.result.decision import show_decision
from optimizer.ui.result.left_out_view import show_left_out
from optimizer.ui.result.limits_view import show_rules
from optimizer.ui.shared import state
from optimizer.ui.shared.answers import Answer, answer_to, asks
from optimizer.ui.shared.downloads import downloads
from optimizer.ui.shared.measure_dialog import offer_measures
from optimizer.ui.shared.printed import print_line
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.showing import show_plan_chart
from optimizer.ui.shared.solving import ask_button, on_its_way, standing
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import link
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.charts.chart import PlanChart
    from optimizer.figures import Figures
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
    figures = solved.figures
    if not solved.optimal and not on_its_way(stem):
        _unproved(stem, claimed=solved.claimed)
    show_decision(stem, answer, solved, asked)
    offer_measures(answer.question, figures)
    _show_tabs(stem, answer, figures)


def _show_tabs(stem: str, answer: Answer, figures: Figures) -> None:
    """Show the plan in detail; only what is in the open tab is computed."""
    shown: dict[str, Callable[[], None]] = {
        tr("Plan by year"): lambda: show_plan_chart(stem, PLAN_BY_YEAR, answer.question, figures, opened=True),
        tr("Money"): lambda: _show_charts(stem, MONEY, answer.question, figures),
        tr("Bill and emissions"): lambda: _show_charts(stem, BILL_AND_EMISSIONS, answer.question, figures),
        tr("Where savings come from"): lambda: _show_charts(stem, SAVINGS, answer.question, figures),
        tr("Limits"): lambda: show_rules(answer.question, figures),
        tr("Left out"): lambda: show_left_out(answer, figures),
        tr("Download"): lambda: downloads(stem, [answer]),
    }
    # the remembered selection is a title, so each language has its own
    tabs = st.tabs([*shown], on_change="rerun", key=f"result.tab.{state.language()}")
    for tab, show in zip(tabs, shown.values(), strict=True):
        if tab.open:
            with tab:
                show()


def _show_charts(stem: str, charts: tuple[PlanChart, ...], question: Question, figures: Figures) -> None:
    """Show charts below each other; without measures there is nothing to draw."""
    if not figures.decision.starts:
        st.info(tr("No measure is chosen."))
        return
    for chart in charts:
        show_plan_chart(stem, chart, question, figures)


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
