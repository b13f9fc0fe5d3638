"""Tables of a case, edited: what nobody touched keeps its bytes, steps go back and forth, problems have a place."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.case import FILES
from optimizer.errors import InvalidInput
from optimizer.files import ChangedOnDisk
from optimizer.projects import filling, history, home
from optimizer.projects.csv_text import csv_text
from optimizer.projects.project import Project
from optimizer.projects.register_draft import (
    TABLES,
    Edit,
    TableChange,
    change,
    change_head,
    change_together,
    head,
    problems,
    redo,
    table,
    undo,
)
from optimizer.projects.register_draft import history as steps
from optimizer.readers import read_case


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("CPEE_HOME", str(tmp_path / "home"))
    made = home.create()
    filling.from_sample(made)
    return made


def data_of(project: Project) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in project.case_folder.iterdir()}


def edit(project: Project, *edits: tuple[int, str, str], name: str = "measures", **more: object) -> None:
    change(
        project, name, TableChange(tuple(Edit(*one) for one in edits), **more), revision=table(project, name).revision
    )


def renamed(project: Project) -> None:
    """One step over two tables: a measure is called otherwise, and so is what refers to it."""
    rows = tuple(at for at, row in enumerate(table(project, "effects").rows) if row[0] == "air-leaks")
    changes = {
        "measures": TableChange((Edit(0, "measure", "leaks"),)),
        "effects": TableChange(tuple(Edit(at, "measure", "leaks") for at in rows)),
    }
    change_together(project, changes, {name: table(project, name).revision for name in changes})


def test_every_table_shows_what_stands_in_its_file(project: Project) -> None:
    assert {*TABLES, "funding"} == set(FILES)
    for name in TABLES:
        with (project.case_folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        found = table(project, name)
        assert found.columns == tuple(header)
        assert found.rows == tuple(map(tuple, rows))
        assert found.problem is None


def test_a_changed_cell_changes_its_own_bytes_alone(project: Project) -> None:
    before = data_of(project)
    capex = table(project, "measures").rows[0][table(project, "measures").columns.index("capex")]
    edit(project, (0, "capex", "140000.50"), (1, "notes", 'says "7,5", then\nmore'))
    after = data_of(project)
    assert {name for name in after if after[name] != before[name]} == {"measures.csv"}
    old, new = before["measures.csv"].decode().split("\n"), after["measures.csv"].decode().split("\n")
    assert old[1].replace(f",{capex},", ",140000.50,") == new[1]
    assert new[2].count('"says ""7,5"", then') == 1
    assert old[3:] == new[4:]
    assert table(project, "measures").rows[1][-3] == 'says "7,5", then\nmore'
    assert read_case(project.case_folder)[0].measure["air-leaks"].capex == 140000.5


def test_the_way_a_file_is_written_is_kept(project: Project) -> None:
    path = project.case_folder / "interactions.csv"
    path.write_bytes(
        "\ufeffsep=;\r\nFirst;second; stream ;Pollutant;quantity\r\n\r\n"
        '"air-vsd";air-heat;natural-gas;;-2 200,0\r\n;;;;\r\ncondensate;economiser;"natural-gas";;-3300'.encode()
    )
    found = table(project, "interactions")
    assert found.columns == ("first", "second", "stream", "pollutant", "quantity")
    assert [row[4] for row in found.rows] == ["-2 200,0", "-3300"]
    edit(project, (1, "quantity", "-1;2"), name="interactions", added=({"first": "evap-mvr", "quantity": "5"},))
    assert path.read_bytes() == (
        "\ufeffsep=;\r\nFirst;second; stream ;Pollutant;quantity\r\n\r\n"
        '"air-vsd";air-heat;natural-gas;;-2 200,0\r\n;;;;\r\ncondensate;economiser;"natural-gas";;"-1;2"\r\n'
        "evap-mvr;;;;5\r\n".encode()
    )
    assert undo(project) == ("interactions",)
    assert path.read_bytes().endswith(b"-3300")


def test_a_table_in_windows_1251_is_shown_as_it_reads_and_saved_in_utf_8(project: Project) -> None:
    path = project.case_folder / "streams.csv"
    path.write_bytes(
        "stream;name_uk;kind;unit;price\r\ngas;Газ;energy;m3;1,909\r\nheat;Тепло;energy;Gcal;0,5\r\n".encode("cp1251")
    )
    shown = table(project, "streams")
    assert shown.rows[0] == ("gas", "Газ", "energy", "m3", "1,909")
    edit(project, (1, "name_uk", "Теплова енергія"), name="streams")
    assert path.read_bytes().decode("utf-8-sig").splitlines()[1:] == [
        "gas;Газ;energy;m3;1,909",
        "heat;Теплова енергія;energy;Gcal;0,5",
    ]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # without the mark Excel would show the letters of 1251
    undo(project)
    assert path.read_bytes().decode("cp1251").splitlines()[2] == "heat;Тепло;energy;Gcal;0,5"


def test_rows_and_columns_come_and_go(project: Project) -> None:
    count = len(table(project, "measures").rows)
    edit(
        project,
        (0, "use_night_shifts", "3"),
        added=({"measure": "new", "name": "New", "capex": "1", "lifetime": "5"}, {"measure": " "}),
        deleted=(1, count - 1),
    )
    found = table(project, "measures")
    assert len(found.rows) == count - 1
    assert found.columns[-1] == "use_night_shifts"
    assert found.rows[0][-1] == "3"
    assert found.rows[-1][:2] == ("new", "New")
    assert {len(row) for row in found.rows} == {len(found.columns)}
    edit(project, deleted=tuple(range(len(found.rows))))
    assert table(project, "measures").rows == ()
    assert table(project, "measures").columns == found.columns


def test_an_optional_table_that_is_not_there_can_be_begun(project: Project) -> None:
    (project.case_folder / "interactions.csv").unlink()
    found = table(project, "interactions")
    assert (found.rows, found.revision) == ((), None)
    row = {"first": "air-vsd", "second": "air-heat", "stream": "natural-gas", "quantity": "-5"}
    change(project, "interactions", TableChange(added=(row,)), revision=None)
    assert len(project.question("base").case.interactions) == 1
    assert undo(project) == ("interactions",)
    assert not (project.case_folder / "interactions.csv").exists()


def test_a_draft_with_errors_is_kept_and_its_problems_lead_to_their_cells(project: Project) -> None:
    edit(project, (2, "notes", "two\nlines"), (5, "capex", "a lot"), (7, "measure", ""))
    found = table(project, "measures")
    wrong = [problem for problem in problems(project) if problem.file == "measures.csv" and not problem.warning]
    assert (5, "capex") in [found.place(problem) for problem in wrong]
    assert (7, "measure") in [found.place(problem) for problem in wrong]
    with pytest.raises(InvalidInput, match="a lot"):
        project.question("base")
    ghost = table(project, "effects")
    edit(project, (0, "measure", "ghost"), name="effects")
    assert any("ghost" in one.message and ghost.place(one) == (0, "measure") for one in problems(project))
    assert undo(project) == ("effects",)
    assert undo(project) == ("measures",)
    assert project.question("base")


def test_steps_go_back_and_forth_to_the_byte_and_outlive_a_reload(project: Project) -> None:
    states = [data_of(project)]
    for number in range(6):
        edit(project, (number, "capex", str(number)), (0, "name", f"Name {number}"))
        states.append(data_of(project))
    for state in reversed(states[:-1]):
        project = home.open_project(project.key)
        assert undo(project) == ("measures",)
        assert data_of(project) == state
    assert undo(project) is None
    for state in states[1:4]:
        assert redo(project) == ("measures",)
        assert data_of(project) == state
    assert steps(project) == (3, 3)
    edit(project, (9, "capex", "9"))
    assert steps(project) == (4, 0)
    assert redo(project) is None


def test_only_so_many_steps_are_kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "UNDO_STEPS", 5)  # of 50: enough to see the oldest leave
    for number in range(5 + 7):
        edit(project, (0, "capex", str(number)))
    assert steps(project).undo == 5
    while undo(project):
        pass
    assert table(project, "measures").rows[0][7] == "6"


def test_a_change_that_changes_nothing_is_no_step(project: Project) -> None:
    before = data_of(project)
    edit(project, (0, "measure", "air-leaks"))
    assert data_of(project) == before
    assert steps(project) == (0, 0)


def test_several_tables_change_in_one_step(project: Project) -> None:
    before = data_of(project)
    renamed(project)
    assert "leaks" in project.question("base").case.measure
    assert set(undo(project)) == {"measures", "effects"}
    assert data_of(project) == before


def test_what_somebody_else_changed_is_not_written_over(project: Project) -> None:
    found = table(project, "measures")
    edit(project, (0, "capex", "1"))
    with pytest.raises(ChangedOnDisk):
        change(project, "measures", TableChange((Edit(0, "capex", "2"),)), revision=found.revision)
    path = project.case_folder / "measures.csv"
    path.write_bytes(path.read_bytes().replace(b"air-leaks", b"air-holes"))
    with pytest.raises(ChangedOnDisk):
        undo(project)
    edit(project, (1, "capex", "3"))  # somebody looked, and goes on from there
    assert steps(project) == (1, 0)
    assert undo(project) == ("measures",)
    assert b"air-holes" in path.read_bytes()


def test_a_crash_between_the_step_and_the_file_costs_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(project, (0, "capex", "1"))
    before = data_of(project)

    def crash(_contents: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(history, "write_together", crash)
        with pytest.raises(KeyboardInterrupt):
            edit(project, (0, "capex", "2"))
        with pytest.raises(KeyboardInterrupt):
            undo(project)
    assert data_of(project) == before
    edit(project, (0, "capex", "3"))
    assert undo(project) == ("measures",)
    assert data_of(project) == before


@pytest.mark.parametrize("way", [renamed, undo, redo])
@pytest.mark.parametrize("files", [0, 1, 2])
def test_a_step_over_two_tables_is_never_left_half_done(
    project: Project, monkeypatch: pytest.MonkeyPatch, way: Callable[[Project], object], files: int
) -> None:
    states = [data_of(project)]
    renamed(project)
    states.append(data_of(project))
    if way is not undo:
        undo(project)
        states.reverse()
    if way is renamed:
        project.undo_folder.joinpath("0001.undone.json").unlink()

    written, replace = iter(range(files)), Path.replace

    def killed(path: Path, target: Path) -> Path:
        """As where the process ends once so many tables were renamed; what is no table does not count."""
        if target.suffix == ".csv" and next(written, None) is None:
            raise KeyboardInterrupt
        if target.name in ("0001.json", "0001.undone.json"):
            raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            way(project)
    opened = home.open_project(project.key)
    assert opened is not None
    assert data_of(opened) == states[0 if files else 1]
    assert opened.question("base")
    back, forth = (undo, redo) if way is not undo else (redo, undo)
    if files:
        assert set(back(opened)) == {"measures", "effects"}
        assert data_of(opened) == states[1]
        forth(opened)
    else:
        way(opened)
    assert data_of(opened) == states[0]


def test_a_step_that_was_cut_off_is_finished_over_nobody_elses_change(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, replace = iter(range(1)), Path.replace

    def killed(path: Path, target: Path) -> Path:
        if target.suffix == ".csv" and next(written, None) is None:
            raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            renamed(project)
    path = project.case_folder / "effects.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    seen = data_of(project)
    assert home.open_project(project.key) is not None
    assert data_of(project) == seen


def test_damaged_steps_do_no_harm(project: Project) -> None:
    before = data_of(project)
    project.undo_folder.mkdir()
    evil = '{"../../../evil.csv": [null, "x"], "measures.csv": ["a", "b"]}'
    for number, content in enumerate(("", "[1]", evil, "[" * 100_000, '{"measures.csv": ["x"]}'), 1):
        (project.undo_folder / f"{number:04}.json").write_text(content)
        (project.undo_folder / f"{number + 100:04}.undone.json").write_text(content)
    assert undo(project) is None
    assert redo(project) is None
    assert data_of(project) == before


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (TableChange((Edit(999, "capex", "1"),)), "no row 999"),
        (TableChange((Edit(-1, "capex", "1"),)), "no row -1"),
        (TableChange(deleted=(999,)), "no row"),
        (TableChange((Edit(0, "price", "1"),)), 'no column "price"'),
        (TableChange((Edit(0, "use_", "1"),)), "no column"),
        (TableChange((Edit(0, "name", "a\0b"),)), "characters"),
        (TableChange((Edit(0, "name", "\ud800"),)), "characters"),
        (TableChange((Edit(0, "name", "x" * 5_001),)), "characters"),
        (TableChange(added=({"measure": "x"},) * 20_000), "more than 20000 rows"),
    ],
)
def test_what_no_table_can_hold_is_refused_and_nothing_changes(project: Project, what: TableChange, told: str) -> None:
    before = data_of(project)
    with pytest.raises(InvalidInput, match=told):
        change(project, "measures", what, revision=table(project, "measures").revision)
    assert data_of(project) == before
    assert steps(project) == (0, 0)


def test_a_table_that_can_not_be_read_says_why_and_is_not_edited(project: Project) -> None:
    path = project.case_folder / "effects.csv"
    for data in ("measure,stream\n".encode("utf-16"), b'measure,stream\n"air,\n', b"", "Łódź\n".encode("cp1250")):
        path.write_bytes(data)
        found = table(project, "effects")
        assert found.problem is not None
        with pytest.raises(InvalidInput):
            change(project, "effects", TableChange(added=({"measure": "x"},)), revision=found.revision)
        assert path.read_bytes() == data


def test_a_workbook_in_place_is_not_edited(project: Project) -> None:
    shutil.rmtree(project.case_folder)
    (project.data_folder / "plant.xlsx").write_bytes(b"")
    with pytest.raises(InvalidInput, match="workbook"):
        table(project, "measures")


def test_the_head_of_a_case_is_edited_with_its_comments_and_taken_back(project: Project) -> None:
    found = head(project)
    path = project.case_folder / "case.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("2026\n", "2026  # year 0\n", 1), encoding="utf-8")
    with pytest.raises(ChangedOnDisk):
        change_head(project, {"base_year": 2027}, revision=found.revision)
    changed = change_head(project, {"base_year": 2027, "company.employees": 7}, revision=head(project).revision)
    assert changed.table["company"]["employees"] == 7
    assert "base_year = 2027  # year 0" in path.read_text(encoding="utf-8")
    assert undo(project) == ("case",)
    assert head(project).table["base_year"] == 2026


CELLS = st.text(st.sampled_from("aй \"';,\t\n\r0="), max_size=5)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5), st.sampled_from(",;\t"), st.data())
def test_a_csv_text_is_read_as_the_standard_reader_does_and_joined_to_the_same_bytes(
    rows: list, separator: str, data: st.DataObject
) -> None:
    written = io.StringIO(newline="")
    quoting = data.draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    end = data.draw(st.sampled_from(("\n", "\r\n")))
    csv.writer(written, delimiter=separator, quoting=quoting, lineterminator=end).writerows([["stream", "unit"], *rows])
    text = written.getvalue()
    text = text.removesuffix(end) if data.draw(st.booleans()) else text
    found = csv_text(text, ("stream", "unit"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines, begins = [], 1
    for cells in reader:
        lines.append((begins, tuple(cells)))
        begins = reader.line_num + 1
    assert str(found) == text
    assert [(row.line, row.values) for row in found.rows if row.values != ("",)] == [
        line for line in lines if line[1] not in ((), ("",))
    ]
