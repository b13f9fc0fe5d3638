"""What comes back from a question: plain values, every figure of them from `evaluate`.

Outcome = Solved | Infeasible | Undecided | Invalid
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from decimal import Decimal

    from optimizer.errors import Problem
    from optimizer.evaluation import Figures


@dataclass(frozen=True)
class Proof:
    """One finished proof: how it was made and the best that it leaves possible (None: nothing is possible)."""

    kind: str
    bound: Decimal | None


@dataclass(frozen=True)
class Effort:
    """What an answer cost: seconds, how often the solver ran, and what was found wrong with its claims."""

    seconds: float
    solves: int = 0
    doubts: tuple[str, ...] = ()


class Ties(Enum):
    """Among which plans an answer is the first by the order for ties, as an answer says it."""

    ALL = "broken among all"
    NEAR = "broken near this plan"
    UNSETTLED = "not all looked at"


@dataclass(frozen=True)
class Solved:
    """A plan. `optimal` only where two structurally different proofs agree (or one, if asked for in haste).

    `bound` is the best objective that is still possible, by any proof or search; |bound − objective| ≤
    gap · |objective| where optimal. `proofs` are those that leave nothing better than the plan by more than
    the gap: where the plan is not optimal, one that was finished before time ran out. `claimed`: whoever sent
    the plan says that nothing is better, which is not proved here; bound and proofs are left out then.
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
        """`optimal` or `feasible`."""
        return "optimal" if self.optimal else "feasible"

    @property
    def gap(self) -> Decimal | None:
        """|bound − objective| / |objective|; None where there is no bound, or the objective is next to 0 and open.

        Next to 0 is less than `figures.smallest`: there the gap is 0 where bound and objective differ by less than it.
        """
        objective, smallest = self.figures.objective, self.figures.smallest
        if self.bound is None:
            return None
        apart = abs(self.bound - objective)
        if abs(objective) >= smallest:
            return apart / abs(objective)
        return apart - apart if apart < smallest else None


@dataclass(frozen=True)
class Rule:
    """A rule of the question in the user's words: a limit, the budget, a measure that must be chosen."""

    kind: str
    name: str


@dataclass(frozen=True)
class Infeasible:
    """No plan keeps all rules. `conflict` is a set of rules that can't hold together.

    None of them is idle where `all_needed`; else time was over before that was known of each. `alone` are those of
    which each, dropped by itself with all other rules of the scenario kept, makes a plan possible; where not
    `alone_tested` time was over before each was tried. `claimed`: whoever sent the answer says so, and it is not
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


@dataclass(frozen=True)
class Undecided:
    """Out of time with no plan found. `proofs` are those that there is none: fewer than the question asks for."""

    effort: Effort
    proofs: tuple[Proof, ...] = ()
    status: str = "undecided"


@dataclass(frozen=True)
class Invalid:
    """The input is bad: everything that is wrong with it."""

    problems: tuple[Problem, ...]
    status: str = "invalid"


Outcome = Solved | Infeasible | Undecided | Invalid


def as_claimed(outcome: Outcome) -> Outcome:
    """The outcome as far as it can be believed of a file that somebody sent: figures, as they were evaluated here.

    What was proved (bound, proofs, ties) is left out, so that nothing can rest on it.
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
