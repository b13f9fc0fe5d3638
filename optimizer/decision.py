"""A plan's decision: which measures start when, who pays for them, and which measures a lender's project holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from operator import index
from typing import TYPE_CHECKING, Any

from optimizer.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    AmountKey = tuple[str, str, int]


@dataclass(frozen=True)
class Decision:
    """Chosen measures with the calendar years in which they start, and who pays for them.

    `starts` maps measures to years: a dict, or a pandas Series such as `outcome.to_frame()["start"]`. `amounts` maps
    (funding source, measure, calendar year) to what the source pays of the measure's capex in that year, in the case's
    currency; zero amounts are left out. An ESCO takes the measures for which it has amounts. `projects` maps a source
    that has a clause on its whole project to the measures of that project. Decisions with the same entries are equal
    and have the same order of entries, whatever order they were given in. Raises `InvalidInput` if a year is no whole
    number; whether a question allows the years, `evaluate` says.
    """

    starts: Mapping[str, int]
    amounts: Mapping[AmountKey, Decimal] = field(default_factory=dict)
    projects: Mapping[str, Collection[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", _starts(self.starts))
        object.__setattr__(self, "amounts", {key: taken for key, taken in sorted(self.amounts.items()) if taken})
        projects = {source: tuple(sorted(set(members))) for source, members in sorted(self.projects.items()) if members}
        object.__setattr__(self, "projects", projects)

    def __hash__(self) -> int:
        return hash(self.order)

    @property
    def order(self) -> tuple[object, ...]:
        """Return the key that orders equally good decisions: (measure, start), then amounts and projects."""
        return (*self.starts.items(), *self.amounts.items(), *self.projects.items())

    @property
    def stated(self) -> dict[str, Any]:
        """Return the decision as plain values, as an answer states it: `portfolio`, `funding`, `projects`."""
        portfolio = [{"measure": measure, "start": year} for measure, year in self.starts.items()]
        rows: dict[tuple[str, int], list[dict[str, Any]]] = {}
        for (source, measure, year), taken in self.amounts.items():
            rows.setdefault((source, year), []).append({"measure": measure, "amount": float(taken)})
        funding = [{"source": source, "year": year, "measures": paid} for (source, year), paid in rows.items()]
        projects = [{"source": source, "measures": list(members)} for source, members in self.projects.items()]
        return {"portfolio": portfolio, "funding": funding, "projects": projects}


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
    """Return the decision in an answer: its `portfolio`, its `funding` and its `projects`.

    Raises `KeyError`, `TypeError` or `ValueError` if there is none; whether it is allowed is not checked.
    """
    starts = {str(chosen["measure"]): chosen["start"] for chosen in entry["portfolio"]}
    if not all(type(start) is int for start in starts.values()):
        raise ValueError(starts)
    taken = {
        (str(row["source"]), str(one["measure"]), int(row["year"])): Decimal(repr(float(one["amount"])))
        for row in entry["funding"]
        for one in row["measures"]
    }
    projects = {str(one["source"]): tuple(map(str, one["measures"])) for one in entry.get("projects", ())}
    return Decision(starts, taken, projects)
