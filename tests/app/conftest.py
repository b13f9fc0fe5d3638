"""Projects on disk for the app, and the app opened on them without a browser and without a network."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from optimizer.decision import Decision
from optimizer.evaluation import Evaluator
from optimizer.outcome import Effort, Solved, Ties
from optimizer.projects import filling, home, runs
from optimizer.reports.answer import answer
from optimizer.studies.plan import solve
from optimizer.ui.result import ahead

if TYPE_CHECKING:
    from optimizer.projects.project import Project

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "optimizer" / "ui" / "pages"
BOTH = ("en", "uk")
Open = Callable[..., AppTest]
ANSWERS: dict[str, dict[str, Any]] = {}
"""Answers by the hash of their inputs."""


@pytest.fixture(autouse=True)
def projects_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CPEE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def _no_search_for_components(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep `AppTest` from reading the metadata of every installed package: the app has no components of others."""
    monkeypatch.setattr(BidiComponentManager, "discover_and_register_components", lambda *_, **__: None)


@pytest.fixture(autouse=True)
def _nothing_solved_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep pages from solving what no test asks for; a test of that allows it again."""
    monkeypatch.setattr(ahead, "AHEAD_QUESTIONS", 0)


@pytest.fixture
def teaching() -> Project:
    project = home.create()
    filling.from_sample(project, "teaching")
    return project


@pytest.fixture
def opened() -> Open:
    """The app at a page: `opened("result", project, lang="uk", scenario="base")`; `begun` is what the session holds."""

    def at_page(
        page: str,
        project: Project | None = None,
        lang: str = "en",
        begun: Mapping[str, object] | None = None,
        **query: str,
    ) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in {"lang": lang, **({"project": project.key} if project else {}), **query}.items():
            app.query_params[name] = value
        for key, state in (begun or {}).items():
            app.session_state[key] = state
        app._page_hash = calc_hash(page)  # `switch_page` would need another page first, as it finds pages by running
        return app.run()

    return at_page


def solved(project: Project, stem: str) -> None:
    """Answer a scenario here and now, or as an earlier test did that asked the same, and keep the answer."""
    question = project.question(stem)
    if question.sha256 not in ANSWERS:
        ANSWERS[question.sha256] = answer(question, solve(question.case, question.scenario))
    runs.keep(project, stem, ANSWERS[question.sha256])


def planned(project: Project, stem: str, starts: Mapping[str, int]) -> None:
    """Keep a plan as the answer to a scenario, as one that nothing is proved of."""
    question = project.question(stem)
    figures = Evaluator(question.case, question.scenario).full(Decision(starts))
    assert figures.feasible, figures.violations
    runs.keep(project, stem, answer(question, Solved(figures, None, False, (), Ties.UNSETTLED, Effort(1.0))))


def add_scenario(project: Project, stem: str, text: str) -> None:
    (project.scenarios_folder / f"{stem}.toml").write_text(text, encoding="utf-8")


def said(app: AppTest) -> str:
    """Everything that a page says in words."""
    parts = (app.title, app.subheader, app.markdown, app.caption, app.info, app.warning, app.error, app.metric)
    return "\n".join(str(element.value) for part in parts for element in part).replace("\\", "")


def without_faults(app: AppTest) -> AppTest:
    """The page as it is, if nothing went wrong on it."""
    assert not app.exception
    assert not [error.value for error in app.error if re.search(r"\b(code|код): [0-9a-f]{8}", error.value)]
    return app
