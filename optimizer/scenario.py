"""A decision maker's question: budget, prices, limits, goal. One class per table of a scenario file."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, ValidationError

from optimizer.decimals import ONE, ZERO, Decimal, parse_number, plain
from optimizer.errors import BadValue, InvalidInput
from optimizer.merging import NAMED_LISTS, MergedScenario, lay, override
from optimizer.record import Amount, Count, Id, Number, Share, Whole, YearlyRate, Years, as_set
from optimizer.validation import problems_of
from optimizer.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

UNCHANGED: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Percent:
    """A bound given as a share of the metric's baseline; 0.3 for "30%"."""

    share: Decimal

    def __str__(self) -> str:
        return f"{plain(self.share * 100)}%"


def _bound(given: object) -> Decimal | Percent:
    if isinstance(given, Percent):
        return given
    if isinstance(given, str) and given.strip().endswith("%"):
        return Percent(parse_number(given.strip()[:-1]) / 100)
    return parse_number(given)


def _when(given: object) -> object:
    if isinstance(given, str) and given.strip() in ("each", "total"):
        return given.strip()
    try:
        return parse_number(given)
    except BadValue as error:
        raise BadValue('must be a calendar year, "each" or "total", not "{given}"', given=given) from error


def _texts(given: object) -> object:
    return given if isinstance(given, list | tuple) else (given,)


def _amounts(given: object) -> object:
    return tuple(given) if isinstance(given, list) else given


def _written(bound: Decimal | Percent) -> str:
    return str(bound) if isinstance(bound, Percent) else plain(bound)


Bound = Annotated[Decimal | Percent, BeforeValidator(_bound), PlainSerializer(_written, when_used="json")]
When = Annotated[Whole | Literal["each", "total"], BeforeValidator(_when)]
YearlyPath = dict[Whole, Number]


class Budget(Value):
    """Own funds; no `per_year` means no yearly bound, no `total` no bound on the sum."""

    per_year: Annotated[tuple[Amount, ...], BeforeValidator(_amounts)] | Amount | None = Field(
        None,
        description="own funds by year from the base year on, 0 after it; one number: the same in every start year",
    )
    total: Amount | None = Field(None, description="bound on all capex not paid by funding sources")
    carry_over: bool = Field(False, description="what is not spent stays")
    reinvest: Share = Field(
        ZERO, description="share of last year's net saving after profit tax that joins the own funds"
    )


class PriceChange(Value):
    """What a scenario changes of a stream's price; what is left out keeps the case's."""

    price: Number | None = Field(None, description="price in the base year")
    escalation: YearlyRate | None = Field(None, description="growth per year")
    path: YearlyPath = Field({}, description="calendar year → price, nominal and constant until the next entry")


class TaxChange(Value):
    """What a scenario changes of a pollutant's tax; what is left out keeps the case's."""

    tax: Number | None = Field(None, description="tax in the base year, money per t")
    escalation: YearlyRate | None = Field(None, description="growth per year")
    path: YearlyPath = Field({}, description="calendar year → tax, nominal and constant until the next entry")


class FactorChange(Value):
    """What a scenario changes of an emission factor; what is left out keeps the case's."""

    scope: Annotated[Whole, Field(ge=1, le=3)] | None = Field(
        None, description="which of the pair's factors is meant, where it has several"
    )
    trend: YearlyRate | None = Field(None, description="change of the factor per year")
    path: YearlyPath = Field({}, description="calendar year → kg per unit, constant until the next entry")


class Limit(Value):
    """A bound on a metric: `lower ≤ value ≤ upper`, in a year, in each, or in total."""

    name: str = Field(min_length=1, description="what it is called; a child scenario replaces it by name")
    name_uk: str = Field("", description="what it is called in Ukrainian (for reports)")
    metric: str = Field(description="a metric or a ratio")
    at_least: Bound | None = Field(None, description='a number in the metric\'s unit, or "30%" of the baseline')
    at_most: Bound | None = Field(None, description='a number in the metric\'s unit, or "30%" of the baseline')
    year: When | None = Field(None, description='a calendar year, "each", or "total"; the metric\'s default if absent')
    where: dict[str, Annotated[tuple[str, ...], BeforeValidator(_texts), AfterValidator(as_set)]] = Field(
        {}, description="text column of measures.csv → value, or a list meaning any of"
    )


def _positive(value: Decimal) -> Decimal:
    if value <= ZERO:
        raise BadValue("must be above 0")
    return value


Positive = Annotated[Number, AfterValidator(_positive)]
Named = TypeVar("Named", "Limit", "Stress")


def _by_name(limits: tuple[Named, ...]) -> tuple[Named, ...]:
    """Sort limits or stresses, so that their order in the file changes neither the hash nor which conflict is named."""
    return tuple(sorted(limits, key=lambda one: one.name))


class MeasureRules(Value):
    """Measures that must or must not be chosen."""

    include: Annotated[tuple[Id, ...], AfterValidator(as_set)] = Field((), description="always chosen")
    exclude: Annotated[tuple[Id, ...], AfterValidator(as_set)] = Field((), description="never chosen")
    max_payback: Amount | None = Field(None, description="years; of each measure alone")


class FundingRules(Value):
    """Which funding sources may be used, and what their money must keep."""

    sources: tuple[Id, ...] = Field((), description="sources that may be used, in the order of preference; none at all")
    dscr: Positive | None = Field(None, description="least debt service coverage ratio; shown but not bound if absent")
    dscr_from: Literal["repayment", "start"] = Field(
        "repayment", description="it is bound where principal is due (repayment) or where anything is due (start)"
    )
    debt_rate: YearlyRate | None = Field(None, description="the market's interest rate for such debt, for the APV")
    other_cfads: Annotated[tuple[Number, ...], BeforeValidator(_amounts)] = Field(
        (), description="the company's other cash flow for debt service by year from the base year on, 0 after it"
    )
    other_debt_service: Annotated[tuple[Amount, ...], BeforeValidator(_amounts)] = Field(
        (), description="the company's other debt service by year from the base year on, 0 after it"
    )
    collateral_available: Amount | None = Field(None, description="security that can be given; not checked if absent")


class ExchangeRate(Value):
    """What a currency costs: rate[t] = rate · (1 + depreciation)^t in the case's currency."""

    rate: Positive = Field(description="the case's currency per unit of it in the base year")
    depreciation: YearlyRate = Field(ZERO, description="growth of the rate per year: what the case's currency loses")


class Stress(Value):
    """Changes that act together, under which the debt service must still be covered."""

    name: str = Field(min_length=1, description="what it is called; a child scenario replaces it by name")
    name_uk: str = Field("", description="what it is called in Ukrainian (for reports)")
    savings: Positive = Field(ONE, description="factor on saved units, tonnes and other benefits")
    prices: Positive = Field(ONE, description="factor on the prices of streams")
    capex: Positive = Field(ONE, description="factor on implementation costs; own cash pays the rest")
    fx: Positive = Field(ONE, description="factor on what is owed in other currencies")
    rate: Number = Field(ZERO, description="added to the interest rate of every loan")
    delay: Count = Field(0, description="whole years by which all effects come later")


UNSTRESSED = Stress(name="base case")
"""The base case, as a stress that changes nothing."""


class SolverOptions(Value):
    """How well and how long to search."""

    gap: Share = Field(Decimal("0.0001"), description="how far from the best an answer called optimal may be, relative")
    time_limit: Amount = Field(Decimal(60), description="seconds for the whole answer, proofs included")
    proofs: Literal[1, 2] = Field(2, description="1: in haste, one proof; the answer says so")


class Scenario(Value):
    """One question: everything a decision maker sets, resolved (`extends` already followed)."""

    name: str = Field(min_length=1, description="name in English")
    name_uk: str = Field("", description="name in Ukrainian")
    case: str = Field(description="folder or workbook of the case, relative to this file")
    extends: str | None = Field(None, description="a scenario this one starts from")
    goal: str = Field("npv", description="the metric to make best")
    goal_year: When | None = Field(None, description="a calendar year or total, as a limit's year")
    horizon_years: Years = Field(description="years counted after the base year")
    start_years: Years = Field(description="a measure may start in base_year .. base_year + start_years − 1")
    first_start: Whole | None = Field(
        None, description="no measure starts before this calendar year; base_year if absent"
    )
    discount_rate: YearlyRate = Field(description="per year, nominal")
    capex_escalation: YearlyRate = Field(ZERO, description="growth of implementation costs per year")
    residual: Literal["none", "straight_line", "salvage"] = Field(
        "none", description="value left at the end of the horizon"
    )
    tax_rate: YearlyRate = Field(ZERO, description="profit tax")
    depreciation_years: Count = Field(0, description="capex is depreciated evenly over these years after payment")
    budget: Budget = Field(Budget(), description="own funds")
    prices: dict[Id, PriceChange] = Field({}, description="changes of streams' prices")
    taxes: dict[Id, TaxChange] = Field({}, description="changes of pollutants' taxes")
    factors: dict[Id, dict[Id, FactorChange]] = Field({}, description="changes of emission factors: stream, pollutant")
    limits: Annotated[tuple[Limit, ...], AfterValidator(_by_name)] = Field(
        (), description="rules that a plan must meet; in the order of their names"
    )
    measures: MeasureRules = Field(MeasureRules(), description="rules on single measures")
    funding: FundingRules = Field(FundingRules(), description="funding sources and what their money must keep")
    fx: dict[str, ExchangeRate] = Field({}, description="currencies of funding sources")
    stress: Annotated[tuple[Stress, ...], AfterValidator(_by_name)] = Field(
        (), description="under which the debt service must still be covered; in the order of their names"
    )
    solver: SolverOptions = Field(SolverOptions(), description="how well and how long to search")

    @classmethod
    def from_keys(cls, **keys: object) -> Self:
        """Return a scenario made in Python: keyword arguments are the keys and tables of a scenario file.

        Without `case`, it belongs to no file. Raises `InvalidInput` with everything that is wrong with the keys;
        whether they fit a case, `check` says.
        """
        return cls._laid(MergedScenario(str(keys.get("name", "scenario")), {"case": ""}), keys)

    def with_(self, changes: Mapping[str, object] = UNCHANGED, /, **keys: object) -> Self:
        """Return this scenario with some keys changed; `self` stays as it is.

        Keyword arguments change it as a file that extends it would: tables merge key by key, lists and paths replace, a
        limit of the same name replaces the one there, and one with only a name removes it. `changes` sets dotted keys,
        as `--set` does: `{"budget.total": 3_000_000, "limits.Climate target.at_least": "30%"}`. Raises `InvalidInput`
        with everything that is wrong with the keys: misspelt ones, values of another type.
        """
        table = self.model_dump(mode="json", exclude_defaults=True)
        named = {kind: {entry["name"]: entry for entry in table.pop(kind, [])} for kind in NAMED_LISTS}
        return self._laid(MergedScenario(self.name, table, named), keys, changes)

    @classmethod
    def _laid(cls, merged: MergedScenario, keys: dict[str, Any], changes: Mapping[str, object] = UNCHANGED) -> Self:
        """Return the scenario that a table and changes to it make; raise `InvalidInput` with all problems."""
        lay(merged, merged.file, copy.deepcopy({key: value for key, value in keys.items() if key != "extends"}))
        override(merged, {**changes, **{key: value for key, value in keys.items() if key == "extends"}})
        table = merged.whole
        try:
            found = cls.model_validate(table)
        except ValidationError as error:
            raise InvalidInput([*merged.problems, *problems_of(error, merged.file, table, cls)]) from error
        if merged.problems:
            raise InvalidInput(merged.problems)
        return found
