"""A scenario from its birth to its end, by hand; and a file that somebody else has changed meanwhile."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.browser.paths import write
from tests.browser.projects import answered, sample

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from optimizer.projects.project import Project
    from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
LONG = "Everything that the bank, the board and the works council have asked for since the spring of last year"


def named(visitor: Visitor, button: str, name: str, confirm: str = "Create") -> None:
    """What `New from this`, `Duplicate` and `Rename` ask for, given and confirmed."""
    visitor.press(button)
    write(visitor.page.get_by_label("Name in English"), name)
    visitor.button(confirm).last.click()  # what opens it is called the same
    visitor.sees(f"Settings of “{name}”")


def field(visitor: Visitor, name: str) -> Locator:
    return visitor.page.get_by_role("textbox", name=name)


def table(project: Project, stem: str) -> dict:
    return tomllib.loads(project.scenario(stem).path.read_text("utf-8"))


def test_a_scenario_from_its_birth_to_its_end(visitor: Visitor) -> None:
    project = answered(sample("teaching"), "teaching")
    visitor.open("scenarios", lang="en", project=project.key)
    visitor.press("Teaching case")
    named(visitor, "New from this", "Richer")
    visitor.sees("the same as “Teaching case”")
    visitor.page.get_by_text("the same in every start year").click()
    write(visitor.page.get_by_label("every year"), "900 000")
    visitor.until(lambda: table(project, "richer").get("budget", {}).get("per_year") == 900_000)
    visitor.page.get_by_text("CO2 limit").first.click()
    form = visitor.page.locator('[data-testid="stForm"]').filter(has=visitor.button("Change in this scenario"))
    write(form.get_by_role("textbox", name="At least"), "35")
    visitor.press("Change in this scenario")
    visitor.until(lambda: [limit["at_least"] for limit in table(project, "richer").get("limits", [])] == [35])
    visitor.sees("like “Teaching case”, except: ")
    told = visitor.page.get_by_text("like “Teaching case”, except: ").first.inner_text()
    assert "900,000" in told
    assert "35" in told
    named(visitor, "Duplicate", "Twin")
    assert {**table(project, "twin"), "name": ""} == {**table(project, "richer"), "name": ""}
    named(visitor, "Rename", LONG, confirm="Rename")
    visitor.page.get_by_text("All scenarios").click()
    visitor.settle()
    assert visitor.button(LONG).locator("p").evaluate("name => getComputedStyle(name).textAlign") == "left"
    visitor.button(LONG).click()
    visitor.sees("Settings of “Everything")
    visitor.press("Delete")
    assert project.scenario("twin") is not None
    visitor.press("Delete permanently")
    visitor.until(lambda: project.scenario("twin") is None)
    assert {file.stem for file in project.scenarios} == {"teaching", "richer"}
    visitor.until(lambda: "Everything that the bank" not in visitor.said)


def test_those_whom_a_change_breaks_are_named_at_once(visitor: Visitor) -> None:
    project = sample("teaching")
    late = project.scenarios_folder / "late.toml"
    late.write_text('name = "Late"\nextends = "teaching.toml"\nstart_years = 5\n', "utf-8")
    visitor.open("scenarios", lang="en", project=project.key, scenario="teaching", view="settings")
    write(field(visitor, "Horizon"), "4")
    visitor.sees("1 scenario that extends this one can’t be solved")
    visitor.sees("Late")
    assert table(project, "teaching")["horizon_years"] == 4


def test_a_file_changed_meanwhile_is_not_overwritten_without_asking(visitor: Visitor) -> None:
    project = sample("teaching")
    visitor.open("scenarios", lang="en", project=project.key, scenario="teaching", view="settings")
    visitor.page.get_by_text("Search", exact=True).click()
    visitor.settle()
    path = project.scenario("teaching").path
    for answer, written in (("Keep the current version", None), ("Apply my change", 77)):
        text = path.read_text("utf-8") + "# somebody else was here\n"
        path.write_text(text, "utf-8")
        write(field(visitor, "Time limit"), "77")
        visitor.sees("was changed on disk in the meantime")
        assert path.read_text("utf-8") == text
        visitor.press(answer)
        visitor.until(lambda: "was changed on disk in the meantime" not in visitor.said)
        assert table(project, "teaching").get("solver", {}).get("time_limit") == written
    assert path.read_text("utf-8").count("# somebody else was here") == 2
