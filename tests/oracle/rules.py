"""Who may start when: windows, statuses, include and exclude, groups, prerequisites."""

from collections.abc import Iterator, Mapping

from .flows import flows
from .inputs import NEVER_CHOSEN, Measure, Problem
from .metrics import ratio_form, value

Decided = Mapping[str, int | None]
DONE_BEFORE = ("completed", "verified")


def choices(problem: Problem, measure: Measure) -> list[int | None]:
    """The years in which a measure may start, and None where it may be left out."""
    scenario = problem.scenario
    included = measure.id in scenario.include
    if measure.id in scenario.exclude:
        return [None]
    if measure.status == "in progress":
        return [0] if is_paid_within(problem, measure, 0) else []
    if measure.status in NEVER_CHOSEN and not included:
        return [None]
    starts = window(problem, measure) if pays_back(problem, measure) else []
    return [*starts] if included else [None, *starts]


def window(problem: Problem, measure: Measure) -> list[int]:
    """The years in which a measure could start, whatever its status and payback."""
    base = problem.case.base_year
    years = range(base, base + problem.scenario.starts)
    bounds = [measure.earliest, problem.scenario.first_start]
    first = max(year for year in (base, *bounds) if year is not None)
    last = years[-1] if measure.latest is None else min(years[-1], measure.latest)
    return [year - base for year in range(first, last + 1) if is_paid_within(problem, measure, year - base)]


def is_paid_within(problem: Problem, measure: Measure, start: int) -> bool:
    """Whether the last payment for a measure falls within the horizon."""
    return start + len(measure.spend) - 1 <= problem.scenario.horizon


def pays_back(problem: Problem, measure: Measure) -> bool:
    """Whether a measure, alone, keeps to max_payback; one in progress is not bound by it."""
    longest = problem.scenario.max_payback
    if longest is None or measure.status == "in progress":
        return True
    form = ratio_form(problem, "simple_payback", longest)
    return value(form, flows(problem, {measure.id: 0})) < problem.case.half_unit


def agree(one: Measure, start: int | None, other: Measure, other_start: int | None) -> bool:
    """Whether two measures, as decided, keep to their groups and prerequisites."""
    both = start is not None and other_start is not None
    if both and one.group and one.group == other.group:
        return False
    if other.id in one.requires and not _in_time(start, other, other_start):
        return False
    return one.id not in other.requires or _in_time(other_start, one, start)


def _in_time(start: int | None, needed: Measure, needed_start: int | None) -> bool:
    """Whether what a measure requires starts no later; what was completed before did."""
    if start is None:
        return True
    if needed_start is None:
        return needed.status in DONE_BEFORE
    return needed_start <= start


def agrees_with_all(problem: Problem, name: str, start: int | None, decided: Decided) -> bool:
    """Whether one more decision agrees with those taken before."""
    measures = problem.case.measures
    return all(agree(measures[name], start, measures[other], when) for other, when in decided.items())


def admissible(problem: Problem) -> Iterator[dict[str, int]]:
    """Every decision that keeps to windows, statuses, groups and prerequisites."""
    measures = list(problem.case.measures.values())
    allowed = [choices(problem, measure) for measure in measures]

    def walk(decided: dict[str, int | None]) -> Iterator[dict[str, int]]:
        if len(decided) == len(measures):
            yield {name: start for name, start in decided.items() if start is not None}
            return
        name = measures[len(decided)].id
        for start in allowed[len(decided)]:
            if agrees_with_all(problem, name, start, decided):
                yield from walk({**decided, name: start})

    return walk({})


def broken_choices(problem: Problem, starts: Mapping[str, int]) -> list[str]:
    """What a decision breaks of windows, statuses, groups and prerequisites."""
    measures = problem.case.measures
    unknown = [f"unknown measure {name}" for name in starts if name not in measures]
    decided = {name: starts.get(name) for name in measures}
    outside = [f"start of {name}" for name, start in decided.items() if start not in choices(problem, measures[name])]
    pairs = [
        f"{one} and {other}"
        for i, one in enumerate(measures)
        for other in list(measures)[:i]
        if not agree(measures[one], decided[one], measures[other], decided[other])
    ]
    return unknown + outside + pairs
