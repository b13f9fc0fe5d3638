"""The abatement curve: the chosen measures by abatement cost, each as wide as its fair share of the tonnes.

People expect this curve, but no plan should be read from it, and its caption says why: measures overlap, and for
measures that save money a ratio of cost to tonnes ranks wrongly (Taylor 2012).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from optimizer.charts.chart import PlanChart, ShownTable, currency, exactly, full_year, headed
from optimizer.charts.drawing import NUMBER, finished, part_colours, tooltips
from optimizer.charts.theme import LOOKS
from optimizer.decimals import ZERO, Decimal, exact, number
from optimizer.locales import noted, tr, trn
from optimizer.metrics import CO2E
from optimizer.parts import shares
from optimizer.spelling import money, numeral
from optimizer.terms import Terms
from optimizer.valuation import amount
from optimizer.words import figure, labels

if TYPE_CHECKING:
    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question

NARROW = 0.01  # of all tonnes: bars narrower than this don't set the scale
NAMED = 0.045  # of all tonnes: bars wider than this carry a name
ROOM = 0.75  # of the height of bars, for the names on the other side of zero
LETTERS = 20  # of a name beside its bar
WARNING = noted(
    "Don’t choose measures by this curve. A low abatement cost is not a large gain: among measures that save money, "
    "the ratio puts those first that abate least. Each bar holds for this plan only: with other measures beside it, "
    "a measure saves more or less."
)


@exact
def frame(question: Question, figures: Figures) -> pd.DataFrame:
    """Return the chosen measures, cheapest abatement first: name, cost (per t), tonnes (of a year), npv, begin, end.

    Measures that abate nothing come last, without a cost.
    """
    key, columns = "co2e_abated", shares(question, figures)
    if key not in columns or not figures.shares:
        return pd.DataFrame()
    lifetime, names = _present_tonnes(question, figures), labels(question.case, figures.shares)
    rows = []
    for measure, share in figures.shares.items():
        tonnes = columns[key].parts[measure]
        drawn = lifetime[measure] > 0 and tonnes > 0
        cost = figure(question, "abatement_cost", -share["npv"] / lifetime[measure]).value if drawn else None
        rows.append((names[measure], number(cost), number(tonnes), number(columns["npv"].parts[measure])))
    curve = pd.DataFrame(rows, columns=["name", "cost", "tonnes", "npv"])
    curve = curve.sort_values(["cost", "name"], na_position="last", kind="stable", ignore_index=True)
    wide = curve["tonnes"].where(curve["cost"].notna(), 0.0)
    return curve.assign(begin=wide.cumsum() - wide, end=wide.cumsum()) if wide.any() else pd.DataFrame()


def _present_tonnes(question: Question, figures: Figures) -> dict[str, Decimal]:
    """Return each measure's fair share of the present value of tonnes abated, which the abatement cost divides by."""
    terms = Terms(question.case, question.scenario)
    valuation, first = terms.valuation, question.case.base_year
    weights = valuation.present(valuation.abated(CO2E), question.scenario.discount_rate)
    starts = {measure: year - first for measure, year in figures.decision.starts.items()}
    return {measure: amount(weights, flows) for measure, flows in terms.portfolios.fair_flows(starts).items()}


def draw(question: Question, curve: pd.DataFrame, mode: Mode) -> Any:
    """Return a bar per measure: as wide as its tonnes, as high as a tonne costs; below zero it saves money."""
    look, drawn, unit = LOOKS[mode], curve[curve["cost"].notna()], _unit(question)
    parts = {"saves": tr("saves money"), "costs": tr("costs money")}
    whole, (low, high) = float(drawn["end"].max()), limits(curve)
    data = drawn.assign(
        value=drawn["cost"].clip(low, high), zero=0.0,
        part=drawn["cost"].map(lambda cost: parts["costs" if cost > 0 else "saves"]),
        told=[f"{numeral(exactly(cost))} {unit}" for cost in drawn["cost"]],
        wide=[f"{numeral(exactly(tonnes), 1)}" for tonnes in drawn["tonnes"]],
    )  # fmt: skip
    colours = part_colours(dict(zip(parts.values(), (look.saving, look.cost), strict=True)))
    x = alt.X(
        "begin:Q", title=tr("t CO2e less in {year}", year=full_year(question)),
        scale=alt.Scale(domain=[0, whole], nice=False), axis=alt.Axis(format=NUMBER, labelOverlap=True),
    )  # fmt: skip
    y = alt.Y("value:Q", title=unit, scale=alt.Scale(domain=[low, high]), axis=alt.Axis(format=NUMBER))
    told = tooltips(tr("abatement cost"), name=tr("measure"), wide=tr("t CO2e less"))
    bars = (
        alt.Chart(data)
        .mark_rect(stroke=look.background if mode == "print" else look.grid, strokeWidth=0.5)
        .encode(x=x, x2="end:Q", y=y, y2="zero:Q", color=colours, tooltip=told)
    )
    return finished(alt.layer(bars, *_names(data, whole)).properties(height=380), mode)


def _names(data: pd.DataFrame, whole: float) -> list[alt.Chart]:
    """Return the names of the widest measures, upright on the empty side of the zero line."""
    wide = data[data["tonnes"] > NAMED * whole]
    shown = wide.assign(
        middle=(wide["begin"] + wide["end"]) / 2,
        label=[name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…" for name in wide["name"]],
    )
    above = alt.Chart(shown[shown["cost"] <= 0]).mark_text(angle=270, align="left", dx=6, fontSize=11)
    below = alt.Chart(shown[shown["cost"] > 0]).mark_text(angle=270, align="right", dx=-6, fontSize=11)
    encoding = {"x": alt.X("middle:Q"), "y": alt.Y("zero:Q"), "text": alt.Text("label:N")}
    return [names.encode(**encoding) for names in (above, below)]


def limits(curve: pd.DataFrame) -> tuple[float, float]:
    """Return the costs between which bars are drawn: very narrow bars may be cut off, so that the others are seen."""
    drawn = curve[curve["cost"].notna()]
    wide = drawn[drawn["tonnes"] >= NARROW * drawn["tonnes"].sum()]["cost"]
    low, high = min(0.0, float(wide.min())), max(0.0, float(wide.max()))
    room = max(high - low, 1.0)
    return min(low, -ROOM * room if high > 0 else low), max(high, ROOM * room if low < 0 else high)


def _unit(question: Question) -> str:
    return figure(question, "abatement_cost", ZERO).unit


def caption(question: Question, figures: Figures, curve: pd.DataFrame) -> str:
    """Return the definition, which measures are not drawn whole, and the warning."""
    said = tr(
        "Width: fair share of the tonnes abated in {year}. Height: −NPV / present value of the tonnes, in fair shares; "
        "below zero a tonne saves money. The whole plan: {cost} per t.",
        year=full_year(question), cost=money(figures.metrics["abatement_cost"], question.case),
    )  # fmt: skip
    low, high = limits(curve)
    drawn = curve[curve["cost"].notna()]
    cut, without = int(((drawn["cost"] < low) | (drawn["cost"] > high)).sum()), len(curve) - len(drawn)
    more = []
    if cut:
        more.append(trn("{count} very narrow bar is cut off.", "{count} very narrow bars are cut off.", cut))
    if without:
        said_of_rest = trn(
            "{count} measure abates nothing: see the table.", "{count} measures abate nothing: see the table.", without
        )
        more.append(said_of_rest)
    return " ".join([tr(WARNING), said, *more])


def table(question: Question, figures: Figures, curve: pd.DataFrame) -> ShownTable:
    """Return the measures with abatement cost, tonnes and NPV."""
    columns = shares(question, figures)
    heads = {
        "name": tr("measure"),
        "cost": tr("abatement cost, {unit}", unit=_unit(question)),
        "tonnes": tr("t CO2e less in {year}", year=full_year(question)),
        "npv": tr("NPV, {currency}", currency=currency(question)),
    }
    decimals = {"cost": 2, "tonnes": columns["co2e_abated"].total.decimals, "npv": columns["npv"].total.decimals}
    return headed(curve, heads, decimals)


ABATEMENT_CURVE = PlanChart("abatement-curve", noted("Abatement curve"), frame, draw, caption, table)
