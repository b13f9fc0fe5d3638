"""The keys of a scenario in words: what each is called, what it means, how it is typed, what holds without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.locales import noted, tr
from optimizer.reports.words import name_of
from optimizer.scenario import Scenario
from optimizer.ui.shared.columns import column_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.case import Case
    from optimizer.ui.scenarios.typed import Kind

Keys = tuple[str, ...]
TITLES = {
    "case": noted("Case"),
    "extends": noted("Extends"),
    "goal": noted("Goal"),
    "goal_year": noted("Year of the goal"),
    "horizon_years": noted("Horizon, years"),
    "start_years": noted("Start years"),
    "discount_rate": noted("Discount rate"),
    "capex_escalation": noted("Growth of implementation costs"),
    "residual": noted("Residual value"),
    "tax_rate": noted("Profit tax"),
    "depreciation_years": noted("Depreciation, years"),
    "budget.per_year": noted("Own funds by year"),
    "budget.total": noted("Budget in all"),
    "budget.carry_over": noted("What is not spent stays"),
    "budget.reinvest": noted("Savings reinvested"),
    "measures.include": noted("Always chosen"),
    "measures.exclude": noted("Never chosen"),
    "measures.max_payback": noted("Longest payback of a measure, years"),
    "solver.gap": noted("Gap"),
    "solver.time_limit": noted("Time limit, seconds"),
    "solver.proofs": noted("Proofs"),
}
HELP = {
    "name": noted("What lists, charts and reports call this scenario in English."),
    "name_uk": noted("What lists, charts and reports call this scenario in Ukrainian."),
    "case": noted("The folder of the case, relative to this file."),
    "extends": noted("The scenario that this one starts from: whatever is not set here is taken from there."),
    "goal": noted("What the plan shall make best: as much of it as possible, or as little where less is better."),
    "goal_year": noted(
        "The year whose value counts; left out, yearly figures are of the first year after the start years. "
        "NPV and other values of the whole plan take no year."
    ),
    "horizon_years": noted("Years counted after the base year; what comes later counts only as residual value."),
    "start_years": noted("In how many years, from the base year on, a measure may start; at most the horizon."),
    "discount_rate": noted("Per year, nominal: money of year t is divided by (1 + rate)^t. Unit: % a year."),
    "capex_escalation": noted(
        "Implementation costs of year t are multiplied by (1 + growth)^t. Where prices grow and this does not, "
        "waiting looks free. Unit: % a year."
    ),
    "residual": noted(
        "What equipment is worth at the end of the horizon. Straight line: the share of its cost for the years "
        "of life that are left. Salvage: the salvage value of the register."
    ),
    "tax_rate": noted("Profit tax on savings less depreciation; a loss is a relief. Unit: % of the profit."),
    "depreciation_years": noted(
        "Each payment is depreciated evenly over so many years after it; 0 is no depreciation."
    ),
    "budget.per_year": noted(
        "Own funds by calendar year from the base year on, or the same in every start year. Without it no year "
        "has a bound. Unit: the case's currency."
    ),
    "budget.total": noted("The most that all implementation costs together may be. Unit: the case's currency."),
    "budget.carry_over": noted("What is left of one year's own funds can be spent in the next one."),
    "budget.reinvest": noted("The share of last year's annual saving that joins the own funds. Unit: %."),
    "measures.include": noted("These measures are in every plan, whatever they cost."),
    "measures.exclude": noted("These measures are in no plan."),
    "measures.max_payback": noted(
        "A measure whose own simple payback (cost / net saving of a full year, taken alone) is longer is left out."
    ),
    "solver.gap": noted(
        "How far from the best an answer may be that is called optimal: |bound − value| / |value|. Unit: %."
    ),
    "solver.time_limit": noted("For the whole answer, proofs included; then the best plan so far is the answer."),
    "solver.proofs": noted("Two proofs of different kinds, or one in haste; the answer says which."),
    "price": noted("What one unit less really saves in the base year; left empty, the register's price holds."),
    "tax": noted("The tax on one tonne in the base year; left empty, the register's tax holds."),
    "escalation": noted("Growth per year; left empty, the register's holds. Unit: % a year."),
    "path": noted(
        "Calendar years with values, such as 2028: 9; 2030: 12. Each holds, nominal and without growth, until the "
        "next one; before the first year the figure of the base year grows as told."
    ),
}
PERCENT = ("discount_rate", "capex_escalation", "tax_rate", "budget.reinvest", "solver.gap")
MONEY = ("budget.per_year", "budget.total")


def dotted(keys: Keys) -> str:
    """Keys as one text."""
    return ".".join(keys)


def kind_of(keys: Keys) -> Kind:
    """How a value is typed and shown."""
    if keys[0] in ("prices", "taxes"):
        kinds: dict[str, Kind] = {"escalation": "percent", "path": "path"}
        return kinds.get(keys[-1], "number")
    if dotted(keys) in PERCENT:
        return "percent"
    return "whole" if keys in (("horizon_years",), ("start_years",), ("depreciation_years",)) else "number"


def title_of(keys: Keys, case: Case | None) -> str:
    """What a key is called: “Discount rate”, “Price of natural gas”, “Limit “Climate target””."""
    if keys[0] in ("name", "name_uk"):
        return column_title(keys[0])
    if keys[0] == "limits":
        return tr("Limit “{name}”", name=keys[1]) if len(keys) > 1 else tr("Limits")
    if keys[0] in ("prices", "taxes") and len(keys) > 1:
        return _priced(keys, case)
    return tr(TITLES[dotted(keys)]) if dotted(keys) in TITLES else dotted(keys)


PRICED = {
    "price": noted("{name}: price"),
    "tax": noted("{name}: tax"),
    "prices escalation": noted("{name}: growth of the price"),
    "taxes escalation": noted("{name}: growth of the tax"),
    "prices path": noted("{name}: price by year"),
    "taxes path": noted("{name}: tax by year"),
}


def _priced(keys: Keys, case: Case | None) -> str:
    table, one, *rest = keys
    last = rest[0] if rest else {"prices": "price", "taxes": "tax"}[table]
    text = PRICED.get(last) or PRICED.get(f"{table} {last}")
    return dotted(keys) if text is None else tr(text, name=named(table, one, case))


def named(table: str, one: str, case: Case | None) -> str:
    """What a stream or a pollutant is called; its id where the register has none such."""
    known: Mapping[str, Any] = {} if case is None else case.stream if table == "prices" else case.pollutant
    return name_of(known[one]) if one in known else one


def help_of(keys: Keys) -> str:
    """What a key means and in which unit it is; its name in the file first."""
    text = HELP.get(keys[-1] if keys[0] in ("prices", "taxes") else dotted(keys), "")
    return f"{dotted(keys)}: {tr(text)}"


def default_of(keys: Keys, case: Case | None) -> Any:
    """What holds where no file sets a key: a scenario's default, or the register's price."""
    if keys[0] in ("prices", "taxes"):
        return _of_register(keys, case)
    found: Any = None
    model: Any = Scenario
    for key in keys:
        field = getattr(model, "model_fields", {}).get(key)
        if field is None:
            return None
        found = None if field.is_required() else field.default
        model = type(found)
    return found


def _of_register(keys: Keys, case: Case | None) -> Any:
    if case is None or len(keys) < len(("prices", "heat", "price")):
        return None
    record: Any = (case.stream if keys[0] == "prices" else case.pollutant).get(keys[1])
    column = {"escalation": "tax_escalation" if keys[0] == "taxes" else "escalation"}.get(keys[2], keys[2])
    return getattr(record, column, None)
