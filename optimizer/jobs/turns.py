"""Whose turn it is: fair to everybody who waits."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Waits(Protocol):
    """A question in the queue: whose it is, whether somebody watches it live, and its number in order of arrival."""

    owner: str
    live: bool
    number: int


W = TypeVar("W", bound=Waits)
NEVER: Mapping[str, float] = MappingProxyType({})


def in_turn(waiting: Iterable[W], running: Iterable[Waits], served: Mapping[str, float] = NEVER) -> list[W]:
    """Who is next, in order: live questions first, then who has fewest running or ahead in the queue.

    So an owner's second question comes after everybody else's first, however early it was asked. Among equals it
    is the turn of who was served longest ago (`served`: owner → when last), then of who asked first.
    """
    ahead = Counter(one.owner for one in running)
    ranked = []
    for one in sorted(waiting, key=lambda one: (not one.live, one.number)):
        ranked.append(((not one.live, ahead[one.owner], served.get(one.owner, 0.0), one.number), one))
        ahead[one.owner] += 1
    return [one for _, one in sorted(ranked, key=lambda entry: entry[0])]
