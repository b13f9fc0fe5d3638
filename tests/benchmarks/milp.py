"""A mixed-integer linear program as plain lists, and two other solvers for it.

    answer = SOLVERS["HiGHS"](milp, gap=0.01, seconds=60)

HiGHS is used as Pyomo's users do: a model of `Var` and `Constraint`, Pyomo's own interface, default options. SCIP comes
with a package that only the benchmark of peers needs: `pip install pyscipopt`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HALF = 0.5
Terms = dict[int, float]


@dataclass
class Milp:
    """Columns with bounds, rows `lower ≤ Σ terms ≤ upper`, and a sum to maximise; infinite means no bound."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)
    goal: Terms = field(default_factory=dict)
    constant: float = 0.0
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    """The decision columns: (measure, year after the base year) → column."""

    def column(self, lower: float = 0.0, upper: float = math.inf, *, whole: bool = False) -> int:
        """Add a column."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.lower) - 1

    def row(self, terms: Mapping[int, float], lower: float = -math.inf, upper: float = math.inf) -> None:
        """Add a row, unless it has no bound, or has no terms and keeps its bounds anyway."""
        kept = {k: value for k, value in terms.items() if value}
        if kept and (lower > -math.inf or upper < math.inf):
            self.rows.append((kept, lower, upper))
        elif not lower <= 0.0 <= upper:
            raise ValueError("a row without terms can't keep its bounds: no plan keeps this rule")

    def plan(self, values: list[float]) -> dict[str, int]:
        """Return the starts that a solution chooses."""
        return {measure: t for (measure, t), k in self.starts.items() if values[k] > HALF}


@dataclass(frozen=True)
class MilpAnswer:
    """A solver's answer: its plan (None: none), the plan's value, and the bound."""

    plan: dict[str, int] | None
    objective: float
    bound: float

    @property
    def gap(self) -> float:
        """Return |bound − objective| / |objective|; infinite without a plan or a bound."""
        if self.plan is None or not math.isfinite(self.bound):
            return math.inf
        return abs(self.bound - self.objective) / max(abs(self.objective), 1e-9)


def highs(milp: Milp, gap: float, seconds: float) -> MilpAnswer:
    """Solve with HiGHS through Pyomo, in one thread."""
    from pyomo.contrib.appsi.solvers import Highs  # noqa: PLC0415 - each process loads the solver that it measures

    model, solver = _pyomo_model(milp), Highs()
    solver.config.load_solution = False
    solver.config.mip_gap = gap
    solver.config.time_limit = seconds
    solver.highs_options = {"threads": 1}
    results = solver.solve(model)
    bound, objective = results.best_objective_bound, results.best_feasible_objective
    if objective is None or not math.isfinite(objective):
        return MilpAnswer(None, math.nan, math.inf if bound is None else bound)
    results.solution_loader.load_vars()
    return MilpAnswer(milp.plan([model.x[k].value for k in model.x]), objective, math.inf if bound is None else bound)


def _pyomo_model(milp: Milp) -> Any:
    import pyomo.environ as pyo  # noqa: PLC0415 - each process loads the solver that it measures

    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(len(milp.lower)))
    for k, column in model.x.items():
        column.domain = pyo.Integers if milp.whole[k] else pyo.Reals
        column.setlb(None if milp.lower[k] == -math.inf else milp.lower[k])
        column.setub(None if milp.upper[k] == math.inf else milp.upper[k])
    model.rows = pyo.ConstraintList()
    for terms, lower, upper in milp.rows:
        total = pyo.quicksum(value * model.x[k] for k, value in terms.items())
        if lower == upper:
            model.rows.add(total == lower)
        else:
            model.rows.add((_finite(lower), total, _finite(upper)))
    goal = milp.constant + pyo.quicksum(value * model.x[k] for k, value in milp.goal.items())
    model.goal = pyo.Objective(expr=goal, sense=pyo.maximize)
    return model


def _finite(bound: float) -> float | None:
    return bound if math.isfinite(bound) else None


def scip(milp: Milp, gap: float, seconds: float) -> MilpAnswer:
    """Solve with SCIP, in one thread, limited in CPU seconds."""
    from pyscipopt import Model, quicksum  # noqa: PLC0415 - only this benchmark needs it

    model = Model()
    model.hideOutput()
    model.setParams({"limits/gap": gap, "limits/time": seconds, "timing/clocktype": 1, "lp/threads": 1})
    columns = [
        model.addVar(vtype="I" if whole else "C", lb=_finite(lower), ub=_finite(upper))
        for lower, upper, whole in zip(milp.lower, milp.upper, milp.whole, strict=True)
    ]
    for terms, lower, upper in milp.rows:
        total = quicksum(value * columns[k] for k, value in terms.items())
        if lower == upper:
            model.addCons(total == lower)
            continue
        if lower > -math.inf:
            model.addCons(total >= lower)
        if upper < math.inf:
            model.addCons(total <= upper)
    goal = quicksum(value * columns[k] for k, value in milp.goal.items())
    model.setObjective(goal + milp.constant, sense="maximize")
    model.optimize()
    bound = model.getDualbound()
    if not model.getNSols():
        return MilpAnswer(None, math.nan, bound)
    solution = model.getBestSol()
    return MilpAnswer(milp.plan([solution[column] for column in columns]), model.getObjVal(), bound)


SOLVERS: dict[str, Callable[[Milp, float, float], MilpAnswer]] = {"HiGHS": highs, "SCIP": scip}
