"""Outcomes as DataFrames, made only here. Figures stay numbers; words and formats come later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from optimizer.evaluation import SHARED
from optimizer.indicators import INDICATORS
from optimizer.locales import tr
from optimizer.metrics import metrics_of
from optimizer.outcome import Solved
from optimizer.reports.answer import number
from optimizer.reports.parts import STEPS
from optimizer.words import label_of, name_of, unit_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.indicators import Indicator
    from optimizer.metrics import Metric
    from optimizer.outcome import Outcome
    from optimizer.question import Question


ALONE = ("npv", "annual_saving", "simple_payback")


def portfolio(question: Question, solved: Solved) -> pd.DataFrame:
    """Return the chosen measures by start, with their fair shares of the plan's figures and what they are alone."""
    case, figures = question.case, solved.figures
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


def bridge(_: Question, solved: Solved) -> pd.DataFrame:
    """Return the present values that add up to the NPV, and what the simple payback is made of: step, label, value."""
    rows = [(key, tr(STEPS[key]), number(value)) for key, value in solved.figures.bridge.items()]
    return pd.DataFrame(rows, columns=["step", "label", "value"])


def years(question: Question, solved: Solved) -> pd.DataFrame:
    """Return every yearly figure, one row per year."""
    series = {key: [number(value) for value in values] for key, values in solved.figures.years.items()}
    base = question.case.base_year
    return pd.DataFrame({"year": [base + t for t in range(question.scenario.horizon_years + 1)], **series})


def metrics(question: Question, solved: Solved) -> pd.DataFrame:
    """Return every metric at its default year, and the ratios: key, label, unit, value."""
    shown: dict[str, Metric | Indicator] = {**metrics_of(question.case), **INDICATORS}
    names = {key: (label_of(metric), unit_of(metric, question.case)) for key, metric in shown.items()}
    values = solved.figures.metrics
    rows = [(key, label, unit, number(values[key])) for key, (label, unit) in names.items()]
    return pd.DataFrame(rows, columns=["metric", "label", "unit", "value"])


def limits(_: Question, solved: Solved) -> pd.DataFrame:
    """Return the limits with their values, bounds and room left; of a ratio also the money by which it is kept."""
    rows = [
        (x.name, x.metric, x.sense, *map(number, (x.value, x.bound, x.slack, x.margin))) for x in solved.figures.limits
    ]
    return pd.DataFrame(rows, columns=["limit", "metric", "sense", "value", "bound", "slack", "margin"])


def names(answers: Sequence[tuple[Question, Outcome]]) -> list[str]:
    """Return the scenarios' names; equal names are numbered."""
    given = [name_of(question.scenario) for question, _ in answers]
    found: list[str] = []
    for name in given:
        number = 2
        unique = name
        while unique in found:
            unique, number = f"{name} ({number})", number + 1
        found.append(unique)
    return found


PARTS = {"portfolio": portfolio, "metrics": metrics, "years": years, "bridge": bridge, "limits": limits}


def comparison(answers: Sequence[tuple[Question, Outcome]]) -> pd.DataFrame:
    """Return metrics by scenario, one column each in the given order; empty if a scenario has no plan."""
    columns = [metrics(q, o).set_index("metric") if isinstance(o, Solved) else None for q, o in answers]
    known = [column for column in columns if column is not None]
    labels = (
        pd.concat([column[["label", "unit"]] for column in known]).groupby(level=0, sort=False).first()
        if known
        else pd.DataFrame()
    )
    values = [column["value"] if column is not None else pd.Series(dtype=float) for column in columns]
    return pd.concat(
        [labels, *(v.reindex(labels.index).rename(name) for v, name in zip(values, names(answers), strict=True))],
        axis=1,
    )


def matrix(answers: Sequence[tuple[Question, Outcome]]) -> pd.DataFrame:
    """Return measure × scenario: the start year, empty if not chosen; measures chosen nowhere are left out."""
    starts = {
        name: dict(o.figures.decision.starts) if isinstance(o, Solved) else {}
        for name, (_, o) in zip(names(answers), answers, strict=True)
    }
    chosen = sorted({measure for column in starts.values() for measure in column})
    return pd.DataFrame(
        {name: pd.array([column.get(m) for m in chosen], dtype="Int64") for name, column in starts.items()},
        index=chosen,
    )


def core(answers: Sequence[tuple[Question, Outcome]]) -> list[str]:
    """Return the measures chosen in every scenario that has a plan."""
    plans = [set(o.figures.decision.starts) for _, o in answers if isinstance(o, Solved)]
    return sorted(set.intersection(*plans)) if plans else []
