"""Every metric as a weighted sum of flows, by year, in total, as present value; and its baseline.

Before means without measures: it is the constant flow times what the plant would pay or emit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import wraps

from .flows import ALWAYS, FULL, Flows, Key
from .inputs import Problem

Form = Mapping[Key, Fraction]
ONE, ZERO = Fraction(1), Fraction(0)
MONEY = (
    "capex",
    "opex_change",
    "other_benefit",
    "annual_saving",
    "lifetime_saving",
    "npv",
    "bill_saved",
    "one_off",
    "renewal",
    "avoided_cost",
    "simple_payback",
    "irr",
    "abatement_cost",
)
PRESENT_VALUES = ("lifetime_saving", "npv")
SCOPES = (1, 2, 3)
RATIOS = ("simple_payback", "irr", "abatement_cost")
MINIMISED = ("capex", "opex_change", "renewal", "measures", "effort")


def once(make: Callable[..., Form]) -> Callable[..., Form]:
    """Make a form of a problem only once: each figure of each decision is a sum over the same ones."""

    @wraps(make)
    def known(problem: Problem, *asked: object) -> Form:
        key = (make.__name__, *asked)
        if key not in problem.forms:
            problem.forms[key] = make(problem, *asked)
        return problem.forms[key]

    return known


def value(form: Form, flows: Flows) -> Fraction:
    """The weighted sum of flows."""
    return sum((weight * flows[key] for key, weight in form.items() if key in flows), ZERO)


def combined(weighted: Iterable[tuple[Fraction, Form]]) -> Form:
    """A weighted sum of forms."""
    result: dict[Key, Fraction] = {}
    for factor, form in weighted:
        for key, weight in form.items():
            amount = weight if factor is ONE else factor * weight
            result[key] = result[key] + amount if key in result else amount
    return {key: weight for key, weight in result.items() if weight}


def is_once(metric: str) -> bool:
    """Whether a metric counts when a measure is paid or started, rather than flowing every year."""
    return metric in ("capex", "measures", "effort") or metric.startswith("use_")


def is_minimised(metric: str) -> bool:
    """Whether less of a goal is better."""
    return metric in MINIMISED or metric.startswith("use_") or metric.endswith("_left")


def metric_names(problem: Problem) -> list[str]:
    """Every metric of the problem but the ratios."""
    case = problem.case
    sums = {stream.sum_as for stream in case.streams.values() if stream.sum_as}
    uses = {column for measure in case.measures.values() for column in measure.uses}
    pollutants = [f"{name}_abated{scope}" for name in case.pollutants for scope in ("", *_SCOPES)]
    pollutants += [f"{name}_left" for name in case.pollutants]
    money = ["capex", "opex_change", "other_benefit", "annual_saving", *PRESENT_VALUES]
    money += ["bill_saved", "one_off", "renewal", "avoided_cost"]
    saved = [f"{name}_saved" for name in (*case.streams, *sorted(sums), "energy")]
    return [*money, "measures", "effort", *saved, *pollutants, "hazard_avoided", *sorted(uses)]


_SCOPES = {"_scope1": 1, "_scope2": 2, "_scope3": 3}


@once
def yearly(problem: Problem, metric: str, t: int) -> Form:
    """A metric in one year, 0 being the base year; or in a full year of everything."""
    if metric in _SIMPLE or metric.startswith("use_"):
        return {(_SIMPLE.get(metric, metric), "", t): ONE}
    if metric in _COMPOSED:
        return _COMPOSED[metric](problem, t)
    name, _, what = metric.rpartition("_")
    return _saved(problem, name, t) if what == "saved" else _emissions(problem, metric, t)


def _emissions(problem: Problem, metric: str, t: int) -> Form:
    """What of a pollutant is emitted before and after, and abated."""
    pollutant, _, what = metric.rpartition("_")
    if what == "before":
        return {ALWAYS: _emitted(problem, pollutant, t, SCOPES)}
    if what == "left":
        before = {ALWAYS: _emitted(problem, pollutant, t, SCOPES)}
        return combined([(ONE, before), (-ONE, _abated(problem, pollutant, t, SCOPES))])
    pollutant, _, scope = metric.rpartition("_abated")
    return _abated(problem, pollutant, t, (_SCOPES[scope],) if scope else SCOPES)


_SIMPLE = {
    "capex": "capex",
    "measures": "starts",
    "effort": "effort",
    "opex_change": "opex",
    "other_benefit": "benefit",
    "one_off": "one_off",
    "renewal": "renewal",
    "avoided_cost": "avoided",
}


def _saved(problem: Problem, name: str, t: int) -> Form:
    streams = problem.case.streams
    if name in streams:
        return {("stream", name, t): ONE}
    if name == "energy":
        return {("stream", one, t): stream.kwh_per_unit for one, stream in streams.items() if stream.kwh_per_unit}
    return {("stream", one, t): ONE for one, stream in streams.items() if stream.sum_as == name}


@once
def _abated(problem: Problem, pollutant: str, t: int, scopes: Iterable[int]) -> Form:
    """Tonnes abated in the given scopes; what is abated directly is scope 1."""
    direct: list[Form] = [{("pollutant", pollutant, t): ONE}] if 1 in scopes else []
    by_stream: list[Form] = [
        {("stream", stream, t): tonnes} for stream, tonnes in _tonnes_per_unit(problem, pollutant, t, scopes)
    ]
    return combined((ONE, form) for form in direct + by_stream)


def _tonnes_per_unit(problem: Problem, pollutant: str, t: int, scopes: Iterable[int]) -> Iterator[tuple[str, Fraction]]:
    for factor, course in zip(problem.case.factors, problem.scenario.factors, strict=True):
        if factor.pollutant == pollutant and factor.scope in scopes:
            yield factor.stream, course[_year(problem, t)] / 1000


def _year(problem: Problem, t: int) -> int:
    """The year whose price, tax or factor counts: year 0 for a full year."""
    return 0 if t == FULL else min(t, problem.scenario.horizon)


def _emitted(problem: Problem, pollutant: str, t: int, scopes: Iterable[int]) -> Fraction:
    """Tonnes a year without measures, of the streams that state a baseline."""
    case = problem.case
    own = case.pollutants[pollutant].baseline if 1 in scopes else ZERO
    by_stream = _tonnes_per_unit(problem, pollutant, t, scopes)
    return own + sum(((case.streams[name].baseline or 0) * tonnes for name, tonnes in by_stream), ZERO)


@once
def _bill_saved(problem: Problem, t: int) -> Form:
    scenario, year = problem.scenario, _year(problem, t)
    bills = {("stream", name, t): course[year] for name, course in scenario.prices.items()}
    taxes = [
        (scenario.taxes[name][year], _abated(problem, name, t, pollutant.scopes))
        for name, pollutant in problem.case.pollutants.items()
    ]
    return combined([(ONE, bills), *taxes])


def _bill_before(problem: Problem, t: int) -> Form:
    case, scenario, year = problem.case, problem.scenario, _year(problem, t)
    paid = sum(((case.streams[name].baseline or 0) * course[year] for name, course in scenario.prices.items()), ZERO)
    taxed = (
        scenario.taxes[name][year] * _emitted(problem, name, t, pollutant.scopes)
        for name, pollutant in case.pollutants.items()
    )
    return {ALWAYS: paid + sum(taxed, ZERO)}


@once
def _annual_saving(problem: Problem, t: int) -> Form:
    other = {("benefit", "", t): ONE, ("opex", "", t): -ONE}
    return combined([(ONE, _bill_saved(problem, t)), (ONE, other)])


@once
def _net_saving(problem: Problem, t: int) -> Form:
    once = {("one_off", "", t): ONE, ("renewal", "", t): -ONE}
    return combined([(ONE, _annual_saving(problem, t)), (ONE, once)])


def _hazard(problem: Problem, t: int) -> Form:
    case = problem.case
    streams = {("stream", name, t): stream.hazard for name, stream in case.streams.items()}
    pollutants = [(p.hazard, _abated(problem, name, t, SCOPES)) for name, p in case.pollutants.items()]
    return combined([(ONE, streams), *pollutants])


def _residual(problem: Problem, t: int) -> Form:
    kind = {"none": "", "straight_line": "left", "salvage": "salvage"}[problem.scenario.residual]
    return {(kind, "", t): ONE} if kind else {}


@once
def _profit_tax(problem: Problem, t: int) -> Form:
    scenario = problem.scenario
    written_off = {
        ("capex", "", paid): Fraction(1, scenario.depreciation_years)
        for paid in range(max(0, t - scenario.depreciation_years), t)
    }
    return combined([(scenario.tax_rate, _net_saving(problem, t)), (-scenario.tax_rate, written_off)])


def _net_flow(problem: Problem, t: int) -> Form:
    """What npv adds up: everything that comes in and goes out in one year."""
    return combined(
        (sign, yearly(problem, metric, t))
        for sign, metric in (
            (ONE, "net_saving"),
            (ONE, "avoided_cost"),
            (-ONE, "capex"),
            (-ONE, "profit_tax"),
            (ONE, "residual"),
        )
    )


_COMPOSED: Mapping[str, Callable[[Problem, int], Form]] = {
    "bill_saved": _bill_saved,
    "bill_before": _bill_before,
    "annual_saving": _annual_saving,
    "net_saving": _net_saving,
    "residual": _residual,
    "profit_tax": _profit_tax,
    "net_cash_flow": _net_flow,
    "hazard_avoided": _hazard,
}


def horizon_years(problem: Problem) -> range:
    """Years 0 to H."""
    return range(problem.scenario.horizon + 1)


@once
def undiscounted(problem: Problem, metric: str) -> Form:
    """A metric's sum over the years; no start is allowed whose payments go on after the horizon."""
    return combined((ONE, yearly(problem, metric, t)) for t in horizon_years(problem))


@once
def present_value(problem: Problem, metric: str, rate: Fraction) -> Form:
    """A metric's discounted sum over years 0 to H."""
    return combined((1 / (1 + rate) ** t, yearly(problem, metric, t)) for t in horizon_years(problem))


def npv(problem: Problem, rate: Fraction) -> Form:
    """Net present value at a rate, with residual value and profit tax where they are switched on."""
    return present_value(problem, "net_cash_flow", rate)


def forms(problem: Problem, metric: str, year: int | str | None, *, sense: str = "") -> list[Form]:
    """What a metric means at a calendar year, "each", "total" or its default; "each" gives several."""
    scenario = problem.scenario
    if metric in PRESENT_VALUES:
        is_saving = metric == "lifetime_saving"
        return [present_value(problem, "annual_saving", scenario.rate) if is_saving else npv(problem, scenario.rate)]
    if year == "total" or (year is None and is_once(metric)):
        return [undiscounted(problem, metric)]
    if year == "each":
        first = scenario.starts if sense == "at_least" else 0
        return [yearly(problem, metric, t) for t in range(first, scenario.horizon + 1)]
    t = scenario.starts if year is None else int(year) - problem.case.base_year
    return [yearly(problem, metric, t)]


def baseline(problem: Problem, metric: str, year: int | str | None) -> Fraction | None:
    """What a percentage of a physical metric is of: the whole plant's in the base year; None where it is not known."""
    case, years = problem.case, problem.scenario.horizon + 1 if year == "total" else 1
    if metric.endswith("_left"):
        pollutant = metric.removesuffix("_left")
        known = case.emissions_known(pollutant)
        return years * _emitted(problem, pollutant, 0, SCOPES) if known else None
    total = ZERO
    for (kind, name, _), weight in yearly(problem, metric, 0).items():
        used = case.streams[name].baseline if kind == "stream" else case.pollutants[name].baseline
        if used is None:
            return None
        total += weight * used
    return years * total


def full_year_saving(problem: Problem) -> Form:
    """The saving of one full year with everything chosen in effect, at year-0 prices, taxes and factors."""
    return _annual_saving(problem, FULL)


def net_cost() -> Form:
    """What the simple payback pays back: the register's capex less its one-offs; below 0 it counts as 0."""
    return {("register", "", FULL): ONE, ("rebate", "", FULL): -ONE}


def ratio_form(problem: Problem, metric: str, bound: Fraction) -> Form:
    """The linear form of a ratio's limit: it must not be above 0."""
    rate = problem.scenario.rate
    if metric == "simple_payback":
        return combined([(ONE, net_cost()), (-bound, full_year_saving(problem))])
    if metric == "irr":
        return combined([(-ONE, npv(problem, bound))])
    return combined([(-ONE, npv(problem, rate)), (-bound, _discounted_tonnes(problem))])


def _discounted_tonnes(problem: Problem) -> Form:
    known = "co2e" in problem.case.pollutants
    return present_value(problem, "co2e_abated", problem.scenario.rate) if known else {}


def ratio(problem: Problem, metric: str, flows: Flows) -> Fraction | None:
    """A ratio's value, None where it does not exist (and for irr, of which `roots` says whether it exists)."""
    if metric == "simple_payback":
        saving = value(full_year_saving(problem), flows)
        return max(ZERO, value(net_cost(), flows)) / saving if saving > 0 else None
    if metric == "abatement_cost":
        abated = value(_discounted_tonnes(problem), flows)
        return -value(npv(problem, problem.scenario.rate), flows) / abated if abated > 0 else None
    return None
