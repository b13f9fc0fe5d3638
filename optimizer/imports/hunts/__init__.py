"""A treasure hunt of MEASUR (US DOE), exported as JSON → a case folder.

MEASUR exports inputs, not results, so each opportunity is recalculated with the calculator it was made
with: energy before minus energy after, per year, each item at its own price. The formulas are MEASUR's own, in its
imperial units; figures of metric hunts are converted first. An opportunity of an unsupported calculator is left out
and reported. Prices come from the plant's own bills; if items have other prices, the difference is kept as
other_benefit, so that a measure's payback is MEASUR's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from optimizer.errors import InvalidInput, Problem
from optimizer.imports.hunts.calculators import saved_in, uses_of
from optimizer.imports.hunts.hunt import cards_of, hunt_in, name_of
from optimizer.imports.hunts.measures import TakenMeasure, money_of, taken_from
from optimizer.imports.hunts.reporting import CURRENCIES, assumptions_of, oddities_of
from optimizer.imports.hunts.utilities import IMPERIAL, METRIC, HuntStream, factor_row, figure, stream_of
from optimizer.locales import tr, trn
from optimizer.readers.case_writer import write_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from optimizer.imports.hunts.calculators import Uses
    from optimizer.imports.hunts.hunt import Card, TreasureHunt

MOST_TOLD = 200


@dataclass(frozen=True)
class NotTaken:
    """An opportunity that did not become a measure, and why."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


@dataclass(frozen=True)
class ImportedHunt:
    """What was written where, what was left out and why, and everything that was assumed."""

    folder: Path
    hunt: str
    measures: int
    left_out: tuple[NotTaken, ...]
    assumptions: tuple[str, ...]
    oddities: tuple[str, ...]
    """What to check before the figures are used; stated before the case was written."""

    def lines(self) -> list[str]:
        """Return the report as lines of plain text."""
        measures = trn("{count} measure", "{count} measures", self.measures)
        lines = [tr("{folder}: {measures} of {plants}.", folder=self.folder, measures=measures, plants=self.hunt)]
        if self.left_out:
            lines += [tr("Left out, {count}:", count=len(self.left_out)), *(f"  {one}" for one in self.left_out)]
        return [*lines, tr("Assumed:"), *(f"  - {line}" for line in self.assumptions)]


@dataclass(frozen=True)
class CalculatedCard:
    """An opportunity with what its items use a year."""

    kind: str
    card: Card
    name: str
    uses: Uses


def import_hunt(
    file: Path, out: Path, *, metric: bool = False, before_writing: Callable[[tuple[str, ...]], None] | None = None
) -> ImportedHunt:
    """Write the opportunities of a treasure hunt as the case folder `out`.

    `metric` applies only to files that don't state their units. `before_writing` is called with what is odd about the
    figures; if it raises, nothing is written.

    Raises:
        InvalidInput: if the file isn't a treasure hunt, or `out` isn't empty.
    """
    hunt = hunt_in(file, metric=metric)
    stated, factors = _utilities(file, hunt)
    calculated = [_calculated(kind, card, metric=hunt.metric) for kind, card in cards_of(hunt.cards)]
    streams = {stream: _priced(one, calculated) for stream, one in stated.items()}
    names: Counter[str] = Counter()
    outcomes = [one if isinstance(one, NotTaken) else _taken(one, streams, names) for one in calculated]
    taken = [one for one in outcomes if isinstance(one, TakenMeasure)]
    left_out = tuple(one for one in outcomes if isinstance(one, NotTaken))
    used = {stream for one in taken for stream in one.saved}
    kept = {stream: _unbought(hunt, one, taken) for stream, one in streams.items() if one.use or stream in used}
    head = _head(hunt)
    assumptions = assumptions_of(hunt, head, kept, taken)
    oddities = oddities_of(kept, taken)
    head["company"] = {"source": f"MEASUR treasure hunt, {file.name}", "assumptions": list(assumptions)}
    head["company"] |= {"to_check": list(oddities)} if oddities else {}
    if before_writing is not None:
        before_writing(oddities)
    write_tables(out, head, _tables(kept, factors, taken))
    return ImportedHunt(out, hunt.name, len(taken), left_out, assumptions, oddities)


def _utilities(file: Path, hunt: TreasureHunt) -> tuple[dict[str, HuntStream], list[dict[str, object]]]:
    utilities = METRIC if hunt.metric else IMPERIAL
    try:
        streams = {utility.stream: stream_of(utility, hunt.usage, hunt.settings) for utility in utilities}
        return streams, [factor for utility in utilities if (factor := factor_row(utility, hunt.usage))]
    except ValueError as error:
        text = 'the plant\'s "{key}" must be a number ≥ 0'
        raise InvalidInput([Problem(file.name, text, values={"key": str(error)})]) from error


UNREADABLE = (AttributeError, ArithmeticError, LookupError, TypeError, ValueError)
"""What a card with missing or unreadable figures raises."""


def _calculated(kind: str, card: Card, *, metric: bool) -> CalculatedCard | NotTaken:
    """Return a card with the use of its items in units of the streams, or why it can't be calculated."""
    name = name_of(card, kind)
    try:
        return CalculatedCard(kind, card, name, uses_of(kind, card, metric=metric))
    except UNREADABLE as error:
        return _not_calculated(kind, name, error)


def _not_calculated(kind: str, name: str, error: Exception) -> NotTaken:
    why = f"{type(error).__name__}: {error}"[:MOST_TOLD]
    return NotTaken(name, tr("{kind}: can't be calculated ({why})", kind=kind, why=why))


def _priced(one: HuntStream, calculated: Sequence[CalculatedCard | NotTaken]) -> HuntStream:
    """Return the stream, priced by the cards' average if the hunt states neither a bill nor a unit price."""
    if one.price is not None:
        return one
    uses = [use for card in calculated if isinstance(card, CalculatedCard) for use in card.uses]
    own = [(abs(use.units), use.price) for use in uses if use.stream == one.utility.stream and use.price is not None]
    units = sum(size for size, _ in own)
    return replace(one, price=sum(size * price for size, price in own) / units, by_cards=True) if units else one


def _taken(one: CalculatedCard, streams: Mapping[str, HuntStream], names: Counter[str]) -> TakenMeasure | NotTaken:
    prices = {stream: of.price or 0.0 for stream, of in streams.items()}
    try:
        money = money_of(one.kind, one.card, one.uses, prices)
        if not (saved_in(one.uses) or money.beyond or money.yearly):
            return NotTaken(one.name, tr("{kind}: it saves nothing", kind=one.kind))
        return taken_from(one.kind, one.card, one.name, one.uses, money, names)
    except UNREADABLE as error:
        return _not_calculated(one.kind, one.name, error)


def _unbought(hunt: TreasureHunt, one: HuntStream, taken: Sequence[TakenMeasure]) -> HuntStream:
    """Return the stream with a use of 0 if the plant states its use and has none of it, and nothing saves any."""
    saved = [of.saved.get(one.utility.stream, 0.0) for of in taken]
    if one.use is None and f"{one.utility.key}Usage" in hunt.usage and all(units <= 0 for units in saved):
        return replace(one, use=0.0)
    return one


def _tables(
    streams: Mapping[str, HuntStream], factors: list[dict[str, object]], taken: Sequence[TakenMeasure]
) -> dict[str, list[dict[str, object]]]:
    return {
        "streams": [one.row() for one in streams.values()],
        "pollutants": [{"pollutant": "co2e", "name": "Greenhouse gases", "name_uk": "Парникові гази", "tax": "0"}],
        "factors": [factor for factor in factors if factor["stream"] in streams],
        "measures": [one.measure for one in taken],
        "effects": [
            {"measure": one.name, "stream": stream, "quantity": figure(units)}
            for one in taken
            for stream, units in one.saved.items()
        ],
    }


def _head(hunt: TreasureHunt) -> dict[str, Any]:
    return {
        "name": f"Treasure hunt {hunt.name}" if "unt" not in hunt.name else hunt.name,
        "name_uk": f"Treasure Hunt (MEASUR): {hunt.name}",
        "currency": CURRENCIES.get(str(hunt.settings.get("currency") or "$"), "USD"),
        "base_year": hunt.year or date.today().year,  # noqa: DTZ011 - the year on the reader's calendar
    }
