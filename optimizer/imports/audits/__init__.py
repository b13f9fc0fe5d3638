"""The public database of the US Industrial Assessment Centers (XLSX, in its own layout) → a case folder.

Sheets ASSESS (plants) and RECC (or RECC1, RECC2 …: recommendations). What the database leaves open is
assumed, and every assumption is stated three times: in the result (`ImportedAudit.assumptions`), in the
case (`[company]`), and next to the measure or factor that it concerns. See docs/audit-data.md.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.errors import InvalidInput, Problem
from optimizer.imports.audits.assumptions import (
    GRID,
    GRID_SOURCE,
    AssumptionReport,
    LeftOutRecommendation,
    assumptions_of,
)
from optimizer.imports.audits.carriers import FEES
from optimizer.imports.audits.kinds import kind_of
from optimizer.imports.audits.measures import convert, reason_to_leave_out
from optimizer.imports.audits.oddities import oddities_of
from optimizer.imports.audits.records import PlantSummary, plants_of, read_base
from optimizer.imports.audits.streams import factor_rows, stream_row, streams_of
from optimizer.imports.listing import listed
from optimizer.limits import AUDIT_MEASURES
from optimizer.locales import tr, trn
from optimizer.readers.case_writer import write_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from decimal import Decimal
    from pathlib import Path

    from optimizer.imports.audits.measures import ConvertedMeasure
    from optimizer.imports.audits.records import AuditRecords, Recommendation
    from optimizer.imports.audits.streams import PricedStream
    from optimizer.imports.audits.workbook import Progress

__all__ = ["GRID", "ImportedAudit", "LeftOutRecommendation", "PlantSummary", "import_audits", "plants_of"]

CO2E = {"pollutant": "co2e", "name": "Greenhouse gases", "name_uk": "Парникові гази", "tax": 0}


@dataclass(frozen=True)
class ImportedAudit:
    """What was written where, what was left out and why, and everything that was assumed."""

    folder: Path
    plants: tuple[str, ...]
    measures: int
    left_out: tuple[LeftOutRecommendation, ...]
    assumptions: tuple[str, ...]
    oddities: tuple[str, ...]
    """What to check in the source before the figures are used; stated before the case was written."""

    def lines(self) -> list[str]:
        """Return the report as lines of plain text."""
        measures = trn("{count} measure", "{count} measures", self.measures)
        text = "{folder}: {measures} of {plants}."
        lines = [tr(text, folder=self.folder, measures=measures, plants=listed(self.plants))]
        if self.left_out:
            lines += [tr("Left out, {count}:", count=len(self.left_out)), *(f"  {one}" for one in self.left_out)]
        return [*lines, tr("Assumed:"), *(f"  - {line}" for line in self.assumptions)]


def import_audits(  # noqa: PLR0913 - what is read, where to, and what the user decides
    file: Path,
    out: Path,
    plant: str | None = None,
    grid_kg_per_kwh: Decimal | None = None,
    progress: Progress | None = None,
    *,
    yearly: Collection[str] = (),
    before_writing: Callable[[tuple[str, ...]], None] | None = None,
) -> ImportedAudit:
    """Write the audits of one plant, or of every plant in the file with one site each, as the case folder `out`.

    `progress` is called now and then with the current sheet and the number of rows read. Money under resource codes of
    unknown meaning is counted once, except under those in `yearly`. `before_writing` is called with what is odd about
    the figures; if it raises, nothing is written.

    Raises:
        InvalidInput: with every cell that can't be read, or if `out` isn't empty.
    """
    base = read_base(file, plant, progress)
    left_out = tuple(
        LeftOutRecommendation(one.superid, one.arc, kind_of(one.arc).name, reason)
        for one in base.recommendations
        if (reason := reason_to_leave_out(one))
    )
    missing = {one.measure for one in left_out}
    taken = [one for one in base.recommendations if one.superid not in missing]
    _within_reason(file, taken)
    alone = len(base.plants) == 1
    of_plant: dict[str, list[Recommendation]] = {one.plant: [] for one in base.plants}
    for each in taken:
        of_plant[each.plant].append(each)
    streams = {one.plant: streams_of(one, of_plant[one.plant], alone=alone) for one in base.plants}
    converted = _converted(taken, streams, {code.strip().upper() for code in yearly})
    grid, source = (GRID, GRID_SOURCE) if grid_kg_per_kwh is None else (grid_kg_per_kwh, "given at import")
    flat = [stream for priced in streams.values() for stream in priced.values()]
    assumptions = assumptions_of(AssumptionReport(base, tuple(taken), tuple(converted), left_out, tuple(flat), grid))
    tables: dict[str, list[dict[str, object]]] = {
        "streams": [stream_row(stream, alone=alone) for stream in flat],
        "pollutants": [dict(CO2E)],
        "factors": [row for stream in flat for row in factor_rows(stream, grid, source)],
        "measures": [one.measure for one in converted],
        "effects": [effect for one in converted for effect in one.effects],
    }
    oddities = oddities_of(taken, converted, flat)
    if before_writing is not None:
        before_writing(oddities)
    write_tables(out, _case_toml(base, file, assumptions, oddities), tables)
    plants = tuple(one.plant for one in base.plants)
    return ImportedAudit(out, plants, len(converted), left_out, assumptions, oddities)


def _converted(
    taken: list[Recommendation], streams: dict[str, dict[str, PricedStream]], yearly: Collection[str]
) -> list[ConvertedMeasure]:
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for one in taken:
        name = (one.plant, kind_of(one.arc).name)
        seen[name] += 1
        found.append(convert(one, streams[one.plant], seen[name], yearly))
    return found


def _within_reason(file: Path, taken: list[Recommendation]) -> None:
    if len(taken) > AUDIT_MEASURES:
        text = "has {measures} recommendations, too many for one case: choose one plant"
        raise InvalidInput([Problem(file.name, text, values={"measures": len(taken)})])


def _case_toml(
    base: AuditRecords, file: Path, assumptions: tuple[str, ...], oddities: tuple[str, ...]
) -> dict[str, object]:
    plants = base.plants
    names = listed([one.plant for one in plants])
    company: dict[str, object] = {
        "source": f"US DOE Industrial Assessment Centers database, {file.name}",
        "plants": names,
    }
    if len(plants) == 1:
        company |= {fact: _figure_or_text(fact, text) for fact, text in plants[0].facts.items()}
        company |= {"electricity_fees_usd": plants[0].cost[FEES]} if FEES in plants[0].cost else {}
    company["assumptions"] = list(assumptions)
    company |= {"to_check": list(oddities)} if oddities else {}
    product = plants[0].facts.get("products", "") if len(plants) == 1 else ""
    about = f"{names}: {product}" if product else names
    return {
        "name": f"IAC assessment {about}",
        "name_uk": f"Аудит IAC {about}",
        "currency": "USD",
        "base_year": max(one.year for one in plants),
        "company": company,
    }


def _figure_or_text(fact: str, text: str) -> int | str:
    return int(text) if text.isdigit() and fact != "naics" else text
