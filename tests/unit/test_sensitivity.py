"""What ±20 % of an assumption does to a plan's NPV is what `evaluate` says of the changed question."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from optimizer import shipped
from optimizer.decision import decision_in
from optimizer.evaluation import evaluate
from optimizer.readers.scenario_file import read_question
from optimizer.studies.sensitivity import RATES, Keys, Swing, swings

if TYPE_CHECKING:
    from optimizer.decision import Decision
    from optimizer.question import Question

SCENARIOS = ("teaching", "base", "carbon-price", "after-tax", "fast-energy-prices")
LESS, MORE = Decimal("0.8"), Decimal("1.2")


@cache
def answered(name: str) -> tuple[Question, Decision, dict[Keys, Swing]]:
    question = read_question(shipped.scenario(name))
    decision = decision_in(json.loads(shipped.answer(name) or b"null"))
    return question, decision, swings(question, decision)


def evaluated(question: Question, decision: Decision, **changed: Any) -> Decimal:
    npv = evaluate(question.case, question.scenario.with_(changed), decision).metrics["npv"]
    assert npv is not None
    return npv


def same(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) < Decimal("1e-9")


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_rate_changes_the_npv_as_evaluate_says(name: str) -> None:
    question, decision, found = answered(name)
    npv = evaluated(question, decision)
    for rate in RATES:
        own = getattr(question.scenario, rate)
        assert ((rate,) in found) == bool(own)
        for times, end in ((LESS, "lower"), (MORE, "higher")):
            changed = evaluated(question, decision, **{rate: own * times}) - npv
            assert same(changed, getattr(found[rate,], end) if own else Decimal(0))


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_price_changes_the_npv_as_evaluate_says(name: str) -> None:
    question, decision, found = answered(name)
    npv = evaluated(question, decision)
    most = sorted((keys for keys in found if keys[0] == "prices"), key=lambda keys: -found[keys].largest)[:4]
    for _, stream, key in most:
        change = question.scenario.prices.get(stream)
        of_case = getattr(question.case.stream[stream], key)
        own = of_case if change is None or getattr(change, key) is None else getattr(change, key)
        prices: dict[str, Any] = {f"prices.{stream}.{key}": own * MORE}
        if key == "price" and change is not None and change.path:
            prices[f"prices.{stream}.path"] = {str(year): value * MORE for year, value in change.path.items()}
        changed = evaluated(question, decision, **prices) - npv
        assert same(changed, found["prices", stream, key].higher)
        assert key == "escalation" or same(found["prices", stream, key].lower, -changed), "the NPV is linear in prices"


def test_a_tax_and_an_emission_factor_change_the_npv_as_evaluate_says() -> None:
    question, decision, found = answered("carbon-price")
    npv, case = evaluated(question, decision), question.case
    ends = {keys for keys in found if keys[0] == "taxes" and keys[2] == "tax" and found[keys].largest}
    assert ends
    for _, pollutant, _ in ends:
        change = question.scenario.taxes.get(pollutant)
        own = case.pollutant[pollutant].tax if change is None or change.tax is None else change.tax
        taxes: dict[str, Any] = {f"taxes.{pollutant}.tax": own * LESS}
        if change is not None and change.path:
            taxes[f"taxes.{pollutant}.path"] = {str(year): value * LESS for year, value in change.path.items()}
        assert same(evaluated(question, decision, **taxes) - npv, found["taxes", pollutant, "tax"].lower)
    largest = max((keys for keys in found if keys[0] == "factors"), key=lambda keys: found[keys].largest)
    place = next(k for k, f in enumerate(case.factors) if ("factors", f.stream, f.pollutant, str(f.scope)) == largest)
    factors = list(case.factors)
    factors[place] = factors[place].model_copy(update={"kg_per_unit": factors[place].kg_per_unit * MORE})
    changed = evaluate(case.model_copy(update={"factors": tuple(factors)}), question.scenario, decision).metrics["npv"]
    assert changed is not None
    assert same(changed - npv, found[largest].higher)
    assert found[largest].largest > 0


def test_what_is_zero_or_untaxed_has_no_swing() -> None:
    question, _, found = answered("teaching")
    assert ("prices", "gas", "escalation") not in found
    assert not [keys for keys in found if keys[0] == "factors"]
    assert {keys[1] for keys in found if keys[0] == "prices"} <= {stream.stream for stream in question.case.streams}
