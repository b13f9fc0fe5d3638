"""Measures of several rows, a resource in each: read right, or asked; what merged cells cover is not lost."""

import random
from collections.abc import Iterable
from collections.abc import Mapping as Table
from pathlib import Path

import pytest
from openpyxl import Workbook

from optimizer.case import Case
from optimizer.decimals import Decimal
from optimizer.imports.register import Mapping, Proposal, answered, apply, propose
from optimizer.readers import read_case

Rows = list[list[object]]
COMMON = {
    "case.name": "Plant",
    "case.currency": "UAH",
    "case.base_year": "2026",
    "defaults.price_year.UAH": "2026",
    "defaults.per": "year",
    "streams.electricity": "7; bill",
    "streams.natural-gas": "20; bill",
    "streams.heat": "2000; contract",
    "streams.water": "30; tariff",
}
HEAD: list[object] = [
    "№", "Захід", "Вид ресурсу", "Од. виміру", "Економія в натуральних одиницях", "Річна економія, тис. грн",
    "Інвестиції, тис. грн", "Термін служби, років", "Підрозділ",
]  # fmt: skip
BOILER: Rows = [
    [1, "Реконструкція котельні", "Природний газ", "тис. м³", 92.4, 1848, 1600, 15, "Котельня"],
    [None, None, "Електроенергія", "МВт·год", -12, -84, None, None, None],
    [None, None, "Вода", "м³", 500, 15, None, None, None],
]
LAMPS: list[object] = [2, "Світлодіоди", "ел. енергія", "кВт·год", 165200, 1156.4, 1100, 12, None]
MERGED = ("A2:A4", "B2:B4", "G2:G4", "H2:H4", "I2:I5")


def workbook(path: Path, rows: Rows, merged: Iterable[str] = ()) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path


def talked_over(path: Path, answers: Table[str, str] = COMMON) -> tuple[Proposal, list[str]]:
    """The proposal when all was answered as given, or as suggested; and what was asked besides the usual."""
    asked: list[str] = []
    proposal = propose(path)
    while proposal.questions:
        given = {one.key: answers.get(one.key, COMMON.get(one.key, one.suggestion)) for one in proposal.questions}
        assert not [key for key in given if key in asked], given
        asked += given
        parts = {one.key: one.parts for one in proposal.questions}
        proposal = propose(path, answered(proposal.mapping, given, parts))
    assert proposal.ready, proposal.problems
    return proposal, [key for key in asked if key not in COMMON]


def imported(path: Path, mapping: Mapping) -> Case:
    out = path.with_suffix("")
    apply(path, mapping, out)
    return read_case(out)[0]


def test_a_merged_name_makes_one_measure_of_all_its_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, *BOILER, LAMPS], MERGED)
    proposal, asked = talked_over(path)
    assert asked == ["columns.F.rows"]
    case = imported(path, proposal.mapping)
    assert [measure.name for measure in case.measures] == ["Реконструкція котельні", "Світлодіоди"]
    boiler, lamps = case.measures
    assert (boiler.capex, boiler.lifetime, boiler.other_benefit) == (1_600_000, 15, 0)
    saved = {effect.stream: effect.quantity for effect in case.effects_of[boiler.measure]}
    assert saved == {"natural-gas": 92_400, "electricity": -12_000, "water": 500}
    assert [e.quantity for e in case.effects_of[lamps.measure]] == [165_200]
    assert lamps.site == "Котельня"  # its merged cell covers this row, too
    assert "Rows 2, 3, 4 of a.xlsx." in boiler.notes
    assert proposal.measures[0].money == 1_779_000


def test_the_same_register_without_merged_cells_is_asked_about_once(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, *BOILER, LAMPS])
    [question] = propose(path).questions
    assert (question.key, question.suggestion) == ("defaults.unnamed", "above")
    proposal, _ = talked_over(path)
    assert [entry.rows for entry in proposal.measures] == [(2, 3, 4), (5,)]
    asked_apart = propose(path, answered(propose(path).mapping, {"defaults.unnamed": "ask"}))
    assert [one.key for one in asked_apart.questions] == ["rows.3.B", "rows.4.B"]
    apart = answered(asked_apart.mapping, {"rows.3.B": "above", "rows.4.B": "Облік води"})
    assert [line.first for line in rows_of(path, apart)] == [2, 2, 4, 5]


def rows_of(path: Path, mapping: Mapping) -> list:
    """The rows as sorted, through the mapping's samples of names: each with its measure's first row."""
    from optimizer.imports.register.measures.sorting import sort_rows  # noqa: PLC0415
    from optimizer.imports.register.sheet.header_rows import find_header  # noqa: PLC0415
    from optimizer.imports.register.sheet.joined_tables import one_table  # noqa: PLC0415
    from optimizer.imports.register.sheet.loading import load  # noqa: PLC0415

    [grid] = load(path).sheets
    header = find_header(grid)
    assert header is not None
    fields = {at: str(column.field) for at, column in enumerate(mapping.columns.values(), 1)}
    return list(sort_rows(one_table(grid, header), fields, mapping.rows, mapping.defaults).measures)


FLAT_HEAD: list[object] = [
    "Measure", "Energy carrier", "Unit", "Quantity saved", "Cost savings, EUR/a", "Investment, EUR",
    "Useful life, years",
]  # fmt: skip
FLAT: Rows = [
    ["New boiler", "natural gas", "MWh", 400, 20_000, 90_000, 15],
    ["New boiler", "electricity", "MWh", 10, 1_200, 90_000, 15],
    ["Heat recovery", "natural gas", "MWh", 100, 5_000, 21_000, 10],
    ["Heat recovery", "water", "m³", 900, 800, 21_000, 10],
]
EUR = {
    "case.currency": "EUR",
    "defaults.price_year.EUR": "2026",
    "streams.natural-gas": "0.5; bill",
    "streams.electricity": "0.12; bill",
    "streams.water": "0.9; bill",
}


def test_what_repeats_in_each_row_counts_once_if_that_is_the_answer(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [FLAT_HEAD, *FLAT])
    proposal, asked = talked_over(path, EUR)
    assert {"defaults.same_name", "columns.F.rows", "columns.E.rows"} <= set(asked)
    columns = proposal.mapping.columns
    assert (columns["F"].rows, columns["E"].rows) == ("once", "sum")  # as suggested: all alike, or not
    assert "values.factor.MWh of natural-gas" in asked
    boiler, recovery = proposal.measures
    assert (boiler.figures["capex"], boiler.money, boiler.figures["lifetime"]) == (90_000, 21_200, 15)
    assert boiler.stream_money == {"natural-gas": 20_000, "electricity": 1_200}
    gas = 400 * Decimal("105.8201")
    assert boiler.quantities == {"natural-gas": gas, "electricity": 10_000}
    assert recovery.quantities["water"] == 900


def test_what_repeats_in_each_row_adds_up_if_that_is_the_answer(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [FLAT_HEAD, *FLAT])
    proposal, _ = talked_over(path, {**EUR, "columns.F.rows": "sum", "columns.E.rows": "once", "rows.2.E": "21200",
                                     "rows.4.E": "5800"})  # fmt: skip
    assert [entry.figures["capex"] for entry in proposal.measures] == [180_000, 42_000]
    assert [entry.money for entry in proposal.measures] == [21_200, 5_800]


def test_measures_of_the_same_name_stay_several_if_that_is_the_answer(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [FLAT_HEAD, *FLAT])
    proposal, asked = talked_over(path, {**EUR, "defaults.same_name": "several"})
    assert len(proposal.measures) == 4
    assert not [key for key in asked if key.endswith(".rows")]
    case = imported(path, proposal.mapping)
    assert [one.measure for one in case.measures] == ["heat-recovery", "heat-recovery-2", "new-boiler", "new-boiler-2"]


def test_rows_that_differ_in_number_or_place_are_measures_of_their_own_without_being_asked(tmp_path: Path) -> None:
    rows = [HEAD, LAMPS, [3, *LAMPS[1:]], [4, *LAMPS[1:-1], "Цех 2"]]
    proposal, asked = talked_over(workbook(tmp_path / "a.xlsx", rows))
    assert len(proposal.measures) == 3
    assert not asked


def test_rows_of_one_measure_that_contradict_each_other_are_asked_about(tmp_path: Path) -> None:
    rows = [FLAT_HEAD, FLAT[0], [*FLAT[1][:-1], 10]]
    proposal, asked = talked_over(workbook(tmp_path / "a.xlsx", rows), {**EUR, "rows.2.G": "10"})
    assert "rows.2.G" in asked
    assert proposal.measures[0].figures["lifetime"] == 10


def test_one_figure_of_money_in_the_first_row_is_asked_about_unless_its_cell_covers_all(tmp_path: Path) -> None:
    rows: Rows = [HEAD, [*BOILER[0][:5], 1779, *BOILER[0][6:]], [*BOILER[1][:5], None], [*BOILER[2][:5], None], LAMPS]
    names = ("A2:A4", "B2:B4")
    _, asked = talked_over(workbook(tmp_path / "a.xlsx", rows, names), {"columns.F.rows": "once"})
    assert asked == ["columns.F.rows"]
    part, _ = talked_over(workbook(tmp_path / "b.xlsx", rows, names), {"columns.F.rows": "sum"})
    assert part.measures[0].stream_money == {"natural-gas": 1_779_000}
    whole, asked = talked_over(workbook(tmp_path / "c.xlsx", rows, (*names, "F2:F4")))
    assert not asked
    assert whole.measures[0].figures["money"] == 1_779_000


def test_money_that_is_stated_for_one_resource_is_compared_with_that_resource_alone(tmp_path: Path) -> None:
    rows: Rows = [HEAD, [*BOILER[0][:5], 1900, *BOILER[0][6:]], [*BOILER[1][:5], None], LAMPS]
    path = workbook(tmp_path / "a.xlsx", rows, ("A2:A3", "B2:B3"))
    proposal, _ = talked_over(path, {"columns.F.rows": "sum"})
    assert imported(path, proposal.mapping).measures[0].other_benefit == 1_900_000 - 92_400 * 20


def test_one_merged_figure_of_several_measures_is_asked_for_each(tmp_path: Path) -> None:
    rows = [HEAD, LAMPS, [3, "Датчики", *LAMPS[2:6], None, *LAMPS[7:]]]
    path = workbook(tmp_path / "a.xlsx", rows, ("G2:G3",))
    proposal, asked = talked_over(path, {"rows.2.G": "700", "rows.3.G": "400"})
    assert asked == ["rows.2.G", "rows.3.G"]
    assert [entry.figures["capex"] for entry in proposal.measures] == [700_000, 400_000]


def test_a_merged_figure_over_several_columns_is_asked_about(tmp_path: Path) -> None:
    rows = [HEAD, [*LAMPS[:5], 1156.4, None, *LAMPS[7:]], [3, "Датчики", *LAMPS[2:]]]
    _, asked = talked_over(workbook(tmp_path / "a.xlsx", rows, ("F2:G2",)), {"rows.2.F": "1156.4", "rows.2.G": "1100"})
    assert asked == ["rows.2.F", "rows.2.G"]


def test_words_that_are_no_known_resource_or_unit_are_asked_about_once(tmp_path: Path) -> None:
    rows: Rows = [
        HEAD,
        [1, "Азотна станція", "Азот", "балон", 30, 60, 100, 10, None],
        [2, "Витоки азоту", "Азот", "балон", 12, 24, 10, 5, None],
        [3, "Теплоізоляція", "Теплоенергія", "од.", 40, 80, 200, 10, None],
        [4, "Огляди", "Кошти", "тис. грн", 15, 15, 20, 5, None],
    ]
    answers = {
        "values.resource.Азот": "nitrogen",
        "streams.nitrogen.kind": "material",
        "streams.nitrogen.unit": "m3",
        "values.unit.балон": "1 × cylinder",
        "values.factor.cylinder of nitrogen": "6",
        "streams.nitrogen": "40; supplier",
        "values.unit.од.": "1 × Gcal",
        "values.resource.Кошти": "ignore",
    }
    path = workbook(tmp_path / "a.xlsx", rows)
    proposal, asked = talked_over(path, answers)
    assert set(answers) == set(asked)
    case = imported(path, proposal.mapping)
    assert {(e.stream, e.quantity) for e in case.effects} == {("nitrogen", 180), ("nitrogen", 72), ("heat", 40)}
    assert {one.name: one.other_benefit for one in case.measures}["Огляди"] == 15_000
    assert "One cylinder is 6 m3 of nitrogen." in "\n".join(case.company["assumptions"])


def test_a_unit_beside_the_resource_s_name_will_do(tmp_path: Path) -> None:
    head = [*HEAD[:3], *HEAD[4:]]
    rows: Rows = [[*row[:2], f"{row[2]}, {row[3]}", *row[4:]] for row in (*BOILER, LAMPS)]
    proposal, asked = talked_over(workbook(tmp_path / "a.xlsx", [head, *rows], ("A2:A4", "B2:B4")))
    assert asked == ["columns.E.rows"]
    assert proposal.measures[0].quantities == {"natural-gas": 92_400, "electricity": -12_000, "water": 500}


def test_thousands_in_the_heading_are_not_lost_where_the_unit_stands_in_the_row(tmp_path: Path) -> None:
    head = [*HEAD[:4], "Економія в натуральних одиницях, тис. од.", *HEAD[5:]]
    rows: Rows = [head, [*LAMPS[:3], "кВт·год", 165.2, *LAMPS[5:]]]
    path = workbook(tmp_path / "a.xlsx", rows)
    proposal, asked = talked_over(path, {"columns.E.field": "quantity", "columns.E.scale": "1000"})
    assert "columns.E.scale" in asked
    assert proposal.measures[0].quantities == {"electricity": 165_200}


def test_a_quantity_without_a_resource_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [HEAD, [*LAMPS[:2], None, *LAMPS[3:]], [3, "Датчики", *LAMPS[2:]]]
    proposal, asked = talked_over(workbook(tmp_path / "a.xlsx", rows), {"rows.2.C": "electricity"})
    assert asked == ["rows.2.C"]
    assert proposal.measures[0].quantities == {"electricity": 165_200}


def test_totals_and_titles_between_measures_of_several_rows_are_still_left_out(tmp_path: Path) -> None:
    total: list[object] = [None, "Разом", None, None, None, 2935.4, 2700]
    rows: Rows = [HEAD, ["Котельня"], *BOILER, [None, None, "Разом по заходу", None, None, 1779], LAMPS, total]
    path = workbook(tmp_path / "a.xlsx", rows, ("A3:A5", "B3:B5"))
    proposal, _ = talked_over(path)
    assert [(one.number, one.reason) for one in proposal.left_out] == [(2, "a title"), (6, "total"), (8, "total")]
    assert [entry.rows for entry in proposal.measures] == [(3, 4, 5), (7,)]


def test_a_count_of_pieces_is_no_quantity_where_rows_name_no_resource(tmp_path: Path) -> None:
    rows: Rows = [
        ["№", "Захід", "Кількість", "Інвестиції, грн", "Економія електроенергії, кВт·год/рік"],
        [1, "Насоси", 4, 1000, 100],
        [2, "Лампи", 90, 3000, 300],
    ]
    [question] = propose(workbook(tmp_path / "a.xlsx", rows)).questions
    assert (question.key, question.suggestion) == ("columns.C.field", "notes")
    assert "quantity" not in {choice.value for choice in question.choices}


@pytest.mark.parametrize("name", ["a.xlsx"])
def test_a_mapping_reads_such_a_register_again_without_a_question(tmp_path: Path, name: str) -> None:
    path = workbook(tmp_path / name, [HEAD, *BOILER, LAMPS], MERGED)
    proposal, _ = talked_over(path)
    assert propose(path, proposal.mapping).ready
    assert propose(path, proposal.mapping).measures == proposal.measures


def test_a_figure_given_for_a_row_leaves_it_where_it_belongs(tmp_path: Path) -> None:
    rows = [HEAD, BOILER[0], [*BOILER[1][:4], "дванадцять", *BOILER[1][5:]], BOILER[2], LAMPS]
    proposal, asked = talked_over(workbook(tmp_path / "a.xlsx", rows), {"rows.3.E": "-12"})
    assert "rows.3.E" in asked
    assert [entry.rows for entry in proposal.measures] == [(2, 3, 4), (5,)]
    assert proposal.measures[0].quantities["electricity"] == -12_000
    flat = workbook(tmp_path / "b.xlsx", [FLAT_HEAD, FLAT[0], [*FLAT[1][:3], "10-12", *FLAT[1][4:]]])
    proposal, _ = talked_over(flat, {**EUR, "rows.3.D": "11"})
    assert [entry.rows for entry in proposal.measures] == [(2, 3)]


def test_a_total_under_the_merged_name_of_a_measure_is_no_part_of_it(tmp_path: Path) -> None:
    total: list[object] = [None, None, "Разом", None, None, 1779]
    path = workbook(tmp_path / "a.xlsx", [HEAD, *BOILER, total, LAMPS], ("A2:A5", "B2:B5"))
    proposal, _ = talked_over(path)
    assert [(one.number, one.reason) for one in proposal.left_out] == [(5, "total")]
    assert proposal.measures[0].money == 1_779_000


def test_rows_apart_from_the_measure_are_asked_about_one_by_one(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, *BOILER[:2], [], BOILER[2], LAMPS])
    assert [one.key for one in propose(path).questions] == ["rows.5.B", "defaults.unnamed"]
    proposal, _ = talked_over(path, {"rows.5.B": "above"})
    assert [entry.rows for entry in proposal.measures] == [(2, 3, 5), (6,)]


STREAMS = {
    "electricity": ("Електроенергія", "тис. кВт·год", "Економія електроенергії, тис. кВт·год/рік"),
    "natural-gas": ("Природний газ", "тис. м³", "Економія природного газу, тис. м³/рік"),
    "heat": ("Теплова енергія", "Гкал", "Економія теплової енергії, Гкал/рік"),
    "water": ("Вода", "м³", "Економія води, м³/рік"),
}


@pytest.mark.parametrize("seed", range(12))
def test_a_row_for_each_resource_says_the_same_as_a_column_for_each(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    wide: Rows = [["№", "Захід", *(head for *_, head in STREAMS.values()), "Річна економія, тис. грн/рік", *HEAD[6:]]]
    tall, merged = [HEAD], []
    for number in range(1, dice.randint(2, 7)):
        saved = {name: round(dice.uniform(-50, 900), 1) for name in dice.sample(list(STREAMS), dice.randint(1, 4))}
        money, whole = (
            dice.randint(10, 5_000),
            [dice.randint(1, 9_000), dice.randint(2, 20), f"Цех {dice.randint(1, 3)}"],
        )
        wide.append([number, f"Захід {number}", *(saved.get(name) for name in STREAMS), money, *whole])
        first = len(tall) + 1
        for at, (name, quantity) in enumerate(saved.items()):
            label = [number, f"Захід {number}"] if not at else [None, None]
            tall.append([*label, *STREAMS[name][:2], quantity, *([money, *whole] if not at else [])])
        merged += [f"{letter}{first}:{letter}{len(tall)}" for letter in "ABFGHI"] if len(saved) > 1 else []
    by_column, _ = talked_over(workbook(tmp_path / "wide.xlsx", wide))
    by_row, asked = talked_over(workbook(tmp_path / "tall.xlsx", tall, merged))
    assert not asked
    for one, other in zip(by_column.measures, by_row.measures, strict=True):
        assert (one.texts, one.figures) == (other.texts, other.figures)
