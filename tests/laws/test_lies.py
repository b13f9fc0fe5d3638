"""Whatever the solver claims, the answer is true: no plan that breaks a rule, no false "infeasible" or "optimal"."""

import random
from decimal import Decimal
from pathlib import Path

import pytest

from optimizer import SolverFault, solve
from optimizer.studies import plan
from tests.laws.judging import asked, chunks, lies, with_options, without_enumeration, wrong_figures
from tests.laws.liars import LIES, LyingSolver, infeasible
from tests.oracle import random_case

CALLS = 9  # first plans, the proof from outside, the two by branch and bound


def untruths(seed: int, folder: Path, monkeypatch: pytest.MonkeyPatch, calls: int | None, proofs: int = 2) -> list[str]:
    """Return what is untrue in the answer to a random case if one of the first `calls` calls lies (None: all do)."""
    rng = random.Random(seed)
    question, problem, answer = asked(random_case(rng, folder / f"case{seed}", size=rng.choice(["tiny", "small"])))
    question = with_options(question, proofs=proofs, **({"gap": Decimal(0)} if rng.random() < 0.5 else {}))
    lie = LIES[seed % len(LIES)]
    with monkeypatch.context() as patch:
        if calls is not None:
            without_enumeration(patch)
        liar = LyingSolver(patch, lie, rng, None if calls is None else rng.randrange(calls))
        try:
            outcome = solve(question.case, question.scenario)
        except SolverFault:
            return []  # it was noticed and reported
    found = [*lies(question, problem, answer, outcome)]
    found += wrong_figures(problem, outcome.figures) if hasattr(outcome, "figures") else []
    return [f"seed {seed}, {lie.__name__} told {liar.told} times: {what}" for what in found]


@pytest.mark.parametrize("seeds", chunks(by_default=26, at_length=1_300, size=len(LIES)))
def test_one_lie_never_gets_through(seeds: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the 13 lies in 2 cases by default, in 100 in the long mode."""
    found = [what for seed in seeds for what in untruths(seed, tmp_path, monkeypatch, CALLS)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("seeds", chunks(by_default=26, at_length=650, size=len(LIES), slow=(2,)))
def test_where_everything_is_tried_no_number_of_lies_gets_through(
    seeds: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the 13 lies in one or two cases by default, in 50 in the long mode."""
    found = [what for seed in seeds for what in untruths(seed, tmp_path, monkeypatch, None)]
    assert not found, "\n".join(found)


def test_with_one_proof_only_lies_would_get_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "prove_from_outside", lambda _: None)  # its plans leave few possibilities for lies
    of_no_plan = range(LIES.index(infeasible), 150, len(LIES))
    assert any(untruths(seed, tmp_path, monkeypatch, 1, proofs=1) for seed in of_no_plan)
