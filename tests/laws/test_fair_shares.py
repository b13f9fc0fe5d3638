"""Fair shares are what each measure adds to the plan, averaged over all orders of adding them, to the last digit."""

import random
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer import Decision, evaluate, read_question
from tests.laws.judging import chunks, same
from tests.oracle import random_case, read
from tests.oracle.naive_shares import Shares, by_orders
from tests.oracle.rules import admissible
from tests.oracle.shares import shared

MOST = 7  # measures, which have 5,040 orders
OVERLAPPING = frozenset(
    {"end_uses", "interactions", "pollutants", "taxes", "renewal", "degradation", "spend", "profit_tax", "one_off"}
)
SIZES = ("small", "medium", "tiny")


def wrong_shares(seed: int, folder: Path) -> list[str]:
    """Return what is wrong with the shares of two plans of a random case: one with many measures, and any one."""
    rng = random.Random(seed)
    features = OVERLAPPING if seed % 2 else None
    path = random_case(rng, folder / f"case{seed}", size=SIZES[seed % 3], features=features)
    question, problem = read_question(path), read(path)
    base = problem.case.base_year
    plans = [starts for starts in admissible(problem) if len(starts) <= MOST]
    found = []
    for starts in [max(plans, key=len), rng.choice(plans)] if plans else []:
        decision = {name: base + start for name, start in starts.items()}
        figures = evaluate(question.case, question.scenario, Decision(decision))
        right = by_orders(problem, decision, shared(problem))
        found += [f"seed {seed}: {what}" for what in _unlike(right, figures.shares)]
        found += [f"seed {seed}: {what}" for what in _not_adding_up(figures)]
    return found


def _unlike(right: Shares, shown) -> Iterable[str]:
    if right.keys() != shown.keys():
        yield f"shares of {sorted(shown)}, and the plan has {sorted(right)}"
    for name in right.keys() & shown.keys():
        for metric, share in right[name].items():
            if not same(share, shown[name].get(metric)):
                yield f"{name} has {shown[name].get(metric)} of {metric}, and {float(share)!r} by all orders"


def _not_adding_up(figures) -> Iterable[str]:
    for metric in next(iter(figures.shares.values()), {}):
        total = sum(shares[metric] for shares in figures.shares.values())
        if not same(Fraction(total), figures.metrics[metric]):
            yield f"the shares of {metric} add up to {total}, and the plan has {figures.metrics[metric]}"


@pytest.mark.parametrize("seeds", chunks(by_default=10, at_length=600))
def test_shares_are_averages_over_all_orders(seeds: Iterable[int], tmp_path: Path) -> None:
    """By default 20 plans of 10 cases, with overlaps in every second; in the long mode of 600 cases."""
    found = [what for seed in seeds for what in wrong_shares(seed, tmp_path)]
    assert not found, "\n".join(found)


def test_an_empty_plan_has_no_shares(tmp_path: Path) -> None:
    question = read_question(random_case(random.Random(0), tmp_path / "case", features=()))
    figures = evaluate(question.case, question.scenario, Decision({}))
    assert figures.shares == {}
    assert figures.alone == {}
