"""The Compare page: two to five scenarios, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .conftest import BOTH, Open, add_scenario, planned, said, solved, without_faults
from .plants import SCENARIO, many_measures
from .test_result import IMPOSSIBLE

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from optimizer.projects.project import Project

DEARER = 'name = "Dearer money"\nname_uk = "Дорожчі гроші"\nextends = "teaching.toml"\ndiscount_rate = 0.6\n'


@pytest.fixture
def three(teaching: Project) -> Project:
    """Three scenarios: two with a plan, one that is infeasible."""
    add_scenario(teaching, "dearer", DEARER)
    add_scenario(teaching, "impossible", IMPOSSIBLE)
    for stem in ("teaching", "dearer", "impossible"):
        solved(teaching, stem)
    return teaching


def plans(app: AppTest) -> str:
    """The table of measures by plan, as HTML."""
    (found,) = [one.proto.body for one in app.get("html") if 'class="plans"' in one.proto.body]
    return str(found)


@pytest.mark.parametrize("lang", BOTH)
def test_scenarios_stand_side_by_side_with_differences(opened: Open, three: Project, lang: str) -> None:
    app = without_faults(opened("compare", three, lang=lang, scenarios="teaching,dearer,impossible"))
    figures = app.table[0].value
    assert figures.shape[1] == 3
    assert any("\n" in str(cell) for cell in figures.iloc[:, 1])
    assert not any("\n" in str(cell) for cell in figures.iloc[:, 0])
    headline = next(one.value for one in app.markdown if one.value.startswith("#####"))
    assert {"en": "Compared with", "uk": "Порівняно зі"}[lang] in headline


def test_better_and_worse_differ_by_more_than_their_colour(opened: Open, three: Project) -> None:
    app = without_faults(opened("compare", three, scenarios="teaching,dearer"))
    cells = [str(cell) for cell in app.table[0].value.iloc[:, 1]]
    for colour, mark in (("blue", "▲"), ("orange", "▼")):
        marked = {cell for cell in cells if f":{colour}[" in cell}
        assert marked == {cell for cell in cells if mark in cell}
    (npv,) = [cell for cell in cells if "▼" in cell][:1]
    assert ":orange[−" in npv
    assert not [cell for cell in cells if "+0" in cell]
    assert "▲ better, ▼ worse" in said(app)


@pytest.mark.parametrize("lang", BOTH)
def test_an_infeasible_scenario_keeps_its_column_and_says_why(opened: Open, three: Project, lang: str) -> None:
    app = without_faults(opened("compare", three, lang=lang, scenarios="teaching,impossible"))
    assert list(app.table[0].value.iloc[1:, 1].unique()) == ["—"]
    assert "Everything" in "".join(error.value for error in app.error)


def test_measures_are_shown_by_scenario_and_what_is_in_all_is_named(opened: Open, three: Project) -> None:
    app = without_faults(opened("compare", three, scenarios="teaching,dearer"))
    assert "<td>Find and repair compressed-air leaks</td>" in plans(app)
    assert "In every plan" in said(app)
    without_faults(app.toggle(key="compare.differing").set_value(True).run())
    assert "Find and repair compressed-air leaks" not in plans(app)


def test_scenarios_in_the_url_are_compared_and_a_choice_goes_there(opened: Open, three: Project) -> None:
    app = opened("compare", three, scenarios="dearer,teaching")
    assert app.multiselect(key="compare.chosen").value == ["dearer", "teaching"]
    app.multiselect(key="compare.chosen").set_value(["teaching", "impossible"]).run()
    assert app.query_params["scenarios"] == "teaching,impossible"
    without_faults(app)


def test_stems_in_the_url_that_lead_nowhere_are_left_out(opened: Open, three: Project) -> None:
    app = without_faults(opened("compare", three, scenarios="dearer,../etc,nothing,teaching"))
    assert app.multiselect(key="compare.chosen").value == ["dearer", "teaching"]


def test_what_is_not_solved_yet_gets_a_button(opened: Open, teaching: Project) -> None:
    add_scenario(teaching, "dearer", DEARER)
    solved(teaching, "teaching")
    app = without_faults(opened("compare", teaching, scenarios="teaching,dearer"))
    assert "1 scenario" in app.button(key="compare.solve").label
    assert app.table


def test_one_scenario_alone_is_not_compared(opened: Open, three: Project) -> None:
    assert "at least two" in said(without_faults(opened("compare", three, scenarios="dearer")))


@pytest.mark.parametrize("lang", BOTH)
def test_plants_with_300_measures_are_compared(opened: Open, lang: str) -> None:
    project = many_measures(300)
    add_scenario(project, "second", SCENARIO.replace("Large", "Second").replace("Великий", "Другий"))
    planned(project, "base", {f"m{k:03d}": 2026 + k % 3 for k in range(0, 300, 2)})
    planned(project, "second", {f"m{k:03d}": 2026 + k % 3 for k in range(0, 300, 3)})
    app = without_faults(opened("compare", project, lang=lang, scenarios="base,second"))
    assert plans(app).count("<tr>") == 1 + 200


@pytest.mark.parametrize("lang", BOTH)
def test_scenarios_of_the_link_that_are_gone_are_named(opened: Open, three: Project, lang: str) -> None:
    app = without_faults(opened("compare", three, lang=lang, scenarios="teaching,gone-since,dearer"))
    assert any("gone" in str(warning.value) for warning in app.warning)
    assert app.table


@pytest.mark.parametrize("lang", BOTH)
def test_a_project_with_one_scenario_is_told_how_to_come_by_another(opened: Open, teaching: Project, lang: str) -> None:
    app = without_faults(opened("compare", teaching, lang=lang))
    assert {"en": "needs two scenarios", "uk": "потрібні два"}[lang] in said(app)
    assert app.get("page_link")
