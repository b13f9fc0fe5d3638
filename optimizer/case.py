"""What a company collects: its streams, measures and their effects, as plain immutable values.

Each class describes one file of a case folder (`FILES` says which), each field one column, and a field's description is
its line in the data dictionary. Single values are checked here; conditions between records (unknown ids, cycles,
ceilings) are in `checks`.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from optimizer.decimals import ONE, ZERO
from optimizer.funding_source import FundingSource
from optimizer.record import (
    Amount,
    Count,
    Fading,
    Id,
    Ids,
    Number,
    Record,
    Share,
    Whole,
    YearlyRate,
    Years,
    as_set,
    split_list,
    whole_from,
)  # fmt: skip
from optimizer.value import Value

USE = "use_"
"""The prefix of measure columns that state the use of a resource."""

StreamKind = Literal["energy", "water", "wastewater", "material", "toxic_material", "waste", "other"]


class Stream(Record):
    """A resource stream: a carrier, a material or a waste that the company buys or gets rid of."""

    stream: Id = Field(description="id of the stream")
    name: str = Field("", description="name in English")
    name_uk: str = Field("", description="name in Ukrainian")
    kind: StreamKind = Field(description="what kind of stream it is")
    unit: str = Field(min_length=1, description="unit of its quantities")
    price: Number = Field(
        ZERO,
        description="what one unit less really saves: no VAT, no fixed charges; with delivery or disposal fees",
    )
    escalation: YearlyRate = Field(ZERO, description="growth of the price per year")
    baseline: Amount | None = Field(None, description="use per year without measures, unit/year; a ceiling on savings")
    hazard: Amount = Field(ZERO, description="toxicity weight per unit")
    kwh_per_unit: Amount | None = Field(None, description="energy per unit, kWh, lower heating value")
    sum_as: Id | None = Field(None, description="a name under which streams add up (day and night tariffs, sites)")
    source: str = Field("", description="where price and baseline are from (for reports)")
    as_of: str = Field("", description="the date or year of price and baseline (for reports)")


class Pollutant(Record):
    """An emitted substance, in tonnes; `co2e` is greenhouse gases."""

    pollutant: Id = Field(description="id of the pollutant; co2e is greenhouse gases")
    name: str = Field("", description="name in English")
    name_uk: str = Field("", description="name in Ukrainian")
    tax: Number = Field(ZERO, description="environmental tax, money per t")
    tax_escalation: YearlyRate = Field(ZERO, description="growth of the tax per year")
    tax_scopes: Annotated[tuple[Whole, ...], BeforeValidator(split_list), AfterValidator(as_set)] = Field(
        (1,), description="the scopes whose abatement saves the tax, `;` between"
    )
    hazard: Amount = Field(ZERO, description="toxicity weight per t")
    baseline: Amount = Field(ZERO, description="t/year not caused by a stream (scope 1)")


class EmissionFactor(Record):
    """How much of a pollutant one unit of a stream causes, in one scope."""

    stream: Id = Field(description="the stream")
    pollutant: Id = Field(description="the pollutant")
    kg_per_unit: Number = Field(description="kg of the pollutant per unit of the stream, in the base year")
    trend: YearlyRate = Field(ZERO, description="change of kg_per_unit per year (−0.05: 5 % less each year)")
    scope: Annotated[Whole, whole_from(1)] = Field(
        1, le=3, description="1 own stacks, 2 purchased energy, 3 up and down the chain"
    )
    source: str = Field("", description="where the figure is from")
    year: Whole | None = Field(None, description="the year the source is of")


class EndUse(Record):
    """The part of a stream that measures act on together: their effects overlap and never add."""

    end_use: Id = Field(description="id of the end use")
    name: str = Field("", description="name in English")
    name_uk: str = Field("", description="name in Ukrainian")
    stream: Id = Field(description="the stream it is a part of")
    site: str = Field("", description="where it is")
    baseline: Amount = Field(description="its use per year without measures, in the stream's unit")


Status = Literal["proposed", "evaluated", "selected", "in progress", "completed", "verified", "discarded"]
DONE: tuple[Status, ...] = ("completed", "verified")
SETTLED: tuple[Status, ...] = (*DONE, "discarded")
IN_PROGRESS: Status = "in progress"


class Measure(Record):
    """One candidate action with its money, its years and its place in the plant."""

    measure: Id = Field(description="id of the measure")
    name: str = Field(min_length=1, description="name in English")
    name_uk: str = Field("", description="name in Ukrainian")
    site: str = Field("", description="where it is carried out")
    process: str = Field("", description="the process it belongs to")
    practice: str = Field("", description="Cleaner Production practice (UNEP)")
    lever: str = Field("", description="know-how, technology or attitudes")
    capex: Amount = Field(description="implementation cost, money")
    spend: Annotated[tuple[Share, ...], BeforeValidator(split_list)] = Field(
        (ONE,), description="shares of capex in the years from the start, `;` between, sum 1"
    )
    opex_change: Number = Field(ZERO, description="operating cost change, money/year, positive = more cost")
    other_benefit: Number = Field(ZERO, description="benefit beside the streams, money/year")
    benefit_escalation: YearlyRate = Field(ZERO, description="growth per year of the two before")
    one_off: Number = Field(ZERO, description="money in the first year of effect: scrap sold, rebate")
    lifetime: Years = Field(description="useful life, years of effect")
    lead: Count = Field(1, description="years from start to effect")
    degradation: Fading = Field(ZERO, description="loss of effect per year")
    earliest: Whole | None = Field(None, description="first calendar year of start")
    latest: Whole | None = Field(None, description="last calendar year of start")
    group: Id | None = Field(None, description="exclusive alternatives: at most one measure of a group")
    requires: Ids = Field(
        (), description="prerequisites, `;` between, started no later; measures that require each other start together"
    )
    salvage: Number = Field(ZERO, description="value at the end of its life, money")
    renewal: Amount | None = Field(
        None,
        description="share of capex paid again at each end of life, so that the effect goes on; empty: the effect ends",
    )
    avoided_cost: Number = Field(ZERO, description="cost of a replacement that becomes unnecessary, money")
    avoided_year: Whole | None = Field(None, description="calendar year in which that replacement would be due")
    effort: Number = Field(ZERO, description="effort points")
    confidence: Literal["", "measured", "quote", "estimate"] = Field("", description="how well the figures are known")
    low: Amount = Field(ONE, description="low case of realisation (risk studies only)")
    high: Amount = Field(ONE, description="high case of realisation (risk studies only)")
    status: Status = Field(
        "proposed", description="where it stands; settled ones are never chosen, in progress is chosen"
    )
    owner: str = Field("", description="person responsible")
    arc: str = Field("", description="assessment recommendation code")
    notes: str = Field("", description="free text")
    site_uk: str = Field("", description="site in Ukrainian (for reports)")
    process_uk: str = Field("", description="process in Ukrainian (for reports)")
    owner_uk: str = Field("", description="owner in Ukrainian (for reports)")
    notes_uk: str = Field("", description="notes in Ukrainian (for reports)")
    local_share: Share | None = Field(
        None, description="share of local content in its cost, for lenders that ask for it; empty counts as 0"
    )
    mv_option: Literal["", "A", "B", "C", "D", "balance"] = Field(
        "", description="how the saving will be measured: IPMVP option A, B, C or D, or balance (for reports)"
    )
    mv_meter: str = Field("", description="the meter that will show the saving (for reports)")
    mv_interval: str = Field("", description="how often it is read (for reports)")
    mv_adjust: str = Field("", description="what the measured saving is adjusted for (for reports)")
    uses: dict[Id, Number] = Field({}, description="columns `use_<name>`: a resource that can be limited")


class Effect(Record):
    """What a measure saves per year: on a stream, a pollutant, or (overlapping) on an end use."""

    measure: Id = Field(description="the measure")
    stream: Id | None = Field(None, description="the stream it saves, or")
    pollutant: Id | None = Field(None, description="the pollutant it abates directly, or")
    end_use: Id | None = Field(None, description="the end use it acts on")
    quantity: Number | None = Field(None, description="unit or t per year, positive = less of it; or")
    share: Share | None = Field(None, description="share of the end use's baseline")


class Interaction(Record):
    """What two measures save beyond the sum of both while both are in effect."""

    first: Id = Field(description="one measure")
    second: Id = Field(description="the other")
    stream: Id | None = Field(None, description="the stream concerned, or")
    pollutant: Id | None = Field(None, description="the pollutant concerned")
    quantity: Number = Field(description="extra saving per year while both are in effect, negative = loss")


class Case(Value):
    """A company's register: possible measures, and the data that they refer to."""

    name: str = Field(min_length=1, description="name in English")
    name_uk: str = Field("", description="name in Ukrainian")
    currency: str = Field(pattern="^[A-Z]{3}$", description="ISO 4217 code")
    base_year: Annotated[Whole, whole_from(1900)] = Field(description="calendar year 0, the year of the decision")
    company: dict[str, Any] = Field(
        {},
        description="for reports: owners, products, staff, output (number), output_unit, baseline_period, "
        "contingency and vat (shares), security, permits, signatories, contact, each also with _uk; others are kept",
    )
    streams: tuple[Stream, ...] = ()
    pollutants: tuple[Pollutant, ...] = ()
    factors: tuple[EmissionFactor, ...] = ()
    end_uses: tuple[EndUse, ...] = ()
    measures: tuple[Measure, ...] = ()
    effects: tuple[Effect, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    funding: tuple[FundingSource, ...] = ()

    def __repr__(self) -> str:
        counts = ((name.replace("_", " "), len(getattr(self, name))) for name in FILES)
        told = ", ".join(f"{name} {count}" for name, count in counts if count)
        return f"<Case {self.name!r}, {self.currency}, base year {self.base_year}; {told or 'empty'}>"

    __str__ = __repr__

    @cached_property
    def stream(self) -> dict[str, Stream]:
        """Return streams by id."""
        return {stream.stream: stream for stream in self.streams}

    @cached_property
    def pollutant(self) -> dict[str, Pollutant]:
        """Return pollutants by id."""
        return {pollutant.pollutant: pollutant for pollutant in self.pollutants}

    @cached_property
    def end_use(self) -> dict[str, EndUse]:
        """Return end uses by id."""
        return {end_use.end_use: end_use for end_use in self.end_uses}

    @cached_property
    def measure(self) -> dict[str, Measure]:
        """Return measures by id."""
        return {measure.measure: measure for measure in self.measures}

    @cached_property
    def source(self) -> dict[str, FundingSource]:
        """Return funding sources by id."""
        return {source.source: source for source in self.funding}

    @cached_property
    def effects_of(self) -> dict[str, tuple[Effect, ...]]:
        """Return the effects of each measure."""
        found: dict[str, list[Effect]] = {measure.measure: [] for measure in self.measures}
        for effect in self.effects:
            found[effect.measure].append(effect)
        return {measure: tuple(effects) for measure, effects in found.items()}

    @cached_property
    def acting_on(self) -> dict[str, tuple[Measure, ...]]:
        """Return the measures that act on each end use, in the order of effects; end uses are ordered by id."""
        found: dict[str, dict[str, Measure]] = {}
        for effect in self.effects:
            if effect.end_use is not None:
                found.setdefault(effect.end_use, {})[effect.measure] = self.measure[effect.measure]
        return {end_use: tuple(found[end_use].values()) for end_use in sorted(found)}

    @cached_property
    def resources(self) -> tuple[str, ...]:
        """Return the names of the `use_<name>` columns, sorted."""
        return tuple(sorted({name for measure in self.measures for name in measure.uses}))


FILES: dict[str, type[Record]] = {
    "streams": Stream,
    "pollutants": Pollutant,
    "factors": EmissionFactor,
    "end_uses": EndUse,
    "measures": Measure,
    "effects": Effect,
    "interactions": Interaction,
    "funding": FundingSource,
}
REQUIRED_FILES = ("streams", "measures", "effects")
