"""The oracle's objections to an answer: a list of sentences, empty if the answer is right."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer import Figures, Infeasible, Outcome, Question, Solved, read_question
from optimizer.decimals import ZERO
from optimizer.outcome import Ties
from optimizer.problem import pose
from optimizer.studies import plan
from tests.oracle import Answer, Problem, broken, figures, read, solve_problem
from tests.oracle import Figures as RightFigures
from tests.oracle.inputs import Bound, Limit
from tests.oracle.limits import matching
from tests.oracle.naive import Plan
from tests.oracle.naive_roots import count_rates
from tests.oracle.reference import room
from tests.oracle.roots import roots_between

TIED = Fraction(1, 10**9)
ROUNDING = Fraction(1, 10**18)
HAIR = Fraction(1, 10**15)


def chunks(by_default: int, at_length: int, size: int = 10, slow: Collection[int] = ()) -> list[object]:
    """Return seeds in chunks, as parameters of a test; further and slow ones only in the long mode."""
    firsts = range(0, max(by_default, at_length), size)
    marks = {first: () if first < by_default else pytest.mark.long for first in firsts}
    seeds = {first: [seed for seed in range(first, first + size) if seed not in slow] for first in firsts}
    parts = [pytest.param(seeds[first], id=f"{first}+", marks=marks[first]) for first in firsts]
    return [*parts, *([pytest.param(tuple(slow), id="slow", marks=pytest.mark.long)] if slow else [])]


def asked(path: Path) -> tuple[Question, Problem, Answer]:
    """Return a scenario as the software reads it, as the oracle reads it, and the oracle's answer."""
    problem = read(path)
    return read_question(path), problem, solve_problem(problem)


def with_options(question: Question, **options: object) -> Question:
    """Return the question with other solver options."""
    solver = question.scenario.solver.model_copy(update=options)
    return replace(question, scenario=question.scenario.model_copy(update={"solver": solver}))


def with_gap(question: Question, gap: Decimal = ZERO) -> Question:
    """Return the question with this gap."""
    return with_options(question, gap=gap)


def without_enumeration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow only the solver's proofs from now on."""
    monkeypatch.setattr(plan, "MOST_DECISIONS", 0)


def starts_of(shown: Figures) -> dict[str, int]:
    """Return measure → the calendar year of its start."""
    return dict(shown.decision.starts)


def objections(question: Question, problem: Problem, answer: Answer, outcome: Outcome) -> Iterator[str]:
    """Return everything that is wrong with an outcome: status, proofs, plan, ties, every figure, the conflict."""
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
    """Return what is untrue in an outcome; an honest "feasible" or "undecided" is true."""
    if isinstance(outcome, Infeasible) and answer.status == "optimal":
        yield "infeasible, and there is a plan"
    if isinstance(outcome, Solved):
        if rules := broken(problem, starts_of(outcome.figures)):
            yield f"the plan breaks {rules}"
        if answer.objective is None:
            yield "a plan, and there is none"
        elif outcome.optimal:
            yield from _not_best(question, problem, answer.objective, outcome)


def _not_best(question: Question, problem: Problem, best: Fraction, outcome: Solved) -> Iterator[str]:
    shown, bound = Fraction(outcome.figures.objective), Fraction(outcome.bound or 0)
    smallest = room(problem, question.scenario.goal) or TIED
    allowed = Fraction(question.scenario.solver.gap) * abs(shown) + max(smallest, TIED * max(abs(best), abs(shown)))
    if max(abs(best - shown), abs(bound - shown), abs(bound - best)) > allowed:
        allowed += TIED * _largest(question)
    if abs(best - shown) > allowed:
        yield f"optimal at {float(shown)!r}, and the best is {float(best)!r}"
    if abs(bound - shown) > allowed or abs(bound - best) > allowed:
        yield f"the bound {float(bound)!r} does not hold for {float(best)!r}"
    yield from _wrong_gap(outcome, abs(bound - shown), abs(shown), smallest)


def _wrong_gap(outcome: Solved, open_part: Fraction, size: Fraction, smallest: Fraction) -> Iterator[str]:
    """Yield what is wrong with the gap, which is relative, but 0 or absent if the objective is near 0."""
    if size >= smallest:
        if not same(open_part / size, outcome.gap):
            yield f"a gap of {outcome.gap}, and {float(open_part)!r} of {float(size)!r} is open"
    elif open_part >= smallest or outcome.gap != 0:
        yield f"optimal next to 0 with a gap of {outcome.gap}, and {float(open_part)!r} is open"


def _largest(question: Question) -> Fraction:
    """Return the goal's largest coefficient: a solver's sums are right to 1e-9 of it."""
    coefs = pose(question.case, question.scenario).goal.coefs
    return Fraction(float(abs(coefs).max(initial=0.0)))


def wrong_figures(problem: Problem, shown: Figures) -> Iterator[str]:
    """Return every figure that differs from the oracle's."""
    right = figures(problem, starts_of(shown))
    yield from _wrong("objective", right.objective, shown.objective)
    yield from _wrong_table("metric", right.metrics, {key: one for key, one in shown.metrics.items() if key != "irr"})
    for t, year in enumerate(right.years):
        for name, value in year.items():
            yield from _wrong(f"{name} in {t}", value, shown.years[name][t] if name in shown.years else None)
    yield from _wrong_table("bridge", right.bridge, shown.bridge)
    for table, true, other in (("share", right.shares, shown.shares), ("alone", right.alone, shown.alone)):
        if true.keys() != other.keys():
            yield f"{table} of {sorted(other)}, and the plan has {sorted(true)}"
        for name in true.keys() & other.keys():
            told = {key: value for key, value in other[name].items() if key in true[name]}
            yield from _wrong_table(f"{table} of {name}:", true[name], told)
    yield from _wrong_limits(right, shown)
    yield from wrong_irr(problem, shown)


def _wrong_table(what: str, true: Mapping[str, Fraction | None], shown: Mapping[str, Decimal | None]) -> Iterator[str]:
    if true.keys() != shown.keys():
        yield f"{what}: missing {sorted(true.keys() - shown.keys())}, unknown {sorted(shown.keys() - true.keys())}"
    for name in true.keys() & shown.keys():
        yield from _wrong(f"{what} {name}", true[name], shown[name])


def _wrong(what: str, true: Fraction | None, shown: Decimal | None) -> Iterator[str]:
    if not same(true, shown):
        yield f"{what}: {shown}, and the oracle says {true if true is None else float(true)!r}"


def _wrong_limits(right: RightFigures, shown: Figures) -> Iterator[str]:
    """Limits stand in the order of their names, at_least before at_most."""
    for true, other in zip(sorted(right.limits, key=lambda one: one.name), shown.limits, strict=True):
        if (true.name, true.metric, true.sense) != (other.name, other.metric, other.sense):
            yield f"another limit: {other}"
            continue
        yield from _wrong(f"margin of {true.name}", true.margin, other.margin)
        if true.metric == "irr":
            yield from _wrong(f"bound of {true.name}", true.bound, other.bound)
            continue
        yield from _wrong(f"slack of {true.name}", true.slack, other.slack)
        if not any(same(value, other.value) and same(bound, other.bound) for value, bound in true.tightest):
            yield f"{true.name}: {other.value} against {other.bound}, and the oracle says {true.value}, {true.bound}"


def wrong_irr(problem: Problem, shown: Figures) -> Iterator[str]:
    """The IRR is the one rate above −100 % at which the present value is 0, shown where there is exactly one."""
    sides = sorted(problem.scenario.limits, key=lambda limit: limit.name)
    limits = [limit for limit in sides for _ in _sides(limit)]
    told = [(limit, one.value) for limit, one in zip(limits, shown.limits, strict=True) if limit.metric == "irr"]
    for limit, rate in [(None, shown.metrics["irr"]), *told]:
        only = matching(problem, limit) if limit is not None else None
        plan = Plan(problem, {m: year for m, year in starts_of(shown).items() if only is None or m in only})
        flows = [plan.net_flow(t) for t in range(plan.horizon + 1)]
        if (rate is not None) is not (count_rates(flows) == 1) or (rate is not None and not _is_root(rate, flows)):
            yield f"IRR {rate} of {[float(flow) for flow in flows]}"


def _is_root(rate: Decimal, flows: list[Fraction]) -> bool:
    """Return whether the one rate is very close to the one shown."""
    q = 1 / (1 + Fraction(rate))
    return roots_between(flows, q * (1 - HAIR), q * (1 + HAIR)) == 1


def _sides(limit: Limit) -> list[Bound]:
    return [side for side in (limit.at_least, limit.at_most) if side is not None]


def same(true: Fraction | None, value: Decimal | None) -> bool:
    """Return whether a figure is right to 18 digits, or absent on both sides."""
    if true is None or value is None:
        return true is None and value is None
    return abs(true - Fraction(value)) <= ROUNDING * max(abs(true), Fraction(1))


def wrong_tie(problem: Problem, answer: Answer, outcome: Solved) -> Iterator[str]:
    """Yield an objection unless the plan is first in the stated order (all ties examined), or one of the best."""
    decision = starts_of(outcome.figures)
    if any(proof.kind == plan.ENUMERATION for proof in outcome.proofs):
        if decision != answer.decision:
            yield f"ties are broken for {decision}, and the oracle takes {answer.decision}"
    elif decision not in answer.tied:
        yield f"{decision} is not among the ties {answer.tied}"
    elif outcome.ties is Ties.ALL and answer.decision is not None:
        right = figures(problem, answer.decision).metrics
        for name, slip in (("npv", problem.case.half_unit), ("capex", problem.case.half_unit), ("measures", 0)):
            true, value = right[name] or Fraction(0), Fraction(outcome.figures.metrics[name] or 0)
            if abs(true - value) > slip:
                yield f"of the ties one with {name} {float(true)!r} comes first, not {float(value)!r}"


def wrong_conflict(problem: Problem, outcome: Infeasible) -> Iterator[str]:
    """Yield an objection unless the named rules can't be satisfied together, but can without any one of them."""
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
