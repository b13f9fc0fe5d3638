"""Differences between figures, exactly as the figures are shown: whoever recomputes from the page gets the page.

    found = difference(figure(question, "npv", mine), figure(question, "npv", yours), wider(gap_of(a), gap_of(b)))

A plan that is proved only to within a gap may give way to a better one. A difference that is smaller than that gap
says nothing of which question has the better plan, so it carries a mark, and a line explains the mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optimizer.decimals import ZERO, Decimal
from optimizer.locales import tr
from optimizer.reports.words import at_least_some, figure, numeral, shared_decimals, spelled_out, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.evaluation import LimitFigure
    from optimizer.question import Question
    from optimizer.reports.words import FigureShown

MARK = "*"
LIMIT_DECIMALS = {"simple_payback": 2}
"""A payback beside its bound: 1.46 years keep 1.5 years, and one decimal would not show by how much."""


class Difference(NamedTuple):
    """A difference between two figures shown, in the unit shown; `unsure` where it is smaller than the gap."""

    value: Decimal
    decimals: int
    unsure: bool

    @property
    def text(self) -> str:
        """The difference with its sign, and the mark where it is unsure."""
        return f"{'+' if self.value >= 0 else ''}{numeral(self.value, self.decimals)}{self.mark}"

    @property
    def mark(self) -> str:
        """The mark of a difference that is smaller than the gap."""
        return MARK if self.unsure else ""


def difference(now: FigureShown, before: FigureShown, gap: Decimal | None = ZERO) -> Difference | None:
    """The figure shown less the one shown before; None where one of them does not exist or the units differ.

    `gap` is the wider of the two plans' gaps, relative; None where it is not known, so that no difference is sure.
    """
    if now.value is None or before.value is None or now.unit != before.unit:
        return None
    value = now.value - before.value
    within = gap is None or abs(value) <= gap * max(abs(now.value), abs(before.value))
    return Difference(value, max(now.decimals, before.decimals), bool(value) and within)


def gap_between(best: Decimal | None, bound: Decimal | float | None) -> Decimal | None:
    """How much better than the best plan so far another may be, relative; None where that is not known."""
    if best is None or bound is None:
        return None
    room = abs((bound if isinstance(bound, Decimal) else Decimal(repr(bound))) - best)
    return room / abs(best) if best else None if room else ZERO


def wider(*gaps: Decimal | None) -> Decimal | None:
    """The widest of several gaps; None if one of them is not known."""
    known = [gap for gap in gaps if gap is not None]
    return max(known) if len(known) == len(gaps) else None


def gap_text(gap: Decimal | None) -> str:
    """A gap as a percentage."""
    return tr("not known") if gap is None else at_least_some(gap, 2)


def explanation(texts: Iterable[str]) -> str | None:
    """What the mark means, if one of the texts has it."""
    if not any(text.endswith(MARK) for text in texts):
        return None
    return tr(
        "{mark} Smaller than the gap: a better plan may exist, and with it the difference may vanish or reverse.",
        mark=MARK,
    )


def limit_texts(question: Question, limit: LimitFigure) -> tuple[str, str, str]:
    """A limit's value, its bound and the room left, which is the difference of the two as they are shown."""
    key = limit.metric
    decimals = LIMIT_DECIMALS.get(key, shared_decimals(question, key, (limit.value, limit.bound)))
    value, bound = (figure(question, key, one, decimals) for one in (limit.value, limit.bound))
    ends = (value, bound) if limit.sense == "at_least" else (bound, value)
    room = difference(*ends)
    shown = value_of(question, key, None) if room is None else spelled_out(question, key, room.value, room.decimals)
    return value_of(question, key, limit.value, decimals), value_of(question, key, limit.bound, decimals), shown
