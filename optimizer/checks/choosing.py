"""Checks of which measures a scenario can choose: include and exclude, windows, empty resources, growing effects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.case import IN_PROGRESS, SETTLED, USE
from optimizer.checks.asked import TEXT_COLUMNS
from optimizer.checks.known import in_full
from optimizer.choices import in_window, paid_within, pays_back
from optimizer.decimals import ONE, ZERO
from optimizer.errors import Phrase, Problem
from optimizer.flows import years_of_effect
from optimizer.overlaps import shares_of
from optimizer.terms import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from optimizer.case import Measure
    from optimizer.checks.asked import CheckedScenario

Filter = dict[str, tuple[str, ...]]


def included(asked: CheckedScenario) -> Iterator[Problem]:
    """Check that included measures are not also excluded and can start."""
    rules = asked.scenario.measures
    for name in dict.fromkeys(rules.include):
        if name in rules.exclude:
            text = '"{measure}" is in both include and exclude: delete it in one'
            yield asked.wrong("measures.include", text, measure=name)
        elif asked.known("measure", name) and (why := _no_start(asked, asked.case.measure[name])) is not None:
            text = '"{measure}" must be chosen but can\'t start: {reason}'
            yield asked.wrong("measures.include", text, measure=name, reason=why[1])


def never_starting(asked: CheckedScenario) -> Iterator[Problem]:
    """Warn about measures that can never start, unless none can."""
    if asked.no_start_year:
        return
    for measure in asked.case.measures:
        if _is_idle(asked, measure) or measure.measure in asked.scenario.measures.include:
            continue
        if (why := _no_start(asked, measure)) is not None:
            text, values = '"{measure}" can never start: {reason}', {"measure": measure.measure, "reason": why[1]}
            yield Problem("measures.csv", text, measure.row, why[0], values, warning=True)


def _no_start(asked: CheckedScenario, measure: Measure) -> tuple[str, Phrase] | None:
    """Return why a measure has no start, whatever its payback, with the column to blame; None if it has one."""
    turned = None not in (measure.earliest, measure.latest) and (measure.earliest or 0) > (measure.latest or 0)
    if not asked.sure("base_year", "start_years", "horizon_years") or turned:
        return None
    if not paid_within(asked.valuation, measure, 0):
        return "spend", _paid_too_late(asked, measure)
    if measure.status == IN_PROGRESS or in_window(asked.valuation, measure):
        return None
    if asked.no_start_year:
        return "earliest", Phrase("no start year is left after first_start")
    if _within_window(asked, measure):
        return "spend", _paid_too_late(asked, measure)
    return "earliest", _misses(asked, measure)


def _within_window(asked: CheckedScenario, measure: Measure) -> bool:
    """Return whether some start year lies within a measure's own years."""
    years = asked.start_years
    return any((measure.earliest or year) <= year <= (measure.latest or year) for year in years)


def _paid_too_late(asked: CheckedScenario, measure: Measure) -> Phrase:
    text = "its cost is paid over {count} years, and no start leaves all of them within the horizon, to {last}"
    last = asked.case.base_year + asked.scenario.horizon_years
    return Phrase(text, {"count": len(measure.spend), "last": last})


def _misses(asked: CheckedScenario, measure: Measure) -> Phrase:
    earliest, latest = ("" if year is None else year for year in (measure.earliest, measure.latest))
    years = f"{asked.start_years[0]}–{asked.start_years[-1]}"
    values = {"window": f"{earliest}–{latest}", "years": years}
    return Phrase("its years {window} miss the start years {years}", values)


def statuses(asked: CheckedScenario) -> Iterator[Problem]:
    """Warn about lists that override a status."""
    rules, text = asked.scenario.measures, '"{measure}" is {status}; this list overrides it'
    for name in rules.include:
        if asked.known("measure", name) and (status := asked.case.measure[name].status) in SETTLED:
            yield asked.odd("measures.include", text, measure=name, status=status)
    for name in rules.exclude:
        if asked.known("measure", name) and (status := asked.case.measure[name].status) == IN_PROGRESS:
            yield asked.odd("measures.exclude", text, measure=name, status=status)


def resources(asked: CheckedScenario) -> Iterator[Problem]:
    """Check that a resource which a limit or the goal counts is filled in for every measure that may start."""
    if asked.unread.any_of("measure") or not asked.sure("base_year", "start_years", "horizon_years"):
        return
    counted: dict[str, list[Filter]] = {}
    if asked.scenario.goal.startswith(USE):
        counted[asked.scenario.goal] = [{}]
    for limit in asked.scenario.limits:
        if limit.metric.startswith(USE):
            counted.setdefault(limit.metric, []).append(limit.where)
    for key, filters in sorted(counted.items()):
        if key in asked.metrics or key[len(USE) :] in asked.unread.resources:
            yield from _empty_uses(asked, key, filters)


def _empty_uses(asked: CheckedScenario, key: str, filters: list[Filter]) -> Iterator[Problem]:
    for measure in asked.case.measures:
        counted = any(set(where) <= set(TEXT_COLUMNS) and matches(measure, where) for where in filters)
        if counted and key[len(USE) :] not in measure.uses and _may_start(asked, measure):
            text = "is empty, and the scenario counts it: write 0 if the measure needs none"
            yield Problem("measures.csv", text, measure.row, key)


def growing_effects(asked: CheckedScenario) -> Iterator[Problem]:
    """Check that an effect that grows from year to year never saves more than all of an end use."""
    if not asked.sure("base_year", "start_years", "horizon_years"):
        return
    for measure in asked.case.measures:
        if measure.degradation < ZERO and asked.sound(measure):
            yield from _outgrown(asked, measure)


def _outgrown(asked: CheckedScenario, measure: Measure) -> Iterator[Problem]:
    growth, years = ONE - measure.degradation, _longest_life(asked, measure)
    if not years:
        return
    end_uses = {effect.end_use for effect in asked.case.effects_of[measure.measure] if effect.end_use is not None}
    for end_use in sorted(end_uses):
        largest = max(shares_of(asked.case, measure, end_use))
        if largest * growth ** (years - 1) > ONE:
            text = (
                "the effect grows by {percent} % a year and would save more than all of {end_use} in year {year}"
                " of its life: enter a smaller growth, or a smaller share"
            )
            year = next(k for k in range(1, years + 1) if largest * growth ** (k - 1) > ONE)
            values = {"percent": in_full(-measure.degradation * 100), "end_use": end_use, "year": year}
            yield Problem("measures.csv", text, measure.row, "degradation", values)


def _longest_life(asked: CheckedScenario, measure: Measure) -> int:
    """Return for how many years within the horizon one life of a measure has an effect, 0 if it can't be chosen."""
    horizon = asked.scenario.horizon_years
    lives = (len(years_of_effect(measure, start, horizon)) for start in _may_start(asked, measure))
    return min(max(lives, default=0), measure.lifetime)


def _is_idle(asked: CheckedScenario, measure: Measure) -> bool:
    """Return whether lists and status keep a measure out of every plan."""
    rules = asked.scenario.measures
    settled = measure.status in SETTLED and measure.measure not in rules.include
    return settled or measure.measure in rules.exclude


def _may_start(asked: CheckedScenario, measure: Measure) -> tuple[int, ...]:
    """Return the years t in which a measure may start."""
    if _is_idle(asked, measure):
        return ()
    if measure.status == IN_PROGRESS:
        return (0,)
    kept = not asked.sound(measure) or pays_back(asked.valuation, measure)
    return in_window(asked.valuation, measure) if kept else ()


CHECKS: tuple[Callable[[CheckedScenario], Iterable[Problem]], ...] = (
    included,
    statuses,
    never_starting,
    resources,
    growing_effects,
)
