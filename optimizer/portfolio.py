"""What chosen measures do together, exactly: own flows add up, shares of one end use overlap, pairs interact.

portfolios = Portfolios(case, scenario)
flows = portfolios.flows({"led": 0, "boiler": 2})
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer import flows as f
from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.overlaps import combined, fed_by, joint_effects, taken_shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.case import Case
    from optimizer.flows import Flows, Starts
    from optimizer.overlaps import JointEffect
    from optimizer.scenario import Scenario


@dataclass(frozen=True)
class Contribution:
    """What one choice does: its own flows, and the share that it takes of each end use by year."""

    flows: Flows = field(default_factory=dict)
    shares: dict[tuple[str, int], Decimal] = field(default_factory=dict)


def add(total: Flows, more: Flows) -> None:
    """Add `more` to `total`, in place."""
    for key, series in more.items():
        into = total.setdefault(key, {})
        for t, amount in series.items():
            into[t] = into.get(t, ZERO) + amount


class Portfolios:
    """The flows of any portfolios of one question; what a single choice does is computed once and kept.

    With a `delay`, all effects come so many years later, as a stress has it.
    """

    def __init__(self, case: Case, scenario: Scenario, delay: int = 0) -> None:
        self.case, self.scenario, self.delay = case, scenario, delay
        self._known: dict[tuple[str, int], Contribution] = {}

    def flows(self, starts: Mapping[str, int]) -> Flows:
        """Return the flows of measures with their start years: sums, overlaps and interactions."""
        flows: Flows = {}
        taken: dict[tuple[str, int], list[Decimal]] = defaultdict(list)
        for part in self._parts(starts).values():
            add(flows, part.flows)
            for place, share in part.shares.items():
                taken[place].append(share)
        for (end_use, t), shares in taken.items():
            self._add_overlap(flows, end_use, t, combined(shares, ONE))
        for joint in self._joints(starts):
            add(flows, {joint.key: {joint.t: joint.quantity}})
        return flows

    def alone(self, starts: Mapping[str, int]) -> dict[str, Flows]:
        """Return the flows of each of the measures as if no other were chosen."""
        self._parts(starts)
        return {name: self.flows({name: start}) for name, start in starts.items()}

    def fair_flows(self, starts: Mapping[str, int]) -> dict[str, Flows]:
        """Return each measure's fair part of the flows: what it adds, averaged over all orders of adding (Shapley).

        Its own flows are its own; of an interaction each measure has half; of an end use it has
        baseline · s_i · ∫₀¹ Π_{j ≠ i} (1 − x · s_j) dx. The parts add up to `flows`.
        """
        fair: dict[str, Flows] = {}
        taken: dict[tuple[str, int], dict[str, Decimal]] = defaultdict(dict)
        for name, part in self._parts(starts).items():
            add(fair.setdefault(name, {}), part.flows)
            for place, share in part.shares.items():
                taken[place][name] = share
        for (end_use, t), shares in taken.items():
            for name, saved in _fair_parts(shares).items():
                self._add_overlap(fair[name], end_use, t, saved)
        for joint in self._joints(starts):
            for name, _ in (*joint.first, *joint.second):
                add(fair[name], {joint.key: {joint.t: joint.quantity / 2}})
        return fair

    def _parts(self, starts: Mapping[str, int]) -> dict[str, Contribution]:
        new = {name: (start,) for name, start in starts.items() if (name, start) not in self._known}
        if new:
            self._known.update(_contributions(self.case, self.scenario, new, self.delay))
        return {name: self._known[name, starts[name]] for name in sorted(starts)}

    def _joints(self, starts: Mapping[str, int]) -> list[JointEffect]:
        by_name = {name: (start,) for name, start in starts.items()}
        return joint_effects(self.case, self.scenario, by_name, self.delay)

    def _add_overlap(self, flows: Flows, end_use: str, t: int, share: Decimal) -> None:
        use = self.case.end_use[end_use]
        key, year = fed_by(use.stream, t)
        add(flows, {key: {year: use.baseline * share}})


def _contributions(case: Case, scenario: Scenario, starts: Starts, delay: int) -> dict[tuple[str, int], Contribution]:
    """Return what each choice (measure, start) does, exactly."""
    choices = f.Choices(case, scenario, starts, f.exactly, delay)
    found = [Contribution() for _ in choices.names]
    for cells in f.own_flows(choices):
        for choice, t, quantity in zip(
            cells.choices.tolist(), cells.years.tolist(), cells.quantities.tolist(), strict=True
        ):
            series = found[choice].flows.setdefault(cells.key, {})
            series[t] = series.get(t, ZERO) + quantity
    taken = taken_shares(choices)
    owners, uses = taken.choices[taken.entries].tolist(), taken.uses[taken.entries].tolist()
    for choice, use, t, share in zip(owners, uses, taken.years.tolist(), taken.shares.tolist(), strict=True):
        found[choice].shares[taken.end_uses[use], t] = share
    return dict(zip(choices.names, found, strict=True))


def _fair_parts(shares: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return s_i · ∫₀¹ Π_{j ≠ i} (1 − x · s_j) dx for each measure i of one end use."""
    parts = {}
    for name, share in shares.items():
        polynomial = [ONE]  # coefficients of Π (1 − x · s_j), by power of x
        for other, taken in shares.items():
            if other != name:
                raised = [ZERO, *(coefficient * taken for coefficient in polynomial)]
                polynomial = [a - b for a, b in zip([*polynomial, ZERO], raised, strict=True)]
        parts[name] = share * sum((c / (power + 1) for power, c in enumerate(polynomial)), ZERO)
    return parts
