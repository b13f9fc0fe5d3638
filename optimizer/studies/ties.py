"""Which of several equally good plans is the answer: one stated order, so that the answer is stable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.evaluation import RELATIVE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.evaluation import Figures


def preferences(figures: Figures, *, minimised: bool) -> tuple[Decimal, ...]:
    """The goal, npv, capex and number of measures, each signed so that more is better."""
    npv, capex, measures = (figures.metrics[key] or Decimal(0) for key in ("npv", "capex", "measures"))
    return (-figures.objective if minimised else figures.objective, npv, -capex, -measures)


def first_of_ties(candidates: Iterable[Figures], *, minimised: bool) -> Figures | None:
    """The best allowed candidate; ties (1e-9 relative) by npv, capex, measures, then (measure, start)."""
    left = [(preferences(figures, minimised=minimised), figures) for figures in candidates if figures.feasible]
    if not left:
        return None
    for k in range(len(left[0][0])):
        best = max(values[k] for values, _ in left)
        left = [(values, figures) for values, figures in left if values[k] >= best - RELATIVE * abs(best)]
    return min((figures for _, figures in left), key=lambda figures: tuple(figures.decision.starts.items()))
