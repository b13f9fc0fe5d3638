"""What a plan's cash flows are worth: paybacks, the index, the bridge from savings to present value."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .flows import Flows
from .inputs import Problem
from .metrics import (
    ONE,
    ZERO,
    full_year_saving,
    horizon_years,
    net_cost,
    npv,
    present_value,
    ratio,
    value,
    yearly,
)

BRIDGE = {
    "annual_saving": ONE,
    "one_off": ONE,
    "renewal": -ONE,
    "avoided_cost": ONE,
    "capex": -ONE,
    "profit_tax": -ONE,
    "residual": ONE,
}


def net_flows(problem: Problem, caused: Flows) -> list[Fraction]:
    """What comes in less what goes out, in the years 0 to H."""
    return [value(yearly(problem, "net_cash_flow", t), caused) for t in horizon_years(problem)]


def discounted_payback(flows: Sequence[Fraction], rate: Fraction) -> Fraction | None:
    """Years until the present value so far is at least 0 for good, interpolated in the year; None if never."""
    sums, total = [], ZERO
    for t, flow in enumerate(flows):
        total += flow / (1 + rate) ** t
        sums.append(total)
    below = [t for t, amount in enumerate(sums) if amount < 0]
    if not below:
        return ZERO
    t = below[-1]
    return None if t == len(sums) - 1 else t - sums[t] / (sums[t + 1] - sums[t])


def shown_ratios(problem: Problem, caused: Flows) -> dict[str, Fraction | None]:
    """Every ratio but the IRR."""
    rate = problem.scenario.rate
    spent = value(present_value(problem, "capex", rate), caused)
    worth = value(npv(problem, rate), caused)
    chosen = any(kind == "starts" for kind, _, _ in caused)
    return {
        "simple_payback": ratio(problem, "simple_payback", caused),
        "abatement_cost": ratio(problem, "abatement_cost", caused),
        "discounted_payback": discounted_payback(net_flows(problem, caused), rate) if chosen else None,
        "profitability_index": (worth + spent) / spent if spent > 0 else None,
    }


def bridge(problem: Problem, caused: Flows) -> Mapping[str, Fraction]:
    """Present values that add up to npv, costs negative; and what the simple payback divides."""
    rate = problem.scenario.rate
    steps = {name: sign * value(present_value(problem, name, rate), caused) for name, sign in BRIDGE.items()}
    return steps | {
        "npv": sum(steps.values(), ZERO),
        "net_cost": max(ZERO, value(net_cost(), caused)),
        "full_year_saving": value(full_year_saving(problem), caused),
    }


def alone(problem: Problem, caused: Flows) -> dict[str, Fraction | None]:
    """The figures shown of one measure as if no other were chosen, given its flows."""
    return {
        "npv": value(npv(problem, problem.scenario.rate), caused),
        "annual_saving": value(yearly(problem, "annual_saving", problem.scenario.starts), caused),
        "simple_payback": ratio(problem, "simple_payback", caused),
    }
