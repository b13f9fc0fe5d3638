"""A decision with the flows that result from it, as rules and figures read them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from optimizer.decimals import ZERO
from optimizer.funding_source import ESCO
from optimizer.scenario import UNSTRESSED
from optimizer.terms import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from decimal import Decimal

    from optimizer.decision import Decision
    from optimizer.flows import Flows
    from optimizer.scenario import Stress
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
        """Return the flows of all chosen measures, and of outside money."""
        return {**self.terms.flows(self.starts), **self._funded(UNSTRESSED)}

    def stressed(self, stress: Stress) -> Flows:
        """Return the flows under a stress; starts, draws and contracts stay as they are."""
        return {**self.terms.funding.flows(stress, self.starts), **self._funded(stress)}

    def _funded(self, stress: Stress) -> Flows:
        return self.terms.funding.funded(self.draws, self.contracts, stress)

    @cached_property
    def payments(self) -> dict[tuple[str, str, int], Decimal]:
        """Return what loans and grants pay, by source, measure and year t; below half a unit it is nothing."""
        known, half = self.terms.case.source, self.terms.half
        return {
            (source, measure, self.terms.valuation.year(year)): paid
            for (source, measure, year), paid in self.decision.amounts.items()
            if known[source].kind != ESCO and abs(paid) >= half
        }

    @cached_property
    def draws(self) -> dict[tuple[str, int], Decimal]:
        """Return what is drawn from loans and grants, by source and year t."""
        drawn: dict[tuple[str, int], Decimal] = {}
        for (source, _, t), paid in self.payments.items():
            drawn[source, t] = drawn.get((source, t), ZERO) + paid
        return drawn

    @cached_property
    def contracts(self) -> tuple[tuple[str, str, int], ...]:
        """Return the contracts with ESCOs: source, measure, start."""
        known = self.terms.case.source
        taken = {(s, measure) for s, measure, _ in self.decision.amounts if known[s].kind == ESCO}
        return tuple(
            (source, measure, self.starts[measure]) for source, measure in sorted(taken) if measure in self.starts
        )

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
