"""Random cases: small, valid, with every feature of the formats but funding, alone and together."""

import random
from collections.abc import Collection
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

from .bounds import Bounds
from .dice import FEATURES, Dice
from .flows import flows
from .inputs import Problem
from .metrics import horizon_years, value, yearly
from .plant import Plant, draw_plant
from .read import read
from .register import draw_register
from .rules import agrees_with_all, choices
from .settings import Table, add_choices, add_goal, draw_settings
from .writing import write_case, write_toml

__all__ = ["FEATURES", "random_case"]

ATTEMPTS = 30


def random_case(
    rng: random.Random, folder: Path, *, size: str = "small", features: Collection[str] | None = None
) -> Path:
    """Writes a case folder and, beside it, a scenario of the same name; returns the scenario's path.

    `size` is tiny (2-4 measures), small (3-6) or medium (7-8). Without `features` each of FEATURES may
    appear; with them only those, and more often. Most scenarios are feasible with bounds that bind.
    """
    dice = Dice(rng, size, features)
    plant = draw_plant(dice)
    draw_register(dice, plant)
    _write_plant(dice, plant, folder)
    scenario = folder.parent / f"{folder.name}.toml"
    table = draw_settings(dice, plant, folder.name)
    write_toml(scenario, table)
    add_choices(dice, read(scenario), table)
    write_toml(scenario, table)
    problem = read(scenario)
    add_goal(dice, problem, table)
    Bounds(dice, problem, _witness(dice, problem)).add(table)
    _write_scenario(dice, scenario, table)
    return scenario


def _write_plant(dice: Dice, plant: Plant, folder: Path) -> None:
    head: Table = {"name": "Random plant", "currency": plant.currency, "base_year": plant.base_year}
    if dice.has("case_texts", 0.3):
        head |= {"name_uk": "Завод", "company": {"city": "Kherson", "staff": 120}}
    for rows in plant.tables.values():
        if dice.chance(0.3):
            dice.rng.shuffle(rows)
    write_case(folder, head, plant.tables)


def _witness(dice: Dice, problem: Problem) -> dict[str, int]:
    """A decision that breaks no rule and no ceiling, if a few attempts find one; else any decision."""
    starts: dict[str, int] = {}
    for _ in range(ATTEMPTS):
        attempt = _attempt(dice, problem)
        starts = starts if attempt is None else attempt
        if attempt and _keeps_ceilings(problem, attempt):
            return attempt
    return starts


def _attempt(dice: Dice, problem: Problem) -> dict[str, int] | None:
    decided: dict[str, int | None] = {}
    names = list(problem.case.measures)
    dice.rng.shuffle(names)
    for name in names:
        allowed = [
            s for s in choices(problem, problem.case.measures[name]) if agrees_with_all(problem, name, s, decided)
        ]
        if not allowed:
            return None
        starts = [start for start in allowed if start is not None]
        decided[name] = dice.one_of(starts) if starts and dice.chance(0.6) else dice.one_of(allowed)
    return {name: start for name, start in decided.items() if start is not None}


def _keeps_ceilings(problem: Problem, starts: dict[str, int]) -> bool:
    caused = flows(problem, starts)
    return all(
        stream.baseline is None or value(yearly(problem, f"{name}_saved", t), caused) <= stream.baseline
        for name, stream in problem.case.streams.items()
        for t in horizon_years(problem)
    )


def _write_scenario(dice: Dice, path: Path, table: Table) -> None:
    """One file, or two: a base that differs here and there, and what extends it."""
    if not dice.has("extends", 0.12):
        write_toml(path, table)
        return
    base = path.with_name(f"{path.stem}-base.toml")
    parent, child = _split(dice, table)
    write_toml(base, parent)
    write_toml(path, child | {"extends": base.name})


def _split(dice: Dice, table: Table) -> tuple[Table, Table]:
    """A parent and a child that together are the scenario."""
    parent = deepcopy(table) | {"name": "Base", "discount_rate": Decimal("0.07")}
    child: Table = {"name": table["name"], "discount_rate": table["discount_rate"]}
    if "budget" in table:
        key = dice.one_of(sorted(table["budget"]))
        child["budget"] = {key: table["budget"][key]}
        parent["budget"][key] = False if key == "carry_over" else 1
    if "limits" in table:
        dropped = {"name": "Dropped", "metric": "measures", "at_least": 99}
        changed = parent["limits"][0]
        changed |= {key: 0 for key in ("at_least", "at_most") if key in changed}
        child["limits"] = [table["limits"][0], {"name": "Dropped"}]
        parent["limits"].append(dropped)
    return parent, child
