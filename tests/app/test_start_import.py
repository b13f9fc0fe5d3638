"""The import wizard: questions answered by a visitor, never by itself; the columns looked through; a project made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optimizer.imports import register
from optimizer.projects import home
from optimizer.ui.start import importing as steps
from optimizer.ui.start.wizard_questions import choice_labels
from tests.unit.test_register_tables import FIRST, SECOND, book

from .conftest import BOTH, ROOT, Open, said, without_faults
from .test_start import REGISTER, brought, kept

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

REGISTERS = ROOT / "tests" / "registers"
NAME = "plant-uk.xlsx"
ANSWERS = {"defaults.price_year.UAH": "2026", "streams.heat": ("100", "the contract")}


def begun(opened: Open, lang: str = "en") -> AppTest:
    return brought(opened("start", lang=lang), REGISTER, NAME, (REGISTERS / NAME).read_bytes())


def submit(app: AppTest) -> AppTest:
    (button,) = [one for one in app.button if "wizard.form" in (one.key or "")]
    return without_faults(button.click().run())


def asked(app: AppTest) -> bool:
    return any("wizard.form" in (button.key or "") for button in app.button)


def answer_round(app: AppTest) -> AppTest:
    """Take what is likely, and give the answers that nothing is likely for."""
    if any(button.key == "wizard.suggest" for button in app.button):
        without_faults(app.button(key="wizard.suggest").click().run())
    for key, given in ANSWERS.items():
        for box in app.text_input:
            if box.key.startswith(f"wizard.{key}.") and not box.value:
                box.set_value(given if isinstance(given, str) else given["source" in box.key])
    return submit(app)


def answered(app: AppTest) -> AppTest:
    for _ in range(8):
        if not asked(app):
            return app
        answer_round(app)
    raise AssertionError(said(app))


def test_nothing_is_taken_for_answered_that_nobody_answered(opened: Open) -> None:
    app = begun(opened)
    assert [box.value for box in app.radio] == [None]
    submit(app)
    assert [box.value for box in app.radio] == [None]
    assert asked(app)


@pytest.mark.parametrize(("lang", "told"), [("en", "not answered yet"), ("uk", "ще немає відповіді")])
def test_going_on_without_an_answer_is_told(opened: Open, lang: str, told: str) -> None:
    app = begun(opened, lang)
    before = [box.key for box in app.radio]
    assert told not in said(app)
    submit(app)
    assert told in said(app)
    assert [box.key for box in app.radio] == before
    answer_round(app)
    assert told not in said(app)


@pytest.mark.parametrize("lang", BOTH)
def test_a_foreign_register_becomes_a_project(opened: Open, projects_home: Path, lang: str) -> None:
    app = answered(begun(opened, lang))
    assert not kept(projects_home)
    columns = app.dataframe[0].value
    assert len(columns) == 12
    assert "118,0; 152,75; -6,0" in columns.to_string()
    assert app.button(key="wizard.create").disabled
    app.checkbox[0].check().run()
    without_faults(app.button(key="wizard.create").click().run())
    project = home.open_project(app.query_params["project"])
    case = project.case_reading().case
    assert len(case.measures) == 10
    assert {measure.site for measure in case.measures} == {"Котельня", "Компресорна", "Цех розливу"}
    assert app.success
    assert not asked(app)


def test_rows_left_out_are_told_with_their_reasons(opened: Open) -> None:
    app = answered(begun(opened))
    assert "row 22 (Разом по підприємству): total" in said(app)
    assert "row 21 (Заміна вікон адмінкорпусу): no investment is stated" in said(app)


def test_a_wrong_answer_is_told_at_its_question_and_kept(opened: Open) -> None:
    app = answer_round(answer_round(begun(opened)))
    app.button(key="wizard.suggest").click().run()
    app.text_input(key="wizard.defaults.price_year.UAH.").set_value("long ago")
    app = submit(app)
    assert [error.value for error in app.error]
    assert app.text_input(key="wizard.defaults.price_year.UAH.").value == "long ago"
    assert [box.key for box in app.text_input] == ["wizard.defaults.price_year.UAH."]


def test_giving_up_leaves_nothing(opened: Open, projects_home: Path) -> None:
    app = begun(opened)
    folder = app.session_state["wizard"].folder.name
    without_faults(app.button(key="wizard.cancel").click().run())
    assert not kept(projects_home)
    assert not (ROOT / folder).exists()
    assert app.file_uploader


def test_a_column_that_was_misread_can_be_changed(opened: Open) -> None:
    app = answered(begun(opened))
    box = next(one for one in app.selectbox if one.key.startswith("wizard.column."))
    without_faults(box.set_value("K").run())
    field = next(one for one in app.selectbox if one.key.endswith(".K.field"))
    field.set_value("ignore")
    (change,) = [one for one in app.button if "wizard.change" in (one.key or "")]
    without_faults(change.click().run())
    assert app.session_state["wizard"].proposal.mapping.columns["K"].field == "ignore"
    assert app.session_state["wizard"].proposal.ready


def test_an_answer_can_be_asked_again(opened: Open) -> None:
    app = answered(begun(opened))
    box = next(one for one in app.selectbox if one.key.startswith("wizard.again."))
    without_faults(box.set_value("case.name").run())
    next(one for one in app.button if one.key.startswith("wizard.again.go")).click().run()
    assert [box.key for box in app.text_input] == ["wizard.case.name."]


def test_sheets_with_the_same_headings_are_taken_together_and_asked_about_again(opened: Open, tmp_path: Path) -> None:
    data = book(tmp_path / "r.xlsx", {"Цех 1": FIRST, "Цех 2": SECOND}).read_bytes()
    app = brought(opened("start", lang="en"), REGISTER, "r.xlsx", data)
    assert "Sheets with the same headings can be read as one" in said(app)
    answered(app)
    assert "Sheets read as one: Цех 1, Цех 2" in said(app)
    assert app.button(key="wizard.create").label == "Create a project with 3 measures"
    (again,) = [box for box in app.selectbox if box.key.startswith("wizard.again.")]
    without_faults(again.set_value("sheet").run())
    (go,) = [one for one in app.button if (one.key or "").startswith("wizard.again.go.")]
    without_faults(go.click().run())
    (box,) = app.radio
    box.set_value("Цех 2")
    submit(app)
    answered(app)
    assert app.button(key="wizard.create").label == "Create a project with 1 measure"


def test_the_answers_of_an_earlier_import_leave_nothing_to_ask(opened: Open) -> None:
    mapping = (REGISTERS / "plant-uk.toml").read_bytes()
    app = begun(opened)
    without_faults(app.file_uploader(key="wizard.mapping.0").set_value(("old.toml", mapping, "text/plain")).run())
    assert not asked(app)
    assert app.session_state["wizard"].proposal.ready


@pytest.mark.parametrize("data", [b"no toml at all", b"[case]\ncurrency = 'hryvnia'\n", b"\xff\xfe", b"#" * 1_000_001])
def test_a_file_of_answers_that_is_none_changes_nothing(opened: Open, data: bytes) -> None:
    app = begun(opened)
    before = app.session_state["wizard"].proposal.mapping
    without_faults(app.file_uploader(key="wizard.mapping.0").set_value(("old.toml", data, "text/plain")).run())
    assert app.error
    assert app.session_state["wizard"].proposal.mapping == before


@pytest.mark.parametrize("lang", BOTH)
def test_letters_of_unknown_coding_are_asked_about(opened: Open, lang: str) -> None:
    name = "erp-cp1251.csv"
    app = brought(opened("start", lang=lang), REGISTER, name, (REGISTERS / name).read_bytes())
    assert asked(app)
    assert app.session_state["wizard"].questions[0].key == "encoding"


def test_streams_are_told_apart_by_name() -> None:
    question = register.RegisterQuestion(
        "columns.D.field",
        "What?",
        choices=(
            register.Choice("quantity:electricity", "quantity saved per year"),
            register.Choice("quantity:heat", "quantity saved per year"),
            register.Choice("name", "its name"),
        ),
    )
    labels = choice_labels(question)
    assert len(set(labels.values())) == 3
    assert labels["name"] == "its name"


def test_the_case_that_would_come_of_it_is_checked_first(
    opened: Open, projects_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise steps.InvalidInput([steps.Problem("measures.csv", "is empty: add a header row")])

    app = answered(begun(opened))
    monkeypatch.setattr("optimizer.projects.filling.from_register", full)
    app.checkbox[0].check().run()
    without_faults(app.button(key="wizard.create").click().run())
    assert app.error
    assert not kept(projects_home)
    assert app.session_state["wizard"]
