"""Fair shares by their closed formula: what each measure adds to a figure, averaged over all orders of adding them.

Figures are weighted sums of flows, so a share is the same sum of the share in the flows. A measure's own
flows are its own; an interaction is half each; on an end use in one year the share of a measure that
saves the part s of it is baseline · s · ∫₀¹ Π (1 − x · other s) dx.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from .flows import Flows, Starts, end_use_shares, horizon_and_full, members, part_flows, parts, total
from .inputs import Problem
from .metrics import forms, value

SHARED = ("capex", "npv", "annual_saving", "co2e_abated")
HALF = Fraction(1, 2)


def shared(problem: Problem) -> list[str]:
    """The figures of which the oracle tells shares."""
    return [metric for metric in SHARED if metric != "co2e_abated" or "co2e" in problem.case.pollutants]


def fair_shares(problem: Problem, starts: Starts) -> dict[str, dict[str, Fraction]]:
    """Measure → figure, at its default year → the measure's share of it."""
    wanted = {metric: forms(problem, metric, None)[0] for metric in shared(problem)}
    flows = {name: _share_of_flows(problem, starts, name) for name in starts}
    return {name: {metric: value(form, flows[name]) for metric, form in wanted.items()} for name in starts}


def _share_of_flows(problem: Problem, starts: Starts, name: str) -> Flows:
    found = []
    for part in parts(problem):
        if name not in members(problem, part):
            continue
        if part[0] == "measure":
            found.append(part_flows(problem, part, starts))
        elif part[0] == "interaction":
            found.append({key: amount * HALF for key, amount in part_flows(problem, part, starts).items()})
        else:
            found.append(_share_of_end_use(problem, str(part[1]), starts, name))
    return total(found)


def _share_of_end_use(problem: Problem, end_use: str, starts: Starts, name: str) -> Flows:
    used = problem.case.end_uses[end_use]
    return {
        ("stream", used.stream, t): used.baseline * _fair(end_use_shares(problem, end_use, starts, t), name)
        for t in horizon_and_full(problem)
    }


def _fair(by_measure: Mapping[str, Fraction], name: str) -> Fraction:
    """S · ∫₀¹ Π (1 − x · other s) dx."""
    others = [share for other, share in by_measure.items() if other != name]
    return by_measure[name] * _integral(_product(others))


def _product(shares: Iterable[Fraction]) -> list[Fraction]:
    """The polynomial Π (1 − x · share), the constant first."""
    result = [Fraction(1)]
    for share in shares:
        result = [a - share * b for a, b in zip([*result, Fraction(0)], [Fraction(0), *result], strict=True)]
    return result


def _integral(polynomial: list[Fraction]) -> Fraction:
    return sum((number / (k + 1) for k, number in enumerate(polynomial)), Fraction(0))
