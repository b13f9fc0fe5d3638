"""A path through the app, step by step: clicks and letters, how long the app takes, what there is to read.

    walk = Walk(visitor)
    walk.step("Open the link", lambda: visitor.open(…))

A step is over once the app has come to rest. What is new on the page after it is what there is to read.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visitor import Visitor

ROWS = 5  # of a table or a chart that is scrolled through, the rest is looked over
CELLS = ", ".join(f'canvas [aria-rowindex="{row + 2}"] [role=gridcell]' for row in range(ROWS))  # tables are drawn
LOOKED_OVER = """rows => [...document.querySelectorAll('[data-testid="stVegaLiteChart"] svg g')].flatMap(group =>
  [...group.children].filter(one => one.tagName === 'text').slice(rows).map(one => one.textContent.trim()))"""
ICON = re.compile(r"[a-z]+(_[a-z]+)*")  # one word in small letters is the name of an icon
WORDS_A_MINUTE = 200.0  # silent reading of plain prose is put at 200 to 260; these pages are denser
LETTERS_A_MINUTE = 150.0  # somebody who looks at the keys
SECONDS_A_CLICK = 3.0  # to find where, to get there, to press


@dataclass(frozen=True)
class Step:
    """One step as it went: seconds of the app's, clicks, letters typed, words that were new on the page."""

    told: str
    seconds: float
    clicks: int
    letters: int
    words: int

    @property
    def person(self) -> float:
        """Seconds that somebody takes who reads everything new; of long tables and charts the first rows."""
        reading, typing = 60 * self.words / WORDS_A_MINUTE, 60 * self.letters / LETTERS_A_MINUTE
        return reading + typing + SECONDS_A_CLICK * self.clicks


@dataclass
class Walk:
    """Somebody on their way."""

    visitor: Visitor
    steps: list[Step] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def step(self, told: str, *acts: Callable[[], object], letters: int = 0, clicks: int | None = None) -> None:
        """Do what the acts do, one click each unless told otherwise; wait until the app rests; note how it went."""
        began = time.monotonic()
        for act in acts:
            act()
        self.visitor.settle()
        seconds = time.monotonic() - began
        seen = [*self._prose(), *self.visitor.page.locator(CELLS).all_text_contents()]
        fresh = [line for line in dict.fromkeys(seen) if line.strip() and line not in self.known]
        self.known.update(fresh)
        words = sum(len(line.split()) for line in fresh if not ICON.fullmatch(line))
        self.steps.append(Step(told, seconds, len(acts) if clicks is None else clicks, letters, words))

    def _prose(self) -> list[str]:
        """The lines of the page; of a chart's labels, the first of each row or axis, as of tables."""
        skipped = Counter(self.visitor.page.evaluate(LOOKED_OVER, ROWS))
        lines = []
        for line in self.visitor.said.splitlines():
            if skipped[line.strip()]:
                skipped[line.strip()] -= 1
            else:
                lines.append(line)
        return lines

    @property
    def seconds(self) -> float:
        """What the app took."""
        return sum(step.seconds for step in self.steps)

    @property
    def minutes(self) -> float:
        """All of it: the app's time, and that of somebody who reads every new word on every page."""
        return self.seconds / 60 + self.person_minutes

    @property
    def person_minutes(self) -> float:
        """The time of somebody who reads every new word on every page; the same on every machine."""
        return sum(step.person for step in self.steps) / 60
