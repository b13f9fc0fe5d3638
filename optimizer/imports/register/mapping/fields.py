"""What a column of a register may hold, and what its fields have in common."""

from __future__ import annotations

from typing import Literal

from optimizer.locales import noted

FieldName = Literal[
    "number", "id", "name", "name_en", "site", "process", "practice", "capex", "money", "quantity", "before",
    "after", "price", "grant", "co2", "opex_change", "payback", "lifetime", "earliest", "start_year", "status",
    "confidence", "owner", "effort", "group", "resource", "unit", "currency", "notes", "ignore",
]  # fmt: skip
MEANINGS = {
    "number": noted("a running number"),
    "id": noted("the measure's own code"),
    "name": noted("its name"),
    "name_en": noted("its name in English"),
    "site": noted("site"),
    "process": noted("the process or system"),
    "practice": noted("the kind of measure"),
    "capex": noted("investment"),
    "money": noted("money saved per year"),
    "quantity": noted("quantity saved per year"),
    "before": noted("consumption before the measure, per year"),
    "after": noted("consumption after the measure, per year"),
    "price": noted("price of what is saved, per unit"),
    "grant": noted("grant or subsidy, paid once"),
    "co2": noted("CO2 avoided, t per year"),
    "opex_change": noted("additional operating cost per year"),
    "payback": noted("payback (for comparison only)"),
    "lifetime": noted("lifetime in years"),
    "earliest": noted("earliest start year"),
    "start_year": noted("fixed start year"),
    "status": noted("status"),
    "confidence": noted("confidence in its figures"),
    "owner": noted("person responsible"),
    "effort": noted("effort points"),
    "group": noted("group of exclusive alternatives"),
    "resource": noted("resource of the row's quantity"),
    "unit": noted("unit of the row's quantity"),
    "currency": noted("currency of the row's figures"),
    "notes": noted("kept as text"),
    "ignore": noted("not read"),
}
"""Labels of the fields to choose from."""
CONSUMPTION = ("before", "after")
AMOUNTS = ("quantity", *CONSUMPTION)
"""Fields that hold amounts of a stream."""
BY_STREAM = ("money", *AMOUNTS, "price")
FIGURES = ("capex", "grant", *BY_STREAM, "co2", "opex_change", "payback", "lifetime", "effort")
ADDED_MONEY = ("capex", "grant", "money", "opex_change")
"""Fields of money that adds up."""
MONEY = (*ADDED_MONEY, "price")
PER_YEAR = ("money", *AMOUNTS, "co2", "opex_change")
MANY = ("notes", "ignore", "number")
"""Fields that several columns may have."""
DECIMAL_LABELS = {"comma": noted("comma"), "point": noted("point")}
FIGURES_LABELS = {"shown": noted("figures as shown"), "stored": noted("figures as stored")}
UNIT_FROM_LABELS = {
    "heading": noted("unit of the heading"),
    "cells": noted("unit of the cells"),
    "rows": noted("unit of each row"),
}
PERIOD_LABELS = {
    "year": noted("per year"),
    "quarter": noted("per quarter"),
    "month": noted("per month"),
    "output": noted("per unit of output"),
}

CellKind = Literal["about", "range", "at_most", "at_least", "percent", "years", "year_in_text", "no_year"]
CELL_RULES: dict[CellKind, dict[str, str]] = {
    "about": {"figure": noted("the figure as it stands")},
    "range": {
        "lower": noted("the lower figure"),
        "middle": noted("the middle of both"),
        "upper": noted("the higher figure"),
    },
    "at_most": {"figure": noted("the figure as it stands")},
    "at_least": {"figure": noted("the figure as it stands")},
    "percent": {},
    "years": {"first": noted("the first year"), "last": noted("the last year")},
    "year_in_text": {"first": noted("the year named")},
    "no_year": {},
}
"""How cells of a kind may be read, besides `MISSING` and `EACH`."""
MISSING, EACH = "-", "ask"
