"""Differences equal the figures shown, those smaller than the gap are marked, and no figure gets another's words."""

from __future__ import annotations

import io
import random
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from rich.console import Console

from optimizer import Decision, Question, Solved, evaluate, read_case, read_question
from optimizer.figures import LimitFigure
from optimizer.indicators import INDICATORS
from optimizer.locales import speaking
from optimizer.metrics import metrics_of
from optimizer.outcome import Effort
from optimizer.reports import comparison
from optimizer.reports.differences import MARK, difference, gap_text, limit_texts, wider
from optimizer.rules import broken_text
from optimizer.rules.kind import Violation
from optimizer.scenario import Limit
from optimizer.shipped import folder, scenario
from optimizer.ui.shared.formulas import figure_cards, formula_of
from optimizer.words import figure

KEYS = ("npv", "capex", "simple_payback", "irr", "abatement_cost", "co2e_abated", "measures", "effort")


@cache
def question() -> Question:
    return read_question(scenario("teaching"))


@cache
def solved(*measures: str, gap: str = "0") -> Solved:
    asked = question()
    figures = evaluate(asked.case, asked.scenario, Decision(dict.fromkeys(measures, asked.case.base_year)))
    bound = figures.objective + figures.objective * Decimal(gap) if gap != "0" else figures.objective
    return Solved(figures, bound, gap == "0", (), False, Effort(1.0))


def read(text: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.\-]", "", text.replace("−", "-")))


@pytest.mark.parametrize("key", KEYS)
def test_a_difference_is_that_of_the_figures_shown(key: str) -> None:
    dice = random.Random(key)
    for _ in range(200):
        now, before = (Decimal(repr(dice.lognormvariate(0, 6))) for _ in "ab")
        shown, base = figure(question(), key, now), figure(question(), key, before)
        found = difference(shown, base)
        assert found is not None
        assert found.value == read(shown.number) - read(base.number)
        assert found.text == "=" if not found.value else read(found.text) == found.value


def test_a_payback_of_1_4_and_one_of_1_5_years_differ_by_0_1() -> None:
    found = difference(*(figure(question(), "simple_payback", Decimal(years)) for years in ("1.549", "1.351")))
    assert found is not None
    assert found.text == "+0.1"


def test_a_figure_that_does_not_exist_differs_by_nothing() -> None:
    assert difference(figure(question(), "irr", None), figure(question(), "irr", Decimal("0.2"))) is None


@pytest.mark.parametrize(("gap", "unsure"), [("0.001", False), ("0.01", True), (None, True), ("0", False)])
def test_what_is_smaller_than_the_gap_is_marked(gap: str | None, unsure: bool) -> None:  # noqa: FBT001 - a parameter
    now, before = (figure(question(), "npv", Decimal(value)) for value in ("100500", "100000"))
    found = difference(now, before, None if gap is None else Decimal(gap))
    assert found is not None
    assert (found.unsure, found.text.endswith(MARK)) == (unsure, unsure)


def test_an_unknown_gap_is_wider_than_any_other() -> None:
    assert wider(Decimal("0.1"), None) is None
    assert wider(Decimal("0.1"), Decimal("0.2")) == Decimal("0.2")
    texts = [gap_text(gap) for gap in (Decimal("0.0712"), Decimal("0.00001"), Decimal(0), None)]
    assert texts == ["7.12 %", "< 0.01 %", "0.00 %", "not known"]


@pytest.mark.parametrize(("language", "said"), [("en", "Smaller than the gap"), ("uk", "Менше за розрив")])
def test_compare_shows_gaps_and_explains_the_mark(language: str, said: str) -> None:
    answers = [
        (question(), solved("leaks", "economiser")),
        (question(), solved("leaks", "economiser", "meters", gap="9")),
    ]
    console = Console(file=io.StringIO(), width=100)
    with speaking(language):
        comparison.compare(console, answers)
    text = console.file.getvalue()
    assert said in text.replace("\n", " ")
    assert "900" in text


def test_compare_has_no_gap_and_no_mark_where_everything_is_proved_to_the_end() -> None:
    answers = [(question(), solved("leaks")), (question(), solved("leaks", "economiser"))]
    columns = comparison.figure_columns(answers)
    assert "gap" not in comparison.figure_labels(answers)
    assert comparison.explanations(answers, columns) == []


def test_cards_of_an_unproved_plan_mark_what_is_smaller_than_its_gap() -> None:
    before, now = solved("leaks").figures, solved("leaks", "economiser").figures
    sure, unsure = (figure_cards(question(), now, before, ("npv",), gap) for gap in (Decimal(0), None))
    assert not sure[0].difference.endswith(MARK)
    assert unsure[0].difference.endswith(MARK)
    assert unsure[0].better is None
    assert read(sure[0].difference) == read(sure[0].value) - read(
        figure_cards(question(), before, keys=("npv",))[0].value
    )


def test_the_room_of_a_limit_is_the_difference_of_what_is_shown() -> None:
    limit = LimitFigure("Quick", "simple_payback", "at_most", Decimal("1.4449"), Decimal("1.5"), Decimal("0.0551"))
    value, bound, room = limit_texts(question(), limit)
    assert read(room) == read(bound) - read(value) == Decimal("0.06")


@pytest.mark.parametrize(
    ("sense", "stated", "value", "shown"),
    [
        ("at_least", "18%", "103.0", ("28.6 %", "18.0 %", "10.6 %")),
        ("at_most", "12.25%", "36.0", ("10.00 %", "12.25 %", "2.25 %")),
        ("at_least", "0%", "36.0", None),
    ],
)
def test_a_limit_in_per_cent_is_shown_in_per_cent(
    sense: str, stated: str, value: str, shown: tuple[str, str, str] | None
) -> None:
    asked, whole = question(), Decimal(360)
    limit = Limit.model_validate({"name": "CO2", "metric": "co2e_abated", sense: stated})
    asked = replace(asked, scenario=asked.scenario.model_copy(update={"limits": (limit,)}))
    bound = whole * Decimal(stated.removesuffix("%")) / 100
    figure = LimitFigure("CO2", "co2e_abated", sense, Decimal(value), bound, None)  # type: ignore[arg-type]
    found = limit_texts(asked, figure)
    assert found == shown if shown else "t CO2e" in found[0]


@pytest.mark.parametrize("name", ["cannery", "teaching"])
def test_every_figure_of_a_case_has_a_formula_of_its_own(name: str) -> None:
    case, _ = read_case(folder() / "data" / name)
    asked = Question(case, question().scenario)
    for key in (*metrics_of(case), *INDICATORS):
        assert formula_of(asked, key)
    formulas = [formula_of(asked, key) for key in INDICATORS]
    assert len(set(formulas)) == len(formulas)


def test_what_has_no_words_yet_is_refused_instead_of_getting_those_of_another() -> None:
    with pytest.raises(KeyError):
        formula_of(question(), "a_new_metric")
    with pytest.raises(KeyError):
        figure(question(), "a_new_ratio", Decimal(1))
    with pytest.raises(KeyError):
        broken_text(question(), Violation("a new rule", "leaks"))
