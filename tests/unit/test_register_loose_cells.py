"""Cells that say more than one figure or year: one rule for all of a kind, and nothing read without it."""

from pathlib import Path

import pytest

from optimizer.errors import InvalidInput
from optimizer.imports.register import answered, mapping_of, propose
from optimizer.imports.register.words.loose_cells import is_part_of_year, is_percentage, loose_figure
from tests.unit.test_register_kinds import HEAD, case_of, talked_over
from tests.unit.test_register_rows import Rows, workbook


@pytest.mark.parametrize(
    ("text", "kind", "figures"),
    [
        ("≈ 620", "about", ("620",)),
        ("~1 250,5", "about", ("1 250,5",)),
        ("бл. 40", "about", ("40",)),
        ("approx. 40", "about", ("40",)),
        ("12,5–13,0", "range", ("12,5", "13,0")),
        ("від 10 до 15", "range", ("10", "15")),
        ("10 ... 15", "range", ("10", "15")),
        ("до 15", "at_most", ("15",)),
        ("≤ 15", "at_most", ("15",)),
        ("понад 5", "at_least", ("5",)),
    ],
)
def test_a_loose_figure_has_a_kind(text: str, kind: str, figures: tuple[str, ...]) -> None:
    found = loose_figure(text)
    assert found is not None
    assert (found.kind, found.figures) == (kind, figures)


@pytest.mark.parametrize("text", ["620", "-5", "1 250,5", "доставка 15", "Насоси", "min", "2 + 3", ""])
def test_other_texts_have_none(text: str) -> None:
    assert loose_figure(text) is None
    assert not is_percentage(text)


@pytest.mark.parametrize(
    "text", ["III кв. 2027", "01.03.2026", "І півріччя 2027 р.", "Q3 2027", "березень 2027", "03/2027"]
)
def test_a_part_of_a_year_leaves_no_doubt_about_the_year(text: str) -> None:
    assert is_part_of_year(text)


@pytest.mark.parametrize("text", ["виконано у 2024 р.", "2026-2027", "до 2027", "після III кв. 2027", "2027: 150 кВт"])
def test_a_year_beside_other_words_is_asked_about(text: str) -> None:
    assert not is_part_of_year(text)


COLUMNS = [*HEAD, "Рік впровадження"]
ROWS: Rows = [
    COLUMNS,
    [1, "Насоси", "≈ 500", "240-260", 12, "III кв. 2027"],
    [2, "Світильники", "~300", "300-320", 10, "2026-2027"],
    [3, "Вікна", "700", "70-80", 25, "по мірі фінансування"],
    [4, "Котел", "'900", "до 15 %", 25, 2028],
]


def test_each_kind_is_asked_once_with_its_cells_and_read_by_its_rule(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    proposal, asked = talked_over(path, {"columns.F.field": "earliest", "defaults.cells.range": "upper"})
    kinds = {key.rpartition(".")[2] for key in asked if key.startswith("defaults.cells.")}
    assert kinds == {"about", "range", "percent", "years", "no_year"}
    assert not any(key.startswith("rows.") for key in asked)
    measures = sorted(
        case_of(path, proposal.mapping).measures, key=lambda one: [row[1] for row in ROWS].index(one.name)
    )
    assert [one.capex for one in measures] == [500_000, 300_000, 700_000, 900_000]
    assert [one.other_benefit for one in measures] == [260_000, 320_000, 80_000, 0]
    assert [one.earliest for one in measures] == [2027, 2026, None, 2028]


def test_cells_of_a_kind_may_still_be_asked_one_by_one(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    answers = {"columns.F.field": "earliest", "defaults.cells.range": "ask"}
    answers |= {"rows.2.D": "250", "rows.3.D": "310", "rows.4.D": "-"}
    proposal, asked = talked_over(path, answers)
    assert {"rows.2.D", "rows.3.D", "rows.4.D"} <= set(asked)
    benefits = {one.name: one.other_benefit for one in case_of(path, proposal.mapping).measures}
    assert benefits == {"Насоси": 250_000, "Світильники": 310_000, "Вікна": 0, "Котел": 0}


def test_three_cells_show_what_is_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    mapping = propose(path).mapping
    given = {"columns.F.field": "earliest", "case.name": "A", "case.currency": "UAH", "case.base_year": "2026"}
    given |= {"defaults.price_year.UAH": "2026"}
    proposal = propose(path, answered(mapping, given))
    samples = {one.key: one.samples for one in proposal.questions}
    assert samples["defaults.cells.range"] == ("240-260", "300-320", "70-80")
    assert samples["defaults.cells.about"] == ("≈ 500", "~300")


def test_a_payback_that_can_not_be_read_changes_no_case_and_is_not_asked_about(tmp_path: Path) -> None:
    rows: Rows = [[*HEAD, "Окупність, років"], [1, "Насоси", 500, 250, 12, "швидко"], [2, "LED", 300, 310, 9, 1]]
    _, asked = talked_over(workbook(tmp_path / "a.xlsx", rows), {})
    assert not asked


def test_a_rule_that_a_kind_does_not_have_is_refused() -> None:
    with pytest.raises(InvalidInput, match="must be one of lower, middle, upper, -, ask"):
        mapping_of({"defaults": {"cells": {"range": "first"}}})
