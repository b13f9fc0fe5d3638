"""What does not add up: shares of one end use (`taken_shares`) and interactions of two measures (`joint_effects`).

Defined once over arrays of choices and either kind of number, as `flows.py` is. Source: formats.md 1.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.flows import DIRECT, FULL_DIRECT, FULL_SAVED, FULL_YEAR, SAVED, years_of_effect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.case import Case, Measure
    from optimizer.flows import Choices, FlowKey, Ints, Numbers, Starts
    from optimizer.scenario import Scenario


@dataclass(frozen=True)
class TakenShares:
    """What choices take of end uses: entry e is choice `choices[e]` on end use `end_uses[uses[e]]`, by both ascending.

    Cells say what share entry `entries[k]` takes in year `years[k]`; each entry has one more for the full year.
    """

    end_uses: tuple[str, ...]
    uses: Ints
    choices: Ints
    entries: Ints
    years: Ints
    shares: Numbers


def taken_shares(c: Choices) -> TakenShares:
    """Return the shares that choices take of end uses, by year: 1 − Π (1 − share · fade) over a measure's rows."""
    place = {measure.measure: k for k, measure in enumerate(c.measures)}
    end_uses = tuple(name for name, users in c.case.acting_on.items() if any(m.measure in place for m in users))
    acting = [
        (u, place[m.measure]) for u, name in enumerate(end_uses) for m in c.case.acting_on[name] if m.measure in place
    ]
    given = [shares_of(c.case, c.measures[m], end_uses[u]) for u, m in sorted(acting)]
    uses, measures = np.array(sorted(acting), dtype=np.int64).reshape(-1, 2).T
    row, choices = _expanded(measures, c.of, len(c.measures))
    entry, cell = _expanded(choices, c.in_effect[0], len(c.of))
    entries, years = np.concatenate([entry, np.arange(len(row))]), c.in_effect[1][cell]
    rows, fades = row[entries], np.concatenate([c.fade[cell], c.amounts(lambda _: ONE)[choices]])
    columns = [
        c.numbers([shares[k] if k < len(shares) else ZERO for shares in given])[rows]
        for k in range(max(map(len, given), default=0))
    ]
    years = np.concatenate([years, np.full(len(row), FULL_YEAR)])
    return TakenShares(end_uses, uses[row], choices, entries, years, combined(columns, fades))


def fed_by(stream: str, t: int) -> tuple[FlowKey, int]:
    """Return the flow that a stream's end uses feed in year t or in the full year, and the year in that flow."""
    return ((FULL_SAVED, stream), 0) if t == FULL_YEAR else ((SAVED, stream), t)


def _expanded(wanted: Ints, owners: Ints, count: int) -> tuple[Ints, Ints]:
    """Return, for each wanted owner in turn, its position in `wanted` and each place in the ascending `owners`."""
    begins = np.searchsorted(owners, np.arange(count + 1))
    sizes = np.diff(begins)[wanted]
    position = np.repeat(np.arange(len(wanted)), sizes)
    within = np.arange(len(position)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return position, begins[wanted][position] + within


def shares_of(case: Case, measure: Measure, end_use: str) -> tuple[Decimal, ...]:
    """Return a measure's shares of an end use, one for each row; a quantity becomes a share of the baseline."""
    baseline = case.end_use[end_use].baseline
    rows = [effect for effect in case.effects_of[measure.measure] if effect.end_use == end_use]
    return tuple(row.share if row.share is not None else _share_of(row.quantity, baseline) for row in rows)


def _share_of(quantity: Decimal | None, baseline: Decimal) -> Decimal:
    return quantity / baseline if quantity else ZERO


def combined(shares: Iterable[Any], faded: Any) -> Any:
    """Return several shares of one end use taken together, 1 − Π (1 − share · faded): each takes of what is left."""
    taken = faded * 0
    for share in shares:
        taken = taken + share * faded * (1 - taken)
    return taken


@dataclass(frozen=True)
class JointEffect:
    """What two measures save beyond their sum in year t, if one of each list's starts is chosen."""

    key: FlowKey
    t: int
    quantity: Decimal
    first: tuple[tuple[str, int], ...]
    second: tuple[tuple[str, int], ...]


def joint_effects(case: Case, scenario: Scenario, starts: Starts, delay: int = 0) -> list[JointEffect]:
    """Return every interaction and year in which both measures can be in effect, and the full year for paybacks."""
    found: list[JointEffect] = []
    for row in case.interactions:
        if not (starts.get(row.first) and starts.get(row.second)):
            continue
        first, second = (_live(case, scenario, name, starts[name], delay) for name in (row.first, row.second))
        key = (SAVED, row.stream) if row.stream else (DIRECT, row.pollutant or "")
        both = sorted(first.keys() & second.keys() - {FULL_YEAR})
        found += [JointEffect(key, t, row.quantity, tuple(first[t]), tuple(second[t])) for t in both]
        full = (FULL_SAVED if row.stream else FULL_DIRECT, key[1])
        found.append(JointEffect(full, 0, row.quantity, tuple(first[FULL_YEAR]), tuple(second[FULL_YEAR])))
    return found


def _live(
    case: Case, scenario: Scenario, name: str, starts: Iterable[int], delay: int
) -> dict[int, list[tuple[str, int]]]:
    """Return the starts of a measure that are in effect in each year; all of them in the full year."""
    live: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for start in starts:
        live[FULL_YEAR].append((name, start))
        for t in years_of_effect(case.measure[name], start, scenario.horizon_years, delay):
            live[t].append((name, start))
    return live
