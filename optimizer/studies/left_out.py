"""Why a measure is not in a plan, as far as arithmetic on this plan shows, without solving.

    why = left_out(evaluator, figures, "led")

Either the measure may not be chosen at all; or the plan with the measure added, at the start that is best for the goal,
is judged like any other plan: it breaks rules, or is not better. Which other measures would have to leave the plan is
not examined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from optimizer.case import SETTLED
from optimizer.choices import in_window
from optimizer.decimals import ZERO, Decimal
from optimizer.decision import Decision

if TYPE_CHECKING:
    from optimizer.evaluation import Evaluator
    from optimizer.figures import Figures
    from optimizer.rules.kind import Violation

Reason = Literal["settled", "excluded", "window", "payback", "breaks", "no better", "better"]


@dataclass(frozen=True)
class LeftOut:
    """Why one measure is not in a plan.

    For a measure that may be chosen: the start t at which it was added, by how much it improved the goal (negative:
    worse), by how much it changed the NPV, and which rules the plan with it breaks. For a measure that doesn't pay back
    in time: its simple payback alone (None: never).
    """

    measure: str
    reason: Reason
    start: int | None = None
    gain: Decimal = ZERO
    npv: Decimal | None = None
    broken: tuple[Violation, ...] = ()
    payback: Decimal | None = None

    @property
    def rules(self) -> frozenset[tuple[str, str]]:
        """Return the broken rules, each once, in however many years it is broken."""
        return frozenset((one.rule, one.name) for one in self.broken)


def not_chosen(evaluator: Evaluator, figures: Figures) -> tuple[str, ...]:
    """Return the measures that are not in a plan, in the register's order."""
    return tuple(m.measure for m in evaluator.case.measures if m.measure not in figures.decision.starts)


def left_out(evaluator: Evaluator, figures: Figures, measure: str) -> LeftOut:
    """Return why a measure is not in this plan."""
    return not_allowed(evaluator, measure) or _tried(evaluator, figures, measure)


def not_allowed(evaluator: Evaluator, measure: str) -> LeftOut | None:
    """Return why a measure may not be chosen in any plan of this question; None if it may."""
    if measure in evaluator.terms.choices:
        return None
    record, rules = evaluator.case.measure[measure], evaluator.scenario.measures
    if measure in rules.exclude:
        return LeftOut(measure, "excluded")
    if record.status in SETTLED and measure not in rules.include:
        return LeftOut(measure, "settled")
    if not in_window(evaluator.terms.valuation, record):
        return LeftOut(measure, "window")
    alone = evaluator.full(
        Decision({measure: evaluator.case.base_year + in_window(evaluator.terms.valuation, record)[0]})
    )
    return LeftOut(measure, "payback", payback=alone.metrics["simple_payback"])


def _tried(evaluator: Evaluator, figures: Figures, measure: str) -> LeftOut:
    """Return the plan with it, at the gaining start that breaks the fewest rules, else where it loses least."""
    tries = [_added(evaluator, figures, measure, start) for start in evaluator.terms.choices[measure]]
    gaining = [one for one in tries if one.gain > 0]
    return min(gaining or tries, key=lambda one: (len(one.rules) if gaining else 0, -one.gain))


def _added(evaluator: Evaluator, figures: Figures, measure: str, start: int) -> LeftOut:
    year = evaluator.case.base_year + start
    added = evaluator(Decision({**figures.decision.starts, measure: year}))
    change = added.objective - figures.objective
    gain = -change if evaluator.terms.metrics[evaluator.scenario.goal].minimised else change
    before, after = figures.metrics["npv"], added.metrics["npv"]
    npv = after - before if after is not None and before is not None else None
    reason: Reason = "no better" if gain <= 0 else "breaks" if added.violations else "better"
    return LeftOut(measure, reason, start, gain, npv, added.violations)
