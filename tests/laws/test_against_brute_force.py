"""On random cases with every feature, the answer equals that of enumerating every decision."""

import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from optimizer import solve
from tests.laws.judging import asked, chunks, objections, with_gap, without_enumeration
from tests.oracle import FEATURES, random_case

BACKGROUND = frozenset({"limits", "pollutants", "end_uses", "budget_yearly", "windows"})
ONCE_WRONG = sorted((Path(__file__).parent / "once_wrong").glob("*.toml"))
SLOW = (95, 138, 178, 203, 268)  # a hundred or more plans as good as the best, examined one solve after the other
SIZES = ("small", "tiny", "small", "medium", "small")


def random_scenario(seed: int, folder: Path) -> Path:
    """Three cases of four draw on all features; in the fourth one feature stands out from a few."""
    features = BACKGROUND | {FEATURES[seed // 4 % len(FEATURES)]} if seed % 4 == 3 else None
    return random_case(random.Random(seed), folder / f"case{seed}", size=SIZES[seed % 5], features=features)


@pytest.mark.parametrize("seeds", chunks(by_default=40, at_length=2_000, slow=SLOW))
def test_the_answer_is_what_trying_everything_gives(
    seeds: Iterable[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each case is answered with every proof and by the solver alone, and both are held against one oracle's answer.

    By default 40 cases: 30 that draw on all features, 10 in which one stands out. In the long mode 2,000, in which
    every feature stands out 8 times.
    """
    found = []
    for seed in seeds:
        question, problem, answer = asked(random_scenario(seed, tmp_path))
        outcome = solve(question.case, question.scenario)
        found += [f"seed {seed}: {what}" for what in objections(question, problem, answer, outcome)]
        question = with_gap(question)
        with monkeypatch.context() as patch:
            without_enumeration(patch)
            outcome = solve(question.case, question.scenario)
        found += [f"seed {seed}, solver alone: {what}" for what in objections(question, problem, answer, outcome)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", ONCE_WRONG, ids=lambda path: path.stem)
def test_what_was_once_wrong_is_right(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that gave up, a plan slightly over a limit, a start plan mistaken for the best."""
    without_enumeration(monkeypatch)
    question, problem, answer = asked(path)
    question = with_gap(question)
    assert not [*objections(question, problem, answer, solve(question.case, question.scenario))]
