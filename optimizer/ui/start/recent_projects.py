"""The projects that this browser opened before, the last one first, and how to open or drop each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import language, tr, trn
from optimizer.projects import recent
from optimizer.spelling import day
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.texts import plain

if TYPE_CHECKING:
    from optimizer.projects.project import Project
    from optimizer.projects.recent import ProjectSummary, RecentProject

FEW = 5


def show_recent() -> None:
    """Show this browser's projects other than the open one; nothing if there is none."""
    browser = state.visitor()
    others = [one for one in recent.listed(browser) if one.project.key != state.project_key()] if browser else []
    if not others:
        return
    with st.container(border=True, key="recent"):
        st.markdown(f"**{tr('Recent projects')}**")
        for one in others[:FEW]:
            _row(one)
        if len(others) > FEW:
            with st.expander(tr("Earlier ones ({count})", count=len(others) - FEW)):
                for one in others[FEW:]:
                    _row(one)


def _row(one: RecentProject) -> None:
    """Show one project: its name, which opens it, what is in it, when it was opened, and how to drop it."""
    key, found = one.project.key, recent.summary(one.project)
    name = (found.name_uk if language() == "uk" else "") or found.name
    left, middle, right, end = st.columns([5, 4, 3, 1], vertical_alignment="center")
    left.button(plain(name), type="tertiary", on_click=_open, args=(one.project,), key=f"recent.open.{key}")
    middle.caption(_contents(key, found))
    right.caption(f"{day(one.when.astimezone().date())}, {one.when.astimezone():%H:%M}")
    end.button(
        tr("Remove from the list"), type="tertiary", icon=":material/close:", on_click=_drop, args=(key,),
        key=f"recent.drop.{key}", help=tr("The project itself stays: its link still opens it."),
    )  # fmt: skip


def _contents(key: str, found: ProjectSummary) -> str:
    """Return what is in a project, and whether something is being solved."""
    measures = trn("{count} measure", "{count} measures", found.measures)
    scenarios = trn("{count} scenario", "{count} scenarios", found.scenarios)
    solving = any(job.use == "kept" and not job.ended for job in state.pool().jobs(key))
    standing = tr("solving now") if solving else tr("{count} solved", count=found.answered)
    return f"{measures} · {scenarios} · {standing}"


@spoken
def _open(project: Project) -> None:
    state.open_in_session(project)
    state.lead_to("result")


@spoken
def _drop(key: str) -> None:
    if (browser := state.visitor()) is not None:
        recent.drop(browser, key)
