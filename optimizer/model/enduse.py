"""Overlapping savings, exactly: patterns of an end use's measures, in a chain if there are many.

One overlap column is u = 1 − Π_i (1 − share_i · in_i). A measure whose share depends on its start (because it degrades)
has several *levels*, each with its choices.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import chain, product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.columns import OverlapColumn
from optimizer.model.longsum import RowBlock, RowTable, UnitVars, VariableList

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyomo.environ as pyo

    from optimizer.problem import PosedProblem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
MOST_PATTERNS = 64


@dataclass(frozen=True)
class Level:
    """A share that a measure can have, and the choices that result in it."""

    share: float
    choices: tuple[int, ...]


Link = list[tuple[Level, ...]]


def levels_of(shares: tuple[tuple[int, float], ...]) -> tuple[Level, ...]:
    """Return the distinct shares of one measure."""
    found: dict[float, list[int]] = {}
    for choice, share in shares:
        found.setdefault(share, []).append(choice)
    return tuple(Level(share, tuple(choices)) for share, choices in found.items())


def links(column: OverlapColumn) -> Iterator[Link]:
    """Divide the measures of an overlap into links with at most MOST_PATTERNS patterns each."""
    link: Link = []
    patterns = 1
    for shares in column.shares:
        levels = levels_of(shares)
        if link and patterns * (len(levels) + 1) > MOST_PATTERNS:
            yield link
            link, patterns = [], 1
        link.append(levels)
        patterns *= len(levels) + 1
    yield link


def end_uses(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """Measures on one end use overlap: u = 1 − Π_i (1 − share_i · in_i), exactly.

    The measures are divided into links of a chain; a pattern P of a link says which of its measures are in, and at
    which level. left_0 = 1, and for each link

    Σ_P λ_P = 1,   Σ_{P ∋ level} λ_P = Σ start over the level's choices,   λ ≥ 0
    Σ_P w_P = left before the link,   0 ≤ w_P ≤ λ_P
    left after the link = Σ_P Π_{level ∈ P} (1 − share) · w_P,   u = 1 − left after the last

    The starts set one λ_P of each link to 1, so w_P is what was left before it: the model is exact for any number of
    measures. A single link is the convex hull of its end use, so the bound is tight.
    """
    columns = [column for column in problem.extras if isinstance(column, OverlapColumn)]
    model.overlap = UnitVars(len(columns))
    chains = _Chains(columns, len(problem.choices))
    model.pattern = UnitVars(chains.patterns)
    model.overlaps = chains.rows(VariableList(model.start, model.overlap, model.pattern))


@dataclass(frozen=True)
class Shape:
    """The patterns of links whose measures have these numbers of levels; `having` lists those with each level."""

    patterns: Ints
    having: tuple[Ints, ...]


class Block(NamedTuple):
    """Entries of rows, the same number for each row: `columns[k]` with `coefs` in row `rows[k]`."""

    rows: Ints
    columns: Ints
    coefs: Floats | float


@cache
def shape_of(sizes: tuple[int, ...]) -> Shape:
    """Return the shape of links with so many levels of each measure."""
    patterns = np.array(list(product(*(range(size + 1) for size in sizes))), dtype=np.int64)
    levels = ((measure, level) for measure, size in enumerate(sizes) for level in range(1, size + 1))
    return Shape(patterns, tuple(np.flatnonzero(patterns[:, measure] == level) for measure, level in levels))


class _Chains:
    """The links of all overlaps, one after another, and their rows; links of the same shape at once.

    A link has variables λ for its patterns, and unless it is the first of its chain as many w after them. Its rows
    are the sum of λ, one for each level, and unless it is the first the sum of w and one for each pattern; after the
    last link of a chain comes the row of u. Columns are starts, then overlaps, then patterns.
    """

    def __init__(self, columns: Sequence[OverlapColumn], starts: int) -> None:
        self._starts, self._overlaps = starts, len(columns)
        chained = [list(links(column)) for column in columns]
        found = [link for of_column in chained for link in of_column]
        levels = [level for link in found for measure in link for level in measure]
        self._groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for k, link in enumerate(found):
            self._groups[tuple(map(len, link))].append(k)
        self._shares = np.array([level.share for level in levels], dtype=np.float64)
        self._taken = np.array([len(level.choices) for level in levels], dtype=np.int64)
        self._choices = np.fromiter(chain.from_iterable(level.choices for level in levels), np.int64)
        self._chain = np.repeat(np.arange(len(chained)), [len(of_column) for of_column in chained])
        self._last = np.diff(self._chain, append=len(chained)) > 0
        self._first = np.diff(self._chain, prepend=-1) > 0
        self._levels = np.array([sum(map(len, link)) for link in found], dtype=np.int64)
        self._level = _firsts(self._levels)
        self._number(np.array([prod(len(measure) + 1 for measure in link) for link in found], dtype=np.int64))

    def _number(self, sizes: Ints) -> None:
        """Number variables and rows, given how many patterns each link has."""
        later = (~self._first).astype(np.int64)
        variables = _firsts(sizes * (1 + later))
        self.patterns = int(variables[-1])
        self._lambda = self._starts + self._overlaps + variables[:-1]
        self._left = self._lambda + sizes * later  # what is left after a link: its λ or its w
        self._row = _firsts(1 + self._levels + later * (1 + sizes) + self._last.astype(np.int64))
        self._summed = self._row[:-1] + 1 + self._levels  # the row of Σ w, in links that have one
        weights = sizes * later
        begins = np.repeat(self._summed + 1, weights)
        self._at_most = begins + np.arange(len(begins)) - np.repeat(_firsts(weights)[:-1], weights)

    def rows(self, variables: VariableList) -> RowBlock:
        """Return all rows; the entries of a row stand in the order of the blocks, by column."""
        ends = self._row[1:][self._last] - 1
        lower, upper = np.zeros(self._row[-1]), np.zeros(self._row[-1])
        for ones in (self._row[:-1], ends):
            lower[ones] = upper[ones] = 1.0
        lower[self._at_most] = -np.inf
        shapes = [(np.array(members), shape_of(sizes)) for sizes, members in self._groups.items()]
        blocks = [*self._started(), Block(ends, self._starts + self._chain[self._last][:, None], 1.0)]
        blocks += [block for members, shape in shapes for block in self._patterns(members, shape)]
        blocks += [self._remaining(members, shape) for members, shape in shapes]
        blocks += [self._weights(members, shape) for members, shape in shapes]
        return RowBlock(variables, RowTable(*_together(blocks, len(lower)), lower, upper))

    def _patterns(self, members: Ints, shape: Shape) -> Iterator[Block]:
        """Yield Σ λ, Σ λ of each level, and for links that are not the first w − λ."""
        every = np.arange(len(shape.patterns))
        rows, patterns = self._row[members], self._lambda[members][:, None]
        yield Block(rows, patterns + every, 1.0)
        for level, having in enumerate(shape.having, 1):
            yield Block(rows + level, patterns + having, 1.0)
        later = members[~self._first[members]]
        taken, weights = self._lambda[later][:, None] + every, self._left[later][:, None] + every
        pairs = np.stack([taken, weights], axis=-1).reshape(-1, 2)
        yield Block((self._summed[later][:, None] + 1 + every).ravel(), pairs, np.array([-1.0, 1.0]))

    def _weights(self, members: Ints, shape: Shape) -> Block:
        """Return Σ w for links that are not the first."""
        later = members[~self._first[members]]
        return Block(self._summed[later], self._left[later][:, None] + np.arange(len(shape.patterns)), 1.0)

    def _started(self) -> Iterator[Block]:
        """Yield −Σ start for each level."""
        links = np.repeat(np.arange(len(self._levels)), self._levels)
        rows = self._row[links] + 1 + np.arange(len(links)) - self._level[links]
        firsts = _firsts(self._taken)[:-1]
        for size in np.unique(self._taken).tolist():
            some = np.flatnonzero(self._taken == size)
            yield Block(rows[some], self._choices[firsts[some][:, None] + np.arange(size)], -1.0)

    def _remaining(self, members: Ints, shape: Shape) -> Block:
        """Return what is left after each link: in the row of u after the last, else less in the next link's Σ w."""
        rows = np.where(
            self._last[members], self._row[members + 1] - 1, self._summed[(members + 1) % len(self._summed)]
        )
        columns = self._left[members][:, None] + np.arange(len(shape.patterns))
        signs = np.where(self._last[members], 1.0, -1.0)
        return Block(rows, columns, signs[:, None] * self._factors(members, shape))

    def _factors(self, members: Ints, shape: Shape) -> Floats:
        """Return Π (1 − share) over the levels in each pattern of each link."""
        found, first = np.ones((len(members), len(shape.patterns))), self._level[members]
        for measure in range(shape.patterns.shape[1]):
            levels = shape.patterns[:, measure]
            own = first[:, None] + np.arange(levels.max())
            kept = np.hstack([np.ones((len(members), 1)), 1.0 - self._shares[own]])
            found *= kept[:, levels]
            first = first + levels.max()
        return found


def _firsts(sizes: Ints) -> Ints:
    """Return where each part begins if they follow one another, and where the last ends."""
    return np.concatenate([[0], np.cumsum(sizes)])


def _together(blocks: Sequence[Block], count: int) -> tuple[Ints, NDArray[np.int32], Floats]:
    """Return so many rows, one after another: where each begins, its columns and their coefficients."""
    lengths = np.zeros(count, dtype=np.int64)
    for rows, block, _ in blocks:
        lengths[rows] += block.shape[1]
    starts = _firsts(lengths)
    columns, values, filled = np.zeros(starts[-1], dtype=np.int32), np.zeros(starts[-1]), starts[:-1].copy()
    for rows, block, coefs in blocks:
        places = filled[rows][:, None] + np.arange(block.shape[1])
        columns[places], values[places] = block, coefs
        filled[rows] += block.shape[1]
    return starts, columns, values
