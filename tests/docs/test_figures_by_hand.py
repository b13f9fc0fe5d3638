"""The page that recomputes one plan by hand is true: its sheet recalculated, its figures against `evaluate`."""

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from optimizer import Decision, Figures, evaluate, read_question
from optimizer.finance import present_value

ROOT = Path(__file__).parents[2]
STARTS = {"leaks": 2026, "compressor": 2027, "boiler": 2026}
COLUMNS = "BCDEFG"
BRIDGE = ("annual_saving", "one_off", "renewal", "avoided_cost", "capex", "profit_tax", "residual", "npv")


@cache
def tables() -> list[list[dict[str, str]]]:
    """Every table of the page, as rows of cells by their column's heading, without code marks."""
    page = (ROOT / "docs/figures-by-hand.md").read_text(encoding="utf-8")
    found = []
    for lines in re.findall(r"(?:^\|.*\|\n)+", page, re.MULTILINE):
        head, _, *rows = (
            [cell.replace("`", "").strip() for cell in line.strip("|\n").split("|")] for line in lines.splitlines()
        )
        found.append([dict(zip(head, row, strict=True)) for row in rows])
    return found


def table(*head: str) -> list[dict[str, str]]:
    """The rows of every table whose headings begin with these."""
    return [row for rows in tables() if tuple(rows[0])[: len(head)] == head for row in rows]


def number(cell: str) -> Decimal:
    return Decimal(cell.replace(",", "").replace("−", "-"))


def same(cell: str, figure: Decimal | None) -> bool:
    """Whether a cell shows this figure, to its last digit."""
    shown = number(cell)
    return figure is not None and round(figure, -int(shown.as_tuple().exponent)) == shown


@cache
def figures(*measures: str) -> Figures:
    question = read_question(ROOT / "docs/examples/by-hand.toml")
    return evaluate(question.case, question.scenario, Decision({m: STARTS[m] for m in measures or STARTS}))


SHEET = table("row", "figure")
KNOWN = [row for row in SHEET if row["figure"].split(",")[0] in figures().years]


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row["figure"])
def test_the_sheet_shows_the_years_of_the_plan(row: dict[str, str]) -> None:
    values = figures().years[row["figure"].split(",")[0]]
    assert all(same(row[str(2026 + t)], value) for t, value in enumerate(values))


def test_the_sheet_leaves_nothing_out() -> None:
    """All that makes cash, and plant and plan without and with measures."""
    before_and_after = {"bill_before", "bill_saved", "co2e_before", "co2e_abated", "co2e_left"}
    assert {*BRIDGE[:-1], *before_and_after, "net_cash_flow"} <= {row["figure"].split(",")[0] for row in KNOWN}


@cache
def cell(column: str, row: int) -> float:
    """A cell of the worksheet: typed, or its formula recalculated."""
    (found,) = [line for line in SHEET if line["row"] == str(row)]
    formula, k = found["column C, copied to B–G"], COLUMNS.index(column)
    if not formula.startswith("="):
        return float(number(found[str(2026 + k)]))
    return recalculated(formula, k - 1)


def recalculated(formula: str, shift: int = 0) -> float:
    """A formula's value once it is copied by so many columns."""

    def spread(found: re.Match[str]) -> str:
        first, row, last, _ = found.groups()
        end = COLUMNS.index(last) + shift
        cells = [str(cell(column, int(row))) for column in COLUMNS[COLUMNS.index(first) : end + 1]]
        return f"[{', '.join(cells)}]"

    text = re.sub(r"\$?([A-G])(\d+):([A-G])(\d+)", spread, formula.removeprefix("="))
    text = re.sub(r"\b([A-G])(\d+)", lambda m: str(cell(COLUMNS[COLUMNS.index(m[1]) + shift], int(m[2]))), text)
    known = {"SUM": sum, "SUMPRODUCT": lambda one, other: sum(a * b for a, b in zip(one, other, strict=True))}
    return float(eval(text.replace("^", "**"), {"__builtins__": {}}, known))  # noqa: S307 - formulas of our own page


@pytest.mark.parametrize("row", SHEET, ids=lambda row: row["figure"])
def test_the_formulas_give_what_is_shown(row: dict[str, str]) -> None:
    for t, column in enumerate(COLUMNS):
        assert same(row[str(2026 + t)], Decimal(str(cell(column, int(row["row"])))))


@pytest.mark.parametrize("row", table("step", "present value"), ids=lambda row: row["step"])
def test_the_bridge_is_that_of_the_plan(row: dict[str, str]) -> None:
    assert same(row["present value"], figures().bridge[row["step"]])
    assert same(row["present value"], Decimal(str(recalculated(row["Excel"]))))


def test_the_bridge_misses_no_step() -> None:
    assert tuple(row["step"] for row in table("step", "present value")) == BRIDGE


@pytest.mark.parametrize(
    "row", [*table("ratio", "value"), *table("part", "value")], ids=lambda row: next(iter(row.values()))
)
def test_ratios_and_their_parts_are_those_of_the_plan(row: dict[str, str]) -> None:
    known = {**figures().metrics, **figures().bridge}
    assert same(row["value"], known[row["ratio"] if "ratio" in row else row["part"]])


@pytest.mark.parametrize("row", table("rate"), ids=lambda row: row["rate"])
def test_the_rates_give_the_npv_of_the_page(row: dict[str, str]) -> None:
    flows = [flow for flow in figures().years["net_cash_flow"] if flow is not None]
    assert same(row["NPV at this rate"], present_value(flows, Decimal(row["rate"])))


@pytest.mark.parametrize("row", table("limit"), ids=lambda row: row["limit"])
def test_the_limits_are_those_of_the_plan(row: dict[str, str]) -> None:
    (limit,) = [one for one in figures().limits if one.name == row["limit"]]
    assert all(same(row[key], getattr(limit, key)) for key in ("value", "bound", "slack"))
    assert limit.margin is None if row["margin"] == "–" else same(row["margin"], limit.margin)


@pytest.mark.parametrize("row", table("measure", "capex"), ids=lambda row: row["measure"])
def test_the_shares_are_those_of_the_plan(row: dict[str, str]) -> None:
    fair = figures().metrics if row["measure"] == "plan" else figures().shares[row["measure"]]
    assert all(same(row[key], fair[key]) for key in ("capex", "npv", "annual_saving", "co2e_abated"))
    alone = figures().alone.get(row["measure"], {})
    assert all(same(row[f"{key} alone"], value) for key, value in alone.items())


def test_each_measures_bridge_adds_up_to_its_share_and_to_the_plan() -> None:
    *measures, plan = table("measure", "annual_saving")
    for row in [*measures, plan]:
        assert abs(sum(number(row[key]) for key in BRIDGE[:-1]) - number(row["npv"])) <= Decimal("0.04"), row
    for key in BRIDGE:
        assert same(plan[key], figures().bridge[key])
        assert abs(sum(number(row[key]) for row in measures) - number(plan[key])) <= Decimal("0.02"), key
    assert all(same(row["npv"], figures().shares[row["measure"]]["npv"]) for row in measures)


@pytest.mark.parametrize(
    ("key", "unit"), [("electricity_saved", "{}, kWh"), ("npv", "npv of {}")], ids=["savings", "npv"]
)
def test_both_orders_give_the_shares_of_the_page(key: str, unit: str) -> None:
    one, other, both = (figures(*names).metrics[key] for names in (["leaks"], ["compressor"], ["leaks", "compressor"]))
    assert one is not None
    assert other is not None
    assert both is not None
    heading = {name: unit.format(name) for name in ("leaks", "compressor")}
    first, second, fair = table("order", heading["leaks"])
    assert same(first[heading["leaks"]], one)
    assert same(first[heading["compressor"]], both - one)
    assert same(second[heading["leaks"]], both - other)
    assert same(second[heading["compressor"]], other)
    assert same(fair[heading["leaks"]], (one + both - other) / 2)
    assert same(fair[heading["compressor"]], (other + both - one) / 2)


def test_the_plan_keeps_every_rule() -> None:
    assert figures().feasible
