"""What a plan decides: which measures start when, and how much money is taken from outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    AmountKey = tuple[str, int]


@dataclass(frozen=True)
class Decision:
    """What is chosen: each measure with the calendar year in which it starts, and amounts of money by source and year.

    `amounts` maps (funding source, calendar year) to money taken in that year; nothing taken is left out. Decisions
    with the same entries are equal and have the same order of entries, whatever order they were given in.
    """

    starts: Mapping[str, int]
    amounts: Mapping[AmountKey, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", dict(sorted(self.starts.items())))
        object.__setattr__(self, "amounts", {key: taken for key, taken in sorted(self.amounts.items()) if taken})

    def __hash__(self) -> int:
        return hash((tuple(self.starts.items()), tuple(self.amounts.items())))

    @property
    def order(self) -> tuple[object, ...]:
        """What decisions as good as each other are ordered by: (measure, start), then amounts."""
        return (*self.starts.items(), *self.amounts.items())

    @property
    def funding(self) -> list[dict[str, Any]]:
        """The amounts as an answer lists them: source, year, amount."""
        return [{"source": name, "year": year, "amount": float(taken)} for (name, year), taken in self.amounts.items()]


def decision_in(entry: Mapping[str, Any]) -> Decision:
    """Return the decision that an answer tells of: its `portfolio` and its `funding`.

    `KeyError`, `TypeError` or `ValueError` if it is none; whether it is allowed is not asked.
    """
    starts = {str(chosen["measure"]): chosen["start"] for chosen in entry["portfolio"]}
    if not all(type(start) is int for start in starts.values()):
        raise ValueError(starts)
    taken = {(str(one["source"]), int(one["year"])): Decimal(repr(float(one["amount"]))) for one in entry["funding"]}
    return Decision(starts, taken)
