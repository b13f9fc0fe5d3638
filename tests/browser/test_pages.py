"""Every page in both languages, light and dark: it stands without complaints, a link restores it, keys suffice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from optimizer.locales import speaking, tr
from optimizer.projects.scenario_files import rename
from optimizer.ui.page import found
from optimizer.ui.shared.texts import JOINER
from tests.browser.projects import answered, sample
from tests.browser.serving import served
from tests.browser.visitor import visiting

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from optimizer.projects.project import Project
    from tests.browser.conftest import Visit
    from tests.browser.serving import Served
    from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
BOTH = ("en", "uk")
BRIGHT = 128
RICH = 'extends = "teaching.toml"\nname = "Rich"\nname_uk = "Багатий"\n[budget]\nper_year = 900_000\n'
IN_SIGHT = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
}"""
FIRST = next(iter(found()))  # the first page's address is that of the app


@pytest.fixture(scope="module")
def teaching(app: Served) -> Project:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CPEE_HOME", str(app.home))
        return answered(sample("teaching"), "teaching")


def background(visitor: Visitor) -> int:
    """How bright the page is, from 0 to 255."""
    colour = visitor.page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    return max(int(part) for part in re.findall(r"\d+", colour)[:3])


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("lang", BOTH)
def test_every_page_stands(visit: Visit, teaching: Project, lang: str, mode: str) -> None:
    visitor = visit(color_scheme=mode)
    for name, page in found().items():
        visitor.open("" if name == FIRST else name, lang=lang, project=teaching.key)
        with speaking(lang):
            assert visitor.page.locator("h1").inner_text() == tr(page.title)
        assert (background(visitor) > BRIGHT) == (mode == "light")
        assert visitor.page.locator("html").get_attribute("lang")
        width = visitor.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], f"{name} is wider than the screen"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_charts_are_drawn_for_the_mode(visit: Visit, teaching: Project, mode: str) -> None:
    visitor = visit(color_scheme=mode).open("result", lang="uk", project=teaching.key)
    chart = visitor.page.locator('[data-testid="stVegaLiteChart"]').first
    text = chart.locator("svg text").first
    text.wait_for()
    colour = text.evaluate("node => getComputedStyle(node).fill")
    assert (max(int(part) for part in re.findall(r"\d+", colour)[:3]) > BRIGHT) == (mode == "dark")


def test_a_link_restores_page_scenario_and_language(visit: Visit) -> None:
    project = sample()
    first = visit().open("result", lang="uk", project=project.key, scenario="climate-target")
    link = first.page.url
    second = visit(locale="en-US")
    second.page.goto(link)
    second.settle()
    with speaking("uk"):
        assert second.page.locator("h1").inner_text() == tr("Result")
        scenario, name = (
            second.page.get_by_role("combobox", name=tr("Scenario")),
            project.scenario("climate-target").name,
        )
        second.until(lambda: scenario.input_value() == name)
    second.until(lambda: second.said == first.said)


def test_a_link_to_a_comparison_restores_its_scenarios(visit: Visit) -> None:
    project = answered(sample("teaching"), "teaching")
    other = project.scenarios_folder / "rich.toml"
    other.write_text(RICH, "utf-8")
    answered(project, "rich")
    first = visit().open("compare", lang="uk", project=project.key, scenarios="rich,teaching")
    assert first.asks("scenarios") == "rich,teaching"
    second = visit()
    second.page.goto(first.page.url)
    second.settle()
    second.until(lambda: second.said == first.said)
    second.sees("Багатий")


def test_the_language_chosen_goes_with_every_page(visitor: Visitor, teaching: Project) -> None:
    visitor.open(lang="en", project=teaching.key)
    visitor.page.get_by_text("УКР", exact=True).click()
    visitor.until(lambda: visitor.asks("lang") == "uk")
    visitor.settle()
    for page in found().values():
        with speaking("uk"):
            visitor.go(tr(page.title))
        assert visitor.asks("lang") == "uk"
    visitor.page.go_back()
    visitor.settle()
    assert visitor.asks("lang") == "uk"


def test_keys_alone_lead_from_the_first_page_to_an_answer(visitor: Visitor) -> None:
    visitor.open(lang="en")
    tab_to(visitor, "Open the teaching case")
    visitor.page.keyboard.press("Enter")
    visitor.until(lambda: visitor.asks("project"))
    visitor.page.get_by_role("heading", level=1, name="Result", exact=True).wait_for()
    visitor.settle()
    visitor.sees("6 measures for 710 k UAH")
    visitor.settle()
    tab_to(visitor, "Plan by year")
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.keyboard.press("Enter")
    visitor.settle()
    assert visitor.page.get_by_role("tab", name="Money").get_attribute("aria-selected") == "true"


def tab_to(visitor: Visitor, name: str, most: int = 60) -> None:
    """Press Tab until what has this name has the focus, and shows it."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        told = visitor.page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel || ''")
        if name in told and len(told) < len(name) + 40:
            assert visitor.page.evaluate(IN_SIGHT), f"{name}: nothing shows that it has the focus"
            return
    raise AssertionError(f"Tab never came to “{name}”")


def test_a_name_stands_as_it_is_and_leads_nowhere(visit: Visit, app: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what is escaped, Streamlit makes links and arrows of."""
    monkeypatch.setenv("CPEE_HOME", str(app.home))
    name = "2) [a](http://a.example) www.b.example c@d.example -> e -- f *g* :smile: $h$ (i-j)."
    project = sample("teaching")
    rename(project.scenario("teaching"), name, revision=None)
    visitor = visit().open("scenarios", lang="en", project=project.key, view="settings")
    shown = visitor.page.get_by_test_id("stMain").get_by_text("Settings of").first
    assert shown.inner_text().replace(JOINER, "") == f"Settings of “{name}”"
    assert shown.locator("a:not([href^='#']), em, code, li, img").count() == 0


def test_no_line_breaks_within_a_unit(visit: Visit, teaching: Project) -> None:
    visitor = visit(viewport={"width": 700, "height": 900}).open("result", lang="uk", project=teaching.key)
    value = visitor.page.locator('[data-testid="stMetricValue"]', has_text="CO2")
    assert f"CO2-{JOINER}екв." in value.inner_text()
    narrow = "(node, text) => { node.style.width = '1px'; node.textContent = text; return node.offsetHeight; }"
    assert value.evaluate(narrow, f"CO2-{JOINER}екв.") < value.evaluate(narrow, "CO2-екв.")


def test_a_lost_connection_is_told_in_the_language_of_the_screen(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path / "home") as server:
        visitor = visiting(browser, server.address).open(lang="uk")
        notice = visitor.page.get_by_role("alert").filter(has_text="cpee app")
        assert not notice.count()
    notice.wait_for()
    foreign = visitor.page.get_by_test_id("stErrorCodeBlock")
    foreign.wait_for(state="attached")
    assert "втрачено" in notice.inner_text()
    assert not foreign.is_visible()
    visitor.page.context.close()
