"""The Start page: the ways in, what is refused and why, what is told of an open project."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from optimizer.errors import InvalidInput
from optimizer.projects import bundle, filling, home
from optimizer.readers import read_case
from optimizer.readers.workbook_writer import write_workbook
from optimizer.ui.pages import start
from optimizer.ui.shared import files
from optimizer.ui.start import opening

from .conftest import BOTH, ROOT, Open, said, solved, without_faults

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from optimizer.projects.project import Project

REGISTER, BUNDLE = "start.register.0", "start.bundle.0"
XLSX = "application/octet-stream"


def kept(folder: Path) -> list[str]:
    """The projects that are there."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def brought(app: AppTest, place: str, name: str, data: bytes) -> AppTest:
    return without_faults(app.file_uploader(key=place).set_value((name, data, XLSX)).run())


def workbook(tmp_path: Path) -> bytes:
    path = tmp_path / "plant.xlsx"
    write_workbook(path, read_case(ROOT / "data" / "teaching")[0])
    return path.read_bytes()


@pytest.mark.parametrize("lang", BOTH)
def test_the_three_ways_in_are_offered_to_an_empty_visitor(opened: Open, lang: str) -> None:
    app = without_faults(opened("start", lang=lang))
    assert {button.key for button in app.button} >= {"start.sample", "start.teaching"}
    assert [place.key for place in app.file_uploader] == [REGISTER, BUNDLE]
    assert not app.metric


@pytest.mark.parametrize("lang", BOTH)
def test_an_open_project_tells_what_is_in_it(opened: Open, teaching: Project, lang: str) -> None:
    solved(teaching, "teaching")
    app = without_faults(opened("start", teaching, lang=lang))
    assert [metric.value for metric in app.metric] == ["7", "2", "1", "1"]
    assert app.file_uploader(key=BUNDLE)


def test_another_project_leaves_the_open_one_as_it_is(opened: Open, teaching: Project, projects_home: Path) -> None:
    app = opened("start", teaching)
    before = bundle.pack(teaching)
    without_faults(app.button(key="start.teaching").click().run())
    assert app.query_params["project"] != teaching.key
    assert bundle.pack(teaching) == before
    assert len(kept(projects_home)) == 2


def test_an_empty_project_is_filled_itself(opened: Open, projects_home: Path) -> None:
    empty = home.create()
    without_faults(opened("start", empty).button(key="start.teaching").click().run())
    assert kept(projects_home) == [empty.key]
    assert not empty.empty


@pytest.mark.parametrize("lang", BOTH)
def test_a_workbook_of_our_own_form_opens_at_once(opened: Open, tmp_path: Path, lang: str) -> None:
    app = brought(opened("start", lang=lang), REGISTER, "plant.xlsx", workbook(tmp_path))
    project = home.open_project(app.query_params["project"])
    assert project.case_reading().case == read_case(ROOT / "data" / "teaching")[0]
    assert app.metric[0].value == "7"


def test_a_workbook_with_errors_opens_and_leads_to_them(opened: Open, tmp_path: Path) -> None:
    project = home.create()
    filling.from_sample(project, "teaching")
    path = tmp_path / "bad.xlsx"
    case = read_case(ROOT / "data" / "teaching")[0]
    effects = tuple(effect.model_copy(update={"measure": "nobody"}) for effect in case.effects[:1])
    write_workbook(path, case.model_copy(update={"effects": (*effects, *case.effects[1:])}))
    app = brought(opened("start"), REGISTER, "bad.xlsx", path.read_bytes())
    assert "fixed before you can solve" in said(app)
    assert not home.open_project(app.query_params["project"]).case_reading().sound


def test_a_bundle_opens_as_a_project_of_ones_own(opened: Open, teaching: Project) -> None:
    app = brought(opened("start"), BUNDLE, "sent.zip", bundle.pack(teaching))
    assert app.query_params["project"] != teaching.key
    assert bundle.pack(home.open_project(app.query_params["project"])) == bundle.pack(teaching)


def test_a_project_that_can_not_be_packed_says_which_file_is_in_the_way(
    opened: Open, teaching: Project, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere.toml").write_text('name = "x"')
    (teaching.scenarios_folder / "link.toml").symlink_to(tmp_path / "elsewhere.toml")
    app = opened("start", teaching)
    app.session_state["bar.share"] = True
    assert "link.toml: is a link to a file outside of the project" in said(without_faults(app.run()))


def zipped(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


BROKEN = [
    (REGISTER, "broken.xlsx", b"PK\x03\x04 no workbook", "broken.xlsx"),
    (REGISTER, "empty.csv", b"", "empty.csv"),
    (REGISTER, "letter.csv", b"\x00\x01\x02" * 50, "letter.csv"),
    (REGISTER, "large.csv", b"a;b\n" * 2_600_000, "10"),
    (BUNDLE, "broken.zip", b"PK\x03\x04", "broken.zip"),
    (BUNDLE, "outside.zip", zipped(**{"../../etc/passwd": "x"}), "outside.zip"),
    (BUNDLE, "nothing.zip", zipped(**{"scenarios/base.toml": "name = 'x'"}), "nothing.zip"),
]


@pytest.mark.parametrize("lang", BOTH)
@pytest.mark.parametrize("upload", BROKEN, ids=[upload[1] for upload in BROKEN])
def test_a_broken_upload_is_refused_with_a_reason_and_leaves_nothing(
    opened: Open, projects_home: Path, lang: str, upload: tuple[str, str, bytes, str]
) -> None:
    place, name, data, told = upload
    app = brought(opened("start", lang=lang), place, name, data)
    assert any(told in error.value.replace("\\", "") for error in app.error), said(app)
    assert not kept(projects_home)
    assert "project" not in app.query_params
    without_faults(app.button(key="start.teaching").click().run())
    assert not app.error


def test_a_failed_upload_leaves_the_open_project_open(opened: Open, teaching: Project) -> None:
    app = brought(opened("start", teaching), REGISTER, "broken.xlsx", b"PK\x03\x04 no workbook")
    assert app.query_params["project"] == teaching.key
    assert app.error


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("C:\\temp\\plan.csv", "plan.csv"),
        (".hidden.csv", "hidden.csv"),
        ("a\0b\n.xlsx", "a_b_.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 80 + ".xlsx"),
        ("...", "register"),
    ],
)
def test_the_name_of_a_file_points_nowhere(name: str, safe: str) -> None:
    assert opening.file_name(name) == safe


def test_a_file_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="XLSX, XLS, ODS, CSV"):
        opening.received("plan.docx", b"text", tmp_path)


@pytest.mark.parametrize("lang", BOTH)
def test_the_template_is_in_the_language_of_the_screen(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(files.template(lang))
    assert {"en": "Explanations", "uk": "Пояснення"}[lang] in zipfile.ZipFile(path).read("xl/workbook.xml").decode()


def test_the_folder_that_the_app_was_started_with_is_offered_to_whoever_came_with_its_key(
    opened: Open, teaching: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plant"
    folder.mkdir()
    monkeypatch.setenv("CPEE_FOLDER", str(folder))
    monkeypatch.setenv("CPEE_FOLDER_KEY", key := home.new_key())
    assert not [button for button in opened("start", teaching).button if button.key == "start.local"]
    local = home.open_project(key)
    app = opened("start", local)
    app.query_params["project"] = teaching.key
    app.run()
    without_faults(app.button(key="start.local").click().run())
    assert app.query_params["project"] == key
    without_faults(app.button(key="start.teaching").click().run())
    assert (folder / "data" / "teaching" / "measures.csv").is_file()


def test_the_start_page_is_the_first() -> None:
    assert start.PAGE.order == 10
