"""What an import assumed, in plain lines: the base states quantities, money and codes, and little else."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO
from optimizer.locales import tr, trn
from optimizer.readers.iac.carriers import AFTER_OIL_4, BIOGENIC, FEES, MONEY_YEARLY
from optimizer.readers.iac.measures import STATUSES
from optimizer.readers.iac.streams import AUDIT, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optimizer.readers.iac.measures import Converted
    from optimizer.readers.iac.records import Base, Recommendation
    from optimizer.readers.iac.streams import PricedStream

GRID = Decimal("0.369")
GRID_SOURCE = (
    "US average grid, 0.369 kg/kWh as reckoned with the audit data; assumed, a state's own figure is in EPA eGRID"
)
MOST_LISTED = 12


@dataclass(frozen=True)
class LeftOut:
    """A recommendation that is no measure of the case, and why."""

    measure: str
    arc: str
    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.measure} (ARC {self.arc}, {self.name}): {tr(self.reason)}"


@dataclass(frozen=True)
class Told:
    """All there is to tell about."""

    base: Base
    taken: tuple[Recommendation, ...]
    converted: tuple[Converted, ...]
    left_out: tuple[LeftOut, ...]
    streams: tuple[PricedStream, ...]
    grid: Decimal


def listed(names: Sequence[str]) -> str:
    """Names with commas between; the first dozen stand for very many."""
    more = len(names) - MOST_LISTED
    first = ", ".join(names[:MOST_LISTED])
    return first if more <= 0 else tr("{first} and {more} more", first=first, more=more)


def assumptions_of(told: Told) -> tuple[str, ...]:
    """Every assumption that bears on this import, the general ones first."""
    parts = (_money, _energy, _measures, _labels, _streams, _rows)
    return tuple(line for part in parts for line in part(told) if line)


def _money(told: Told) -> Iterable[str]:
    years = sorted({plant.year for plant in told.base.plants})
    yield tr(
        "Money is USD of fiscal year {year}, taken as the base year; nothing is inflated or converted.", year=years[-1]
    )
    if len(years) > 1:
        yield tr(
            "The assessments are of {first} to {last}: their prices stand side by side as they are.",
            first=years[0],
            last=years[-1],
        )
    yield tr("Prices are the plant's yearly cost divided by its yearly use; an audit doesn't tell fixed charges apart.")
    if beyond := [part.amount for one in told.converted for part in one.booked if part.beyond_price]:
        yield tr(
            "Where an audit values a unit otherwise than the bills, the difference is kept as other_benefit, so that"
            " a payback is the audit's own: {money} USD a year in all (see the notes).",
            money=f"{sum(beyond, ZERO):,.2f}",
        )
    if against := [one for one in told.converted if any(part.against for part in one.booked)]:
        yield tr(
            "Saved in units but not in money, or the reverse, check the signs: {measures}.", measures=_ids(against)
        )
    if far := [one for one in told.converted if any(part.far for part in one.booked)]:
        yield tr("Unit prices off by more than ten times, check their units: {measures}.", measures=_ids(far))
    yield tr(
        "Money without a quantity is yearly: fees (EF) and gains are other_benefit, costs of personnel and material"
        " ({codes}) and of production (P…) are opex_change.",
        codes=", ".join(code for code in MONEY_YEARLY if code != FEES),
    )
    if once := [one for one in told.converted if any(part.column == "one_off" for part in one.booked)]:
        yield tr(
            "Resource codes whose meaning is not known here count once, as one_off: {measures}.", measures=_ids(once)
        )


def _energy(told: Told) -> Iterable[str]:
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
            "Resource code E1 of old audits is taken for electricity with its demand, in kWh, or in MMBtu where a unit"
            " is worth more than 1 USD: {measures}.",
            measures=_superids(old),
        )
    yield tr(
        "Grid electricity emits {kg} kg CO2 per kWh (scope 2); electrical demand emits nothing.", kg=f"{told.grid:f}"
    )
    if without := sorted({one.carrier.said for one in fuels if one.carrier.kg_co2 is None}):
        yield tr("No CO2 factor is known for {fuels}: saving it avoids no emissions here.", fuels=", ".join(without))
    if any(one.carrier.factor_source == BIOGENIC for one in fuels):
        yield tr("Wood and paper are biogenic: their CO2 is outside the scopes, counted as 0.")


def _measures(told: Told) -> Iterable[str]:
    if free := [one for one in told.taken if one.cost is None]:
        yield tr("Administrative measures without a stated cost cost nothing: {measures}.", measures=_superids(free))
    for reason, count in Counter(one.reason for one in told.left_out).items():
        yield tr("Left out: {count}, as {reason}.", count=count, reason=tr(reason))
    yield tr("Lifetimes aren't in the base; each is assumed by kind of measure, on the basis given in its notes.")
    yield tr("Overlaps, alternatives and prerequisites aren't in the base: savings count one by one. Review them.")
    done = sum(one.measure["status"] == "completed" for one in told.converted)
    yield tr(
        "Implemented (I) became completed and is never chosen ({done} of {all}); all else is proposed."
        " The yearly use is from before, so it still holds what those save.",
        done=done,
        all=len(told.converted),
    )
    if odd := sorted({one.status for one in told.taken} - set(STATUSES)):
        yield tr("Unknown statuses taken as proposed: {statuses}.", statuses=", ".join(odd))
    if unvalued := [one for one in told.taken if any(saving.unvalued for saving in one.savings)]:
        yield tr("Quantities without money count at the plant's price: {measures}.", measures=_superids(unvalued))
    if uncoded := [one for one in told.taken if any(saving.quantity and not saving.code for saving in one.savings)]:
        yield tr("Quantities without a resource code were left out: {measures}.", measures=_superids(uncoded))


def _labels(told: Told) -> Iterable[str]:
    labels = told.base.labels
    if not any(one.carrier.code in AFTER_OIL_4 for one in told.streams):
        return
    if labels.early:
        yield tr(
            'Behind "#4 Fuel Oil" the figures of sheet ASSESS were read as one pair of columns early (under "Water"'
            " stands the wastewater): unit prices of the file's recommendations agree with that {early}"
            " times, with the labels {labelled} times.",
            early=labels.one_early,
            labelled=labels.as_labelled,
        )
    elif labels.doubtful:
        yield tr('Behind "#5 Fuel Oil" labels of sheet ASSESS may be one pair of columns off; they were believed.')


def _streams(told: Told) -> Iterable[str]:
    if audited := [one.stream for one in told.streams if one.price_from == AUDIT]:
        yield tr(
            "Without a bill, so at the recommendations' own price and without a baseline: {streams}.",
            streams=listed(audited),
        )
    if unpriced := [one.stream for one in told.streams if one.price_from == UNKNOWN]:
        yield tr("No price is known, so 0: {streams}.", streams=listed(unpriced))
    if beyond := list(_beyond_use(told)):
        yield tr(
            "The measures together save more than the plant uses, so not all of them can be chosen: {streams}.",
            streams=listed(beyond),
        )
    if thousand := [one.stream for one in told.streams if one.mislabelled]:
        yield tr(
            "Wastewater is labelled gal, but at its price it must be 1000 gal: {streams}.", streams=listed(thousand)
        )
    if cheap := [one.stream for one in told.streams if one.doubtful]:
        yield tr(
            "Too cheap for fuel in MMBtu, so check use and emissions before relying on them: {streams}.",
            streams=listed(cheap),
        )


def _beyond_use(told: Told) -> Iterator[str]:
    """The streams of which all proposed measures together save more than there is, each with both figures."""
    open_ones = [one for one in told.converted if one.measure["status"] == "proposed"]
    saved: defaultdict[object, Decimal] = defaultdict(Decimal)
    for effect in (effect for one in open_ones for effect in one.effects):
        saved[effect["stream"]] += Decimal(str(effect["quantity"]))
    for stream in told.streams:
        if stream.baseline is not None and saved[stream.stream] > stream.baseline:
            figures = {"saved": f"{saved[stream.stream]:,.0f}", "used": f"{stream.baseline:,.0f}"}
            yield tr("{stream} ({saved} of {used} {unit})", stream=stream.stream, unit=stream.carrier.unit, **figures)


def _rows(told: Told) -> Iterable[str]:
    if homeless := told.base.homeless:
        yield trn(
            "{count} recommendation is of a plant that sheet ASSESS lacks, left out: {plants}.",
            "{count} recommendations are of plants that sheet ASSESS lacks, left out: {plants}.",
            sum(homeless.values()),
            plants=listed(list(homeless)),
        )
    if told.base.skipped:
        yield trn(
            "{count} row of the recommendations without a plant id was skipped.",
            "{count} rows of the recommendations without a plant id were skipped.",
            told.base.skipped,
        )


def _ids(converted: Sequence[Converted]) -> str:
    return listed([str(one.measure["measure"]) for one in converted])


def _superids(recommendations: Sequence[Recommendation]) -> str:
    return listed([one.superid.lower() for one in recommendations])
