"""Instances with a known answer, written as cases: knapsacks, traps just over budget.

A measure's worth is an `other_benefit` in the one year after its start, nothing is discounted, and the
goal is npv: so the objective is the sum of the chosen values. Money is in whole smallest units.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

from .writing import Row, number, write_case, write_toml

MOST_OVER = 10_000
Groups = Sequence[Sequence[int]]
Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Knapsack:
    """Values and, for each capacity, costs. A pair (i, j) of prerequisites: i only with j; a package: all or none."""

    values: Sequence[Fraction]
    costs: Sequence[Sequence[Fraction]]
    capacities: Sequence[Fraction]
    groups: Groups = ()
    prerequisites: Pairs = ()
    packages: Groups = ()
    optimum: Fraction | None = None


def knapsack_case(folder: Path, knapsack: Knapsack) -> Path:
    """Any knapsack, its capacities as limits on columns `use_k1`, `use_k2`, …; returns the scenario's path."""
    rows = _measures(knapsack)
    for i, row in enumerate(rows):
        row["capex"], row["other_benefit"] = "0", number(knapsack.values[i])
        row.update({f"use_k{k + 1}": number(costs[i]) for k, costs in enumerate(knapsack.costs)})
    limits = [
        {"name": f"Capacity {k + 1}", "metric": f"use_k{k + 1}", "at_most": capacity, "year": "total"}
        for k, capacity in enumerate(knapsack.capacities)
    ]
    return _write(folder, rows, {"limits": limits})


def budget_case(folder: Path, knapsack: Knapsack, *, in_kopecks: bool = True) -> Path:
    """A knapsack of one capacity as a budget: costs are capex, each benefit is value plus cost."""
    unit = Fraction(1, 100) if in_kopecks else Fraction(1)
    rows = _measures(knapsack)
    for row, value, cost in zip(rows, knapsack.values, knapsack.costs[0], strict=True):
        row["capex"], row["other_benefit"] = number(cost * unit), number((value + cost) * unit)
    return _write(folder, rows, {"budget": {"total": knapsack.capacities[0] * unit}})


def _measures(knapsack: Knapsack) -> list[Row]:
    count = len(knapsack.values)
    rows = [{"measure": measure_id(i), "name": f"Measure {i}", "lifetime": "1"} for i in range(count)]
    for g, members in enumerate(knapsack.groups):
        for i in members:
            rows[i]["group"] = f"group {g}"
    for i, needed in [*knapsack.prerequisites, *_rings(knapsack.packages)]:
        rows[i]["requires"] = ";".join(filter(None, [rows[i].get("requires"), measure_id(needed)]))
    return rows


def _rings(packages: Groups) -> Iterator[tuple[int, int]]:
    """Each member requires the next, the last one the first."""
    for members in packages:
        yield from zip(members, [*members[1:], members[0]], strict=True)


def measure_id(index: int) -> str:
    """The id of the measure that stands for an item; ids sort as items do."""
    return f"m{index:04d}"


def _write(folder: Path, rows: list[Row], rules: dict[str, Any]) -> Path:
    stream = {"stream": "electricity", "kind": "energy", "unit": "kWh"}
    head = {"name": folder.name, "currency": "UAH", "base_year": 2026}
    write_case(folder, head, {"streams": [stream], "measures": rows, "effects": []})
    path = folder.parent / f"{folder.name}.toml"
    scenario = {"name": folder.name, "case": folder.name, "horizon_years": 1, "start_years": 1, "discount_rate": 0}
    write_toml(path, scenario | rules | {"solver": {"gap": 0}})
    return path


def counter_example() -> Knapsack:
    """Eleven measures on which a solver was seen to stop at 6000172, "optimal"."""
    values = [21, 40, 47, 38, 38, 25, 31, 14, 1, 21, 38]
    costs = [23, 41, 49, 40, 39, 26, 32, 16, 0, 22, 39]
    million = 1_000_000
    return Knapsack(
        values=[Fraction(million + value) for value in values],
        costs=[[Fraction(million + cost) for cost in costs]],
        capacities=[Fraction(6_000_183)],
        groups=[(1, 2, 4, 5, 8)],
        prerequisites=[(8, 0)],
        optimum=Fraction(6_000_174),
    )


def random_trap(rng: random.Random) -> Knapsack:
    """6 to 12 items; a subset better than every feasible one costs 1 to 10,000 kopecks too much."""
    while True:
        count = rng.randint(6, 12)
        greatest = 10 ** rng.uniform(5, 12)
        costs = [max(1, int(greatest * rng.uniform(0.05, 1))) for _ in range(count)]
        noise = rng.choice([0.0, 1e-8, 1e-5, 1e-3, 0.3])
        values = [max(1, int(cost * (1 + rng.uniform(-noise, noise)))) for cost in costs]
        tempting = rng.sample(range(count), rng.randint(2, count - 1))
        over = min(MOST_OVER, int(MOST_OVER ** rng.random()))
        budget = sum(costs[i] for i in tempting) - over
        trap = Knapsack([*map(Fraction, values)], [[*map(Fraction, costs)]], [Fraction(budget)])
        trap = replace(trap, optimum=best_value(trap))
        if trap.optimum is not None and 0 < trap.optimum < sum(values[i] for i in tempting):
            return trap


def trap_case(rng: random.Random, folder: Path) -> tuple[Path, Knapsack]:
    """A trap as a case in kopecks, its optimum (in kopecks) with it."""
    trap = random_trap(rng)
    return budget_case(folder, trap), trap


def best_value(knapsack: Knapsack) -> Fraction | None:
    """The best value, by trying every subset; None where not even the empty one is allowed."""
    feasible = (bits for bits in product((0, 1), repeat=len(knapsack.values)) if _fits(knapsack, bits))
    return max((_sum(knapsack.values, bits) for bits in feasible), default=None)


def _fits(knapsack: Knapsack, bits: Sequence[int]) -> bool:
    pairs = zip(knapsack.costs, knapsack.capacities, strict=True)
    return (
        all(_sum(costs, bits) <= capacity for costs, capacity in pairs)
        and all(sum(bits[i] for i in members) <= 1 for members in knapsack.groups)
        and all(bits[i] <= bits[needed] for i, needed in knapsack.prerequisites)
        and all(len({bits[i] for i in members}) == 1 for members in knapsack.packages)
    )


def _sum(amounts: Sequence[Fraction], bits: Sequence[int]) -> Fraction:
    return sum((amount for amount, bit in zip(amounts, bits, strict=True) if bit), Fraction(0))


def read_mknap1(path: Path) -> list[Knapsack]:
    """The instances of a file that begins with their number: sizes and optimum, values, rows, capacities."""
    numbers = _numbers(path)
    return [_mknap1_instance(numbers) for _ in range(int(next(numbers)))]


def _mknap1_instance(numbers: Iterator[Fraction]) -> Knapsack:
    items, rows, optimum = int(next(numbers)), int(next(numbers)), next(numbers)
    values = _take(numbers, items)
    costs = [_take(numbers, items) for _ in range(rows)]
    return Knapsack(values, costs, _take(numbers, rows), optimum=optimum)


def read_weing(path: Path) -> Knapsack:
    """A file of the families weing and sento: sizes, values, capacities, rows, optimum."""
    numbers = _numbers(path)
    rows, items = int(next(numbers)), int(next(numbers))
    values, capacities = _take(numbers, items), _take(numbers, rows)
    costs = [_take(numbers, items) for _ in range(rows)]
    return Knapsack(values, costs, capacities, optimum=next(numbers))


def read_pisinger(path: Path) -> Knapsack:
    """One capacity: sizes, then value and weight of each item; the optimum is in a file beside it."""
    numbers = _numbers(path)
    items, capacity = int(next(numbers)), next(numbers)
    pairs = [_take(numbers, 2) for _ in range(items)]
    optimum = next(_numbers(path.with_name(f"{path.name}.optimum")))
    values, costs = ([pair[k] for pair in pairs] for k in (0, 1))
    return Knapsack(values, [costs], [capacity], optimum=optimum)


def _numbers(path: Path) -> Iterator[Fraction]:
    return map(Fraction, path.read_text("utf-8").split())


def _take(numbers: Iterator[Fraction], count: int) -> list[Fraction]:
    return [next(numbers) for _ in range(count)]
