"""A decision with the flows that result from it, as rules and figures read them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from optimizer.terms import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optimizer.decision import Decision
    from optimizer.flows import Flows
    from optimizer.terms import Terms

T = TypeVar("T")


class PlanFlows:
    """One decision under the terms of its question: `starts` maps measures to years t, `flows` holds their effects.

    `thorough` asks for figures that take long to compute and decide nothing, such as the IRR.
    """

    def __init__(self, terms: Terms, decision: Decision, *, thorough: bool = True) -> None:
        self.terms, self.decision, self.thorough = terms, decision, thorough
        self.starts = {name: terms.valuation.year(year) for name, year in decision.starts.items()}
        self._known: dict[Callable[[PlanFlows], object], object] = {}

    @cached_property
    def flows(self) -> Flows:
        """Return the flows of all chosen measures."""
        return self.terms.flows(self.starts)

    def matching(self, where: Mapping[str, Iterable[str]]) -> Flows:
        """Return the flows of the chosen measures that match a filter, as if no others were chosen."""
        if not where:
            return self.flows
        known = self.terms.case.measure
        return self.terms.flows({m: start for m, start in self.starts.items() if matches(known[m], where)})

    def alone(self, measure: str) -> Flows:
        """Return the flows of one chosen measure, as if no others were chosen."""
        return self.terms.flows({measure: self.starts[measure]})

    def once(self, compute: Callable[[PlanFlows], T]) -> T:
        """Return `compute(self)`, computed only once, however many rules and figures use it."""
        if compute not in self._known:
            self._known[compute] = compute(self)
        return cast("T", self._known[compute])
