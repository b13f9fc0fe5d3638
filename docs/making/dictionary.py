"""The data dictionary, from the fields of the case and the scenario and from the declared metrics."""

from __future__ import annotations

from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from making import MADE
from optimizer import case as c
from optimizer import scenario as s
from optimizer.decimals import plain
from optimizer.indicators import INDICATORS, RATIOS
from optimizer.metrics import Metric, all_metrics

NAMED = (
    (c.Id, "id"),
    (c.Ids, "ids"),
    (c.Count, "whole number ≥ 0"),
    (c.Years, "whole number ≥ 1"),
    (c.Whole, "whole number"),
    (c.Amount, "number ≥ 0"),
    (c.Share, "share, 0–1"),
    (c.YearlyRate, "rate, > −0.9, ≤ 10"),
    (c.Fading, "rate, > −0.9, ≤ 1"),
    (c.Number, "number"),
    (s.Bound, 'number or "30%"'),
    (s.When, 'year, "each" or "total"'),
)
PLAIN = {str: "text", bool: "true or false", Decimal: "number", int: "whole number"}
TABLES = (
    ("The file itself", s.Scenario),
    ("`[budget]`", s.Budget),
    ("`[prices.<stream>]`", s.PriceChange),
    ("`[taxes.<pollutant>]`", s.TaxChange),
    ("`[factors.<stream>.<pollutant>]`", s.FactorChange),
    ("`[[limits]]`", s.Limit),
    ("`[measures]`", s.MeasureRules),
    ("`[solver]`", s.SolverOptions),
)
HEAD = ("name", "name_uk", "currency", "base_year", "company")
KINDS = {
    "flow": "yearly; the default year is base_year + start_years",
    "start": "when something starts or is paid; all years by default",
    "value": "one number of the whole plan; takes no year",
}

OPENING = """# Data dictionary

{made}

This page lists every column of a case, every key of a scenario and every metric. Their meaning year by year is in
[formats.md](formats.md). Text is UTF-8; an empty cell is missing and never 0; money is in the case's currency, nominal;
rates and shares are fractions (0.18 for 18 %); quantities are per full year. `*` means required. Several
values in a cell are separated by `;`. Columns may be in any order; an unknown column is ignored with a warning.
Effects of several measures on one end use overlap, all others add up; [how to enter a fuel
switch](guide.md#a-fuel-switch-beside-savings) beside them is in the guide.
"""

METRICS = """## Metrics

Each is at once a goal, a limit and a figure shown. A percentage as a bound is of the whole plant's baseline in the base
year; of `bill_saved`, of the bill without measures in the same year. Tonnes of
`co2e` are t CO2e.

{kinds}
| key | label | unit | kind | as a goal | percentage |
|---|---|---|---|---|---|
{metrics}
### Ratios

No goals; as limits they hold where their linear form holds ([formats.md](formats.md)).

| key | label | unit | limited by |
|---|---|---|---|
{ratios}
### Indicators

Shown with a plan; neither goals nor limits.

| key | label | unit |
|---|---|---|
{indicators}"""

EXAMPLE = c.Case(
    name="any",
    currency="UAH",
    base_year=2026,
    streams=(c.Stream(stream="<stream>", name="‹stream›", kind="energy", unit="the stream's", sum_as="<sum_as>"),),
    pollutants=(c.Pollutant(pollutant="<pollutant>", name="‹pollutant›"),),
    measures=(c.Measure(measure="m", name="m", capex=0, lifetime=1, uses={"<name>": 0}),),
)


def page() -> str:
    """docs/data-dictionary.md."""
    files = "".join(_file(name, model) for name, model in c.FILES.items())
    tables = "".join(f"### {title}\n\n{_sentence(model)}\n\n{_fields(model)}\n" for title, model in TABLES)
    head = f"### case.toml\n\n{_sentence(c.Case)}\n\n{_fields(c.Case, HEAD)}\n"
    case = f"\n## A case: a folder, or a workbook with a sheet for each file\n\n{head}{files}"
    return OPENING.format(made=MADE) + case + f"## A scenario: a TOML file\n\n{tables}" + _metrics()


def _file(name: str, model: type[c.Record]) -> str:
    required = " Required" + (", but may hold no rows." if name == "effects" else ".")
    heading = f"### {name}.csv\n\n{_sentence(model)}{required if name in c.REQUIRED_FILES else ''}\n\n"
    return heading + _fields(model, tuple(field for field in model.model_fields if field != "row")) + "\n"


def _sentence(model: type) -> str:
    return (model.__doc__ or "").split("\n\n", maxsplit=1)[0].replace("\n", " ")


def _fields(model: type[c.Value], names: tuple[str, ...] | None = None) -> str:
    hints = get_type_hints(model, include_extras=True)
    rows = ["| key | type | default | meaning |", "|---|---|---|---|"]
    for name in names or tuple(model.model_fields):
        field = model.model_fields[name]
        key = "`use_<name>`" if name == "uses" else f"`{name}`{'*' if field.is_required() else ''}"
        kind = "number" if name == "uses" else type_of(hints[name])
        default = "" if field.is_required() else _default(field.default)
        rows.append(f"| {key} | {kind} | {default} | {field.description or ''} |")
    return "\n".join(rows) + "\n"


def _default(value: object) -> str:
    if value is None or value in ("", (), {}) or isinstance(value, c.Value):
        return ""
    if isinstance(value, tuple):
        return ";".join(map(_default, value))
    if isinstance(value, bool):
        return str(value).lower()
    return plain(value) if isinstance(value, Decimal) else str(value)


def type_of(hint: Any) -> str:
    """A field's type in a user's words."""
    if get_origin(hint) is Annotated:
        return _annotated(hint)
    if hint == dict[str, Any] or _is_table(hint):
        return "table"
    return PLAIN[hint] if hint in PLAIN else _composed(get_origin(hint), get_args(hint))


def _composed(origin: Any, arguments: tuple[Any, ...]) -> str:
    """A type made of others."""
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(type_of(each) for each in arguments if each is not NoneType))
    if origin is Literal:
        return ", ".join(str(choice) for choice in arguments if choice != "")
    if origin is tuple:
        return "tables" if _is_table(arguments[0]) else f"list ({type_of(arguments[0])})"
    held = type_of(arguments[1])
    return "tables" if held in ("table", "tables") else f"{type_of(arguments[0])} → {held}"


def _annotated(hint: Any) -> str:
    """The named type that this one is, or narrows."""
    for named, words in NAMED:
        length = len(named.__metadata__)
        if hint.__origin__ == named.__origin__ and hint.__metadata__[:length] == named.__metadata__:
            return words
    return type_of(hint.__origin__)


def _is_table(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, c.Value)


def _metrics() -> str:
    metrics = "".join(_metric(metric) for metric in all_metrics(EXAMPLE))
    ratios = "".join(f"| `{r.key}` | {r.label} | {r.unit} | `{r.sense}` |\n" for r in RATIOS.values())
    kinds = "".join(f"- *{kind}*: {meaning}.\n" for kind, meaning in KINDS.items())
    shown = "".join(f"| `{i.key}` | {i.label} | {i.unit} |\n" for i in INDICATORS.values() if i.key not in RATIOS)
    return METRICS.format(kinds=kinds, metrics=metrics, ratios=ratios, indicators=shown)


def _metric(metric: Metric) -> str:
    label = metric.label.format(name=metric.names.get("en", "").replace("<", "‹").replace(">", "›"))
    goal = "least" if metric.minimised else "most"
    share = "yes" if metric.has_baseline else ""
    return f"| `{metric.key}` | {label} | {metric.unit} | {metric.kind} | {goal} | {share} |\n"
