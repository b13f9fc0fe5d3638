"""Differences between displayed figures: recalculating from the page gives the same differences.

    found = difference(figure(question, "npv", mine), figure(question, "npv", yours), wider(gap_of(a), gap_of(b)))

If a plan is proved only to within a gap, a better one may exist. A difference smaller than that gap
doesn't show which scenario is better, so it carries a mark that is explained below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optimizer.decimals import ZERO, Decimal
from optimizer.locales import tr
from optimizer.scenario import Percent
from optimizer.spelling import at_least_some, numeral, percent, with_unit
from optimizer.words import figure, lower_is_better, shared_decimals, spelled_out, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.figures import LimitFigure
    from optimizer.question import Question
    from optimizer.words import FigureShown

MARK = "*"
LIMIT_DECIMALS = {"simple_payback": 2}
"""Decimals of a payback next to its bound: 1.46 years satisfy 1.5 years, but one decimal wouldn't show it."""
SHARE_DECIMALS = 1


class FigureDifference(NamedTuple):
    """A difference between two displayed figures, in their unit; `unsure` if it is smaller than the gap."""

    value: Decimal
    decimals: int
    unsure: bool

    @property
    def text(self) -> str:
        """Return the difference with its sign, and the mark if it is unsure; “=” if there is none."""
        if not self.value:
            return "="
        return f"{'+' if self.value > 0 else ''}{numeral(self.value, self.decimals)}{self.mark}"

    @property
    def mark(self) -> str:
        """The mark of a difference that is smaller than the gap."""
        return MARK if self.unsure else ""


def difference(now: FigureShown, before: FigureShown, gap: Decimal | None = ZERO) -> FigureDifference | None:
    """Return the difference of two displayed figures; None if one doesn't exist or the units differ.

    `gap` is the wider relative gap of the two plans; None if unknown, so that every difference is unsure.
    """
    if now.value is None or before.value is None or now.unit != before.unit:
        return None
    value = now.value - before.value
    within = gap is None or abs(value) <= gap * max(abs(now.value), abs(before.value))
    return FigureDifference(value, max(now.decimals, before.decimals), bool(value) and within)


NEUTRAL = ("capex", "measures", "abatement_cost")
"""Means, not ends, and a ratio that ranks plans wrongly if they save money: more is neither better nor worse."""


def is_better(question: Question, key: str, found: FigureDifference) -> bool | None:
    """Return whether a difference is for the better; None if there is none, it is unsure, or the figure is neutral."""
    if not found.value or found.unsure or key in NEUTRAL:
        return None
    return (found.value < 0) == lower_is_better(question, key)


def gap_between(best: Decimal | None, bound: Decimal | float | None) -> Decimal | None:
    """Return the relative gap: how much better than the best plan so far another may be; None if unknown."""
    if best is None or bound is None:
        return None
    room = abs((bound if isinstance(bound, Decimal) else Decimal(repr(bound))) - best)
    return room / abs(best) if best else None if room else ZERO


def wider(*gaps: Decimal | None) -> Decimal | None:
    """Return the widest of several gaps; None if one is unknown."""
    known = [gap for gap in gaps if gap is not None]
    return max(known) if len(known) == len(gaps) else None


def gap_text(gap: Decimal | None) -> str:
    """Return a gap as a percentage."""
    return tr("not known") if gap is None else at_least_some(gap, 2)


def explanation(texts: Iterable[str]) -> str | None:
    """Return the explanation of the mark, if one of the texts has it."""
    if not any(text.endswith(MARK) for text in texts):
        return None
    return tr(
        "{mark} Smaller than the gap: with a better plan, the difference may disappear or reverse.",
        mark=MARK,
    )


def limit_texts(question: Question, limit: LimitFigure) -> tuple[str, str, str]:
    """Return a limit's value, its bound and the room left, as the difference of the displayed values.

    If the scenario states the bound as a percentage, so are all three.
    """
    if (share := _stated_share(question, limit)) and limit.value is not None and limit.bound:
        return _as_percentages(limit, share, limit.value * share / limit.bound)
    key = limit.metric
    decimals = LIMIT_DECIMALS.get(key, shared_decimals(question, key, (limit.value, limit.bound)))
    value, bound = (figure(question, key, one, decimals) for one in (limit.value, limit.bound))
    ends = (value, bound) if limit.sense == "at_least" else (bound, value)
    room = difference(*ends)
    shown = value_of(question, key, None) if room is None else spelled_out(question, key, room.value, room.decimals)
    return value_of(question, key, limit.value, decimals), value_of(question, key, limit.bound, decimals), shown


def _stated_share(question: Question, limit: LimitFigure) -> Decimal | None:
    """Return the share of the baseline by which the scenario states a bound; None if it is an amount."""
    bounds = (getattr(one, limit.sense) for one in question.scenario.limits if one.name == limit.name)
    return next((bound.share for bound in bounds if isinstance(bound, Percent)), None)


def _as_percentages(limit: LimitFigure, bound: Decimal, value: Decimal) -> tuple[str, str, str]:
    decimals = max(SHARE_DECIMALS, -int(bound.normalize().as_tuple().exponent) - 2)
    shown = round(value * 100, decimals), round(bound * 100, decimals)
    room = shown[0] - shown[1] if limit.sense == "at_least" else shown[1] - shown[0]
    return percent(value, decimals), percent(bound, decimals), with_unit(numeral(room, decimals), "%")
