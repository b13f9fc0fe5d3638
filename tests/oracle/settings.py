"""Random scenarios but for their limits and budgets: rates, overrides, lists of measures, the goal."""

from decimal import Decimal
from typing import Any

from .dice import Dice, rounded
from .flows import flows
from .inputs import NEVER_CHOSEN, Measure, Problem
from .metrics import PRESENT_VALUES, is_minimised, is_once, metric_names, ratio
from .plant import Plant
from .rules import window

Table = dict[str, Any]
RATES = [Decimal(text) for text in ("0", "0.05", "0.1", "0.18", "0.125", "0.3")]


def draw_settings(dice: Dice, plant: Plant, case: str) -> Table:
    """A scenario without goal, limits and budget."""
    table: Table = {
        "name": "Випадковий сценарій",
        "case": case,
        "horizon_years": plant.horizon,
        "start_years": plant.starts,
        "discount_rate": dice.one_of(RATES),
    }
    if dice.has("capex_escalation", 0.25):
        table["capex_escalation"] = dice.one_of([Decimal("0.05"), Decimal("0.1"), Decimal("0.025")])
    if plant.starts > 1 and dice.has("first_start", 0.25):
        table["first_start"] = plant.base_year + dice.whole(0, plant.starts - 1)
    _add_residual(dice, table)
    _add_overrides(dice, plant, table)
    _add_factor_overrides(dice, plant, table)
    if not dice.has("default_gap", 0.1):
        table["solver"] = {"gap": 0}
    return table


def _add_residual(dice: Dice, table: Table) -> None:
    if dice.has("straight_line", 0.25):
        table["residual"] = "straight_line"
    elif dice.has("salvage", 0.2):
        table["residual"] = "salvage"
    if dice.has("profit_tax", 0.25):
        table |= {"tax_rate": dice.one_of([Decimal("0.18"), Decimal("0.25")]), "depreciation_years": dice.whole(0, 6)}


def _add_overrides(dice: Dice, plant: Plant, table: Table) -> None:
    if not dice.has("overrides", 0.4):
        return
    for section, key, ids in (
        ("prices", "price", plant.ids("streams", "stream")),
        ("taxes", "tax", plant.ids("pollutants", "pollutant")),
    ):
        chosen = dice.some_of(ids, 0, 2)
        if chosen:
            table[section] = {name: _override(dice, plant, key, _usual(plant, key, name)) for name in chosen}


def _usual(plant: Plant, key: str, name: str) -> float:
    return plant.price(name) if key == "price" else plant.scale / 500 + 10


def _override(dice: Dice, plant: Plant, key: str, usual: float) -> Table:
    override: Table = {}
    if dice.chance(0.5):
        override[key] = dice.scaled(usual * 0.5, usual * 2, 3)
    if dice.chance(0.4):
        override["escalation"] = dice.one_of([Decimal("0.1"), Decimal(0), Decimal("-0.05")])
    if dice.chance(0.6) or not override:
        years = dice.some_of(range(plant.base_year - 1, plant.base_year + plant.horizon + 1), 1, 3)
        override["path"] = {str(year): dice.scaled(usual * 0.3, usual * 3, 3) for year in years}
    return override


def _add_factor_overrides(dice: Dice, plant: Plant, table: Table) -> None:
    """Trends and paths of some factors; a scope wherever the pair has several rows."""
    rows = plant.tables["factors"]
    if not rows or not dice.has("factor_overrides", 0.35):
        return
    for row in dice.some_of(rows, 1, 2):
        pair = (row["stream"], row["pollutant"])
        several = sum((other["stream"], other["pollutant"]) == pair for other in rows) > 1
        override: Table = {"scope": int(row["scope"])} if several or dice.chance(0.3) else {}
        if dice.chance(0.4):
            override["trend"] = dice.one_of([Decimal("-0.1"), Decimal("-0.03"), Decimal(0), Decimal("0.02")])
        if dice.chance(0.7) or "trend" not in override:
            years = dice.some_of(range(plant.base_year - 1, plant.base_year + plant.horizon + 1), 1, 3)
            usual = float(row["kg_per_unit"])
            override["path"] = {str(year): dice.scaled(usual * 0.2, usual * 1.5, 3) for year in years}
        table.setdefault("factors", {}).setdefault(pair[0], {})[pair[1]] = override


def add_choices(dice: Dice, problem: Problem, table: Table) -> None:
    """Lists of measures and the longest payback; only what can start is included."""
    measures = list(problem.case.measures.values())
    choices: Table = {}
    if dice.has("include", 0.15):
        able = [one for one in measures if one.status != "in progress" and window(problem, one)]
        choices["include"] = [one.id for one in dice.some_of(able, 1, 1)]
    if dice.has("exclude", 0.15):
        others = [one.id for one in measures if one.id not in choices.get("include", [])]
        choices["exclude"] = dice.some_of(others, 1, 2)
    if dice.has("max_payback", 0.15):
        choices["max_payback"] = _longest_payback(dice, problem)
    if choices:
        table["measures"] = choices


def _longest_payback(dice: Dice, problem: Problem) -> Decimal:
    """A round number of years, or what one measure needs alone, exactly or nearly."""
    name = dice.one_of(list(problem.case.measures))
    needed = ratio(problem, "simple_payback", flows(problem, {name: 0}))
    if needed is None or dice.chance(0.5):
        return dice.one_of([Decimal(years) for years in ("2", "3", "4.5", "6", "8")])
    return rounded(needed, dice.one_of([3, 13]), dice.one_of(["at_most", "at_least"]))


def add_goal(dice: Dice, problem: Problem, table: Table) -> None:
    """A goal, now and then with a year."""
    if dice.has("goals", 0.6):
        table["goal"] = dice.one_of(usable_metrics(problem))
    goal = table.get("goal", "npv")
    if goal not in PRESENT_VALUES and dice.has("goal_years", 0.3):
        year = problem.case.base_year + dice.whole(
            0, problem.scenario.starts - 1 if is_once(goal) else problem.scenario.horizon
        )
        table["goal_year"] = dice.one_of([year, year, "total"])


def usable_metrics(problem: Problem) -> list[str]:
    """The metrics that say something in this case."""
    rows = problem.case.measures.values()
    silent = set() if any("effort" in measure.texts for measure in rows) else {"effort"}
    streams = problem.case.streams.values()
    silent |= set() if any(stream.kwh_per_unit for stream in streams) else {"energy_saved"}
    hazards = [one.hazard for one in streams] + [one.hazard for one in problem.case.pollutants.values()]
    silent |= set() if any(hazards) else {"hazard_avoided"}
    once = {"one_off": "one_off", "avoided_cost": "avoided_cost", "renewal": "renewal"}
    silent |= {metric for metric, column in once.items() if not any(getattr(one, column) for one in rows)}
    return [metric for metric in metric_names(problem) if metric not in silent and _can_be_read(problem, metric)]


def _can_be_read(problem: Problem, metric: str) -> bool:
    """Whether every figure is there that a limit or goal on a metric needs."""
    if metric.endswith("_left"):
        return problem.case.emissions_known(metric.removesuffix("_left"))
    if metric.startswith("use_"):
        return all(one.uses[metric] is not None for one in problem.case.measures.values() if _may_start(problem, one))
    return True


def _may_start(problem: Problem, measure: Measure) -> bool:
    scenario = problem.scenario
    if measure.id in scenario.exclude:
        return False
    if measure.status == "in progress":
        return True
    settled = measure.status in NEVER_CHOSEN and measure.id not in scenario.include
    return not settled and bool(window(problem, measure))


def needs_a_floor(table: Table) -> bool:
    """Whether a goal is to be minimised, so that nothing at all would be best."""
    return is_minimised(table.get("goal", "npv"))
