"""The values of a scenario in words: figures with units, measures by name, limits as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.decimals import Decimal
from optimizer.indicators import RATIOS
from optimizer.limit_words import limit_rule, when_text
from optimizer.locales import language, noted, tr, trn
from optimizer.locales.terms import term_text
from optimizer.locales.units import unit_text
from optimizer.metrics import metrics_of
from optimizer.spelling import amount, numeral, with_unit
from optimizer.ui.scenarios.titles import MONEY, dotted, kind_of
from optimizer.ui.shared.columns import column_title
from optimizer.ui.shared.typed import bound_shown
from optimizer.words import label_of, name_of, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.case import Case
    from optimizer.indicators import Ratio
    from optimizer.metrics import Metric
    from optimizer.ui.scenarios.titles import Keys
    from optimizer.ui.shared.typed import Kind

MOST_NAMED = 3
RESIDUALS = {
    "none": noted("none"),
    "straight_line": noted("straight line"),
    "salvage": noted("salvage value"),
}


def value_text(keys: Keys, value: Any, case: Case | None) -> str:
    """Return a value as text with its unit."""
    if keys[0] == "limits":
        return limit_text(value, case) if isinstance(value, dict) else str(value)
    if isinstance(value, list | tuple):
        return _list_text(keys, value, case)
    word = _word(keys[-1], value, case)
    return with_unit(figure_text(kind_of(keys), value), unit_text_of(keys, case)) if word is None else word


def figure_text(kind: Kind, value: Any) -> str:
    """Return a figure with all its decimals; an invalid one as in the file."""
    if kind == "path" and isinstance(value, dict):
        return "; ".join(f"{year}: {figure_text('number', one)}" for year, one in sorted(value.items()))
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        return str(value)
    number = Decimal(value).scaleb(2 if kind == "percent" else 0).normalize()
    return numeral(number, max(0, -int(number.as_tuple().exponent)))


def _word(key: str, value: Any, case: Case | None) -> str | None:
    """Return one of a fixed set of values in words; None if it is a figure."""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if key == "goal_year":
        return _when(value)
    if key == "residual" and value in RESIDUALS:
        return tr(RESIDUALS[value])
    return metric_text(value, case) if key == "goal" and isinstance(value, str) else None


def unit_text_of(keys: Keys, case: Case | None) -> str:
    """Return the unit of a key's value, as written after a figure."""
    if kind_of(keys) == "percent":
        return "%"
    currency = "" if case is None else unit_text(case.currency)
    if dotted(keys) in MONEY:
        return currency
    if keys[0] in ("prices", "taxes") and keys[-1] in ("price", "tax", "path"):
        return f"{currency}/{priced_unit(keys, case)}"
    if keys[0] == "factors" and keys[-1] == "path":
        return f"{unit_text('kg')}/{priced_unit(keys, case)}"
    return ""


def priced_unit(keys: Keys, case: Case | None) -> str:
    """Return the unit that a price is for; for a tax, the tonne."""
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
    """Return the label of a metric or ratio; its key if the register lacks it."""
    metric = metric_of(key, case)
    return key if metric is None else label_of(metric)


def metric_of(key: str, case: Case | None) -> Metric | Ratio | None:
    """Return a metric or a ratio by its key."""
    return RATIOS.get(key) or (None if case is None else metrics_of(case).get(key))


def limit_name(name: str, limit: Mapping[str, Any] | None) -> str:
    """Return what a limit is called in the current language; it is known by its own name."""
    own = (limit or {}).get("name_uk") if language() == "uk" else None
    return str(own or name)


def limit_text(limit: Mapping[str, Any], case: Case | None) -> str:
    """Return a limit in words: the metric with its bounds, the year, and the measures."""
    key, where, year = str(limit.get("metric", "")), limit.get("where"), limit.get("year")
    what = metric_text(key, case)
    if isinstance(where, dict) and where:
        what = tr("{figure} (only {which})", figure=what, which=where_text(where))
    low, high = (_bound_text(key, limit[side], case) if side in limit else None for side in ("at_least", "at_most"))
    return what if low is None and high is None else limit_rule(what, low, high, None if year is None else _when(year))


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
    """Return which measures a limit covers: `Site: Boiler house`."""
    listed_by = {column: wanted if isinstance(wanted, list) else [wanted] for column, wanted in where.items()}
    return "; ".join(
        f"{column_title(column)}: {', '.join(term_text(str(one)) for one in wanted)}"
        for column, wanted in listed_by.items()
    )


def when_chosen(year: Any) -> str:
    """Return a year, `each` or `total` in words; without one, the metric's default."""
    return tr("default of the metric") if year in (None, "") else _when(year)


def _when(year: Any) -> str:
    return when_text(year) if year in ("each", "total") else str(year)
