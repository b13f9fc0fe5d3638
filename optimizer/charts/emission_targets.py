"""The limits of a scenario that say how much of a pollutant may still be emitted in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optimizer.decimals import ZERO, Decimal
from optimizer.terms import Terms
from optimizer.valuation import SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.question import Question
    from optimizer.scenario import Limit
    from optimizer.terms import LimitSide

TOTAL = 0
"""In place of a scope: all scopes together."""


class EmissionTarget(NamedTuple):
    """The most that a limit allows to be emitted in year t, in one scope or in all (`TOTAL`)."""

    limit: Limit
    scope: int
    t: int
    most: Decimal


def emission_targets(
    question: Question, pollutant: str, before: Mapping[int, list[Decimal]]
) -> Iterator[EmissionTarget]:
    """Yield the limits on a pollutant in single years that count all measures; `before` is emitted without any."""
    whole = [sum(year, ZERO) for year in zip(*before.values(), strict=True)]
    abated = {f"{pollutant}_abated": TOTAL, **{f"{pollutant}_abated_scope{scope}": scope for scope in SCOPES}}
    for side in Terms(question.case, question.scenario).limits:
        metric = side.limit.metric
        if side.limit.where:
            continue
        if metric == f"{pollutant}_left" and side.sense == "at_most":
            yield from _single_years(side, TOTAL, None)
        elif metric in abated and side.sense == "at_least":
            yield from _single_years(side, abated[metric], before.get(abated[metric], whole))


def _single_years(side: LimitSide, scope: int, before: list[Decimal] | None) -> Iterator[EmissionTarget]:
    """Yield what may be emitted: the bound, or what remains if the bound is abated."""
    for years, bound in zip(side.years, side.bounds, strict=True):
        if len(years) == 1:
            most = bound if before is None else before[years.start] - bound
            yield EmissionTarget(side.limit, scope, years.start, most)
