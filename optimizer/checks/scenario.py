"""Checks of a scenario against its case: names, years, percentages, ratios, measures that can't start.

Each check is one small function from a view of the question to the problems it finds; `CHECKS` holds
them all. The column of a problem is the dotted key of the scenario file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer.case import IN_PROGRESS, SETTLED, USE
from optimizer.checks.known import View, unknown
from optimizer.choices import in_window
from optimizer.decimals import ONE, ZERO, Decimal, plain
from optimizer.errors import Problem, closest
from optimizer.evaluation import matches
from optimizer.locales import noted
from optimizer.metrics import CO2E, RATIOS, Metric, metrics_of
from optimizer.scenario import Percent
from optimizer.valuation import Valuation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from optimizer.case import Measure
    from optimizer.scenario import Limit, Scenario

NO_SUCH = noted('no measure has the {column} "{wanted}", so the value is 0')
TEXT_COLUMNS = (
    *("measure", "name", "name_uk", "site", "process", "practice", "lever"),
    *("group", "confidence", "status", "owner", "arc", "notes"),
)


@dataclass(frozen=True)
class Asked(View):
    """A scenario being checked against its case. `file` is the scenario's file."""

    scenario: Scenario
    file: str

    @cached_property
    def valuation(self) -> Valuation:
        """Return prices, taxes and years of the scenario."""
        return Valuation(self.case, self.scenario)

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """Return the case's metrics."""
        return metrics_of(self.case)

    def sure(self, *keys: str) -> bool:
        """Return whether all these keys of case and scenario could be read."""
        return not self.unread.whole.intersection(keys)

    def wrong(self, column: str, text: str, **values: object) -> Problem:
        """Return a problem at a key of the scenario."""
        return Problem(self.file, text, None, column, values)

    def odd(self, column: str, text: str, **values: object) -> Problem:
        """Return a warning at a key of the scenario."""
        return Problem(self.file, text, None, column, values, warning=True)


def key_of(limit: Limit, field: str = "") -> str:
    """Return a limit's key for messages: `limits[Climate target].at_least`."""
    return f"limits[{limit.name}]" + (f".{field}" if field else "")


def horizon(asked: Asked) -> Iterator[Problem]:
    """Check that measures start within the horizon."""
    starts, years = asked.scenario.start_years, asked.scenario.horizon_years
    if asked.sure("start_years", "horizon_years") and starts > years:
        text = "must be at most horizon_years ({years}): measures that start later never take effect"
        yield asked.wrong("start_years", text, years=years)


def named_ids(asked: Asked) -> Iterator[Problem]:
    """Check that prices, taxes and lists refer to existing records."""
    scenario, file = asked.scenario, asked.file
    for stream in scenario.prices:
        yield from asked.unknown("stream", stream, file, f"prices.{stream}")
    for pollutant in scenario.taxes:
        yield from asked.unknown("pollutant", pollutant, file, f"taxes.{pollutant}")
    for measure in scenario.measures.include:
        yield from asked.unknown("measure", measure, file, "measures.include")
    for measure in scenario.measures.exclude:
        yield from asked.unknown("measure", measure, file, "measures.exclude")


def factor_changes(asked: Asked) -> Iterator[Problem]:
    """A change of a factor names one row of factors.csv."""
    for stream, changes in asked.scenario.factors.items():
        yield from asked.unknown("stream", stream, asked.file, f"factors.{stream}")
        for pollutant, change in changes.items():
            key = f"factors.{stream}.{pollutant}"
            yield from asked.unknown("pollutant", pollutant, asked.file, key)
            if asked.known("stream", stream) and asked.known("pollutant", pollutant):
                yield from _factor_change(asked, key, (stream, pollutant), change.scope)


def _factor_change(asked: Asked, key: str, pair: tuple[str, str], scope: int | None) -> Iterator[Problem]:
    scopes = sorted({row.scope for row in asked.case.factors if (row.stream, row.pollutant) == pair})
    listed = ", ".join(map(str, scopes))
    if not scopes:
        yield asked.wrong(key, "factors.csv has no factor of this stream and pollutant: add it there")
    elif scope is not None and scope not in scopes:
        text = "factors.csv has no factor of scope {scope} here, only of {scopes}"
        yield asked.wrong(f"{key}.scope", text, scope=scope, scopes=listed)
    elif scope is None and len(scopes) > 1:
        text = "factors.csv has factors of the scopes {scopes} here: say which one is meant, with scope = {first}"
        yield asked.wrong(key, text, scopes=listed, first=scopes[0])


def resources(asked: Asked) -> Iterator[Problem]:
    """What a limit or the goal counts of a resource is filled in for every measure that may start."""
    if asked.unread.any_of("measure") or not asked.sure("base_year", "start_years"):
        return
    read: dict[str, list[dict[str, tuple[str, ...]]]] = {}
    if asked.scenario.goal.startswith(USE):
        read[asked.scenario.goal] = [{}]
    for limit in asked.scenario.limits:
        if limit.metric.startswith(USE):
            read.setdefault(limit.metric, []).append(limit.where)
    for key, filters in sorted(read.items()):
        if key in asked.metrics and asked.case.resources:
            yield from _empty_uses(asked, key, filters)


def _empty_uses(asked: Asked, key: str, filters: list[dict[str, tuple[str, ...]]]) -> Iterator[Problem]:
    for measure in asked.case.measures:
        idle = measure.status in SETTLED and measure.measure not in asked.scenario.measures.include
        counted = any(set(where) <= set(TEXT_COLUMNS) and matches(measure, where) for where in filters)
        can_start = measure.status == IN_PROGRESS or in_window(asked.valuation, measure)
        if counted and can_start and not idle and key[len(USE) :] not in measure.uses:
            text = "is empty, and the scenario counts it: write 0 if the measure needs none"
            yield Problem("measures.csv", text, measure.row, key)


def _needs_baselines(asked: Asked, key: str, column: str) -> Iterator[Problem]:
    """What is still emitted can be a goal or a limit only where every stream that emits states a baseline."""
    metric = asked.metrics.get(key)
    if metric is not None and metric.remaining and (missing := metric.unknown_baselines(asked.valuation)):
        text = "{metric} needs the baseline of {streams}: enter it in streams.csv"
        yield asked.wrong(column, text, metric=key, streams=", ".join(sorted(missing)))


def included(asked: Asked) -> Iterator[Problem]:
    """Check that included measures are not also excluded and can start."""
    rules = asked.scenario.measures
    for name in dict.fromkeys(rules.include):
        if name in rules.exclude:
            text = '"{measure}" is in both include and exclude: delete it in one'
            yield asked.wrong("measures.include", text, measure=name)
        elif asked.known("measure", name) and _never_starts(asked, measure := asked.case.measure[name]):
            text = '"{measure}" must be chosen but can\'t start: its years {window} miss the start years {years}'
            yield asked.wrong("measures.include", text, **_windows(asked, measure))


def start_windows(asked: Asked) -> Iterator[Problem]:
    """Warn about measures that can never start."""
    for measure in asked.case.measures:
        idle = measure.status in SETTLED or measure.measure in asked.scenario.measures.include
        if not idle and _never_starts(asked, measure):
            text = '"{measure}" can never start: its years {window} miss the start years {years}'
            values = _windows(asked, measure)
            yield Problem("measures.csv", text, measure.row, "earliest", values, warning=True)


def _never_starts(asked: Asked, measure: Measure) -> bool:
    turned = None not in (measure.earliest, measure.latest) and (measure.earliest or 0) > (measure.latest or 0)
    fixed = measure.status == IN_PROGRESS or turned
    return asked.sure("base_year", "start_years") and not fixed and not in_window(asked.valuation, measure)


def _windows(asked: Asked, measure: Measure) -> dict[str, object]:
    base = asked.case.base_year
    earliest, latest = ("" if year is None else year for year in (measure.earliest, measure.latest))
    years = f"{base}–{base + asked.scenario.start_years - 1}"
    return {"measure": measure.measure, "window": f"{earliest}–{latest}", "years": years}


def statuses(asked: Asked) -> Iterator[Problem]:
    """Warn about lists that override a status."""
    rules, text = asked.scenario.measures, '"{measure}" is {status}; this list overrides it'
    for name in rules.include:
        if asked.known("measure", name) and (status := asked.case.measure[name].status) in SETTLED:
            yield asked.odd("measures.include", text, measure=name, status=status)
    for name in rules.exclude:
        if asked.known("measure", name) and (status := asked.case.measure[name].status) == IN_PROGRESS:
            yield asked.odd("measures.exclude", text, measure=name, status=status)


def goal(asked: Asked) -> Iterator[Problem]:
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


def _unknown_metric(asked: Asked, key: str, column: str, known: Iterable[str]) -> Iterator[Problem]:
    known = tuple(known)
    if key not in known and not _may_be_refused(asked, key):
        yield unknown("metric", key, known, Problem(asked.file, "", None, column))


def _may_be_refused(asked: Asked, key: str) -> bool:
    """Return whether a metric's key may come from a record that could not be read."""
    unread = asked.unread
    saved = key.endswith("_saved") and unread.any_of("stream")
    abated = "_abated" in key and unread.any_of("pollutant")
    return saved or abated or (key.startswith(USE) and unread.any_of("measure"))


def _year(asked: Asked, key: str, year: int | str | None, column: str) -> Iterator[Problem]:
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


def limit_names(asked: Asked) -> Iterator[Problem]:
    """Check that no two limits have the same name."""
    names = [limit.name for limit in asked.scenario.limits]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield asked.wrong(f"limits[{name}].name", "two limits have this name: each needs its own")


def limits(asked: Asked) -> Iterator[Problem]:
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


def _bounds(asked: Asked, limit: Limit) -> Iterator[Problem]:
    low, high = limit.at_least, limit.at_most
    if low is None and high is None and limit.name not in asked.unread.limits:
        yield asked.wrong(key_of(limit), "needs a bound: at_least or at_most")
    if low is None or high is None:
        return
    least, most = (_number(asked, limit, bound) for bound in (low, high))
    if least is not None and most is not None and least > most:
        text = "at_least ({low}) is above at_most ({high}): no plan can satisfy both"
        yield asked.wrong(key_of(limit, "at_least"), text, low=_shown(low), high=_shown(high))


def _number(asked: Asked, limit: Limit, bound: Decimal | Percent) -> Decimal | None:
    """Return a bound in the metric's unit; None if unknown."""
    if isinstance(bound, Decimal):
        return bound
    metric = asked.metrics.get(limit.metric)
    if metric is None or not metric.has_baseline or metric.unknown_baselines(asked.valuation):
        same = isinstance(limit.at_least, Percent) and isinstance(limit.at_most, Percent)
        return bound.share if same else None
    return bound.share * metric.whole(asked.valuation, _first_span(asked, limit))


def _first_span(asked: Asked, limit: Limit) -> Iterable[int]:
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


def _ratio(asked: Asked, limit: Limit) -> Iterator[Problem]:
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


def _percentages(asked: Asked, limit: Limit) -> Iterator[Problem]:
    fields = [field for field in ("at_least", "at_most") if isinstance(getattr(limit, field), Percent)]
    metric = asked.metrics.get(limit.metric)
    if metric is not None and fields:
        yield from _percentage(asked, metric, key_of(limit, fields[0]))


def _percentage(asked: Asked, metric: Metric, column: str) -> Iterator[Problem]:
    if not metric.has_baseline:
        text = "a percentage refers to a baseline, and {metric} has none: write a number"
        yield asked.wrong(column, text, metric=metric.key)
    elif missing := metric.unknown_baselines(asked.valuation):
        text = "a percentage of {metric} needs the baseline of {streams}: enter it in streams.csv, or write a number"
        yield asked.wrong(column, text, metric=metric.key, streams=", ".join(sorted(missing)))
    elif not metric.whole(asked.valuation, asked.valuation.years) and not (asked.unread.ids or asked.unread.whole):
        text = "the baseline of {metric} is 0, and so is any percentage of it: check baselines and factors"
        yield asked.odd(column, text, metric=metric.key)


def _where(asked: Asked, limit: Limit) -> Iterator[Problem]:
    strange = [column for column in limit.where if column not in TEXT_COLUMNS]
    for column in strange:
        place = Problem(asked.file, "", None, key_of(limit, f"where.{column}"))
        yield unknown("column", column, TEXT_COLUMNS, place)
    if strange or asked.unread.any_of("measure") or any(matches(m, limit.where) for m in asked.case.measures):
        return
    yield from _matches_nothing(asked, limit)


def _matches_nothing(asked: Asked, limit: Limit) -> Iterator[Problem]:
    for column, wanted in limit.where.items():
        there = {getattr(measure, column) or "" for measure in asked.case.measures} - {""}
        if there.isdisjoint(wanted):
            text, values = NO_SUCH, {"column": column, "wanted": '", "'.join(wanted)}
            guess = next((near for one in wanted if (near := closest(one, there))), None)
            key = key_of(limit, f"where.{column}")
            yield Problem(asked.file, text, None, key, values, warning=True, guess=guess)
            return
    yield asked.odd(key_of(limit, "where"), "no measure matches all of this, so the value is 0")


def escalation(asked: Asked) -> Iterator[Problem]:
    """Warn if prices escalate but costs don't, because waiting would appear free."""
    prices = asked.valuation.price.values()
    escalating = any(series[asked.scenario.horizon_years] > series[0] for series in prices)
    if escalating and asked.scenario.capex_escalation == ZERO and asked.sure("horizon_years", "capex_escalation"):
        text = "prices escalate but implementation costs don't, so waiting appears free: set it if this is not meant"
        yield asked.odd("capex_escalation", text)


CHECKS: tuple[Callable[[Asked], Iterable[Problem]], ...] = (
    horizon,
    goal,
    named_ids,
    factor_changes,
    resources,
    included,
    statuses,
    start_windows,
    limit_names,
    limits,
    escalation,
)
