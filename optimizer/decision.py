"""What a plan decides: which measures start when, and how much money is taken from outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

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
