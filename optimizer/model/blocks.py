"""The mathematics: one function per block of the model, in one ordered tuple.

Each block adds the variables and constraints of one kind of rule to the model; where a problem has no
such rule it adds nothing. `docs/formulation.md` is made from the docstrings below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo
from pyomo.common.gc_manager import PauseGC
from pyomo.core.expr import LinearExpression

from optimizer.columns import JointColumn
from optimizer.model.enduse import end_uses
from optimizer.model.longsum import LongSum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optimizer.columns import Form
    from optimizer.problem import Problem, Row

    Block = Callable[[pyo.ConcreteModel, Problem], None]
    Bounds = tuple[float | None, LinearExpression, float | None]


def selection(model: pyo.ConcreteModel, problem: Problem) -> None:
    """A measure is started in one of its years or not at all; what must be chosen is.

    start[i,s] ∈ {0, 1},   Σ_s start[i,s] = chosen[i] ∈ {0, 1},   chosen[i] = 1 for required i

    `chosen` says nothing new, but to branch on it settles a measure at once, which halves the time of
    a question with budgets and exclusive alternatives (docs/benchmarks.md). A pair (i, s) that is not
    allowed has no variable: windows, statuses, exclusions and the payback of each measure alone leave it
    out of the choices.
    """
    model.start = pyo.Var(range(len(problem.choices)), domain=pyo.Binary)
    model.starts = list(model.start.values())
    model.nothing = pyo.Var(bounds=(0.0, 0.0))  # stands in an empty sum, so that an impossible rule stays a row
    several = [measure for measure, starts in problem.starts_of.items() if len(starts) > 1]
    model.chosen = pyo.Var(range(len(several)), domain=pyo.Binary)
    rows: list[Bounds] = []
    for k, measure in enumerate(several):
        starts = [model.starts[choice] for choice, _ in problem.starts_of[measure]]
        rows.append((0.0, weighted([1.0] * len(starts) + [-1.0], [*starts, model.chosen[k]]), 0.0))
    model.once = constraint(rows)
    needed = [[choice for choice, _ in problem.starts_of.get(measure, ())] for measure in problem.required]
    model.required = constraint([(1.0, total(model, choices), 1.0) for choices in needed])


def groups(model: pyo.ConcreteModel, problem: Problem) -> None:
    """Of exclusive alternatives at most one is chosen.

    Σ_{i ∈ g} Σ_s start[i,s] ≤ 1   for every group g
    """
    rows: list[Bounds] = []
    for _, members in problem.groups:
        choices = [choice for measure in members for choice, _ in problem.starts_of[measure]]
        rows.append((None, total(model, choices), 1.0))
    model.group = constraint(rows)


def prerequisites(model: pyo.ConcreteModel, problem: Problem) -> None:
    """A prerequisite j of i is started no later than i.

    Σ_{s' ≤ s} start[i,s'] ≤ Σ_{s' ≤ s} start[j,s']   for every year s in which i may start
    """
    rows: list[Bounds] = []
    for measure, needed in problem.prerequisites:
        for _, s in problem.starts_of[measure]:
            own, others = (
                [choice for choice, start in problem.starts_of.get(name, ()) if start <= s]
                for name in (measure, needed)
            )
            rows.append((None, total(model, own, others), 0.0))
    model.prerequisite = constraint(rows)


def interactions(model: pyo.ConcreteModel, problem: Problem) -> None:
    """Two measures are in effect together: joint = (Σ first) · (Σ second), each sum 0 or 1.

    joint ≤ Σ first,   joint ≤ Σ second,   joint ≥ Σ first + Σ second − 1,   0 ≤ joint ≤ 1
    """
    columns = {n: c for n, c in enumerate(problem.extras, len(problem.choices)) if isinstance(c, JointColumn)}
    model.joint = pyo.Var(list(columns), bounds=(0.0, 1.0))
    rows: list[Bounds] = []
    for n, column in columns.items():
        first, second = ([model.starts[choice] for choice in side] for side in (column.first, column.second))
        rows += [(None, weighted([1.0] + [-1.0] * len(s), [model.joint[n], *s]), 0.0) for s in (first, second)]
        ones = [1.0] * (len(first) + len(second))
        rows.append((None, weighted([*ones, -1.0], [*first, *second, model.joint[n]]), 1.0))
    model.both = constraint(rows)


def ceilings(model: pyo.ConcreteModel, problem: Problem) -> None:
    """Nobody saves more of a stream than is used: saved[stream,t] ≤ baseline[stream], in every year."""
    model.ceiling = bounded(model, problem, problem.ceilings)


def cash(model: pyo.ConcreteModel, problem: Problem) -> None:
    """Capex is paid from what the year has: own funds, a share of last year's net saving, and what was left.

    capex[t] ≤ own[t] + reinvest · (net_saving[t−1] − profit_tax[t−1])                           (nothing is kept)
    Σ_{u ≤ t} capex[u] ≤ Σ_{u ≤ t} (own[u] + reinvest · (net_saving[u−1] − profit_tax[u−1]))     (what is left is kept)
    """
    model.cash = bounded(model, problem, problem.cash)


def totals(model: pyo.ConcreteModel, problem: Problem) -> None:
    """All capex together stays within the total budget: Σ_t capex[t] ≤ total."""
    model.total = bounded(model, problem, problem.totals)


def limits(model: pyo.ConcreteModel, problem: Problem) -> None:
    """Every limit the user states: lower ≤ Σ value · column ≤ upper, in a year, in each, or in total.

    Ratios are limited in their linear form: Σ capex − Σ one_off ≤ P · Σ saving (simple payback), npv at
    rate h ≥ 0 (IRR), −npv ≤ c · PV of co2e_abated (abatement cost).
    """
    model.limit = bounded(model, problem, problem.limits)


def goal(model: pyo.ConcreteModel, problem: Problem) -> None:
    """The metric that is made best: max Σ value · column (min for costs and counts)."""
    sense = pyo.minimize if problem.minimised else pyo.maximize
    model.goal = pyo.Objective(expr=linear(model, problem, problem.goal), sense=sense)


BLOCKS = (selection, groups, prerequisites, end_uses, interactions, ceilings, cash, totals, limits, goal)


def build(problem: Problem, blocks: Iterable[Block] = BLOCKS) -> pyo.ConcreteModel:
    """The Pyomo model of a problem, block by block."""
    model = pyo.ConcreteModel()
    with PauseGC():  # building makes many small objects that all live on: collecting meanwhile costs 4×
        for add_block in blocks:
            add_block(model, problem)
    return model


def weighted(coefs: list[float], variables: list[pyo.Var], constant: float = 0.0) -> LinearExpression:
    """Σ coefs · variables + constant, without walking the terms one by one."""
    return LinearExpression(constant=constant, linear_coefs=coefs, linear_vars=variables)


def total(model: pyo.ConcreteModel, plus: Iterable[int], minus: Iterable[int] = ()) -> LinearExpression:
    """Σ start over `plus` − Σ start over `minus`."""
    added, taken = list(plus), list(minus)
    if not added and not taken:
        return weighted([1.0], [model.nothing])
    return LongSum(model.starts, np.array(added + taken), np.array([1.0] * len(added) + [-1.0] * len(taken)), 0.0)


def linear(model: pyo.ConcreteModel, problem: Problem, form: Form) -> LinearExpression:
    """A form over the model's variables."""
    if not len(form.columns):
        return weighted([1.0], [model.nothing], form.constant)
    return LongSum(columns_of(model, problem), form.columns, form.coefs, form.constant)


def columns_of(model: pyo.ConcreteModel, problem: Problem) -> list[pyo.Var]:
    """The variable of every column of the problem; looked up once, as a form may have 20,000 terms."""
    if not hasattr(model, "columns"):
        first = len(problem.choices)
        extras = range(first, first + len(problem.extras))
        found = (model.overlap[n] if n in model.overlap else model.joint[n] for n in extras)
        model.columns = [*model.starts, *found]
    columns: list[pyo.Var] = model.columns
    return columns


def bounded(model: pyo.ConcreteModel, problem: Problem, rows: Iterable[Row]) -> pyo.Constraint:
    """A constraint lower ≤ form ≤ upper for each row."""
    return constraint([(row.lower, linear(model, problem, row.form), row.upper) for row in rows])


def constraint(rows: list[Bounds]) -> pyo.Constraint:
    """One constraint a row of (lower, sum, upper), numbered from 0; all at once, as adding them one by one is slow."""
    return pyo.Constraint(range(len(rows)), rule=lambda _, k: rows[k])
