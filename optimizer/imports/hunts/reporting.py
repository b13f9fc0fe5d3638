"""What an import of a hunt assumed, and what is odd about its figures, in plain lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import Decimal, plain
from optimizer.imports import plausibility
from optimizer.imports.listing import listed
from optimizer.imports.odd_figures import ImportedFigures, implausible
from optimizer.locales import spelled, tr
from optimizer.spelling import numeral

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optimizer.imports.hunts.hunt import TreasureHunt
    from optimizer.imports.hunts.measures import TakenMeasure
    from optimizer.imports.hunts.utilities import HuntStream

CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "₴": "UAH"}
CENT = Decimal("0.01")
DIFFERENT = 0.1
"""Share by which the unit price in the settings may differ from the bill's."""


def assumptions_of(
    hunt: TreasureHunt,
    head: Mapping[str, object],
    streams: Mapping[str, HuntStream],
    taken: Sequence[TakenMeasure],
) -> tuple[str, ...]:
    """Return every assumption that applies to this import, general ones first."""
    return (*_file(hunt, head), *_streams(hunt, streams), *_measures(taken))


def _file(hunt: TreasureHunt, head: Mapping[str, object]) -> Iterator[str]:
    values = {"currency": head["currency"], "year": head["base_year"]}
    if hunt.year:
        yield tr("Money is in {currency} of {year}, when the hunt was last changed; nothing is inflated.", **values)
    else:
        yield tr("The hunt has no date, so money is taken as {currency} of {year}, the current year.", **values)
    if (said := str(hunt.settings.get("currency") or "$")) not in CURRENCIES:
        yield tr('The currency of the hunt, "{said}", is not supported and is taken as USD.', said=said)
    if hunt.opportunities_only and hunt.metric:
        yield tr("The file holds opportunities only, without the plant's use, currency and units: metric, as asked.")
    elif hunt.opportunities_only:
        yield tr(
            "The file holds opportunities only, without the plant's use, currency and units: taken as imperial units"
            " (for metric ones, import with --metric)."
        )
    if hunt.others:
        yield tr("The file holds more hunts, which were not read: {hunts}.", hunts=listed(hunt.others))


def _streams(hunt: TreasureHunt, streams: Mapping[str, HuntStream]) -> Iterator[str]:
    yield tr("Prices are the plant's yearly cost divided by its yearly use, as stated in the hunt.")
    if by_cards := [stream for stream, one in streams.items() if one.by_cards]:
        yield tr(
            "No bill is stated, so the price is the average of the cards' own: {streams}.", streams=listed(by_cards)
        )
    if unpriced := [stream for stream, one in streams.items() if not one.price]:
        yield tr("No price is known, so it is 0: {streams}.", streams=listed(unpriced))
    if hunt.metric:
        yield tr("The hunt is in metric units; its figures are converted to the imperial units of MEASUR's formulas.")
        yield tr(
            "Fuels stay in GJ on the higher heating value, and so do their CO2 factors; kwh_per_unit of gas × 0.901."
        )
    else:
        yield tr(
            "Fuels stay in MMBtu on the higher heating value, and so do their CO2 factors; kwh_per_unit of gas × 0.901."
        )


def _measures(taken: Sequence[TakenMeasure]) -> Iterator[str]:
    yield tr("MEASUR's export has no results; savings are recalculated with its formulas, each item at its own price.")
    yield tr("The hunt has no lifetimes; each is assumed by calculator (see the notes).")
    if rebates := [one.name for one in taken if one.money.rebate]:
        yield tr(
            "Rebates (additional savings) are taken off the cost, as in MEASUR: {measures}.", measures=listed(rebates)
        )
    if beyond := [one.name for one in taken if one.money.left_over]:
        yield tr("The rebate exceeds the cost; the rest is one_off, counted once: {measures}.", measures=listed(beyond))
    if tariff := [one.name for one in taken if not one.saved]:
        yield tr("No units are saved, only money (a change of tariff, upkeep): {measures}.", measures=listed(tariff))
    yield tr("The hunt has no overlaps or exclusive alternatives, so savings are simply added up. Review them.")
    if free := [one.name for one in taken if not one.money.costed]:
        yield tr(
            "No cost is stated, so it is taken as 0: {measures}. Enter costs before using them.", measures=listed(free)
        )
    if unticked := [one for one in taken if "Not ticked" in str(one.measure["notes"])]:
        yield tr("Opportunities not ticked in MEASUR are imported like the others: {count}.", count=len(unticked))


def oddities_of(streams: Mapping[str, HuntStream], taken: Sequence[TakenMeasure]) -> tuple[str, ...]:
    """Return what is odd about the figures and must be checked before they are used."""
    return tuple(line for one in taken for line in _of_measure(streams, one)) + tuple(_of_streams(streams, taken))


def _whole(value: float) -> str:
    return numeral(Decimal(value))


def _price(value: float) -> str:
    """Return a price to four significant digits."""
    return spelled(plain(Decimal(f"{value:.4g}")))


def _of_measure(streams: Mapping[str, HuntStream], one: TakenMeasure) -> Iterator[str]:
    yearly = Decimal(_yearly(streams, one)).quantize(CENT)
    yield from map(str, implausible(ImportedFigures(one.name, None, Decimal(one.money.capex), yearly), {}))
    if len(one.saved) == 1 and one.money.beyond:
        ((stream, units),) = one.saved.items()
        money = units * (streams[stream].price or 0) + one.money.beyond
        if plausibility.are_opposite(Decimal(units), Decimal(money)):
            values = {"measure": one.name, "units": _whole(units), "unit": streams[stream].utility.unit}
            text = "{measure} saves {units} {unit} and {money} of money a year: the signs are opposite."
            yield tr(text, **values, money=_whole(money))
    for use in one.uses:
        usual = streams[use.stream].price if use.stream in streams else None
        if use.price is not None and usual and plausibility.is_far(Decimal(use.price), Decimal(usual)):
            yield tr(
                "{measure} prices {stream} at {price} per {unit}, the plant pays {usual}: check the unit.",
                measure=one.name,
                stream=use.stream,
                price=_price(use.price),
                unit=streams[use.stream].utility.unit,
                usual=_price(usual),
            )
            break


def _yearly(streams: Mapping[str, HuntStream], one: TakenMeasure) -> float:
    saved = sum(units * (streams[stream].price or 0) for stream, units in one.saved.items())
    return saved + one.money.beyond + one.money.yearly


def _of_streams(streams: Mapping[str, HuntStream], taken: Sequence[TakenMeasure]) -> Iterator[str]:
    for stream, one in streams.items():
        if one.setting and one.price and abs(one.setting - one.price) > DIFFERENT * one.price:
            yield tr(
                "The bill gives {stream} a price of {price} per {unit}, the hunt's settings {setting}.",
                stream=stream,
                price=_price(one.price),
                unit=one.utility.unit,
                setting=_price(one.setting),
            )
        saved = sum(of.saved.get(stream, 0.0) for of in taken)
        if one.use is not None and saved > one.use:
            values = {"stream": stream, "saved": _whole(saved), "used": _whole(one.use), "unit": one.utility.unit}
            yield tr("Together the measures save {saved} of {used} {unit} of {stream}: check the use.", **values)
