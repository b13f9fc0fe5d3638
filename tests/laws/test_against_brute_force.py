"""On random cases with every feature, the answer equals that of enumerating every decision."""

import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from optimizer import Question, solve
from tests.laws.judging import asked, chunks, objections, with_gap, without_enumeration
from tests.oracle import FEATURES, Answer, Problem, random_case

BACKGROUND = frozenset({"limits", "pollutants", "end_uses", "budget_yearly", "windows"})
ONCE_WRONG = sorted((Path(__file__).parent / "once_wrong").glob("*.toml"))
SLOW = (95, 138, 178, 268)  # a hundred or more plans as good as the best, examined one solve after the other
SIZES = ("small", "tiny", "small", "medium", "small")


def random_question(seed: int, folder: Path) -> tuple[Question, Problem, Answer]:
    """Three cases of four draw on all features; in the fourth one feature stands out from a few."""
    features = BACKGROUND | {FEATURES[seed // 4 % len(FEATURES)]} if seed % 4 == 3 else None
    return asked(random_case(random.Random(seed), folder / f"case{seed}", size=SIZES[seed % 5], features=features))


@pytest.mark.parametrize("seeds", chunks(by_default=400, at_length=2_000))
def test_the_answer_is_what_trying_everything_gives(seeds: Iterable[int], tmp_path: Path) -> None:
    found = []
    for seed in seeds:
        question, problem, answer = random_question(seed, tmp_path)
        outcome = solve(question.case, question.scenario)
        found += [f"seed {seed}: {what}" for what in objections(question, problem, answer, outcome)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("seeds", chunks(by_default=300, at_length=2_000, slow=SLOW))
def test_the_solver_alone_gives_it_too(seeds: Iterable[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_enumeration(monkeypatch)
    found = []
    for seed in seeds:
        question, problem, answer = random_question(seed, tmp_path)
        question = with_gap(question)
        outcome = solve(question.case, question.scenario)
        found += [f"seed {seed}: {what}" for what in objections(question, problem, answer, outcome)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", ONCE_WRONG, ids=lambda path: path.stem)
def test_what_was_once_wrong_is_right(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that gave up, a plan slightly over a limit, a start plan mistaken for the best."""
    without_enumeration(monkeypatch)
    question, problem, answer = asked(path)
    question = with_gap(question)
    assert not [*objections(question, problem, answer, solve(question.case, question.scenario))]
