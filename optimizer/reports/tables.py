"""Outcomes as DataFrames, made only here. Figures stay numbers; words and formats come later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from optimizer.metrics import INDICATORS, metrics_of
from optimizer.outcome import Solved
from optimizer.reports.answer import number
from optimizer.words import label_of, name_of, unit_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.metrics import Indicator, Metric
    from optimizer.outcome import Outcome
    from optimizer.question import Question


def portfolio(question: Question, solved: Solved) -> pd.DataFrame:
    """Return the chosen measures by start: measure, name, name_uk, site, start, capex as in the register."""
    case = question.case
    chosen = sorted(solved.figures.decision.starts.items(), key=lambda item: (item[1], item[0]))
    rows = [(case.measure[m], start) for m, start in chosen]
    columns = ["measure", "name", "name_uk", "site", "start", "capex"]
    return pd.DataFrame(
        [(m.measure, m.name, m.name_uk, m.site, start, number(m.capex)) for m, start in rows], columns=columns
    )


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
    """Return the limits with their values, bounds and room left."""
    rows = [
        (x.name, x.metric, x.sense, number(x.value), number(x.bound), number(x.slack)) for x in solved.figures.limits
    ]
    return pd.DataFrame(rows, columns=["limit", "metric", "sense", "value", "bound", "slack"])


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


PARTS = {"portfolio": portfolio, "metrics": metrics, "years": years, "limits": limits}


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
