"""A plan in a sentence, and how sure it is that no plan is better."""

from __future__ import annotations

from decimal import ROUND_CEILING
from typing import TYPE_CHECKING

from optimizer.choices import half_unit
from optimizer.decimals import ZERO, Decimal
from optimizer.locales import noted, tr, trn
from optimizer.metrics import metrics_of
from optimizer.spelling import amount, at_least_some, money, short, years
from optimizer.terms import RELATIVE
from optimizer.words import figure, spelled_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.case import Case
    from optimizer.figures import Figures
    from optimizer.outcome import Solved
    from optimizer.question import Question

    Spelling = Callable[[Decimal | None, str], str]


def headline(question: Question, solved: Solved) -> str:
    """Return the headline: number of measures, money, results and certainty."""
    figures, sure = solved.figures, certainty(question, solved)
    if not figures.decision.starts:
        return f"{_nothing_chosen(question, solved)} {sure}"
    return f"{plan_text(question, figures)} {sure}"


def _nothing_chosen(question: Question, solved: Solved) -> str:
    """Say that no measure is chosen; that none would help is said only if proved."""
    if solved.optimal and solved.bound is not None and not _room(question, solved, solved.bound):
        return tr("Nothing to choose: no measure makes the plan better under these rules.")
    return tr("No measure is chosen: no better plan has been found yet.")


def brief(question: Question, solved: Solved) -> str:
    """Return the sentence for readers in a hurry: the plan with short figures, and whether a better one may exist."""
    if not solved.figures.decision.starts:
        return _nothing_chosen(question, solved)
    plan = plan_text(question, solved.figures, spell=short)
    return f"{plan} {sure(question, solved)}"


def sure(question: Question, solved: Solved) -> str:
    """Return without the names of proofs what is known about better plans."""
    if solved.claimed or not solved.optimal or solved.bound is None:
        return certainty(question, solved)
    return tr("Proved: {nothing}.", nothing=_nothing_better(question, solved, solved.bound))


def plan_text(question: Question, figures: Figures, spell: Spelling = amount) -> str:
    """Return a plan in a sentence: number of measures, cost, start years and results, spelled in full or in short."""
    case, starts = question.case, figures.decision.starts.values()
    first, last = min(starts), max(starts)
    told = {
        "cost": _money(figures.metrics["capex"], case, spell),
        "first": first,
        "last": last,
        "worth": _worth(question, figures, spell),
    }
    if first == last:
        return trn(
            "{count} measure for {cost}, started in {first}: {worth}.",
            "{count} measures for {cost}, started in {first}: {worth}.",
            len(starts),
            **told,
        )
    return trn(
        "{count} measure for {cost}, started from {first} to {last}: {worth}.",
        "{count} measures for {cost}, started from {first} to {last}: {worth}.",
        len(starts),
        **told,
    )


def _money(value: Decimal | None, case: Case, spell: Spelling) -> str:
    return money(value, case) if spell is amount else spell(value, case.currency)


def _worth(question: Question, figures: Figures, spell: Spelling) -> str:
    case, metrics = question.case, figures.metrics
    told = {
        "npv": _money(metrics["npv"], case, spell),
        "saving": _money(metrics["annual_saving"], case, spell),
        "year": case.base_year + question.scenario.start_years,
        "payback": years(metrics["simple_payback"]),
    }
    if "co2e_abated" not in metrics:
        return tr("NPV {npv}, {saving} saved in {year}, simple payback {payback}", **told)
    text = noted("NPV {npv}, {saving} saved in {year}, {tonnes} t CO2e less in {year}, simple payback {payback}")
    return tr(text, **told, tonnes=spell(metrics["co2e_abated"], ""))


def certainty(question: Question, solved: Solved) -> str:
    """Return what is proved about a plan, in the goal's unit, or what its sender claims."""
    if solved.claimed:
        return tr("That no plan is better is claimed by the sender, not proved here.")
    if solved.bound is None:
        return tr("Best plan found so far; how much better a plan could be is not known.")
    nothing = _nothing_better(question, solved, solved.bound)
    proofs = "; ".join(tr(proof.kind) for proof in solved.proofs)
    if not solved.optimal and solved.proofs:
        text = "Proved once ({proofs}), the second proof was not finished: {nothing}."
        return tr(text, proofs=proofs, nothing=nothing)
    if not solved.optimal:
        return tr("Best plan found so far: {nothing}.", nothing=nothing)
    if question.scenario.solver.proofs == 1:
        return tr("Proved quickly, by one proof ({proofs}): {nothing}.", proofs=proofs, nothing=nothing)
    both = _nothing_better(question, solved, _by_all_proofs(solved))
    sharper = noted("Proved twice ({proofs}): {both}; by one of the proofs, {nothing}.")
    text = noted("Proved twice ({proofs}): {nothing}.") if both == nothing else sharper
    return tr(text, proofs=proofs, both=both, nothing=nothing)


def _by_all_proofs(solved: Solved) -> Decimal:
    """Return the bound on which all proofs agree: the weakest one."""
    bounds = [proof.bound for proof in solved.proofs if proof.bound is not None]
    objective = solved.figures.objective
    return max(bounds, key=lambda bound: abs(bound - objective), default=objective)


def _room(question: Question, solved: Solved, bound: Decimal) -> Decimal:
    """Return how much better a plan could still be by a bound; 0 if negligible."""
    metric, objective = metrics_of(question.case)[question.scenario.goal], solved.figures.objective
    room = abs(bound - objective)
    least = half_unit(question.case.currency) if metric.is_money else RELATIVE * abs(objective)
    return room if room > least else ZERO


def _nothing_better(question: Question, solved: Solved, bound: Decimal) -> str:
    objective = solved.figures.objective
    if not (room := _room(question, solved, bound)):
        return tr("no plan is better")
    better = room_text(question, objective, room)
    if not objective:
        return tr("no plan is better by more than {better}", better=better)
    gap = at_least_some(room / abs(objective), 3)
    return tr("no plan is better by more than {better} ({gap})", better=better, gap=gap)


def room_text(question: Question, best: Decimal, room: Decimal) -> str:
    """Return how much better another plan can be, with the decimals of the plan's own figure, rounded up."""
    goal = question.scenario.goal
    decimals = figure(question, goal, best).decimals
    return spelled_out(question, goal, room.quantize(Decimal(1).scaleb(-decimals), ROUND_CEILING), decimals)
