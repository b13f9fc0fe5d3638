"""An outcome as JSON (docs/formats.md), and its claims read back."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from optimizer.decimals import number
from optimizer.files import write_text
from optimizer.outcome import Infeasible, Invalid, Outcome, Solved, Ties, Undecided
from optimizer.question import digest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from optimizer.errors import Problem
    from optimizer.outcome import Rule
    from optimizer.question import Question

PACKAGES = ("cpee", "pyomo", "highspy")
# The parts of an answer that don't follow from its inputs; a hash shows whether they were altered.
CLAIMS = ("status", "bound", "conflict", "problems", "proof")


def answer(question: Question, outcome: Outcome) -> dict[str, Any]:
    """Return the whole answer to one scenario; figures that don't exist are null."""
    if isinstance(outcome, Invalid):
        return invalid_answer(question.scenario.name, outcome.problems)
    entry = {
        **_head(question.scenario.name, outcome.status),
        "goal": question.scenario.goal,
        "currency": question.case.currency,
        **(outcome.to_dict() if isinstance(outcome, Solved) else {}),
        **({"conflict": _rules(outcome.conflict)} if isinstance(outcome, Infeasible) else {}),
        "problems": [problem_entry(problem) for problem in question.warnings],
        "proof": _proof(question, outcome),
    }
    provenance = {
        "inputs_sha256": question.sha256,
        "versions": _versions(),
        "seconds": round(outcome.effort.seconds, 3),
    }
    provenance["claims_sha256"] = claims_digest(entry, provenance)
    return {**entry, "provenance": provenance, "inputs": question.inputs}


def _versions() -> dict[str, str]:
    return {name: version(name) for name in PACKAGES}


def claims_digest(entry: dict[str, Any], provenance: dict[str, Any]) -> str:
    """Return the hash of what can't be recalculated from the inputs: proofs, warnings and versions.

    Row numbers of warnings are left out, because the order of rows changes nothing.
    """
    odd = sorted(map(_claimed, entry.get("problems") or ()), key=lambda parts: [str(part or "") for part in parts])
    claims = {key: entry.get(key) for key in CLAIMS if key != "problems"}
    return digest({**claims, "problems": odd, "versions": provenance.get("versions")})


def _claimed(problem: dict[str, Any]) -> tuple[Any, ...]:
    """Return a problem as the answer states it; beside a plan all problems are warnings, so only errors are marked."""
    severity = problem.get("severity")
    said = (problem.get("file"), problem.get("column"), problem.get("message"))
    return said if severity == "warning" else (*said, severity)


def invalid_answer(name: str, problems: Iterable[Problem]) -> dict[str, Any]:
    """Return the answer to an unreadable scenario: its problems and versions."""
    provenance = {"inputs_sha256": None, "versions": _versions(), "seconds": None}
    told = [problem_entry(problem) for problem in problems]
    return {**_head(name, "invalid"), "problems": told, "provenance": provenance}


def _head(name: str, status: str) -> dict[str, Any]:
    nothing: dict[str, Any] = {"goal": None, "objective": None, "bound": None, "gap": None, "currency": None}
    empty: dict[str, Any] = {"portfolio": [], "funding": [], "metrics": {}, "years": [], "bridge": {}, "limits": []}
    return {"scenario": name, "status": status, **nothing, **empty}


def problem_entry(problem: Problem) -> dict[str, Any]:
    """Return a problem as plain values."""
    severity = "warning" if problem.warning else "error"
    place = {"file": problem.file, "row": problem.row, "column": problem.column}
    return {**place, "message": problem.message, "severity": severity}


def _proof(question: Question, outcome: Solved | Infeasible | Undecided) -> dict[str, Any]:
    """Return how the answer was proved, what broke ties, and whether others within the gap may exist."""
    entry: dict[str, Any] = {
        "proofs": [proof.kind for proof in getattr(outcome, "proofs", ())],
        "in_haste": question.scenario.solver.proofs == 1,
        "refused": list(outcome.effort.doubts),
    }
    if isinstance(outcome, Solved):
        entry["bounds"] = [number(proof.bound) for proof in outcome.proofs]
        entry["ties"] = outcome.ties.value
        entry["others_within_gap"] = not (outcome.ties is Ties.ALL and outcome.bound == outcome.figures.objective)
    if isinstance(outcome, Infeasible):
        entry["all_needed"] = outcome.all_needed
        entry["alone"] = _rules(outcome.alone)
        entry["alone_tested"] = outcome.alone_tested
    return entry


def _rules(rules: Iterable[Rule]) -> list[dict[str, str]]:
    return [{"kind": rule.kind, "name": rule.name} for rule in rules]


def text(answers: list[dict[str, Any]]) -> str:
    """Return one answer as a JSON object, several as a list."""
    shown = answers[0] if len(answers) == 1 else answers
    return json.dumps(shown, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def write(path: Path, answers: list[dict[str, Any]]) -> None:
    """Write the answers atomically."""
    write_text(path, text(answers))
