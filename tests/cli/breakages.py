"""Forty ways to break the teaching case, and what a user must be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = "scenarios/teaching.toml"


@dataclass(frozen=True)
class Breakage:
    """A text of a file replaced by another (None: the file deleted), and parts of the message that must come."""

    file: str
    old: str | None
    new: str
    told: tuple[str, ...]

    def apply(self, folder: Path) -> None:
        path = folder / (self.file if "/" in self.file else f"data/teaching/{self.file}")
        if self.old is None:
            path.unlink()
            return
        text = path.read_text(encoding="utf-8")
        assert self.old in text
        path.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")


def _b(file: str, old: str | None, new: str, *told: str) -> Breakage:
    return Breakage(file, old, new, told)


BREAKAGES = (
    _b("case.toml", None, "", "case.toml", "missing"),
    _b("streams.csv", None, "", "streams.csv", "missing"),
    _b("measures.csv", None, "", "measures.csv", "missing"),
    _b("effects.csv", None, "", "effects.csv", "missing"),
    _b("case.toml", 'currency = "UAH"', "", "currency", "missing"),
    _b("case.toml", '"UAH"', '"hryvnia"', "currency", "ISO 4217"),
    _b("case.toml", "2026", "2026.5", "base_year"),
    _b("streams.csv", "stream,", "streem,", "streams.csv row 1", "stream"),
    _b("measures.csv", ",capex,", ",costs,", "capex", "missing"),
    _b("measures.csv", ",60000,", ",NaN,", "measures.csv row 3, capex", "NaN"),
    _b("measures.csv", ",60000,", ",inf,", "measures.csv row 3, capex", "inf"),
    _b("measures.csv", ",60000,", ",1e400,", "measures.csv row 3, capex", "beyond reason"),
    _b("measures.csv", ",60000,", ",-60000,", "measures.csv row 3, capex", "≥ 0"),
    _b("measures.csv", ",60000,", ",sixty,", "measures.csv row 3, capex", "sixty"),
    _b("measures.csv", ",60000,", ',"60,000",', "measures.csv row 3, capex", "two ways"),
    _b("measures.csv", ",60000,", ",60,000,", "measures.csv row 3", "cells"),
    _b("measures.csv", "60000,5,1", "60000,0,1", "measures.csv row 3, lifetime"),
    _b("measures.csv", "measured,proposed", "measured,proposd", "status", 'did you mean "proposed"?'),
    _b("measures.csv", "measured,proposed", "mesured,proposed", "one of measured, quote, estimate", 'mean "measured"?'),
    _b("measures.csv", "boiler,New", "economiser,New", 'row 6, measure: "economiser" is already in row 5'),
    _b("measures.csv", ",meters,estimate", ",metrs,estimate", "requires", "metrs", 'did you mean "meters"?'),
    _b("measures.csv", ",meters,estimate", ",control,estimate", "requires", "can't require itself"),
    _b("measures.csv", "switch-off,Switch", 'switch-off,"Switch', "measures.csv", "not valid CSV"),
    _b("effects.csv", "off,electricity", "off,electricty", "effects.csv row 2", 'did you mean "electricity"?'),
    _b("effects.csv", "leaks,", "leeks,", "effects.csv row 3, measure", 'did you mean "leaks"?'),
    _b("effects.csv", "0.2", "1.5", "effects.csv row 3, share", "between 0 and 1"),
    _b("effects.csv", "leaks,,compressed", "leaks,gas,compressed", "effects.csv row 3"),
    _b("effects.csv", ",4000,", ",4000,0.5", "effects.csv row 2"),
    _b("factors.csv", "electricity,co2e", "electricity,co2", "factors.csv row 2", 'did you mean "co2e"?'),
    _b("end_uses.csv", ",100000", ",-1", "end_uses.csv row 2, baseline"),
    _b(SCENARIO, "../data/teaching", "../data/teeching", "case", "there is no folder"),
    _b(SCENARIO, "discount_rate", "discount_rat", "discount_rate", "missing", 'did you mean "discount_rate"?'),
    _b(SCENARIO, "horizon_years = 5", "horizon_years = -5", "horizon_years"),
    _b(SCENARIO, "start_years = 2", "start_years = 9", "start_years", "at most horizon_years"),
    _b(SCENARIO, "= 0.10", "= nan", "discount_rate", "not a number"),
    _b(SCENARIO, '"none"', '"nothing"', "residual", "must be one of"),
    _b(SCENARIO, '"npv"', '"nvp"', "goal", 'did you mean "npv"?'),
    _b(SCENARIO, "co2e_abated", "co2_abated", "limits[CO2 limit].metric", 'did you mean "co2e_abated"?'),
    _b(SCENARIO, "at_least = 40", "at_least = 40\nat_most = 30", "above at_most"),
    _b(SCENARIO, "at_least = 40", "at_least = 40\nwhere.site = 7", "limits[CO2 limit].where.site: must be text"),
    _b(SCENARIO, "at_least = 40", 'at_least = "forty"', "limits[CO2 limit].at_least"),
    _b(SCENARIO, "[budget]", '[measures]\ninclude = ["leaks"]\nexclude = ["leaks"]\n[budget]', "include and exclude"),
    _b(SCENARIO, "[budget]", '[measures]\ninclude = ["leeks"]\n[budget]', 'did you mean "leaks"?'),
    _b(SCENARIO, "[budget]", "[budgets]", 'did you mean "budget"?'),
    _b(SCENARIO, "[budget]", "[[[", "not valid TOML"),
    _b(SCENARIO, "name = ", 'extends = "nowhere.toml"\nname = ', "extends", "nowhere.toml"),
    _b(SCENARIO, "name = ", 'extends = "teaching.toml"\nname = ', "teaching.toml → teaching.toml"),
    _b(SCENARIO, "[600_000, 150_000]", "[{2026 = 5}]", "budget.per_year[1]", "must be a number"),
)
