"""Planted defects are found: 40 kinds with file, row and column; factors of 1000; good registers cause no warnings.

Each kind says whether it is an error (reported by the reader and `check`) or only suspicious (reported by `plausible`).
The long mode tests 25 registers per kind and 1,000 registers with factors of 1000.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

from optimizer.checks import coherence, plausible
from tests.registers_random import reading_of, register

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.errors import Problem
    from tests.registers_random import Tables

Row = dict[str, str]
Place = tuple[str, int, str | None]
KINDS, REGISTERS, SHORT_REGISTERS = 40, 25, 2
SLIPS, SHORT_SLIPS = 1_000, 100


class Kind(NamedTuple):
    """A kind of defect: whether it is an error or suspicious, and a function that plants it and returns its place."""

    name: str
    wrong: bool
    plant: Callable[[random.Random, Tables], Place]


def problems(tables: Tables) -> list[Problem]:
    reading = reading_of(tables)
    return [*reading.problems, *coherence(reading.case, unread=reading.unread), *plausible(reading.case)]


def changed(table: str, column: str, to: Callable[[str], str] | str, which: Callable[[Row], bool] = bool):
    """Return a defect in one cell of some row."""

    def plant(dice: random.Random, tables: Tables) -> Place:
        rows = [(at, row) for at, row in enumerate(tables[table], 2) if which(row)]
        number, row = dice.choice(rows)
        row[column] = to(row[column]) if callable(to) else to
        return (f"{table}.csv", number, column)

    return plant


def repeated(table: str, column: str | None):
    """Return a row that exists twice."""

    def plant(dice: random.Random, tables: Tables) -> Place:
        tables[table].append(dict(dice.choice(tables[table])))
        return (f"{table}.csv", len(tables[table]) + 1, column)

    return plant


def added(table: str, column: str | None, make: Callable[[random.Random, Tables], Row]):
    """Return a row that should not exist."""

    def plant(dice: random.Random, tables: Tables) -> Place:
        tables[table].append(make(dice, tables))
        return (f"{table}.csv", len(tables[table]) + 1, column)

    return plant


def times(factor: float) -> Callable[[str], str]:
    return lambda given: f"{float(given) * factor:.12f}".rstrip("0").rstrip(".")


def given(column: str, value: str | None = None) -> Callable[[Row], bool]:
    """Return rows with any value (or this value) in a column."""
    return lambda row: row.get(column, "") not in ("", "0") and (value is None or row[column] == value)


def usual(row: Row) -> bool:
    """Return a measure with a cost that pays back within its short life."""
    return row["capex"] != "0" and float(row["lifetime"]) <= 15


def effect(**more: str) -> Callable[[random.Random, Tables], Row]:
    return lambda dice, tables: {"measure": dice.choice(tables["measures"])["measure"], **more}


def on_end_use(_: random.Random, tables: Tables) -> Row:
    use = tables["end_uses"][0]
    return {
        "measure": tables["measures"][0]["measure"],
        "end_use": use["end_use"],
        "quantity": times(1.5)(use["baseline"]),
    }


def itself(dice: random.Random, tables: Tables) -> Row:
    name = dice.choice(tables["measures"])["measure"]
    return {"first": name, "second": name, "stream": "electricity", "quantity": "-5"}


def requires_itself(dice: random.Random, tables: Tables) -> Place:
    number, row = dice.choice([*enumerate(tables["measures"], 2)])
    row["requires"] = row["measure"]
    return ("measures.csv", number, "requires")


def turned(first: str, second: str, low: str, high: str):
    def plant(dice: random.Random, tables: Tables) -> Place:
        number, row = dice.choice([*enumerate(tables["measures"], 2)])
        row[first], row[second] = high, low
        return ("measures.csv", number, first)

    return plant


def effects_lost(dice: random.Random, tables: Tables) -> Place:
    wanted = {row["requires"] for row in tables["measures"]}
    unpaid = [
        (at, row)
        for at, row in enumerate(tables["measures"], 2)
        if row["capex"] != "0" and row["measure"] not in wanted
    ]
    number, row = dice.choice(unpaid)
    row |= dict.fromkeys(("opex_change", "other_benefit", "one_off", "salvage"), "0")
    tables["effects"] = [e for e in tables["effects"] if e["measure"] != row["measure"]]
    return ("measures.csv", number, "measure")


def gas(tables: Tables) -> tuple[int, Row]:
    """Return the plant's natural gas, added if it has none."""
    for number, row in enumerate(tables["streams"], 2):
        if row["stream"] == "natural-gas":
            return number, row
    price = str(round(float(tables["streams"][0]["price"]) * 3, 2))
    row = {
        "stream": "natural-gas",
        "name": "Natural gas",
        "kind": "energy",
        "unit": "m3",
        "price": price,
        "kwh_per_unit": "9.5",
    }
    tables["streams"].append(row)
    tables["factors"].append({"stream": "natural-gas", "pollutant": "co2e", "kg_per_unit": "1.919", "scope": "1"})
    return len(tables["streams"]) + 1, row


def higher_heating_value(_: random.Random, tables: Tables) -> Place:
    number, row = gas(tables)
    row["kwh_per_unit"] = times(1.11)(row["kwh_per_unit"])
    return ("streams.csv", number, "kwh_per_unit")


def factor_of_higher_heating_value(_: random.Random, tables: Tables) -> Place:
    gas(tables)
    number, row = next((at, f) for at, f in enumerate(tables["factors"], 2) if f["stream"] == "natural-gas")
    row["kg_per_unit"] = times(0.9)(row["kg_per_unit"])
    return ("factors.csv", number, "kg_per_unit")


def above_its_stream(dice: random.Random, tables: Tables) -> Place:
    number, use = dice.choice([*enumerate(tables["end_uses"], 2)])
    whole = next(row["baseline"] for row in tables["streams"] if row["stream"] == use["stream"])
    use["baseline"] = times(30)(whole)
    return ("end_uses.csv", number, "baseline")


def busy_stream(tables: Tables) -> set[str]:
    return {use["stream"] for use in tables["end_uses"]}


def unit_of_baseline(dice: random.Random, tables: Tables) -> Place:
    return changed("streams", "baseline", times(1000), lambda row: row["stream"] in busy_stream(tables))(dice, tables)


WRONG = (
    Kind("a stream that isn't there", True, changed("effects", "stream", "electrcity", given("stream"))),
    Kind("a measure that isn't there", True, changed("effects", "measure", "m999")),
    Kind("a measure in another alphabet", True, changed("effects", "measure", lambda name: name.replace("m", "м"))),
    Kind("an end use that isn't there", True, changed("effects", "end_use", "lightning", given("end_use"))),
    Kind("an id twice", True, repeated("measures", "measure")),
    Kind("a stream twice", True, repeated("streams", "stream")),
    Kind("a factor twice", True, repeated("factors", "stream")),
    Kind("an effect twice", True, repeated("effects", None)),
    Kind("a mixed alphabet", True, changed("measures", "measure", lambda name: name + "aа")),
    Kind("a share in per cent", True, changed("effects", "share", times(100), given("share"))),
    Kind("a negative share", True, changed("effects", "share", times(-1), given("share"))),
    Kind("more than the end use", True, added("effects", "quantity", on_end_use)),
    Kind("two things in one row", True, changed("effects", "end_use", "lighting", given("stream"))),
    Kind("no size", True, added("effects", "quantity", effect(stream="electricity"))),
    Kind("no cost", True, changed("measures", "capex", "")),
    Kind("a negative cost", True, changed("measures", "capex", "-500")),
    Kind("words for a number", True, changed("measures", "capex", "about 500")),
    Kind("a number of two readings", True, changed("measures", "capex", "1,200")),
    Kind("no life", True, changed("measures", "lifetime", "0")),
    Kind("a life in parts", True, changed("measures", "lifetime", "2.5")),
    Kind("spending that isn't all", True, changed("measures", "spend", "0.4;0.4")),
    Kind("low above high", True, turned("low", "high", "0.8", "1.2")),
    Kind("earliest after latest", True, turned("earliest", "latest", "2027", "2029")),
    Kind("a prerequisite that isn't there", True, changed("measures", "requires", "m999")),
    Kind("a measure that requires itself", True, requires_itself),
    Kind("a kind of stream that isn't one", True, changed("streams", "kind", "power")),
    Kind("a status that isn't one", True, changed("measures", "status", "planned")),
    Kind("an interaction with itself", True, added("interactions", "second", itself)),
    Kind("a fourth scope", True, changed("factors", "scope", "4")),
)
ODD = (
    Kind("a cost ×1000", False, changed("measures", "capex", times(1000), usual)),
    Kind("a cost in thousands", False, changed("measures", "capex", times(0.001), usual)),
    Kind("a price per 1000 units", False, changed("streams", "price", times(1000))),
    Kind("a baseline ×1000", False, unit_of_baseline),
    Kind("a saving ×1000", False, changed(
        "effects", "quantity", times(1000), lambda row: given("stream")(row) and float(row["quantity"]) > 0)),
    Kind("an end use above its stream", False, above_its_stream),
    Kind("the higher heating value", False, higher_heating_value),
    Kind("a factor of the higher heating value", False, factor_of_higher_heating_value),
    Kind("a life in months", False, changed("measures", "lifetime", times(12), lambda row: float(row["lifetime"]) > 4)),
    Kind("an escalation in per cent", False, changed("streams", "escalation", "6")),
    Kind("a measure whose effects were lost", False, effects_lost),
)  # fmt: skip


def test_there_are_forty_kinds() -> None:
    assert len({kind.name for kind in WRONG + ODD}) == KINDS


def planted(kind: Kind, seed: int) -> tuple[Place, list[Problem]]:
    dice = random.Random(f"{kind.name} {seed}")
    tables = register(dice)
    while not (tables["end_uses"] and tables["interactions"]):
        tables = register(dice)
    return kind.plant(dice, tables), problems(tables)


def find_all(kind: Kind, registers: int) -> None:
    for seed in range(registers):
        place, found = planted(kind, seed)
        told = [(p.file, p.row, p.column) for p in found if p.warning is not kind.wrong]
        assert place in told, f"{kind.name}, register {seed}: {place} not in {[str(p) for p in found]}"


@pytest.mark.parametrize("kind", WRONG + ODD, ids=lambda kind: kind.name)
def test_a_planted_defect_is_found_where_it_is(kind: Kind) -> None:
    find_all(kind, SHORT_REGISTERS)


@pytest.mark.long
@pytest.mark.parametrize("kind", WRONG + ODD, ids=lambda kind: kind.name)
def test_every_planted_defect_is_found_where_it_is(kind: Kind) -> None:
    find_all(kind, REGISTERS)


CELLS = (
    *(("streams", column) for column in ("price", "baseline", "kwh_per_unit")),
    ("factors", "kg_per_unit"),
    ("pollutants", "tax"),
    *(("end_uses", "baseline"), ("effects", "quantity"), ("effects", "share"), ("interactions", "quantity")),
    *(("measures", column) for column in ("capex", "opex_change", "other_benefit", "one_off", "salvage")),
    ("measures", "use_staff_days"),
)


def slip(dice: random.Random, tables: Tables) -> tuple[str, str, str]:
    """Make a figure that matters a thousand times too large or too small."""
    used = {row["stream"] for row in (*tables["effects"], *tables["end_uses"])}
    while True:
        table, column = dice.choice(CELLS)
        rows = [row for row in tables[table] if given(column)(row) and (table != "streams" or row["stream"] in used)]
        if rows:
            factor = dice.choice((1000, 0.001))
            row = dice.choice(rows)
            row[column] = times(factor)(row[column])
            return table, column, "×1000" if factor > 1 else "÷1000"


def told_and_warned(registers: int, first: int = 0) -> tuple[int, int, Counter[tuple[str, str, str]]]:
    """Return how many factors were reported, how many good registers caused warnings, and which factors were missed."""
    told, warned, missed = 0, 0, Counter[tuple[str, str, str]]()
    for seed in range(first, first + registers):
        dice = random.Random(seed)
        tables = register(dice)
        before = {str(problem) for problem in problems(tables)}
        where = slip(dice, tables)
        found = [problem for problem in problems(tables) if str(problem) not in before]
        warned += bool(before)
        told += bool(found)
        missed += Counter([] if found else [where])
    return told, warned, missed


def test_scale_slips_are_told_and_good_registers_left_alone() -> None:
    told, warned, missed = told_and_warned(SHORT_SLIPS)
    assert told >= 0.97 * SHORT_SLIPS, missed
    assert warned <= 0.05 * SHORT_SLIPS


@pytest.mark.long
def test_99_of_100_scale_slips_are_told_and_at_most_5_of_100_good_registers_warned() -> None:
    told, warned, missed = told_and_warned(SLIPS)
    assert told >= 0.99 * SLIPS, missed
    assert warned <= 0.05 * SLIPS
