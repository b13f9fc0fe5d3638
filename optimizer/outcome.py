"""The outcome of a question: plain values, with every figure from `evaluate`.

Outcome = Solved | Infeasible | Undecided | Invalid
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, assert_never

from optimizer.decimals import number

if TYPE_CHECKING:
    from decimal import Decimal

    import pandas as pd

    from optimizer.errors import Problem
    from optimizer.figures import Figures


@dataclass(frozen=True)
class Proof:
    """One finished proof: its method and the best objective that it leaves possible (None: no plan is possible)."""

    kind: str
    bound: Decimal | None


@dataclass(frozen=True)
class Effort:
    """The effort behind an answer: seconds, solver runs, and claims that were refused."""

    seconds: float
    solves: int = 0
    doubts: tuple[str, ...] = ()


class Ties(Enum):
    """The plans among which an answer is the first by the order for ties, as stated in the answer."""

    ALL = "broken among all"
    NEAR = "broken near this plan"
    UNSETTLED = "not all looked at"


@dataclass(frozen=True, repr=False)
class Solved:
    """A plan. It is `optimal` only if two structurally different proofs agree (or one, if the scenario asks for one).

    `bound` is the best objective that is still possible, by any proof or search; |bound − objective| ≤ gap ·
    |objective| if optimal. `proofs` are those that leave nothing better than the plan by more than the gap; if the plan
    is not optimal, one that was finished before time ran out. `claimed`: the sender of the plan says that nothing is
    better, which is not proved here; bound and proofs are then left out.
    """

    figures: Figures
    bound: Decimal | None
    optimal: bool
    proofs: tuple[Proof, ...]
    ties: Ties
    effort: Effort
    claimed: bool = False

    @property
    def status(self) -> str:
        """Return `optimal` or `feasible`."""
        return "optimal" if self.optimal else "feasible"

    @property
    def gap(self) -> Decimal | None:
        """Return |bound − objective| / |objective|; None without a bound, or if the objective is near 0 and unproved.

        Near 0 means less than `figures.smallest`: the gap is then 0 if bound and objective differ by less than that.
        """
        objective, smallest = self.figures.objective, self.figures.smallest
        if self.bound is None:
            return None
        apart = abs(self.bound - objective)
        if abs(objective) >= smallest:
            return apart / abs(objective)
        return apart - apart if apart < smallest else None

    def to_frame(self, table: str = "portfolio") -> pd.DataFrame:
        """Return a table of the plan as a data frame (`Figures.to_frame`)."""
        return self.figures.to_frame(table)

    def to_dict(self) -> dict[str, Any]:
        """Return status, objective, bound, gap and every figure as plain values, as in an answer (formats.md 3)."""
        figures = {"objective": number(self.figures.objective), "bound": number(self.bound), "gap": number(self.gap)}
        return {"status": self.status, **figures, **self.figures.to_dict()}

    def to_json(self) -> str:
        """Return `to_dict` as JSON text; numbers are the floats nearest to the exact figures."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    def __repr__(self) -> str:
        gap = "no bound" if self.gap is None else f"gap {float(self.gap):.2g}"
        return f"<Solved: {self.status}, {gap}, {self.figures.summary}>"

    def _repr_html_(self) -> str:
        return self.figures.html(self.status)


@dataclass(frozen=True)
class Rule:
    """A rule of the question in the user's words: a limit, the budget, a measure that must be chosen."""

    kind: str
    name: str


@dataclass(frozen=True, repr=False)
class Infeasible:
    """No plan keeps all rules. `conflict` is a set of rules that can't be satisfied together.

    If `all_needed`, each of them is needed for the conflict; otherwise time ran out before each was tested. `alone`
    lists the rules that, dropped alone with all other rules of the scenario kept, make a plan possible; unless
    `alone_tested`, time ran out before each was tested. `claimed`: the sender of the answer says so, and it is not
    proved here.
    """

    proofs: tuple[Proof, ...]
    conflict: tuple[Rule, ...]
    effort: Effort
    all_needed: bool = True
    alone: tuple[Rule, ...] = ()
    alone_tested: bool = True
    claimed: bool = False
    status: str = "infeasible"

    def __repr__(self) -> str:
        return f"<Infeasible: no plan keeps {', '.join(rule.name or rule.kind for rule in self.conflict)}>"


@dataclass(frozen=True)
class Undecided:
    """Time ran out with no plan found. `proofs` say that there is none, but are fewer than the question asks for."""

    effort: Effort
    proofs: tuple[Proof, ...] = ()
    status: str = "undecided"


@dataclass(frozen=True)
class Invalid:
    """Bad input, with all its problems."""

    problems: tuple[Problem, ...]
    status: str = "invalid"


Outcome = Solved | Infeasible | Undecided | Invalid


def as_claimed(outcome: Outcome) -> Outcome:
    """Return the outcome as far as a received file can be trusted: its figures, as evaluated here.

    Proofs, bound and ties are left out, so that nothing can depend on them.
    """
    match outcome:
        case Solved():
            return Solved(outcome.figures, None, False, (), Ties.UNSETTLED, outcome.effort, claimed=outcome.optimal)
        case Infeasible():
            return Infeasible(
                (), outcome.conflict, outcome.effort, outcome.all_needed, alone_tested=False, claimed=True
            )
        case Undecided():
            return Undecided(outcome.effort)
        case Invalid():
            return outcome
        case _:
            assert_never(outcome)
