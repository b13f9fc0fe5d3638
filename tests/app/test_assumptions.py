"""The Assumptions page: one table of what the figures rest on, edited in the register or in the scenario."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.imports.register import mapping_of, preview, propose
from optimizer.outcome import Solved
from optimizer.projects import filling, home, runs
from optimizer.projects import register_draft as draft
from optimizer.spelling import short
from optimizer.studies.sensitivity import swings

from .conftest import BOTH, Open, add_scenario, said, solved, without_faults
from .plants import many_measures
from .test_scenarios import CHILD

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame
    from streamlit.testing.v1 import AppTest

    from optimizer.projects.project import Project

D = Decimal
PRICED = "\n[prices.electricity]\nprice = 9 # dear\n"


@pytest.fixture
def family(teaching: Project) -> Project:
    add_scenario(teaching, "green", CHILD + PRICED)
    return teaching


def shown(app: AppTest) -> DataFrame:
    (grid,) = app.data_editor
    return grid.value.set_index("what")


def typed(app: AppTest, what: str, column: str, text: str) -> AppTest:
    """What the grid tells once somebody has typed this into a cell."""
    (grid,) = app.data_editor
    row = list(grid.value["what"]).index(what)
    before: dict[str, Any] = app.session_state[grid.key]["edited_rows"] if grid.key in app.session_state else {}
    edited = {**before, row: {**before.get(row, {}), column: text}}
    app.session_state[grid.key] = {"edited_rows": edited, "added_rows": [], "deleted_rows": []}
    return without_faults(app.run())


def cell(project: Project, table: str, row: int, column: str) -> str:
    found = draft.table(project, table)
    return found.rows[row][found.columns.index(column)]


def at(opened: Open, project: Project, stem: str, lang: str = "en") -> AppTest:
    return without_faults(opened("assumptions", project, lang=lang, scenario=stem))


@pytest.mark.parametrize("lang", BOTH)
def test_prices_taxes_factors_and_rates_are_in_one_table(opened: Open, lang: str) -> None:
    project = home.create()
    filling.from_sample(project)
    table = shown(at(opened, project, "carbon-price", lang))
    case = project.question("base").case
    lines = 2 * len(case.streams) + 2 * len(case.pollutants) + 2 * len(case.factors) + 3 + 1
    assert len(table) == lines + sum(bool(stream.kwh_per_unit) for stream in case.streams)
    factors = table[table["source"].str.contains("156")]
    assert list(factors["register"]) == (["0.316", "0.316", "381"] if lang == "en" else ["0,316", "0,316", "381"])
    assert set(factors["year"]) == {"2026"}
    grid = table[table.index.str.contains("change per year|зміна на рік") & (table["register"] != "0")]
    assert [text.lstrip("−-") for text in grid["register"]] == ["4", "4"], "the grid gets cleaner"
    assert "price" in set(table["source"].str.extract("(price)")[0]), "prices are told by what the company says of them"


def test_columns_may_stand_in_any_order(opened: Open, family: Project) -> None:
    before = shown(at(opened, family, "green"))
    for name in ("streams", "pollutants", "factors"):
        path = family.case_folder / f"{name}.csv"
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        path.write_text("".join(",".join(f'"{cell}"' for cell in row[::-1]) + "\n" for row in rows), encoding="utf-8")
    app = at(opened, family, "green")
    assert shown(app).equals(before)
    typed(app, "Electricity: price", "scenario", "9.5")
    assert "price = 9.5 " in family.scenario("green").text


def test_an_override_of_the_scenario_is_told_with_both_values(opened: Open, family: Project) -> None:
    row = shown(at(opened, family, "green")).loc["Electricity: price"]
    register = cell(family, "streams", 0, "price")
    assert (row["register"], row["scenario"]) == (register, "9")
    assert f"9 instead of {register}" in row["changed"]


def test_a_rate_is_told_with_what_the_parent_has(opened: Open, family: Project) -> None:
    row = shown(at(opened, family, "green")).loc["Discount rate"]
    assert (row["scenario"], row["unit"]) == ("12", "% a year")
    assert "12 instead of 10" in row["changed"]


@pytest.mark.parametrize("lang", BOTH)
def test_a_value_of_the_register_is_edited_in_place_and_taken_back(opened: Open, family: Project, lang: str) -> None:
    app = at(opened, family, "green", lang)
    price, growth = list(shown(app).index)[:2]
    before = cell(family, "streams", 0, "price")
    typed(app, price, "register", "7,25" if lang == "uk" else "7.25")
    typed(app, growth, "register", "9 %")
    assert (cell(family, "streams", 0, "price"), cell(family, "streams", 0, "escalation")) == ("7.25", "0.09")
    assert shown(app).loc[growth, "register"] == "9"
    for _ in range(2):
        without_faults(app.button(key="assumptions.undo").click().run())
    assert cell(family, "streams", 0, "price") == before
    assert shown(app).loc[price, "register"].replace(",", ".") == before


def test_a_value_of_the_scenario_is_written_into_its_file_with_comments_kept(opened: Open, family: Project) -> None:
    app = at(opened, family, "green")
    typed(app, "Electricity: price", "scenario", "9.5")
    typed(app, "Electricity: growth of the price", "scenario", "4")
    typed(app, "Discount rate", "scenario", "13")
    text = family.scenario("green").text
    assert "price = 9.5 # dear" in text
    assert "discount_rate = 0.13       # more than usual" in text
    assert family.scenario("green").table["prices"]["electricity"]["escalation"] == D("0.04")


def test_an_emptied_cell_lets_the_registers_value_hold(opened: Open, family: Project) -> None:
    app = typed(at(opened, family, "green"), "Electricity: price", "scenario", "")
    assert "prices" not in family.scenario("green").table or "price" not in family.scenario("green").table[
        "prices"
    ].get("electricity", {})
    assert shown(app).loc["Electricity: price", "changed"] == ""


def test_a_factor_with_its_source_and_year_is_edited_in_place(opened: Open, family: Project) -> None:
    app = at(opened, family, "green")
    (line, *_) = [what for what in shown(app).index if "scope" in what]
    for column, text in (("register", "0.4"), ("source", "Own meter"), ("year", "2025")):
        typed(app, line, column, text)
    told = [cell(family, "factors", 0, column) for column in ("kg_per_unit", "source", "year")]
    assert told == ["0.4", "Own meter", "2025"]


def test_the_source_of_a_price_is_its_own_and_else_the_companys(opened: Open, family: Project) -> None:
    app = typed(at(opened, family, "green"), "Electricity: growth of the price", "source", "Forecast of 2026")
    assert draft.head(family).table["company"]["price_basis"] == "Forecast of 2026"
    assert set(shown(app).filter(regex="price", axis=0)["source"]) == {"Forecast of 2026"}
    typed(app, "Electricity: price", "source", "Bill of March")
    typed(app, "Electricity: price", "year", "2026-03")
    assert [cell(family, "streams", 0, column) for column in ("source", "as_of")] == ["Bill of March", "2026-03"]
    table = shown(at(opened, family, "green"))
    assert list(table.loc["Electricity: price", ["source", "year"]]) == ["Bill of March", "2026-03"]
    assert table.loc["Natural gas: price", "source"] == "Forecast of 2026"


def test_a_source_given_at_import_arrives(opened: Open, tmp_path: Path) -> None:
    path = tmp_path / "plant.csv"
    path.write_text("Measure,Cost (UAH),Saved (kWh)\nLeaks,60000,20000\nLamps,240000,60000\n", encoding="utf-8")
    told = mapping_of(
        {
            "case": {"name": "Plant", "currency": "UAH", "base_year": 2026},
            "defaults": {"per": "year", "lifetime": 10, "lifetime_note": "assumed", "price_year": {"UAH": 2026}},
            "columns": {
                "A": {"header": "Measure", "field": "name"},
                "B": {"header": "Cost (UAH)", "field": "capex", "currency": "UAH", "scale": 1},
                "C": {"header": "Saved (kWh)", "field": "quantity", "stream": "electricity", "unit": "kWh"},
            },
            "streams": {"electricity": {"price": "8.6", "price_source": "bill of May", "as_of": "2026-05"}},
        }
    )
    proposal = propose(path, told)
    assert proposal.ready, (proposal.questions, proposal.problems)
    project = home.create()
    filling.from_register(project, preview(proposal))
    row = shown(at(opened, project, "base")).loc["Electricity: price"]
    assert list(row[["register", "source", "year"]]) == ["8.6", "bill of May", "2026-05"]


def test_each_price_and_rate_says_what_it_does_to_the_plans_npv(opened: Open, family: Project) -> None:
    assert "Solve the scenario" in said(at(opened, family, "teaching"))
    solved(family, "teaching")
    question, answer = family.question("teaching"), runs.last(family, "teaching")
    assert answer is not None
    assert isinstance(answer.outcome, Solved)
    found = swings(question, answer.outcome.figures.decision)
    app = at(opened, family, "teaching")
    table = shown(app)
    largest = found["prices", "electricity", "price"].largest
    assert table.loc["Electricity: price", "bar"] == pytest.approx(float(largest))
    assert table.loc["Electricity: price", "swing"] == f"±{short(largest)}"
    assert "…" in table.loc["Discount rate", "swing"], "its effects differ"
    most = max((line for line in table.index if table.loc[line, "bar"] == table["bar"].max()), key=len)
    assert f"“{most}”" in said(app)
    app.session_state["table.sensitivity"] = True  # opened
    app.run()
    tornado = next(frame.value for frame in app.dataframe if "value 20 % lower" in frame.value)
    assert tornado["Assumption"].iloc[0] == most
    typed(app, "Electricity: price", "register", "7.25")
    assert shown(app).loc["Electricity: price", "bar"] == pytest.approx(float(largest)), "those of the solved plan"
    assert "have changed since" in said(app)


@pytest.mark.parametrize("lang", BOTH)
@pytest.mark.parametrize(
    "given", [("factor", "scenario", "1"), ("rate", "register", "1"), ("price", "register", "dear")]
)
def test_what_cannot_be_is_refused_with_its_reason_and_the_cell_is_as_before(
    opened: Open, family: Project, lang: str, given: tuple[str, str, str]
) -> None:
    group, column, text = given
    app = at(opened, family, "green", lang)
    table = shown(app).reset_index()
    places = {
        "factor": table["unit"].str.contains("kg/|кг/"),
        "rate": table["register"] == "",
        "price": table.index == 0,
    }
    what = table[places[group]]["what"].iloc[0]
    before = table[places[group]][column].iloc[0]
    files = [path.read_bytes() for path in sorted(family.folder.rglob("*.[ct]*")) if path.is_file()]
    typed(app, what, column, text)
    assert app.error
    assert shown(app).loc[what, column] == before
    assert [path.read_bytes() for path in sorted(family.folder.rglob("*.[ct]*")) if path.is_file()] == files


def test_only_what_is_changed_can_be_shown(opened: Open, family: Project) -> None:
    app = at(opened, family, "green")
    without_faults(app.toggle(key="assumptions.changed").set_value(True).run())
    assert list(shown(app).index) == ["Electricity: price", "Discount rate"]
    app = at(opened, family, "teaching")
    without_faults(app.toggle(key="assumptions.changed").set_value(True).run())
    assert not app.data_editor
    assert "No changes:" in said(app)


def test_a_change_of_the_register_is_told_beside_the_samples_value(opened: Open, family: Project) -> None:
    before = cell(family, "streams", 0, "price")
    app = typed(at(opened, family, "teaching"), "Electricity: price", "register", "7.25")
    assert f"the sample has {before}" in shown(app).loc["Electricity: price", "changed"]


def test_a_register_changed_on_disk_meanwhile_is_not_written_into(opened: Open, family: Project) -> None:
    app = at(opened, family, "green")
    path = family.case_folder / "streams.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    others = path.read_bytes()
    typed(app, "Electricity: price", "register", "7.25")
    assert "in the meantime" in said(app)
    assert path.read_bytes() == others


def test_a_scenario_changed_on_disk_meanwhile_is_asked_about(opened: Open, family: Project) -> None:
    app = at(opened, family, "green")
    others = (CHILD + PRICED).replace("0.12 ", "0.14 ")
    add_scenario(family, "green", others)
    typed(app, "Electricity: price", "scenario", "9.5")
    assert family.scenario("green").text == others
    without_faults(app.button(key="scenario.overwrite").click().run())
    assert family.scenario("green").text == others.replace("price = 9 ", "price = 9.5 ")


def test_a_price_is_set_in_a_register_of_300_measures(opened: Open) -> None:
    plant = many_measures(300)
    app = at(opened, plant, "base")
    typed(app, "Stream 3: price", "register", "99")
    assert "s3,Stream 3,Потік 3,energy,kWh,99" in (plant.case_folder / "streams.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", BOTH)
def test_a_case_that_cannot_be_read_is_told(opened: Open, family: Project, lang: str) -> None:
    (family.case_folder / "streams.csv").write_text("stream,kind\nelectricity,energy\n", encoding="utf-8")
    app = at(opened, family, "green", lang)
    assert app.error or app.data_editor
    at(opened, family, "green", lang)
    without_faults(opened("scenarios", family, lang=lang, scenario="green", view="settings"))
