"""All decisions one change away from a given one, by the difference that each change makes.

    changes = Changes(arithmetic, chosen)
    removal = changes.removal(i)                 or NOTHING: no choice is removed
    removal.preferences(added)                   what each choice added afterwards adds to the preferences
    removal.broken(added)                        by how much rules are then broken, and how many

Columns that are products of sums are linear in the starts of each single measure. Removing, adding or moving a measure
therefore changes every form by a *slope* of its choice. If one measure replaces another, only the slopes of products
that contain both are recomputed. Decisions are never listed over all choices, because a thousand measures with five
starts have millions of neighbours.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from optimizer.arithmetic import others

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from optimizer.arithmetic import Arithmetic, Forms

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

WIDE = 8  # a rule over more than this share of the choices is kept dense
DENSE = 4 << 20  # entries of all rules that are kept dense
AT_ONCE = 1 << 20  # entries of other rules that are summed at once


class KeyIndex:
    """Numbers 0 … len(keys) − 1 by key: `of(some)` returns those of several keys, each with the position of its key."""

    def __init__(self, keys: Ints, count: int) -> None:
        self._order = np.argsort(keys, kind="stable")
        self._first = np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=count))])

    def counts(self, some: Ints) -> Ints:
        """Return how many numbers each key has."""
        return np.asarray(self._first[some + 1] - self._first[some])

    def of(self, some: Ints) -> tuple[Ints, Ints]:
        """Return the numbers of these keys, key by key, and for each the position of its key in `some`."""
        counts = self.counts(some)
        where = np.repeat(np.arange(len(some)), counts)
        within = np.arange(len(where)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self._order[self._first[some][where] + within], where


class Changes:
    """The effects of single changes on one decision."""

    def __init__(self, arithmetic: Arithmetic, chosen: Sequence[int]) -> None:
        self.arithmetic = arithmetic
        self.chosen = sorted(chosen)
        self.nothing = len(arithmetic.problem.choices)  # represents no choice: it has no entry in any form
        taken = np.zeros(self.nothing)
        taken[self.chosen] = 1.0
        products = arithmetic.products
        self.factors = products.factors(taken)
        self.slopes = products.slopes(self.factors)
        columns = np.concatenate([taken, products.values(self.factors)])
        self.values = arithmetic.rules.at(columns)
        self.preferences = arithmetic.wishes.at(columns) * arithmetic.signs
        excess = arithmetic.excess(self.values)
        self.broken, self.excess = float(excess.sum()), excess
        measures = {measure: k for k, measure in enumerate(arithmetic.problem.starts_of)}
        self._measure = np.array([*(measures[m] for m, _ in arithmetic.problem.choices), len(measures)], dtype=np.int64)
        self._is_out = np.ones(len(measures) + 1, dtype=bool)
        self._is_out[self._measure[self.chosen]] = False

    def removal(self, choice: int) -> Removal:
        """Return the effects of removing a choice; `nothing` removes none."""
        return Removal(self, choice)

    def starts(self, choice: int) -> Ints:
        """Return every other start of a choice's measure."""
        own = np.flatnonzero(self._measure == self._measure[choice])
        return np.asarray(own[own != choice])

    @cached_property
    def out(self) -> Ints:
        """Return every choice of the measures that are out."""
        return np.flatnonzero(self._is_out[self._measure[:-1]])

    @cached_property
    def terms(self) -> KeyIndex:
        """Return the terms of each product."""
        products = self.arithmetic.products
        return KeyIndex(products.column[products.owner], len(products.sign))

    @cached_property
    def uses(self) -> KeyIndex:
        """Return the terms that contain a choice."""
        return KeyIndex(self.arithmetic.products.choice, self.nothing + 1)

    @cached_property
    def parts(self) -> KeyIndex:
        """Return the factors of each product."""
        products = self.arithmetic.products
        return KeyIndex(products.column, len(products.sign))

    def slope(self, forms: Forms, entries: slice) -> Floats:
        """Return the slopes of one form, given its entries, over all choices and `nothing`."""
        columns, coefs = forms.columns[entries], forms.coefs[entries]
        product = columns >= self.nothing
        terms, where = self.terms.of(columns[product] - self.nothing)
        choices = np.concatenate([columns[~product], self.arithmetic.products.choice[terms]])
        weights = np.concatenate([coefs[~product], coefs[product][where] * self.slopes[terms]])
        return np.bincount(choices, weights, self.nothing + 1).astype(np.float64)

    @cached_property
    def wishes(self) -> Floats:
        """Return the slopes of the preferences: (preference, choice)."""
        forms = self.arithmetic.wishes
        first = np.searchsorted(forms.owners, np.arange(len(forms.constants) + 1))
        rows = [self.slope(forms, slice(*first[k : k + 2])) for k in range(len(forms.constants))]
        return np.asarray(np.array(rows) * self.arithmetic.signs[:, None])

    @cached_property
    def wished(self) -> Floats:
        """Return the value of a unit of each product: (preference, product)."""
        forms, count = self.arithmetic.wishes, len(self.arithmetic.products.sign)
        found = np.zeros((len(forms.constants), count))
        own = forms.columns >= self.nothing
        found[forms.owners[own], forms.columns[own] - self.nothing] = forms.coefs[own]
        return np.asarray(found * self.arithmetic.signs[:, None])

    @cached_property
    def rules(self) -> Rules:
        """Return the slopes of the rules."""
        return Rules(self)


class Rules:
    """The slopes of all rules: dense for wide ones, as entries by choice for the others."""

    def __init__(self, changes: Changes) -> None:
        forms, nothing = changes.arithmetic.rules, changes.nothing
        count = len(forms.constants)
        first = np.searchsorted(forms.owners, np.arange(count + 1))
        has_product = np.bincount(forms.owners, forms.columns >= nothing, count) > 0
        wide: list[int] = []
        dense: list[Floats] = []
        narrow: list[tuple[Ints, Ints, Floats]] = []
        for k in np.flatnonzero(has_product | (np.diff(first) > nothing / WIDE)).tolist():
            row = changes.slope(forms, slice(first[k], first[k + 1]))
            if (len(dense) + 1) * len(row) <= DENSE and np.count_nonzero(row) > nothing / WIDE:
                wide.append(k)
                dense.append(row)
            else:
                own = np.flatnonzero(row)
                narrow.append((np.full(len(own), k), own, row[own]))
        plain = ~has_product[forms.owners] & (np.diff(first) <= nothing / WIDE)[forms.owners]
        narrow.append((forms.owners[plain], forms.columns[plain], forms.coefs[plain]))
        self.wide = np.array(wide, dtype=np.int64)
        self.dense = np.array(dense).reshape(len(wide), nothing + 1)
        self.row, choices, self.slope = (np.concatenate(part) for part in zip(*narrow, strict=True))
        self.entries = KeyIndex(choices, nothing + 1)
        self._set_products(changes, count)

    def _set_products(self, changes: Changes, count: int) -> None:
        """Set the effect of a unit of each product: on wide rules dense, on others as entries by product."""
        forms, products = changes.arithmetic.rules, len(changes.arithmetic.products.sign)
        position = np.full(count, -1)
        position[self.wide] = np.arange(len(self.wide))
        own = forms.columns >= changes.nothing
        rows, columns, coefs = forms.owners[own], forms.columns[own] - changes.nothing, forms.coefs[own]
        is_wide = position[rows] >= 0
        self.dense_products = np.zeros((len(self.wide), products))
        self.dense_products[position[rows[is_wide]], columns[is_wide]] = coefs[is_wide]
        self.product_row, self.product_coef = rows[~is_wide], coefs[~is_wide]
        self.by_product = KeyIndex(columns[~is_wide], products)


class Removal:
    """The decision after removing one choice, or none."""

    def __init__(self, changes: Changes, choice: int) -> None:
        self._changes, self._choice = changes, choice
        self._product, self._at, self._turn = self._turned()

    def _turned(self) -> tuple[Ints, Ints, Floats]:
        """Return the slopes that change with the removal: product, choice, difference."""
        changes, products = self._changes, self._changes.arithmetic.products
        used, _ = changes.uses.of(np.array([self._choice]))
        own = products.column[products.owner[used]]
        factors, owner = changes.parts.of(own)
        left = changes.factors[factors]
        lost = np.zeros(len(products.constant))
        lost[products.owner[used]] = products.weight[used]
        rest = np.zeros(len(products.constant))
        rest[factors] = others(left - lost[factors], owner, len(own))
        terms, where = changes.terms.of(own)
        slopes = products.sign[own[where]] * products.weight[terms] * rest[products.owner[terms]]
        turn = slopes - changes.slopes[terms]
        is_turned = turn != 0.0
        return own[where][is_turned], products.choice[terms][is_turned], turn[is_turned]

    def preferences(self, added: Ints) -> Floats:
        """Return by how much each preference changes, for each choice that is added: (preference, choice)."""
        changes = self._changes
        found = changes.wishes[:, added] - changes.wishes[:, self._choice, None]
        for k, worth in enumerate(changes.wished):
            found[k] += np.bincount(self._at, worth[self._product] * self._turn, changes.nothing + 1)[added]
        return np.asarray(found)

    def broken(self, added: Ints) -> tuple[Floats, Ints]:
        """Return by how much rules are broken, and how many, for each choice that is added."""
        amounts, counts = self._wide(added)
        size = self._changes.rules.entries.counts(added) + 1
        parts = np.flatnonzero(np.diff(np.cumsum(size) // AT_ONCE)) + 1
        for some in np.split(np.arange(len(added)), parts):
            more, many = self._narrow(added[some])
            amounts[some] += more
            counts[some] += many
        return np.where(counts == 0, 0.0, amounts), counts

    def _wide(self, added: Ints) -> tuple[Floats, Ints]:
        changes, rules = self._changes, self._changes.rules
        values = (changes.values[rules.wide] - rules.dense[:, self._choice])[:, None] + rules.dense[:, added]
        position, entries = self._turning(added)
        np.add.at(values.T, position, (rules.dense_products[:, self._product[entries]] * self._turn[entries]).T)
        excess = changes.arithmetic.excess(values.T, rules.wide)
        return excess.sum(axis=1), np.count_nonzero(excess, axis=1)

    def _turning(self, added: Ints) -> tuple[Ints, Ints]:
        """Return the changed slopes at added choices: the position of the choice, the number of the slope."""
        position = np.full(self._changes.nothing + 1, -1)
        position[added] = np.arange(len(added))
        entries = np.flatnonzero(position[self._at] >= 0)
        return position[self._at[entries]], entries

    def _narrow(self, added: Ints) -> tuple[Floats, Ints]:
        """Sum the rules that contain either choice again; all others stay unchanged."""
        changes, rules = self._changes, self._changes.rules
        come, who = rules.entries.of(added)
        leave, _ = rules.entries.of(np.array([self._choice]))
        position, entries = self._turning(added)
        turned, whose = rules.by_product.of(self._product[entries])
        places = np.concatenate([who, np.repeat(np.arange(len(added)), len(leave)), position[whose]])
        rows = np.concatenate([rules.row[come], np.tile(rules.row[leave], len(added)), rules.product_row[turned]])
        turns = rules.product_coef[turned] * self._turn[entries][whose]
        steps = np.concatenate([rules.slope[come], -np.tile(rules.slope[leave], len(added)), turns])
        keys, where = np.unique(places * len(changes.values) + rows, return_inverse=True)
        place, row = np.divmod(keys, len(changes.values))
        after = changes.arithmetic.excess(changes.values[row] + np.bincount(where, steps, len(keys)), row)
        before = changes.excess[row]
        untouched = np.ones(len(changes.values), dtype=bool)
        untouched[rules.wide] = False
        base = changes.excess[untouched]
        more = base.sum() + np.bincount(place, after - before, len(added))
        many = np.count_nonzero(base) + np.bincount(place, (after > 0) * 1.0 - (before > 0), len(added))
        return more, np.rint(many).astype(np.int64)
