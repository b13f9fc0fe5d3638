"""The settings of a scenario in words: title, explanation, input type, default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.locales import noted, tr
from optimizer.scenario import Scenario
from optimizer.ui.shared.columns import column_title
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.case import Case
    from optimizer.ui.shared.typed import Kind

Keys = tuple[str, ...]
TITLES = {
    "case": noted("Case"),
    "extends": noted("Extends"),
    "goal": noted("Goal"),
    "goal_year": noted("Year of the goal"),
    "horizon_years": noted("Horizon, years"),
    "start_years": noted("Start years"),
    "first_start": noted("First start"),
    "discount_rate": noted("Discount rate"),
    "capex_escalation": noted("Growth of implementation costs"),
    "residual": noted("Residual value"),
    "tax_rate": noted("Profit tax"),
    "depreciation_years": noted("Depreciation, years"),
    "budget.per_year": noted("Own funds by year"),
    "budget.total": noted("Total budget"),
    "budget.carry_over": noted("Carry over unspent funds"),
    "budget.reinvest": noted("Savings reinvested"),
    "measures.include": noted("Always chosen"),
    "measures.exclude": noted("Never chosen"),
    "measures.max_payback": noted("Longest payback of a measure, years"),
    "solver.gap": noted("Gap"),
    "solver.time_limit": noted("Time limit, seconds"),
    "solver.proofs": noted("Proofs"),
}
HELP = {
    "name": noted("The scenario’s name in English, for lists, charts and reports."),
    "name_uk": noted("The scenario’s name in Ukrainian, for lists, charts and reports."),
    "case": noted("The folder of the case, relative to this file."),
    "extends": noted("The parent scenario: everything not set here is taken from it."),
    "goal": noted("The figure to optimize: as high as possible, or as low as possible if less is better."),
    "goal_year": noted(
        "The year whose value counts; if empty, the first year after the start years for yearly figures. "
        "NPV and other figures of the whole plan take no year."
    ),
    "horizon_years": noted("Number of years after the base year; anything later counts only as residual value."),
    "start_years": noted("Number of years, from the base year, in which measures may start; at most the horizon."),
    "first_start": noted(
        "No measure starts before this calendar year; if empty, from the base year on. A later year shows what "
        "waiting costs."
    ),
    "discount_rate": noted("Per year, nominal: money of year t is divided by (1 + rate)^t. Unit: % per year."),
    "capex_escalation": noted(
        "Implementation costs of year t are multiplied by (1 + growth)^t. If prices grow and this does not, "
        "waiting appears to be free. Unit: % per year."
    ),
    "residual": noted(
        "The value of equipment at the end of the horizon. Straight line: the share of its cost for the years "
        "of life that remain. Salvage: the salvage value in the register."
    ),
    "tax_rate": noted("Profit tax on savings minus depreciation; a loss reduces the tax. Unit: % of the profit."),
    "depreciation_years": noted(
        "Each payment is depreciated evenly over this many years after it; 0 means no depreciation."
    ),
    "budget.per_year": noted(
        "Own funds by calendar year from the base year on, or the same in every start year. If empty, there is no "
        "yearly limit. Unit: the case's currency."
    ),
    "budget.total": noted("The maximum of all implementation costs together. Unit: the case's currency."),
    "budget.carry_over": noted("Own funds left over in one year can be spent in the next."),
    "budget.reinvest": noted("The share of last year's annual saving that is added to own funds. Unit: %."),
    "measures.include": noted("These measures are in every plan, whatever they cost."),
    "measures.exclude": noted("These measures are in no plan."),
    "measures.max_payback": noted(
        "A measure whose own simple payback (cost / net saving of a full year, taken alone) is longer is left out."
    ),
    "solver.gap": noted("The largest gap at which an answer is called optimal: |bound − value| / |value|. Unit: %."),
    "solver.time_limit": noted("For the whole answer including proofs; then the best plan so far is the answer."),
    "solver.proofs": noted("Two independent proofs, or a single quick one; the answer says which."),
    "price": noted("What saving one unit is worth in the base year; if empty, the register's price is used."),
    "tax": noted("The tax on one tonne in the base year; if empty, the register's tax is used."),
    "escalation": noted("Growth per year; if empty, the register's is used. Unit: % per year."),
    "trend": noted("Change of the factor per year; if empty, the register's is used. Unit: % per year."),
    "scope": noted("Which of the factors of this stream and pollutant is changed, if the register has several."),
    "path": noted(
        "Calendar years with values, such as 2028: 9; 2030: 12. Each applies, nominal and without growth, until the "
        "next one; before the first, the base year’s figure grows at the given rate."
    ),
}
WHOLE = (("horizon_years",), ("start_years",), ("first_start",), ("depreciation_years",))
OF_RECORDS = ("prices", "taxes", "factors")
"""Tables of a scenario that change what the register says of streams, pollutants and their factors."""
PERCENT = ("discount_rate", "capex_escalation", "tax_rate", "budget.reinvest", "solver.gap")
MONEY = ("budget.per_year", "budget.total")


def dotted(keys: Keys) -> str:
    """Return keys as one text."""
    return ".".join(keys)


def kind_of(keys: Keys) -> Kind:
    """Return how a value is typed and shown."""
    if keys[0] in OF_RECORDS:
        kinds: dict[str, Kind] = {"escalation": "percent", "trend": "percent", "path": "path", "scope": "whole"}
        return kinds.get(keys[-1], "number")
    if dotted(keys) in PERCENT:
        return "percent"
    return "whole" if keys in WHOLE else "number"


def title_of(keys: Keys, case: Case | None) -> str:
    """Return a key's title: “Discount rate”, “Price of natural gas”, “Limit “Climate target””."""
    if keys[0] in ("name", "name_uk"):
        return column_title(keys[0])
    if keys[0] == "limits":
        return tr("Limit “{name}”", name=keys[1]) if len(keys) > 1 else tr("Limits")
    if keys[0] in ("prices", "taxes") and len(keys) > 1:
        return _priced(keys, case)
    if keys[0] == "factors" and len(keys) > len(("factors", "heat")):
        return _factored(keys, case)
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


FACTORED = {
    "trend": noted("{name}: change per year"),
    "path": noted("{name}: factor by year"),
    "scope": noted("{name}: scope of the factor"),
}


def _factored(keys: Keys, case: Case | None) -> str:
    _, stream, pollutant, *rest = keys
    name = pair_name((stream, pollutant), case)
    return tr(FACTORED[rest[0]], name=name) if rest and rest[0] in FACTORED else name


def pair_name(pair: tuple[str, str], case: Case | None) -> str:
    """Return the names of a stream and a pollutant: “Electricity, Greenhouse gases”."""
    return f"{named('prices', pair[0], case)}, {named('taxes', pair[1], case)}"


def named(table: str, one: str, case: Case | None) -> str:
    """Return the name of a stream or pollutant; its ID if the register lacks it."""
    known: Mapping[str, Any] = {} if case is None else case.stream if table == "prices" else case.pollutant
    return name_of(known[one]) if one in known else one


def help_of(keys: Keys) -> str:
    """Return a key's name in the file, its explanation and unit."""
    text = HELP.get(keys[-1] if keys[0] in OF_RECORDS else dotted(keys), "")
    return f"{dotted(keys)}: {tr(text)}"


def default_of(keys: Keys, case: Case | None) -> Any:
    """Return the value if no file sets a key: a scenario's default, or the register's price, tax or trend."""
    if keys[0] in ("prices", "taxes"):
        return _of_register(keys, case)
    if keys[0] == "factors":
        return _of_factor(keys, case)
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


def _of_factor(keys: Keys, case: Case | None) -> Any:
    """Return the register's trend of a pair with one factor; None if it has several."""
    if case is None or keys[-1] != "trend":
        return None
    trends = [row.trend for row in case.factors if (row.stream, row.pollutant) == keys[1:3]]
    return trends[0] if len(trends) == 1 else None
