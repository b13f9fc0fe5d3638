"""The decision screen: a plan in a sentence, six figures and two charts, and controls that change them in place.

Nothing is saved unless the moved controls are kept as a new scenario.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.decimals import ZERO, Decimal
from optimizer.locales import tr, trn
from optimizer.outcome import Invalid, Outcome, Solved
from optimizer.projects.scenario_files import edit, new_child
from optimizer.reports.differences import explanation, gap_between, wider
from optimizer.reports.plan_words import brief, certainty, sure
from optimizer.reports.terminal import sentence
from optimizer.ui.result.ahead import best_known, neighbours
from optimizer.ui.result.live_controls import controls, put_back
from optimizer.ui.result.live_question import ControlPositions, changes, moved
from optimizer.ui.result.small_charts import show_first_change, show_worth
from optimizer.ui.result.tiles import tiles
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import fragment, spoken
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.solving import told
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import figure_tiles
from optimizer.words import labels

if TYPE_CHECKING:
    from optimizer.figures import Figures
    from optimizer.jobs.job import Job
    from optimizer.question import Question
    from optimizer.ui.shared.answers import Answer

OFTEN = 0.3
ASKED = "live.asked"
HIGH = 220
MOST_NAMED = 25


def show_decision(stem: str, answer: Answer, solved: Solved, asked: Question | None) -> None:
    """Show an answer's plan, with controls beside it if its scenario has no errors."""
    with st.container(key="decision"):
        if asked is None:
            _show_saved(answer.question, solved)
        else:
            state.pool().warm()
            _controlled(stem, answer, solved, asked)


@fragment()
def _controlled(stem: str, answer: Answer, solved: Solved, asked: Question) -> None:
    """Show the controls at the right, and at the left the plan that belongs to them; refreshed until it is proved."""
    left, right = st.columns([2.6, 1], gap="medium")
    with right, st.container(border=True, key="controls"):
        st.markdown(
            f"**{tr('What if?')}**", help=tr("Move a control: the figures and charts follow. Nothing is saved.")
        )
        moves = controls(stem, asked, solved.figures)
        if moves.any:
            _keeping(stem, asked, moves)
    with left:
        if not moves.any:
            _show_saved(answer.question, solved)
        else:
            saved, job = solved if answer.current else None, _job(stem, moved(asked, moves))
            if job.ended:
                _show(job, saved)
            else:
                fragment(run_every=OFTEN)(_follow)(job.id, saved)
    ahead = state.remembered("ahead", (asked.sha256, moves), lambda: neighbours(asked, moves))
    state.pool().prepare(state.project_key() or "", stem, ahead)


def _show_saved(question: Question, solved: Solved) -> None:
    """Show the saved plan: its sentence, with the proofs behind a symbol, figures and charts."""
    st.markdown(f"##### {plain(brief(question, solved))}", help=plain(certainty(question, solved)))
    figure_tiles(tiles(question, solved.figures))
    _charts(question, solved.figures)


def _charts(question: Question, figures: Figures) -> None:
    """Show side by side what the plan earns, and what the plant pays or emits with and without it."""
    if not figures.decision.starts:
        return
    left, right = st.columns(2)
    with left:
        show_worth(question, figures, HIGH)
    with right:
        show_first_change(question, figures, HIGH)


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
    question, outcome, figures = job.question, job.outcome, _best(job, saved)
    if isinstance(outcome, Solved) and figures is not None:
        outcome = replace(outcome, figures=figures)
    elif outcome is None:
        job = _with_best(job, figures)
    if not job.ended:
        st.markdown(f":material/pending: {plain(tr('Not proved yet: {progress}', progress=told(job)))}")
    elif isinstance(outcome, Solved):
        mark = "check_circle" if outcome.optimal else "timer_off"
        st.markdown(f":material/{mark}: {plain(sure(question, outcome))}", help=plain(certainty(question, outcome)))
    elif isinstance(outcome, Invalid):
        show_problems(outcome.problems)
    elif outcome is not None:
        st.warning(plain(sentence(question, outcome)), icon=":material/block:")
    elif job.problem is not None:
        show_problems([job.problem])
    if figures is not None:
        before = saved.figures if saved else None
        shown = tiles(question, figures, before, wider(_gap(job, outcome), saved.gap if saved else ZERO))
        figure_tiles(shown)
        if before is not None:
            meant = [tr("Differences are from the saved plan with the scenario's own settings.")]
            meant += filter(None, [explanation(card.difference for card in shown)])
            st.caption(plain(" ".join(meant)))
            show_moves(question, before, figures)
        _charts(question, figures)


def _gap(job: Job, outcome: Outcome | None) -> Decimal | None:
    """Return the relative gap: how much better than the displayed plan another may be."""
    if isinstance(outcome, Solved):
        return outcome.gap
    return gap_between(job.news.best, job.news.bound)


def _best(job: Job, saved: Solved | None) -> Figures | None:
    """Return the best plan known for a job's question: its own, the saved one, or one for other positions of controls.

    Once its own is proved, only the saved one can be as good.
    """
    outcome, plans = job.outcome, [saved.figures] if saved else []
    if outcome is not None and not isinstance(outcome, Solved):
        return None
    found = job.news.figures if outcome is None else outcome.figures
    if outcome is None or not outcome.optimal:
        plans.extend(state.pool().figures(job.owner, job.name))
    stamp = (job.question.sha256, found and found.decision, tuple(plan.decision for plan in plans))
    return state.remembered("live best", stamp, lambda: best_known(job.question, plans, found))


def _with_best(job: Job, figures: Figures | None) -> Job:
    """Return the job as if it had found this plan, so that its text describes the displayed plan."""
    if figures is None:
        return job
    return replace(job, news=replace(job.news, best=figures.objective, figures=figures))


def show_moves(question: Question, before: Figures, now: Figures) -> None:
    """Show which measures enter the plan, leave it, or start in another year."""
    was, are = before.decision.starts, now.decision.starts
    names = labels(question.case, {*was, *are})
    entering = [f"{names[m]} ({start})" for m, start in are.items() if m not in was]
    leaving = [names[m] for m in was if m not in are]
    later = {m: start for m, start in are.items() if was.get(m, start) != start}
    other = [f"{names[m]} ({was[m]}\u00a0→\u00a0{start})" for m, start in later.items()]
    if entering:
        _named(trn("{count} measure enters", "{count} measures enter", len(entering)), entering)
    if leaving:
        _named(trn("{count} measure leaves", "{count} measures leave", len(leaving)), leaving)
    if other:
        told = trn("{count} measure starts in another year", "{count} measures start in another year", len(other))
        st.expander(told).markdown(plain(" · ".join(other)))
    if not (entering or leaving or other):
        st.caption(tr("The same measures in the same years."))


def _named(title: str, names: list[str]) -> None:
    """Show measures in a line under what happens to them."""
    more = len(names) - MOST_NAMED
    last = [trn("… and {count} more", "… and {count} more", more)] if more > 0 else []
    st.markdown(f"**{plain(title)}:** {plain(' · '.join([*names[:MOST_NAMED], *last]))}")


def _keeping(stem: str, question: Question, moves: ControlPositions) -> None:
    """Show the buttons to keep the moved controls or to reset them."""
    with st.popover(tr("Keep as a new scenario"), icon=":material/save:", width="stretch"):
        name = st.text_input(tr("Name of the new scenario"), key="live.name")
        st.button(
            tr("Keep"), type="primary", on_click=_keep, args=(stem, name, changes(question, moves)), key="live.keep",
            disabled=not name.strip(),
        )  # fmt: skip
    st.button(tr("Reset the controls"), on_click=put_back, key="live.back", icon=":material/undo:", width="stretch")


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
