"""A scenario on its way to an answer: asked, waiting, running, cancelled; what is said of each, and the button for it.

ask(stem), ask_all(stems)      callbacks
standing(stem)                 the job of a scenario, followed until it ends
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

import streamlit as st

from optimizer.errors import InvalidInput
from optimizer.locales import tr
from optimizer.reports.progress import progress
from optimizer.reports.words import name_of
from optimizer.studies.search import News
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import fragment, spoken
from optimizer.ui.shared.formulas import figure_cards
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import cards

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.jobs.job import Job

OFTEN = 0.5
FOUND = ("npv", "capex", "annual_saving", "measures")


@spoken
def ask(stem: str) -> None:
    """Have a scenario solved. A callback."""
    key = state.project_key()
    if key is not None:
        state.pool().ask(key, stem, state.question(stem))


@spoken
def ask_all(stems: Iterable[str]) -> None:
    """Have several scenarios solved, those that can be asked. A callback."""
    for stem in stems:
        try:
            state.pool().ask(state.project_key() or "", stem, state.question(stem))
        except InvalidInput:  # its own column or page says what is wrong
            continue


@spoken
def cancel(job: Job) -> None:
    """Stop a job; the best so far is its answer. A callback."""
    state.pool().cancel(job)


def ask_button(stem: str, label: str = "", *, primary: bool = True) -> None:
    """The button that has a scenario solved."""
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    st.button(
        label or tr("Solve"), type=kind, on_click=ask, args=(stem,), key=f"ask.{stem}", icon=":material/play_arrow:"
    )


def on_its_way(stem: str) -> bool:
    """Whether a scenario waits or runs."""
    job = state.job(stem)
    return job is not None and not job.ended


def standing(stem: str) -> None:
    """What there is to say of a scenario's job: followed while it waits or runs; how it ended, if that needs saying."""
    job = state.job(stem)
    if job is None:
        return
    if not job.ended:
        _follow(stem)
    elif job.problem is not None:
        show_problems([job.problem])
    elif job.state == "cancelled":
        st.info(tr("Cancelled: what had been found until then is shown."), icon=":material/stop_circle:")


@fragment(run_every=OFTEN)
def _follow(stem: str) -> None:
    """A job as it stands, looked at again and again; once it has ended the whole page is made anew."""
    job = state.job(stem)
    if job is None or job.ended:
        st.rerun()
    else:
        show_job(job)


def show_job(job: Job) -> None:
    """A job that waits or runs: its place, or how far it is, with the best plan so far and a way to stop."""
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
    """How a job stands, in a sentence."""
    match job.state:
        case "queued":
            return tr("waiting, number {position} in the queue", position=job.position or 1)
        case "stopping":
            return tr("being stopped; the best so far will be the answer")
        case "running" | "done" | "cancelled" | "failed":
            return progress(job.question, News(job.news.best, job.news.bound, job.news.seconds))
        case unknown:
            assert_never(unknown)
