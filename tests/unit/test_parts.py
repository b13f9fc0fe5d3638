"""What is shown as parts of a figure adds up to the figure shown."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import Decision, Question, evaluate, read_question
from optimizer.locales import speaking
from optimizer.metrics import SHARED
from optimizer.parts import adding_up, basis_text, before_after, bridge, cash_flows, payback_text, shares
from optimizer.shipped import scenario
from optimizer.words import figure, value_of

if TYPE_CHECKING:
    from optimizer import Figures

D = Decimal
AMOUNTS = st.lists(st.decimals(-1_000_000, 1_000_000, places=5), max_size=12)
TAKEN = ("retort-heat", "evap-fourth", "forklifts", "economiser", "pomace-feed", "led", "air-leaks")


@cache
def planned(name: str) -> tuple[Question, Figures]:
    question = read_question(scenario(name))
    return question, evaluate(question.case, question.scenario, Decision(dict.fromkeys(TAKEN, 2026)))


@given(AMOUNTS, st.integers(0, 4))
def test_rounded_parts_add_up_and_each_is_next_to_its_exact_value(parts: list[D], decimals: int) -> None:
    whole, unit = sum(parts, D(0)), D(1).scaleb(-decimals)
    shown = adding_up(parts, whole, decimals)
    assert sum(shown, D(0)) == round(whole, decimals)
    for part, rounded in zip(parts, shown, strict=True):
        assert abs(rounded - part) < unit
        assert rounded == part or part % unit, "what needs no rounding stays"


@given(AMOUNTS.filter(bool), st.integers(-3, 3))
def test_parts_of_a_whole_that_is_pinned_elsewhere_add_up_too(parts: list[D], off: int) -> None:
    whole = sum(parts, D(0)) + off
    assert sum(adding_up(parts, whole, 0), D(0)) == round(whole)


@pytest.mark.parametrize("name", ["base", "after-tax", "climate-target", "toxics-half"])
def test_shares_and_bridge_add_up_to_the_figures_on_the_page(name: str) -> None:
    question, figures = planned(name)
    shown = shares(question, figures)
    assert tuple(shown) == SHARED
    for key, column in shown.items():
        assert sum(column.parts.values()) == column.total.value == figure(question, key, figures.metrics[key]).value
    *steps, npv = bridge(question, figures)
    assert sum(step.value for step in steps) == npv.value == figure(question, "npv", figures.metrics["npv"]).value
    decimals = npv.decimals
    assert steps[0].value == figure(question, "lifetime_saving", figures.metrics["lifetime_saving"], decimals).value
    assert all(step.value for step in steps)


def test_before_and_after_differ_by_what_the_page_says_is_saved() -> None:
    question, figures = planned("base")
    bill, co2e = before_after(question, figures)
    for change, key in ((bill, "bill_saved"), (co2e, "co2e_abated")):
        assert change.before - change.after == change.saved == figure(question, key, figures.metrics[key]).value
        assert change.share == pytest.approx(change.saved / change.before, rel=D("1e-6"))


def test_a_bill_that_lacks_a_stream_of_which_something_is_saved_is_not_shown() -> None:
    question, _ = planned("base")
    streams = tuple(stream.model_copy(update={"baseline": None}) for stream in question.case.streams)
    without = question.case.model_copy(update={"streams": streams})
    figures = evaluate(without, question.scenario, Decision({"led": 2026}))
    keys = [change.key for change in before_after(Question(without, question.scenario), figures)]
    assert "bill" not in keys


def test_the_net_cash_flow_of_a_year_is_the_sum_of_what_is_shown() -> None:
    flows = cash_flows(planned("after-tax")[1])
    assert {"capex", "annual_saving", "profit_tax", "net_cash_flow"} <= flows.keys()
    costs = {"capex", "renewal", "profit_tax"}
    parts = [[-v if key in costs else v for v in series] for key, series in flows.items() if key != "net_cash_flow"]
    assert flows["net_cash_flow"] == [sum(year) for year in zip(*parts, strict=True)]


def test_the_basis_of_the_figures_is_that_of_the_question() -> None:
    plain, taxed = planned("base")[0], planned("after-tax")[0]
    for question in (plain, taxed):
        said = basis_text(question)
        assert str(question.case.base_year) in said
        assert f"{question.scenario.discount_rate * 100:.0f} % a year" in said
    assert "loss" in basis_text(taxed)
    assert "loss" not in basis_text(plain)


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_payback_can_be_recomputed_from_its_sentence(language: str) -> None:
    question, figures = planned("after-tax")
    with speaking(language):
        said = payback_text(question, figures)
        cost, saving = figures.bridge["net_cost"], figures.bridge["full_year_saving"]
        assert round(cost / saving, 1) == round(figures.metrics["simple_payback"] or D(0), 1)
        for value in (cost, saving):
            assert value_of(question, "npv", value) in said
