"""cpee chooses modernization measures: the provably best portfolio under budgets, limits and overlaps.

    question = read_question("scenarios/climate-target.toml")
    outcome = solve(question.case, question.scenario)

The names below are the whole public interface; they load when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.case import Case as Case
    from optimizer.checks import check as check
    from optimizer.decision import Decision as Decision
    from optimizer.errors import CpeeError as CpeeError
    from optimizer.errors import InvalidInput as InvalidInput
    from optimizer.errors import Problem as Problem
    from optimizer.errors import SolverFault as SolverFault
    from optimizer.evaluation import evaluate as evaluate
    from optimizer.figures import Figures as Figures
    from optimizer.frames import compare as compare
    from optimizer.model.export import write_model as write_model
    from optimizer.outcome import Infeasible as Infeasible
    from optimizer.outcome import Invalid as Invalid
    from optimizer.outcome import Outcome as Outcome
    from optimizer.outcome import Solved as Solved
    from optimizer.outcome import Undecided as Undecided
    from optimizer.question import Question as Question
    from optimizer.readers import read_case as read_case
    from optimizer.readers import read_question as read_question
    from optimizer.readers import write_case as write_case
    from optimizer.readers.frames import read_frames as read_frames
    from optimizer.readers.frames import to_frames as to_frames
    from optimizer.reports.answer import answer as answer
    from optimizer.scenario import Scenario as Scenario
    from optimizer.studies.plan import solve as solve

_HOMES = {
    "Case": "case",
    "CpeeError": "errors",
    "Decision": "decision",
    "Figures": "figures",
    "Infeasible": "outcome",
    "Invalid": "outcome",
    "InvalidInput": "errors",
    "Outcome": "outcome",
    "Problem": "errors",
    "Question": "question",
    "Scenario": "scenario",
    "Solved": "outcome",
    "SolverFault": "errors",
    "Undecided": "outcome",
    "answer": "reports.answer",
    "check": "checks",
    "compare": "frames",
    "evaluate": "evaluation",
    "read_case": "readers",
    "read_frames": "readers.frames",
    "read_question": "readers",
    "solve": "studies.plan",
    "to_frames": "readers.frames",
    "write_case": "readers",
    "write_model": "model.export",
}

__all__ = [*_HOMES]  # noqa: PLE0604 - the names are texts


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"optimizer.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(_HOMES)
