"""Does an answer hold? Every figure of a JSON answer is recomputed from its inputs, by arithmetic alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from optimizer.case import Case
from optimizer.errors import InvalidInput, Problem
from optimizer.evaluate import Decision, Evaluator
from optimizer.question import Question, digest
from optimizer.reports.answer import figures_entry, number
from optimizer.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLANNED = ("optimal", "feasible")


def differences(file: Path) -> list[str]:
    """What in the file differs from what its own inputs give; empty where everything agrees."""
    answers = _load(file)
    listed = answers if isinstance(answers, list) else [answers]
    return [f"{answer.get('scenario')}: {line}" for answer in listed for line in _differences(answer)]


def _load(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as reason:
        raise InvalidInput(
            [Problem(file.name, "can't be read as JSON: {reason}", values={"reason": str(reason)})]
        ) from reason


def _differences(answer: dict[str, Any]) -> Iterator[str]:
    if answer.get("status") not in PLANNED:
        return
    inputs = answer["inputs"]
    if digest(inputs) != answer["provenance"]["inputs_sha256"]:
        yield "inputs: they are not those the answer was made from (the hash differs)"
    question = Question(Case(**inputs["case"]), Scenario(case="", **inputs["scenario"]))
    yield from _plan_differences(answer, question)


def _plan_differences(answer: dict[str, Any], question: Question) -> Iterator[str]:
    base = question.case.base_year
    unknown = [entry["measure"] for entry in answer["portfolio"] if entry["measure"] not in question.case.measure]
    if unknown:
        yield f"portfolio: unknown measures {', '.join(unknown)}"
        return
    figures = Evaluator(question.case, question.scenario)(
        Decision({e["measure"]: e["start"] - base for e in answer["portfolio"]})
    )
    for broken in figures.violations:
        when = f" in {base + broken.t}" if broken.t is not None else ""
        yield f"portfolio: breaks {broken.rule} {broken.name}{when}"
    recomputed = {"objective": number(figures.objective), **figures_entry(question, figures)}
    for key, value in recomputed.items():
        yield from _compare(key, answer.get(key), value)
    yield from _gap_difference(answer)


def _compare(path: str, told: Any, found: Any) -> Iterator[str]:
    if isinstance(found, dict) and isinstance(told, dict):
        for key in (*found, *(key for key in told if key not in found)):
            yield from _compare(f"{path}.{key}", told.get(key), found.get(key))
    elif isinstance(found, list) and isinstance(told, list) and len(found) == len(told):
        for position, (one, other) in enumerate(zip(told, found, strict=True)):
            yield from _compare(f"{path}[{position}]", one, other)
    elif told != found:
        yield f"{path}: {told} in the file, {found} recomputed"


def _gap_difference(answer: dict[str, Any]) -> Iterator[str]:
    """The gap must be what bound and objective say; the bound itself is the solver's, not arithmetic's."""
    bound, objective, gap = answer.get("bound"), answer.get("objective"), answer.get("gap")
    if bound is None or objective in (None, 0) or gap is None:
        return
    recomputed = abs(bound - objective) / abs(objective)
    if abs(recomputed - gap) > 1e-12 + 1e-9 * gap:
        yield f"gap: {gap} in the file, {recomputed} from bound and objective"
