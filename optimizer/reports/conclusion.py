"""What a comparison comes to, in sentences: which scenario leads, and what each gives up and gains against the first.

    conclusion(answers)     ['“Green” gives up 2.30 M UAH of NPV and abates 26.7 t CO2e more in 2031: …']

Every figure is one of the table's, or the difference or the ratio of two of them, in short.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from babel.lists import format_list

from optimizer.decimals import Decimal, exact
from optimizer.locales import language, noted, tr
from optimizer.metrics import metrics_of
from optimizer.outcome import Solved
from optimizer.reports.side_by_side import difference_between, headings, shared_unit, shared_year, value_in
from optimizer.spelling import listed, short
from optimizer.words import figure, label_of, lower_is_better

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optimizer.reports.differences import FigureDifference
    from optimizer.reports.side_by_side import Answers

NPV, COST, CO2E = "npv", "capex", "co2e_abated"
LEADERS = {
    NPV: noted("Highest NPV: {leader}."),
    COST: noted("Lowest implementation cost: {leader}."),
    CO2E: noted("Most CO2e abated in {year}: {leader}."),
}
MORE = {
    COST: noted("spends {amount} more"),
    NPV: noted("gains {amount} of NPV"),
    CO2E: noted("abates {amount} more in {year}"),
}
LESS = {
    COST: noted("spends {amount} less"),
    NPV: noted("gives up {amount} of NPV"),
    CO2E: noted("abates {amount} less in {year}"),
}
ASSUMED = {
    "prices": noted("prices"),
    "taxes": noted("environmental taxes"),
    "factors": noted("emission factors"),
    "discount_rate": noted("discount rate"),
    "horizon_years": noted("horizon"),
    "capex_escalation": noted("growth of implementation costs"),
    "residual": noted("residual value"),
    "tax_rate": noted("profit tax"),
    "depreciation_years": noted("depreciation"),
}
"""What a scenario assumes about the world, not about the plan: it changes figures of one and the same plan."""
REGISTER = noted("register")
MANY = 3


class Change(NamedTuple):
    """How a figure of a scenario differs from the first scenario's."""

    key: str
    found: FigureDifference
    amount: str


@exact
def conclusion(answers: Answers) -> list[str]:
    """Return the sentences: who leads if there are several plans, then each against the first; none below two plans."""
    planned = [position for position, (_, outcome) in enumerate(answers) if isinstance(outcome, Solved)]
    alike = [position for position in planned if not _other_assumptions(answers, position)]
    sentences = [_leaders(answers, alike, all_=alike == planned)] if len(alike) >= MANY else []
    if planned and not planned[0]:  # else the table shows no differences either
        sentences += [_against(answers, position, opens=position == planned[1]) for position in planned[1:]]
    return [*filter(None, sentences)]


def _leaders(answers: Answers, planned: list[int], *, all_: bool) -> str:
    """Say which scenario is ahead in each figure, among those with the same assumptions."""
    told = []
    for key, text in LEADERS.items():
        if _is_comparable(answers, key):
            first = _ahead(answers, planned, key)
            behind = {one: difference_between(answers, one, first, key) for one in planned if one != first}
            if any(found is not None and found.value for found in behind.values()):
                told.append(tr(text, leader=_leader(answers, first, key, behind), year=shared_year(answers)))
    if told and not all_:
        told.append(tr("Only scenarios with the same assumptions are ranked."))
    return " ".join(told)


def _ahead(answers: Answers, planned: list[int], key: str) -> int:
    """Return the first of the scenarios with the best figure as displayed."""
    sign = -1 if lower_is_better(answers[0][0], key) else 1
    return max(planned, key=lambda one: sign * _shown(answers, one, key))


def _leader(answers: Answers, first: int, key: str, behind: Mapping[int, FigureDifference | None]) -> str:
    """Return the scenario that is ahead, with those that may be as good or better."""
    names, amount = headings(answers), short(_shown(answers, first, key), figure(answers[first][0], key, None).unit)
    leader = tr("“{name}”, {amount}", name=names[first], amount=amount)
    rivals = [tr("“{name}”", name=names[one]) for one, found in behind.items() if found and found.unsure]
    equals = [tr("“{name}”", name=names[one]) for one, found in behind.items() if found and not found.value]
    if equals:
        leader = tr("{leader}, as in {others}", leader=leader, others=_and(equals))
    return tr("{leader} (not proved to beat {others})", leader=leader, others=_and(rivals)) if rivals else leader


def _shown(answers: Answers, position: int, key: str) -> Decimal:
    """Return a figure as displayed; these metrics exist for every plan."""
    value = figure(answers[position][0], key, value_in(answers[position], key)).value
    assert value is not None
    return value


def _is_comparable(answers: Answers, key: str) -> bool:
    """Return whether all scenarios know a figure, in the same unit and for the same year."""
    if any(key not in metrics_of(question.case) for question, _ in answers) or shared_unit(answers, key) is None:
        return False
    return metrics_of(answers[0][0].case)[key].kind != "flow" or shared_year(answers) is not None


def _against(answers: Answers, position: int, *, opens: bool) -> str:
    """Return what a scenario gives up and gains against the first, and what that rests on."""
    changes = [*_changes(answers, position)]
    sure = [change for change in changes if change.found.value and not change.found.unsure]
    unsure = [change for change in changes if change.found.unsure]
    said = {"name": headings(answers)[position], "first": headings(answers)[0]}
    if sure:
        clauses = _and(_clause(answers, change) for change in sure)
        text = noted("“{name}” {clauses}{ratio}.")
        if opens:
            text = noted("Compared with “{first}”, “{name}” {clauses}{ratio}.")
        told = tr(text, **said, clauses=clauses, ratio=_ratio(answers, position, sure))
    else:
        told = "" if unsure or not changes else _nothing(answers, position, said)
    return " ".join(filter(None, [told, _unproved(answers, unsure, said), _assumed(answers, position)]))


def _nothing(answers: Answers, position: int, said: dict[str, str]) -> str:
    """Say that no figure differs."""
    if _starts(answers, position) == _starts(answers, 0):
        return tr("“{name}” has the same plan as “{first}”.", **said)
    return tr("“{name}” comes to the same figures as “{first}” with another plan.", **said)


def _changes(answers: Answers, position: int) -> Iterator[Change]:
    """Yield the differences from the first scenario in cost, NPV, CO2e, and the goals of both."""
    goals = (answers[one][0].scenario.goal for one in (0, position))
    for key in dict.fromkeys((COST, NPV, CO2E, *goals)):
        if _is_comparable(answers, key):
            found = difference_between(answers, position, 0, key)
            if found is not None:
                yield Change(key, found, short(abs(found.value), figure(answers[position][0], key, None).unit))


def _clause(answers: Answers, change: Change) -> str:
    """Return a difference as what the scenario does: “spends 4.00 M UAH less”."""
    texts = MORE if change.found.value > 0 else LESS
    if change.key in texts:
        return tr(texts[change.key], amount=change.amount, year=shared_year(answers))
    other = noted("raises “{figure}” by {amount}") if change.found.value > 0 else noted("lowers “{figure}” by {amount}")
    return tr(other, figure=label_of(metrics_of(answers[0][0].case)[change.key]), amount=change.amount)


def _ratio(answers: Answers, position: int, sure: list[Change]) -> str:
    """Return what each tonne costs in NPV if plans under the same assumptions give up one for the other."""
    known = {change.key: change.found.value for change in sure}
    if NPV not in known or CO2E not in known or known[NPV] * known[CO2E] > 0 or _other_assumptions(answers, position):
        return ""
    each = short(abs(known[NPV] / known[CO2E]), answers[0][0].case.currency)
    return tr(": {amount} of NPV for each tonne of that year", amount=each)


def _unproved(answers: Answers, unsure: list[Change], said: dict[str, str]) -> str:
    """Say of which figures the plans are too close for what is proved."""
    if not unsure:
        return ""
    known = metrics_of(answers[0][0].case)
    figures = listed(f"{label_of(known[change.key])}: {change.amount}" for change in unsure)
    text = "The difference of “{name}” from “{first}” ({figures}) is smaller than what is still unproved."
    return tr(text, **said, figures=figures)


def _assumed(answers: Answers, position: int) -> str:
    """Say which assumptions differ, because they change the figures of one and the same plan."""
    other = ", ".join(map(tr, _other_assumptions(answers, position)))
    if not other:
        return ""
    if _starts(answers, position) == _starts(answers, 0):
        return tr("The plan is the same; the assumptions differ ({assumptions}).", assumptions=other)
    return tr("Not all of this is due to the plan: the assumptions differ ({assumptions}).", assumptions=other)


def _other_assumptions(answers: Answers, position: int) -> list[str]:
    """Return the names of the assumptions in which a scenario differs from the first."""
    (mine, _), (first, _) = answers[position], answers[0]
    other = [text for key, text in ASSUMED.items() if getattr(mine.scenario, key) != getattr(first.scenario, key)]
    return other if mine.case.name == first.case.name else [REGISTER, *other]


def _starts(answers: Answers, position: int) -> dict[str, int] | None:
    outcome = answers[position][1]
    return dict(outcome.figures.decision.starts) if isinstance(outcome, Solved) else None


def _and(texts: Iterable[str]) -> str:
    return str(format_list([*texts], locale=language()))
