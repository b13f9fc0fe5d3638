"""Charts: drawn in every language and mode, numbers written as the language does, and never without what they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import vl_convert

from optimizer import read_question, solve
from optimizer.charts import drawing as charts
from optimizer.charts.theme import LOOKS, chart_theme
from optimizer.charts.tornado import tornado_chart
from optimizer.locales import speaking
from optimizer.outcome import Solved
from optimizer.studies.sensitivity import swings
from optimizer.ui.shared import tables

if TYPE_CHECKING:
    from optimizer.question import Question

BOTH, MODES = ("en", "uk"), tuple(LOOKS)


@pytest.fixture(scope="module")
def answered() -> tuple[Question, Solved]:
    question = read_question("scenarios/teaching.toml")
    outcome = solve(question.case, question.scenario)
    assert isinstance(outcome, Solved)
    return question, outcome


def drawn(answered: tuple[Question, Solved], mode: str) -> dict[str, Any]:
    question, solved = answered
    answers, names = [answered, answered], ["One", "Two"]
    return {
        "plan": charts.plan_chart(tables.spans(question, solved.figures), mode),
        "cash": charts.cash_chart(tables.cash_parts(question, solved.figures), "UAH", mode),
        "waterfall": charts.waterfall_chart(tables.waterfall(question, solved.figures), "UAH", mode),
        "worth": charts.worth_chart(tables.worth(question, solved.figures), "UAH", mode),
        "change": charts.change_chart(spelled(tables.before_after(question, solved.figures, "bill")), "UAH", mode),
        "dumbbell": charts.dumbbell_chart(tables.compared(answers, names), names, "One", mode),
        "tornado": tornado_chart(swings_of(answered), "UAH", mode),
        "cumulative": charts.cumulative_chart(tables.cumulative_lines(answers, names), names, "UAH", mode),
    }


def swings_of(answered: tuple[Question, Solved]) -> pd.DataFrame:
    question, solved = answered
    found = swings(question, solved.figures.decision)
    rows = [
        (".".join(keys), end, float(getattr(swing, end)), "") for keys, swing in found.items() for end in swing._fields
    ]
    return pd.DataFrame(rows, columns=["label", "end", "change", "told"])


def spelled(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(told_before=frame["before"].map(str), told_after=frame["after"].map(str))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("lang", BOTH)
def test_every_chart_is_drawn(answered: tuple[Question, Solved], lang: str, mode: str) -> None:
    with speaking(lang):
        for name, chart in drawn(answered, mode).items():
            picture = vl_convert.vegalite_to_svg(chart.properties(width=600).to_json())
            assert picture.count("<path") > 5, name
            assert "NaN" not in picture, name
            assert "undefined" not in picture, name


def test_names_of_measures_are_those_of_the_language(answered: tuple[Question, Solved]) -> None:
    question, solved = answered
    chosen = [question.case.measure[m] for m in solved.figures.decision.starts]
    for lang, names in (("en", [m.name for m in chosen]), ("uk", [m.name_uk for m in chosen])):
        with speaking(lang):
            assert set(tables.spans(question, solved.figures)["label"]) == set(names)


def test_numbers_on_axes_have_the_decimal_mark_of_the_language() -> None:
    flows = pd.DataFrame(
        [(2026, "cost", -1_250_000.0, ""), (2027, "saving", 1_500_000.0, ""), (2026, "net", -1_250_000.0, "")],
        columns=["year", "part", "value", "told"],
    )
    for lang, mark in (("en", "0.5"), ("uk", "0,5")):
        with speaking(lang):
            picture = vl_convert.vegalite_to_svg(
                charts.cash_chart(flows, "UAH", "light").properties(width=500).to_json()
            )
        assert re.search(rf">{re.escape(mark)}<", picture)


def test_a_theme_has_the_names_of_days_and_months_from_sunday_and_january_on() -> None:
    times = chart_theme("uk", "light")["locale"]["time"]
    assert (times["days"][0], times["months"][0]) == ("неділя", "січень")
    assert len(times["days"]) == 7
    assert len(times["months"]) == 12


@pytest.mark.parametrize(("largest", "divisor"), [(999, 1), (1_000, 1e3), (2_500_000, 1e6), (7e9, 1e9), (0, 1)])
def test_a_scale_leaves_at_most_three_digits_before_the_mark(largest: float, divisor: float) -> None:
    found, unit = charts.scale_of([largest, -largest / 2], "UAH")
    assert found == divisor
    assert "UAH" in unit
    assert largest / found < 1_000


def test_of_very_many_measures_the_chart_shows_as_many_as_it_says() -> None:
    spans = pd.DataFrame(
        [(f"measure {k}", "effect", 2026, 2030, "") for k in range(200)],
        columns=["label", "phase", "begin", "end", "told"],
    )
    shown = charts.plan_chart(spans, "light").to_dict()
    (rows,) = shown["datasets"].values()
    assert len({row["label"] for row in rows}) == charts.MOST_BARS


def test_a_bar_ends_with_the_horizon_at_the_latest(answered: tuple[Question, Solved]) -> None:
    question, solved = answered
    last = question.case.base_year + question.scenario.horizon_years
    spans = tables.spans(question, solved.figures)
    assert (spans["end"] <= last + 1).all()
    assert (spans["begin"] < spans["end"]).all()


def test_net_cash_flow_is_the_sum_of_its_parts(answered: tuple[Question, Solved]) -> None:
    flows = tables.cash_parts(answered[0], answered[1].figures)
    parts = flows[flows["part"] != "net"].groupby("year")["value"].sum()
    net = flows[flows["part"] == "net"].set_index("year")["value"]
    assert (abs(parts - net) < 1e-6).all()


def test_the_tightest_rule_stands_first(answered: tuple[Question, Solved]) -> None:
    rules = tables.rules(answered[0], answered[1].figures)
    shares = rules["share"].dropna().tolist()
    assert shares == sorted(shares)
    assert len(rules) == len(answered[0].scenario.limits) + answered[0].scenario.start_years


def test_each_bar_of_the_bridge_starts_where_the_one_above_ends(answered: tuple[Question, Solved]) -> None:
    steps = tables.waterfall(answered[0], answered[1].figures)
    assert list(steps["begin"])[1:-1] == list(steps["end"])[:-2]
    assert steps["begin"].iloc[-1] == 0
    assert steps["end"].iloc[-1] == steps["end"].iloc[-2] == steps["value"].iloc[:-1].sum()


def test_shares_add_up_and_what_is_the_same_alone_is_shown_the_same(answered: tuple[Question, Solved]) -> None:
    question, solved = answered
    frame = tables.fair(question, solved.figures)
    assert frame["npv"].sum() == float(round(solved.figures.metrics["npv"] or 0))
    shares, alone = solved.figures.shares, solved.figures.alone
    same = [m for m in shares if shares[m]["npv"] == alone[m]["npv"]]
    names = tables.labels(question.case, same)
    rows = frame[frame["name"].isin(names.values())]
    assert 0 < len(rows) < len(frame)
    assert list(rows["npv"]) == list(rows["alone_npv"])
