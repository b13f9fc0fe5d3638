"""Fair shares from their definition: what a measure adds, averaged over all orders; and the same by subsets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from math import comb

from .inputs import Problem
from .naive import Plan

Decision = Mapping[str, int]
Shares = dict[str, dict[str, Fraction]]


class Parts:
    """The figures of the parts of a plan, each computed once; no rule is applied to a part."""

    def __init__(self, problem: Problem, decision: Decision, metrics: Sequence[str]) -> None:
        self._problem = problem
        self._decision = decision
        self._metrics = metrics
        self._known: dict[frozenset[str], list[Fraction]] = {}

    def of(self, names: frozenset[str]) -> list[Fraction]:
        """The metrics of the plan that has only these measures."""
        if names not in self._known:
            plan = Plan(self._problem, {name: self._decision[name] for name in names})
            self._known[names] = [
                amount for metric in self._metrics if (amount := plan.metric(metric, None)) is not None
            ]
        return self._known[names]

    def added(self, name: str, before: frozenset[str]) -> list[Fraction]:
        """What a measure adds to those before it."""
        return [a - b for a, b in zip(self.of(before | {name}), self.of(before), strict=True)]


def by_orders(problem: Problem, decision: Decision, metrics: Sequence[str]) -> Shares:
    """Measure → metric → its share, going through every order of adding the measures."""
    parts = Parts(problem, decision, metrics)
    sums = {name: [Fraction(0)] * len(metrics) for name in decision}
    orders = list(permutations(decision))
    added_to = Counter(
        (name, frozenset(order[:position])) for order in orders for position, name in enumerate(order)
    )  # many orders add a measure to the same ones before it: their sum is one product
    for (name, before), times in added_to.items():
        sums[name] = [a + times * b for a, b in zip(sums[name], parts.added(name, before), strict=True)]
    return {name: dict(zip(metrics, (a / len(orders) for a in sums[name]), strict=True)) for name in decision}


def by_subsets(problem: Problem, decision: Decision, metrics: Sequence[str]) -> Shares:
    """The same, each subset that may come before a measure weighted by how many orders have it there."""
    parts = Parts(problem, decision, metrics)
    shares: Shares = {}
    for name in decision:
        others = [other for other in decision if other != name]
        total = [Fraction(0)] * len(metrics)
        for size in range(len(decision)):
            weight = Fraction(1, len(decision) * comb(len(others), size))
            for before in combinations(others, size):
                added = parts.added(name, frozenset(before))
                total = [a + weight * b for a, b in zip(total, added, strict=True)]
        shares[name] = dict(zip(metrics, total, strict=True))
    return shares
