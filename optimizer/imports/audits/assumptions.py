"""What an import assumed, in plain lines: the database states quantities, money and codes, but little else."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO
from optimizer.imports.audits.carriers import AFTER_OIL_4, BIOGENIC, FEES, MONEY_YEARLY
from optimizer.imports.audits.measures import STATUSES
from optimizer.imports.audits.streams import AUDIT, UNKNOWN
from optimizer.imports.listing import listed
from optimizer.locales import tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optimizer.imports.audits.measures import ConvertedMeasure
    from optimizer.imports.audits.records import AuditRecords, Recommendation
    from optimizer.imports.audits.streams import PricedStream

GRID = Decimal("0.369")
GRID_SOURCE = (
    "US average grid, 0.369 kg/kWh as used with the audit data; assumed, for a state's own figure see EPA eGRID"
)


@dataclass(frozen=True)
class LeftOutRecommendation:
    """A recommendation that did not become a measure, and why."""

    measure: str
    arc: str
    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.measure} (ARC {self.arc}, {self.name}): {tr(self.reason)}"


@dataclass(frozen=True)
class AssumptionReport:
    """Everything the report is made from."""

    base: AuditRecords
    taken: tuple[Recommendation, ...]
    converted: tuple[ConvertedMeasure, ...]
    left_out: tuple[LeftOutRecommendation, ...]
    streams: tuple[PricedStream, ...]
    grid: Decimal


def assumptions_of(told: AssumptionReport) -> tuple[str, ...]:
    """Return every assumption that applies to this import, general ones first."""
    parts = (_money, _energy, _measures, _labels, _streams, _rows)
    return tuple(line for part in parts for line in part(told) if line)


def _money(told: AssumptionReport) -> Iterable[str]:
    years = sorted({plant.year for plant in told.base.plants})
    yield tr(
        "Money is in USD of fiscal year {year}, taken as the base year; nothing is inflated or converted.",
        year=years[-1],
    )
    if len(years) > 1:
        yield tr(
            "The assessments date from {first} to {last}; their prices are used together, unadjusted.",
            first=years[0],
            last=years[-1],
        )
    yield tr("Prices are the plant's yearly cost divided by its yearly use; an audit doesn't separate fixed charges.")
    if beyond := [part.amount for one in told.converted for part in one.booked if part.beyond_price]:
        yield tr(
            "Where an audit values a unit differently from the bills, the difference is kept as other_benefit, so that"
            " the payback stays the audit's own: {money} USD a year in total (see the notes).",
            money=f"{sum(beyond, ZERO):,.2f}",
        )
    if against := [one for one in told.converted if any(part.against for part in one.booked)]:
        yield tr("Units and money have opposite signs; check them: {measures}.", measures=_ids(against))
    if far := [one for one in told.converted if any(part.far for part in one.booked)]:
        yield tr("Unit prices are off by more than a factor of ten; check the units: {measures}.", measures=_ids(far))
    yield tr(
        "Money without a quantity is yearly: fees (EF) and gains are other_benefit, costs of personnel and material"
        " ({codes}) and of production (P…) are opex_change.",
        codes=", ".join(code for code in MONEY_YEARLY if code != FEES),
    )
    if once := [one for one in told.converted if any(part.column == "one_off" for part in one.booked)]:
        yield tr("Money under unknown resource codes is counted once, as one_off: {measures}.", measures=_ids(once))


def _energy(told: AssumptionReport) -> Iterable[str]:
    fuels = [one for one in told.streams if one.carrier.lhv_by_hhv is not None]
    if ratios := {one.carrier.said: f"{one.carrier.lhv_by_hhv:f}" for one in fuels}:
        each = ", ".join(f"{name} {ratio}" for name, ratio in ratios.items())
        yield tr(
            "Fuels stay in MMBtu on the higher heating value, and so do their CO2 factors; kwh_per_unit is on the"
            " lower heating value by assumed ratios: {each}.",
            each=each,
        )
    if old := [one for one in told.taken if any(saving.old for saving in one.savings)]:
        yield tr(
            "Resource code E1 of old audits is taken as electricity including demand, in kWh, or in MMBtu if a unit"
            " is worth more than 1 USD: {measures}.",
            measures=_superids(old),
        )
    yield tr(
        "Grid electricity emits {kg} kg CO2 per kWh (scope 2); electrical demand itself emits nothing.",
        kg=f"{told.grid:f}",
    )
    if without := sorted({one.carrier.said for one in fuels if one.carrier.kg_co2 is None}):
        yield tr("No CO2 factor is known for {fuels}, so saving it avoids no emissions here.", fuels=", ".join(without))
    if any(one.carrier.factor_source == BIOGENIC for one in fuels):
        yield tr("Wood and paper are biogenic: their CO2 is outside the scopes, counted as 0.")


def _measures(told: AssumptionReport) -> Iterable[str]:
    if free := [one for one in told.taken if one.cost is None]:
        yield tr(
            "Administrative measures without a stated cost are taken to cost nothing: {measures}.",
            measures=_superids(free),
        )
    for reason, count in Counter(one.reason for one in told.left_out).items():
        yield tr("Left out: {count}, because {reason}.", count=count, reason=tr(reason))
    yield tr("The database has no lifetimes; each is assumed by kind of measure, on the basis given in its notes.")
    yield tr(
        "The database has no overlaps, alternatives or prerequisites, so savings are simply added up. Review them."
    )
    done = sum(one.measure["status"] == "completed" for one in told.converted)
    yield tr(
        "Implemented recommendations (I) became completed and are never chosen ({done} of {all}); others are proposed."
        " Yearly use dates from before, so it still includes what those save.",
        done=done,
        all=len(told.converted),
    )
    if odd := sorted({one.status for one in told.taken} - set(STATUSES)):
        yield tr("Unknown statuses are taken as proposed: {statuses}.", statuses=", ".join(odd))
    if unvalued := [one for one in told.taken if any(saving.unvalued for saving in one.savings)]:
        yield tr("Quantities without money are valued at the plant's price: {measures}.", measures=_superids(unvalued))
    if uncoded := [one for one in told.taken if any(saving.quantity and not saving.code for saving in one.savings)]:
        yield tr("Quantities without a resource code were left out: {measures}.", measures=_superids(uncoded))


def _labels(told: AssumptionReport) -> Iterable[str]:
    labels = told.base.labels
    if not any(one.carrier.code in AFTER_OIL_4 for one in told.streams):
        return
    if labels.early:
        yield tr(
            'After "#4 Fuel Oil", sheet ASSESS was read one pair of columns early (the column "Water"'
            " holds wastewater): unit prices of the file's recommendations agree with that {early}"
            " times, and with the labels {labelled} times.",
            early=labels.one_early,
            labelled=labels.as_labelled,
        )
    elif labels.doubtful:
        yield tr(
            'After "#5 Fuel Oil", labels of sheet ASSESS may be one pair of columns off; they were taken as they are.'
        )


def _streams(told: AssumptionReport) -> Iterable[str]:
    if audited := [one.stream for one in told.streams if one.price_from == AUDIT]:
        yield tr(
            "No bill exists, so these use the recommendations' own price and have no baseline: {streams}.",
            streams=listed(audited),
        )
    if unpriced := [one.stream for one in told.streams if one.price_from == UNKNOWN]:
        yield tr("No price is known, so it is 0: {streams}.", streams=listed(unpriced))
    if beyond := list(_beyond_use(told)):
        yield tr(
            "Together the measures save more than the plant uses, so not all of them can be chosen: {streams}.",
            streams=listed(beyond),
        )
    if thousand := [one.stream for one in told.streams if one.mislabelled]:
        yield tr(
            "Wastewater is labelled gal, but judging by its price it is 1000 gal: {streams}.", streams=listed(thousand)
        )
    if cheap := [one.stream for one in told.streams if one.doubtful]:
        yield tr(
            "Prices are too low for fuel in MMBtu; check use and emissions before relying on them: {streams}.",
            streams=listed(cheap),
        )


def _beyond_use(told: AssumptionReport) -> Iterator[str]:
    """Return the streams of which the proposed measures together save more than is used, with both figures."""
    open_ones = [one for one in told.converted if one.measure["status"] == "proposed"]
    saved: defaultdict[object, Decimal] = defaultdict(Decimal)
    for effect in (effect for one in open_ones for effect in one.effects):
        saved[effect["stream"]] += Decimal(str(effect["quantity"]))
    for stream in told.streams:
        if stream.baseline is not None and saved[stream.stream] > stream.baseline:
            figures = {"saved": f"{saved[stream.stream]:,.0f}", "used": f"{stream.baseline:,.0f}"}
            yield tr("{stream} ({saved} of {used} {unit})", stream=stream.stream, unit=stream.carrier.unit, **figures)


def _rows(told: AssumptionReport) -> Iterable[str]:
    if homeless := told.base.homeless:
        yield trn(
            "{count} recommendation belongs to a plant missing from sheet ASSESS and was left out: {plants}.",
            "{count} recommendations belong to plants missing from sheet ASSESS and were left out: {plants}.",
            sum(homeless.values()),
            plants=listed(list(homeless)),
        )
    if told.base.skipped:
        yield trn(
            "{count} recommendation row without a plant ID was skipped.",
            "{count} recommendation rows without a plant ID were skipped.",
            told.base.skipped,
        )


def _ids(converted: Sequence[ConvertedMeasure]) -> str:
    return listed([str(one.measure["measure"]) for one in converted])


def _superids(recommendations: Sequence[Recommendation]) -> str:
    return listed([one.superid.lower() for one in recommendations])
