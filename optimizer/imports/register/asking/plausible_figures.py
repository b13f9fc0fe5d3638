"""What a register states twice and differently: savings beside quantities at prices, paybacks beside both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.imports.odd_figures import ImportedFigures, has_another_payback, implausible, is_far_from_quantities
from optimizer.imports.register.mapping import Choice, RegisterQuestion
from optimizer.imports.register.measures.register import SAMPLES, problem_in
from optimizer.imports.register.words.streams import named_streams, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.decimals import Decimal
    from optimizer.errors import Problem
    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.measures.stated_measures import StatedMeasure

FUELS = frozenset({"natural-gas", "diesel", "fuel-oil", "lpg", "coal", "wood", "pellets"})
RIGHT_OR_NOT = (Choice("yes", "yes, the figures are right"), Choice("no", "no, check units and scales again"))


def check_figures(register: Register) -> Iterator[RegisterQuestion | Problem]:
    """Warn of measures whose figures disagree; ask if most of those that can be compared do."""
    prices = _prices(register)
    measures = [_figures(register, measure) for measure in register.read.measures]
    told = [(one, [*implausible(one, prices)]) for one in measures]
    for _, problems in told:
        yield from problems
    for measure in register.read.measures:
        yield from _missing_fuel(register, measure)
    defaults = register.mapping.defaults
    compared = [one for one in measures if one.payback is not None and one.calculated_payback(prices) is not None]
    off = [one for one in compared if has_another_payback(one, prices)]
    if 2 * len(off) > len(compared) and defaults.accept_payback != "yes":
        text = (
            "{off} of {compared} stated paybacks differ from investment/saving: a unit or scale may be wrong. Continue?"
        )
        yield _are_they_right("accept_payback", text, (len(off), len(compared)), _first(off, told))
    compared = [one for one in measures if one.money and one.worth(prices)]
    off = [one for one in compared if is_far_from_quantities(one, prices)]
    if 2 * len(off) > len(compared) and defaults.accept_saving != "yes":
        text = (
            "{off} of {compared} stated savings are far from their quantities at the streams' prices:"
            " a unit or scale may be wrong. Continue?"
        )
        yield _are_they_right("accept_saving", text, (len(off), len(compared)), _first(off, told))


def _missing_fuel(register: Register, measure: StatedMeasure) -> Iterator[Problem]:
    """Warn if a measure saves one fuel and is named after another that it doesn't use: a switch without its fuel."""
    saved = [stream for stream, quantity in measure.quantities.items() if quantity > 0 and stream in FUELS]
    named = named_streams(measure.texts.get("name", "")) if saved else set()
    if other := (named & FUELS) - measure.quantities.keys():
        text = "saves {saved} and names {other} but states no use of it: enter it as a negative quantity if it is burnt"
        values = {"saved": saved[0], "other": ", ".join(sorted(other))}
        yield problem_in(register, text, measure.row, None, values, warning=True)


def _prices(register: Register) -> dict[str, Decimal]:
    """Return the known prices of the streams that measures save."""
    streams = {stream for measure in register.read.measures for stream in measure.quantities}
    prices = {stream: terms_of(register.mapping, stream).price for stream in streams}
    return {stream: price for stream, price in prices.items() if price is not None}


def _figures(register: Register, measure: StatedMeasure) -> ImportedFigures:
    """Return what a measure states; if its saving is stated by stream, only those streams are compared with it."""
    compared = measure.quantities
    if "money" not in measure.figures and measure.stream_money:
        compared = {stream: quantity for stream, quantity in compared.items() if stream in measure.stream_money}
    figures = measure.figures
    return ImportedFigures(
        measure.row.place(register.path.name),
        measure.row.own,
        figures.get("capex"),
        measure.money,
        compared,
        figures.get("payback"),
    )


def _first(off: list[ImportedFigures], told: list[tuple[ImportedFigures, list[Problem]]]) -> tuple[str, ...]:
    """Return what was reported of the first measures that disagree."""
    first = [problems[0] for one, problems in told if any(one is other for other in off[:SAMPLES])]
    return tuple(str(replace(problem, file="")).strip() for problem in first)


def _are_they_right(key: str, text: str, counts: tuple[int, int], samples: tuple[str, ...]) -> RegisterQuestion:
    values = {"off": counts[0], "compared": counts[1]}
    return RegisterQuestion(f"defaults.{key}", text, values, RIGHT_OR_NOT, "", samples)
