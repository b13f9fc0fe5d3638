"""Scheduling that is fair to all owners."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class QueuedQuestion(Protocol):
    """A question in the queue: its owner, whether it is live, and its order of arrival."""

    owner: str
    live: bool
    number: int


W = TypeVar("W", bound=QueuedQuestion)
NEVER: Mapping[str, float] = MappingProxyType({})


def in_turn(waiting: Iterable[W], running: Iterable[QueuedQuestion], served: Mapping[str, float] = NEVER) -> list[W]:
    """Return the queue in order of service: live questions first, then owners with the fewest running or queued ahead.

    So an owner's second question comes after everyone else's first, however early it was submitted. On a tie, the
    owner served longest ago is next (`served`: owner → time), then the earliest question.
    """
    ahead = Counter(one.owner for one in running)
    ranked = []
    for one in sorted(waiting, key=lambda one: (not one.live, one.number)):
        ranked.append(((not one.live, ahead[one.owner], served.get(one.owner, 0.0), one.number), one))
        ahead[one.owner] += 1
    return [one for _, one in sorted(ranked, key=lambda entry: entry[0])]
