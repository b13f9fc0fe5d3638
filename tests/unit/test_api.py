"""The public interface: these names and no others, and nothing slow loads before it is needed."""

import importlib
import subprocess
import sys
from importlib.util import find_spec
from types import ModuleType

import pytest

import optimizer

PUBLIC = {
    "Case",
    "CpeeError",
    "Decision",
    "Figures",
    "Infeasible",
    "Invalid",
    "InvalidInput",
    "Outcome",
    "Problem",
    "Question",
    "Scenario",
    "Solved",
    "SolverFault",
    "Undecided",
    "answer",
    "check",
    "compare",
    "evaluate",
    "read_case",
    "read_frames",
    "read_question",
    "solve",
    "to_frames",
    "write_case",
    "write_model",
}
SLOW = ("pyomo", "highspy", "pandas")


def test_the_public_names_are_exactly_these() -> None:
    assert set(optimizer.__all__) == PUBLIC
    assert len(optimizer.__all__) == len(PUBLIC)
    assert set(dir(optimizer)) == PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_public_name_stays_what_it_is_whatever_else_is_imported(name: str) -> None:
    first = getattr(optimizer, name)
    importlib.import_module("optimizer.studies.plan")
    assert getattr(optimizer, name) is first
    assert not isinstance(first, ModuleType)


def test_no_other_name_is_there() -> None:
    with pytest.raises(AttributeError, match="solver"):
        _ = optimizer.solver


@pytest.mark.parametrize("module", ["optimizer", "optimizer.cli"])
def test_importing_loads_nothing_slow(module: str) -> None:
    if find_spec(module) is None:
        pytest.skip(f"no {module} yet")
    code = f"import sys, {module}; print([name for name in {SLOW} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    assert done.stdout.strip() == "[]"
