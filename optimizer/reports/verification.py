"""Verification of answers: every figure of a JSON answer is recalculated from its inputs.

What can't be recalculated (proofs, warnings, versions) is checked for consistency and
against a hash in the file. That hash has no key: it detects accidents, not forgery. So whatever a file says was
proved is the sender's claim until `proving` solves the question again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from pydantic import ValidationError

from optimizer.case import Case
from optimizer.checks import coherence
from optimizer.decimals import Decimal, number
from optimizer.decision import decision_in
from optimizer.errors import BadValue, InvalidInput, Problem
from optimizer.evaluation import Evaluator
from optimizer.files import read_bytes, read_input
from optimizer.limits import ANSWER_BYTES, ANSWER_PARTS, ANSWERS
from optimizer.locales import tr, trn
from optimizer.metrics import metrics_of
from optimizer.question import Question, digest
from optimizer.reports.answer import CLAIMS, claims_digest
from optimizer.reports.broken import broken_texts
from optimizer.scenario import Scenario
from optimizer.terms import RELATIVE
from optimizer.words import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from optimizer.figures import Figures

Entry = dict[str, Any]
PLANNED = ("optimal", "feasible")
EMPTY: Entry = {
    "objective": None,
    "gap": None,
    "portfolio": [],
    "funding": [],
    "metrics": {},
    "years": [],
    "bridge": {},
    "limits": [],
}
UNREAD: Entry = {"goal": None, "bound": None, "currency": None, **EMPTY}
SHAPE = {"scenario": str, "status": str, "portfolio": list, "problems": list}
MADE = {"provenance": dict, "inputs": dict}
MOST_TOLD = 20


@dataclass(frozen=True)
class Verified:
    """One answer: name, status, and its differences from what its inputs give."""

    name: str
    status: str
    differences: tuple[str, ...]
    entry: Entry

    def __str__(self) -> str:
        if self.differences:
            count = len(self.differences)
            return trn("{name}: {count} difference", "{name}: {count} differences", count, name=self.name)
        if self.status in PLANNED:
            return tr("{name}: every figure agrees", name=self.name)
        status = tr(STATUSES.get(self.status, self.status))
        return tr("{name}: {status}, so there are no figures to recompute", name=self.name, status=status)

    @property
    def claim(self) -> str | None:
        """Return the claim in the file that calculation can't confirm, as a sentence; None if there is none."""
        match self.status:
            case "optimal":
                return tr("That no plan is better is claimed by the sender, not proved here.")
            case "infeasible":
                return tr("That no plan is possible is claimed by the sender, not proved here.")
            case "feasible" if self.entry.get("bound") is not None:
                return tr("How much better a plan could be is claimed by the sender, not proved here.")
            case _:
                return None


def verify(file: Path) -> list[Verified]:
    """Return each answer of a file ("-" is standard input) with its differences; `InvalidInput` if there are none."""
    answers = _load(file)
    listed = answers if isinstance(answers, list) else [answers]
    if len(listed) > ANSWERS:
        raise _refused(file, "has more than {most} answers: verify them in several files", most=ANSWERS)
    if not listed or not all(_is_answer(answer) for answer in listed):
        raise _refused(file, "is not an answer of `cpee solve --json`: required parts are missing")
    return [Verified(answer["scenario"], answer["status"], tuple(_differences(answer)), answer) for answer in listed]


def _refused(file: Path, text: str, **values: object) -> InvalidInput:
    return InvalidInput([Problem(file.name or str(file), text, values=values)])


def _load(file: Path) -> Any:
    data = read_input(ANSWER_BYTES) if str(file) == "-" else read_bytes(file, ANSWER_BYTES)
    if isinstance(data, Problem):
        raise InvalidInput([data])
    if data.count(b"{") + data.count(b"[") > ANSWER_PARTS:
        raise _refused(file, "is larger than any answer of `cpee solve --json`")
    try:
        found = json.loads(data.decode(), object_pairs_hook=_unique, parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False).encode()  # JSON can contain lone surrogates, which are not valid text
    except json.JSONDecodeError as reason:
        raise _refused(
            file, "is not valid JSON (line {line}, column {column})", line=reason.lineno, column=reason.colno
        ) from reason
    except (ValueError, RecursionError) as reason:
        raise _refused(
            file, "is not valid JSON: {reason}", reason=reason.phrase if isinstance(reason, BadValue) else reason
        ) from reason
    return found


def _unique(pairs: list[tuple[str, Any]]) -> Entry:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadValue("a key occurs twice in one object")
    return found


def _no_number(name: str) -> None:
    raise BadValue("{name} is not a number", name=name)


def _is_answer(answer: Any) -> bool:
    if not isinstance(answer, dict):
        return False
    shape = SHAPE if answer.get("status") == "invalid" else SHAPE | MADE
    if not all(isinstance(answer.get(key), kind) for key, kind in shape.items()):
        return False
    return all(isinstance(problem, dict) for problem in answer["problems"])


def _differences(answer: Entry) -> Iterator[str]:
    if answer["status"] == "invalid":
        yield from _compare_all(answer, UNREAD)
        return
    provenance, inputs = answer["provenance"], answer["inputs"]
    if digest(inputs) != provenance.get("inputs_sha256"):
        yield tr("inputs: not those that the answer was calculated from (provenance.inputs_sha256 differs)")
    question = _question(inputs)
    if isinstance(question, str):
        yield f"inputs: {question}"
        return
    told = {"scenario": question.scenario.name, "goal": question.scenario.goal, "currency": question.case.currency}
    yield from _compare_all(answer, told)
    yield from _plan_differences(answer, question) if answer["status"] in PLANNED else _compare_all(answer, EMPTY)
    yield from _claim_differences(answer)


def _question(inputs: Entry) -> Question | str:
    """Return the question in the inputs, or what is wrong with it."""
    try:
        question = Question(Case(**inputs["case"]), Scenario(case="", **inputs["scenario"]))
        wrong = [str(problem) for problem in coherence(question.case, question.scenario) if not problem.warning]
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, e['loc']))} ({e['msg']})" for e in error.errors(include_url=False)]
    except (KeyError, TypeError, AttributeError):
        return tr("they contain no case and scenario")
    return tr("they are not valid: {problems}", problems="; ".join(wrong[:MOST_TOLD])) if wrong else question


def _plan_differences(answer: Entry, question: Question) -> Iterator[str]:
    case, years = question.case, range(question.scenario.start_years)
    for entry in answer["portfolio"]:
        measure = entry.get("measure") if isinstance(entry, dict) else None
        if not isinstance(measure, str) or measure not in case.measure:
            yield tr("portfolio: {entry} is not a measure of the case", entry=entry)
            return
        if not _is_year(entry.get("start")) or entry["start"] - case.base_year not in years:
            yield tr("portfolio: {measure} can't start in {year}", measure=measure, year=entry.get("start"))
            return
    try:
        decision = decision_in(answer)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
        yield tr("funding: not a list of draws with the amounts of each measure")
        return
    try:
        figures = Evaluator(case, question.scenario).full(decision)
    except InvalidInput as impossible:
        yield f"portfolio: {impossible}"
        return
    for rule in broken_texts(question, figures.violations):
        yield tr("portfolio: breaks a rule: {rule}", rule=rule)
    yield from _compare_all(answer, {"objective": number(figures.objective), **figures.to_dict()})
    yield from _bound_differences(answer, question, figures)


def _is_year(given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool)


def _compare_all(answer: Entry, recomputed: Entry) -> Iterator[str]:
    for key, value in recomputed.items():
        yield from _compare(key, answer.get(key), value)


def _compare(path: str, told: Any, found: Any) -> Iterator[str]:
    if isinstance(found, dict) and isinstance(told, dict):
        for key in (*found, *(key for key in told if key not in found)):
            yield from _compare(f"{path}.{key}", told.get(key), found.get(key))
    elif isinstance(found, list) and isinstance(told, list) and len(found) == len(told):
        for position, (one, other) in enumerate(zip(told, found, strict=True)):
            yield from _compare(f"{path}[{position}]", one, other)
    elif told != found or isinstance(told, bool) != isinstance(found, bool):
        text = "{path}: {told} in the file, {found} recalculated"
        yield tr(text, path=path, told=_short(told), found=_short(found))


def _short(value: Any) -> str:
    if isinstance(value, list | dict):
        return trn("{count} entry", "{count} entries", len(value))
    return json.dumps(value, ensure_ascii=False)


def _bound_differences(answer: Entry, question: Question, figures: Figures) -> Iterator[str]:
    """Check that objective, gap and status fit the solver's bound."""
    bound, objective = answer.get("bound"), figures.objective
    if not _is_figure(bound):
        yield from _compare("bound", bound, None)
        yield from _compare("gap", answer.get("gap"), None)
        return
    exact = Decimal(repr(bound)) - objective
    ahead = -exact if metrics_of(question.case)[question.scenario.goal].minimised else exact
    share = number(abs(exact / objective)) if objective else None if exact else 0.0
    if not _close(answer.get("gap"), share):
        text = "gap: {told} in the file, {found} from bound and objective"
        yield tr(text, told=_short(answer.get("gap")), found=_short(share))
    if ahead < -RELATIVE * abs(objective):
        text = "bound: {bound} in the file, yet the plan reaches {objective}"
        yield tr(text, bound=bound, objective=number(objective))
    if answer["status"] == "optimal" and ahead > (question.scenario.solver.gap + RELATIVE) * abs(objective):
        yield tr("status: optimal in the file, yet bound and objective are further apart than the gap allowed")


def _is_figure(told: object) -> TypeGuard[float]:
    """Return whether it is a number that a float can hold."""
    return isinstance(told, int | float) and not isinstance(told, bool) and abs(told) <= float("1e300")


def _close(told: Any, found: float | None) -> bool:
    """Return whether gaps agree up to the rounding of the bound in the file."""
    if told is None or found is None or not _is_figure(told):
        return told is found
    return abs(told - found) <= 1e-12 + 1e-9 * abs(found)


def _claim_differences(answer: Entry) -> Iterator[str]:
    provenance = answer["provenance"]
    if claims_digest(answer, provenance) != provenance.get("claims_sha256"):
        text = "{claims} or versions: altered since the answer was written (provenance.claims_sha256 differs)"
        yield tr(text, claims=", ".join(CLAIMS))
    seconds = provenance.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds >= 0:
        yield tr("provenance.seconds: {seconds} is not a duration", seconds=_short(seconds))
