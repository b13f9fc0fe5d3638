"""The pictures of the app in docs/images, as Chromium shows it now. They need a browser, so no check asks for them.

python -m docs.making.screens              make all (a minute)
python -m docs.making.screens result       only this one
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.projects import home
from tests.browser.paths import lower
from tests.browser.projects import answered, sample
from tests.browser.serving import ROOT, served
from tests.browser.visitor import browsing, upload, visiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visitor import Visitor

IMAGES = ROOT / "docs" / "images"
REGISTER = ROOT / "tests" / "registers" / "plant-uk.xlsx"
SIZE = {"width": 1280, "height": 860}
COMPARED = "base,tight-budget,fast-energy-prices,impossible"


def start(visitor: Visitor, _: str) -> None:
    """The import wizard at its questions about prices."""
    visitor.open(lang="en")
    upload(visitor, REGISTER)
    visitor.sees("Import of")
    visitor.settle()
    for year in ("", "", "2026"):
        visitor.press("Fill in likely answers")
        if year:
            visitor.page.get_by_label("Which year's prices are the amounts").fill(year)
        visitor.press("Continue")
    visitor.press("Fill in likely answers")


def measures(visitor: Visitor, project: str) -> None:
    """The register, in Ukrainian."""
    visitor.open("measures", lang="uk", project=project)


def scenarios(visitor: Visitor, project: str) -> None:
    """All scenarios, each with how it stands."""
    visitor.open("scenarios", lang="en", project=project)


def result(visitor: Visitor, project: str) -> None:
    """The sentence, the figures, controls beside them, two charts."""
    visitor.open("result", lang="en", project=project, scenario="base")


def charts(visitor: Visitor, project: str) -> None:
    """The abatement curve with its warning."""
    visitor.open("result", lang="en", project=project, scenario="base")
    visitor.tab("Where savings come from")
    visitor.settle()
    visitor.page.get_by_text("choose measures by this curve").scroll_into_view_if_needed()


def live(visitor: Visitor, project: str) -> None:
    """A budget moved: who enters, who leaves."""
    visitor.open("result", lang="en", project=project, scenario="base")
    lower(visitor, "Total budget")
    visitor.settle()


def compare(visitor: Visitor, project: str) -> None:
    """Scenarios side by side, one of them impossible, in Ukrainian and in the dark."""
    visitor.open("compare", lang="uk", project=project, scenarios=COMPARED)


PICTURES: dict[str, tuple[Callable[[Visitor, str], None], str]] = {
    "start": (start, "light"),
    "measures": (measures, "light"),
    "scenarios": (scenarios, "light"),
    "result": (result, "light"),
    "charts": (charts, "light"),
    "live": (live, "light"),
    "compare": (compare, "dark"),
}


def main(names: list[str]) -> None:
    """Make the pictures named, or all."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "home") as app, browsing() as browser:
        os.environ["CPEE_HOME"] = str(app.home)
        project = answered(sample(), *COMPARED.split(","))
        assert home.open_project(project.key) is not None
        for name in names or PICTURES:
            make, mode = PICTURES[name]
            visitor = visiting(browser, app.address, color_scheme=mode, viewport=SIZE)
            make(visitor, project.key)
            visitor.until(lambda shown=visitor: not shown.page.locator('[data-testid="stSkeleton"]').count())
            visitor.page.mouse.move(0, 0)
            visitor.page.wait_for_timeout(1500)  # charts come last, and tooltips go
            visitor.page.screenshot(path=IMAGES / f"app-{name}.png")
            visitor.page.context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
