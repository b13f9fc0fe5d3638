"""Scheduling that is fair to all owners."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.jobs.job import Use


class QueuedQuestion(Protocol):
    """A question in the queue: its owner, what its answer is for, and its order of arrival."""

    owner: str
    use: Use
    number: int


W = TypeVar("W", bound=QueuedQuestion)
NEVER: Mapping[str, float] = MappingProxyType({})
RANKS: Mapping[Use, int] = MappingProxyType({"live": 0, "kept": 1, "ahead": 2})


def in_turn(waiting: Iterable[W], running: Iterable[QueuedQuestion], served: Mapping[str, float] = NEVER) -> list[W]:
    """Return the queue in order of service: live questions first, those that nobody asked yet last.

    Among questions of one use, owners with the fewest running or queued before theirs come first, so an owner's second
    question comes after everyone else's first, however early it was submitted. On a tie, the owner served longest ago
    is next (`served`: owner → time), then the earliest question.
    """
    before = Counter(one.owner for one in running if one.use != "ahead")
    ranked = []
    for one in sorted(waiting, key=lambda one: (RANKS[one.use], one.number)):
        ranked.append(((RANKS[one.use], before[one.owner], served.get(one.owner, 0.0), one.number), one))
        before[one.owner] += 1
    return [one for _, one in sorted(ranked, key=lambda entry: entry[0])]
