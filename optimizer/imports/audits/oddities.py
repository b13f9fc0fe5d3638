"""What is odd about the figures of audits and must be checked in the source before they are used."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO, plain
from optimizer.imports import plausibility
from optimizer.imports.audits.carriers import CARRIERS
from optimizer.imports.audits.kinds import burns_fuel, replaces_fuel
from optimizer.imports.audits.streams import BILLS
from optimizer.imports.listing import listed
from optimizer.imports.odd_figures import ImportedFigures, implausible
from optimizer.locales import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimizer.imports.audits.measures import ConvertedMeasure
    from optimizer.imports.audits.records import Recommendation
    from optimizer.imports.audits.streams import PricedStream

THREE_DIGITS = Context(prec=3)
FUELS = tuple(code for code, carrier in CARRIERS.items() if carrier.lhv_by_hhv is not None)


def oddities_of(
    taken: Sequence[Recommendation], converted: Sequence[ConvertedMeasure], streams: Sequence[PricedStream]
) -> tuple[str, ...]:
    """Return what is odd, prices and units first; `converted` are the measures of `taken`, in its order."""
    return (
        *_prices(streams),
        *_signs_and_units(converted),
        *_paybacks(taken, converted, streams),
        *_missing_carriers(taken),
    )


def _prices(streams: Sequence[PricedStream]) -> Iterator[str]:
    if cheap := [one.stream for one in streams if one.doubtful]:
        yield tr(
            "Prices are too low for fuel in MMBtu; check use and emissions before relying on them: {streams}.",
            streams=listed(cheap),
        )
    for carrier in CARRIERS.values():
        bills = {one.stream: one.price for one in streams if one.carrier is carrier and one.price_from == BILLS}
        for stream, usual in plausibility.outliers(bills).items():
            yield tr(
                "{stream} costs {price} USD per {unit}, at the other plants {usual} in the middle: check use and cost.",
                stream=stream,
                price=_short(bills[stream]),
                unit=carrier.unit,
                usual=_short(usual),
            )


def _signs_and_units(converted: Sequence[ConvertedMeasure]) -> Iterator[str]:
    if against := [one.name for one in converted if any(part.against for part in one.booked)]:
        yield tr("Units and money have opposite signs; check them: {measures}.", measures=listed(against))
    if far := [one.name for one in converted if any(part.far for part in one.booked)]:
        yield tr("Unit prices are off by more than a factor of ten; check the units: {measures}.", measures=listed(far))


def _paybacks(
    taken: Sequence[Recommendation], converted: Sequence[ConvertedMeasure], streams: Sequence[PricedStream]
) -> Iterator[str]:
    prices = {one.stream: one.price for one in streams}
    for stated, one in zip(taken, converted, strict=True):
        saved = sum((Decimal(str(row["quantity"])) * prices[str(row["stream"])] for row in one.effects), ZERO)
        beyond, opex = (Decimal(str(one.measure[column])) for column in ("other_benefit", "opex_change"))
        figures = ImportedFigures(one.name, None, stated.cost, saved + beyond - opex, payback=stated.payback)
        yield from map(str, implausible(figures, {}))


def _missing_carriers(taken: Sequence[Recommendation]) -> Iterator[str]:
    engines = [one for one in taken if burns_fuel(one.arc) and _saves(one, "EC")]
    if burning := [one.superid.lower() for one in engines if not any(_uses_more(one, fuel) for fuel in FUELS)]:
        yield tr(
            "These burn fuel instead of buying electricity (cogeneration, engines), but state no use of fuel, so their"
            " saving and their avoided emissions are too high: {measures}.",
            measures=listed(burning),
        )
    switched = [one for one in taken if replaces_fuel(one.arc) and any(_saves(one, fuel) for fuel in FUELS)]
    if electric := [one.superid.lower() for one in switched if not _uses_more(one, "EC")]:
        yield tr(
            "These replace fuel by electricity, but state no use of electricity, so their saving and their avoided"
            " emissions are too high: {measures}.",
            measures=listed(electric),
        )


def _saves(one: Recommendation, code: str) -> bool:
    return any(saving.code == code and (saving.quantity or ZERO) > 0 for saving in one.savings)


def _uses_more(one: Recommendation, code: str) -> bool:
    return any(saving.code == code and (saving.quantity or ZERO) < 0 for saving in one.savings)


def _short(figure: Decimal) -> str:
    """Return a figure to three significant digits."""
    return plain(THREE_DIGITS.plus(figure))
