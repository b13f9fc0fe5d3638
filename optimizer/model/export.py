"""A question's model as a file for other solvers: LP (readable) or MPS.

    write_model(case, scenario, "climate-target.lp")

The file holds what HiGHS is given, before scaling. Names are readable: `start_led_2027` is 1 if the measure `led`
starts in 2027, and a row bears the name of its rule. Columns and rows of the linearisation are numbered within their
block (formulation.md).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
import pyomo.environ as pyo

from optimizer.checks import coherence
from optimizer.errors import InvalidInput, Problem
from optimizer.files import TEMPORARY_PREFIX, slug, write_bytes
from optimizer.model.blocks import build
from optimizer.model.driver import Quiet, expect
from optimizer.model.longsum import RowBlock, UnitVars
from optimizer.model.matrix import matrix_of
from optimizer.model.session import SOLVING
from optimizer.problem import pose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optimizer.case import Case
    from optimizer.model.matrix import Matrix
    from optimizer.problem import PosedProblem
    from optimizer.scenario import Scenario

SUFFIXES = (".lp", ".mps")


def write_model(case: Case, scenario: Scenario, path: Path | str) -> None:
    """Write the mixed-integer linear model of a question to an LP or MPS file; the path's ending decides which.

    Its optimum is the objective of the question's goal, in the goal's own unit. Raises `InvalidInput` if the inputs are
    not coherent, if the path ends otherwise, or if the file can't be written.
    """
    target = Path(path)
    problems = [problem for problem in coherence(case, scenario) if not problem.warning]
    if target.suffix.lower() not in SUFFIXES:
        problems.append(Problem(target.name, "must end in .lp or .mps"))
    if problems:
        raise InvalidInput(problems)
    problem = pose(case, scenario)
    with SOLVING, TemporaryDirectory(prefix=TEMPORARY_PREFIX) as folder:
        written = Path(folder) / f"model{target.suffix.lower()}"
        model = build(problem)
        highs = _loaded(matrix_of(model)[0])
        _name(highs, _column_names(model, problem), _row_names(model, problem))
        expect(highs.writeModel(str(written)), "writeModel")
        write_bytes(target, written.read_bytes())


def _loaded(matrix: Matrix) -> highspy.Highs:
    """Return HiGHS with the matrix as it is, unscaled, so that figures in the file are the question's."""
    highs = Quiet()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    sense = highspy.ObjSense.kMaximize if matrix.maximised else highspy.ObjSense.kMinimize
    status = highs.passModel(
        len(matrix.cost), len(matrix.row_lower), len(matrix.values), int(highspy.MatrixFormat.kRowwise), int(sense),
        matrix.offset, matrix.cost, matrix.lower, matrix.upper, matrix.row_lower, matrix.row_upper,
        matrix.starts[:-1].astype(np.int32), matrix.indices, matrix.values, matrix.whole.astype(np.int32),
    )  # fmt: skip
    expect(status, "passModel")
    return highs


def _name(highs: highspy.Highs, columns: Iterable[str], rows: Iterable[str]) -> None:
    for number, name in enumerate(_unique(columns)):
        expect(highs.passColName(number, name), f"the name {name}")
    for number, name in enumerate(_unique(rows)):
        expect(highs.passRowName(number, name), f"the name {name}")


def _unique(names: Iterable[str]) -> Iterator[str]:
    """Number every name that occurs more than once."""
    listed = list(names)
    several = {name for name, count in Counter(listed).items() if count > 1}
    seen: Counter[str] = Counter()
    for name in listed:
        seen[name] += 1
        yield f"{name}.{seen[name]}" if name in several else name


def _column_names(model: pyo.ConcreteModel, problem: PosedProblem) -> Iterator[str]:
    several = [measure for measure, starts in problem.starts_of.items() if len(starts) > 1]
    known = {
        "start": [_plain("start", measure, problem.base_year + t) for measure, t in problem.choices],
        "chosen": [_plain("chosen", measure) for measure in several],
        "amount": [_plain("amount", *column.key[:3], str(column.key[3])) for column in problem.amounts],
    }
    for block in model.component_objects(pyo.Var, active=True):
        count = block.count if isinstance(block, UnitVars) else len(block)
        yield from known.get(block.name, [_plain(block.name, k) for k in range(1, count + 1)])


def _row_names(model: pyo.ConcreteModel, problem: PosedProblem) -> Iterator[str]:
    rules: dict[str, list[str]] = {}
    for row in problem.rows:
        rules.setdefault(row.rule, []).append(_plain(row.rule, row.name))
    for block in model.component_objects(pyo.Constraint, active=True):
        count = len(block.table.lower) if isinstance(block, RowBlock) else len(block)
        yield from rules.get(block.name, [_plain(block.name, k) for k in range(1, count + 1)])


def _plain(*parts: Any) -> str:
    """Return a name that every reader of LP files accepts: Latin letters, digits and underscores."""
    return "_".join(slug(str(part), "x").replace("-", "_") for part in parts)
