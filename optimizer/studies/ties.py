"""The order of equally good plans, which makes the answer stable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.terms import RELATIVE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.evaluation import Evaluator
    from optimizer.figures import Figures

BREAKERS = ("npv", "capex", "measures")


@dataclass(frozen=True)
class TieOrder:
    """The order of plans: better goal, higher npv, lower capex, fewer measures, then (measure, start), then amounts.

    Two figures tie within 1e-9 of the larger; amounts of money tie if they differ by less than half the smallest unit.
    `money` says which of the preferences are money.
    """

    minimised: bool
    money: tuple[bool, ...]
    half: Decimal

    @classmethod
    def of(cls, evaluator: Evaluator) -> TieOrder:
        """Return the order of one question's plans."""
        keys = (evaluator.scenario.goal, *BREAKERS)
        metrics = [evaluator.terms.metrics[key] for key in keys]
        return cls(metrics[0].minimised, tuple(metric.is_money for metric in metrics), evaluator.terms.half)

    def preferences(self, figures: Figures) -> tuple[Decimal, ...]:
        """Return the goal, npv, capex and number of measures, each signed so that more is better."""
        npv, capex, measures = (figures.metrics[key] or Decimal(0) for key in BREAKERS)
        return (-figures.objective if self.minimised else figures.objective, npv, -capex, -measures)

    def room(self, preference: int, best: Decimal) -> Decimal:
        """Return the distance from the best within which a value ties: money less than this, all else up to this."""
        return self.half if self.money[preference] else RELATIVE * abs(best)

    def as_good(self, preference: int, value: Decimal, best: Decimal) -> bool:
        """Return whether a value ties with the best one."""
        room = self.room(preference, best)
        return best - value < room if self.money[preference] else best - value <= room

    def is_worse(self, one: Figures, other: Figures) -> bool:
        """Return whether the goal of one plan is worse than that of another by more than a tie."""
        mine, best = (self.preferences(figures)[0] for figures in (one, other))
        return not self.as_good(0, mine, max(mine, best))

    def first(self, candidates: Iterable[Figures]) -> Figures | None:
        """Return the first allowed candidate in this order; None if none is allowed."""
        left = [(self.preferences(figures), figures) for figures in candidates if figures.feasible]
        if not left:
            return None
        for k in range(len(left[0][0])):
            best = max(values[k] for values, _ in left)
            left = [(values, figures) for values, figures in left if self.as_good(k, values[k], best)]
        return min((figures for _, figures in left), key=lambda figures: figures.decision.order)
