"""What the oracle has to say against an answer: a list of sentences, empty where the answer stands."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from optimizer import Decision, Figures, Infeasible, Outcome, Question, Solved, read_question
from optimizer.decimals import ZERO
from optimizer.outcome import Ties
from optimizer.problem import pose
from optimizer.studies import plan
from tests.oracle import Answer, Problem, broken, feasible, figures, read, solve_problem
from tests.oracle.inputs import Bound, Limit
from tests.oracle.limits import matching
from tests.oracle.naive import Plan

TIED = Fraction(1, 10**9)
ROUNDING = Fraction(1, 10**18)


def chunks(by_default: int, at_length: int, size: int = 10, slow: Collection[int] = ()) -> list[object]:
    """Seeds in chunks, as parameters of a test; those beyond the default ones, and slow ones, only at length."""
    firsts = range(0, max(by_default, at_length), size)
    marks = {first: () if first < by_default else pytest.mark.long for first in firsts}
    seeds = {first: [seed for seed in range(first, first + size) if seed not in slow] for first in firsts}
    parts = [pytest.param(seeds[first], id=f"{first}+", marks=marks[first]) for first in firsts]
    return [*parts, *([pytest.param(tuple(slow), id="slow", marks=pytest.mark.long)] if slow else [])]


def asked(path: Path) -> tuple[Question, Problem, Answer]:
    """A scenario as the software reads it, as the oracle does, and the oracle's answer."""
    problem = read(path)
    return read_question(path), problem, solve_problem(problem)


def with_options(question: Question, **options: object) -> Question:
    """The question, to be answered with other options of the solver."""
    solver = question.scenario.solver.model_copy(update=options)
    return replace(question, scenario=question.scenario.model_copy(update={"solver": solver}))


def with_gap(question: Question, gap: Decimal = ZERO) -> Question:
    """The question, to be answered to this gap."""
    return with_options(question, gap=gap)


def without_enumeration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the solver's proofs count from now on."""
    monkeypatch.setattr(plan, "MOST_DECISIONS", 0)


def calendar(problem: Problem, decision: Decision) -> dict[str, int]:
    """A decision in calendar years."""
    return {measure: problem.case.base_year + start for measure, start in decision.starts.items()}


def objections(question: Question, problem: Problem, answer: Answer, outcome: Outcome) -> Iterator[str]:
    """Everything that is wrong with an outcome: status, proofs, plan, ties, every figure, the conflict."""
    if outcome.status != answer.status:
        yield f"{outcome.status}, and the oracle says {answer.status}"
        return
    if isinstance(outcome, Solved | Infeasible) and len({proof.kind for proof in outcome.proofs}) < 2:
        yield f"not two kinds of proof: {outcome.proofs}"
    if isinstance(outcome, Solved):
        yield from lies(question, problem, answer, outcome)
        yield from wrong_figures(problem, outcome.figures)
        yield from wrong_tie(problem, answer, outcome)
    if isinstance(outcome, Infeasible):
        yield from wrong_conflict(problem, outcome)


def lies(question: Question, problem: Problem, answer: Answer, outcome: Outcome) -> Iterator[str]:
    """What is untrue in an outcome; an honest "feasible" or "undecided" is no lie."""
    if isinstance(outcome, Infeasible) and answer.status == "optimal":
        yield "infeasible, and there is a plan"
    if isinstance(outcome, Solved):
        shown = outcome.figures.objective
        if rules := broken(problem, calendar(problem, outcome.figures.decision)):
            yield f"the plan breaks {rules}"
        if answer.objective is None:
            yield "a plan, and there is none"
        elif outcome.optimal:
            yield from _not_best(question, answer.objective, Fraction(shown), Fraction(outcome.bound or 0))


def _not_best(question: Question, best: Fraction, shown: Fraction, bound: Fraction) -> Iterator[str]:
    allowed = Fraction(question.scenario.solver.gap) * abs(shown) + TIED * max(abs(best), abs(shown))
    if max(abs(best - shown), abs(bound - shown), abs(bound - best)) > allowed:
        allowed += TIED * _largest(question)
    if abs(best - shown) > allowed:
        yield f"optimal at {float(shown)!r}, and the best is {float(best)!r}"
    if abs(bound - shown) > allowed or abs(bound - best) > allowed:
        yield f"the bound {float(bound)!r} does not hold for {float(best)!r}"


def _largest(question: Question) -> Fraction:
    """The goal's largest coefficient: a solver's sums are right to 1e-9 of it."""
    coefs = pose(question.case, question.scenario).goal.coefs
    return Fraction(float(abs(coefs).max(initial=0.0)))


def wrong_figures(problem: Problem, shown: Figures) -> Iterator[str]:
    """Every figure that is not the oracle's."""
    right = figures(problem, calendar(problem, shown.decision))
    pairs = [("objective", right.objective, shown.objective)]
    pairs += [(name, value, shown.metrics[name]) for name, value in right.metrics.items()]
    for t, year in enumerate(right.years):
        pairs += [(f"{name} in {t}", value, shown.years[name][t]) for name, value in year.items()]
    for one, other in zip(right.limits, shown.limits, strict=True):
        if (one.name, one.metric, one.sense) != (other.name, other.metric, other.sense):
            yield f"another limit: {other}"
        pairs += [(f"bound of {one.name}", one.bound, other.bound)]
        pairs += [(one.name, one.value, other.value)] if one.metric != "irr" else []
    yield from wrong_irr(problem, shown)
    yield from (f"{name}: {value}, and the oracle says {true}" for name, true, value in pairs if not same(true, value))


def wrong_irr(problem: Problem, shown: Figures) -> Iterator[str]:
    """The IRR makes the present value 0, and is shown where the net flows change their sign exactly once."""
    sides = (limit for limit in problem.scenario.limits for _ in _sides(limit))
    limits = [(limit, one.value) for limit, one in zip(sides, shown.limits, strict=True) if limit.metric == "irr"]
    for limit, rate in [(None, shown.metrics["irr"]), *limits]:
        only = matching(problem, limit) if limit is not None else None
        decision = {m: year for m, year in calendar(problem, shown.decision).items() if only is None or m in only}
        one = Plan(problem, decision)
        flows = [one.saving(t) - one.capex(t) + one.residual(t) - one.profit_tax(t) for t in range(one.horizon + 1)]
        signs = [flow > 0 for flow in flows if flow]
        is_one = sum(a != b for a, b in pairwise(signs)) == 1
        if (rate is not None) is not is_one or (rate is not None and not _is_root(rate, flows)):
            yield f"IRR {rate} of {[float(flow) for flow in flows]}"


def _is_root(rate: Decimal, flows: list[Fraction]) -> bool:
    with localcontext() as context:
        context.prec = 60
        terms = [Decimal(flow.numerator) / flow.denominator / (1 + rate) ** t for t, flow in enumerate(flows)]
        return abs(sum(terms)) <= max(map(abs, terms)) * Decimal("1e-20")


def _sides(limit: Limit) -> list[Bound]:
    return [side for side in (limit.at_least, limit.at_most) if side is not None]


def same(true: Fraction | None, value: Decimal | None) -> bool:
    """Whether a figure is right to 18 digits, or absent on both sides."""
    if true is None or value is None:
        return true is None and value is None
    return abs(true - Fraction(value)) <= ROUNDING * max(abs(true), Fraction(1))


def wrong_tie(problem: Problem, answer: Answer, outcome: Solved) -> Iterator[str]:
    """Where all ties were seen, the plan is the one of the stated order; else one of the best."""
    decision = calendar(problem, outcome.figures.decision)
    if any(proof.kind == plan.ENUMERATION for proof in outcome.proofs):
        if decision != answer.decision:
            yield f"ties are broken for {decision}, and the oracle takes {answer.decision}"
    elif decision not in answer.tied:
        yield f"{decision} is not among the ties {answer.tied}"
    elif outcome.ties is Ties.ALL and answer.decision is not None:
        right = figures(problem, answer.decision).metrics
        for name in ("npv", "capex", "measures"):
            true, value = right[name] or Fraction(0), Fraction(outcome.figures.metrics[name] or 0)
            if abs(true - value) > 2 * TIED * abs(true):
                yield f"of the ties one with {name} {float(true)!r} comes first, not {float(value)!r}"


def wrong_conflict(problem: Problem, outcome: Infeasible) -> Iterator[str]:
    """The rules named can't hold together, and could without any one of them."""
    rules = {(rule.kind, rule.name) for rule in outcome.conflict}
    if _possible(problem, rules):
        yield f"the rules {rules} can hold together"
    yield from (f"the conflict does not need {rule}" for rule in rules if not _possible(problem, rules - {rule}))


def _possible(problem: Problem, rules: Iterable[tuple[str, str]]) -> bool:
    kept, scenario = set(rules), problem.scenario
    budget = replace(
        scenario.budget,
        own=scenario.budget.own if ("budget", "per_year") in kept else None,
        total=scenario.budget.total if ("budget", "total") in kept else None,
    )
    relaxed = replace(
        scenario,
        budget=budget,
        limits=tuple(limit for limit in scenario.limits if ("limit", limit.name) in kept),
        include=frozenset(measure for measure in scenario.include if ("include", measure) in kept),
        max_payback=scenario.max_payback if ("measures", "max_payback") in kept else None,
    )
    return solve_problem(replace(problem, scenario=relaxed)).status == "optimal"


__all__ = ["asked", "broken", "calendar", "chunks", "feasible", "lies", "objections", "with_gap", "without_enumeration"]
