"""The keys and values of a scenario in words: what each key is called, what it means, how a value reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.decimals import Decimal
from optimizer.locales import noted, tr, trn
from optimizer.locales.terms import term_text
from optimizer.locales.units import unit_text
from optimizer.metrics import RATIOS, metrics_of
from optimizer.reports.spelling import amount, numeral, with_unit
from optimizer.reports.words import label_of, name_of, unit_of, when_text
from optimizer.scenario import Scenario
from optimizer.ui.columns import column_title
from optimizer.ui.typed import bound_shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.case import Case
    from optimizer.metrics import Metric, Ratio
    from optimizer.ui.typed import Kind

Keys = tuple[str, ...]
MOST_NAMED = 3

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
RESIDUALS = {
    "none": noted("none"),
    "straight_line": noted("straight line"),
    "salvage": noted("salvage value"),
}
PERCENT = ("discount_rate", "capex_escalation", "tax_rate", "budget.reinvest", "solver.gap")
MONEY = ("budget.per_year", "budget.total")
PER_YEAR = ("discount_rate", "capex_escalation")
SENSES = {"at_least": noted("at least {bound}"), "at_most": noted("at most {bound}")}


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


def value_text(keys: Keys, value: Any, case: Case | None) -> str:
    """A value as people read it, with its unit."""
    if keys[0] == "limits":
        return limit_text(value, case) if isinstance(value, dict) else str(value)
    if isinstance(value, list | tuple):
        return _list_text(keys, value, case)
    word = _word(keys[-1], value, case)
    return with_unit(figure_text(kind_of(keys), value), unit_text_of(keys, case)) if word is None else word


def figure_text(kind: Kind, value: Any) -> str:
    """A figure as people read it, with all its decimals; what is none as it stands in the file."""
    if kind == "path" and isinstance(value, dict):
        return "; ".join(f"{year}: {figure_text('number', one)}" for year, one in sorted(value.items()))
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return str(value)
    number = Decimal(value).scaleb(2 if kind == "percent" else 0).normalize()
    return numeral(number, max(0, -int(number.as_tuple().exponent)))


def _word(key: str, value: Any, case: Case | None) -> str | None:
    """A value that is one of a few, in words; None where it is a figure."""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if key == "goal_year":
        return when_text(value) if value in ("each", "total") else str(value)
    if key == "residual" and value in RESIDUALS:
        return tr(RESIDUALS[value])
    return metric_text(value, case) if key == "goal" and isinstance(value, str) else None


def unit_text_of(keys: Keys, case: Case | None) -> str:
    """The unit of a key's value, as it stands behind a figure."""
    if kind_of(keys) == "percent":
        return "%"
    currency = "" if case is None else unit_text(case.currency)
    if dotted(keys) in MONEY:
        return currency
    if keys[0] in ("prices", "taxes") and keys[-1] in ("price", "tax", "path"):
        return f"{currency}/{priced_unit(keys, case)}"
    return ""


def priced_unit(keys: Keys, case: Case | None) -> str:
    """The unit that a price is for; of a tax, the tonne."""
    if keys[0] == "taxes":
        return unit_text("t")
    return unit_text(case.stream[keys[1]].unit) if case is not None and keys[1] in case.stream else "?"


def _list_text(keys: Keys, values: Sequence[Any], case: Case | None) -> str:
    if keys[0] == "measures":
        return _measure_names(values, case)
    texts = "; ".join(figure_text("number", one) for one in values)
    return with_unit(texts, unit_text_of(keys, case)) if values else tr("none")


def _measure_names(values: Sequence[Any], case: Case | None) -> str:
    known = {} if case is None else case.measure
    names = [name_of(known[one]) if one in known else str(one) for one in values]
    more = len(names) - MOST_NAMED
    told = [*names[:MOST_NAMED], *([trn("… and {count} more", "… and {count} more", more)] if more > 0 else [])]
    return "; ".join(told) if told else tr("none")


def metric_text(key: str, case: Case | None) -> str:
    """What a metric or a ratio is called; its key where the register has none such."""
    metric = metric_of(key, case)
    return key if metric is None else label_of(metric)


def metric_of(key: str, case: Case | None) -> Metric | Ratio | None:
    """A metric or a ratio by its key."""
    return RATIOS.get(key) or (None if case is None else metrics_of(case).get(key))


def limit_text(limit: Mapping[str, Any], case: Case | None) -> str:
    """What a limit asks for: the metric with its bounds, the year, and of which measures."""
    key = str(limit.get("metric", ""))
    sides = [tr(text, bound=_bound_text(key, limit[side], case)) for side, text in SENSES.items() if side in limit]
    text = " ".join((metric_text(key, case), ", ".join(sides))).strip()
    if (year := limit.get("year")) is not None:
        text = f"{text} ({when_text(year) if year in ('each', 'total') else year})"
    where = limit.get("where")
    return f"{text}, {where_text(where)}" if isinstance(where, dict) and where else text


def _bound_text(key: str, bound: Any, case: Case | None) -> str:
    if key == "irr" or (isinstance(bound, str) and bound.endswith("%")):
        return bound_shown(bound, share=key == "irr")
    metric = metric_of(key, case)
    if isinstance(bound, bool) or not isinstance(bound, int | Decimal) or metric is None or case is None:
        return str(bound)
    if metric.unit in ("years", "points"):
        return amount(Decimal(bound), metric.unit)
    return with_unit(figure_text("number", bound), unit_of(metric, case))


def where_text(where: Mapping[str, Any]) -> str:
    """Of which measures a limit is: `Site: Boiler house`."""
    listed_by = {column: wanted if isinstance(wanted, list) else [wanted] for column, wanted in where.items()}
    return "; ".join(
        f"{column_title(column)}: {', '.join(term_text(str(one)) for one in wanted)}"
        for column, wanted in listed_by.items()
    )
