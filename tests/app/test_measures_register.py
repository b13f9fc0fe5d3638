"""The register on Measures: figures of each measure alone, filters and totals; the panel that edits a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optimizer import Decision, evaluate
from optimizer.case import FILES
from optimizer.evaluation import Evaluator
from optimizer.locales import speaking
from optimizer.parts import shares
from optimizer.projects import filling, home, runs
from optimizer.projects import register_draft as draft
from optimizer.readers.tables import columns_of
from optimizer.spelling import money, numeral
from optimizer.studies.alone import savings_counted_twice
from optimizer.ui.measures.panel_columns import cell_shown, cell_typed, groups_of, kind_of
from optimizer.words import name_of

from .conftest import BOTH, Open, said, solved, without_faults
from .plants import many_measures

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.testing.v1 import AppTest

    from optimizer.projects.project import Project


def shown(app: AppTest) -> pd.DataFrame:
    """The register's table as it is."""
    return app.dataframe[0].value


def at_measure(opened: Open, project: Project, measure: str, lang: str = "en", **query: str) -> AppTest:
    """The page with the panel of a measure."""
    return without_faults(opened("measures", project, lang=lang, begun={"measures.opened": (0, measure)}, **query))


def box(app: AppTest, column: str, table: str = "measures") -> Any:
    """The field of a column in the panel."""
    every = [*app.text_input, *app.selectbox, *app.multiselect, *app.text_area]
    return next(one for one in every if f".{table}." in (one.key or "") and one.key.endswith(f".{column}"))


def cells(project: Project, measure: str, name: str = "measures") -> dict[str, str]:
    """The first row of a measure in a table."""
    table = draft.table(project, name)
    rows = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    return next(row for row in rows if row["measure"] == measure)


def first(project: Project) -> str:
    return draft.table(project, "measures").rows[0][0]


@pytest.mark.parametrize("lang", BOTH)
def test_the_register_shows_each_measure_alone_as_evaluated(opened: Open, lang: str) -> None:
    project = home.create()
    filling.from_sample(project)
    frame = shown(without_faults(opened("measures", project, lang=lang, scenario="base")))
    question = project.question("base")
    assert len(frame) == len(question.case.measures)
    for place, (name, *_) in enumerate(draft.table(project, "measures").rows):
        measure = question.case.measure[name]
        figures = evaluate(question.case, question.scenario, Decision({measure.measure: question.case.base_year}))
        row = frame.iloc[place]
        assert row.iloc[0] == (measure.name_uk if lang == "uk" else measure.name)
        assert row.iloc[2] == float(measure.capex)
        assert row.iloc[3] == pytest.approx(float(figures.bridge["full_year_saving"]))
        back = figures.metrics["simple_payback"]
        assert row.iloc[4] == (float("inf") if back is None else pytest.approx(float(back)))


def test_what_is_shown_is_added_up(opened: Open, teaching: Project) -> None:
    case = teaching.case_reading().case
    app = opened("measures", teaching)
    assert f"cost {money(sum(m.capex for m in case.measures), case, 0)}" in said(app)
    one = case.measures[1]
    without_faults(app.text_input(key="register.search").set_value(one.name.upper()).run())
    assert list(shown(app).iloc[:, 0]) == [one.name]
    assert f"1 measure of {len(case.measures)} · cost {money(one.capex, case, 0)}" in said(app)
    without_faults(app.text_input(key="register.search").set_value("no such measure").run())
    assert not app.dataframe
    assert "No measure matches" in said(app)


def test_filters_combine_and_forget_values_that_are_gone(opened: Open) -> None:
    project = home.create()
    filling.from_sample(project)
    case = project.case_reading().case
    site, practice = case.measures[0].site, case.measures[0].practice
    app = opened("measures", project)
    app.multiselect(key="register.site").set_value([site])
    without_faults(app.multiselect(key="register.practice").set_value([practice]).run())
    wanted = [m.name for m in case.measures if m.site == site and m.practice == practice]
    assert list(shown(app).iloc[:, 0]) == wanted
    table = draft.table(project, "measures")
    edits = tuple(draft.Edit(row, "site", "Elsewhere") for row in range(len(table.rows)))
    draft.change(project, "measures", draft.TableChange(edits), revision=table.revision)
    without_faults(app.run())
    assert len(shown(app)) == sum(m.practice == practice for m in case.measures)


def test_ids_and_the_other_language_are_shown_on_demand(opened: Open, teaching: Project) -> None:
    app = opened("measures", teaching)
    assert first(teaching) not in shown(app).to_numpy().ravel()
    without_faults(app.toggle(key="register.all").set_value(True).run())
    assert first(teaching) in shown(app).to_numpy().ravel()
    assert cells(teaching, first(teaching))["name_uk"] in shown(app).to_numpy().ravel()


def test_a_measure_with_an_error_stays_in_the_register(opened: Open, teaching: Project) -> None:
    table = draft.table(teaching, "measures")
    draft.change(teaching, "measures", draft.TableChange((draft.Edit(0, "capex", "much"),)), revision=table.revision)
    app = without_faults(opened("measures", teaching))
    assert len(shown(app)) == len(table.rows)
    assert "once the errors" in said(app)
    without_faults(app.button(key="problem.0").click().run())
    assert box(app, "capex").value == "much"
    assert ":red[" in said(app)
    without_faults(box(app, "capex").set_value("5").run())
    assert cells(teaching, first(teaching))["capex"] == "5"
    assert "once the errors" not in said(app)


@pytest.mark.parametrize("lang", BOTH)
def test_every_column_of_a_measure_has_a_field_that_keeps_what_it_holds(opened: Open, lang: str) -> None:
    project = home.create()
    filling.from_sample(project)
    measure = "air-leaks"
    app = at_measure(opened, project, measure, lang)
    before = {name: draft.table(project, name).rows for name in draft.TABLES}
    table = draft.table(project, "measures")
    assert [box(app, column) for column in table.possible]
    without_faults(app.run())
    assert {name: draft.table(project, name).rows for name in draft.TABLES} == before


@pytest.mark.parametrize("lang", BOTH)
def test_a_field_shows_and_writes_what_the_file_means(lang: str) -> None:
    with speaking(lang):
        for column in columns_of(FILES["measures"]):
            kind = kind_of(column)
            assert sum(column in columns for columns in groups_of(()).values()) == 1
            for text in ("", "0", "1250500.5", "0.125", "much", "-3", "1 200,5"):
                again = cell_typed(kind, cell_shown(kind, text))
                if kind in ("number", "percent"):
                    assert again == {"1 200,5": "1200.5"}.get(text, text)
                elif kind != "shares":
                    assert again == text
        assert cell_typed("shares", cell_shown("shares", "0.25; 0.75")) == "0.25;0.75"
        assert cell_shown("percent", "0.125") == ("12,5" if lang == "uk" else "12.5")


def test_edits_in_the_panel_are_on_disk_at_once_and_can_be_undone(opened: Open, teaching: Project) -> None:
    measure = first(teaching)
    before = draft.table(teaching, "measures").rows
    app = at_measure(opened, teaching, measure)
    without_faults(box(app, "capex").set_value("77,000.5").run())
    assert cells(teaching, measure)["capex"] == "77000.5"
    without_faults(box(app, "status").set_value("discarded").run())
    without_faults(box(app, "practice").set_value("technology change").run())
    assert cells(teaching, measure)["status"] == "discarded"
    assert cells(teaching, measure)["practice"] == "technology change"
    for _ in range(3):
        without_faults(app.button(key="panel.undo").click().run())
    rows = draft.table(teaching, "measures").rows
    assert [row[: len(before[0])] for row in rows] == list(before)
    assert box(app, "capex").value == cell_shown(
        "number", before[0][draft.table(teaching, "measures").columns.index("capex")]
    )


def test_a_change_from_outside_is_told_in_the_panel(opened: Open, teaching: Project) -> None:
    measure = first(teaching)
    app = at_measure(opened, teaching, measure)
    table = draft.table(teaching, "measures")
    draft.change(teaching, "measures", draft.TableChange((draft.Edit(0, "capex", "7"),)), revision=table.revision)
    without_faults(box(app, "capex").set_value("5").run())
    assert cells(teaching, measure)["capex"] == "7"
    assert "changed by someone else" in said(app)
    assert box(app, "capex").value == "7"
    without_faults(box(app, "capex").set_value("5").run())
    assert cells(teaching, measure)["capex"] == "5"


def test_effects_are_edited_added_and_deleted(opened: Open, teaching: Project) -> None:
    measure = first(teaching)
    app = at_measure(opened, teaching, measure)
    count = len(draft.table(teaching, "effects").rows)
    without_faults(box(app, "quantity", "effects").set_value("1 250").run())
    assert cells(teaching, measure, "effects")["quantity"] == "1250"
    saving = evaluate_saving(teaching, measure)
    assert f"Saves {money(saving, teaching.case_reading().case, 0)} a year by itself" in said(app)
    stream = teaching.case_reading().case.streams[-1].stream
    without_faults(app.selectbox(key="panel.effect.new").set_value(("stream", stream)).run())
    assert draft.table(teaching, "effects").rows[-1][:2] == (measure, stream)
    assert ":red[" in said(app)  # nothing says how much
    without_faults(app.button(key=f"panel.effect.{count}.delete").click().run())
    assert len(draft.table(teaching, "effects").rows) == count


def evaluate_saving(project: Project, measure: str) -> Any:
    question = project.question(project.scenarios[0].stem)
    decision = Decision({measure: question.case.base_year})
    return evaluate(question.case, question.scenario, decision).bridge["full_year_saving"]


def test_a_copy_has_the_same_effects_under_a_new_id(opened: Open, teaching: Project) -> None:
    measure = first(teaching)
    before = teaching.case_reading().case
    app = at_measure(opened, teaching, measure)
    without_faults(app.button(key="panel.duplicate").click().run())
    case = teaching.case_reading().case
    copy = case.measure[f"{measure}-2"]
    assert copy.name == f"{before.measure[measure].name} (copy)"
    same = [(e.stream, e.end_use, e.quantity, e.share) for e in before.effects_of[measure]]
    assert [(e.stream, e.end_use, e.quantity, e.share) for e in case.effects_of[copy.measure]] == same
    assert box(app, "measure").value == copy.measure
    without_faults(app.button(key="panel.undo").click().run())
    assert teaching.case_reading().case == before


def test_a_deleted_measure_takes_along_what_names_it(opened: Open) -> None:
    project = home.create()
    filling.from_sample(project)
    before = project.case_reading().case
    needed = next(m.requires[0] for m in before.measures if m.requires)
    requiring = next(m for m in before.measures if needed in m.requires)
    app = at_measure(opened, project, needed)
    assert requiring.name in said(app)
    without_faults(app.button(key="panel.delete.do").click().run())
    reading = project.case_reading()
    assert needed not in reading.case.measure
    assert needed not in reading.case.measure[requiring.measure].requires
    assert not [problem for problem in reading.problems if not problem.warning]
    assert "measures.opened" not in app.session_state
    without_faults(app.button(key="editor.undo").click().run())
    assert project.case_reading().case == before


def test_a_new_id_is_taken_over_wherever_the_measure_is_named(opened: Open) -> None:
    project = home.create()
    filling.from_sample(project)
    before = project.case_reading().case
    needed = next(m.requires[0] for m in before.measures if m.requires)
    app = at_measure(opened, project, needed)
    without_faults(box(app, "measure").set_value("renamed").run())
    case = project.case_reading().case
    assert len(case.effects_of["renamed"]) == len(before.effects_of[needed])
    assert [m.measure for m in case.measures if "renamed" in m.requires] == [
        m.measure for m in before.measures if needed in m.requires
    ]
    assert box(app, "measure").value == "renamed"


def test_a_new_measure_is_opened(opened: Open, teaching: Project) -> None:
    app = opened("measures", teaching)
    for column, text in (("name", "A new one"), ("capex", "12,000"), ("lifetime", "8")):
        app.text_input(key=f"measures.new.0.{column}").set_value(text)
    (submit,) = [button for button in app.button if "measures.new.0" in (button.key or "")]
    without_faults(submit.click().run())
    made = teaching.case_reading().case.measure["measure-2"]
    assert (made.name, int(made.capex), made.lifetime) == ("A new one", 12000, 8)
    assert box(app, "name").value == "A new one"


def test_the_next_measure_shown_is_opened(opened: Open, teaching: Project) -> None:
    rows = draft.table(teaching, "measures").rows
    app = at_measure(opened, teaching, rows[0][0])
    assert app.button(key="panel.back").disabled
    without_faults(app.button(key="panel.forward").click().run())
    assert box(app, "measure").value == rows[1][0]


@pytest.mark.parametrize("lang", BOTH)
@pytest.mark.parametrize("page", ["measures", "result"])
def test_a_measure_is_compared_with_its_part_of_the_plan(opened: Open, page: str, lang: str) -> None:
    project = home.create()
    filling.from_sample(project, answered=True)
    answer = runs.last(project, "base")
    question, figures = answer.question, answer.outcome.figures
    measure = next(
        m for m, share in figures.shares.items() if share["annual_saving"] != figures.alone[m]["annual_saving"]
    )
    begun = {"measures.opened": (0, measure), "measure.asked": measure}
    app = without_faults(opened(page, project, lang=lang, scenario="base", begun=begun))
    frame = next(one.value for one in app.table if one.value.shape[1] == 2)
    with speaking(lang):
        column = shares(question, figures)["annual_saving"]
        alone = evaluate(question.case, question.scenario, Decision({measure: question.case.base_year}))
        saving = numeral(alone.bridge["full_year_saving"]), numeral(column.parts[measure], column.total.decimals)
        assert tuple(frame.iloc[1]) == saving
        others = savings_counted_twice(Evaluator(question.case, question.scenario), measure, figures.decision.starts)
        for other, twice in others.items():
            assert name_of(question.case.measure[other]) in said(app)
            assert money(abs(twice), question.case, 0) in said(app)
        assert others


def test_a_measure_of_a_result_is_opened_on_measures(opened: Open, teaching: Project) -> None:
    stem = teaching.scenarios[0].stem
    solved(teaching, stem)
    app = opened("result", teaching, begun={"measure.asked": first(teaching)}, scenario=stem)
    without_faults(app.button(key="measure.edit").click().run())
    assert app.session_state["measures.opened"] == (0, first(teaching))
    assert "measure.asked" not in app.session_state


@pytest.mark.parametrize("lang", BOTH)
def test_three_hundred_measures_are_shown_and_calculated_once(
    opened: Open, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from optimizer.ui.shared import alone  # noqa: PLC0415 - what is counted

    calls = []
    monkeypatch.setattr(
        alone, "figures_alone", lambda evaluator, make=alone.figures_alone: calls.append(1) or make(evaluator)
    )
    app = without_faults(opened("measures", many_measures(300), lang=lang))
    assert len(shown(app)) == 300
    without_faults(app.run())
    without_faults(app.text_input(key="register.search").set_value("29").run())
    assert calls == [1]
