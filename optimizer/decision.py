"""A plan's decision: which measures start when, and how much outside money is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    AmountKey = tuple[str, int]


@dataclass(frozen=True)
class Decision:
    """Chosen measures with the calendar years in which they start, and amounts of money by source and year.

    `amounts` maps (funding source, calendar year) to money used in that year; zero amounts are left out. Decisions
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
        """Return the key that orders equally good decisions: (measure, start), then amounts."""
        return (*self.starts.items(), *self.amounts.items())

    @property
    def funding(self) -> list[dict[str, Any]]:
        """Return the amounts as an answer lists them: source, year, amount."""
        return [{"source": name, "year": year, "amount": float(taken)} for (name, year), taken in self.amounts.items()]


def decision_in(entry: Mapping[str, Any]) -> Decision:
    """Return the decision in an answer: its `portfolio` and its `funding`.

    Raises `KeyError`, `TypeError` or `ValueError` if there is none; whether it is allowed is not checked.
    """
    starts = {str(chosen["measure"]): chosen["start"] for chosen in entry["portfolio"]}
    if not all(type(start) is int for start in starts.values()):
        raise ValueError(starts)
    taken = {(str(one["source"]), int(one["year"])): Decimal(repr(float(one["amount"]))) for one in entry["funding"]}
    return Decision(starts, taken)
