"""Overlapping savings, exactly: patterns of an end use's measures, chained where there are many.

One overlap column is u = 1 − Π_i (1 − share_i · in_i). A measure whose share differs by its start (it
fades) has several *levels*, each with the choices that give it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from optimizer.columns import OverlapColumn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.problem import Problem

MOST_PATTERNS = 64


@dataclass(frozen=True)
class Level:
    """A share that a measure can have, and the choices that give it."""

    share: float
    choices: tuple[int, ...]


def levels_of(shares: tuple[tuple[int, float], ...]) -> tuple[Level, ...]:
    """The distinct shares of one measure."""
    found: dict[float, list[int]] = {}
    for choice, share in shares:
        found.setdefault(share, []).append(choice)
    return tuple(Level(share, tuple(choices)) for share, choices in found.items())


def links(column: OverlapColumn) -> Iterator[list[tuple[Level, ...]]]:
    """The measures of an overlap, cut into links with at most MOST_PATTERNS patterns each."""
    link: list[tuple[Level, ...]] = []
    for shares in column.shares:
        levels = levels_of(shares)
        if link and prod(len(each) + 1 for each in (*link, levels)) > MOST_PATTERNS:
            yield link
            link = []
        link.append(levels)
    yield link


def end_uses(model: pyo.ConcreteModel, problem: Problem) -> None:
    """Measures on one end use overlap: u = 1 − Π_i (1 − share_i · in_i), exactly.

    The measures are cut into links of a chain; a pattern P of a link says which of its measures are in,
    and at which level. left_0 = 1, and for each link

    Σ_P λ_P = 1,   Σ_{P ∋ level} λ_P = Σ start over the level's choices,   λ ≥ 0
    Σ_P w_P = left before the link,   0 ≤ w_P ≤ λ_P
    left after the link = Σ_P Π_{level ∈ P} (1 − share) · w_P,   u = 1 − left after the last

    The starts make one λ_P of each link 1, so w_P is what was left: exact for any number of measures.
    One link alone is the convex hull of its end use, so the bound is tight.
    """
    columns = {n: c for n, c in enumerate(problem.extras, problem.first_extra) if isinstance(c, OverlapColumn)}
    model.overlap = pyo.Var(list(columns), bounds=(0.0, 1.0))
    model.pattern = pyo.VarList(bounds=(0.0, 1.0))
    model.overlaps = pyo.ConstraintList()
    for n, column in columns.items():
        left = None
        for link in links(column):
            left = _add_link(model, link, left)
        coefs, variables = left or ([], [])
        model.overlaps.add(
            (1.0, LinearExpression(linear_coefs=[1.0, *coefs], linear_vars=[model.overlap[n], *variables]), 1.0)
        )


Left = tuple[list[float], list[pyo.Var]]


def _add_link(model: pyo.ConcreteModel, link: list[tuple[Level, ...]], before: Left | None) -> Left:
    """The variables and rows of one link; returns what is left after it as coefficients and variables."""
    patterns = list(product(*(range(len(levels) + 1) for levels in link)))
    chosen = [model.pattern.add() for _ in patterns]
    model.overlaps.add((1.0, _sum(chosen), 1.0))
    for position, levels in enumerate(link):
        for number, level in enumerate(levels, 1):
            having = [chosen[k] for k, pattern in enumerate(patterns) if pattern[position] == number]
            starts = [model.start[choice] for choice in level.choices]
            model.overlaps.add((0.0, _sum(having, starts), 0.0))
    factors = [prod(1.0 - link[i][k - 1].share for i, k in enumerate(pattern) if k) for pattern in patterns]
    if before is None:
        return factors, chosen
    weights = [model.pattern.add() for _ in patterns]
    coefs, variables = before
    model.overlaps.add(
        (
            0.0,
            LinearExpression(
                linear_coefs=[1.0] * len(weights) + [-c for c in coefs], linear_vars=[*weights, *variables]
            ),
            0.0,
        )
    )
    for weight, pattern in zip(weights, chosen, strict=True):
        model.overlaps.add((None, _sum([weight], [pattern]), 0.0))
    return factors, weights


def _sum(plus: list[pyo.Var], minus: list[pyo.Var] | None = None) -> LinearExpression:
    taken = minus or []
    return LinearExpression(linear_coefs=[1.0] * len(plus) + [-1.0] * len(taken), linear_vars=[*plus, *taken])
