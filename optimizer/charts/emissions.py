"""Emissions by year and scope with the plan, the total without measures, and the targets of the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from optimizer.charts.before_after import change_text
from optimizer.charts.chart import PlanChart, ShownTable, exactly, headed
from optimizer.charts.drawing import amounts_axis, finished, net_line, part_colours, scale_of, tooltips, years_axis
from optimizer.charts.emission_targets import emission_targets
from optimizer.charts.theme import LOOKS
from optimizer.decimals import ZERO, Decimal, exact, number
from optimizer.limit_words import limit_text
from optimizer.locales import noted, tr
from optimizer.metrics import CO2E
from optimizer.parts import adding_up, changes
from optimizer.spelling import listed, numeral
from optimizer.valuation import SCOPES, Valuation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.charts.emission_targets import EmissionTarget
    from optimizer.charts.theme import Mode
    from optimizer.figures import Figures
    from optimizer.question import Question

SCOPE_NAMES = {
    1: noted("scope 1: own emissions"), 2: noted("scope 2: purchased energy"), 3: noted("scope 3: supply chain"),
}  # fmt: skip
HEADS = {
    "before": noted("before, {unit}"),
    "after": noted("after, {unit}"),
    "scope_1": noted("after: scope 1, {unit}"),
    "scope_2": noted("after: scope 2, {unit}"),
    "scope_3": noted("after: scope 3, {unit}"),
    "target_0": noted("target, {unit}"),
    "target_1": noted("target of scope 1, {unit}"),
    "target_2": noted("target of scope 2, {unit}"),
    "target_3": noted("target of scope 3, {unit}"),
}


@exact
def frame(question: Question, figures: Figures) -> pd.DataFrame:
    """Return by year: before, after, scope_1 … scope_3 (parts of after), target_0 (of all) … target_3, unit, decimals.

    Scopes and targets that the case and the scenario don't have are left out; so are all rows if before isn't known.
    """
    key = pollutant_of(question)
    known = changes(question, figures, key) if key else []
    if not known:
        return pd.DataFrame()
    before, first = _before_by_scope(question, key), question.case.base_year
    saved = {scope: figures.years[f"{key}_abated_scope{scope}"] for scope in SCOPES}
    present = [scope for scope in SCOPES if any(before[scope]) or any(saved[scope])]
    shown = pd.DataFrame({"year": [first + t for t in range(len(known))]})
    shown["before"] = [number(change.before) for change in known]
    shown["after"] = [number(change.after) for change in known]
    after = [
        adding_up([before[s][t] - (saved[s][t] or ZERO) for s in present], change.after, change.decimals)
        for t, change in enumerate(known)
    ]
    for place, scope in enumerate(present):
        shown[f"scope_{scope}"] = [number(parts[place]) for parts in after]
    for scope, series in _least(emission_targets(question, key, before)).items():
        shown[f"target_{scope}"] = [number(_rounded(series.get(t), known[0].decimals)) for t in range(len(known))]
    return shown.assign(unit=known[0].unit, decimals=known[0].decimals)


def pollutant_of(question: Question) -> str:
    """Return greenhouse gases, or else the first pollutant; an empty text if there is none."""
    found = question.case.pollutant
    return CO2E if CO2E in found else next(iter(found), "")


def _before_by_scope(question: Question, pollutant: str) -> dict[int, list[Decimal]]:
    """Return the emissions of each scope without measures, by year."""
    valuation = Valuation(question.case, question.scenario)
    return {scope: valuation.of_everything(valuation.abated(pollutant, (scope,))) for scope in SCOPES}


def _least(found: Iterable[EmissionTarget]) -> dict[int, dict[int, Decimal]]:
    """Return scope → year t → the strictest target."""
    least: dict[int, dict[int, Decimal]] = {}
    for target in found:
        series = least.setdefault(target.scope, {})
        series[target.t] = min(target.most, series.get(target.t, target.most))
    return dict(sorted(least.items()))


def _rounded(value: Decimal | None, decimals: int) -> Decimal | None:
    return None if value is None else round(value, decimals)


def draw(_: Question, emissions: pd.DataFrame, mode: Mode) -> Any:
    """Return the scopes stacked by year, a line without measures, and ticks that what is below must not exceed."""
    look, unit = LOOKS[mode], str(emissions["unit"].iloc[0])
    scale = scale_of([*emissions["before"], *emissions["after"]], unit)
    scopes, aims = _columns(emissions, "scope_"), _columns(emissions, "target_")
    shades = dict(zip(SCOPES, (look.saving, look.series[2], look.series[3]), strict=True))
    colours = {tr(SCOPE_NAMES[scope]): shades[scope] for scope in scopes}
    colours |= {tr("without measures"): look.text, **({tr("target"): look.cost} if aims else {})}
    encoding = {
        "x": years_axis(), "y": amounts_axis(scale.unit),
        "color": part_colours(colours, legend=alt.Legend(columns=2)),
        "tooltip": tooltips(unit, year=tr("year"), part=tr("part")),
    }  # fmt: skip

    def of(column: str, part: str, below: float | pd.Series[float] = 0.0) -> pd.DataFrame:
        data = emissions.assign(value=(emissions[column] + below) / scale.divisor, part=part)
        told = [numeral(exactly(value), int(emissions["decimals"].iloc[0])) for value in data[column].fillna(0.0)]
        return data.assign(told=told)[data[column].notna()][["year", "value", "told", "part"]]

    stacked = pd.concat([of(f"scope_{scope}", tr(SCOPE_NAMES[scope])).assign(order=scope) for scope in scopes])
    bars = alt.Chart(stacked).mark_bar(width=alt.RelativeBandSize(0.7)).encode(order="order:Q", **encoding)
    layers = [bars, net_line(of("before", tr("without measures")), **encoding)]
    for aim in aims:
        below = emissions[[f"scope_{scope}" for scope in scopes if aim and scope < aim]].sum(axis="columns")
        ticks = alt.Chart(of(f"target_{aim}", tr("target"), below)).mark_tick(thickness=4, orient="horizontal")
        layers.append(ticks.encode(**encoding))
    return finished(alt.layer(*layers).properties(height=300), mode)


def _columns(emissions: pd.DataFrame, prefix: str) -> list[int]:
    """Return the scopes of which there is a column."""
    return [int(str(name).removeprefix(prefix)) for name in emissions if str(name).startswith(prefix)]


def caption(question: Question, figures: Figures, _: pd.DataFrame) -> str:
    """Return the emissions of the first full year, before and after, and the targets."""
    key = pollutant_of(question)
    said = change_text(question, changes(question, figures, key)[question.scenario.start_years])
    found = emission_targets(question, key, _before_by_scope(question, key))
    limits = {target.limit.name: limit_text(question, target.limit) for target in found}
    return f"{said} {tr('Targets: {limits}.', limits=listed(limits.values()))}" if limits else said


def table(_: Question, __: Figures, emissions: pd.DataFrame) -> ShownTable:
    """Return emissions by year: before, after by scope, targets."""
    unit, decimals = emissions["unit"].iloc[0], int(emissions["decimals"].iloc[0])
    heads = {key: tr(head, unit=unit) for key, head in HEADS.items()}
    return headed(emissions, {"year": tr("year"), **heads}, dict.fromkeys(HEADS, decimals))


def absent(question: Question) -> str:
    """Return why the emissions without measures are not known; nothing if the case has no pollutants."""
    if not pollutant_of(question):
        return ""
    return tr("The emissions before are not known: streams with an emission factor have no baseline.")


EMISSIONS = PlanChart("emissions", noted("Emissions by scope"), frame, draw, caption, table, absent)
