"""Figures and findings as people read them, in both languages: numbers, money, shares, years, names, sentences."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optimizer import read_question, solve, spelling, words
from optimizer.case import Case, EndUse, Measure, Pollutant, Stream
from optimizer.decision import Decision
from optimizer.evaluation import Evaluator
from optimizer.indicators import RATIOS
from optimizer.locales import LANGUAGES, speaking, tr
from optimizer.metrics import all_metrics
from optimizer.outcome import Effort, Infeasible, Rule, Solved
from optimizer.reports import plan_words, rule_words
from optimizer.rules import stated_text
from optimizer.scenario import Limit, Percent

if TYPE_CHECKING:
    from optimizer.question import Question

D = Decimal
SCENARIOS = Path(__file__).parents[2] / "scenarios"
CASE = Case(name="Plant", name_uk="Завод", currency="UAH", base_year=2026)
CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)


def plain(text: str) -> str:
    """A text with its non-breaking spaces made plain."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(scope="module")
def solved() -> tuple[Question, Solved]:
    question = read_question(SCENARIOS / "teaching.toml")
    outcome = solve(question.case, question.scenario)
    assert isinstance(outcome, Solved)
    return question, outcome


@pytest.mark.parametrize(
    ("value", "unit", "en", "uk"),
    [
        (D("1234567.891"), "UAH", "1,234,568 UAH", "1 234 568 грн"),
        (D("-1234.5"), "kWh", "-1,234.50 kWh", "-1 234,50 кВт·год"),
        (D("0.00123456"), "t", "0.00123 t", "0,00123 т"),
        (D(0), "t CO2e", "0 t CO2e", "0 т CO2-екв."),
        (D("2.3456"), "years", "2.35 years", "2,35 року"),
        (D(1), "years", "1 year", "1 рік"),
        (D(3), "years", "3 years", "3 роки"),
        (D(12), "years", "12 years", "12 років"),
        (D(21), "points", "21 points", "21 бал"),
        (D(-2), "points", "-2 points", "-2 бали"),
        (D("0.5"), "hazard points", "0.50 hazard points", "0,50 бала небезпечності"),
        (D(7), "furlongs", "7 furlongs", "7 furlongs"),
        (None, "t", "—", "—"),
    ],
)
def test_an_amount_is_written_as_its_language_does(value: Decimal | None, unit: str, en: str, uk: str) -> None:
    assert spelling.amount(value, unit) == en
    with speaking("uk"):
        assert plain(spelling.amount(value, unit)) == uk


def test_nothing_breaks_between_a_number_and_its_unit_in_ukrainian() -> None:
    with speaking("uk"):
        assert spelling.amount(D(1234), "UAH") == "1\u00a0234\u00a0грн"
        assert spelling.years(D("3.4")) == "3,4\u00a0року"


@pytest.mark.parametrize(
    ("said", "en", "uk"),
    [
        (lambda: spelling.percent(D("0.1234")), "12.3 %", "12,3 %"),
        (lambda: spelling.percent(D("-0.00001"), 2), "0.00 %", "0,00 %"),
        (lambda: spelling.percent(None), "—", "—"),
        (lambda: spelling.years(D("3.44")), "3.4 years", "3,4 року"),
        (lambda: spelling.years(None), "never", "не окупається"),
        (lambda: spelling.money(D("9999.5"), CASE), "9,999.50 UAH", "9 999,50 грн"),
        (lambda: spelling.money(D(12000), CASE.model_copy(update={"currency": "EUR"})), "12,000 EUR", "12 000 євро"),
        (lambda: spelling.money(D(5), CASE.model_copy(update={"currency": "JPY"})), "5 JPY", "5 JPY"),
        (lambda: spelling.day(dt.date(2026, 3, 8)), "March 8, 2026", "8 березня 2026 р."),
        (lambda: spelling.listed(["1,5", "2"]), "1,5, 2", "1,5; 2"),
        (lambda: words.status_text("infeasible"), "infeasible", "нездійсненний"),
        (lambda: words.name_of(CASE), "Plant", "Завод"),
    ],
)
def test_what_is_said_in_each_language(said: object, en: str, uk: str) -> None:
    assert callable(said)
    assert said() == en
    with speaking("uk"):
        assert plain(said()) == uk


def test_a_record_is_called_by_its_name_in_the_language_else_in_english_else_by_its_id() -> None:
    stream = Stream(stream="gas", name="Natural gas", name_uk="Природний газ", kind="energy", unit="m3")
    nameless = Stream(stream="gas", kind="energy", unit="m3")
    english = Measure(measure="m", name="Lights", capex=0, lifetime=1)
    others = [Pollutant(pollutant="nox"), EndUse(end_use="air", stream="gas", baseline=1)]
    assert [words.name_of(one) for one in (stream, nameless, english, *others)] == [
        *("Natural gas", "gas", "Lights", "nox", "air")
    ]
    with speaking("uk"):
        assert [words.name_of(one) for one in (stream, nameless, english)] == ["Природний газ", "gas", "Lights"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_metric_has_a_label_and_a_unit_in_each_language(language: str) -> None:
    case = read_question(SCENARIOS / "base.toml").case
    with speaking(language):  # type: ignore[arg-type]
        shown = [*all_metrics(case), *RATIOS.values()]
        labels = {words.label_of(metric) for metric in shown}
        units = {words.unit_of(metric, case) for metric in shown}
    assert len(labels) == len(shown)
    assert not any("{" in text for text in labels | units)
    if language == "uk":
        assert [label for label in labels if not CYRILLIC.search(label)] == []
        assert "UAH" not in units
        assert "кВт·год" in units


def test_a_value_has_its_unit_in_the_right_case() -> None:
    question = read_question(SCENARIOS / "teaching.toml")
    with speaking("uk"):
        assert plain(words.value_of(question, "simple_payback", D("1.44"))) == "1,4 року"
        assert words.value_of(question, "simple_payback", None) == "не окупається"
        assert plain(words.value_of(question, "irr", D("0.5957"))) == "59,6 %"
        assert plain(words.value_of(question, "abatement_cost", D(-6722))) == "-6 722 грн/т CO2-екв."
        assert plain(words.value_of(question, "effort", D(5))) == "5 балів"
        assert plain(words.value_of(question, "npv", D("1029577.65"))) == "1 029 578 грн"


def test_the_headline_is_a_sentence_of_either_language(solved: tuple[Question, Solved]) -> None:
    assert plan_words.headline(*solved) == (
        "6 measures for 710,000 UAH, started from 2026 to 2027: NPV 1,029,578 UAH, 480,000 UAH saved in 2028,"
        " 42.80 t CO2e less in 2028, simple payback 1.5 years."
        " Proved twice (enumeration; branch and bound): no plan is better."
    )
    with speaking("uk"):
        assert plain(plan_words.headline(*solved)) == (
            "6 заходів на 710 000 грн, початок у 2026–2027 роках: ЧПВ (NPV) 1 029 578 грн, економія 480 000 грн"
            " у 2028 році, скорочення викидів у 2028 році — 42,80 т CO2-екв., простий строк окупності — 1,5 року."
            " Доведено двічі (повний перебір; метод гілок і меж): кращого плану немає."
        )


def test_only_a_proof_says_that_no_measure_is_of_use(solved: tuple[Question, Solved]) -> None:
    question, found = solved
    nothing = Evaluator(question.case, question.scenario)(Decision({}))
    room = nothing.objective + 1000
    for optimal, bound, claimed in ((True, nothing.objective, True), (False, room, False), (False, None, False)):
        outcome = replace(found, figures=nothing, bound=bound, optimal=optimal, proofs=())
        assert plan_words.headline(question, outcome).startswith("Nothing to choose") is claimed


def test_one_finished_proof_is_told(solved: tuple[Question, Solved]) -> None:
    question, found = solved
    once = replace(found, optimal=False, proofs=found.proofs[:1])
    assert plan_words.certainty(question, once) == (
        "Proved once (enumeration), the second proof was not finished: no plan is better."
    )


def test_what_only_one_of_two_proofs_says_is_told_as_such(solved: tuple[Question, Solved]) -> None:
    question, found = solved
    room = found.figures.objective + 100
    one, other = found.proofs
    told = plan_words.certainty(question, replace(found, proofs=(one, replace(other, bound=room))))
    assert told == (
        "Proved twice (enumeration; branch and bound): no plan is better by more than 100 UAH (0.010 %);"
        " by one of the proofs, no plan is better."
    )


def test_why_there_is_no_plan_is_said_with_the_numbers_of_the_rules() -> None:
    question = read_question(SCENARIOS / "teaching.toml")
    limits = (
        Limit(name="Ціль", metric="co2e_abated", at_least=Percent(D("0.125")), year=2028),
        Limit(name="Between", metric="npv", at_least=D(1000), at_most=D("2000.5"), year="total"),
    )
    rules = question.scenario.measures.model_copy(update={"max_payback": D("1.5"), "include": ("leaks",)})
    budget = question.scenario.budget.model_copy(update={"total": D(500000)})
    changed = {"limits": limits, "measures": rules, "budget": budget}
    asked = type(question)(question.case, question.scenario.model_copy(update=changed))
    conflict = (
        *(Rule("limit", "Ціль"), Rule("limit", "Between"), Rule("include", "leaks")),
        *(Rule("measures", "max_payback"), Rule("budget", "total"), Rule("budget", "per_year")),
    )
    outcome = Infeasible((), conflict, Effort(1), alone=conflict)
    assert rule_words.why_not(asked, outcome) == (
        "No plan satisfies all these rules:"
        " “Ціль”: Greenhouse gases abated at least 12.5 % (2028); “Between”: NPV at least 1,000.00 UAH and at most"
        " 2,000.50 UAH (total); “Find and repair compressed-air leaks” must be chosen; payback"
        " of each measure alone at most 1.5 years; total budget of 500,000 UAH; own funds by year (600,000 UAH,"
        " 150,000 UAH). Dropping any one of them would make a plan possible."
    )
    with speaking("uk"):
        assert plain(rule_words.why_not(asked, outcome)) == (
            "Жоден план не задовольняє всіх цих правил разом:"
            " Парникові гази: скорочення викидів, 2028 — не менше ніж 12,5 % («Ціль»); ЧПВ (NPV), разом —"
            " не менше ніж 1 000,00 грн і не більше ніж 2 000,50 грн («Between»); захід «Пошук і усунення витоків"
            " стисненого повітря» має бути обрано; строк окупності кожного заходу окремо — не довший за 1,5 року;"
            " загальний бюджет 500 000 грн; власні кошти за роками (600 000 грн; 150 000 грн)."
            " Без будь-якого одного з них план можливий."
        )


def test_a_limit_says_of_which_measures_and_when() -> None:
    question = read_question(SCENARIOS / "base.toml")
    limit = Limit(name="Hands", metric="use_staff_days", at_most=D(60), year="each", where={"site": ("Cold store",)})
    asked = type(question)(question.case, question.scenario.model_copy(update={"limits": (limit,)}))
    rule = Rule("limit", "Hands")
    assert stated_text(asked, rule) == "“Hands”: Use of staff days (only Cold store) at most 60 (each year)"
    with speaking("uk"):
        told = stated_text(asked, rule)
    assert told == "Потреба: людино-дні (лише Cold store), щороку — не більше ніж 60 («Hands»)"


def test_a_sentence_ends_with_one_full_stop() -> None:
    with speaking("uk"):
        assert tr("{formula} Unit: {unit}.", formula="А.", unit="т CO2-екв.").endswith("т CO2-екв.")
        assert tr("Best plan found so far: {nothing}.", nothing="…").endswith("….")
    assert tr("{formula} Unit: {unit}.", formula="A.", unit="t CO2e") == "A. Unit: t CO2e."
