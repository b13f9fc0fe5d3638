"""Repeated search for the best decision one change away: improves a plan, settles ties near one.

A change takes a measure out, puts one in, moves a start, or puts one in for another. If there are too many decisions to
list, equally good measures are ordered only here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.decimals import Decimal
from optimizer.studies.changes import Changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from optimizer.arithmetic import Arithmetic
    from optimizer.studies.search import Search
    from optimizer.studies.ties import TieOrder

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MOST_ROUNDS = 100
MOST_KEPT = 100_000
NOTICEABLE = 1e-9


def climbed(
    arithmetic: Arithmetic, chosen: Sequence[int], replacements: Iterable[int], over: Callable[[], bool]
) -> Iterator[tuple[int, ...]]:
    """Climb by single changes that break rules less, or keep them and are worth more.

    Yield the first decision that breaks no rule, so that a plan is known early, and the last decision. One measure
    replaces another only if nothing else helps, and only as `replacements` allows. This works in floating point;
    `evaluate` judges the results.
    """
    current, wanted, broken = list(chosen), np.array(sorted(replacements), dtype=np.int64), True
    for _ in range(MOST_ROUNDS):
        changes = Changes(arithmetic, current)
        if broken and not changes.broken:
            broken = False
            yield tuple(current)
        better = _better(changes, wanted[:0], over) or _better(changes, wanted, over)
        if better is None:
            break
        current = better
    yield tuple(current)


def _better(changes: Changes, replacements: Ints, over: Callable[[], bool]) -> list[int] | None:
    """Return the best decision one change away, if it is better."""
    least, most, found = changes.broken * (1.0 - NOTICEABLE), changes.arithmetic.precision[0], None
    for removed in (changes.nothing, *changes.chosen):
        if over():
            break
        removal, added = changes.removal(removed), _added(changes, removed, replacements)
        if len(added):
            broken, worth = removal.broken(added)[0], removal.preferences(added)[0]
            k = int(np.lexsort((-worth, broken))[0])
            is_less, is_same = broken[k] < least, broken[k] <= (changes.broken if found is None else least)
            if is_less or (is_same and worth[k] > most):
                least, most, found = min(broken[k], least), worth[k], _changed(changes, removed, int(added[k]))
    return found


def _added(changes: Changes, removed: int, replacements: Ints) -> Ints:
    """Return what may replace a removed choice: another start, nothing, a replacement; anything if none is removed."""
    if removed == changes.nothing:
        return changes.out
    return np.concatenate([changes.starts(removed), np.intersect1d(replacements, changes.out), [changes.nothing]])


def _changed(changes: Changes, removed: int, added: int) -> list[int]:
    return sorted({*changes.chosen, added} - {removed, changes.nothing})


@dataclass(frozen=True)
class BetterChanges:
    """Changes that look better than the plan: removed choices, added choices, resulting preferences."""

    removed: Ints
    added: Ints
    preferences: Floats
    complete: bool


def settle(search: Search, arithmetic: Arithmetic) -> bool:
    """Improve the best plan by single changes, or find one as good that comes first by the order for ties.

    Return whether all changes were examined in the end; not if time is over or the search was stopped.
    """
    for _ in range(MOST_ROUNDS):
        assert search.best is not None
        before = search.best
        changes = Changes(arithmetic, search.problem.chosen(before.decision))
        found = _looked_at(changes, search.order, search.interrupted)
        for removed, added in _ranked(found, changes.arithmetic.precision, search.order):
            if search.interrupted():
                return False
            search.judge(_changed(changes, removed, added))
            if search.best is not before:
                break
        if search.best is before:
            return found.complete
    return False


def _looked_at(changes: Changes, order: TieOrder, interrupted: Callable[[], bool]) -> BetterChanges:
    """Return every change that keeps the rules and is better, or as good and earlier, as far as floats show."""
    room = np.array([float(order.room(k, Decimal(repr(v)))) for k, v in enumerate(changes.preferences.tolist())])
    room = np.maximum(room, changes.arithmetic.precision)
    kept: list[tuple[Ints, Ints, Floats]] = []
    complete = True
    for removed in (changes.nothing, *changes.chosen):
        if interrupted() or sum(len(part[1]) for part in kept) > MOST_KEPT:
            complete = False
            break
        removal, added = changes.removal(removed), changes.out
        if removed != changes.nothing:
            added = np.concatenate([changes.starts(removed), added, [changes.nothing]])
        gains = removal.preferences(added)
        some = _is_before(gains, room, added, removed)
        added, gains = added[some], gains[:, some]
        holds = removal.broken(added)[1] == 0
        kept.append((np.full(holds.sum(), removed), added[holds], gains[:, holds].T))
    removed_, added_, gained = (np.concatenate(part) for part in zip(*kept, strict=True)) if kept else _nothing(room)
    return BetterChanges(removed_, added_, changes.preferences + gained, complete)


def _nothing(room: Floats) -> tuple[Ints, Ints, Floats]:
    return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros((0, len(room)))


def _is_before(gains: Floats, room: Floats, added: Ints, removed: int) -> NDArray[np.bool_]:
    """Return which changes precede the plan: more of a preference with those before tied, or an earlier choice."""
    is_before, is_tied = np.zeros(len(added), dtype=bool), np.ones(len(added), dtype=bool)
    for gain, least in zip(gains, room, strict=True):
        is_before |= is_tied & (gain > least)
        is_tied &= np.abs(gain) <= least
    return is_before | (is_tied & (added < removed))


def _ranked(found: BetterChanges, precision: Floats, order: TieOrder) -> Iterator[tuple[int, int]]:
    """Return the changes in the order for ties, as far as floats show."""
    left = np.arange(len(found.added))
    while len(left):
        tied = left
        for k, values in enumerate(found.preferences.T):
            best = values[tied].max()
            room = max(float(order.room(k, Decimal(repr(float(best))))), precision[k])
            tied = tied[values[tied] >= best - room]
        first = tied[np.lexsort((-found.removed[tied], found.added[tied]))[0]]
        yield int(found.removed[first]), int(found.added[first])
        left = left[left != first]
