"""Every page measured as a person sees it: no number breaks, nothing is cut off or lies over something else.

And as somebody sees it who can't see: axe finds nothing serious, in light and in dark.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from optimizer.scenario import Limit
from optimizer.ui.page import found
from tests.benchmarks.plants import Plant, without_floor
from tests.browser.projects import answered, laid_out, sample

if TYPE_CHECKING:
    from optimizer.projects.project import Project
    from tests.browser.conftest import Visit
    from tests.browser.serving import Served
    from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
BOXES = (Path(__file__).parent / "boxes.js").read_text(encoding="utf-8")
WIDTHS = (1280, 900, 853, 1920)  # 853: 1280 pixels at 150 %
HEIGHT = 800
REDRAWN = 700  # milliseconds that charts take for another width
COMPARED = "base,tight-budget,impossible"
LONG = (
    "Заміна застарілого обладнання дільниці випарювання з урахуванням усіх вимог проєктної документації, погоджень, "
    "випробувань та пусконалагодження, черга "
)
GRAVE = ("serious", "critical")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@pytest.fixture(scope="module")
def cannery(app: Served) -> Project:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CPEE_HOME", str(app.home))
        return answered(sample(), "base", "tight-budget", "impossible")


def at(visitor: Visitor, name: str, project: Project, lang: str) -> Visitor:
    """A page of the project with what there is to see on it."""
    shown = {"scenarios": COMPARED} if name == "compare" else {"scenario": "base"}
    return visitor.open("" if name == next(iter(found())) else name, lang=lang, project=project.key, **shown)


def seen(visitor: Visitor) -> list[str]:
    """What goes wrong on a page at any width."""
    wrong = []
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": HEIGHT})
        visitor.page.wait_for_timeout(REDRAWN)
        wrong += [f"{width} px: {what}" for what in visitor.page.evaluate(BOXES)]
    return wrong


@pytest.mark.parametrize("name", list(found()))
def test_nothing_breaks_is_cut_or_overlaps_in_ukrainian(visit: Visit, cannery: Project, name: str) -> None:
    assert seen(at(visit(), name, cannery, "uk")) == []


@pytest.mark.parametrize("name", list(found()))
def test_nothing_breaks_in_english_and_axe_finds_nothing_serious(visit: Visit, cannery: Project, name: str) -> None:
    visitor = at(visit(), name, cannery, "en")
    assert grave(visitor) == []
    assert seen(visitor) == []


@pytest.mark.parametrize("name", list(found()))
def test_axe_finds_nothing_serious_in_the_dark(visit: Visit, cannery: Project, name: str) -> None:
    assert grave(at(visit(color_scheme="dark"), name, cannery, "en")) == []


def grave(visitor: Visitor) -> list[tuple[str, list[str]]]:
    """What axe finds that is serious or worse, by the rules of WCAG 2.1 A and AA, and where."""
    report = Axe().run(visitor.page, options={"runOnly": RULES})
    wrong = [one for one in report.response["violations"] if one["impact"] in GRAVE]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in wrong]


@pytest.mark.parametrize("name", ["measures", "result"])
def test_nothing_breaks_with_many_measures_and_long_names(visit: Visit, many: Project, name: str) -> None:
    assert seen(at(visit(), name, many, "uk")) == []


@pytest.fixture(scope="module")
def many(app: Served) -> Project:
    """300 measures with names of 150 characters, and the plan that a few seconds find."""
    plant = without_floor(300, 0)
    measures = tuple(one.model_copy(update={"name": f"{LONG}{k}"[-150:]}) for k, one in enumerate(plant.case.measures))
    floor = Limit(name=LONG, metric="co2e_abated", at_least=Decimal(1))
    plant = Plant(
        plant.case.model_copy(update={"measures": measures}), plant.scenario.model_copy(update={"limits": (floor,)})
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CPEE_HOME", str(app.home))
        return answered(laid_out(plant, 4, LONG), "base")
