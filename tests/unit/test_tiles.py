"""The six figures of the decision screen: short, true, and adding up as shown."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest

from optimizer import Decision, shipped
from optimizer.charts import worth
from optimizer.evaluation import Evaluator
from optimizer.finance import discounted_payback
from optimizer.locales import speaking
from optimizer.readers.scenario_file import read_question
from optimizer.spelling import SHORTENED, ShortScale, short
from optimizer.ui.result.tiles import tiles

QUESTION = read_question(shipped.scenario("teaching"))
EVALUATOR = Evaluator(QUESTION.case, QUESTION.scenario)
POWERS = {"k": 3, "M": 6, "bn": 9}


def read(text: str) -> Decimal:
    """What a reader takes a short figure for."""
    number, _, word = text.replace(",", "").partition("\u00a0")
    return Decimal(number).scaleb(POWERS.get(word.split(" ")[0], 0))


@pytest.mark.parametrize("seed", range(200))
def test_a_short_figure_is_near_and_short(seed: int) -> None:
    dice = random.Random(seed)
    value = Decimal(repr(dice.choice((-1, 1)) * 10 ** dice.uniform(-2, 12)))
    text = short(value)
    assert abs(read(text) - value) <= abs(value) / 200
    assert len(re.sub(r"[^0-9]", "", text)) <= 5
    assert abs(value) < SHORTENED * Decimal("0.99") or text.split("\u00a0")[1] in POWERS
    assert ShortScale.of(value).shown(value) == read(text)


def some_plans(seed: int) -> list[Decision]:
    dice = random.Random(seed)
    measures = [measure.measure for measure in QUESTION.case.measures]
    return [
        Decision(
            {one: QUESTION.case.base_year + dice.randint(0, 1) for one in dice.sample(measures, dice.randint(1, 3))}
        )
        for _ in range(2)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_before_and_after_differ_by_what_is_saved_and_plans_by_what_is_shown(seed: int) -> None:
    one, other = (EVALUATOR.full(plan) for plan in some_plans(seed))
    cards, moved = tiles(QUESTION, one), tiles(QUESTION, other, one)
    assert len(cards) == len(moved) == 6
    for card, again in zip(cards[3:], moved[3:], strict=True):
        before, after = re.fullmatch(r"([\d.,]+)\u00a0→ (.+?)(?: (?:UAH|t CO2e|kWh))?", card.value).groups()
        scale = after.partition("\u00a0")[2]
        saved = re.match(r"([−+])([\d.,]+)", card.difference).groups()
        signed = read(f"{saved[1]}\u00a0{scale}") * (1 if saved[0] == "−" else -1)
        assert read(f"{before}\u00a0{scale}") - read(after) == signed, card
        then = re.fullmatch(r"[\d.,]+\u00a0→ (.+?)(?: (?:UAH|t CO2e|kWh))?", again.value)[1]
        change = re.match(r"([−+])(.+?) (?:UAH|t CO2e|kWh)", again.difference)
        shown = read(then) - read(after)
        assert shown == (0 if change is None else (1 if change[1] == "+" else -1) * read(change[2])), (card, again)


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_exact_figure_is_in_the_tooltip(language: str) -> None:
    figures = EVALUATOR.full(some_plans(0)[0])
    with speaking(language):
        for card in tiles(QUESTION, figures)[:2]:
            assert re.search(r"\d[\d,\u00a0]{3,}", card.explained)


@pytest.mark.parametrize("seed", range(20))
def test_the_marked_year_is_that_of_the_discounted_payback(seed: int) -> None:
    figures = EVALUATOR.full(some_plans(seed)[0])
    nets, rate = [value or Decimal(0) for value in figures.years["net_cash_flow"]], QUESTION.scenario.discount_rate
    back = worth.paid_back(worth.frame(QUESTION, figures))
    payback = discounted_payback(nets, rate)
    assert (back is None) == (payback is None)
    if back is not None:
        assert QUESTION.case.base_year + payback <= back < QUESTION.case.base_year + payback + 1


def test_what_stays_as_it_is_has_no_sign() -> None:
    cards = tiles(QUESTION, EVALUATOR.full(Decision({})))
    assert [card.difference for card in cards[3:]] == ["no change"] * 3
