"""The app served once for all journeys, a browser, and visitors in it; all of it skipped where no browser is.

Journeys run only where they are asked for: `pytest -m browser -n 0`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.browser.serving import Served, served
from tests.browser.visitor import FAULT, Visitor, browsing, chromium, visiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("app") / "home") as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with browsing() as found:
        yield found


@pytest.fixture(autouse=True)
def projects_home(app: Served, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Projects that a test makes by itself are those of the server."""
    monkeypatch.setenv("CPEE_HOME", str(app.home))
    return app.home


class Visit(Protocol):
    def __call__(self, **options: object) -> Visitor: ...


@pytest.fixture
def visit(app: Served, browser: Browser) -> Iterator[Visit]:
    """New visitors; when they have gone, their browsers asked nobody but this computer and complained of nothing."""
    came: list[Visitor] = []

    def visitor(**options: object) -> Visitor:
        came.append(visiting(browser, app.address, **options))
        return came[-1]

    yield visitor
    faults = [one.page.get_by_text(FAULT).all_inner_texts() for one in came]
    for one in came:
        one.page.context.close()
    assert [one.strays for one in came if one.strays] == []
    assert [one.complaints for one in came if one.complaints] == []
    assert [told for told in faults if told] == []


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    return visit()
