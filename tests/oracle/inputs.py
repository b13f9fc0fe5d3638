"""What a case and a scenario say, as plain records of fractions."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

SMALLEST_UNIT = {"JPY": Fraction(1)}
KOPECK = Fraction(1, 100)
NEVER_CHOSEN = ("completed", "verified", "discarded")


@dataclass(frozen=True)
class Stream:
    """A row of streams.csv; `baseline` is None where nobody stated it."""

    price: Fraction
    escalation: Fraction
    baseline: Fraction | None
    hazard: Fraction
    kwh_per_unit: Fraction
    sum_as: str


@dataclass(frozen=True)
class Pollutant:
    """A row of pollutants.csv."""

    tax: Fraction
    escalation: Fraction
    scopes: frozenset[int]
    hazard: Fraction
    baseline: Fraction


@dataclass(frozen=True)
class Factor:
    """A row of factors.csv."""

    stream: str
    pollutant: str
    kg_per_unit: Fraction
    trend: Fraction
    scope: int


@dataclass(frozen=True)
class EndUse:
    """A row of end_uses.csv."""

    stream: str
    baseline: Fraction


@dataclass(frozen=True)
class Measure:
    """A row of measures.csv; `texts` holds every cell as written, for `where`.

    `renewal` is None where the effect ends with the life; a use is None where its cell is empty.
    """

    id: str
    texts: Mapping[str, str]
    capex: Fraction
    spend: tuple[Fraction, ...]
    opex_change: Fraction
    other_benefit: Fraction
    benefit_escalation: Fraction
    one_off: Fraction
    lifetime: int
    lead: int
    degradation: Fraction
    earliest: int | None
    latest: int | None
    group: str
    requires: tuple[str, ...]
    salvage: Fraction
    renewal: Fraction | None
    avoided_cost: Fraction
    avoided_year: int | None
    effort: Fraction
    uses: Mapping[str, Fraction | None]
    status: str


@dataclass(frozen=True)
class Effect:
    """A row of effects.csv: a quantity of a stream or pollutant, a share of an end use."""

    measure: str
    kind: str
    target: str
    amount: Fraction


@dataclass(frozen=True)
class Interaction:
    """A row of interactions.csv."""

    first: str
    second: str
    kind: str
    target: str
    quantity: Fraction


@dataclass(frozen=True)
class Case:
    """A whole case folder."""

    currency: str
    base_year: int
    streams: Mapping[str, Stream]
    pollutants: Mapping[str, Pollutant]
    factors: tuple[Factor, ...]
    end_uses: Mapping[str, EndUse]
    measures: Mapping[str, Measure]
    effects: tuple[Effect, ...]
    interactions: tuple[Interaction, ...]

    @property
    def half_unit(self) -> Fraction:
        """Half the smallest unit of the currency: what a bound on money forgives, not quite."""
        return SMALLEST_UNIT.get(self.currency, KOPECK) / 2

    @property
    def with_baseline(self) -> frozenset[str]:
        """The streams that state how much of them is used without measures."""
        return frozenset(name for name, stream in self.streams.items() if stream.baseline is not None)

    def emissions_known(self, pollutant: str) -> bool:
        """Whether every stream that causes a pollutant states a baseline."""
        return {factor.stream for factor in self.factors if factor.pollutant == pollutant} <= self.with_baseline


@dataclass(frozen=True)
class Bound:
    """A number, or a fraction of the baseline."""

    value: Fraction
    of_baseline: bool = False


@dataclass(frozen=True)
class Limit:
    """One entry of [[limits]]; `year` is a calendar year, "each", "total" or None."""

    name: str
    metric: str
    at_least: Bound | None
    at_most: Bound | None
    year: int | str | None
    where: Mapping[str, tuple[str, ...]] | None


@dataclass(frozen=True)
class Budget:
    """Own funds: `own` by year (None: no yearly bound), and a total."""

    own: tuple[Fraction, ...] | None
    total: Fraction | None
    carry_over: bool
    reinvest: Fraction


@dataclass(frozen=True)
class Scenario:
    """A scenario with everything inherited resolved; prices, taxes and factors are by year, from year 0.

    `factors` holds one series for each row of the case's factors, in their order.
    """

    name: str
    goal: str
    goal_year: int | str | None
    horizon: int
    starts: int
    first_start: int | None
    rate: Fraction
    capex_escalation: Fraction
    residual: str
    tax_rate: Fraction
    depreciation_years: int
    budget: Budget
    prices: Mapping[str, tuple[Fraction, ...]]
    taxes: Mapping[str, tuple[Fraction, ...]]
    factors: tuple[tuple[Fraction, ...], ...]
    limits: tuple[Limit, ...]
    include: frozenset[str]
    exclude: frozenset[str]
    max_payback: Fraction | None
    gap: Fraction


Made = dict[Hashable, Mapping[tuple[str, str, int], Fraction]]


@dataclass(frozen=True)
class Problem:
    """A case and a scenario on it, with the forms and the flows of parts that were made of them so far."""

    case: Case
    scenario: Scenario
    forms: Made = field(init=False, default_factory=dict, compare=False, repr=False)
    caused: Made = field(init=False, default_factory=dict, compare=False, repr=False)
