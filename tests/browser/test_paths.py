"""The three paths from end to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optimizer.projects import bundle, home, runs
from tests.browser import paths
from tests.browser.projects import answered, sample
from tests.browser.serving import ROOT
from tests.browser.walk import Walk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.serving import Served
    from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
REGISTER = ROOT / "tests" / "registers" / "plant-uk.xlsx"


def test_an_advisor_comes_from_a_register_to_a_comparison(visitor: Visitor, app: Served) -> None:
    walk = Walk(visitor)
    paths.advisor(walk, f"{app.address}/?lang=en", REGISTER)
    project = home.open_project(visitor.asks("project"))
    outcomes = {file.name: runs.last(project, file.stem).outcome for file in project.scenarios}
    assert {name: outcome.status for name, outcome in outcomes.items()} == dict.fromkeys(
        ("First look", "Low budget", "Green"), "optimal"
    )
    assert set(visitor.asks("scenarios").split(",")) == {file.stem for file in project.scenarios}
    assert len(project.case_reading().case.measures) == 10
    assert walk.person_minutes < 15, walk.steps


def test_leadership_comes_from_a_link_to_why_not_without_typing(visitor: Visitor, app: Served) -> None:
    project = answered(sample(), "base", "tight-budget")
    walk = Walk(visitor)
    link = f"{app.address}/compare?lang=en&project={project.key}&scenarios=base%2Ctight-budget&scenario=base"
    paths.leadership(walk, link)
    assert not sum(step.letters for step in walk.steps)
    visitor.sees("Differences are from the saved plan")
    told = visitor.page.locator('[data-testid="stAlert"]').last
    visitor.until(lambda: len(told.inner_text().split()) > 6)
    assert walk.person_minutes < 4.5, walk.steps


def test_an_investor_comes_from_a_bundle_to_a_plan_at_their_own_rate(
    visitor: Visitor, app: Served, tmp_path: Path
) -> None:
    path = tmp_path / "sent.zip"
    path.write_bytes(bundle.pack(answered(sample(), "base", "tight-budget")))
    walk = Walk(visitor)
    paths.investor(walk, f"{app.address}/?lang=en", path)
    assert home.open_project(visitor.asks("project")).key not in path.read_bytes().decode("latin-1")
