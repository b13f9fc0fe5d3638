"""The list of a project's scenarios with their statuses, refreshed while jobs are running."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import language, tr, trn
from optimizer.ui.scenarios.brief import show_brief
from optimizer.ui.scenarios.differences import differences_text
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import fragment, spoken
from optimizer.ui.shared.solving import OFTEN, ask, ask_all, cancel
from optimizer.ui.shared.status import ScenarioStatus, standing_of
from optimizer.ui.shared.texts import bare, plain
from optimizer.ui.shared.widgets import link

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optimizer.projects.project import Project
    from optimizer.projects.scenario_files import ScenarioFile

WIDTHS = (0.3, 7.6, 2.2)
LEAST = 2


def show_list(opened: Callable[[str], None]) -> None:
    """Show the list; `opened` is a callback that opens a scenario's settings."""
    moving = any(not job.ended for job in state.jobs().values())
    fragment(run_every=OFTEN if moving else None)(_rows)(opened, moving)


def _rows(opened: Callable[[str], None], moving: bool) -> None:  # noqa: FBT001 - a fragment's arguments have no names
    """Show all scenarios once; rerun the page when a job begins or the last one ends."""
    project = state.project()
    if project is None:
        return
    files = project.scenarios
    jobs, differing = state.jobs(), _differing(project, files)
    standings = {file.stem: standing_of(project, file.stem, jobs.get(file.stem)) for file in files}
    clicked = _toolbar(project, standings)
    for file in files:
        clicked |= _row(file, standings[file.stem], differing[file.stem], opened)
    now = any(standing.job is not None for standing in standings.values())
    if clicked or now != moving:
        st.rerun()


def _differing(project: Project, files: Sequence[ScenarioFile]) -> dict[str, str]:
    """Return each scenario's differences from its parent, cached until a file or the register changes."""
    stamp = (language(), state.case_reading(), *((file.stem, file.revision) for file in files))
    make = lambda: {file.stem: differences_text(project, file) for file in files}  # noqa: E731
    return state.remembered("differences", stamp, make)


def _toolbar(project: Project, standings: dict[str, ScenarioStatus]) -> bool:
    """Show the buttons to solve all, cancel all and compare ticked scenarios."""
    able = [stem for stem, standing in standings.items() if standing.askable and standing.job is None]
    wanted = [stem for stem in able if standings[stem].wanted]
    jobs = [standing.job for standing in standings.values() if standing.job is not None]
    clicked = False
    with st.container(horizontal=True, vertical_alignment="center"):
        clicked |= st.button(
            tr("Solve all"), type="primary", on_click=ask_all, args=(wanted or able,), key="scenarios.all",
            icon=":material/playlist_play:", disabled=not able,
            help=tr("Every scenario without a current proved answer; if all have one, all of them again."),
        )  # fmt: skip
        if jobs:
            clicked |= st.button(
                tr("Cancel all"), on_click=_cancel_all, key="scenarios.none", icon=":material/stop:",
                help=tr("Each keeps the best plan found so far as its answer."),
            )  # fmt: skip
        _compare(project)
        st.caption(_counted(standings), width="content")
    return clicked


@spoken
def _cancel_all() -> None:
    for job in state.jobs().values():
        if not job.ended:
            cancel(job)


def _counted(standings: dict[str, ScenarioStatus]) -> str:
    count = len(standings)
    parts = [trn("{count} scenario", "{count} scenarios", count)]
    wanted = sum(standing.wanted for standing in standings.values())
    if wanted:
        parts.append(trn("{count} to solve", "{count} to solve", wanted))
    return ", ".join(parts)


def _ticked(project: Project) -> list[str]:
    return [file.stem for file in project.scenarios if st.session_state.get(f"scenarios.tick.{file.stem}")]


def _compare(project: Project) -> None:
    """Show the button to compare ticked scenarios."""
    stems = _ticked(project)
    if LEAST <= len(stems) <= state.MOST_COMPARED:
        link("compare", tr("Compare ticked"), **{state.SCENARIOS: ",".join(stems)})
    elif len(stems) > state.MOST_COMPARED:
        st.caption(tr("At most {most} can be compared at once.", most=state.MOST_COMPARED), width="content")
    else:
        st.caption(tr("Tick two to five to compare them."), width="content")


def _row(file: ScenarioFile, standing: ScenarioStatus, differing: str, opened: Callable[[str], None]) -> bool:
    """Show one scenario; return whether a click changed its job or the display."""
    with st.container(border=True):
        tick, about, act = st.columns(WIDTHS, vertical_alignment="center")
        tick.checkbox(
            tr("Compare {name}", name=bare(file.name)), key=f"scenarios.tick.{file.stem}", label_visibility="collapsed"
        )
        with about.container(gap=None):
            with st.container(horizontal=True, vertical_alignment="center"):
                clicked = st.button(
                    f"**{plain(file.name)}**", type="tertiary", on_click=opened, args=(file.stem,),
                    key=f"open.{file.stem}", help=tr("Settings"),
                )  # fmt: skip
                st.markdown(standing.badges, help=plain(standing.proof) or None, width="content")
            st.caption(plain(differing))
            _standing(standing)
        with act:
            clicked |= _action(file.stem, standing)
            link("result", tr("Result"), **{state.SCENARIO: file.stem})
    return clicked


def _standing(standing: ScenarioStatus) -> None:
    """Show the figures of the plan, or why there is none, and how far a job is."""
    if standing.question is not None and standing.figures is not None:
        show_brief(standing.question, standing.figures)
    if standing.sentence:
        st.markdown(plain(standing.sentence))
    job = standing.job
    if job is not None and job.state != "queued":
        limit = max(float(job.question.scenario.solver.time_limit), 1.0)
        st.progress(
            min(job.seconds / limit, 1.0),
            tr("{seconds} s of at most {limit} s", seconds=round(job.seconds), limit=round(limit)),
        )


def _action(stem: str, standing: ScenarioStatus) -> bool:
    job = standing.job
    if job is None:
        return st.button(
            tr("Solve"), on_click=ask, args=(stem,), key=f"ask.{stem}", icon=":material/play_arrow:", width="stretch",
            disabled=not standing.askable,
        )  # fmt: skip
    return st.button(
        tr("Cancel"), on_click=cancel, args=(job,), key=f"cancel.{job.id}", icon=":material/stop:", width="stretch",
        disabled=job.state == "stopping",
    )  # fmt: skip
