"""Live mode: a few controls and the resulting plan; nothing is saved unless it is kept as a new scenario."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.decimals import ZERO, Decimal
from optimizer.locales import tr, trn
from optimizer.metrics import metrics_of
from optimizer.outcome import Invalid, Outcome, Solved
from optimizer.projects.scenario_files import edit, new_child
from optimizer.reports.differences import explanation, gap_between, wider
from optimizer.reports.plan_words import certainty
from optimizer.reports.record import figures_of
from optimizer.reports.terminal import sentence
from optimizer.ui.result.live_controls import controls
from optimizer.ui.result.live_question import ControlPositions, changes, moved
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import fragment, spoken
from optimizer.ui.shared.formulas import figure_cards
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.solving import told
from optimizer.ui.shared.tables import labels
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import cards

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.figures import Figures
    from optimizer.jobs.job import Job
    from optimizer.question import Question

OFTEN = 0.3
ASKED = "live.asked"
SHOWN = ("npv", "capex", "annual_saving", "co2e_abated")
MOST_NAMED = 25


def live_mode(stem: str, question: Question, saved: Solved | None) -> None:
    """Show the switch, the controls and the resulting plan; `saved` is the answer to compare with."""
    if st.toggle(tr("Live: move a control and the plan follows"), key="live.on"):
        state.pool().warm()
        with st.container(border=True):
            _panel(stem, question, saved)


@fragment()
def _panel(stem: str, question: Question, saved: Solved | None) -> None:
    """Show the controls and the resulting plan; refreshed until the job has ended."""
    moves = controls(stem, question)
    if not moves.any:
        st.caption(tr("The controls show the scenario’s values. Move one."))
        return
    job = _job(stem, moved(question, moves))
    following, keeping = st.container(), st.container()  # keeps the name typed below while the plan is refreshed
    with following:
        if job.ended:
            _show(job, saved)
        else:
            fragment(run_every=OFTEN)(_follow)(job.id, saved)
    with keeping:
        _keeping(stem, question, moves)
        st.caption(tr("Below is the saved plan for the scenario’s own settings."))


def _job(stem: str, asked: Question) -> Job:
    """Return the job for this question: an existing one, or else a new one."""
    owner = state.project_key() or ""
    sha, known = st.session_state.get(ASKED, ("", ""))
    job = state.pool().job(owner, known) if sha == asked.sha256 else None
    if job is None:
        job = state.pool().ask(owner, stem, asked, live=True)
        st.session_state[ASKED] = (asked.sha256, job.id)
    return job


def _follow(job_id: str, saved: Solved | None) -> None:
    job = state.pool().job(state.project_key() or "", job_id)
    if job is None or job.ended:
        st.rerun()
    else:
        _show(job, saved)


def _show(job: Job, saved: Solved | None) -> None:
    """Show the current plan: proved or the remaining gap, figures, measures that enter or leave."""
    question, still = job.question, _still_allowed(job.question, saved)
    outcome = _no_worse(question, job.outcome, still)
    figures = outcome.figures if isinstance(outcome, Solved) else None
    if outcome is None:
        figures = better(question, job.news.figures, still)
        job = _with_best(job, figures)
    if not job.ended:
        st.markdown(f":material/pending: {plain(tr('Not proved yet: {progress}', progress=told(job)))}")
    elif isinstance(outcome, Solved):
        mark = "check_circle" if outcome.optimal else "timer_off"
        st.markdown(f":material/{mark}: {plain(certainty(question, outcome))}")
    elif isinstance(outcome, Invalid):
        show_problems(outcome.problems)
    elif outcome is not None:
        st.warning(plain(sentence(question, outcome)), icon=":material/block:")
    elif job.problem is not None:
        show_problems([job.problem])
    if figures is not None:
        before = saved.figures if saved else None
        shown = figure_cards(question, figures, before, SHOWN, wider(_gap(job, outcome), saved.gap if saved else ZERO))
        cards(shown)
        if before is not None:
            meant = [tr("Differences are from the saved plan with the scenario's own settings.")]
            meant += filter(None, [explanation(card.difference for card in shown)])
            st.caption(plain(" ".join(meant)))
            show_moves(question, before, figures)


def _gap(job: Job, outcome: Outcome | None) -> Decimal | None:
    """Return the relative gap: how much better than the displayed plan another may be."""
    if isinstance(outcome, Solved):
        return outcome.gap
    return gap_between(job.news.best, job.news.bound)


def _still_allowed(question: Question, saved: Solved | None) -> Figures | None:
    """Return the saved plan evaluated with the moved controls; None if it breaks a rule there."""
    if saved is None:
        return None
    plan = saved.figures.decision
    return state.remembered("live still", (question.sha256, plan), lambda: figures_of(question, plan))


def _with_best(job: Job, figures: Figures | None) -> Job:
    """Return the job as if it had found this plan, so that its text describes the displayed plan."""
    if figures is None:
        return job
    return replace(job, news=replace(job.news, best=figures.objective, figures=figures))


def better(question: Question, one: Figures | None, other: Figures | None) -> Figures | None:
    """Return the better of two plans for the goal; the second one on a tie."""
    if one is None or other is None:
        return one or other
    ahead = one.objective - other.objective
    return one if (ahead < 0 if metrics_of(question.case)[question.scenario.goal].minimised else ahead > 0) else other


def _no_worse(question: Question, outcome: Outcome | None, still: Figures | None) -> Outcome | None:
    """Return the quick answer, or the saved plan if it is as good, so that no measure leaves without a gain."""
    if not isinstance(outcome, Solved):
        return outcome
    return replace(outcome, figures=better(question, outcome.figures, still) or outcome.figures)


def show_moves(question: Question, before: Figures, now: Figures) -> None:
    """Show which measures enter or leave the plan and, on request, which start in another year."""
    was, are = before.decision.starts, now.decision.starts
    names = labels(question.case, {*was, *are})
    entering = [f"{names[m]} ({start})" for m, start in are.items() if m not in was]
    leaving = [names[m] for m in was if m not in are]
    later = {m: start for m, start in are.items() if was.get(m, start) != start}
    other = [f"{names[m]} ({was[m]}\u00a0→\u00a0{start})" for m, start in later.items()]
    left, right = st.columns(2)
    if entering:
        left.markdown(f"**{trn('{count} measure enters', '{count} measures enter', len(entering))}**")
        left.markdown(_listed(entering))
    if leaving:
        right = right if entering else left
        right.markdown(f"**{trn('{count} measure leaves', '{count} measures leave', len(leaving))}**")
        right.markdown(_listed(leaving))
    if other:
        told = trn("{count} measure starts in another year", "{count} measures start in another year", len(other))
        st.expander(told).markdown(_listed(other))
    if not (entering or leaving or other):
        st.caption(tr("The same measures in the same years."))


def _listed(names: Iterable[str]) -> str:
    told = list(names)
    more = len(told) - MOST_NAMED
    lines = [f"- {plain(name)}" for name in told[:MOST_NAMED]]
    lines += [f"- {trn('… and {count} more', '… and {count} more', more)}"] if more > 0 else []
    return "\n".join(lines)


def _keeping(stem: str, question: Question, moves: ControlPositions) -> None:
    """Show the buttons to keep the moved controls or to reset them."""
    left, right, _ = st.columns([3, 3, 2])
    with left.popover(tr("Keep as a new scenario"), icon=":material/save:", width="stretch"):
        name = st.text_input(tr("Name of the new scenario"), key="live.name")
        st.button(
            tr("Keep"), type="primary", on_click=_keep, args=(stem, name, changes(question, moves)), key="live.keep",
            disabled=not name.strip(),
        )  # fmt: skip
    right.button(tr("Reset the controls"), on_click=put_back, key="live.back", icon=":material/undo:", width="stretch")


@spoken
def _keep(stem: str, name: str, changed: dict[Any, Any]) -> None:
    """Save the moved controls as a new scenario that extends this one, and open it. A callback."""
    opened = state.project()
    file = opened.scenario(stem) if opened else None
    if file is not None:
        made = new_child(file, name)
        made = edit(made, changed, revision=made.revision)
        put_back()
        state.choose_scenario(made.stem)
        state.pool().ask(state.project_key() or "", made.stem, state.question(made.stem))


def put_back() -> None:
    """Reset all controls to the scenario's values. A callback."""
    for key in list(st.session_state):
        if isinstance(key, str) and key.startswith("live.") and key != "live.on":
            del st.session_state[key]
