"""Solving a scenario: queued, running, cancelled; the text for each state, and the button.

ask(stem), ask_all(stems)      callbacks
standing(stem)                 the job of a scenario, refreshed until it ends
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

import streamlit as st

from optimizer.errors import InvalidInput
from optimizer.locales import tr
from optimizer.reports.progress import progress
from optimizer.studies.search import SearchProgress
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import fragment, spoken
from optimizer.ui.shared.formulas import figure_cards
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import cards
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.jobs.job import Job

OFTEN = 0.5
FOUND = ("npv", "capex", "annual_saving", "measures")


@spoken
def ask(stem: str) -> None:
    """Solve a scenario. A callback."""
    key = state.project_key()
    if key is not None:
        state.pool().ask(key, stem, state.question(stem))


@spoken
def ask_all(stems: Iterable[str]) -> None:
    """Solve several scenarios, those without errors. A callback."""
    for stem in stems:
        try:
            state.pool().ask(state.project_key() or "", stem, state.question(stem))
        except InvalidInput:  # its own row or page says what is wrong
            continue


@spoken
def cancel(job: Job) -> None:
    """Stop a job; the best plan so far is its answer. A callback."""
    state.pool().cancel(job)


def ask_button(stem: str, label: str = "", *, primary: bool = True) -> None:
    """Show the button that solves a scenario."""
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    st.button(
        label or tr("Solve"), type=kind, on_click=ask, args=(stem,), key=f"ask.{stem}", icon=":material/play_arrow:"
    )


def on_its_way(stem: str) -> bool:
    """Return whether a scenario is queued or running."""
    job = state.job(stem)
    return job is not None and not job.ended


def standing(stem: str) -> None:
    """Show a scenario's job, refreshed while it is queued or running, and how it ended if that matters."""
    job = state.job(stem)
    if job is None:
        return
    if not job.ended:
        _follow(stem)
    elif job.problem is not None:
        show_problems([job.problem])
    elif job.state == "cancelled":
        st.info(tr("Cancelled: the best plan found until then is shown."), icon=":material/stop_circle:")


@fragment(run_every=OFTEN)
def _follow(stem: str) -> None:
    """Show a job's state repeatedly; rerun the whole page once it has ended."""
    job = state.job(stem)
    if job is None or job.ended:
        st.rerun()
    else:
        show_job(job)


def show_job(job: Job) -> None:
    """Show a queued or running job: its position or progress, the best plan so far, and a stop button."""
    with st.container(border=True):
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.markdown(f"**{plain(name_of(job.question.scenario))}**: {plain(told(job))}")
        if job.state != "stopping":
            right.button(
                tr("Cancel"),
                on_click=cancel,
                args=(job,),
                key=f"cancel.{job.id}",
                icon=":material/stop:",
                width="stretch",
            )
        if job.state != "queued":
            limit = max(float(job.question.scenario.solver.time_limit), 1.0)
            st.progress(
                min(job.seconds / limit, 1.0),
                tr("{seconds} s of at most {limit} s", seconds=round(job.seconds), limit=round(limit)),
            )
        if job.news.figures is not None:
            cards(figure_cards(job.question, job.news.figures, keys=FOUND))


def told(job: Job) -> str:
    """Return a job's state as a sentence."""
    match job.state:
        case "queued":
            return tr("waiting, number {position} in the queue", position=job.position or 1)
        case "stopping":
            return tr("stopping; the best plan so far will be the answer")
        case "running" | "done" | "cancelled" | "failed":
            return progress(job.question, SearchProgress(job.news.best, job.news.bound, job.news.seconds))
        case unknown:
            assert_never(unknown)
