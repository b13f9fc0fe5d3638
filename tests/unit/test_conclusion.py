"""What a comparison comes to: its sentences tell the table's figures, and nothing that is not proved or comparable."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from optimizer import Decision, Question, Solved, evaluate, read_question
from optimizer.locales import Language, speaking, tr
from optimizer.outcome import Effort, Infeasible
from optimizer.reports import comparison
from optimizer.reports.conclusion import conclusion
from optimizer.reports.side_by_side import difference_between
from optimizer.shipped import scenario
from optimizer.spelling import short
from optimizer.words import figure

MEASURES = ("leaks", "economiser", "meters", "boiler", "switch-off")
KEYS = ("capex", "npv", "co2e_abated")
NOTHING = Infeasible((), (), Effort(1.0))


@cache
def question(name: str = "First", **keys: object) -> Question:
    asked = read_question(scenario("teaching"))
    return replace(asked, scenario=asked.scenario.model_copy(update={"name": name, "name_uk": "", **keys}))


def planned(asked: Question, *measures: str, gap: str = "0") -> tuple[Question, Solved]:
    figures = evaluate(asked.case, asked.scenario, Decision(dict.fromkeys(measures, asked.case.base_year)))
    bound = figures.objective * (1 + Decimal(gap))
    return asked, Solved(figures, bound, gap == "0", (), False, Effort(1.0))


PLANS = [plan for count in (0, 1, 2) for plan in itertools.combinations(MEASURES, count)]
PAIRS = [pair for pair in itertools.product(PLANS, PLANS) if pair[0] != pair[1]][::7]


def shown_difference(label: str, column: comparison.ComparisonColumn, labels: list[str]) -> Decimal:
    """Return a difference as the table shows it."""
    [row] = [k for k, text in enumerate(labels) if text.startswith(label)]
    text = column.cells[row].difference
    return Decimal(0) if text == "=" else Decimal(re.sub(r"[^\d.\-]", "", text))


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_figures_of_a_sentence_are_the_differences_of_the_table(language: Language) -> None:
    labels = {"capex": "Implementation cost", "npv": "NPV", "co2e_abated": "Greenhouse gases abated"}
    for before, now in PAIRS:
        answers = [planned(question(), *before), planned(question("Second"), *now)]
        column, rows = comparison.figure_columns(answers)[1], comparison.figure_labels(answers)
        shown = {key: shown_difference(label, column, rows) for key, label in labels.items()}
        with speaking(language):
            [said] = conclusion(answers)
            told = [short(abs(value), figure(question(), key, None).unit) for key, value in shown.items() if value]
            assert [amount for amount in told if amount not in said] == []
            each = short(abs(shown["npv"] / shown["co2e_abated"]), "UAH") if shown["co2e_abated"] else None
            traded = shown["npv"] * shown["co2e_abated"] < 0
            assert (tr(": {amount} of NPV for each tonne of that year", amount=each) in said) == traded


def test_a_sentence_says_in_which_direction_each_figure_differs() -> None:
    answers = [planned(question(), "leaks"), planned(question("Second"), "leaks", "boiler")]
    cost, npv, tonnes = (difference_between(answers, 1, 0, key) for key in KEYS)
    [said] = conclusion(answers)
    assert said.startswith("Compared with “First”, “Second” spends ")
    for found, more, less in ((cost, "spends {} more", "spends {} less"), (npv, "gains {}", "gives up {}")):
        assert found is not None
        assert (more if found.value > 0 else less).format(short(abs(found.value), "UAH")) in said
    assert tonnes is not None
    assert f"abates {short(tonnes.value, 't CO2e')} more in 2028" in said
    [back] = conclusion(answers[::-1])
    assert back.count(" less") == 2
    assert "gives up" in said + back
    assert "gains" in said + back


def test_what_is_smaller_than_the_gap_decides_nothing() -> None:
    first, second = planned(question(), "leaks"), planned(question("Second"), "leaks", "switch-off", gap="9")
    [said] = conclusion([first, second])
    assert "smaller than what is still unproved" in said
    assert "gains" not in said
    assert "abates" not in said
    [proved] = conclusion([first, planned(question("Second"), "leaks", "switch-off")])
    assert "unproved" not in proved
    assert "gains" in proved


def test_what_does_not_come_from_the_plan_is_said_and_never_priced_per_tonne() -> None:
    dearer = question("Dearer", discount_rate=Decimal("0.4"))
    plans = ("leaks",), ("leaks", "boiler")
    alike, other = ([planned(question(), *plans[0]), planned(asked, *plans[1])] for asked in (question("Like"), dearer))
    assert not [text for text in conclusion(alike) if "assumptions" in text]
    [said] = conclusion(other)
    assert "Not all of this is due to the plan: the assumptions differ (discount rate)." in said
    assert "for each tonne" not in said
    [same] = conclusion([planned(question(), "leaks"), planned(dearer, "leaks")])
    assert "The plan is the same; the assumptions differ (discount rate)." in same


def test_of_several_the_best_in_each_figure_are_named_first() -> None:
    plans = [("leaks",), ("leaks", "boiler"), ("economiser",), ()]
    answers = [planned(question(f"Plan {k}"), *plan) for k, plan in enumerate(plans)]
    first, *others = conclusion(answers)
    assert len(others) == len(plans) - 1
    for key, text in (("npv", "Highest NPV: "), ("co2e_abated", "Most CO2e abated in 2028: ")):
        best = max(answers, key=lambda answer, key=key: answer[1].figures.metrics[key])
        shown = figure(best[0], key, best[1].figures.metrics[key])
        assert f"{text}“{best[0].scenario.name}”, {short(shown.value, shown.unit)}" in first
    assert "Lowest implementation cost: “Plan 3”" in first
    with_other = [*answers, planned(question("Dearer", discount_rate=Decimal("-0.3")), *MEASURES[:3])]
    ranked = conclusion(with_other)[0]
    assert ranked == f"{first} Only scenarios with the same assumptions are ranked."


def test_a_lead_that_is_not_proved_is_not_told_as_one() -> None:
    answers = [
        planned(question("A"), "leaks", "economiser"),
        planned(question("B"), "leaks", gap="9"),
        planned(question("C"), "leaks", "economiser"),
    ]
    first = conclusion(answers)[0]
    assert "Highest NPV: “A”" in first
    assert "as in “C” (not proved to beat “B”)" in first


def test_equal_plans_are_told_as_such_and_one_plan_alone_concludes_nothing() -> None:
    one, other = planned(question(), "leaks"), planned(question("Second"), "leaks")
    assert conclusion([one, other]) == ["“Second” has the same plan as “First”."]
    assert conclusion([one]) == conclusion([one, (question("Second"), NOTHING)]) == []
    assert conclusion([(question("None"), NOTHING), one, other]) == [], "the table shows no differences either"


def test_another_goal_is_compared_too() -> None:
    energy = question("Energy", goal="energy_saved")
    [said] = conclusion([planned(question(), "leaks"), planned(energy, "leaks", "economiser")])
    assert "raises “Energy saved” by" in said


def test_an_irr_that_does_not_exist_is_explained() -> None:
    free, paid = planned(question(), "switch-off"), planned(question("Second"), "leaks")
    assert free[1].figures.metrics["irr"] is None
    for answers, told in (([paid, free], 1), ([paid, paid], 0), ([paid, (question("None"), NOTHING)], 0)):
        notes = comparison.explanations(answers, comparison.figure_columns(answers))
        assert sum("makes the NPV 0" in text for text in notes) == told
