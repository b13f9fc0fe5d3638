"""What is spent each year, against the own funds of the year or the total budget."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from optimizer.charts.chart import PlanChart, ShownTable, currency, exactly, headed, whole_money
from optimizer.charts.drawing import amounts_axis, finished, part_colours, scale_of, tooltips, years_axis
from optimizer.charts.theme import LOOKS
from optimizer.decimals import ZERO, Decimal, exact, number
from optimizer.locales import noted, tr
from optimizer.parts import cash_flows
from optimizer.spelling import money
from optimizer.terms import Terms

if TYPE_CHECKING:
    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question

HEADS = {
    "own": noted("own funds, {currency}"),
    "reinvested": noted("from savings, {currency}"),
    "carried": noted("carried over, {currency}"),
    "available": noted("available, {currency}"),
    "spent": noted("cost, {currency}"),
    "left": noted("own funds left, {currency}"),
    "so_far": noted("cost so far, {currency}"),
    "total": noted("total budget, {currency}"),
}
PARTS = {
    "spent": noted("Implementation cost"),
    "left": noted("own funds left"),
    "so_far": noted("cost so far"),
    "total": noted("total budget"),
}


@exact
def frame(question: Question, figures: Figures) -> pd.DataFrame:
    """Return by year, in whole money: spent and, if there are budgets, available = own + reinvested + carried, left.

    A total budget adds what is spent so far and the budget. Years after the last payment are left out.
    """
    spent = [round(value, 0) for value in cash_flows(figures)["capex"]]
    last = max((t for t, value in enumerate(spent) if value), default=-1)
    last = max(last, question.scenario.start_years - 1)
    columns: dict[str, list[Decimal]] = {}
    if question.scenario.budget.per_year is not None:
        columns |= _funds(question, figures, spent)
    columns["spent"] = spent
    columns |= {"left": columns.pop("left")} if "left" in columns else {}
    if (total := question.scenario.budget.total) is not None:
        columns |= {"so_far": list(accumulate(spent)), "total": [total for _ in spent]}
    shown = {key: [number(value) for value in series[: last + 1]] for key, series in columns.items()}
    return pd.DataFrame({"year": [question.case.base_year + t for t in range(last + 1)], **shown})


def _funds(question: Question, figures: Figures, spent: list[Decimal]) -> dict[str, list[Decimal]]:
    """Return where each year's money comes from, rounded so that what is shown adds up."""
    terms, carries = Terms(question.case, question.scenario), question.scenario.budget.carry_over
    left = [value or ZERO for value in figures.years["cash"]]
    found: dict[str, list[Decimal]] = {key: [] for key in ("own", "reinvested", "carried", "available", "left")}
    for t, remaining in enumerate(left):
        own = round(terms.own_funds(t), 0)
        carried = found["left"][-1] if carries and t else ZERO
        available = round(remaining + (figures.years["capex"][t] or ZERO), 0)
        reinvested = available - own - carried if question.scenario.budget.reinvest else ZERO
        available = own + reinvested + carried
        values = {"own": own, "reinvested": reinvested, "carried": carried, "available": available}
        for key, value in {**values, "left": available - spent[t]}.items():
            found[key].append(value)
    return {key: series for key, series in found.items() if key not in {"reinvested", "carried"} or any(series)}


def draw(question: Question, spending: pd.DataFrame, mode: Mode) -> Any:
    """Return what is spent and what is left of each year's funds as stacked bars; a total budget as a line."""
    look, unit = LOOKS[mode], currency(question)
    keys = [key for key in PARTS if key in spending]
    scale = scale_of([value for key in keys for value in spending[key]], unit)
    colours = {"spent": look.cost, "left": look.grid, "so_far": look.text, "total": look.series[4]}
    encoding = {
        "x": years_axis(), "y": amounts_axis(scale.unit),
        "color": part_colours({tr(PARTS[key]): colours[key] for key in keys}),
        "tooltip": tooltips(unit, year=tr("year"), part=tr("part")),
    }  # fmt: skip
    rows = [
        (year, key, tr(PARTS[key]), value / scale.divisor, whole_money(question, value), order)
        for order, key in enumerate(keys)
        for year, value in zip(spending["year"], spending[key], strict=True)
    ]
    shown = pd.DataFrame(rows, columns=["year", "key", "part", "value", "told", "order"])
    stacked = alt.Chart(shown[shown["key"].isin(["spent", "left"])]).mark_bar(width=alt.RelativeBandSize(0.7))
    layers = [stacked.encode(order="order:Q", **encoding)]
    for key, dash in (("so_far", [1, 0]), ("total", [6, 4])):
        if key in keys:
            line = alt.Chart(shown[shown["key"] == key]).mark_line(
                strokeWidth=2.5, strokeDash=dash, point=key == "so_far"
            )
            layers.append(line.encode(**encoding))
    return finished(alt.layer(*layers).properties(height=280), mode)


def caption(question: Question, _: Figures, spending: pd.DataFrame) -> str:
    """Return how much is spent, and of which budget."""
    spent = exactly(spending["spent"].sum())
    told, budget = {"spent": money(spent, question.case, 0)}, question.scenario.budget
    if budget.per_year is None and budget.total is None:
        return tr("The plan costs {spent}; the scenario has no budget.", **told)
    if budget.per_year is None:
        return tr(
            "The plan costs {spent} of a total budget of {total}.", total=money(budget.total, question.case), **told
        )
    carried = tr("What is left of a year is available in the next one.")
    lost = tr("What is left of a year is not carried over.")
    said = tr("The plan costs {spent}, paid from the own funds of each year.", **told)
    return f"{said} {carried if budget.carry_over else lost}"


def table(question: Question, _: Figures, spending: pd.DataFrame) -> ShownTable:
    """Return by year what is available, spent and left."""
    heads = {key: tr(head, currency=currency(question)) for key, head in HEADS.items()}
    return headed(spending, {"year": tr("year"), **heads}, dict.fromkeys(HEADS, 0))


SPENDING = PlanChart("spending", noted("Spending against own funds"), frame, draw, caption, table)
