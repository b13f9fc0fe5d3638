"""What a register may say silently wrong: each trap, planted in random registers, is asked about or reported.

A trap is a change of a sound register; the law says that it adds a question or a finding about it, every time.
"""

import csv
import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from optimizer.case import Measure
from optimizer.decimals import Decimal
from optimizer.errors import Problem
from optimizer.imports.register import RegisterQuestion, answered, preview, propose, read_mapping, write
from optimizer.imports.register.words.streams import named_streams
from optimizer.readers import read_case
from tests.unit.test_register_rows import COMMON, Rows

REGISTERS, FEW_REGISTERS = 30, 2
PRICES = {"electricity": 7, "natural-gas": 20}
CAPEX, MONEY = "Інвестиції, тис. грн без ПДВ", "Економія, тис. грн/рік без ПДВ"
POWER, GAS = "Економія ел. енергії, МВт*год/рік", "Економія газу, тис. м3/рік"
HEAD = ["№", "Захід", CAPEX, POWER, GAS, MONEY, "Окупність, років", "Термін служби, років"]
NAMES = ("Заміна насосів", "Світильники", "Утеплення", "Ремонт ізоляції", "Датчики", "Автоматика")
ANSWERS = {
    **COMMON, "defaults.accept_payback": "yes", "defaults.accept_saving": "yes", "defaults.vat": "0",
    **{f"columns.{letter}.each": "total" for letter in "CDEF"}, "columns.D.unit_from": "heading",
}  # fmt: skip


class Reading(NamedTuple):
    """How a register was read: what was asked, what was found, and where the mapping is."""

    asked: dict[str, RegisterQuestion]
    found: tuple[Problem, ...]
    folder: Path


def sound(dice: random.Random) -> Rows:
    """A register whose figures agree: money is quantities at prices."""
    rows: Rows = [list(HEAD)]
    for number, name in enumerate(dice.sample(NAMES, dice.randint(3, 6)), 1):
        power, gas = dice.randint(20, 400), dice.randint(5, 90)
        money = power * PRICES["electricity"] + gas * PRICES["natural-gas"]
        capex = round(money * dice.uniform(0.6, 5))
        rows.append([number, name, capex, power, gas, money, round(capex / money, 1), dice.randint(8, 20)])
    return rows


def read(path: Path, rows: Rows, answers: dict[str, str] | None = None) -> Reading:
    """Answer everything as given, as usual or as suggested, and write the case."""
    path.write_text("\n".join(";".join(map(_written, row)) for row in rows), encoding="utf-8")
    asked: dict[str, RegisterQuestion] = {}
    proposal = propose(path)
    while proposal.questions:
        assert not asked.keys() & {one.key for one in proposal.questions}
        asked |= {one.key: one for one in proposal.questions}
        known = {**ANSWERS, **(answers or {})}
        given = {one.key: known.get(one.key, one.suggestion) for one in proposal.questions}
        proposal = propose(path, answered(proposal.mapping, given, {one.key: one.parts for one in proposal.questions}))
    previewed = preview(proposal)
    write(previewed, path.with_suffix(""))
    return Reading(asked, previewed.problems, path.with_suffix(""))


def measures_of(reading: Reading) -> list[Measure]:
    """Return the case's measures in the register's order."""
    measures = {measure.measure: measure for measure in read_case(reading.folder)[0].measures}
    with (reading.folder / "measures.csv").open(encoding="utf-8-sig") as file:
        return [measures[row["measure"]] for row in csv.DictReader(file)]


def _written(cell: object) -> str:
    return f"{cell:.4f}" if isinstance(cell, float) else "" if cell is None else str(cell)


def column(rows: Rows, heading: str) -> int:
    return rows[0].index(heading)


def times(heading: str, factor: float) -> Callable[[random.Random, Rows], None]:
    """Return a slip in one cell of a column."""

    def plant(dice: random.Random, rows: Rows) -> None:
        at = column(rows, heading)
        row = dice.choice(rows[1:])
        row[at] = float(str(row[at])) * factor

    return plant


def headed(heading: str, other: str) -> Callable[[random.Random, Rows], None]:
    """Return another heading for a column."""

    def plant(_: random.Random, rows: Rows) -> None:
        rows[0][column(rows, heading)] = other

    return plant


def used_instead(dice: random.Random, rows: Rows) -> None:
    row = dice.choice(rows[1:])
    for heading in (POWER, GAS):
        row[column(rows, heading)] = -float(str(row[column(rows, heading)]))


def without_money(_: random.Random, rows: Rows) -> None:
    """Leave only quantities beside paybacks, in kWh instead of MWh."""
    at = column(rows, MONEY)
    for row in rows:
        del row[at]
    rows[0][column(rows, POWER)] = "Економія ел. енергії, кВт*год/рік"
    rows[0][column(rows, GAS)] = "Економія газу, м3/рік"


def two_years(first: int) -> Callable[[random.Random, Rows], None]:
    """Return investments in columns of two years."""

    def plant(dice: random.Random, rows: Rows) -> None:
        at = column(rows, CAPEX)
        for row in rows[1:]:
            part = round(float(str(row[at])) * dice.uniform(0.2, 0.8))
            row[at : at + 1] = [part, float(str(row[at])) - part]
        rows[0][at : at + 1] = [f"Інвестиції {year}, тис. грн без ПДВ" for year in (first, first + 1)]

    return plant


def started(*cells: str) -> Callable[[random.Random, Rows], None]:
    def plant(dice: random.Random, rows: Rows) -> None:
        rows[0].append("Термін впровадження")
        for row in rows[1:]:
            row.append(dice.choice(cells))

    return plant


def fuel_switch(dice: random.Random, rows: Rows) -> None:
    dice.choice(rows[1:])[1] = "Котел на пелетах замість газового"


def with_units(*units: str) -> Callable[[random.Random, Rows], None]:
    """Return a column in which rows name units, none of them twice in the first rows."""

    def plant(dice: random.Random, rows: Rows) -> None:
        rows[0].append("Од. виміру")
        for number, row in enumerate(rows[1:]):
            row.append(units[number] if number < len(units) else dice.choice(units))

    return plant


def for_one(dice: random.Random, rows: Rows) -> None:
    row = dice.choice(rows[1:])
    row[1] = f"{row[1]}{dice.choice((' (за 1 шт.)', ', грн/м2', ' (per pump)', ', за м²', ', шт.'))}"


class Trap(NamedTuple):
    """A trap, and the key of the question or the words of the finding that must appear."""

    plant: Callable[[random.Random, Rows], None]
    asked: str = ""
    told: str = ""


TRAPS = {
    "a cost ×1000 against its payback": Trap(times(CAPEX, 1000), told="states a payback"),
    "a cost ÷1000 against its payback": Trap(times(CAPEX, 0.001), told="states a payback"),
    "a payback ×1000": Trap(times("Окупність, років", 1000), told="states a payback"),
    "a saving ×1000 against quantities": Trap(times(MONEY, 1000), told="quantities at the streams' prices"),
    "a saving ÷1000 against quantities": Trap(times(MONEY, 0.001), told="quantities at the streams' prices"),
    "all quantities in kWh": Trap(
        headed(POWER, "Економія ел. енергії, ГВт*год/рік"), asked="defaults.accept_saving"
    ),
    "paybacks without money": Trap(without_money, asked="defaults.accept_payback"),
    "a negative quantity beside a saving": Trap(used_instead, told="negative"),
    "VAT in the cost only": Trap(headed(CAPEX, "Інвестиції, тис. грн з ПДВ"), asked="columns.C.vat"),
    "no word about VAT beside others": Trap(headed(MONEY, "Економія, тис. грн/рік"), asked="defaults.vat"),
    "investments of two years": Trap(two_years(2026), asked="defaults.several.capex"),
    "investments before the base year": Trap(two_years(2025), asked="defaults.sunk"),
    "starts in quarters and ranges": Trap(
        started("2026-2027", "2027-2028"), asked="defaults.cells.years"
    ),
    "a year of implementation": Trap(started("2027", "2028"), asked="columns.I.field"),
    "units in a column of their own": Trap(with_units("м2", "шт"), asked="columns.C.each"),
    "a unit in a name": Trap(for_one, asked="columns.C.each"),
    "quantities in units of their rows": Trap(with_units("МВт*год", "кВт*год"), asked="columns.D.unit_from"),
    "reference fuel": Trap(headed(GAS, "Економія, т у.п./рік"), asked="columns.E.field"),
    "a stream without a factor": Trap(headed(GAS, "Економія пари, т/рік"), told="no emission factor"),
    "a fuel switch without its fuel": Trap(fuel_switch, told="names pellets"),
    "the plant's use": Trap(lambda _dice, _rows: None, told="yearly use isn't stated"),
}  # fmt: skip


def find_all(folder: Path, name: str, registers: int) -> None:
    trap = TRAPS[name]
    for seed in range(registers):
        dice = random.Random(seed)
        rows = sound(dice)
        trap.plant(dice, rows)
        after = read(folder / f"trap-{seed}.csv", rows, {"streams.steam": "800; x"})
        assert not trap.asked or trap.asked in after.asked, (seed, [*after.asked])
        assert not trap.told or any(trap.told in problem.message for problem in after.found), (seed, after.found)


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_not_silent(tmp_path: Path, name: str) -> None:
    find_all(tmp_path, name, FEW_REGISTERS)


@pytest.mark.long
@pytest.mark.parametrize("name", TRAPS)
def test_no_trap_is_ever_silent(tmp_path: Path, name: str) -> None:
    find_all(tmp_path, name, REGISTERS)


@pytest.mark.parametrize("seed", range(FEW_REGISTERS))
def test_sound_registers_are_left_alone(tmp_path: Path, seed: int) -> None:
    read_soundly = read(tmp_path / "a.csv", sound(random.Random(seed)))
    assert not [key for key in read_soundly.asked if key not in COMMON and key != "case.name"]
    assert {problem.column for problem in read_soundly.found} == {"baseline"}


def test_a_price_that_the_check_would_warn_about_is_never_suggested(tmp_path: Path) -> None:
    head = ["Захід", CAPEX, "Економія ел. енергії, кВт*год/рік", MONEY, HEAD[-1]]
    rows: Rows = [head, ["Насоси", 400, 50, 360, 9]]
    question = read(tmp_path / "a.csv", rows).asked["streams.electricity"]
    assert question.suggestion == ""
    assert any("usual" in sample for sample in question.samples)
    rows[1][2] = 50_000
    assert read(tmp_path / "b.csv", rows).asked["streams.electricity"].suggestion.startswith("7.2;")


def test_one_slip_does_not_spoil_the_suggested_price(tmp_path: Path) -> None:
    head = ["Захід", CAPEX, POWER, MONEY, HEAD[-1]]
    rows: Rows = [
        head,
        *([name, 400, power, power * 7, 9] for name, power in zip("абвг", (50, 60, 70, 80_000), strict=True)),
    ]
    rows[4][3] = 560
    assert read(tmp_path / "a.csv", rows).asked["streams.electricity"].suggestion.startswith("7;")


@pytest.mark.parametrize(("answer", "money"), [("0.2", 300_000), ("0", 360_000)])
def test_vat_where_a_heading_is_silent_is_as_answered(tmp_path: Path, answer: str, money: int) -> None:
    rows: Rows = [
        ["Захід", "Інвестиції, тис. грн з ПДВ", "Економія, тис. грн/рік", HEAD[-1]],
        ["Насоси", 480, 360, 10],
    ]
    [measure] = measures_of(read(tmp_path / "a.csv", rows, {"defaults.vat": answer}))
    assert (measure.capex, measure.other_benefit) == (400_000, money)


def test_no_word_about_vat_anywhere_is_not_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Захід", "Інвестиції, тис. грн", "Економія, тис. грн/рік", HEAD[-1]], ["Насоси", 480, 360, 10]]
    assert "defaults.vat" not in read(tmp_path / "a.csv", rows).asked


YEARLY: Rows = [
    ["Захід", *(f"Інвестиції {year}, тис. грн" for year in (2025, 2026, 2027)), "Економія, тис. грн/рік", HEAD[-1]],
    ["Насоси", 50, 100, 300, 360, 10],
    ["LED", None, None, 200, 288, 8],
    ["Котел", 90, None, None, 70, 8],
    ["Сушарка", None, 100, 200, 150, 8],
]


def test_investments_by_year_become_shares_and_what_is_paid_is_sunk(tmp_path: Path) -> None:
    made = read(tmp_path / "a.csv", YEARLY)
    pumps, lamps, boiler, dryer = measures_of(made)
    assert (pumps.capex, pumps.spend) == (400_000, (Decimal("0.25"), Decimal("0.75")))
    assert (lamps.capex, lamps.spend) == (200_000, (1,))
    assert (boiler.capex, boiler.spend) == (0, (1,))
    assert sum(dryer.spend) == 1
    assert "2027" in lamps.notes
    counted = read(tmp_path / "b.csv", YEARLY, {"defaults.sunk": "count"})
    pumps, _, boiler, _ = measures_of(counted)
    assert [round(share * pumps.capex) for share in pumps.spend] == [150_000, 300_000]
    assert boiler.capex == 90_000


def test_starts_are_earliest_years_never_fixed_ones(tmp_path: Path) -> None:
    rows: Rows = [
        ["Захід", "Інвестиції, тис. грн", "Економія, тис. грн/рік", HEAD[-1], "Термін впровадження"],
        ["Насоси", 480, 360, 10, "I півріччя 2027"],
        ["LED", 480, 360, 10, "2026-2027"],
        ["Котел", 480, 360, 10, "по мірі фінансування"],
        ["Сушарка", 480, 360, 10, 2028],
    ]
    measures = measures_of(read(tmp_path / "a.csv", rows))
    assert [measure.earliest for measure in measures] == [2027, 2026, None, 2028]
    assert {measure.latest for measure in measures} == {None}
    measures = measures_of(read(tmp_path / "b.csv", rows, {"defaults.cells.years": "-"}))
    assert [measure.earliest for measure in measures] == [2027, None, None, 2028]


PER_AREA: Rows = [
    ["Захід", "Площа, м2", "Вартість, грн/м2", "Економія, тис. грн/рік", HEAD[-1]],
    ["Вікна", 120, 5_000, 150, 20],
    ["Дах", 900, 1_000, 300, 20],
]


@pytest.mark.parametrize(
    ("heading", "answer", "capex"),
    [
        ("Вартість, грн/м2", "Площа, м2", [600_000, 900_000]),
        ("Вартість, грн на м2", "Площа, м2", [600_000, 900_000]),
        ("Вартість, грн/м2", "100", [500_000, 100_000]),
    ],
)
def test_figures_per_unit_are_multiplied_by_the_number_of_units(
    tmp_path: Path, heading: str, answer: str, capex: list[int]
) -> None:
    rows: Rows = [[*PER_AREA[0][:2], heading, *PER_AREA[0][3:]], *PER_AREA[1:]]
    answers = {"columns.B.field": "notes", "columns.C.field": "capex", "columns.C.each": answer}
    made = read(tmp_path / "a.csv", rows, answers)
    assert [measure.capex for measure in measures_of(made)] == capex


def test_figures_per_unit_may_be_left_out_and_missing_numbers_are_asked_for(tmp_path: Path) -> None:
    answers = {"columns.B.field": "notes", "columns.C.field": "capex"}
    out = {**answers, "columns.C.each": "leave out", "defaults.no_capex": "0"}
    made = read(tmp_path / "a.csv", PER_AREA, out)
    assert [measure.capex for measure in measures_of(made)] == [0, 0]
    rows: Rows = [PER_AREA[0], ["Вікна", None, *PER_AREA[1][2:]], PER_AREA[2]]
    made = read(tmp_path / "b.csv", rows, {**answers, "columns.C.each": "Площа, м2", "rows.2.B": "80"})
    assert [measure.capex for measure in measures_of(made)] == [400_000, 900_000]


def test_reference_fuel_is_converted_to_its_fuel_or_kept_without_co2(tmp_path: Path) -> None:
    rows: Rows = [["Захід", "Інвестиції, тис. грн", "Економія, т у.п./рік", HEAD[-1]], ["Котел", 400, 50, 10]]
    answers = {"streams.coal": "8000; x", "streams.reference-fuel": "9000; x"}
    made = read(tmp_path / "a.csv", rows, {**answers, "streams.reference-fuel.fuel": "coal"})
    case = read_case(made.folder)[0]
    assert [effect.stream for effect in case.effects] == ["coal"]
    assert case.effects[0].quantity == round(Decimal(50) * Decimal("1.1359"), 4)  # 8141 kWh / 7167 kWh
    kept = read(tmp_path / "b.csv", rows, {**answers, "streams.reference-fuel.fuel": "reference-fuel"})
    assert [effect.stream for effect in read_case(kept.folder)[0].effects] == ["reference-fuel"]
    assert any("no emission factor" in problem.message for problem in kept.found)


@pytest.mark.parametrize("rows", [YEARLY, PER_AREA], ids=["years", "units"])
def test_the_next_register_of_the_form_is_read_without_a_question(tmp_path: Path, rows: Rows) -> None:
    answers = {"columns.B.field": "notes", "columns.C.field": "capex", "columns.C.each": "Площа, м2"}
    made = read(tmp_path / "a.csv", rows, answers if rows is PER_AREA else {})
    assert propose(tmp_path / "a.csv", read_mapping(made.folder / "register.toml")).ready


@pytest.mark.parametrize(
    ("name", "streams"),
    [
        ("Котел на пелетах замість газового", {"pellets"}),
        ("Заміна газу на вугілля", {"natural-gas", "coal"}),
        ("Скраплений газ замість дров", {"lpg", "wood"}),
        ("Заміна насосів", set()),
    ],
)
def test_a_name_of_several_words_is_one_stream(name: str, streams: set[str]) -> None:
    assert named_streams(name) == streams
