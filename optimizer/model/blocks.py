"""The mathematics: one function per block of the model, in one ordered tuple.

Each block adds the variables and constraints of one kind of rule to the model; if a problem has no such rule, it adds
nothing. `docs/formulation.md` is generated from the docstrings below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from optimizer import collector
from optimizer.columns import JointColumn
from optimizer.model.enduse import end_uses
from optimizer.model.longsum import LongSum, RowBlock, UnitVars, VariableList, table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from optimizer.columns import Form
    from optimizer.model.longsum import RowTable
    from optimizer.problem import PosedProblem, RuleRow

    Block = Callable[[pyo.ConcreteModel, PosedProblem], None]
    Ints = NDArray[np.signedinteger[Any]]
    Floats = NDArray[np.float64]


def selection(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """A measure starts in one of its years or not at all.

    start[i,s] ∈ {0, 1},   Σ_s start[i,s] = chosen[i] ∈ {0, 1}

    The variable `chosen` is redundant, but branching on it settles a measure at once, which halves the time for a
    question with budgets and exclusive alternatives (docs/benchmarks.md). A pair (i, s) that is not allowed has no
    variable: windows, statuses, exclusions and the payback of each measure alone remove it from the choices.
    """
    model.start = UnitVars(len(problem.choices), whole=True)
    model.nothing = pyo.Var(
        bounds=(0.0, 0.0)
    )  # makes an empty sum an expression, so that an impossible rule stays a row
    several = [[choice for choice, _ in starts] for starts in problem.starts_of.values() if len(starts) > 1]
    model.chosen = UnitVars(len(several), whole=True)
    columns = [[*starts, chosen] for chosen, starts in enumerate(several, len(problem.choices))]
    coefs = [[1.0] * len(starts) + [-1.0] for starts in several]
    zeros = np.zeros(len(several))
    model.once = RowBlock(VariableList(model.start, model.chosen), table_of(columns, coefs, zeros, zeros))


def structure(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """A decision keeps the structural rules: rows over choices only, from `optimizer/rules/`, rule by rule."""
    add_rules(model, problem, [row for row in problem.rows if row.structural])


def interactions(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """Two measures interact while both are in effect: joint = (Σ first) · (Σ second), each sum 0 or 1.

    joint ≤ Σ first,   joint ≤ Σ second,   joint ≥ Σ first + Σ second − 1,   0 ≤ joint ≤ 1
    """
    joints = [column for column in problem.extras if isinstance(column, JointColumn)]
    model.joint = UnitVars(len(joints))
    columns: list[tuple[int, ...]] = []
    coefs: list[list[float]] = []
    for joint, (first, second) in enumerate(((one.first, one.second) for one in joints), len(problem.choices)):
        columns += [(*first, joint), (*second, joint), (*first, *second, joint)]
        coefs += [[-1.0] * len(first) + [1.0], [-1.0] * len(second) + [1.0]]
        coefs.append([1.0] * (len(first) + len(second)) + [-1.0])
    upper = np.tile([0.0, 0.0, 1.0], len(joints))
    table = table_of(columns, coefs, np.full(len(upper), -np.inf), upper)
    model.both = RowBlock(VariableList(model.start, model.joint), table)


def amounts(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """Money is taken from outside in any amount up to a bound, or a switch belongs to it: 0 ≤ amount ≤ upper."""
    columns = problem.amounts
    model.amount = pyo.Var(
        range(len(columns)),
        bounds=lambda _, k: (columns[k].lower, columns[k].upper),
        domain=lambda _, k: pyo.Integers if columns[k].whole else pyo.Reals,
    )


def bounds(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """Money and quantities are bounded, over all columns: lower ≤ Σ coefficient · column ≤ upper, rule by rule."""
    add_rules(model, problem, [row for row in problem.rows if not row.structural])


def goal(model: pyo.ConcreteModel, problem: PosedProblem) -> None:
    """The goal is optimised: max Σ value · column (min for costs and counts)."""
    sense = pyo.minimize if problem.minimised else pyo.maximize
    variables, places = columns_of(model, problem)
    columns, coefs = _terms(problem.goal, places)
    model.goal = pyo.Objective(expr=LongSum(variables, columns, coefs, problem.goal.constant), sense=sense)


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


def columns_of(model: pyo.ConcreteModel, problem: PosedProblem) -> tuple[VariableList, Ints]:
    """Return the model's variables in a row, `nothing` first, and the position of each column of the problem in it."""
    parts = (model.component(name) for name in ("nothing", "start", "amount", "overlap", "joint"))
    is_joint = np.array([isinstance(column, JointColumn) for column in problem.extras], dtype=bool)
    places = np.arange(1, 1 + problem.first_extra + len(problem.extras))
    extras = places[problem.first_extra :]
    extras[np.argsort(is_joint, kind="stable")] = extras.copy()
    return VariableList(*(part for part in parts if part is not None)), places


def add_rules(model: pyo.ConcreteModel, problem: PosedProblem, rows: Iterable[RuleRow]) -> None:
    """Add the rows of each kind of rule as one constraint with its name."""
    kinds: dict[str, list[RuleRow]] = {}
    for row in rows:
        kinds.setdefault(row.rule, []).append(row)
    variables, places = columns_of(model, problem)
    for kind, of_kind in kinds.items():
        model.add_component(kind, RowBlock(variables, _table(of_kind, places)))


def _table(rows: Sequence[RuleRow], places: Ints) -> RowTable:
    columns, coefs = zip(*(_terms(row.form, places) for row in rows), strict=True)
    constants = np.array([row.form.constant for row in rows])
    lower, upper = np.array([row.lower for row in rows]), np.array([row.upper for row in rows])
    return table_of(columns, coefs, lower - constants, upper - constants)


def _terms(form: Form, places: Ints) -> tuple[Ints, Floats]:
    """Return the terms of a form over the model's variables; of an empty form, one of `nothing`, which is 0."""
    return (places[form.columns], form.coefs) if len(form.columns) else (np.zeros(1, dtype=np.int64), np.ones(1))
