"""Five scenarios beside each other in a narrow window: all of them in sight, no figure broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optimizer.locales import speaking, tr
from tests.browser.projects import answered, sample

if TYPE_CHECKING:
    from optimizer.locales import Language
    from tests.browser.conftest import Visit
    from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
FIVE = ("base", "climate-target", "quick-wins", "fast-energy-prices", "impossible")
WIDE = 700  # pixels: charts stand below each other
OUTSIDE = """
cells => cells.filter(cell => {
  const box = cell.getBoundingClientRect();
  return box.width === 0 || box.left < 0 || box.right > window.innerWidth || cell.scrollWidth > cell.clientWidth + 1;
}).map(cell => cell.innerText)
"""
BROKEN = """
cells => cells.flatMap(cell => [...cell.querySelectorAll('p')]).filter(line => {
  const height = parseFloat(getComputedStyle(line).lineHeight);
  return line.getBoundingClientRect().height > 2.5 * height || line.scrollWidth > line.clientWidth + 1;
}).map(line => line.innerText)
"""


@pytest.mark.parametrize("lang", ["en", "uk"])
def test_five_scenarios_stand_in_a_narrow_window_with_every_figure_whole(visit: Visit, lang: Language) -> None:
    project = answered(sample(), *FIVE)
    visitor = visit(viewport={"width": 900, "height": 800})
    visitor.open("compare", lang=lang, project=project.key, scenarios=",".join(FIVE))
    visitor.page.locator(".st-key-compared td").first.wait_for()
    in_sight(visitor, ".st-key-compared")
    assert visitor.page.locator(".st-key-compared td").evaluate_all(BROKEN) == []
    charts = visitor.page.locator(".st-key-side-by-side [data-testid='stVegaLiteChart']")
    assert [chart.bounding_box()["width"] > WIDE for chart in charts.all()] == [True, True]
    with speaking(lang):
        visitor.tab(tr("Measures"))
    in_sight(visitor, ".plans")


def in_sight(visitor: Visitor, table: str) -> None:
    """All cells of a table lie in the window, and none is cut."""
    cells = visitor.page.locator(f"{table} :is(td, th)")
    assert cells.count() > len(FIVE) * len(FIVE)
    assert cells.evaluate_all(OUTSIDE) == []
