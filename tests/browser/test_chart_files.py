"""The files of a chart: made on click, in the visitor's language, without asking anybody outside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optimizer.locales import speaking, tr
from tests.browser.projects import answered, sample

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def test_a_chart_is_downloaded_as_image_and_data(visitor: Visitor) -> None:
    project = answered(sample("teaching"), "teaching")
    visitor.open("result", lang="uk", project=project.key)
    with speaking("uk"):
        visitor.tab(tr("Money"))
        visitor.sees(tr("Cash flow by year"))
        assert taken(visitor, tr("Image (PNG)")).startswith(b"\x89PNG")
        assert tr("Cash flow by year") in taken(visitor, tr("Image (SVG)")).decode()
        head, *rows = taken(visitor, tr("Data (CSV)")).decode("utf-8-sig").splitlines()
    assert head.startswith("рік;")
    assert len(rows) == project.question("teaching").scenario.horizon_years + 1


def taken(visitor: Visitor, name: str) -> bytes:
    """What the first chart's button of this name sends; its list opens with the first click."""
    button = visitor.page.get_by_role("button", name=name).locator("visible=true").first
    if not button.count():
        with speaking("uk"):
            visitor.page.get_by_role("button", name=tr("Download")).first.click()
    with visitor.page.expect_download() as found:
        button.click()
    return Path(found.value.path()).read_bytes()
