"""The teaching page is true: its tables, worked by hand, against solve and evaluate, to the last digit printed."""

import re
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from optimizer import Decision, Figures, Question, Solved, evaluate, read_question, solve
from optimizer.case import Case, Effect

ROOT = Path(__file__).parents[2]
SCENARIO = ROOT / "scenarios" / "teaching.toml"
LETTERS = {
    "S": "switch-off",
    "L": "leaks",
    "C": "compressor",
    "E": "economiser",
    "B": "boiler",
    "M": "meters",
    "K": "control",
}


@cache
def tables() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Every table of the page, as rows of cells without emphasis."""
    page = (ROOT / "docs" / "teaching-case.md").read_text(encoding="utf-8")
    found = re.findall(r"(?:^\|.*\|\n)+", page, re.MULTILINE)
    return tuple(
        tuple(
            tuple(re.sub(r"[*`]", "", cell).strip() for cell in line.strip("|").split("|"))
            for line in table.splitlines()
            if not set(line) <= set("|- ")
        )
        for table in found
    )


def table(*head: str) -> list[dict[str, str]]:
    """The rows of the one table whose header begins with these columns."""
    (found,) = [rows for rows in tables() if rows[0][: len(head)] == head]
    return [dict(zip(found[0], row, strict=True)) for row in found[1:]]


def number(cell: str) -> Decimal:
    return Decimal(cell.replace(",", "").replace("−", "-"))


@cache
def question() -> Question:
    return read_question(SCENARIO)


@cache
def without_limit() -> Question:
    """The same question without the CO2 limit."""
    return Question(question().case, question().scenario.model_copy(update={"limits": ()}))


@cache
def answer() -> Figures:
    outcome = solve(question().case, question().scenario)
    assert isinstance(outcome, Solved)
    assert outcome.optimal
    return outcome.figures


def judged(starts: dict[str, int], *, case: Case | None = None) -> Figures:
    """What a plan of letters and years does, without the limit."""
    asked = without_limit()
    base = asked.case.base_year
    return evaluate(case or asked.case, asked.scenario, Decision({LETTERS[m]: base + t for m, t in starts.items()}))


def npv(figures: Figures) -> Decimal:
    value = figures.metrics["npv"]
    assert value is not None
    return round(value, 2)


def test_the_portfolio_is_the_one_of_the_page() -> None:
    told = {row["measure"]: int(row["start"]) for row in table("measure", "start")}
    assert told == answer().decision.starts


def test_the_figures_are_those_of_the_page() -> None:
    told = {row["metric"]: number(row["value"]) for row in table("metric", "value")}
    found = {**answer().metrics, **comparisons()}
    years = answer().years["capex"]
    found |= {f"capex_{question().case.base_year + t}": capex for t, capex in enumerate(years)}
    for key, value in told.items():
        figure = found[key]
        assert figure is not None
        assert round(figure, -int(value.as_tuple().exponent)) == value, key


def comparisons() -> dict[str, Decimal]:
    """The four figures of sections 6 and 7 that are no results of the solve."""
    best = dict(answer().decision.starts)
    plans = every_plan(question())
    without = solve(without_limit().case, without_limit().scenario)
    assert isinstance(without, Solved)
    others = [plan for plan in plans if plan.decision.starts.keys() != best.keys() and plan.feasible]
    base = question().case.base_year
    added = judged({letter: best[name] - base for letter, name in LETTERS.items() if name in best}, case=added_up())
    return {
        "runner_up_npv": max(map(npv, others)),
        "npv_without_limit": npv(without.figures),
        "npv_by_payback": npv(judged(dict.fromkeys("SLEMK", 0))),
        "npv_if_added_up": npv(added),
    }


def every_plan(asked: Question) -> tuple[Figures, ...]:
    """All plans: each letter not at all, in the first year, or in the second; S always in the first."""
    plans = []
    for years in product((None, 0, 1), repeat=6):
        starts = {m: t for m, t in zip("LCEBMK", years, strict=True) if t is not None}
        if not {"E", "B"} <= starts.keys() and ("K" not in starts or "M" in starts):
            base = asked.case.base_year
            decision = Decision({LETTERS[m]: base + t for m, t in {**starts, "S": 0}.items()})
            plans.append(evaluate(asked.case, asked.scenario, decision))
    return tuple(plans)


def added_up() -> Case:
    """The case as if savings on the compressed air added up."""
    case = question().case

    def alone(effect: Effect) -> Effect:
        if effect.end_use is None or effect.share is None:
            return effect
        saved = effect.share * case.end_use[effect.end_use].baseline
        return Effect(measure=effect.measure, stream=case.end_use[effect.end_use].stream, quantity=saved)

    fields = {name: getattr(case, name) for name in Case.model_fields}
    return Case(**{**fields, "effects": tuple(map(alone, case.effects))})


def letters_of(cell: str) -> frozenset[str]:
    return frozenset() if cell == "none" else frozenset(cell.split(" + "))


COMBINATIONS = table("combination (with S)")


@pytest.mark.parametrize("row", COMBINATIONS, ids=lambda row: row["combination (with S)"])
def test_every_combination_is_worth_what_the_page_says(row: dict[str, str]) -> None:
    letters = letters_of(row["combination (with S)"])
    later = set() if row["started in 2027"] == "–" else letters_of(row["started in 2027"])
    plan = judged({**{m: int(m in later) for m in letters}, "S": 0})
    tonnes, capex = plan.years["co2e_abated"][2], sum(question().case.measure[LETTERS[m]].capex for m in letters)
    assert plan.feasible
    assert npv(plan) == number(row["NPV"])
    assert capex == number(row["cost"])
    assert tonnes is not None
    assert tonnes == number(row["t CO2e in 2028"])
    assert (tonnes >= 40) == (row["40 t reached"] == "yes")


def test_the_page_names_every_possible_combination_and_its_best_delay() -> None:
    best: dict[frozenset[str], Decimal] = {}
    for plan in every_plan(without_limit()):
        if plan.feasible:
            names = frozenset(m for m, name in LETTERS.items() if name in plan.decision.starts) - {"S"}
            best[names] = max(npv(plan), best.get(names, npv(plan)))
    assert best == {letters_of(row["combination (with S)"]): number(row["NPV"]) for row in COMBINATIONS}


@pytest.mark.parametrize("row", table("measure", "cost", "saving per year"), ids=lambda row: row["measure"])
def test_each_measure_alone_is_worth_what_the_page_says(row: dict[str, str]) -> None:
    letters = [letter for letter, name in LETTERS.items() if name in row["measure"].split(" + ")]
    assert letters
    early, late = (judged(dict.fromkeys(letters, start)) for start in (0, 1))
    assert npv(early) == number(row["NPV, start 2026"])
    assert npv(late) == number(row["NPV, start 2027"])
    assert early.metrics["annual_saving"] == number(row["saving per year"])
    assert early.metrics["co2e_abated"] == number(row["t CO2e per year"])
    assert sum(question().case.measure[LETTERS[m]].capex for m in letters) == number(row["cost"])


@pytest.mark.parametrize("row", table("year", "t", "capex")[:-1], ids=lambda row: row["year"])
def test_the_cash_flow_is_that_of_the_page(row: dict[str, str]) -> None:
    t, years = int(row["t"]), answer().years
    columns = {
        "capex": "capex",
        "kWh saved": "electricity_saved",
        "m3 saved": "gas_saved",
        "annual saving": "annual_saving",
        "net flow": "net_cash_flow",
    }
    assert {column: number(row[column]) for column in columns} == {c: years[key][t] for c, key in columns.items()}
