"""A plan's decision: which measures start when, and how much outside money is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from operator import index
from typing import TYPE_CHECKING, Any

from optimizer.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    AmountKey = tuple[str, int]


@dataclass(frozen=True)
class Decision:
    """Chosen measures with the calendar years in which they start, and amounts of money by source and year.

    `starts` maps measures to years: a dict, or a pandas Series such as `outcome.to_frame()["start"]`. `amounts` maps
    (funding source, calendar year) to money used in that year; zero amounts are left out. Decisions with the same
    entries are equal and have the same order of entries, whatever order they were given in. Raises `InvalidInput` if
    a year is no whole number; whether a question allows the years, `evaluate` says.
    """

    starts: Mapping[str, int]
    amounts: Mapping[AmountKey, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", _starts(self.starts))
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


def _starts(given: Mapping[str, int]) -> dict[str, int]:
    """Return the start years by measure, as plain ints; raise `InvalidInput` for anything else."""
    if not hasattr(given, "items"):
        raise InvalidInput([Problem("", "a decision maps each chosen measure to the calendar year of its start")])
    try:
        return {name: index(year) for name, year in sorted(given.items())}
    except TypeError as error:
        text = '"{name}": the start must be a calendar year, not {given}'
        wrong = [(name, year) for name, year in given.items() if not hasattr(year, "__index__")]
        problems = [Problem("", text, values={"name": name, "given": repr(year)}) for name, year in wrong]
        raise InvalidInput(problems) from error


def decision_in(entry: Mapping[str, Any]) -> Decision:
    """Return the decision in an answer: its `portfolio` and its `funding`.

    Raises `KeyError`, `TypeError` or `ValueError` if there is none; whether it is allowed is not checked.
    """
    starts = {str(chosen["measure"]): chosen["start"] for chosen in entry["portfolio"]}
    if not all(type(start) is int for start in starts.values()):
        raise ValueError(starts)
    taken = {(str(one["source"]), int(one["year"])): Decimal(repr(float(one["amount"]))) for one in entry["funding"]}
    return Decision(starts, taken)
