"""Every metric as a weighted sum of flows, by year, in total, as present value; and its baseline."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from .flows import FULL, Flows, Key
from .inputs import Problem

Form = Mapping[Key, Fraction]
ONE = Fraction(1)
MONEY = (
    "capex",
    "opex_change",
    "other_benefit",
    "annual_saving",
    "lifetime_saving",
    "npv",
    "apv",
    "simple_payback",
    "irr",
    "abatement_cost",
)
PRESENT_VALUES = ("lifetime_saving", "npv", "apv")
RATIOS = ("simple_payback", "irr", "abatement_cost")
MINIMISED = ("capex", "opex_change", "measures", "effort")


def value(form: Form, flows: Flows) -> Fraction:
    """The weighted sum of flows."""
    return sum((weight * flows[key] for key, weight in form.items() if key in flows), Fraction(0))


def combined(weighted: Iterable[tuple[Fraction, Form]]) -> Form:
    """A weighted sum of forms."""
    result: dict[Key, Fraction] = {}
    for factor, form in weighted:
        for key, weight in form.items():
            result[key] = result.get(key, Fraction(0)) + factor * weight
    return {key: weight for key, weight in result.items() if weight}


def is_once(metric: str) -> bool:
    """Whether a metric counts when a measure is paid or started, rather than flowing every year."""
    return metric in ("capex", "measures", "effort") or metric.startswith("use_")


def is_minimised(metric: str) -> bool:
    """Whether less of a goal is better."""
    return metric in MINIMISED or metric.startswith("use_")


def metric_names(problem: Problem) -> list[str]:
    """Every metric of the problem but the ratios."""
    case = problem.case
    sums = {stream.sum_as for stream in case.streams.values() if stream.sum_as}
    uses = {column for measure in case.measures.values() for column in measure.uses}
    pollutants = [f"{name}_abated{scope}" for name in case.pollutants for scope in ("", *_SCOPES)]
    money = ["capex", "opex_change", "other_benefit", "annual_saving", *PRESENT_VALUES]
    saved = [f"{name}_saved" for name in (*case.streams, *sorted(sums), "energy")]
    return [*money, "measures", "effort", *saved, *pollutants, "hazard_avoided", *sorted(uses)]


_SCOPES = {"_scope1": 1, "_scope2": 2, "_scope3": 3}


def yearly(problem: Problem, metric: str, t: int) -> Form:
    """A metric in one year, 0 being the base year; or in a full year of everything."""
    if metric in _SIMPLE:
        return {(_SIMPLE[metric], "", t): ONE}
    if metric.startswith("use_"):
        return {(metric, "", t): ONE}
    if metric == "annual_saving":
        return _annual_saving(problem, t)
    if metric == "hazard_avoided":
        return _hazard(problem, t)
    name, _, what = metric.rpartition("_")
    if what == "saved":
        return _saved(problem, name, t)
    pollutant, _, scope = metric.rpartition("_abated")
    return _abated(problem, pollutant, t, (_SCOPES[scope],) if scope else (1, 2, 3))


_SIMPLE = {
    "capex": "capex",
    "measures": "starts",
    "effort": "effort",
    "opex_change": "opex",
    "other_benefit": "benefit",
}


def _saved(problem: Problem, name: str, t: int) -> Form:
    streams = problem.case.streams
    if name in streams:
        return {("stream", name, t): ONE}
    if name == "energy":
        return {("stream", one, t): stream.kwh_per_unit for one, stream in streams.items() if stream.kwh_per_unit}
    return {("stream", one, t): ONE for one, stream in streams.items() if stream.sum_as == name}


def _abated(problem: Problem, pollutant: str, t: int, scopes: Iterable[int]) -> Form:
    """Tonnes abated in the given scopes; what is abated directly is scope 1."""
    direct: list[Form] = [{("pollutant", pollutant, t): ONE}] if 1 in scopes else []
    by_stream: list[Form] = [
        {("stream", factor.stream, t): factor.kg_per_unit / 1000}
        for factor in problem.case.factors
        if factor.pollutant == pollutant and factor.scope in scopes
    ]
    return combined((ONE, form) for form in direct + by_stream)


def _annual_saving(problem: Problem, t: int) -> Form:
    scenario, year = problem.scenario, max(t, 0)
    bills = {("stream", name, t): course[year] for name, course in scenario.prices.items()}
    taxes = [
        (scenario.taxes[name][year], _abated(problem, name, t, pollutant.scopes))
        for name, pollutant in problem.case.pollutants.items()
    ]
    other = {("benefit", "", t): ONE, ("opex", "", t): -ONE, ("one_off", "", t): ONE}
    return combined([(ONE, bills), (ONE, other), *taxes])


def _hazard(problem: Problem, t: int) -> Form:
    case = problem.case
    streams = {("stream", name, t): stream.hazard for name, stream in case.streams.items()}
    pollutants = [(p.hazard, _abated(problem, name, t, (1, 2, 3))) for name, p in case.pollutants.items()]
    return combined([(ONE, streams), *pollutants])


def horizon_years(problem: Problem) -> range:
    """Years 0 to H."""
    return range(problem.scenario.horizon + 1)


def undiscounted(problem: Problem, metric: str) -> Form:
    """A metric's sum over the years; payments and starts are counted after the horizon too."""
    longest = max((len(measure.spend) for measure in problem.case.measures.values()), default=1)
    last = max(problem.scenario.horizon, problem.scenario.starts - 1 + longest - 1)
    years = range(last + 1) if is_once(metric) else horizon_years(problem)
    return combined((ONE, yearly(problem, metric, t)) for t in years)


def present_value(problem: Problem, metric: str, rate: Fraction) -> Form:
    """A metric's discounted sum over years 0 to H."""
    return combined((1 / (1 + rate) ** t, yearly(problem, metric, t)) for t in horizon_years(problem))


def npv(problem: Problem, rate: Fraction) -> Form:
    """Net present value at a rate, with residual value and profit tax where they are switched on."""
    saving, capex = (present_value(problem, metric, rate) for metric in ("annual_saving", "capex"))
    parts = [(ONE, saving), (-ONE, capex), (ONE, _residual(problem, rate))]
    return combined([*parts, (-ONE, _profit_tax(problem, rate))])


def _residual(problem: Problem, rate: Fraction) -> Form:
    kind = {"none": "", "straight_line": "left", "salvage": "salvage"}[problem.scenario.residual]
    return {(kind, "", t): 1 / (1 + rate) ** t for t in horizon_years(problem) if kind}


def _profit_tax(problem: Problem, rate: Fraction) -> Form:
    scenario = problem.scenario
    depreciation = {
        ("capex", "", paid): sum((1 / (1 + rate) ** t for t in _depreciated(problem, paid)), Fraction(0))
        / scenario.depreciation_years
        for paid in horizon_years(problem)
        if scenario.depreciation_years
    }
    saving = present_value(problem, "annual_saving", rate)
    return combined([(scenario.tax_rate, saving), (-scenario.tax_rate, depreciation)])


def _depreciated(problem: Problem, paid: int) -> range:
    """The years up to the horizon in which a payment of capex is written off."""
    scenario = problem.scenario
    return range(paid + 1, min(paid + scenario.depreciation_years, scenario.horizon) + 1)


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
    """What a percentage of a metric is of: the whole plant's use; None where it is not stated."""
    t = 0
    total = Fraction(0)
    for (kind, name, _), weight in yearly(problem, metric, t).items():
        case = problem.case
        used = case.streams[name].baseline if kind == "stream" else case.pollutants[name].baseline
        if used is None:
            return None
        total += weight * used
    return total * (problem.scenario.horizon + 1) if year == "total" else total


def ratio_form(problem: Problem, metric: str, bound: Fraction) -> Form:
    """The linear form of a ratio's limit: it must not be above 0."""
    rate = problem.scenario.rate
    if metric == "simple_payback":
        return combined([(ONE, {("register", "", FULL): ONE}), (-bound, _annual_saving(problem, FULL))])
    if metric == "irr":
        return combined([(-ONE, npv(problem, bound))])
    return combined([(-ONE, npv(problem, rate)), (-bound, present_value(problem, "co2e_abated", rate))])


def ratio(problem: Problem, metric: str, flows: Flows) -> Fraction | None:
    """A ratio's value, None where it does not exist (and for irr, which the oracle has no need of)."""
    if metric == "simple_payback":
        saving = value(_annual_saving(problem, FULL), flows)
        return flows.get(("register", "", FULL), Fraction(0)) / saving if saving > 0 else None
    if metric == "abatement_cost" and "co2e" in problem.case.pollutants:
        abated = value(present_value(problem, "co2e_abated", problem.scenario.rate), flows)
        return -value(npv(problem, problem.scenario.rate), flows) / abated if abated > 0 else None
    return None
