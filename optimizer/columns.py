"""The variables of a question: numbered columns, and linear forms over them.

Columns are numbered: first the choices (measure, start), each 0 or 1; then *amounts* of money taken from outside; then
columns that aren't sums of these, in the order in which forms first use them: *overlaps* 1 − Π (1 − share · choice)
over an end use's measures, and *joints*, 1 if both of two measures are in effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Form:
    """constant + Σ coefs[k] · column[columns[k]], columns ascending."""

    columns: NDArray[np.int64]
    coefs: NDArray[np.float64]
    constant: float = 0.0


AmountKey = tuple[str, str, str, int]
"""What an amount is of: its role, a funding source, a measure, a year t (`funding_columns`)."""


@dataclass(frozen=True)
class AmountColumn:
    """Outside money, or a switch that belongs to it: any value from 0 to `upper`, or a whole one, times `unit`."""

    key: AmountKey
    upper: float
    unit: float = 1.0
    whole: bool = False

    lower = 0.0


@dataclass(frozen=True)
class OverlapColumn:
    """1 − Π over measures of (1 − Σ share · choice); `shares` lists (choice, share) for each measure."""

    shares: tuple[tuple[tuple[int, float], ...], ...]

    lower = 0.0

    @property
    def upper(self) -> float:
        """Return its value with every measure in at its largest share."""
        left = 1.0
        for shares in self.shares:
            left *= 1.0 - max([share for _, share in shares])  # faster as a list, and there are many
        return 1.0 - left


@dataclass(frozen=True)
class JointColumn:
    """(Σ first choices) · (Σ second choices), each sum at most 1."""

    first: tuple[int, ...]
    second: tuple[int, ...]

    lower = 0.0

    @property
    def upper(self) -> float:
        """Return its value with both in effect."""
        return 1.0


Extra = OverlapColumn | JointColumn


class Columns:
    """The columns of one problem: choices, amounts, and the overlaps and joints that its forms have used so far."""

    def __init__(self, starts: Mapping[str, tuple[int, ...]], amounts: tuple[AmountColumn, ...] = ()) -> None:
        self.amounts = amounts
        self.choices = tuple((measure, start) for measure, years in starts.items() for start in years)
        self.number = {choice: k for k, choice in enumerate(self.choices)}
        self.extras: dict[Extra, int] = {}
        self._measures = np.repeat(np.arange(len(starts)), [len(years) for years in starts.values()])
        self._ranges = [(column.lower, column.upper) for column in amounts]
        self._known_bounds = np.zeros((0, 2))

    def number_of(self, column: Extra) -> int:
        """Return the number of an overlap or joint; it gets one when a form first uses it."""
        number = self.extras.setdefault(column, len(self.choices) + len(self._ranges))
        if number == len(self.choices) + len(self._ranges):
            self._ranges.append((column.lower, column.upper))
        return number

    def range_of(self, form: Form) -> tuple[float, float]:
        """Return bounds on a form: the sums of each measure's and each other column's least and most."""
        own = np.searchsorted(form.columns, len(self.choices))
        measures, coefs = self._measures[form.columns[:own]], form.coefs[:own]
        lows, highs = np.zeros(len(self._measures)), np.zeros(len(self._measures))
        if own:
            begins = np.flatnonzero(np.diff(measures, prepend=-1))
            lows[measures[begins]] = np.minimum(np.minimum.reduceat(coefs, begins), 0.0)
            highs[measures[begins]] = np.maximum(np.maximum.reduceat(coefs, begins), 0.0)
        others = form.coefs[own:, None] * self._bounds[form.columns[own:] - len(self.choices)]
        least, most = lows.sum() + others.min(axis=1).sum(), highs.sum() + others.max(axis=1).sum()
        return form.constant + float(least), form.constant + float(most)

    @property
    def _bounds(self) -> NDArray[np.float64]:
        """Return the bounds of all columns but choices, as an array: there are many, and many forms over them."""
        if len(self._known_bounds) < len(self._ranges):
            new = np.array(self._ranges[len(self._known_bounds) :])
            self._known_bounds = np.concatenate([self._known_bounds, new])
        return self._known_bounds


def plus(one: Form, other: Form) -> Form:
    """Return the sum of two forms."""
    columns, where = np.unique(np.concatenate([one.columns, other.columns]), return_inverse=True)
    coefs = np.bincount(where, np.concatenate([one.coefs, other.coefs]), len(columns))
    return Form(columns, coefs.astype(np.float64), one.constant + other.constant)


def scaled_form(form: Form, factor: float) -> Form:
    """Return a form times a number."""
    return Form(form.columns, form.coefs * factor, form.constant * factor)
