"""What an import assumed, in plain lines: the database states quantities, money and codes, but little else."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.decimals import ONE, ZERO, Decimal, plain
from optimizer.imports.audits.carriers import AFTER_OIL_4, BIOGENIC, FEES, MONEY_YEARLY
from optimizer.imports.audits.measures import STATUSES
from optimizer.imports.audits.streams import AUDIT, UNKNOWN
from optimizer.imports.listing import listed
from optimizer.locales import spelled, tr, trn
from optimizer.spelling import numeral

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optimizer.imports.audits.measures import BookedMoney, ConvertedMeasure
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
            money=numeral(sum(beyond, ZERO), 2),
        )
    yield tr(
        "Money without a quantity is yearly: fees (EF) and gains are other_benefit, costs of personnel and material"
        " ({codes}) and of production (P…) are opex_change.",
        codes=", ".join(code for code in MONEY_YEARLY if code != FEES),
    )
    yield from _unknown_codes(told)


def _unknown_codes(told: AssumptionReport) -> Iterator[str]:
    unknown = [(one, part) for one in told.converted for part in one.booked if part.code]
    if once := [(one, part) for one, part in unknown if not part.yearly]:
        codes = sorted({part.code for _, part in once})
        yield tr(
            "Money under resource codes of unknown meaning ({codes}) is counted once, as one_off, though other money is"
            " yearly: {amounts}. If it recurs every year, import with --yearly and the code.",
            codes=", ".join(codes),
            amounts=_amounts(once),
        )
    if yearly := [(one, part) for one, part in unknown if part.yearly]:
        text = "Money under resource codes of unknown meaning is counted every year, as asked: {amounts}."
        yield tr(text, amounts=_amounts(yearly))


def _amounts(parts: Sequence[tuple[ConvertedMeasure, BookedMoney]]) -> str:
    return listed([f"{one.name} ({part.code}, {part.amount:,.2f} USD)" for one, part in parts])


def _energy(told: AssumptionReport) -> Iterable[str]:
    fuels = [one for one in told.streams if one.carrier.lhv_by_hhv is not None]
    if ratios := {one.carrier.said: spelled(plain(one.carrier.lhv_by_hhv or ONE)) for one in fuels}:
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
        kg=spelled(plain(told.grid)),
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
    concerned = list(dict.fromkeys(one.plant.plant for one in told.streams if one.carrier.code in AFTER_OIL_4))
    if early := [plant for plant in concerned if labels.early(plant)]:
        if labels.listed is not None:
            yield tr(
                'After "#4 Fuel Oil", sheet ASSESS was read one pair of columns early (the column "Water"'
                ' holds wastewater), because the workbook\'s own sheet Terms lists no "#5 Fuel Oil".'
            )
        else:
            yield tr(
                'After "#4 Fuel Oil", sheet ASSESS was read one pair of columns early (the column "Water"'
                " holds wastewater): unit prices of the plant's own recommendations agree with that: {plants}.",
                plants=listed(early),
            )
    if undecided := [plant for plant in concerned if labels.undecided(plant)]:
        yield tr(
            'After "#5 Fuel Oil", labels of sheet ASSESS may be one pair of columns off, and the workbook has no sheet'
            " Terms to decide it; they were taken as they are: {plants}.",
            plants=listed(undecided),
        )


def _streams(told: AssumptionReport) -> Iterable[str]:
    if audited := [one.stream for one in told.streams if one.price_from == AUDIT and one.baseline is None]:
        yield tr(
            "No bill exists, so these use the recommendations' own price and have no baseline: {streams}.",
            streams=listed(audited),
        )
    if unbought := [one.stream for one in told.streams if one.baseline == ZERO]:
        yield tr(
            "The plant buys none of these, so they use the recommendations' own price and a baseline of 0: {streams}.",
            streams=listed(unbought),
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


def _beyond_use(told: AssumptionReport) -> Iterator[str]:
    """Return the streams of which the proposed measures together save more than is used, with both figures."""
    open_ones = [one for one in told.converted if one.measure["status"] == "proposed"]
    saved: defaultdict[object, Decimal] = defaultdict(Decimal)
    for effect in (effect for one in open_ones for effect in one.effects):
        saved[effect["stream"]] += Decimal(str(effect["quantity"]))
    for stream in told.streams:
        if stream.baseline is not None and saved[stream.stream] > stream.baseline:
            figures = {"saved": numeral(saved[stream.stream]), "used": numeral(stream.baseline)}
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


def _superids(recommendations: Sequence[Recommendation]) -> str:
    return listed([one.superid.lower() for one in recommendations])
