"""Each block of the model and each kind of rule, with the selection, on a few measures, as an LP file.

To write the files anew: pytest tests/golden --regenerate.
"""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

from optimizer.columns import AmountColumn, Form, JointColumn, OverlapColumn
from optimizer.funding_terms import FundingTerms
from optimizer.model import blocks
from optimizer.model.blocks import build
from optimizer.problem import PosedProblem, Poser, RuleRow
from optimizer.rules import CHOICE, RULES

FILES = Path(__file__).parent
CHOICES = (("boiler", 0), ("boiler", 1), ("led", 0), ("led", 1), ("vfd", 0))
NOTHING = PosedProblem(2026, CHOICES, (), (), ((Form(np.arange(0), np.zeros(0)), False),))
FUNDING = FundingTerms.__new__(FundingTerms)
FUNDING.sources = ()
GROUPS = {"boiler": "heat", "led": None, "vfd": "heat"}
TERMS: Any = SimpleNamespace(
    half=0.005,
    funding=FUNDING,
    choices={"boiler": (0, 1), "led": (0, 1), "vfd": (0,)},
    required=frozenset({"led"}),
    prerequisites=lambda measure: ("boiler",) if measure == "led" else (),
    case=SimpleNamespace(measure={measure: SimpleNamespace(group=group) for measure, group in GROUPS.items()}),
)


def form(constant: float = 0.0, **coefs: float) -> Form:
    """A form over columns named c0, c1, …: choices first, then overlaps and joints."""
    columns = sorted((int(name[1:]), coef) for name, coef in coefs.items())
    return Form(np.array([n for n, _ in columns]), np.array([coef for _, coef in columns]), constant)


def problem(**parts: object) -> PosedProblem:
    """A boiler or LED lamps this year or next, a drive this year; and what is given."""
    return PosedProblem(**{field: getattr(NOTHING, field) for field in PosedProblem.__dataclass_fields__} | parts)  # type: ignore[arg-type]


OVERLAP = OverlapColumn((((0, 0.3), (1, 0.2)), ((2, 0.5),), ((4, 0.1),)))
JOINT = JointColumn((0, 1), (2, 3))
STRUCTURE = {
    kind.key: problem(rows=tuple(Poser(TERMS).rows_of(kind)))
    for kind in RULES
    if kind.structural and kind is not CHOICE
}
BOUNDS = {
    "ceiling": RuleRow("ceiling", "gas", form(c0=60.0, c1=60.0, c4=50.0), -1.0, 100.0),
    "cash": RuleRow("cash", "per_year", form(700.0, c0=-500.0, c2=-300.0, c4=-200.0), -0.005, 701.0),
    "total": RuleRow("total", "total", form(c0=500.0, c1=515.0, c2=300.0), -1.0, 800.005),
    "source": RuleRow("source", "limit bank", form(c0=300.0, c2=200.0), -1.0, 400.0),
    "dscr": RuleRow("dscr", "base case", form(50.0, c0=-90.0, c2=-40.0), -0.005, 51.0),
    "limit": RuleRow("limit", "Climate target", form(c0=12.5, c1=12.5, c2=4.0), 10.0, 30.0),
}
BLOCK_BY_NAME = {
    **dict.fromkeys(STRUCTURE, blocks.structure),
    **dict.fromkeys(BOUNDS, blocks.bounds),
    **{block.__name__: block for block in blocks.BLOCKS if block not in (blocks.structure, blocks.bounds)},
}
PROBLEMS = {
    **STRUCTURE,
    **{kind: problem(rows=(row,)) for kind, row in BOUNDS.items()},
    "selection": problem(),
    "end_uses": problem(extras=(OVERLAP,)),
    "interactions": problem(extras=(JOINT,)),
    "amounts": problem(
        amounts=(
            AmountColumn(("draw", "bank", "", 0), 900.0),
            AmountColumn(("drawn", "bank", "", 0), 1.0, whole=True),
        ),
        rows=(RuleRow("cash", "per_year", form(700.0, c0=-500.0, c2=-300.0, c5=1.0), -0.005, 1601.0),),
    ),
    "goal": problem(preferences=((form(1.5, c0=100.0, c1=90.0, c2=40.0, c4=-7.0), False),)),
}


FIRST = (blocks.selection, blocks.amounts)


def lp(folder: Path, one: PosedProblem, block: Callable[[pyo.ConcreteModel, PosedProblem], None]) -> str:
    """The model of the selection and one block as an LP file."""
    wanted = [block for block in (*FIRST, block) if block is not blocks.goal]
    if one.amounts:
        wanted.append(blocks.bounds)
    model = build(one, dict.fromkeys([*wanted, block if block is blocks.goal else no_goal]))
    file = folder / "model.lp"
    model.write(str(file), io_options={"symbolic_solver_labels": True})
    return one_line_each(file.read_text("utf-8"))


def one_line_each(text: str) -> str:
    """The file with every row on one line."""
    joined = re.sub(r"\n(?=[-+<>=])", " ", re.sub(r"\s*\n\s*", "\n", text))
    return re.sub(r"_?:\n? ", ": ", joined).strip() + "\n"


def no_goal(model: pyo.ConcreteModel, _: PosedProblem) -> None:
    model.goal = pyo.Objective(expr=0.0)


@pytest.mark.parametrize("name", list(PROBLEMS))
def test_block(name: str, tmp_path: Path, *, regenerate: bool) -> None:
    written = lp(tmp_path, PROBLEMS[name], BLOCK_BY_NAME[name])
    file = FILES / f"{name}.lp"
    if regenerate:
        file.write_text(written, encoding="utf-8")
    assert written == file.read_text("utf-8")


def test_every_block_and_rule_has_its_file_and_every_file_its_block_or_rule() -> None:
    modelled = {kind.key for kind in RULES if kind is not CHOICE}  # a start that is not allowed has no column
    assert modelled <= BLOCK_BY_NAME.keys()
    assert set(BLOCK_BY_NAME) == set(PROBLEMS) == {file.stem for file in FILES.glob("*.lp")}
