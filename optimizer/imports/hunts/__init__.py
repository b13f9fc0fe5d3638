"""A treasure hunt of MEASUR (US DOE), exported as JSON → a case folder.

MEASUR exports inputs, not results, so each opportunity is recalculated with the calculator it was made
with: energy before minus energy after, per year. The formulas are MEASUR's own, in its imperial units;
an opportunity of an unsupported calculator is left out and reported. Prices come from the plant's own bills;
if a card has another price, the difference is kept as other_benefit, so that its payback is MEASUR's.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from optimizer.errors import InvalidInput, Problem
from optimizer.imports.hunts.calculators import saved_by
from optimizer.imports.hunts.hunt import cards_of, hunt_in, name_of
from optimizer.imports.hunts.measures import TakenMeasure, taken_from
from optimizer.imports.hunts.utilities import UTILITIES, factor_row, figure, stream_row
from optimizer.imports.listing import listed
from optimizer.locales import tr, trn
from optimizer.readers.case_writer import write_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MOST_TOLD = 200
CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "₴": "UAH"}


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

    def lines(self) -> list[str]:
        """Return the report as lines of plain text."""
        measures = trn("{count} measure", "{count} measures", self.measures)
        lines = [tr("{folder}: {measures} of {plants}.", folder=self.folder, measures=measures, plants=self.hunt)]
        if self.left_out:
            lines += [tr("Left out, {count}:", count=len(self.left_out)), *(f"  {one}" for one in self.left_out)]
        return [*lines, tr("Assumed:"), *(f"  - {line}" for line in self.assumptions)]


def import_hunt(file: Path, out: Path) -> ImportedHunt:
    """Write the opportunities of a treasure hunt as the case folder `out`.

    Raises:
        InvalidInput: if the file isn't a treasure hunt in imperial units, or `out` isn't empty.
    """
    hunt, settings, about = hunt_in(file)
    usage = said if isinstance(said := hunt.get("currentEnergyUsage"), dict) else {}
    try:
        streams = {utility.stream: stream_row(utility, usage) for utility in UTILITIES}
        factors = [factor for utility in UTILITIES if (factor := factor_row(utility, usage))]
    except ValueError as error:
        text = 'the plant\'s "{key}" must be a number ≥ 0'
        raise InvalidInput([Problem(file.name, text, values={"key": str(error)})]) from error
    taken: list[TakenMeasure] = []
    left_out: list[NotTaken] = []
    names: Counter[str] = Counter()
    for kind, card in cards_of(hunt):
        name = name_of(card, kind)
        try:
            saved, price = saved_by(kind, card)
            if any(saved.values()):
                taken.append(taken_from(kind, card, name, saved, price, streams, names))
            else:
                left_out.append(NotTaken(name, tr("{kind}: it saves nothing", kind=kind)))
        except (AttributeError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            why = f"{type(error).__name__}: {error}"[:MOST_TOLD]
            left_out.append(NotTaken(name, tr("{kind}: can't be calculated ({why})", kind=kind, why=why)))
    used = {stream for one in taken for stream in one.saved}
    kept = {s: row for s, row in streams.items() if row["baseline"] or s in used}
    head = _head(about, settings)
    assumptions = (*_money(head, settings, about), *_assumptions(taken))
    head["company"] = {"source": f"MEASUR treasure hunt, {file.name}", "assumptions": list(assumptions)}
    write_tables(out, head, _tables(kept, factors, taken))
    return ImportedHunt(out, about["name"], len(taken), tuple(left_out), assumptions)


def _tables(
    streams: Mapping[str, dict[str, object]], factors: list[dict[str, object]], taken: list[TakenMeasure]
) -> dict[str, list[dict[str, object]]]:
    return {
        "streams": list(streams.values()),
        "pollutants": [{"pollutant": "co2e", "name": "Greenhouse gases", "name_uk": "Парникові гази", "tax": "0"}],
        "factors": [factor for factor in factors if factor["stream"] in streams],
        "measures": [one.measure for one in taken],
        "effects": [
            {"measure": one.measure["measure"], "stream": stream, "quantity": figure(units)}
            for one in taken
            for stream, units in one.saved.items()
        ],
    }


def _changed(about: Mapping[str, Any]) -> int | None:
    """Return the year in which the hunt was last changed."""
    year = re.match(r"\d{4}", str(about.get("modifiedDate") or about.get("createdDate") or ""))
    return int(year[0]) if year else None


def _head(about: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, object]:
    return {
        "name": f"Treasure hunt {about['name']}" if "unt" not in about["name"] else about["name"],
        "name_uk": f"Treasure Hunt (MEASUR): {about['name']}",
        "currency": CURRENCIES.get(str(settings.get("currency") or "$"), "USD"),
        "base_year": _changed(about) or date.today().year,  # noqa: DTZ011 - the year on the reader's calendar
    }


def _money(head: Mapping[str, object], settings: Mapping[str, Any], about: Mapping[str, Any]) -> Iterator[str]:
    values = {"currency": head["currency"], "year": head["base_year"]}
    if _changed(about):
        yield tr("Money is in {currency} of {year}, when the hunt was last changed; nothing is inflated.", **values)
    else:
        yield tr("The hunt has no date, so money is taken as {currency} of {year}, the current year.", **values)
    if (said := str(settings.get("currency") or "$")) not in CURRENCIES:
        yield tr('The currency of the hunt, "{said}", is not supported and is taken as USD.', said=said)


def _assumptions(taken: list[TakenMeasure]) -> Iterator[str]:
    yield tr("Prices are the plant's yearly cost divided by its yearly use, as stated in the hunt.")
    yield tr("MEASUR's export has no results; savings are recalculated with its formulas, in imperial units.")
    yield tr(
        "Fuels stay in MMBtu on the higher heating value, and so do their CO2 factors; kwh_per_unit of gas × 0.901."
    )
    yield tr("The hunt has no lifetimes; each is assumed by calculator (see the notes).")
    yield tr("A rebate (additional savings) is counted once, as one_off; additional annual savings are other_benefit.")
    yield tr("The hunt has no overlaps or exclusive alternatives, so savings are simply added up. Review them.")
    if free := [str(one.measure["measure"]) for one in taken if not one.costed]:
        yield tr(
            "No cost is stated, so it is taken as 0: {measures}. Enter costs before using them.", measures=listed(free)
        )
    if unticked := [one for one in taken if "Not ticked" in str(one.measure["notes"])]:
        yield tr("Opportunities not ticked in MEASUR are imported like the others: {count}.", count=len(unticked))
