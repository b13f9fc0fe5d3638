"""Frames of answers for pages: names in the current language, figures as numbers, texts.

Column names are language-free; headings are set where a frame is shown.
"""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pandas as pd

from optimizer.decimals import ZERO, Decimal, number
from optimizer.finance import present_values_so_far
from optimizer.flows import years_of_effect
from optimizer.indicators import INDICATORS
from optimizer.limit_words import limit_subject, when_text
from optimizer.locales import tr
from optimizer.metrics import metrics_of
from optimizer.outcome import Solved
from optimizer.parts import FLOWS, bridge, cash_flows, changes, shares
from optimizer.reports.differences import difference, limit_texts
from optimizer.reports.terminal import SENSES
from optimizer.spelling import money
from optimizer.words import figure, label_of, name_of, shared_decimals, spelled_out, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optimizer.case import Case, Measure
    from optimizer.figures import Figures
    from optimizer.outcome import Outcome
    from optimizer.question import Question

    Answers = Sequence[tuple[Question, Outcome]]

TIGHT = Decimal("0.01")


def labels(case: Case, measures: Iterable[str]) -> dict[str, str]:
    """Return the name of each of a case's measures, with its ID if two names are equal."""
    return labels_of(case.measure[measure] for measure in measures)


def labels_of(measures: Iterable[Measure]) -> dict[str, str]:
    """Return each measure's name by its ID, with the ID if two names are equal."""
    named = {one.measure: " ".join(name_of(one).split()) for one in measures}
    counts = Counter(named.values())
    return {measure: f"{name} ({measure})" if counts[name] > 1 else name for measure, name in named.items()}


def _by_start(figures: Figures) -> list[tuple[str, int]]:
    return sorted(figures.decision.starts.items(), key=lambda item: (item[1], item[0]))


def plan(question: Question, figures: Figures) -> pd.DataFrame:
    """Return the chosen measures by start: measure, name, site, start, from and to (first and last year of effect)."""
    case, names = question.case, labels(question.case, figures.decision.starts)
    rows = [
        (measure, names[measure], case.measure[measure].site, start, *_effect(question, case.measure[measure], start))
        for measure, start in _by_start(figures)
    ]
    return pd.DataFrame(rows, columns=["measure", "name", "site", "start", "from", "to"])


ALONE = ("npv", "annual_saving", "simple_payback")


def fair(question: Question, figures: Figures) -> pd.DataFrame:
    """Return the chosen measures with their fair shares and what they are alone: name, start, metrics, alone_*."""
    columns, names = shares(question, figures), labels(question.case, figures.decision.starts)
    rows = []
    for measure, start in _by_start(figures):
        share, alone = figures.shares[measure], figures.alone[measure]
        shown = {key: column.parts[measure] for key, column in columns.items()}
        same = {key: shown[key] for key in alone if key in shown and alone[key] == share[key]}
        both = {f"alone_{key}": (alone | same)[key] for key in ALONE}  # what is the same is shown the same
        told = {key: number(value) for key, value in {**shown, **both}.items()}
        rows.append({"name": names[measure], "start": start, **told})
    return pd.DataFrame(rows)


def waterfall(question: Question, figures: Figures) -> pd.DataFrame:
    """Return the steps from the savings to the NPV for `waterfall_chart`: label, value, begin, end, kind, told."""
    rows, so_far = [], ZERO
    for step in bridge(question, figures):
        kind = "total" if step.key == "npv" else "gain" if step.value >= 0 else "cost"
        begin = ZERO if kind == "total" else so_far
        so_far = begin + step.value
        told = money(step.value, question.case, step.decimals)
        rows.append((step.label, *map(number, (step.value, begin, so_far)), kind, told))
    return pd.DataFrame(rows, columns=["label", "value", "begin", "end", "kind", "told"])


def before_after(question: Question, figures: Figures, key: str) -> pd.DataFrame:
    """Return the bill or a pollutant by year: year, before, after, saved, share; no rows where they are not known."""
    rows = [
        (question.case.base_year + t, *map(number, (change.before, change.after, change.saved, change.share)))
        for t, change in enumerate(changes(question, figures, key))
    ]
    return pd.DataFrame(rows, columns=["year", "before", "after", "saved", "share"])


def _effect(question: Question, measure: Measure, start: int) -> tuple[int, int]:
    """Return the first and the last calendar year in effect, within the horizon."""
    base = question.case.base_year
    years = years_of_effect(measure, start - base, question.scenario.horizon_years)
    return base + years.start, base + years.stop - 1


def spans(question: Question, figures: Figures) -> pd.DataFrame:
    """Return a plan for `plan_chart`: label, phase, begin, end (exclusive), told."""
    return pd.DataFrame(list(_spans(question, figures)), columns=["label", "phase", "begin", "end", "told"])


def _spans(question: Question, figures: Figures) -> Iterator[tuple[str, str, int, int, str]]:
    names = labels(question.case, figures.decision.starts)
    for measure, start in _by_start(figures):
        begin, (first, last) = start, _effect(question, question.case.measure[measure], start)
        if first > begin:
            yield names[measure], "doing", begin, first, _span_text(begin, first - 1)
        if last >= first:
            yield names[measure], "effect", first, last + 1, _span_text(first, last)


def _span_text(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


PARTS = {
    "cost": "capex",
    "saving": "annual_saving",
    "one_off": "one_off",
    "renewal": "renewal",
    "avoided": "avoided_cost",
    "tax": "profit_tax",
    "residual": "residual",
    "net": "net_cash_flow",
}


def cash_parts(question: Question, figures: Figures) -> pd.DataFrame:
    """Return money by year for `cash_chart`: year, part, value, told; what there is none of is left out."""
    flows, rows = cash_flows(figures), []
    for part, key in PARTS.items():
        for t, value in enumerate(flows.get(key, ())):
            signed = value * FLOWS.get(key, 1)
            rows.append((question.case.base_year + t, part, number(signed), money(signed, question.case, 0)))
    return pd.DataFrame(rows, columns=["year", "part", "value", "told"])


def cash(question: Question, figures: Figures) -> pd.DataFrame:
    """Return money by year with the cumulative net cash flow; what there is none of is left out."""
    flows, series = cash_flows(figures), figures.years
    frame = pd.DataFrame({"year": [question.case.base_year + t for t in range(len(series["capex"]))]})
    for key, values in flows.items():
        frame[key] = [number(value) for value in values]
    frame["cumulative"] = [number(value) for value in cumulative(figures)]
    for key in ("cash", "co2e_abated"):
        if key in series and any(value is not None for value in series[key]):
            frame[key] = [number(value) for value in series[key]]
    return frame


def cumulative(figures: Figures) -> list[Decimal]:
    """Return cumulative net cash flows by year: the sums of those shown."""
    return list(accumulate(cash_flows(figures)["net_cash_flow"]))


def worth(question: Question, figures: Figures) -> pd.DataFrame:
    """Return cash and present values for `worth_chart`: year, net, so_far (of present values), and both told."""
    case, nets = question.case, [value or ZERO for value in figures.years["net_cash_flow"]]
    totals = present_values_so_far(nets, question.scenario.discount_rate)
    rows = [
        (case.base_year + t, number(net), number(total), money(net, case), money(total, case))
        for t, (net, total) in enumerate(zip(nets, totals, strict=True))
    ]
    return pd.DataFrame(rows, columns=["year", "net", "so_far", "told_net", "told_so_far"])


def rules(question: Question, figures: Figures) -> pd.DataFrame:
    """Return limits and budgets, tightest first: rule, value, sense, bound, room, share (left), margin, tight, name."""
    rows = sorted(
        (*_limits(question, figures), *_budgets(question, figures)),
        key=lambda row: row["share"] if row["share"] is not None else 2,
    )
    columns = ["rule", "value", "sense", "bound", "room", "share", "margin", "tight", "name"]
    return pd.DataFrame([{**row, "share": number(row["share"])} for row in rows], columns=columns)


def _limits(question: Question, figures: Figures) -> Iterator[dict[str, Any]]:
    asked = {limit.name: limit for limit in question.scenario.limits}
    for limit in figures.limits:
        said = dict(zip(("value", "bound", "room"), limit_texts(question, limit), strict=True))
        subject, when = limit_subject(question, asked[limit.name]), asked[limit.name].year
        yield {
            "rule": subject if when is None else f"{subject}, {when_text(when)}",
            "name": name_of(asked[limit.name]),
            "sense": SENSES[limit.sense],
            **said,
            "margin": "" if limit.margin is None else money(limit.margin, question.case),
            **_room(limit.slack, limit.bound),
        }


def _budgets(question: Question, figures: Figures) -> Iterator[dict[str, Any]]:
    for budget in figures.budgets:
        rule = tr("Total budget") if budget.year is None else tr("Own funds of {year}", year=budget.year)
        said = _spent(question, budget.spent, budget.bound)
        yield {"rule": rule, "name": "", "margin": "", "sense": "≤", **said, **_room(budget.left, budget.bound)}


def _spent(question: Question, spent: Decimal, bound: Decimal) -> dict[str, str]:
    """Return the spending of a budget, and the room left as the difference of the displayed values."""
    decimals = shared_decimals(question, "capex", (spent, bound))
    left = difference(figure(question, "capex", bound, decimals), figure(question, "capex", spent, decimals))
    assert left is not None
    shown = {"value": spent, "bound": bound, "room": left.value}
    return {name: spelled_out(question, "capex", value, decimals) for name, value in shown.items()}


def _room(left: Decimal | None, bound: Decimal) -> dict[str, Any]:
    share = None if left is None or not bound else left / abs(bound)
    return {"share": share, "tight": share is not None and share <= TIGHT}


COMPARED = ("npv", "capex", "annual_saving", "energy_saved", "co2e_abated", "simple_payback")


def compared(answers: Answers, names: Sequence[str]) -> pd.DataFrame:
    """Return figures as shares of the first plan's, for `dumbbell_chart`: figure, scenario, share, told."""
    rows = []
    for key in COMPARED:
        values = [
            (name, q, o.figures.metrics.get(key))
            for name, (q, o) in zip(names, answers, strict=True)
            if isinstance(o, Solved)
        ]
        base = values[0][2] if values else None
        if base is None or base <= 0 or any(key not in {*metrics_of(q.case), *INDICATORS} for _, q, _ in values):
            continue
        label = label_of(metrics_of(values[0][1].case).get(key) or INDICATORS[key])
        first = figure(values[0][1], key, base).value
        shown = [(name, q, value, figure(q, key, value).value) for name, q, value in values]
        rows += [
            (label, name, number(read / first), value_of(q, key, value))
            for name, q, value, read in shown
            if read is not None and first
        ]
    return pd.DataFrame(rows, columns=["figure", "scenario", "share", "told"])


def cumulative_lines(answers: Answers, names: Sequence[str]) -> pd.DataFrame:
    """Return cumulative net cash flow for `cumulative_chart`: year, scenario, value, told."""
    rows = [
        (question.case.base_year + t, name, number(value), money(value, question.case))
        for name, (question, outcome) in zip(names, answers, strict=True)
        if isinstance(outcome, Solved)
        for t, value in enumerate(cumulative(outcome.figures))
    ]
    return pd.DataFrame(rows, columns=["year", "scenario", "value", "told"])
