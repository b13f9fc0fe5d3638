"""Checks of what a scenario counts: its goal and its limits, their metrics, years, bounds, percentages and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.case import USE
from optimizer.checks.asked import TEXT_COLUMNS, key_of
from optimizer.checks.known import unknown
from optimizer.decimals import ONE, Decimal, plain
from optimizer.errors import Problem, closest
from optimizer.indicators import RATIOS
from optimizer.locales import noted
from optimizer.metrics import BILL_SAVED, CO2E, Metric
from optimizer.scenario import Percent
from optimizer.terms import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from optimizer.checks.asked import CheckedScenario
    from optimizer.scenario import Limit

NO_SUCH = noted('no measure has the {column} "{wanted}", so the value is 0')


def goal(asked: CheckedScenario) -> Iterator[Problem]:
    """Check that the goal is a metric in a valid year."""
    scenario = asked.scenario
    if scenario.goal in RATIOS:
        text = '"{goal}" is a ratio and can\'t be a goal: put a limit on it, and take npv as the goal'
        yield asked.wrong("goal", text, goal=scenario.goal)
    else:
        yield from _unknown_metric(asked, scenario.goal, "goal", asked.metrics)
        yield from _needs_baselines(asked, scenario.goal, "goal")
    if scenario.goal_year == "each":
        yield asked.wrong("goal_year", 'a goal is for one year or the "total", not for each year')
    elif scenario.goal not in RATIOS:
        yield from _year(asked, scenario.goal, scenario.goal_year, "goal_year")


def _unknown_metric(asked: CheckedScenario, key: str, column: str, known: Iterable[str]) -> Iterator[Problem]:
    known = tuple(known)
    if key not in known and not _may_be_refused(asked, key):
        yield unknown("metric", key, known, Problem(asked.file, "", None, column))


def _may_be_refused(asked: CheckedScenario, key: str) -> bool:
    """Return whether a metric's key may come from a record that could not be read."""
    unread = asked.unread
    saved = key.endswith("_saved") and unread.any_of("stream")
    abated = "_abated" in key and unread.any_of("pollutant")
    left = key.endswith("_left") and unread.any_of("pollutant")
    empty = key.startswith(USE) and key[len(USE) :] in unread.resources  # reported cell by cell
    return saved or abated or left or empty or (key.startswith(USE) and unread.any_of("measure"))


def _year(asked: CheckedScenario, key: str, year: int | str | None, column: str) -> Iterator[Problem]:
    if year is None:
        return
    if key in RATIOS or (key in asked.metrics and asked.metrics[key].kind == "value"):
        yield asked.wrong(column, '"{metric}" applies to the whole plan and takes no year: delete the year', metric=key)
    elif isinstance(year, int) and asked.sure("base_year", "horizon_years"):
        first = asked.case.base_year
        last = first + asked.scenario.horizon_years
        if not first <= year <= last:
            text = "must be a year of the horizon, {first} to {last}"
            yield asked.wrong(column, text, first=first, last=last)


def _needs_baselines(asked: CheckedScenario, key: str, column: str) -> Iterator[Problem]:
    """What is still emitted can be a goal or a limit only where every stream that emits states a baseline."""
    metric = asked.metrics.get(key)
    if metric is not None and metric.remaining and (missing := metric.unknown_baselines(asked.valuation)):
        text = "{metric} needs the baseline of {streams}: enter it in streams.csv"
        yield asked.wrong(column, text, metric=key, streams=", ".join(sorted(missing)))


def limit_names(asked: CheckedScenario) -> Iterator[Problem]:
    """Check that no two limits have the same name."""
    names = [limit.name for limit in asked.scenario.limits]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield asked.wrong(f"limits[{name}].name", "two limits have this name: each needs its own")


def limits(asked: CheckedScenario) -> Iterator[Problem]:
    """Check that a limit has a known metric, a valid year, and meaningful, consistent bounds."""
    for limit in asked.scenario.limits:
        yield from _unknown_metric(asked, limit.metric, key_of(limit, "metric"), (*asked.metrics, *RATIOS))
        yield from _year(asked, limit.metric, limit.year, key_of(limit, "year"))
        yield from _bounds(asked, limit)
        yield from _ratio(asked, limit)
        yield from _percentages(asked, limit)
        if not any(isinstance(bound, Percent) for bound in (limit.at_least, limit.at_most)):
            yield from _needs_baselines(asked, limit.metric, key_of(limit, "metric"))
        yield from _where(asked, limit)


def _bounds(asked: CheckedScenario, limit: Limit) -> Iterator[Problem]:
    low, high = limit.at_least, limit.at_most
    if low is None and high is None and limit.name not in asked.unread.limits:
        yield asked.wrong(key_of(limit), "needs a bound: at_least or at_most")
    if low is None or high is None:
        return
    least, most = (_number(asked, limit, bound) for bound in (low, high))
    if least is not None and most is not None and least > most:
        text = "at_least ({low}) is above at_most ({high}): no plan can satisfy both"
        yield asked.wrong(key_of(limit, "at_least"), text, low=_shown(low), high=_shown(high))


def _number(asked: CheckedScenario, limit: Limit, bound: Decimal | Percent) -> Decimal | None:
    """Return a bound in the metric's unit; None if unknown."""
    if isinstance(bound, Decimal):
        return bound
    metric = asked.metrics.get(limit.metric)
    if metric is None or not metric.has_baseline or metric.unknown_baselines(asked.valuation):
        same = isinstance(limit.at_least, Percent) and isinstance(limit.at_most, Percent)
        return bound.share if same else None
    return bound.share * metric.whole(asked.valuation, _first_span(asked, limit))


def _first_span(asked: CheckedScenario, limit: Limit) -> Iterable[int]:
    """The years that a percentage is of: all for a total, one for each other limit."""
    horizon = asked.scenario.horizon_years
    match limit.year:
        case "total":
            return asked.valuation.years
        case "each" | None:
            return (min(asked.scenario.start_years, horizon),)
        case year:
            return (min(max(asked.valuation.year(int(year)), 0), horizon),)


def _shown(bound: Decimal | Percent) -> str:
    return str(bound) if isinstance(bound, Percent) else plain(bound)


def _ratio(asked: CheckedScenario, limit: Limit) -> Iterator[Problem]:
    if (ratio := RATIOS.get(limit.metric)) is None:
        return
    other = "at_most" if ratio.sense == "at_least" else "at_least"
    if getattr(limit, other) is not None:
        text = "{metric} can only be limited by {sense}: use that instead"
        yield asked.wrong(key_of(limit, other), text, metric=limit.metric, sense=ratio.sense)
    bound = getattr(limit, ratio.sense)
    if isinstance(bound, Percent):
        text = "a percentage refers to a baseline, and {metric} has none: write {number}"
        yield asked.wrong(key_of(limit, ratio.sense), text, metric=limit.metric, number=plain(bound.share))
    elif limit.metric == "irr" and bound is not None and bound <= -ONE:
        yield asked.wrong(key_of(limit, "at_least"), "must be above −1 (0.15 for 15 % a year)")
    if limit.metric == "abatement_cost" and not asked.unread.any_of("pollutant") and CO2E not in asked.case.pollutant:
        text = 'there is no pollutant "co2e" in pollutants.csv, so no abatement is calculated: add it with its factors'
        yield asked.odd(key_of(limit, "metric"), text)


def _percentages(asked: CheckedScenario, limit: Limit) -> Iterator[Problem]:
    fields = [field for field in ("at_least", "at_most") if isinstance(getattr(limit, field), Percent)]
    metric = asked.metrics.get(limit.metric)
    if metric is not None and fields:
        yield from _percentage(asked, metric, key_of(limit, fields[0]))


def _percentage(asked: CheckedScenario, metric: Metric, column: str) -> Iterator[Problem]:
    if not metric.has_baseline:
        text = "a percentage refers to a baseline, and {metric} has none: write a number"
        yield asked.wrong(column, text, metric=metric.key)
    elif metric.key == BILL_SAVED and not _has_bill(asked):
        text = "a percentage of {metric} needs the bill without measures: enter baselines in streams.csv"
        yield asked.wrong(column, text, metric=metric.key)
    elif missing := metric.unknown_baselines(asked.valuation):
        text = "a percentage of {metric} needs the baseline of {streams}: enter it in streams.csv, or write a number"
        yield asked.wrong(column, text, metric=metric.key, streams=", ".join(sorted(missing)))
    elif not metric.whole(asked.valuation, asked.valuation.years) and not (asked.unread.ids or asked.unread.whole):
        text = "the baseline of {metric} is 0, and so is any percentage of it: check baselines and factors"
        yield asked.odd(column, text, metric=metric.key)


def _has_bill(asked: CheckedScenario) -> bool:
    """Return whether anything of the bill without measures is known: a stream's baseline, or own taxed emissions."""
    streams = any(stream.baseline is not None for stream in asked.case.streams)
    taxed = (p.baseline and 1 in p.tax_scopes and any(asked.valuation.tax[p.pollutant]) for p in asked.case.pollutants)
    return streams or any(taxed) or asked.unread.any_of("stream") or asked.unread.any_of("pollutant")


def _where(asked: CheckedScenario, limit: Limit) -> Iterator[Problem]:
    strange = [column for column in limit.where if column not in TEXT_COLUMNS]
    for column in strange:
        place = Problem(asked.file, "", None, key_of(limit, f"where.{column}"))
        yield unknown("column", column, TEXT_COLUMNS, place)
    if strange or asked.unread.any_of("measure") or any(matches(m, limit.where) for m in asked.case.measures):
        return
    yield from _matches_nothing(asked, limit)


def _matches_nothing(asked: CheckedScenario, limit: Limit) -> Iterator[Problem]:
    for column, wanted in limit.where.items():
        there = {getattr(measure, column) or "" for measure in asked.case.measures} - {""}
        if there.isdisjoint(wanted):
            text, values = NO_SUCH, {"column": column, "wanted": '", "'.join(wanted)}
            guess = next((near for one in wanted if (near := closest(one, there))), None)
            key = key_of(limit, f"where.{column}")
            yield Problem(asked.file, text, None, key, values, warning=True, guess=guess)
            return
    yield asked.odd(key_of(limit, "where"), "no measure matches all of this, so the value is 0")


CHECKS: tuple[Callable[[CheckedScenario], Iterable[Problem]], ...] = (goal, limit_names, limits)
