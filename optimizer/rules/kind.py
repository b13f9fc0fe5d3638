"""A kind of rule: one value with all its functions, so that no other module needs to know the rule.

The functions and the modules that call them:

    broken   exact       `evaluation`: the violations of a decision
    rows     floats      `problem`: bounds on forms, for the model and as the mask of `arithmetic` (lists, changes)
    stated   scenario    `studies.diagnose`: the rules of this kind that the scenario states and could drop
    without  scenario    `studies.diagnose`: the scenario without some of these rules
    words    reports     the text of a broken rule, and of a stated one, in the current language
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from optimizer.decimals import ZERO
from optimizer.scenario import UNSTRESSED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from optimizer.columns import AmountKey, Form
    from optimizer.funding_columns import FundedColumns
    from optimizer.outcome import Rule
    from optimizer.plan_flows import PlanFlows
    from optimizer.question import Question
    from optimizer.scenario import Scenario, Stress
    from optimizer.terms import Terms
    from optimizer.valuation import Weights


@dataclass(frozen=True)
class Violation:
    """A rule that a decision breaks: its kind, its name, the year t, and value and bound if there are any.

    For a term of a funding source, `name` is the source, `clause` its column, `measure` the measure concerned.
    """

    rule: str
    name: str
    t: int | None = None
    value: Decimal | None = None
    bound: Decimal | None = None
    clause: str = ""
    measure: str | None = None


class Bounds(NamedTuple):
    """One row of a rule: lower ≤ form ≤ upper; None is no bound. `stated` is the scenario's rule that causes it."""

    name: str
    form: Form
    lower: float | None
    upper: float | None
    stated: Rule | None = None


class Posing(Protocol):
    """What a rule needs to write its rows: the terms, and forms over the columns of the problem.

    `half` is by how much a bound on money may be exceeded in a row: half the smallest unit.
    """

    terms: Terms
    funds: FundedColumns
    half: float

    def starts(self, measure: str) -> Sequence[tuple[int, int]]:
        """Return the (choice, year t) of a measure, by year; none if it can't be chosen."""

    def over(self, plus: Iterable[int], minus: Iterable[int] = ()) -> Form:
        """Return the sum of some choices less the sum of others."""

    def form(
        self,
        weights: Weights,
        years: Iterable[int] | None = None,
        where: Mapping[str, Collection[str]] | None = None,
        constant: Decimal = ZERO,
        stress: Stress = UNSTRESSED,
    ) -> Form:
        """Return a weighted sum of flows over the years (all if none are given) of measures that match a filter.

        Without a filter, flows of outside money are in it; under a stress, as they are then.
        """

    def started(self, measure: str, start: int) -> Form:
        """Return whether a measure starts in year `start`."""

    def chosen(self, measure: str) -> Form:
        """Return whether a measure is chosen."""

    def paid(self, measure: str, t: int) -> Form:
        """Return the capex of a measure in year t."""

    def amounts_form(self, coefs: Mapping[AmountKey, float], constant: float = 0.0) -> Form:
        """Return a sum of amount columns, by their keys; the problem has all of these."""

    def least(self, form: Form) -> float:
        """Return a lower bound on a form."""

    def most(self, form: Form) -> float:
        """Return an upper bound on a form."""


def nothing_stated(_: Scenario) -> Iterator[Rule]:
    """State no rule: rules of this kind come from the register and always apply."""
    yield from ()


def as_it_is(scenario: Scenario, _: Collection[Rule]) -> Scenario:
    """Return the scenario unchanged: it states no rule of this kind."""
    return scenario


def never_stated(_: Question, rule: Rule) -> str:
    """Raise an error: no scenario states a rule of this kind."""
    raise KeyError(rule)


@dataclass(frozen=True)
class RuleKind:
    """A kind of rule. `key` is that of its violations and rows.

    `structural`: its rows are over choices only and define what a decision is; a search breaks them last, and
    enumeration may rely on them. `stated_in_rows`: dropping a stated rule only drops rows; otherwise it changes what
    may be chosen, and the question must be posed again. `rank`: a diagnosis first tries to keep stated rules of a
    higher rank out of the conflict: wishes before available money. `funded`: its rows can hold amounts of outside
    money.
    """

    key: str
    broken: Callable[[PlanFlows], Iterator[Violation]]
    rows: Callable[[Posing], Iterator[Bounds]]
    text: Callable[[Question, Violation], str]
    structural: bool = False
    stated: Callable[[Scenario], Iterator[Rule]] = nothing_stated
    without: Callable[[Scenario, Collection[Rule]], Scenario] = as_it_is
    stated_text: Callable[[Question, Rule], str] = never_stated
    stated_in_rows: bool = True
    rank: int = 0
    funded: bool = False
