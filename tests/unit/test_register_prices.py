"""A column of prices gives the price of what its rows save; prices that differ are asked about or reported."""

from pathlib import Path

import pytest

from optimizer.decimals import Decimal
from optimizer.imports.register import RegisterQuestion, answered, mapping_of, mapping_text, propose, read_mapping
from optimizer.imports.register.words.headings import read_heading
from tests.unit.test_register_kinds import case_of, talked_over
from tests.unit.test_register_rows import COMMON, Rows, workbook

HEAD: list[object] = [
    "№", "Захід", "Інвестиції, тис. грн", "Економія електроенергії, МВт·год/рік", "Економія газу, тис. м³/рік",
    "Тариф, грн/кВт·год", "Термін служби, років",
]  # fmt: skip
PUMPS, LAMPS = [1, "Насоси", 500, 50, None, 7.2, 10], [2, "LED", 300, 40, None, 7.2, 8]
BOTH = [3, "Котел", 900, 2, 30, 7.2, 15]


@pytest.mark.parametrize(
    ("heading", "field", "likely"),
    [
        ("Тариф, грн/кВт·год", "price", ""),
        ("Ціна, грн/Гкал без ПДВ", "price", ""),
        ("Тариф на газ, грн/тис. м³", "price:natural-gas", ""),
        ("Electricity price, EUR/kWh", "price:electricity", ""),
        ("Tariff", "", "price"),
        ("Price per unit", "", "price"),
        ("Тариф, грн", "", "price"),
        ("Вартість, грн/м²", "", ""),
        ("Інвестиції, грн", "capex", ""),
    ],
)
def test_headings_of_prices_are_told_from_costs(heading: str, field: str, likely: str) -> None:
    found = read_heading(heading)
    assert (found.field, found.maybe) == (field, likely)


def asked_for_price(path: Path) -> RegisterQuestion:
    """Return the question about the price of electricity, when all before it are answered."""
    proposal = propose(path)
    while (found := {one.key: one for one in proposal.questions}) and "streams.electricity" not in found:
        given = {key: COMMON.get(key, one.suggestion) for key, one in found.items()}
        proposal = propose(path, answered(proposal.mapping, given, {key: one.parts for key, one in found.items()}))
    return found["streams.electricity"]


def test_a_price_on_which_all_rows_agree_is_the_stream_s_without_asking(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, PUMPS, LAMPS, BOTH])
    proposal, asked = talked_over(path, {})
    assert "streams.electricity" not in asked
    case = case_of(path, proposal.mapping)
    prices = {one.stream: (one.price, one.source) for one in case.streams}
    assert prices["electricity"] == (Decimal("7.2"), "the register's own column of prices")
    assert any("7.2 UAH of 2026 per kWh" in line for line in case.company["assumptions"])
    assert not [one for one in proposal.problems if "price" in str(one)]


def test_a_mapping_does_not_keep_last_year_s_price(tmp_path: Path) -> None:
    first, _ = talked_over(workbook(tmp_path / "a.xlsx", [HEAD, PUMPS, LAMPS]), {})
    (tmp_path / "m.toml").write_text(mapping_text(first.mapping), encoding="utf-8")
    dearer = workbook(tmp_path / "b.xlsx", [HEAD, [*PUMPS[:5], 8.1, 10], [*LAMPS[:5], 8.1, 8]])
    proposal = propose(dearer, read_mapping(tmp_path / "m.toml"))
    assert proposal.ready
    assert proposal.mapping.streams["electricity"].price == Decimal("8.1")


def test_prices_that_differ_are_asked_about_and_each_measure_keeps_its_own_saving(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, PUMPS, [*LAMPS[:5], 9, 8]])
    question = asked_for_price(path)
    assert question.suggestion.startswith("8; the register's prices weighted by quantity, rows 2, 3")
    assert "7.2 to 9" in question.samples[0]
    proposal, _ = talked_over(path, {"streams.electricity": "8; contract"})
    [warning] = [one for one in proposal.problems if "prices of electricity" in str(one)]
    assert warning.warning
    case = case_of(path, proposal.mapping)
    quantities = {one.measure: one.quantity for one in case.effects}
    saved = {one.name: 8 * quantities[one.measure] + one.other_benefit for one in case.measures}
    assert saved == {"Насоси": 360_000, "LED": 360_000}


def test_a_price_that_the_mapping_contradicts_is_reported(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, PUMPS, LAMPS])
    terms, _ = talked_over(path, {})
    given = terms.mapping.model_dump(exclude_none=True, mode="json")
    given["streams"]["electricity"] |= {"price": "5", "price_source": "contract"}
    proposal = propose(path, mapping_of(given))
    assert proposal.mapping.streams["electricity"].price == 5
    assert [one.row for one in proposal.problems if "the case has one, 5" in str(one)] == [2]


def test_a_price_far_from_usual_is_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, [*PUMPS[:5], 7200, 10], [*LAMPS[:5], 7200, 8]])
    question = asked_for_price(path)
    assert not question.suggestion
    assert "usual" in question.samples[-1]


def test_prices_per_unit_of_the_row_follow_the_unit_of_each(tmp_path: Path) -> None:
    rows: Rows = [
        ["№", "Захід", "Вид ресурсу", "Од. виміру", "Обсяг економії ресурсу", "Тариф, грн", "Інвестиції, тис. грн",
         "Термін служби, років"],
        [1, "Насоси", "ел. енергія", "МВт·год", 50, 7200, 400, 10],
        [2, "LED", "ел. енергія", "кВт·год", 40000, 7.2, 300, 8],
        [3, "Котел", "природний газ", "тис. м³", 30, 20000, 900, 15],
    ]  # fmt: skip
    proposal, asked = talked_over(workbook(tmp_path / "a.xlsx", rows), {})
    assert {"columns.F.field", "columns.F.each"} <= {*asked}
    terms = proposal.mapping.streams
    assert (terms["electricity"].price, terms["natural-gas"].price) == (Decimal("7.2"), Decimal(20))


def test_a_price_that_may_be_of_two_streams_is_reported_and_not_used(tmp_path: Path) -> None:
    head = [*HEAD[:4], "Економія тепла, МВт·год/рік", *HEAD[5:]]
    path = workbook(tmp_path / "a.xlsx", [head, [1, "Теплообмінник", 500, 50, 80, 7.2, 10]])
    proposal, _ = talked_over(path, {"columns.E.factor": "0.86"})
    assert ["not clear of what" in str(one) for one in proposal.problems if one.row == 2][:1] == [True]


def test_a_price_with_vat_is_a_price_without_it(tmp_path: Path) -> None:
    head = [*HEAD[:2], "Інвестиції, тис. грн без ПДВ", *HEAD[3:5], "Тариф, грн/кВт·год (з ПДВ)", HEAD[6]]
    path = workbook(tmp_path / "a.xlsx", [head, [*PUMPS[:5], 8.64, 10]])
    proposal, asked = talked_over(path, {})
    assert "columns.F.vat" in asked
    assert proposal.mapping.streams["electricity"].price == Decimal("7.2")
