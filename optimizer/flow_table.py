"""Which columns feed which flow in which year, for all choices of a question at once.

    table = FlowTable(case, scenario, columns, starts)
    form = table.form(weights, years)

Over the columns every metric is linear, so a rule or a goal is one weighted sum of this table.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from optimizer import flows as f
from optimizer.columns import Extra, Form, JointColumn, OverlapColumn
from optimizer.decimals import ZERO, Decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.case import Case
    from optimizer.columns import Columns
    from optimizer.flows import FlowKey
    from optimizer.scenario import Scenario
    from optimizer.valuation import Weights

Entry = tuple["int | Extra", float]


class FlowTable:
    """Which columns feed which flow in which year: of all measures, or of those of a filter."""

    def __init__(self, case: Case, scenario: Scenario, columns: Columns, starts: Mapping[str, tuple[int, ...]]) -> None:
        self.case, self.scenario, self.columns, self.starts = case, scenario, columns, starts
        self.entries: dict[FlowKey, dict[int, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        self._add_measures()
        self._add_overlaps()
        self._add_joints()

    def _add_measures(self) -> None:
        for measure, years in self.starts.items():
            for start in years:
                column = self.columns.number[measure, start]
                for key, series in f.measure_flows(self.case, self.scenario, self.case.measure[measure], start).items():
                    for t, quantity in series.items():
                        self.entries[key][t].append((column, float(quantity)))

    def _add_overlaps(self) -> None:
        for overlap in f.overlaps(self.case, self.scenario, self.starts):
            entries = self.entries[overlap.key][overlap.t]
            by_measure: dict[str, list[tuple[int, float]]] = defaultdict(list)
            for measure, start, share in overlap.shares:
                by_measure[measure].append((self.columns.number[measure, start], float(share)))
            if len(by_measure) > 1:
                column = OverlapColumn(tuple(tuple(shares) for _, shares in sorted(by_measure.items())))
                entries.append((column, float(overlap.baseline)))
            else:
                (shares,) = by_measure.values()
                entries += [(choice, float(overlap.baseline) * share) for choice, share in shares]

    def _add_joints(self) -> None:
        for joint in f.joint_effects(self.case, self.scenario, self.starts):
            first, second = (
                tuple(self.columns.number[choice] for choice in side) for side in (joint.first, joint.second)
            )
            self.entries[joint.key][joint.t].append((JointColumn(first, second), float(joint.quantity)))

    def form(self, weights: Weights, years: Iterable[int] | None = None, constant: Decimal = ZERO) -> Form:
        """The weighted sum of flows over the years (all, if none are given) as a form over columns."""
        wanted = None if years is None else set(years)
        total: dict[int, float] = defaultdict(float)
        for key in sorted(weights.keys() & self.entries.keys()):
            for t, entries in self.entries[key].items():
                weight = float(weights[key][t]) if wanted is None or t in wanted else 0.0
                if weight:
                    for column, quantity in entries:
                        total[self._number(column)] += weight * quantity
        columns = sorted(column for column, coef in total.items() if coef)
        return Form(np.array(columns, dtype=np.int64), np.array([total[c] for c in columns]), float(constant))

    def _number(self, column: int | Extra) -> int:
        return column if isinstance(column, int) else self.columns.number_of(column)

    def years_of(self, key: FlowKey) -> list[int]:
        """The years in which something feeds a flow."""
        return sorted(self.entries.get(key, {}))
