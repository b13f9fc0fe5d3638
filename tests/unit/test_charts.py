"""Charts: drawn in every language and mode, numbers written as the language does, and parts that add up as shown."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import vl_convert

from optimizer import Decision, Question, evaluate, read_question
from optimizer.charts import (
    abatement_curve,
    cash_flow,
    comparison,
    drawing,
    emissions,
    npv_by_measure,
    plan_by_year,
    spending,
)
from optimizer.charts.chart_list import CHARTS
from optimizer.charts.images import image
from optimizer.charts.theme import LOOKS, chart_theme
from optimizer.charts.tornado import tornado_chart
from optimizer.locales import speaking
from optimizer.outcome import Effort, Solved, Ties
from optimizer.parts import cash_flows, changes, shares
from optimizer.reports.csv_files import table_bytes
from optimizer.scenario import Budget
from optimizer.shipped import scenario
from optimizer.studies.sensitivity import swings
from optimizer.ui.result.limits_view import rules
from optimizer.words import figure, labels

if TYPE_CHECKING:
    from optimizer import Figures

BOTH, MODES = ("en", "uk"), tuple(LOOKS)
BY_KEY = {chart.key: chart for chart in CHARTS}
STARTS = {
    "retort-heat": 2029, "economiser": 2028, "evap-fourth": 2027, "led": 2026, "air-leaks": 2026, "pomace-feed": 2030,
    "burner-tuning": 2026, "baler": 2026, "shutdown": 2026,
}  # fmt: skip


@cache
def planned(name: str = "base") -> tuple[Question, Figures]:
    """A plan of the cannery with start years that differ, measures that overlap and some that end early."""
    return with_plan(read_question(scenario(name)))


def with_plan(question: Question, **changed: Any) -> tuple[Question, Figures]:
    asked = Question(question.case, question.scenario.with_(**changed)) if changed else question
    return asked, evaluate(asked.case, asked.scenario, Decision(STARTS))


def frame_of(key: str, name: str = "base") -> pd.DataFrame:
    return BY_KEY[key].frame(*planned(name))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("lang", BOTH)
def test_every_chart_of_a_plan_is_drawn(lang: str, mode: str) -> None:
    question, figures = planned("climate-target")
    with speaking(lang):
        for chart in CHARTS:
            frame = chart.frame(question, figures)
            picture = vl_convert.vegalite_to_svg(chart.draw(question, frame, mode).properties(width=600).to_json())
            assert picture.count("<path") > 5, chart.key
            assert "NaN" not in picture, chart.key
            assert "undefined" not in picture, chart.key
            assert chart.caption(question, figures, frame)


@pytest.mark.parametrize("lang", BOTH)
def test_scenarios_side_by_side_are_drawn(lang: str) -> None:
    question, figures = planned()
    answers = [(question, Solved(figures, None, False, (), Ties.UNSETTLED, Effort(1.0)))] * 2
    with speaking(lang):
        for chart in (
            comparison.dumbbell_chart(comparison.compared(answers, ["One", "Two"]), ["One", "Two"], "One", "light"),
            comparison.cumulative_chart(
                comparison.cumulative_lines(answers, ["One", "Two"]), ["One", "Two"], "UAH", "light"
            ),
        ):
            assert vl_convert.vegalite_to_svg(chart.properties(width=600).to_json()).count("<path") > 5


def test_a_plan_without_measures_has_no_chart_that_fails() -> None:
    question, _ = planned()
    nothing = evaluate(question.case, question.scenario, Decision({}))
    for chart in CHARTS:
        frame = chart.frame(question, nothing)
        if not frame.empty:
            chart.draw(question, frame, "light").to_dict()
            assert chart.caption(question, nothing, frame)


@pytest.mark.parametrize("lang", BOTH)
def test_a_tornado_is_drawn(lang: str) -> None:
    question, figures = planned()
    rows = [
        (".".join(keys), end, float(getattr(swing, end)), "")
        for keys, swing in swings(question, figures.decision).items()
        for end in swing._fields
    ]
    with speaking(lang):
        drawn = tornado_chart(pd.DataFrame(rows, columns=["label", "end", "change", "told"]), "UAH", "light")
        assert vl_convert.vegalite_to_svg(drawn.properties(width=600).to_json()).count("<path") > 5


def test_keys_of_charts_are_different() -> None:
    assert len(BY_KEY) == len(CHARTS)


@pytest.mark.parametrize(
    ("key", "columns"),
    [
        ("plan", ("capex", "npv", "annual_saving", "co2e_abated")),
        ("savings-by-site", ("capex", "npv", "annual_saving", "co2e_abated")),
        ("savings-by-practice", ("capex", "npv", "annual_saving", "co2e_abated")),
        ("savings-by-lever", ("capex", "npv", "annual_saving", "co2e_abated")),
        ("payback-bands", ("capex", "annual_saving")),
    ],
)
def test_shares_add_up_to_the_figures_of_the_plan(key: str, columns: tuple[str, ...]) -> None:
    question, figures = planned()
    frame = frame_of(key)
    parts = frame if key == "plan" else frame.iloc[:-1]
    for column in columns:
        whole = shares(question, figures)[column].total.value
        assert sum(map(exact, parts[column])) == whole == figure(question, column, figures.metrics[column]).value
        assert key == "plan" or exact(frame[column].iloc[-1]) == whole
    if key != "plan":
        assert parts["measures"].sum() == len(figures.decision.starts)


def exact(value: float) -> Decimal:
    return Decimal(str(value))


def test_the_npv_is_the_sum_of_the_measures_also_if_the_least_are_drawn_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    question, _ = planned()
    frame = frame_of("npv-by-measure")
    assert sum(map(exact, frame["value"].iloc[:-1])) == exact(frame["value"].iloc[-1])
    monkeypatch.setattr(npv_by_measure, "MOST_ROWS", 4)
    drawn = npv_by_measure._shortened(question, frame)
    assert len(drawn) == 5
    assert sum(map(exact, drawn["value"].iloc[:-1])) == exact(drawn["value"].iloc[-1])
    assert f"{len(frame) - 4} other measures" in set(drawn["label"])


def test_each_bar_of_the_steps_starts_where_the_one_above_ends() -> None:
    for key in ("from-savings-to-npv", "npv-by-measure"):
        steps = frame_of(key)
        assert list(steps["begin"])[1:-1] == list(steps["end"])[:-2]
        assert steps["begin"].iloc[-1] == 0
        assert steps["end"].iloc[-1] == steps["end"].iloc[-2] == steps["value"].iloc[:-1].sum()


def test_the_bill_by_stream_adds_up_to_the_bill_of_that_year() -> None:
    question, figures = planned()
    bill = frame_of("bill-by-stream")
    whole = changes(question, figures, "bill")[question.scenario.start_years]
    for column in ("before", "after", "saved"):
        assert sum(map(exact, bill[column].iloc[:-1])) == getattr(whole, column) == exact(bill[column].iloc[-1])
    assert list(bill["before"].iloc[:-1]) == sorted(bill["before"].iloc[:-1], reverse=True)
    assert bill["saved"].iloc[-1] == frame_of("bill-by-year").set_index("year")["saved"][2031]


def test_the_scopes_add_up_to_all_emissions_of_each_year() -> None:
    shown = frame_of("emissions")
    for _, row in shown.iterrows():
        assert exact(row["scope_1"]) + exact(row["scope_2"]) + exact(row["scope_3"]) == exact(row["after"])


def test_a_target_is_met_where_the_limit_of_the_scenario_is() -> None:
    question, figures = planned("climate-target")
    shown = emissions.frame(question, figures).set_index("year")
    for limit in figures.limits:
        scope = limit.metric[-1]
        reached = shown[f"scope_{scope}"][2031] <= shown[f"target_{scope}"][2031]
        assert reached == (limit.slack >= 0)
        room = shown[f"target_{scope}"][2031] - shown[f"scope_{scope}"][2031]
        assert room == pytest.approx(float(limit.slack), abs=0.02)
    assert shown["target_1"].notna().sum() == 1
    assert "Own emissions down by 35 %" in emissions.caption(question, figures, shown)


def test_a_limit_on_what_is_left_is_a_target_of_every_year_it_names() -> None:
    limit = {"name": "Cap", "metric": "co2e_left", "at_most": 11_000, "year": "each"}
    question, figures = with_plan(planned()[0], limits=[limit])
    shown = emissions.frame(question, figures)
    assert (shown["target_0"] == 11_000).all()


def test_what_is_spent_is_the_cost_of_the_cash_flow_and_each_year_adds_up() -> None:
    for name in ("base", "reinvest"):
        question, figures = planned(name)
        shown = spending.frame(question, figures)
        cost = [float(value) for value in cash_flows(figures)["capex"]]
        assert list(shown["spent"]) == cost[: len(shown)]
        assert sum(cost) == shown["spent"].sum()
        sources = [key for key in ("own", "reinvested", "carried") if key in shown]
        assert (shown[sources].sum(axis="columns") == shown["available"]).all()
        assert (shown["available"] - shown["spent"] == shown["left"]).all()
        assert list(shown["left"]) == pytest.approx([float(v) for v in figures.years["cash"][: len(shown)]], abs=2)
    assert "reinvested" in shown


def test_spending_tells_of_the_budget_that_there_is() -> None:
    for budget, column, told in (
        ({"per_year": 9_000_000, "carry_over": False}, "available", "not carried over"),
        ({"total": 90_000_000}, "total", "of a total budget of 90,000,000 UAH"),
        ({}, "spent", "no budget"),
    ):
        case, asked = planned()[0].case, planned()[0].scenario
        changed = asked.model_copy(update={"budget": Budget.model_validate(budget)})
        question, figures = with_plan(Question(case, changed))
        shown = spending.frame(question, figures)
        assert column in shown
        assert told in spending.caption(question, figures, shown)
        assert ("left" in shown) == ("per_year" in budget)
        spending.draw(question, shown, "light").to_dict()


def test_the_present_values_add_up_to_the_npv() -> None:
    question, figures = planned()
    shown = frame_of("payback")
    npv = figure(question, "npv", figures.metrics["npv"]).value
    assert sum(map(exact, shown["present"])) == exact(shown["so_far"].iloc[-1]) == npv


def test_net_cash_flow_is_the_sum_of_its_parts() -> None:
    question, figures = planned("after-tax")
    flows = cash_flow.parts(question, cash_flow.frame(question, figures))
    parts = flows[flows["key"] != cash_flow.NET].groupby("year")["value"].sum()
    net = flows[flows["key"] == cash_flow.NET].set_index("year")["value"]
    assert (abs(parts - net) < 1e-6).all()


def test_the_abatement_curve_is_as_wide_as_its_tonnes_and_costs_rise() -> None:
    question, figures = planned()
    curve = frame_of("abatement-curve")
    assert sum(map(exact, curve["tonnes"])) == shares(question, figures)["co2e_abated"].total.value
    drawn = curve[curve["cost"].notna()]
    assert 2 < len(drawn) < len(curve)
    assert drawn["cost"].is_monotonic_increasing
    assert list(drawn["begin"])[1:] == pytest.approx(list(drawn["end"])[:-1])
    assert drawn["end"].iloc[-1] == pytest.approx(drawn["tonnes"].sum())
    assert "choose measures by this curve" in abatement_curve.caption(question, figures, curve)


def test_the_plan_of_one_measure_has_the_abatement_cost_of_that_measure() -> None:
    question, _ = planned()
    alone = evaluate(question.case, question.scenario, Decision({"economiser": 2026}))
    curve = abatement_curve.frame(question, alone)
    assert exact(curve["cost"].iloc[0]) == figure(question, "abatement_cost", alone.metrics["abatement_cost"]).value


def test_what_is_the_same_alone_is_shown_the_same() -> None:
    _, figures = planned()
    plan = frame_of("plan").set_index("measure")
    same = [m for m, share in figures.shares.items() if share["npv"] == figures.alone[m]["npv"]]
    assert 0 < len(same) < len(plan)
    assert list(plan.loc[same, "npv"]) == list(plan.loc[same, "alone_npv"])


def test_names_of_measures_are_those_of_the_language() -> None:
    question, figures = planned()
    for lang in BOTH:
        with speaking(lang):
            names = labels(question.case, figures.decision.starts)
            assert set(plan_by_year.frame(question, figures)["name"]) == set(names.values())


def test_a_bar_ends_with_the_horizon_at_the_latest() -> None:
    question, _ = planned()
    spans = plan_by_year._spans(frame_of("plan"))
    assert (spans["end"] <= question.case.base_year + question.scenario.horizon_years + 1).all()
    assert (spans["begin"] < spans["end"]).all()


def test_of_very_many_measures_the_chart_shows_as_many_as_it_says() -> None:
    question, figures = planned()
    plan = frame_of("plan")
    many = pd.concat([plan.assign(name=[f"{name} {k}" for name in plan["name"]]) for k in range(30)])
    drawn = plan_by_year.draw(question, many, "light").to_dict()
    shown = {row["label"] for data in drawn["datasets"].values() for row in data}
    assert len(shown) == plan_by_year.MOST_BARS
    assert f"first {plan_by_year.MOST_BARS}" in plan_by_year.caption(question, figures, many)


def test_numbers_on_axes_have_the_decimal_mark_of_the_language() -> None:
    question, _ = planned()
    money = {
        "capex": [1_250_000.0, 0.0],
        "annual_saving": [0.0, 1_500_000.0],
        cash_flow.NET: [-1_250_000.0, 1_500_000.0],
    }
    frame = pd.DataFrame({"year": [2026, 2027], **money})
    for lang, mark in (("en", "0.5"), ("uk", "0,5")):
        with speaking(lang):
            drawn = cash_flow.draw(question, frame, "light")
            picture = vl_convert.vegalite_to_svg(drawn.properties(width=500).to_json())
        assert re.search(rf">{re.escape(mark)}<", picture)


@pytest.mark.parametrize("lang", BOTH)
def test_an_image_has_title_and_names_in_the_language_and_needs_no_network(lang: str) -> None:
    question, figures = planned()
    chart = BY_KEY["from-savings-to-npv"]
    with speaking(lang):
        drawn = chart.draw(question, chart.frame(question, figures), "print")
        picture = image(drawn, chart.name(question), "Cannery", "svg").decode()
        for text in (chart.name(question), "Cannery", *chart.frame(question, figures)["label"]):
            assert text in picture
        assert image(drawn, "A", "B", "png").startswith(b"\x89PNG")
    assert 'width="1000"' in picture


@pytest.mark.parametrize(("lang", "separator", "mark"), [("en", ",", "."), ("uk", ";", ",")])
def test_the_data_is_the_table_as_shown(lang: str, separator: str, mark: str) -> None:
    question, figures = planned()
    with speaking(lang):
        chart = BY_KEY["payback-bands"]
        frame = chart.frame(question, figures)
        _, *rows = table_bytes(chart.table(question, figures, frame)).decode("utf-8-sig").splitlines()
    assert len(rows) == len(frame)
    for row, tonnes in zip(rows, frame["co2e_abated"], strict=True):
        assert row.split(separator)[-1] == f"{tonnes:.2f}".rstrip("0").rstrip(".").replace(".", mark)


def test_a_theme_has_the_names_of_days_and_months_from_sunday_and_january_on() -> None:
    times = chart_theme("uk", "light")["locale"]["time"]
    assert (times["days"][0], times["months"][0]) == ("неділя", "січень")
    assert len(times["days"]) == 7
    assert len(times["months"]) == 12


@pytest.mark.parametrize(("largest", "divisor"), [(999, 1), (1_000, 1e3), (2_500_000, 1e6), (7e9, 1e9), (0, 1)])
def test_a_scale_leaves_at_most_three_digits_before_the_mark(largest: float, divisor: float) -> None:
    found, unit = drawing.scale_of([largest, -largest / 2], "UAH")
    assert found == divisor
    assert "UAH" in unit
    assert largest / found < 1_000


def test_the_tightest_rule_stands_first() -> None:
    question, figures = planned("climate-target")
    found = rules(question, figures)
    left = found["share"].dropna().tolist()
    assert left == sorted(left)
    assert len(found) == len(question.scenario.limits) + question.scenario.start_years
