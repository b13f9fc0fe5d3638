"""The floats of a posed question are the exact flows: every weighted sum over any plan, to rounding."""

import random
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from optimizer import Case, Scenario, read_question
from optimizer.arithmetic import Products
from optimizer.columns import Columns, Form
from optimizer.decimals import exact
from optimizer.flow_table import FlowTable
from optimizer.portfolio import Portfolios
from optimizer.terms import Terms
from optimizer.valuation import Weights, amount
from tests.laws.judging import chunks
from tests.oracle import random_case

PLANS = 5
ROUNDING = Decimal("1e-13")


def value(form: Form, columns: Columns, picks: np.ndarray) -> Decimal:
    """Return the value of a form at one decision, with its products multiplied out."""
    extras = Products(list(columns.extras)).of_each(picks[None, :])[0]
    values = np.concatenate([picks, extras])[form.columns]
    return sum((Decimal(c) * Decimal(v) for c, v in zip(form.coefs, values, strict=True)), Decimal(form.constant))


def random_weights(rng: random.Random, portfolios: Portfolios, starts: dict[str, int], last: int) -> Weights:
    keys = list(portfolios.flows(starts))
    return {key: [Decimal(rng.randint(-99, 99)).scaleb(-1) for _ in range(last + 1)] for key in keys}


@exact
def wrong_sums(case: Case, scenario: Scenario, rng: random.Random) -> list[str]:
    """Return random plans, of all or some measures, for which a form differs from the sum of the exact flows."""
    choices = dict(sorted(Terms(case, scenario).choices.items()))
    columns, portfolios = Columns(choices), Portfolios(case, scenario)
    found = []
    for _ in range(PLANS):
        members = {m: years for m, years in choices.items() if rng.random() < 0.8}
        table = FlowTable(case, scenario, columns, members)
        starts = {m: rng.choice(years) for m, years in members.items() if rng.random() < 0.7}
        picks = np.zeros(len(columns.choices))
        picks[[columns.number[choice] for choice in starts.items()]] = 1.0
        flows, last = portfolios.flows(starts), scenario.horizon_years
        weights = random_weights(rng, portfolios, {m: years[0] for m, years in members.items()}, last)
        years = rng.choice([None, range(last + 1), range(1, 3), (rng.randint(0, last),)])
        told, truth = value(table.form(weights, years), columns, picks), amount(weights, flows, years)
        size = amount({key: [abs(w) for w in series] for key, series in weights.items()}, absolute(flows), years)
        if abs(told - truth) > ROUNDING * size:
            found.append(f"{starts} over {years}: {told}, not {truth}")
    return found


def absolute(flows: dict) -> dict:
    return {key: {t: abs(quantity) for t, quantity in series.items()} for key, series in flows.items()}


@pytest.mark.parametrize("seeds", chunks(by_default=20, at_length=2_000))
def test_forms_are_sums_of_exact_flows(seeds: Iterable[int], tmp_path: Path) -> None:
    found = []
    for seed in seeds:
        question = read_question(random_case(random.Random(seed), tmp_path / f"case{seed}", size="medium"))
        wrong = wrong_sums(question.case, question.scenario, random.Random(seed))
        found += [f"seed {seed}: {what}" for what in wrong]
    assert not found, "\n".join(found)
