"""The Scenarios page: how each stands, what each differs by, what is done to whole scenarios; jobs found again."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from optimizer.projects import filling, home, runs, scenario_files
from optimizer.ui.shared import state

from .conftest import BOTH, Open, add_scenario, planned, said, solved, without_faults
from .plants import many_measures

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from optimizer.projects.project import Project

CHILD = """\
# Why this scenario: the bank asked for it.
name = "Green"
name_uk = "Зелений"
extends = "teaching.toml"  # the teaching case
discount_rate = 0.12       # more than usual

[[limits]]
name = "CO2 limit"
metric = "co2e_abated"
at_least = 45  # t
year = 2028
"""
IMPOSSIBLE = """\
name = "Impossible"
name_uk = "Неможливий"
extends = "teaching.toml"
[[limits]]
name = "Everything"
metric = "co2e_abated"
at_least = "99%"
"""
PATIENCE = 60


@pytest.fixture
def family(teaching: Project) -> Project:
    """The teaching case with a scenario that extends it."""
    add_scenario(teaching, "green", CHILD)
    return teaching


def settings(opened: Open, project: Project, stem: str, lang: str = "en", section: str | None = None) -> AppTest:
    begun = {"scenarios.section": section} if section else None
    return without_faults(opened("scenarios", project, lang=lang, begun=begun, scenario=stem, view="settings"))


def pressed(app: AppTest, key: str) -> AppTest:
    return without_faults(app.button(key=key).click().run())


def button_with(app: AppTest, *parts: str) -> str:
    (key,) = [button.key for button in app.button if button.key and all(part in button.key for part in parts)]
    return str(key)


def named(app: AppTest, what: str, stem: str, name: str, uk: str = "") -> AppTest:
    """What `New`, `Duplicate` and `Rename` ask for, given and confirmed."""
    key = f"scenario.{what}.{stem}.0"
    app.text_input(key=f"{key}.name").set_value(name)
    app.text_input(key=f"{key}.name_uk").set_value(uk)
    return pressed(app, f"{key}.do")


@pytest.mark.parametrize("lang", BOTH)
def test_each_scenario_is_told_with_its_state_and_what_it_differs_by(opened: Open, family: Project, lang: str) -> None:
    add_scenario(family, "impossible", IMPOSSIBLE)
    add_scenario(family, "broken", 'name = "Broken"\nextends = "teaching.toml"\ngoal = "happiness"\n')
    add_scenario(family, "open", 'name = "Open"\nextends = "teaching.toml"\n')
    solved(family, "teaching")
    solved(family, "impossible")
    app = without_faults(opened("scenarios", family, lang=lang))
    told = said(app)
    words = {
        "en": ("optimal", "infeasible", "invalid", "not solved yet", "10 % → 12 %", "happiness"),
        "uk": ("оптимальний", "10\u00a0% → 12\u00a0%", "happiness"),
    }[lang]
    for word in words:
        assert word in told
    (figures,) = [one.proto.body for one in app.get("html") if 'class="brief"' in one.proto.body]
    assert {"en": "<dd>1.03\u00a0M UAH</dd>", "uk": "<dd>1,03\u00a0млн\u00a0грн</dd>"}[lang] in figures
    assert {"en": "1,029,578 UAH", "uk": "1\u00a0029\u00a0578\u00a0грн"}[lang] in figures, "the tooltip is exact"
    proof = {"en": "Proved", "uk": "Доведено"}[lang]
    assert proof not in told, "proofs stand behind a symbol"
    assert any(proof in one.help for one in app.markdown)


def test_an_answer_is_out_of_date_once_the_inputs_say_otherwise(opened: Open, family: Project) -> None:
    solved(family, "green")
    assert "out of date" not in said(opened("scenarios", family))
    file = family.scenario("green")
    scenario_files.edit(file, {"discount_rate": "0.13"}, revision=None, allow_invalid=True)
    scenario_files.edit(family.scenario("green"), {"discount_rate": 1}, revision=None)
    told = said(without_faults(opened("scenarios", family)))
    assert "out of date" in told
    assert "optimal" in told


def test_a_plan_that_is_not_proved_is_told_as_feasible(opened: Open, teaching: Project) -> None:
    solved(teaching, "teaching")
    starts = runs.last(teaching, "teaching").outcome.figures.decision.starts
    planned(teaching, "teaching", starts)
    assert "feasible" in said(without_faults(opened("scenarios", teaching)))


def test_all_are_solved_by_one_button_and_their_jobs_are_found_again(opened: Open, family: Project) -> None:
    app = pressed(opened("scenarios", family), "scenarios.all")
    assert {job.name for job in state.pool().jobs(family.key)} == {"teaching", "green"}
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        app = without_faults(opened("scenarios", family))  # as after a reload
        if len(re.findall(r"badge\[[^]]*optimal\]", said(app))) == 3:  # of both, and of the open one in the bar
            break
        time.sleep(0.3)
    assert runs.last(family, "green").outcome.status == "optimal"
    assert "to solve" not in said(app)


def test_what_runs_can_be_cancelled_from_the_list(opened: Open) -> None:
    project = home.create()
    filling.from_sample(project)
    app = pressed(opened("scenarios", project), "ask.few-hands")
    assert "badge[running]" in said(app) or "badge[waiting]" in said(app)
    pressed(app, button_with(app, "cancel."))
    until = time.monotonic() + PATIENCE
    while not all(job.ended for job in state.pool().jobs(project.key)) and time.monotonic() < until:
        time.sleep(0.2)
    assert [job.state for job in state.pool().jobs(project.key)] == ["cancelled"]
    without_faults(app.run())


def test_those_ticked_are_compared(opened: Open, family: Project) -> None:
    app = opened("scenarios", family)
    for stem in ("teaching", "green"):
        app.checkbox(key=f"scenarios.tick.{stem}").check()
    app.run()
    links = [element.proto for element in app.main if element.type == "page_link"]
    assert any("scenarios=teaching%2Cgreen" in link.query_string for link in links)


@pytest.mark.parametrize("lang", BOTH)
def test_a_scenario_is_duplicated_with_its_comments(opened: Open, family: Project, lang: str) -> None:
    app = named(settings(opened, family, "green", lang), "copy", "green", "Greener", "Зеленіший")
    copied = family.scenario("greener")
    assert copied.text == CHILD.replace('"Green"', '"Greener"').replace("Зелений", "Зеленіший")
    assert app.query_params["scenario"] == "greener"


def test_a_child_differs_in_nothing_but_its_name(opened: Open, family: Project) -> None:
    named(settings(opened, family, "green"), "child", "green", "Younger")
    made = family.scenario("younger")
    assert made.table == {"name": "Younger", "extends": "green.toml"}
    assert scenario_files.differences(made) == ()


@pytest.mark.parametrize("lang", BOTH)
def test_a_name_in_one_language_is_enough(opened: Open, family: Project, lang: str) -> None:
    app = named(settings(opened, family, "green", lang), "child", "green", "", "Без котла")
    made = family.scenario("bez-kotla")
    assert (made.table["name"], made.table["name_uk"]) == ("Без котла", "Без котла")
    assert "Без котла" in said(app)
    app = named(settings(opened, family, "bez-kotla", lang), "rename", "bez-kotla", "", "Без нового котла")
    assert family.scenario("bez-kotla").table["name"] == "Без нового котла"
    named(settings(opened, family, "bez-kotla", lang), "rename", "bez-kotla", "No boiler", "Без котла")
    file = family.scenario("bez-kotla")
    assert (file.table["name"], file.table["name_uk"]) == ("No boiler", "Без котла")


def test_a_scenario_without_any_name_is_refused_with_the_reason(opened: Open, family: Project) -> None:
    assert "needs a name, in either language" in said(named(settings(opened, family, "green"), "child", "green", " "))
    assert len(family.scenarios) == 2


def test_a_name_that_is_taken_is_refused(opened: Open, family: Project) -> None:
    app = named(settings(opened, family, "green"), "copy", "green", "Teaching case")
    assert 'named "Teaching case" already' in said(app)
    assert len(family.scenarios) == 2


def test_a_scenario_is_renamed_in_both_languages(opened: Open, family: Project) -> None:
    named(settings(opened, family, "green"), "rename", "green", "Emerald", "Смарагдовий")
    file = family.scenario("green")
    assert (file.table["name"], file.table["name_uk"]) == ("Emerald", "Смарагдовий")
    assert "# more than usual" in file.text


def test_a_scenario_is_deleted_once_that_is_confirmed(opened: Open, family: Project) -> None:
    solved(family, "green")
    app = pressed(settings(opened, family, "green"), "scenario.delete.green.do")
    assert [file.stem for file in family.scenarios] == ["teaching"]
    assert not (family.runs_folder / "green.json").exists()
    assert app.query_params["scenario"] == "teaching"


def test_a_scenario_that_others_extend_is_not_deleted(opened: Open, family: Project) -> None:
    app = settings(opened, family, "teaching")
    assert "“Green”" in said(app)
    assert not [button for button in app.button if button.key == "scenario.delete.teaching.do"]


@pytest.mark.parametrize("lang", BOTH)
def test_a_file_that_is_no_toml_is_told_and_can_be_deleted(opened: Open, teaching: Project, lang: str) -> None:
    add_scenario(teaching, "torn", "name = \n")
    without_faults(opened("scenarios", teaching, lang=lang))
    app = settings(opened, teaching, "torn", lang)
    assert app.error
    pressed(app, "scenario.delete.torn.do")
    assert teaching.scenario("torn") is None


def test_without_any_scenario_a_first_one_is_offered(opened: Open, teaching: Project) -> None:
    (teaching.scenarios_folder / "teaching.toml").unlink()
    pressed(opened("scenarios", teaching), "scenarios.first")
    assert teaching.question("base").scenario.horizon_years == 10


def test_an_infeasible_scenario_says_which_rules_conflict(opened: Open, teaching: Project) -> None:
    add_scenario(teaching, "impossible", IMPOSSIBLE)
    solved(teaching, "impossible")
    assert "Everything" in said(settings(opened, teaching, "impossible"))


def test_300_measures_are_listed_and_set(opened: Open) -> None:
    project = many_measures(300)
    app = without_faults(opened("scenarios", project))
    without_faults(app.run())
    app = settings(opened, project, "base")
    for section in ("measures", "common", "prices"):
        app.session_state["scenarios.section"] = section
        without_faults(app.run())
    app.session_state["scenarios.section"] = "measures"
    app.run()
    field = app.multiselect(key="scenario.base.measures.include")
    assert len(field.options) == 300
    without_faults(field.set_value(["m007"]).run())
    assert project.scenario("base").table["measures"] == {"include": ["m007"]}


@pytest.mark.parametrize("lang", BOTH)
def test_those_that_a_change_of_their_parent_breaks_are_named_on_its_form(
    opened: Open, teaching: Project, lang: str
) -> None:
    add_scenario(teaching, "late", 'name = "Late"\nextends = "teaching.toml"\nstart_years = 5\n')
    add_scenario(teaching, "later", 'name = "Later"\nextends = "late.toml"\n')
    add_scenario(teaching, "other", 'name = "Other"\nextends = "teaching.toml"\n')
    app = settings(opened, teaching, "teaching", lang)
    assert not app.warning
    app.text_input(key="scenario.teaching.horizon_years").set_value("4")
    (warning,) = without_faults(app.run()).warning
    assert "start" in warning.value
    assert "**Late**" in warning.value
    assert "**Later**" in warning.value
    assert "Other" not in warning.value
    app.text_input(key="scenario.teaching.horizon_years").set_value("6")
    assert not without_faults(app.run()).warning


def test_what_is_wrong_with_the_parent_itself_is_not_told_of_each_that_extends_it(
    opened: Open, family: Project
) -> None:
    scenario_files.edit(family.scenario("teaching"), {"goal": "happiness"}, revision=None, allow_invalid=True)
    assert not settings(opened, family, "teaching").warning
