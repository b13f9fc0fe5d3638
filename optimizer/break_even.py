"""How far savings and prices may fall, and effects come late, before debt service or the NPV no longer hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import ONE, ZERO, Decimal
from optimizer.rules.dscr import bound_years, covered
from optimizer.scenario import Stress
from optimizer.valuation import amount

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.plan_flows import PlanFlows

Margins = tuple[Decimal, ...]


def break_even(plan: PlanFlows) -> dict[str, dict[str, Decimal | int | None]]:
    """Return for savings, prices and delay what the base case's bound DSCR and an NPV of 0 allow.

    The least factor u ≥ 0 with which, and with every greater one, it holds; the most whole years of delay with which,
    and with every fewer, it holds. None if there is none, or if no DSCR is bound.
    """
    tests: dict[str, Callable[[Stress], Margins]] = {"dscr": lambda s: _dscr(plan, s), "npv": lambda s: _npv(plan, s)}
    is_bound = plan.terms.scenario.funding.dscr is not None and bool(plan.once(bound_years))
    found: dict[str, dict[str, Decimal | int | None]] = {}
    for what in ("savings", "prices", "delay"):
        for goal, margins in tests.items():
            known = is_bound or goal == "npv"
            least = _most_delay if what == "delay" else _least_factor
            found.setdefault(what, {})[goal] = least(plan, what, margins) if known else None
    return found


def _changed(what: str, value: Decimal | int) -> Stress:
    """Return a stress with one factor, which may be 0 here."""
    usual = Stress(name=f"{what} {value}").model_dump()
    return Stress.model_construct(**{**usual, what: value})


def _dscr(plan: PlanFlows, stress: Stress) -> Margins:
    ratio = plan.terms.scenario.funding.dscr or ZERO
    own = covered(plan, stress)
    return tuple(one.margin(ratio) for one in own if one.t in plan.once(bound_years))


def _npv(plan: PlanFlows, stress: Stress) -> Margins:
    weights = plan.terms.funding.valued(stress).npv(plan.terms.scenario.discount_rate)
    return (amount(weights, plan.stressed(stress)),)


def _least_factor(plan: PlanFlows, what: str, margins: Callable[[Stress], Margins]) -> Decimal | None:
    """Return the least factor from which on all margins hold. They are linear between the bends in ESCOs' payments."""
    points = [ZERO, *sorted(bend for bend in _bends(plan, what) if bend > 0)]
    points.append(points[-1] + ONE)
    values = [margins(_changed(what, point)) for point in points]
    return max((_last_crossing(points, [at[k] for at in values]) for k in range(len(values[0]))), key=_rank)


def _rank(crossing: Decimal | None) -> tuple[bool, Decimal]:
    return crossing is None, crossing or ZERO


def _last_crossing(points: list[Decimal], values: list[Decimal]) -> Decimal | None:
    """Return the least point from which a function is never below 0; None if it is so in the end.

    It is linear between the points, and after the last as before it.
    """
    slope = (values[-1] - values[-2]) / (points[-1] - points[-2])
    if values[-1] < 0:
        return points[-1] - values[-1] / slope if slope > 0 else None
    if slope < 0:
        return None
    for k in range(len(points) - 2, -1, -1):
        if values[k] < 0:
            step = (points[k + 1] - points[k]) / (values[k + 1] - values[k])
            return points[k] - values[k] * step
    return ZERO


def _bends(plan: PlanFlows, what: str) -> set[Decimal]:
    """Return the factors at which an ESCO's payment of some year begins: where the saving of its measure is 0."""
    funding, bends = plan.terms.funding, set()
    none, full = (funding.valued(_changed(what, value)).saving for value in (ZERO, ONE))
    for _, measure, start in plan.contracts:
        flows = funding.flows(_changed(what, ONE), {measure: start})
        for t in plan.terms.valuation.years:
            low, high = amount(none, flows, (t,)), amount(full, flows, (t,))
            if low != high:
                bends.add(-low / (high - low))
    return bends


def _most_delay(plan: PlanFlows, what: str, margins: Callable[[Stress], Margins]) -> int | None:
    """Return the most years of delay with which, and with every fewer, all margins hold; None if not even without."""
    most = None
    for years in range(plan.terms.scenario.horizon_years + 1):
        if any(-margin >= plan.terms.half for margin in margins(_changed(what, years))):
            break
        most = years
    return most
