"""The Measures page: tables edited in place, problems with a way to the cell, undo and redo, files to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optimizer.limits import CELL_LETTERS
from optimizer.projects import filling, home
from optimizer.projects import register_draft as draft
from optimizer.readers import read_case
from optimizer.ui.shared import files

from .conftest import BOTH, Open, said, without_faults
from .plants import many_measures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from optimizer.projects.project import Project


@pytest.fixture
def opened(opened: Open) -> Open:
    """The app at a page; Measures shows the tables."""

    def at_tables(*args: Any, begun: Mapping[str, object] | None = None, **query: Any) -> AppTest:
        return opened(*args, begun={"measures.view": "tables", **(begun or {})}, **query)

    return at_tables


def typed(app: AppTest, edited: dict[int, dict[str, Any]], added: tuple = (), deleted: tuple = ()) -> AppTest:
    """What the grid in sight tells once somebody has typed this into it."""
    (grid,) = app.data_editor
    told = {"edited_rows": edited, "added_rows": list(added), "deleted_rows": list(deleted)}
    app.session_state[grid.key] = told
    return without_faults(app.run())


def cell(project: Project, row: int, column: str, name: str = "measures") -> str:
    table = draft.table(project, name)
    return table.rows[row][table.columns.index(column)]


def undone(app: AppTest) -> AppTest:
    return without_faults(app.button(key="editor.undo").click().run())


@pytest.mark.parametrize("lang", BOTH)
def test_the_register_is_shown_as_it_stands_in_its_file(opened: Open, teaching: Project, lang: str) -> None:
    app = without_faults(opened("measures", teaching, lang=lang))
    (grid,) = app.data_editor
    assert grid.editing_mode == "dynamic"
    assert list(grid.value["measure"]) == [row[0] for row in draft.table(teaching, "measures").rows]
    assert app.button(key="editor.undo").disabled
    assert app.button(key="editor.redo").disabled


@pytest.mark.parametrize("name", draft.TABLES)
def test_every_table_can_be_edited(opened: Open, name: str) -> None:
    project = home.create()
    filling.from_sample(project)
    app = opened("measures", project)
    app.session_state["measures.table"] = name
    without_faults(app.run())
    column = draft.table(project, name).columns[-1]
    typed(app, {0: {column: "changed"}})
    assert cell(project, 0, column, name) == "changed"


def test_a_column_of_the_users_own_is_shown_and_kept(opened: Open, teaching: Project) -> None:
    path = teaching.case_folder / "measures.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{head},ours", *(f"{row},A-{k}" for k, row in enumerate(rows))]), encoding="utf-8")
    app = without_faults(opened("measures", teaching))
    assert list(app.data_editor[0].value["ours"][:2]) == ["A-0", "A-1"]
    typed(app, {0: {"capex": "5"}})
    assert cell(teaching, 0, "ours") == "A-0"


def test_an_edit_is_on_disk_at_once_and_keeps_its_grid(opened: Open, teaching: Project) -> None:
    app = opened("measures", teaching)
    key = app.data_editor[0].key
    typed(app, {0: {"capex": "77 000,5"}})
    assert cell(teaching, 0, "capex") == "77 000,5"
    assert app.data_editor[0].key == key
    typed(app, {0: {"capex": "77 000,5"}, 1: {"site": "Hall 2"}})
    assert cell(teaching, 1, "site") == "Hall 2"
    assert app.data_editor[0].key == key
    assert "2 changes" in said(app)


@pytest.mark.parametrize("lang", BOTH)
def test_bad_input_is_told_and_stays_in_the_draft(opened: Open, teaching: Project, lang: str) -> None:
    app = opened("measures", teaching, lang=lang)
    typed(app, {0: {"capex": "much"}})
    assert cell(teaching, 0, "capex") == "much"
    assert "measures.csv" in said(app)
    assert app.expander[0].label.startswith("1 ")
    assert app.button(key="problem.0")
    typed(app, {0: {"capex": "5"}})
    assert ":red[" not in said(app)


def test_rows_are_added_and_deleted(opened: Open, teaching: Project) -> None:
    app = opened("measures", teaching)
    before = [row[0] for row in draft.table(teaching, "measures").rows]
    typed(app, {}, added=({"measure": "new", "name": "New", "capex": "1", "lifetime": "5"},), deleted=(1,))
    assert [row[0] for row in draft.table(teaching, "measures").rows] == [before[0], *before[2:], "new"]


def test_what_is_said_of_a_measure_goes_with_it_in_one_step(opened: Open, teaching: Project) -> None:
    before = {name: draft.table(teaching, name).rows for name in draft.TABLES}
    gone = before["measures"][0][0]
    app = typed(opened("measures", teaching), {}, deleted=(0,))
    assert not [row for row in draft.table(teaching, "effects").rows if gone in row]
    assert len(draft.table(teaching, "effects").rows) < len(before["effects"])
    assert app.toast
    undone(app)
    assert {name: draft.table(teaching, name).rows for name in draft.TABLES} == before


def test_of_a_measure_that_stands_twice_one_can_be_deleted(opened: Open, teaching: Project) -> None:
    table = draft.table(teaching, "measures")
    again = dict(zip(table.columns, table.rows[0], strict=True))
    draft.change(teaching, "measures", draft.TableChange(added=(again,)), revision=table.revision)
    effects = draft.table(teaching, "effects").rows
    typed(opened("measures", teaching), {}, deleted=(0,))
    assert draft.table(teaching, "effects").rows == effects


def test_undo_and_redo_go_through_all_tables_and_renew_the_grid(opened: Open, teaching: Project) -> None:
    app = opened("measures", teaching)
    was = cell(teaching, 0, "capex")
    key = app.data_editor[0].key
    typed(app, {0: {"capex": "1"}})
    typed(app, {0: {"capex": "2"}})
    undone(app)
    assert cell(teaching, 0, "capex") == "1"
    assert app.data_editor[0].key != key
    assert app.data_editor[0].value["capex"][0] == "1"
    undone(app)
    assert cell(teaching, 0, "capex") == was
    assert "No changes" in said(app)
    without_faults(app.button(key="editor.redo").click().run())
    assert cell(teaching, 0, "capex") == "1"
    typed(app, {1: {"capex": "3"}})
    assert (cell(teaching, 0, "capex"), cell(teaching, 1, "capex")) == ("1", "3")
    assert app.button(key="editor.redo").disabled


@pytest.mark.parametrize("lang", BOTH)
def test_a_problem_leads_to_its_row(opened: Open, teaching: Project, lang: str) -> None:
    table = draft.table(teaching, "effects")
    was = cell(teaching, 3, "quantity", "effects")
    draft.change(
        teaching, "effects", draft.TableChange(edits=(draft.Edit(3, "quantity", "lots"),)), revision=table.revision
    )
    app = opened("measures", teaching, lang=lang)
    without_faults(app.button(key="problem.0").click().run())
    (grid,) = app.data_editor
    assert grid.key.startswith("editor.effects.")
    assert list(grid.value["quantity"]) == ["lots"]
    typed(app, {0: {"quantity": was}})
    assert cell(teaching, 3, "quantity", "effects") == was
    assert app.success
    without_faults(app.button(key="editor.rows").click().run())
    assert len(app.data_editor[0].value) == len(table.rows)


def test_errors_stand_before_what_is_odd(opened: Open) -> None:
    project = home.create()
    filling.from_sample(project)
    app = opened("measures", project)
    typed(app, {0: {"capex": "9000000000"}, 5: {"lifetime": "never"}})
    marks = [line.value for line in app.markdown if line.value.startswith(":") and "-badge[" not in line.value]
    colours = [line.partition("[")[0] for line in marks]
    assert colours[0] == ":red"
    assert colours == sorted(colours, reverse=True)


def test_an_edit_is_kept_when_table_page_or_language_is_changed_before_it_was_seen(
    opened: Open, teaching: Project
) -> None:
    app = opened("measures", teaching)
    app.session_state[app.data_editor[0].key] = {
        "edited_rows": {0: {"capex": "123"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.session_state["measures.table"] = "effects"
    without_faults(app.run())
    assert cell(teaching, 0, "capex") == "123"
    app.session_state["measures.table"] = "measures"
    without_faults(app.run())
    assert app.data_editor[0].value["capex"][0] == "123"
    typed(app, {1: {"capex": "456"}})
    app.button_group(key="bar.language").set_value("uk").run()
    assert app.data_editor[0].value["capex"][1] == "456"
    typed(app, {2: {"capex": "789"}})
    assert [cell(teaching, row, "capex") for row in range(3)] == ["123", "456", "789"]


def test_a_change_from_outside_is_not_written_over(opened: Open, teaching: Project) -> None:
    app = opened("measures", teaching)
    path = teaching.case_folder / "measures.csv"
    path.write_text(path.read_text(encoding="utf-8") + "outside,Outside,,,,\n", encoding="utf-8")
    typed(app, {0: {"capex": "5"}})
    assert draft.table(teaching, "measures").rows[-1][0] == "outside"
    assert cell(teaching, 0, "capex") != "5"
    assert "changed by someone else" in said(app)
    assert app.data_editor[0].value["measure"].iloc[-1] == "outside"


def test_a_text_that_no_file_can_hold_is_refused_and_forgotten(opened: Open, teaching: Project) -> None:
    app = opened("measures", teaching)
    was = cell(teaching, 0, "name")
    typed(app, {0: {"name": "x" * (CELL_LETTERS + 1)}})
    assert cell(teaching, 0, "name") == was
    assert app.error
    typed(app, {0: {"name": "short"}})
    assert cell(teaching, 0, "name") == "short"
    assert not app.error


def test_the_company_is_edited_in_a_form_and_can_be_taken_back(opened: Open, teaching: Project) -> None:
    app = opened("measures", teaching)
    app.session_state["measures.table"] = "case"
    without_faults(app.run())
    year = next(box for box in app.text_input if box.key.startswith("head.base_year"))
    year.set_value("soon")
    (save,) = [button for button in app.button if "head." in (button.key or "")]
    without_faults(save.click().run())
    assert draft.head(teaching).table["base_year"] == "soon"
    assert "case.toml" in said(app)
    undone(app)
    assert isinstance(draft.head(teaching).table["base_year"], int)


def test_all_columns_are_shown_on_demand(opened: Open, teaching: Project) -> None:
    app = opened("measures", teaching)
    few = list(app.data_editor[0].proto.column_order)
    without_faults(app.toggle(key="editor.all").set_value(True).run())
    every = list(app.data_editor[0].proto.column_order)
    assert set(few) < set(every)
    assert "arc" in every


@pytest.mark.parametrize("lang", BOTH)
def test_three_hundred_measures_are_edited(opened: Open, lang: str) -> None:
    project = many_measures(300)
    app = without_faults(opened("measures", project, lang=lang))
    assert len(app.data_editor[0].value) == 300
    for row in range(3):
        typed(app, {place: {"capex": "1"} for place in range(row + 1)})
    assert cell(project, 2, "capex") == "1"


def test_more_problems_than_can_be_shown_are_counted(opened: Open) -> None:
    project = many_measures(120)
    app = opened("measures", project)
    typed(app, {row: {"lifetime": "never"} for row in range(120)})
    assert len([button for button in app.button if button.key.startswith("problem.")]) == 50
    assert "120" in app.expander[0].label


def test_the_workbook_reads_back_as_the_same_case_and_needs_a_sound_one(
    opened: Open, teaching: Project, tmp_path: Path
) -> None:
    path = tmp_path / "case.xlsx"
    case = teaching.case_reading().case
    path.write_bytes(files.workbook(case))
    assert read_case(path)[0] == case
    app = opened("measures", teaching)
    assert not app.download_button(key="files.case").disabled
    typed(app, {0: {"capex": "much"}})
    assert app.download_button(key="files.case").disabled


def test_a_table_that_cannot_be_read_is_told(opened: Open, teaching: Project) -> None:
    (teaching.case_folder / "effects.csv").write_bytes(b'measure,stream\n"open')
    app = opened("measures", teaching)
    app.session_state["measures.table"] = "effects"
    without_faults(app.run())
    assert not app.data_editor
    assert "effects.csv" in said(app)


def test_names_of_users_are_no_markdown(opened: Open, teaching: Project) -> None:
    app = opened("measures", teaching)
    typed(app, {0: {"measure": "![x](http://outside/a.png)", "capex": "much"}})
    assert any(r"\!\[x\](http" in line.value for line in app.markdown)
    assert not any("![x](http" in line.value for line in app.markdown)
