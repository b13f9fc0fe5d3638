"""Somebody at a browser: what they see and do, every request that their browser makes, everything it complains of."""

from __future__ import annotations

import re
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

PLACES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
HERE = {"localhost", "127.0.0.1"}
PATIENCE = 30.0
A_MOMENT = 0.15
FAULT = re.compile(r"\b(code|код)[^:]{0,40}: [0-9a-f]{8}")


def chromium() -> str | None:
    """Where the browser is; None where there is none."""
    return next((found for name in PLACES if (found := shutil.which(name))), None)


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield browser
        browser.close()


@dataclass
class Visitor:
    """One page in a browser profile of its own."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, name: str = "", **query: str) -> Visitor:
        """Go to a page of the app by its address, as a link does."""
        told = f"?{urlencode(query)}" if query else ""
        self.page.goto(f"{self.address}/{name}{told}")
        return self.settle()

    def settle(self) -> Visitor:
        """Wait until the app has said all that it has to say for now."""
        self.page.wait_for_selector("h1", timeout=PATIENCE * 1000)
        still = 0
        end = time.monotonic() + PATIENCE
        while still < 3:  # thrice in a row: between two runs it is still for a moment
            assert time.monotonic() < end, "the app did not come to rest"
            self.page.wait_for_timeout(A_MOMENT * 1000)
            still = still + 1 if self._rests() else 0
        return self

    def _rests(self) -> bool:
        app = self.page.locator('[data-testid="stApp"]')
        running = app.get_attribute("data-test-script-state") != "notRunning"
        connected = app.get_attribute("data-test-connection-state") == "CONNECTED"
        return connected and not running and not self.page.locator('[data-stale="true"]').count()

    def go(self, title: str) -> Visitor:
        """Choose a page in the navigation."""
        self.page.get_by_test_id("stTopNavLinkContainer").get_by_role("link", name=title).click()
        self.page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
        return self.settle()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def press(self, name: str) -> Visitor:
        """Press the button of this name."""
        self.button(name).first.click()
        return self.settle()

    def tab(self, name: str) -> Visitor:
        self.page.get_by_role("tab", name=name).click()
        return self.settle()

    def offers(self, label: str) -> Locator:
        """The options of a choice, opened; it is scrolled to first, as a list closes where the page moves under it."""
        box = self.page.get_by_role("combobox", name=label, exact=True)
        box.scroll_into_view_if_needed()
        self.page.wait_for_timeout(A_MOMENT * 1000)
        box.click()
        options = self.page.get_by_role("option")
        options.first.wait_for()
        return options

    def sees(self, text: str, *, within: float = PATIENCE) -> Locator:
        """Something that reads so, once it is there."""
        found = self.page.get_by_text(text).locator("visible=true").first
        found.wait_for(timeout=within * 1000)
        return found

    @property
    def said(self) -> str:
        """All text of the page, without the navigation."""
        return self.page.locator('[data-testid="stMain"]').inner_text()

    def asks(self, name: str) -> str | None:
        """What the URL says of a name."""
        return next(iter(parse_qs(urlsplit(self.page.url).query).get(name, [])), None)

    def until(self, what: Callable[[], Any], *, within: float = PATIENCE) -> Any:
        """What comes to hold within a time; the page goes on meanwhile."""
        end = time.monotonic() + within
        while not (found := what()):
            assert time.monotonic() < end, f"still not so after {within:g} s; the page says:\n{self.said}"
            self.page.wait_for_timeout(A_MOMENT * 1000)
        return found

    @property
    def strays(self) -> list[str]:
        """Requests that went anywhere but to this computer."""
        return [url for url in self.asked if urlsplit(url).scheme not in ("data", "blob") and not _here(url)]


def _here(url: str) -> bool:
    return urlsplit(url).hostname in HERE


def visiting(browser: Browser, address: str, **options: Any) -> Visitor:
    """Somebody new, who has never been here; options are those of a browser profile (`color_scheme`, `viewport`)."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options})
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    visitor = Visitor(page, address)
    context.on("request", lambda request: visitor.asked.append(request.url))
    page.on("websocket", lambda socket: visitor.asked.append(socket.url))
    page.on("console", lambda told: visitor.complaints.append(told.text) if _is_complaint(told) else None)
    page.on("pageerror", lambda fault: visitor.complaints.append(str(fault)))
    return visitor


def _is_complaint(told: ConsoleMessage) -> bool:
    """Whether a console says that something is wrong; Streamlit looks for itself below a page's path first."""
    looks = re.search(r"/[a-z]+/_stcore/(health|host-config)$", told.location["url"])
    return told.type == "error" and not looks


def upload(visitor: Visitor, path: Path, nth: int = 0) -> Visitor:
    """Put a file into a place for files."""
    visitor.page.locator('[data-testid="stFileUploaderDropzoneInput"]').nth(nth).set_input_files(path)
    return visitor
