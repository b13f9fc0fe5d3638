"""A solver that lies: about its plan, its bound or its status, once or always."""

import math
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from optimizer.model.driver import Loaded, Options, SolverAnswer, Status

Lie = Callable[[random.Random, Loaded, SolverAnswer], SolverAnswer]


def another_plan(rng: random.Random, loaded: Loaded, answer: SolverAnswer) -> SolverAnswer:
    """Flip some choices: a worse plan, one that breaks rules, or one with two starts of a measure."""
    values = list(answer.values or [0.0] * loaded.size)
    for column in rng.sample(range(len(values)), rng.randint(1, min(4, len(values)))):
        values[column] = 1.0 - round(values[column])
    return replace(answer, values=tuple(values))


def everything(_: random.Random, loaded: Loaded, answer: SolverAnswer) -> SolverAnswer:
    """Take every start of every measure at once."""
    return replace(answer, values=(1.0,) * loaded.size)


def nothing(_: random.Random, loaded: Loaded, answer: SolverAnswer) -> SolverAnswer:
    """Return the empty plan."""
    return replace(answer, values=(0.0,) * loaded.size)


def garbage(rng: random.Random, loaded: Loaded, answer: SolverAnswer) -> SolverAnswer:
    """Return numbers that aren't choices."""
    odd = (math.nan, math.inf, -math.inf, 0.5, 0.500001, -1.0, 2.0, 1e300)
    return replace(answer, values=tuple(rng.choice(odd) for _ in range(loaded.size)))


def too_good_a_bound(rng: random.Random, loaded: Loaded, answer: SolverAnswer) -> SolverAnswer:
    """Return a bound better than the truth: it leads to no wrong answer, but costs time."""
    return replace(answer, bound=answer.bound + _direction(loaded) * _step(rng, answer))


def too_bad_a_bound(rng: random.Random, loaded: Loaded, answer: SolverAnswer) -> SolverAnswer:
    """Return a bound that excludes the best plan."""
    return replace(answer, bound=answer.bound - _direction(loaded) * _step(rng, answer))


def bound_of_no_number(rng: random.Random, _: Loaded, answer: SolverAnswer) -> SolverAnswer:
    """Return an infinite bound, or none."""
    return replace(answer, bound=rng.choice([math.inf, -math.inf, math.nan]))


def worse_and_called_best(rng: random.Random, loaded: Loaded, answer: SolverAnswer) -> SolverAnswer:
    """Return the empty plan, or another, with a bound as if nothing were better."""
    other = rng.choice([nothing, another_plan])(rng, loaded, answer)
    return replace(other, status=Status.OPTIMAL, bound=rng.choice([0.0, answer.bound * rng.random()]))


def infeasible(_: random.Random, __: Loaded, answer: SolverAnswer) -> SolverAnswer:
    """Claim that there is no plan."""
    return SolverAnswer(Status.INFEASIBLE, None, answer.bound)


def optimal(_: random.Random, loaded: Loaded, answer: SolverAnswer) -> SolverAnswer:
    """Claim a plan or a finished search, even if there is none."""
    return replace(answer, status=Status.OPTIMAL, values=answer.values or (0.0,) * loaded.size)


def optimal_without_plan(_: random.Random, __: Loaded, answer: SolverAnswer) -> SolverAnswer:
    """Claim that a best plan was found, without showing one."""
    return replace(answer, status=Status.OPTIMAL, values=None)


def stopped(_: random.Random, __: Loaded, answer: SolverAnswer) -> SolverAnswer:
    """Claim that time ran out."""
    return replace(answer, status=Status.STOPPED, values=None)


def failed(_: random.Random, __: Loaded, ___: SolverAnswer) -> SolverAnswer:
    """Claim a failure."""
    return SolverAnswer(Status.FAILED, None, math.inf)


LIES: tuple[Lie, ...] = (
    another_plan,
    everything,
    nothing,
    garbage,
    too_good_a_bound,
    too_bad_a_bound,
    bound_of_no_number,
    worse_and_called_best,
    infeasible,
    optimal,
    optimal_without_plan,
    stopped,
    failed,
)


def _direction(loaded: Loaded) -> float:
    return 1.0 if loaded.maximised else -1.0


def _step(rng: random.Random, answer: SolverAnswer) -> float:
    size = abs(answer.bound) if math.isfinite(answer.bound) else 1.0
    return max(size, 1.0) * 10 ** rng.uniform(-4, 1)


class LyingSolver:
    """Replaces the solver's `solve`, and lies in the calls with these numbers (None: in every call).

    Calls that lie ignore the listener, so that no true plan gets through on the way.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, lie: Lie, rng: random.Random, call: int | None) -> None:
        self.calls = 0
        self.told = 0
        honest = Loaded.solve

        def solve(loaded: Loaded, options: Options, watch: Any = None) -> SolverAnswer:
            lying = call is None or self.calls == call
            self.calls += 1
            if not lying:
                return honest(loaded, options, watch)
            self.told += 1
            return lie(rng, loaded, honest(loaded, options, None))

        monkeypatch.setattr(Loaded, "solve", solve)
