"""The columns of a case's tables for display: title, explanation, allowed words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from optimizer.case import FILES, USE
from optimizer.locales import language, noted, tr
from optimizer.locales.terms import resource_text, term_text
from optimizer.readers.tables import columns_of, required_columns

if TYPE_CHECKING:
    from optimizer.locales import Language

TABLES = {
    "measures": noted("Measures"),
    "effects": noted("Effects"),
    "streams": noted("Streams"),
    "end_uses": noted("End uses"),
    "factors": noted("Emission factors"),
    "pollutants": noted("Pollutants"),
    "interactions": noted("Interactions"),
    "funding": noted("Funding sources"),
    "case": noted("Company"),
}
TITLES = {
    "measure": noted("Measure"),
    "name": noted("Name in English"),
    "name_uk": noted("Name in Ukrainian"),
    "site": noted("Site"),
    "process": noted("Process"),
    "practice": noted("CP practice"),
    "lever": noted("Lever"),
    "capex": noted("Capex"),
    "spend": noted("Capex by year"),
    "opex_change": noted("Operating cost change"),
    "other_benefit": noted("Other benefit"),
    "benefit_escalation": noted("Growth of the two columns before"),
    "one_off": noted("One-off benefit"),
    "lifetime": noted("Useful life, years"),
    "lead": noted("Years until effect"),
    "degradation": noted("Loss of effect"),
    "earliest": noted("Earliest start"),
    "latest": noted("Latest start"),
    "group": noted("Alternatives"),
    "requires": noted("Prerequisites"),
    "salvage": noted("Salvage value"),
    "renewal": noted("Cost of renewal, share of capex"),
    "avoided_cost": noted("Avoided replacement"),
    "avoided_year": noted("Year of the avoided replacement"),
    "effort": noted("Effort points"),
    "confidence": noted("Confidence"),
    "low": noted("Low case"),
    "high": noted("High case"),
    "status": noted("Status"),
    "owner": noted("Responsible"),
    "arc": noted("ARC code"),
    "notes": noted("Notes"),
    "site_uk": noted("Site in Ukrainian"),
    "process_uk": noted("Process in Ukrainian"),
    "owner_uk": noted("Responsible, in Ukrainian"),
    "notes_uk": noted("Notes in Ukrainian"),
    "mv_option": noted("How the saving is measured"),
    "mv_meter": noted("Meter of the saving"),
    "mv_interval": noted("Interval of readings"),
    "mv_adjust": noted("Adjusted for"),
    "local_share": noted("Local share"),
    "stream": noted("Stream"),
    "pollutant": noted("Pollutant"),
    "end_use": noted("End use"),
    "quantity": noted("Quantity per year"),
    "share": noted("Share"),
    "kind": noted("Kind"),
    "unit": noted("Unit"),
    "price": noted("Price per unit"),
    "escalation": noted("Growth of the price"),
    "baseline": noted("Baseline per year"),
    "hazard": noted("Toxicity weight"),
    "kwh_per_unit": noted("kWh per unit"),
    "sum_as": noted("Total under"),
    "as_of": noted("As of"),
    "kg_per_unit": noted("kg per unit"),
    "trend": noted("Change per year"),
    "scope": noted("Scope"),
    "source": noted("Source"),
    "year": noted("Year of the source"),
    "tax": noted("Environmental tax"),
    "tax_escalation": noted("Growth of the tax"),
    "tax_scopes": noted("Taxed scopes"),
    "first": noted("First measure"),
    "second": noted("Second measure"),
    "currency": noted("Currency"),
    "limit": noted("Limit"),
    "min_ticket": noted("Least amount"),
    "share_of": noted("Share of a loan"),
    "line": noted("Line"),
    "rate": noted("Interest rate"),
    "tenor": noted("Tenor, years"),
    "grace": noted("Grace period, years"),
    "repayment": noted("Repayment"),
    "fee": noted("Fee"),
    "delay": noted("Years until the money arrives"),
    "savings_share": noted("Share of the saving"),
    "max_payback": noted("Longest payback of a measure"),
    "practices": noted("CP practices"),
    "max_project_payback": noted("Longest payback of the project"),
    "min_energy_saving": noted("Least energy saving"),
    "min_co2e": noted("Least CO2e abated"),
    "collateral": noted("Collateral"),
    "from": noted("From year"),
    "to": noted("To year"),
    "source_note": noted("Where the terms are from"),
    "base_year": noted("Base year"),
}


def table_title(table: str) -> str:
    """Return the title of a table."""
    return tr(TABLES.get(table, table))


def column_title(column: str) -> str:
    """Return the title of a column; a user-defined column keeps its name."""
    if column.startswith(USE):
        return tr("Use of {name}", name=resource_text(column.removeprefix(USE)))
    return tr(TITLES.get(column, column))


def column_help(table: str, column: str) -> str:
    """Return a tooltip: the column's name in the file, its explanation, whether it is required, its allowed words."""
    meant = _meant(table, column)
    needed = tr("required") if table in FILES and column in required_columns(FILES[table]) else ""
    words = ", ".join(f"{word} ({term_text(word)})" for word in _words(table, column))
    parts = (meant, needed, tr("one of: {words}", words=words) if words else "")
    return f"{column}: {'; '.join(part for part in parts if part)}"


def _meant(table: str, column: str) -> str:
    if column.startswith(USE):
        return tr("how much the measure needs of a resource that can be limited")
    if table in FILES and column not in columns_of(FILES[table]):
        return tr("a column of your own: it is kept but not used in calculations")
    return meaning_of(table, column, language())


@cache
def meaning_of(table: str, column: str, spoken: Language) -> str:
    """Return the explanation of a column from the data dictionary."""
    from optimizer.readers.template import column_meaning  # noqa: PLC0415 - writes workbooks, which loads slowly

    return column_meaning(table, column, spoken)


@cache
def _words(table: str, column: str) -> tuple[str, ...]:
    from optimizer.readers.template import words_of  # noqa: PLC0415 - as above

    return words_of(table, column)
