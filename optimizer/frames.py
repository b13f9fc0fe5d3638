"""Figures and outcomes as data frames and as HTML. Figures stay numbers; words and formats come later."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from optimizer.decimals import number
from optimizer.errors import InvalidInput, Problem, closest
from optimizer.indicators import INDICATORS
from optimizer.locales import tr
from optimizer.metrics import SHARED, metrics_of
from optimizer.outcome import Solved
from optimizer.words import STEPS, label_of, name_of, status_text, unit_of, value_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from optimizer.figures import Figures
    from optimizer.indicators import Indicator
    from optimizer.metrics import Metric
    from optimizer.outcome import Outcome

ALONE = ("npv", "annual_saving", "simple_payback")
HEADLINE = ("npv", "capex", "annual_saving", "simple_payback")


def portfolio(figures: Figures) -> pd.DataFrame:
    """Return the chosen measures by start, with their fair shares of the plan's figures and what they are alone."""
    case = figures.question.case
    chosen = sorted(figures.decision.starts.items(), key=lambda item: (item[1], item[0]))
    shared = [key for key in SHARED if key in metrics_of(case)]
    columns = ["measure", "name", "name_uk", "site", "start", *shared, *(f"alone_{key}" for key in ALONE)]
    rows = [
        (
            *(measure, case.measure[measure].name, case.measure[measure].name_uk, case.measure[measure].site, start),
            *(number(figures.shares[measure].get(key)) for key in shared),
            *(number(figures.alone[measure][key]) for key in ALONE),
        )
        for measure, start in chosen
    ]
    return pd.DataFrame(rows, columns=columns)


def bridge(figures: Figures) -> pd.DataFrame:
    """Return the present values that add up to the NPV, and what the simple payback is made of: step, label, value."""
    rows = [(key, tr(STEPS[key]), number(value)) for key, value in figures.bridge.items()]
    return pd.DataFrame(rows, columns=["step", "label", "value"])


def years(figures: Figures) -> pd.DataFrame:
    """Return every yearly figure, one row per calendar year."""
    series = {key: pd.Series([number(value) for value in values], dtype=float) for key, values in figures.years.items()}
    first = figures.question.case.base_year
    return pd.DataFrame({"year": [first + t for t in range(figures.question.scenario.horizon_years + 1)], **series})


def metrics(figures: Figures) -> pd.DataFrame:
    """Return every metric at its default year, and the ratios: key, label, unit, value."""
    case = figures.question.case
    shown: dict[str, Metric | Indicator] = {**metrics_of(case), **INDICATORS}
    rows = [(key, label_of(one), unit_of(one, case), number(figures.metrics[key])) for key, one in shown.items()]
    return pd.DataFrame(rows, columns=["metric", "label", "unit", "value"])


def limits(figures: Figures) -> pd.DataFrame:
    """Return limits and budgets with their values, bounds and room left; of a ratio also the money that keeps it."""
    rows = [(x.name, x.metric, x.sense, *map(number, (x.value, x.bound, x.slack, x.margin))) for x in figures.limits]
    rows += [(x.name, "capex", "at_most", *map(number, (x.spent, x.bound, x.left)), None) for x in figures.budgets]
    frame = pd.DataFrame(rows, columns=["limit", "metric", "sense", "value", "bound", "slack", "margin"])
    return frame.astype(dict.fromkeys(("value", "bound", "slack", "margin"), float))


TABLES = {"portfolio": portfolio, "metrics": metrics, "years": years, "bridge": bridge, "limits": limits}
"""What `Figures.to_frame` can return and `--csv` writes; the first column identifies a row."""


def frame_of(figures: Figures, table: str) -> pd.DataFrame:
    """Return one of the tables, indexed by its first column; raise `InvalidInput` if there is none of that name."""
    if table not in TABLES:
        text, values = 'there is no table "{name}": {names}', {"name": table, "names": ", ".join(TABLES)}
        raise InvalidInput([Problem("", text, values=values, guess=closest(str(table), TABLES))])
    frame = TABLES[table](figures)
    return frame.set_index(frame.columns[0])


def compare(outcomes: Mapping[Any, Outcome] | Sequence[Outcome]) -> pd.DataFrame:
    """Return outcomes side by side: one row each, with status, gap and every metric of its plan.

    `outcomes` maps labels to outcomes, and the labels become the index (tuples become levels); a sequence is numbered
    from 0. Metrics are floats at their default years; an outcome without a plan has NaN.
    """
    named: dict[Hashable, Outcome] = dict(outcomes if isinstance(outcomes, Mapping) else enumerate(outcomes))
    rows = [_row(outcome) for outcome in named.values()]
    columns = list(dict.fromkeys(["status", "gap", *(key for row in rows for key in row)]))
    frame = pd.DataFrame(rows, columns=columns, index=pd.Index([*named], tupleize_cols=True))
    return frame.astype(dict.fromkeys(columns[1:], float))


def _row(outcome: Outcome) -> dict[str, Any]:
    if not isinstance(outcome, Solved):
        return {"status": outcome.status}
    values = {key: number(value) for key, value in outcome.figures.metrics.items()}
    return {"status": outcome.status, "gap": number(outcome.gap), **values}


def html_of(figures: Figures, status: str | None) -> str:
    """Return the headline figures and the chosen measures as HTML, in the current language."""
    question, chosen = figures.question, portfolio(figures).set_index("measure")
    shown: dict[str, Metric | Indicator] = {**metrics_of(question.case), **INDICATORS}
    told = [f"{label_of(shown[key])}: {value_of(question, key, figures.metrics[key])}" for key in HEADLINE]
    broken = ", ".join(one.name or one.rule for one in figures.violations)
    head = [] if status is None else [status_text(status)]
    head += [*told, *([tr("breaks {rules}", rules=broken)] if broken else [])]
    name = escape(name_of(question.scenario))
    money = [key for key in ("capex", "npv", "annual_saving") if key in chosen]
    table = chosen[["name", "start", *money]].to_html(float_format="{:,.0f}".format, border=0)
    return f"<p><b>{name}</b><br>{escape(' · '.join(head))}</p>{table}"
