"""What a change of one price, tax, factor or rate does to the NPV of a plan that stays as it is.

    swings(question, decision)[("prices", "electricity", "price")]    Swing(lower=-410k, higher=410k)

This is arithmetic, as in `evaluate`, of which it takes the one figure that it needs: these assumptions value the flows
of a plan but don't change them, so that the flows are summed once. Only the growth of the cost changes flows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from optimizer.decimals import Decimal, exact
from optimizer.metrics import npv_weights
from optimizer.question import Question
from optimizer.scenario import PriceChange, TaxChange
from optimizer.terms import Terms
from optimizer.valuation import Valuation, amount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optimizer.case import EmissionFactor
    from optimizer.decision import Decision
    from optimizer.flows import Flows

    Varying = Callable[[Question, Decimal], Question]

Change = TypeVar("Change", PriceChange, TaxChange)
Keys = tuple[str, ...]
STEP = Decimal("0.2")
RATES = ("discount_rate", "capex_escalation", "tax_rate")
OF_FLOWS = ("capex_escalation",)


class Swing(NamedTuple):
    """The changes of the NPV if an assumption is lower and if it is higher by the same share."""

    lower: Decimal
    higher: Decimal

    @property
    def largest(self) -> Decimal:
        """Return the larger of both changes, without its sign."""
        return max(abs(self.lower), abs(self.higher))


@exact
def swings(question: Question, decision: Decision, step: Decimal = STEP) -> dict[Keys, Swing]:
    """Return keys → the changes of the plan's NPV, of every assumption that isn't 0 and can change it."""
    flows = _flows(question, decision)
    npv = _npv(question, flows)
    found = {}
    for keys, vary in _assumptions(question):
        ends = (vary(question, 1 - step), vary(question, 1 + step))
        lower, higher = (_npv(end, _flows(end, decision) if keys[0] in OF_FLOWS else flows) - npv for end in ends)
        found[keys] = Swing(lower, higher)
    return found


def _flows(question: Question, decision: Decision) -> Flows:
    terms = Terms(question.case, question.scenario)
    return terms.flows({name: terms.valuation.year(year) for name, year in decision.starts.items()})


def _npv(question: Question, flows: Flows) -> Decimal:
    return amount(npv_weights(Valuation(question.case, question.scenario)), flows)


def _assumptions(question: Question) -> Iterator[tuple[Keys, Varying]]:
    """Yield every assumption that isn't 0, with the function that multiplies it."""
    yield from _prices(question)
    yield from _taxes(question)
    for rate in RATES:
        if getattr(question.scenario, rate):
            yield (rate,), _at_rate(rate)


def _prices(question: Question) -> Iterator[tuple[Keys, Varying]]:
    for stream in question.case.streams:
        for key in ("price", "escalation"):
            if _stands(question, "prices", stream.stream, key, getattr(stream, key)):
                yield ("prices", stream.stream, key), _priced(stream.stream, key)


def _taxes(question: Question) -> Iterator[tuple[Keys, Varying]]:
    """Yield taxes, their growth, and the emission factors of what is taxed; other factors don't change the NPV."""
    for p in question.case.pollutants:
        taxed = _stands(question, "taxes", p.pollutant, "tax", p.tax)
        if taxed:
            yield ("taxes", p.pollutant, "tax"), _taxed(p.pollutant, "tax")
        if taxed and _stands(question, "taxes", p.pollutant, "escalation", p.tax_escalation):
            yield ("taxes", p.pollutant, "escalation"), _taxed(p.pollutant, "escalation")
        for factor in question.case.factors if taxed else ():
            if factor.pollutant == p.pollutant and factor.kg_per_unit:
                yield ("factors", factor.stream, p.pollutant, str(factor.scope)), _emitting(factor)


def _stands(question: Question, table: str, one: str, key: str, own: Decimal) -> bool:
    """Return whether an assumption isn't 0: the scenario's if it sets one, or else the register's."""
    change = getattr(question.scenario, table).get(one)
    value = None if change is None else getattr(change, key)
    return bool(own if value is None else value) or bool(change and change.path and key != "escalation")


def _priced(stream: str, key: str) -> Varying:
    def vary(question: Question, times: Decimal) -> Question:
        own, known = question.case.stream[stream], question.scenario.prices.get(stream, PriceChange())
        change = _times(known, key, getattr(own, key), times)
        return _in_scenario(question, "prices", {**question.scenario.prices, stream: change})

    return vary


def _taxed(pollutant: str, key: str) -> Varying:
    def vary(question: Question, times: Decimal) -> Question:
        own, known = question.case.pollutant[pollutant], question.scenario.taxes.get(pollutant, TaxChange())
        change = _times(known, key, own.tax if key == "tax" else own.tax_escalation, times)
        return _in_scenario(question, "taxes", {**question.scenario.taxes, pollutant: change})

    return vary


def _times(known: Change, key: str, own: Decimal, times: Decimal) -> Change:
    """Return a change with one of its values multiplied; a price or tax together with its values by year."""
    value = getattr(known, key)
    path = known.path if key == "escalation" else {year: of * times for year, of in known.path.items()}
    return known.model_copy(update={key: (own if value is None else value) * times, "path": path})


def _emitting(factor: EmissionFactor) -> Varying:
    """Vary an emission factor in the register; values by year that a scenario sets stay as they are."""

    def vary(question: Question, times: Decimal) -> Question:
        varied = factor.model_copy(update={"kg_per_unit": factor.kg_per_unit * times})
        factors = tuple(varied if one == factor else one for one in question.case.factors)
        return Question(question.case.model_copy(update={"factors": factors}), question.scenario)

    return vary


def _at_rate(rate: str) -> Varying:
    return lambda question, times: _in_scenario(question, rate, getattr(question.scenario, rate) * times)


def _in_scenario(question: Question, key: str, value: object) -> Question:
    return Question(question.case, question.scenario.model_copy(update={key: value}))
