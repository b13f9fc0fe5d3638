"""At most a stream's baseline can be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer import flows as f
from optimizer.locales import tr
from optimizer.rules.kind import Bounds, RuleKind, Violation
from optimizer.terms import RELATIVE, keeps
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.plan_flows import PlanFlows
    from optimizer.question import Question
    from optimizer.rules.kind import Posing

KEY = "ceiling"


def broken(plan: PlanFlows) -> Iterator[Violation]:
    """Yield every stream and year in which more than its baseline is saved."""
    for stream in plan.terms.case.streams:
        for t, saved in sorted(plan.flows.get((f.SAVED, stream.stream), {}).items()):
            if stream.baseline is not None and not keeps(saved, "at_most", stream.baseline, None):
                yield Violation(KEY, stream.stream, t, saved, stream.baseline)


def rows(posing: Posing) -> Iterator[Bounds]:
    """At most a stream's baseline can be saved: saved[stream,t] ≤ baseline[stream], in every year."""
    valuation = posing.terms.valuation
    for stream in posing.terms.case.streams:
        if stream.baseline is not None:
            upper = float(stream.baseline) * (1 + float(RELATIVE))
            weights = {(f.SAVED, stream.stream): valuation.ones}
            for t in valuation.years:
                yield Bounds(stream.stream, posing.form(weights, (t,)), None, upper)


def text(question: Question, one: Violation) -> str:
    """Return the stream of which too much would be saved."""
    return tr("more “{stream}” would be saved than is used", stream=name_of(question.case.stream[one.name]))


CEILING = RuleKind(KEY, broken, rows, text)
