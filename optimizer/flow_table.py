"""Which columns feed which flow in which year, for all choices of a question at once: sparse arrays.

    table = FlowTable(case, scenario, columns, starts)
    form = table.form(weights, years)

Over the columns every metric is linear, so a rule or a goal is one weighted sum of this table.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimizer import flows as f
from optimizer.columns import Extra, Form, JointColumn, OverlapColumn
from optimizer.decimals import ZERO, Decimal
from optimizer.overlaps import fed_by, joint_effects, taken_shares

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optimizer.case import Case
    from optimizer.columns import Columns
    from optimizer.flows import FlowKey
    from optimizer.overlaps import JointEffect, TakenShares
    from optimizer.scenario import Scenario
    from optimizer.valuation import Weights

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
UNNUMBERED = -1


@dataclass(frozen=True)
class Entries:
    """What feeds one flow, by year: `quantities[k]` times column `columns[k]`; `bounds` parts the years."""

    years: tuple[int, ...]
    bounds: tuple[int, ...]
    columns: Ints
    quantities: Floats


class FlowTable:
    """What every column adds to every flow in every year; of all measures, or of those that `starts` names.

    Choices have their numbers in `columns`. Overlaps and joints stand after them in an order of this table's own,
    and get their numbers when a form first uses them.
    """

    def __init__(
        self,
        case: Case,
        scenario: Scenario,
        columns: Columns,
        starts: Mapping[str, tuple[int, ...]],
        delay: int = 0,
    ) -> None:
        self.columns, self.first = columns, len(columns.choices)
        self._extras: dict[Extra, int] = {}
        self._parts: dict[FlowKey, list[tuple[Ints, Ints, Floats]]] = defaultdict(list)
        choices = f.Choices(case, scenario, starts, f.as_floats, delay)
        number = np.array([columns.number[choice] for choice in choices.names], dtype=np.int64)
        for cells in f.own_flows(choices):
            self._parts[cells.key].append((cells.years, number[cells.choices], cells.quantities))
        self._add_overlaps(case, taken_shares(choices), choices.of, number)
        self._add_joints(joint_effects(case, scenario, starts, delay))
        self._entries = {key: _by_year(parts) for key, parts in sorted(self._parts.items())}
        self._kinds = list(self._extras)
        self._numbers = np.full(len(self._kinds), UNNUMBERED, dtype=np.int64)

    def _add_overlaps(self, case: Case, taken: TakenShares, owners: Ints, number: Ints) -> None:
        """Add each end use in each year: as an overlap, or by choice where a single measure is in effect."""
        found: dict[FlowKey, list[tuple[int, int, float]]] = defaultdict(list)
        bounds = np.searchsorted(taken.uses, np.arange(len(taken.end_uses) + 1)).tolist()
        in_year = _in_years(taken)
        for use, name in enumerate(taken.end_uses):
            part = slice(bounds[use], bounds[use + 1])
            users, own = owners[taken.choices[part]], number[taken.choices[part]]
            stream, baseline = case.end_use[name].stream, float(case.end_use[name].baseline)
            for t, overlap in _overlaps(users, own, in_year[part]):
                key, year = fed_by(stream, t)
                if len(overlap.shares) > 1:
                    found[key].append((year, self._place(overlap), baseline))
                else:
                    found[key] += [(year, choice, baseline * share) for choice, share in overlap.shares[0]]
        self._add(found)

    def _add_joints(self, joints: Iterable[JointEffect]) -> None:
        found: dict[FlowKey, list[tuple[int, int, float]]] = defaultdict(list)
        for joint in joints:
            sides = (tuple(self.columns.number[choice] for choice in side) for side in (joint.first, joint.second))
            found[joint.key].append((joint.t, self._place(JointColumn(*sides)), float(joint.quantity)))
        self._add(found)

    def _add(self, found: Mapping[FlowKey, list[tuple[int, int, float]]]) -> None:
        for key, entries in found.items():
            years, columns, quantities = zip(*entries, strict=True)
            self._parts[key].append((np.array(years), np.array(columns), np.array(quantities, dtype=np.float64)))

    def _place(self, extra: Extra) -> int:
        return self.first + self._extras.setdefault(extra, len(self._extras))

    def years_of(self, key: FlowKey) -> list[int]:
        """Return the years in which something feeds a flow."""
        return sorted(self._entries[key].years) if key in self._entries else []

    def form(self, weights: Weights, years: Iterable[int] | None = None, constant: Decimal = ZERO) -> Form:
        """Return the weighted sum of flows over the years (all, if none are given) as a form over columns."""
        wanted = None if years is None else frozenset(years)
        columns, values = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
        for key in sorted(weights.keys() & self._entries.keys()):
            entries = self._entries[key]
            for k, t in enumerate(entries.years):
                weight = float(weights[key][t]) if wanted is None or t in wanted else 0.0
                if weight:
                    part = slice(entries.bounds[k], entries.bounds[k + 1])
                    columns.append(entries.columns[part])
                    values.append(weight * entries.quantities[part])
        total = np.bincount(self._numbered(np.concatenate(columns)), np.concatenate(values))
        found = np.flatnonzero(total)
        return Form(found, total[found].astype(np.float64), float(constant))

    def _numbered(self, places: Ints) -> Ints:
        """Return the numbers of columns, given their places in this table; new ones in the order of their use."""
        extra = places >= self.first
        used = places[extra] - self.first
        for k in dict.fromkeys(used[self._numbers[used] == UNNUMBERED].tolist()):
            self._numbers[k] = self.columns.number_of(self._kinds[k])
        numbered = places.copy()
        numbered[extra] = self._numbers[used]
        return numbered


def _by_year(parts: list[tuple[Ints, Ints, Floats]]) -> Entries:
    """Return what feeds a flow, the years in the order in which it first has them."""
    years, columns, quantities = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(years.astype(np.int16), kind="stable")  # a radix sort, because the numbers are small
    ends = np.cumsum(np.bincount(years))
    begins = np.concatenate([[0], ends[:-1]])
    found = np.flatnonzero(begins < ends)
    found = found[np.argsort(order[begins[found]])]
    order = np.concatenate([order[:0], *(order[begins[t] : ends[t]] for t in found.tolist())])
    bounds = np.concatenate([[0], np.cumsum((ends - begins)[found])])
    return Entries(tuple(found.tolist()), tuple(bounds.tolist()), columns[order], quantities[order])


def _in_years(taken: TakenShares) -> Floats:
    """Return the share of each entry in each year, the full year last; not a number where it is not in effect."""
    table = np.full((len(taken.uses), int(taken.years.max(initial=0)) + 2), np.nan)
    table[taken.entries, taken.years] = taken.shares  # FULL_YEAR, −1, is the last column
    return table


def _overlaps(users: Ints, numbers: Ints, in_year: Floats) -> Iterator[tuple[int, OverlapColumn]]:
    """Yield each year in which an end use is acted on, the full year last, with its overlap in that year.

    A share that is the same in all years is one tuple for all of them: a large question has millions.
    """
    live = ~np.isnan(in_year)
    full = in_year[:, f.FULL_YEAR]
    steady = bool((~live | (in_year == full[:, None])).all())
    parts = np.searchsorted(users, np.unique(users)).tolist()
    pairs = list(zip(numbers.tolist(), full.tolist(), strict=True))
    before, overlap = None, None
    for t in (*range(in_year.shape[1] - 1), f.FULL_YEAR):
        column = live[:, t]
        key = column.tobytes()
        if not column.any():
            continue
        if key != before or not steady:
            shares = pairs if steady else list(zip(numbers.tolist(), in_year[:, t].tolist(), strict=True))
            own = zip(parts, [*parts[1:], len(pairs)], strict=True)
            inside = column.tolist()
            each = (tuple(shares[k] for k in range(begin, end) if inside[k]) for begin, end in own)
            overlap = OverlapColumn(tuple(part for part in each if part))
        before = key
        assert overlap is not None
        yield t, overlap
