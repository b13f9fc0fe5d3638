"""What comes out of a printer: the page's own matter in the width of a sheet, dark on white, nothing scrolled away."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from optimizer.locales import speaking, tr
from optimizer.parts import terms_text
from optimizer.spelling import day
from tests.browser.projects import answered, sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visitor import Visitor

    Visit = Callable[..., Visitor]

pytestmark = pytest.mark.browser
SHEET = {"width": 688, "height": 1016}  # A4 between margins of 14 mm, at 96 dots an inch
TWO_SHEETS = 2
PRESSED = '[data-testid="stHeader"], [data-testid="stMain"] button, [data-testid="stSlider"]'
ENDS = """() => Math.max(...[...document.querySelectorAll('[data-testid="stMain"] *')]
    .filter(node => !node.closest('[data-testid="stDataFrame"], svg *'))
    .map(node => node.getBoundingClientRect()).filter(box => box.width && box.height).map(box => box.right))"""
SCROLLS = """() => [...document.querySelectorAll('html, body, [data-testid="stApp"], [data-testid="stMain"]')]
    .filter(node => node.scrollHeight > node.clientHeight + 1)
    .filter(node => getComputedStyle(node).overflowY != 'visible').length"""


@pytest.mark.parametrize(("language", "mode"), [("uk", "dark"), ("en", "light")])
def test_a_sheet_shows_all_of_a_result_and_nothing_to_press(visit: Visit, language: str, mode: str) -> None:
    project = answered(sample("teaching"), "teaching")
    visitor = visit(color_scheme=mode, viewport={"width": 1920, "height": 900})
    visitor.open("result", lang=language, project=project.key)
    with speaking(language):
        rests_on = terms_text(project.question("teaching"))
    assert rests_on not in visitor.said
    on_paper(visitor)
    with speaking(language):
        assert {rests_on, day(dt.datetime.now().astimezone().date())} <= set(printed_parts(visitor))
    assert 0 < pages(visitor) <= TWO_SHEETS
    visitor.page.set_viewport_size({"width": 1920, "height": 900})
    with speaking(language):
        visitor.page.emulate_media(media="screen", color_scheme=mode)
        visitor.tab(tr("Left out"))
    rows = visitor.page.locator(".printed tbody tr").locator("visible=true")
    assert not rows.count()
    on_paper(visitor)
    assert rows.count() + chosen(visitor) == len(project.case_reading().case.measures)
    assert not visitor.page.locator('[data-testid="stDataFrame"]').locator("visible=true").count()


def printed_parts(visitor: Visitor) -> list[str]:
    """What the lines say that are only printed."""
    lines = visitor.page.locator("p.printed").locator("visible=true").all_inner_texts()
    return [part for line in lines for part in line.split(" · ")]


def pages(visitor: Visitor) -> int:
    """How many sheets the page fills."""
    return visitor.page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")


def chosen(visitor: Visitor) -> int:
    """How many measures the page says are chosen."""
    found = re.search(r"^(\d+) ", visitor.page.locator("h5").first.inner_text())
    assert found
    return int(found[1])


def test_a_sheet_shows_all_of_a_comparison(visit: Visit) -> None:
    project = answered(sample("teaching"), "teaching")
    (project.scenarios_folder / "twin.toml").write_text('extends = "teaching.toml"\nname = "Twin"\n', "utf-8")
    answered(project, "twin")
    visitor = visit(viewport={"width": 1920, "height": 900})
    visitor.open("compare", lang="uk", project=project.key, scenarios="teaching,twin")
    on_paper(visitor)
    with speaking("uk"):
        assert terms_text(project.question("teaching")) in printed_parts(visitor)
    assert 0 < pages(visitor) <= TWO_SHEETS


def on_paper(visitor: Visitor) -> None:
    """Lay the page out as a sheet, and look at what is on it."""
    page = visitor.page
    page.wait_for_function("() => document.querySelector('[data-testid=\"stMain\"]').innerText.length > 100")
    page.emulate_media(media="print")
    # The page may still be arriving.
    visitor.until(lambda: page.locator(PRESSED).locator("visible=true").count() == 0)
    page.set_viewport_size(SHEET)
    visitor.until(lambda: page.evaluate(ENDS) <= SHEET["width"] + 1)  # charts are drawn anew in the sheet's width
    assert page.evaluate(SCROLLS) == 0
    colours = page.evaluate(
        "[getComputedStyle(document.querySelector('h1')).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
