"""The mathematics: one function per block of the model, in one ordered tuple.

Each block adds the variables and constraints of one kind of rule to the model; if a problem has no such rule, it adds
nothing. `docs/formulation.md` is generated from the docstrings below.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from optimizer import collector
from optimizer.columns import JointColumn
from optimizer.model.enduse import end_uses
from optimizer.model.longsum import LongSum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optimizer.columns import Form
    from optimizer.problem import PosedProblem, RuleRow

    Block = Callable[[pyo.ConcreteModel, PosedProblem], None]
    Bounds = tuple[float | None, LinearExpression, float | None]


def selection(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """A measure starts in one of its years or not at all.

    start[i,s] ∈ {0, 1},   Σ_s start[i,s] = chosen[i] ∈ {0, 1}

    The variable `chosen` is redundant, but branching on it settles a measure at once, which halves the time for a
    question with budgets and exclusive alternatives (docs/benchmarks.md). A pair (i, s) that is not allowed has no
    variable: windows, statuses, exclusions and the payback of each measure alone remove it from the choices.
    """
    model.start = pyo.Var(range(len(problem.choices)), domain=pyo.Binary)
    model.starts = list(model.start.values())
    model.nothing = pyo.Var(
        bounds=(0.0, 0.0)
    )  # makes an empty sum an expression, so that an impossible rule stays a row
    several = [measure for measure, starts in problem.starts_of.items() if len(starts) > 1]
    model.chosen = pyo.Var(range(len(several)), domain=pyo.Binary)
    variables = [*model.starts, *model.chosen.values()]
    rows: list[Bounds] = []
    for chosen, measure in enumerate(several, len(model.starts)):
        starts = [choice for choice, _ in problem.starts_of[measure]]
        rows.append((0.0, weighted(variables, [1.0] * len(starts) + [-1.0], [*starts, chosen]), 0.0))
    model.once = constraint(rows)


def structure(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """A decision keeps the structural rules: rows over choices only, from `optimizer/rules/`, rule by rule."""
    add_rules(model, model.starts, (row for row in problem.rows if row.structural))


def interactions(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """Two measures interact while both are in effect: joint = (Σ first) · (Σ second), each sum 0 or 1.

    joint ≤ Σ first,   joint ≤ Σ second,   joint ≥ Σ first + Σ second − 1,   0 ≤ joint ≤ 1
    """
    columns = {n: c for n, c in enumerate(problem.extras, problem.first_extra) if isinstance(c, JointColumn)}
    model.joint = pyo.Var(list(columns), bounds=(0.0, 1.0))
    variables = [*model.starts, *model.joint.values()]
    rows: list[Bounds] = []
    for joint, column in enumerate(columns.values(), len(model.starts)):
        first, second = column.first, column.second
        rows += [(None, weighted(variables, [-1.0] * len(s) + [1.0], [*s, joint]), 0.0) for s in (first, second)]
        ones = [1.0] * (len(first) + len(second))
        rows.append((None, weighted(variables, [*ones, -1.0], [*first, *second, joint]), 1.0))
    model.both = constraint(rows)


def amounts(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """Money is taken from outside in any amount between two bounds: lower ≤ amount[source,t] ≤ upper."""
    bounds = [(column.lower, column.upper) for column in problem.amounts]
    model.amount = pyo.Var(range(len(bounds)), bounds=lambda _, k: bounds[k])


def bounds(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """Money and quantities are bounded, over all columns: lower ≤ Σ coefficient · column ≤ upper, rule by rule."""
    add_rules(model, columns_of(model, problem), (row for row in problem.rows if not row.structural))


def goal(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """The goal is optimised: max Σ value · column (min for costs and counts)."""
    sense = pyo.minimize if problem.minimised else pyo.maximize
    model.goal = pyo.Objective(expr=linear(model, columns_of(model, problem), problem.goal), sense=sense)


BLOCKS = (selection, structure, amounts, end_uses, interactions, bounds, goal)


def build(problem: PosedProblem, blocks: Iterable[Block] = BLOCKS) -> pyo.ConcreteModel:
    """Build the Pyomo model of a problem, block by block."""
    model = pyo.ConcreteModel()
    with (
        collector.paused()
    ):  # building creates many small objects that all survive: garbage collection would take 4× as long
        for add_block in blocks:
            add_block(model, problem)
    return model


def weighted(variables: list[pyo.Var], coefs: list[float], columns: list[int]) -> LongSum:
    """Return Σ coefs · variables, with columns as positions in the list."""
    return LongSum(variables, np.array(columns, dtype=np.int64), np.array(coefs), 0.0)


def linear(model: pyo.ConcreteModel, variables: list[pyo.Var], form: Form) -> LinearExpression:
    """Return a form over a list of variables, with its columns as positions in the list."""
    if not len(form.columns):
        return LinearExpression(constant=form.constant, linear_coefs=[1.0], linear_vars=[model.nothing])
    return LongSum(variables, form.columns, form.coefs, form.constant)


def columns_of(model: pyo.ConcreteModel, problem: PosedProblem) -> list[pyo.Var]:
    """Return the variable of every column; looked up once, because a form may have 20,000 terms."""
    if not hasattr(model, "columns"):
        extras = range(problem.first_extra, problem.first_extra + len(problem.extras))
        found = (model.overlap[n] if n in model.overlap else model.joint[n] for n in extras)
        model.columns = [*model.starts, *model.amount.values(), *found]
    columns: list[pyo.Var] = model.columns
    return columns


def add_rules(model: pyo.ConcreteModel, variables: list[pyo.Var], rows: Iterable[RuleRow]) -> None:
    """Add the rows of each kind of rule as one constraint with its name."""
    kinds: dict[str, list[Bounds]] = {}
    for row in rows:
        lower, upper = (bound if math.isfinite(bound) else None for bound in (row.lower, row.upper))
        kinds.setdefault(row.rule, []).append((lower, linear(model, variables, row.form), upper))
    for kind, of_kind in kinds.items():
        model.add_component(kind, constraint(of_kind))


def constraint(rows: list[Bounds]) -> pyo.Constraint:
    """Return a constraint for each (lower, sum, upper), numbered from 0; all at once, for speed."""
    return pyo.Constraint(range(len(rows)), rule=lambda _, k: rows[k])
