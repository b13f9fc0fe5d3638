"""Projects that a browser opened before, and a link to one that isn't here."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from optimizer.projects import bundle, filling, home, recent
from optimizer.ui.shared import state

from .conftest import BOTH, Open, add_scenario, said, solved, without_faults
from .test_start import XLSX

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.projects.project import Project

ME, ANOTHER = home.new_key(), home.new_key()
NOWHERE = "A" * 22


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> str:
    """A browser with a cookie."""
    monkeypatch.setattr(state, "visitor", lambda: ME)
    return ME


def keys(visitor: str) -> list[str]:
    return [one.project.key for one in recent.listed(visitor)]


@pytest.mark.usefixtures("browser")
def test_a_browser_finds_the_projects_that_it_opened_the_last_one_first(opened: Open, teaching: Project) -> None:
    other = home.create()
    filling.from_sample(other, "teaching")
    for project in (teaching, other, teaching):
        without_faults(opened("result", project))
    assert keys(ME) == [teaching.key, other.key]
    assert not keys(ANOTHER)
    assert not keys("../" + ME)


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize("lang", BOTH)
def test_start_lists_what_is_in_recent_projects_and_opens_them(opened: Open, teaching: Project, lang: str) -> None:
    solved(teaching, "teaching")
    recent.note(ME, teaching.key)
    app = without_faults(opened("start", lang=lang))
    name = app.button(key=f"recent.open.{teaching.key}").label
    assert ("bottling" in name) == (lang == "en")
    contents = (
        ("7 measures", "1 scenario", "1 solved") if lang == "en" else ("7 заходів", "1 сценарій", "розраховано: 1")
    )
    assert " · ".join(contents) in said(app)
    app.button(key=f"recent.open.{teaching.key}").click().run()
    assert app.query_params["project"] == teaching.key


@pytest.mark.usefixtures("browser")
def test_a_project_is_taken_off_the_list_and_stays(opened: Open, teaching: Project) -> None:
    recent.note(ME, teaching.key)
    app = without_faults(opened("start"))
    without_faults(app.button(key=f"recent.drop.{teaching.key}").click().run())
    assert not keys(ME)
    assert teaching.folder.is_dir()
    assert not [button for button in app.button if button.key.startswith("recent.")]


def test_without_a_cookie_nothing_is_listed_or_noted(opened: Open, teaching: Project, projects_home: Path) -> None:
    without_faults(opened("result", teaching))
    assert "Recent" not in said(opened("start"))
    assert not (projects_home / recent.FOLDER).exists()


def test_a_list_that_is_damaged_or_names_what_is_gone_is_no_fault(teaching: Project, projects_home: Path) -> None:
    recent.note(ME, teaching.key)
    (path,) = (projects_home / recent.FOLDER).glob("*.json")
    assert ME not in path.name
    for text in ("[", "[]", '{"x": 1}', f'{{"{teaching.key}": "soon"}}', f'{{"{teaching.key}": 5}}'):
        path.write_text(text, encoding="utf-8")
        assert not keys(ME)
    recent.note(ME, teaching.key)
    shutil.rmtree(teaching.folder)
    assert not keys(ME)


def test_only_so_many_are_kept(teaching: Project) -> None:
    recent.note(ME, teaching.key)
    for _ in range(recent.MOST):
        project = home.create()
        filling.from_sample(project, "teaching")
        recent.note(ME, project.key)
    assert len(keys(ME)) == recent.MOST
    assert teaching.key not in keys(ME)


@pytest.mark.parametrize("lang", BOTH)
def test_a_link_to_a_project_elsewhere_opens_its_bundle_at_the_links_scenario(
    opened: Open, teaching: Project, lang: str
) -> None:
    add_scenario(teaching, "zealous", 'extends = "teaching.toml"\nname = "Zealous"\n')
    app = opened("result", lang=lang, scenario="zealous")
    app.query_params["project"] = NOWHERE
    app = without_faults(app.run())
    packed = bundle.pack(teaching)
    app = without_faults(app.file_uploader(key="bar.bundle.0").set_value(("teaching.zip", packed, XLSX)).run())
    made = app.query_params["project"]
    assert made not in (NOWHERE, teaching.key)
    assert app.query_params["scenario"] == "zealous"
    assert not app.file_uploader


def test_what_is_no_bundle_is_refused_where_it_was_given(opened: Open) -> None:
    app = opened("result")
    app.query_params["project"] = NOWHERE
    app = without_faults(app.run())
    app = without_faults(app.file_uploader(key="bar.bundle.0").set_value(("x.zip", b"no", XLSX)).run())
    assert app.error
    assert app.query_params["project"] == NOWHERE
