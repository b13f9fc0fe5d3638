"""Whose turn it is: fair to everybody who waits."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable


class Waits(Protocol):
    """A question in the queue: whose it is, whether somebody watches it live, and its number in order of arrival."""

    owner: str
    live: bool
    number: int


W = TypeVar("W", bound=Waits)


def in_turn(waiting: Iterable[W], running: Iterable[Waits]) -> list[W]:
    """Who is next, in order: live questions first, then who has fewest running or ahead in the queue.

    An owner's second question comes after everybody else's first, however early it was asked.
    """
    ahead = Counter(one.owner for one in running)
    ranked = []
    for one in sorted(waiting, key=lambda one: (not one.live, one.number)):
        ranked.append((not one.live, ahead[one.owner], one.number, one))
        ahead[one.owner] += 1
    return [one for *_, one in sorted(ranked, key=lambda entry: entry[:3])]
