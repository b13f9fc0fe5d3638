"""Figures per tonne: times what the plant makes a year, by the unit of each row; asked where that isn't known."""

from pathlib import Path
from typing import Any

import pytest

from optimizer.decimals import Decimal
from optimizer.errors import InvalidInput
from optimizer.imports.register import Mapping, Proposal, answered, mapping_of, propose
from optimizer.imports.register.case.tables import build

LIST = """\
Measure,Energy Type,Unit,Quantity,Investment
Mill,Electricity,kWh/t cement,2.5,0.5
Cooler,Electricity,kWh/t clinker,4,3
Drive,Electricity,kWh/t clinker,0.25,0.25
"""
KNOWN: dict[str, Any] = {
    "case": {"name": "Plant", "currency": "USD", "base_year": 2026},
    "defaults": {"lifetime": 10, "lifetime_note": "assumed", "price_year": {"USD": 2026}},
    "columns": {
        "C": {"header": "Unit", "field": "unit"},
        "D": {"header": "Quantity", "field": "quantity", "per": "output"},
        "E": {"header": "Investment", "field": "capex", "per": "output", "currency": "USD", "scale": 1},
    },
    "streams": {"electricity": {"price": "0.1", "price_source": "bill"}},
    "values": {"unit": {"kWh/t cement": "kWh", "kWh/t clinker": "kWh"}},
}
TONNES = {"values.output.kWh/t cement": "1000", "values.output.kWh/t clinker": "900,5"}


def proposed(path: Path, text: str = LIST, known: Mapping | None = None) -> Proposal:
    path.write_text(text, encoding="utf-8")
    return propose(path, known or mapping_of(KNOWN))


def test_each_unit_is_asked_about_once_and_multiplies_savings_and_investment(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    proposal = proposed(path)
    assert [question.key for question in proposal.questions] == list(TONNES)
    proposal = propose(path, answered(proposal.mapping, TONNES))
    assert proposal.ready, proposal.questions
    assert [entry.quantities["electricity"] for entry in proposal.measures] == [2500, 3602, Decimal("225.125")]
    assert [entry.figures["capex"] for entry in proposal.measures] == [500, Decimal("2701.5"), Decimal("225.125")]


@pytest.mark.parametrize("answer", ["0", "-5", "many", "1,200"])
def test_what_is_no_output_is_asked_again(tmp_path: Path, answer: str) -> None:
    path = tmp_path / "list.csv"
    mapping = answered(proposed(path).mapping, {**TONNES, "values.output.kWh/t clinker": answer})
    assert [question.key for question in propose(path, mapping).questions] == ["values.output.kWh/t clinker"]


def test_a_row_without_a_unit_is_asked_about(tmp_path: Path) -> None:
    mapping = answered(mapping_of(KNOWN), TONNES)
    proposal = proposed(tmp_path / "list.csv", LIST.replace(",kWh/t cement,", ",,"), mapping)
    assert [question.key for question in proposal.questions] == ["rows.2.C"]
    proposal = propose(tmp_path / "list.csv", answered(proposal.mapping, {"rows.2.C": "kWh/t cement"}))
    assert proposal.measures[0].quantities == {"electricity": 2500}


def test_figures_per_output_need_a_column_of_units(tmp_path: Path) -> None:
    known = {**KNOWN, "columns": {**KNOWN["columns"], "C": {"header": "Unit", "field": "notes"}}}
    [problem, _] = proposed(tmp_path / "list.csv", known=mapping_of(known)).problems
    assert "no column has the units" in str(problem)


def test_output_is_no_time(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="defaults"):
        mapping_of({"defaults": {"per": "output"}})
    money = {"header": "Quantity", "field": "money", "currency": "USD", "each": "total"}
    cost = {"header": "Investment", "field": "capex", "each": "total"}
    mapping = mapping_of({**KNOWN, "columns": {"D": money, "E": cost}})
    questions = proposed(tmp_path / "list.csv", known=mapping).questions
    per = next((question for question in questions if question.key == "defaults.per"), None)
    assert per is not None
    assert [choice.value for choice in per.choices] == ["year", "quarter", "month"]


def test_a_stream_keeps_the_source_of_its_price_and_its_factor_the_trend(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    terms = {"price": "0.1", "price_source": "bill", "as_of": "2025-12", "kg_co2e": "0.4", "trend": "-0.02"}
    mapping = mapping_of({**KNOWN, "streams": {"electricity": terms}})
    proposal = propose(path, answered(proposed(path, known=mapping).mapping, TONNES))
    tables = build(proposal.mapping, proposal.measures).tables
    [stream], [factor] = tables["streams"], tables["factors"]
    assert (stream["source"], stream["as_of"], factor["trend"]) == ("bill", "2025-12", Decimal("-0.02"))


def test_units_per_tonne_in_the_rows_are_never_taken_for_totals(tmp_path: Path) -> None:
    columns = KNOWN["columns"]
    silent = {letter: {key: said for key, said in one.items() if key != "per"} for letter, one in columns.items()}
    proposal = proposed(tmp_path / "list.csv", known=mapping_of({**KNOWN, "columns": silent}))
    assert [(one.key, one.suggestion) for one in proposal.questions] == [
        ("columns.D.per", "output"),
        ("columns.E.per", ""),
    ]
    mapping = answered(proposal.mapping, {"columns.D.per": "output", "columns.E.per": "year"})
    proposal = propose(tmp_path / "list.csv", answered(mapping, TONNES))
    assert [entry.figures["capex"] for entry in proposal.measures] == [Decimal("0.5"), 3, Decimal("0.25")]
    assert [entry.quantities["electricity"] for entry in proposal.measures] == [2500, 3602, Decimal("225.125")]


def test_a_small_factor_is_suggested_in_full_and_zero_is_none(tmp_path: Path) -> None:
    text = LIST.replace("Electricity,kWh/t clinker,4", "Coal,MJ/t clinker,4")
    terms = {"unit": "t", "price": "90", "price_source": "bill"}
    known = {**KNOWN, "streams": {**KNOWN["streams"], "coal": terms}}
    known["values"] = {"unit": {**KNOWN["values"]["unit"], "MJ/t clinker": "MJ"}}
    mapping = answered(mapping_of(known), {**TONNES, "values.output.MJ/t clinker": "900"})
    [question] = proposed(tmp_path / "list.csv", text, mapping).questions
    assert question.key == "values.factor.MJ of coal"
    assert Decimal(question.suggestion) == Decimal("0.00003876")
    again = propose(tmp_path / "list.csv", answered(mapping, {question.key: "0"}))
    assert [one.key for one in again.questions] == [question.key]


@pytest.mark.parametrize("cell", ["NaN", "null"])
def test_what_programs_write_for_nothing_is_missing(tmp_path: Path, cell: str) -> None:
    known = {**KNOWN, "defaults": {**KNOWN["defaults"], "no_capex": "leave out"}}
    text = LIST.replace("kWh/t cement,2.5,0.5", f"kWh/t cement,2.5,{cell}")
    proposal = propose(
        tmp_path / "list.csv", answered(proposed(tmp_path / "list.csv", text, mapping_of(known)).mapping, TONNES)
    )
    assert proposal.ready, proposal.questions
    assert [entry.figures["capex"] for entry in proposal.measures] == [Decimal("2701.5"), Decimal("225.125")]
