"""The app around its pages: what every page does, what a link brings back, what is said where something goes wrong."""

from __future__ import annotations

import logging
import re

import pytest

from optimizer.projects import home
from optimizer.projects.project import Project
from optimizer.ui.page import found

from .conftest import BOTH, Open, said, without_faults


@pytest.mark.parametrize("lang", BOTH)
@pytest.mark.parametrize("page", found())
def test_every_page_opens_without_a_project_and_offers_the_sample(opened: Open, page: str, lang: str) -> None:
    app = without_faults(opened(page, lang=lang))
    assert len(app.title) == 1
    assert [button for button in app.button if button.key and "sample" in button.key]


@pytest.mark.parametrize("page", [name for name in found() if name != "start"])
def test_every_page_opens_with_an_empty_project(opened: Open, page: str) -> None:
    app = without_faults(opened(page, home.create()))
    assert [button for button in app.button if button.key == "empty.sample"]


def test_the_sample_opens_with_one_click_and_is_in_the_url(opened: Open) -> None:
    app = opened("start")
    without_faults(app.button(key="start.sample").click().run())
    key = app.query_params["project"]
    assert home.open_project(key).scenarios
    assert [one.value for one in app.title] == ["Result"]
    assert "28 measures" in said(app)


@pytest.mark.parametrize("lang", BOTH)
def test_a_link_brings_back_project_scenario_and_language(opened: Open, teaching: Project, lang: str) -> None:
    app = without_faults(opened("result", teaching, lang=lang, scenario="teaching"))
    assert app.selectbox(key="bar.scenario").value == "teaching"
    assert {"en": "Teaching case", "uk": "Навчальний"}[lang] in said(app)


@pytest.mark.parametrize("lang", BOTH)
def test_a_link_to_a_scenario_that_is_gone_says_so(opened: Open, teaching: Project, lang: str) -> None:
    app = without_faults(opened("result", teaching, lang=lang, scenario="green"))
    assert any("green" in str(warning.value) for warning in app.warning)
    without_faults(app.button(key="bar.lost").click().run())
    assert not any("green" in str(warning.value) for warning in app.warning)
    assert app.query_params["scenario"] == "teaching"


def test_what_is_open_stays_when_the_navigation_clears_the_url(opened: Open, teaching: Project) -> None:
    app = opened("result", teaching, lang="uk", scenario="teaching")
    app.query_params.clear()
    app.switch_page("optimizer/ui/pages/compare.py").run()
    assert (app.query_params["project"], app.query_params["lang"]) == (teaching.key, "uk")


def test_the_language_switch_is_in_the_url(opened: Open, teaching: Project) -> None:
    app = opened("result", teaching)
    app.button_group(key="bar.language").set_value("uk").run()
    assert app.query_params["lang"] == "uk"


@pytest.mark.parametrize("key", ["AAAAAAAAAAAAAAAAAAAAAA", "../../etc", "local", "ключ"])
def test_a_key_that_leads_nowhere_is_told(opened: Open, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.delenv("CPEE_FOLDER", raising=False)
    app = without_faults(opened("result", project=Project(key, home.home() / "no")))
    assert "not on this computer" in said(app)


def test_a_fault_is_told_with_a_code_that_the_log_has(
    opened: Open, teaching: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: object) -> None:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr("optimizer.ui.result.view.show_scenario", fails)
    with caplog.at_level(logging.ERROR):
        app = opened("result", teaching)
    assert not app.exception
    assert "secret" not in said(app)
    code = re.search(r"code: ([0-9a-f]{8})", said(app))
    assert code
    assert code[1] in caplog.text
    assert "a secret of the server" in caplog.text


def test_names_of_users_are_no_markdown(opened: Open, teaching: Project) -> None:
    head = next(teaching.case_folder.glob("case.toml"))
    text = head.read_text(encoding="utf-8")
    head.write_text(re.sub(r'name = ".*"', 'name = "![x](http://outside/a.png)"', text, count=1), encoding="utf-8")
    app = without_faults(opened("result", teaching))
    assert r"\!\[x\](http" in app.markdown[0].value
