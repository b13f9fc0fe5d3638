"""A project of one's own: whole or not at all, valid from the start, and in the language asked for."""

import csv
import io
import re
from pathlib import Path

import pytest
import typer.main
from openpyxl import load_workbook

from optimizer.cli import app
from optimizer.errors import InvalidInput
from optimizer.files import writing
from optimizer.locales import speaking
from optimizer.projects.starting import start_project
from optimizer.readers import read_case, read_scenario
from tests.in_process import ran

FORMS = pytest.mark.parametrize("form", [(), ("--csv",)], ids=["workbook", "csv"])
LANGUAGES = pytest.mark.parametrize("language", ["en", "uk"])


def run(*arguments: object) -> tuple[object, str]:
    ended = ran(*arguments)
    return ended.returncode, ended.stdout + ended.stderr


def everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@FORMS
@LANGUAGES
def test_a_new_project_is_valid_and_its_check_says_what_to_enter(
    tmp_path: Path, language: str, form: tuple[str, ...]
) -> None:
    folder = tmp_path / "хлібозавод № 2"
    status, said = run("new", folder, "--language", language, *form)
    assert (status, "README.txt" in said) == (0, True)
    status, said = run("--language", language, "check", folder)
    assert status == 0
    for word in ("streams", "measures", "capex", "price"):
        assert word in said
    case, _ = read_case(next(path for path in (folder / "data").iterdir()))
    assert (case.name, case.currency) == (folder.name, {"en": "EUR", "uk": "UAH"}[language])
    assert run("solve", folder / "scenarios" / "base.toml")[0] == 0


@FORMS
def test_what_is_there_is_never_overwritten(tmp_path: Path, form: tuple[str, ...]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    before = everything(tmp_path)
    assert run("new", tmp_path, *form)[0] == 2
    assert run("new", tmp_path / "mine.txt", *form)[0] == 2
    assert everything(tmp_path) == before


def test_a_project_that_fails_late_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put = writing._put

    def full_disk(path: Path, data: bytes, **more: int) -> None:
        if path.name == "README.txt":
            raise OSError(28, "No space left on device")
        put(path, data, **more)

    monkeypatch.setattr(writing, "_put", full_disk)
    with pytest.raises(InvalidInput, match="No space"):
        start_project(tmp_path / "plant")
    assert list(tmp_path.iterdir()) == []


@LANGUAGES
def test_every_key_that_is_switched_off_can_be_switched_on(tmp_path: Path, language: str) -> None:
    with speaking(language):  # type: ignore[arg-type]
        start_project(tmp_path / "plant")
    scenario = tmp_path / "plant" / "scenarios" / "base.toml"
    text = scenario.read_text(encoding="utf-8")
    switched_on = re.sub(r"^# (\w+ += |\[)", r"\1", text, flags=re.MULTILINE)
    scenario.write_text(switched_on, encoding="utf-8")
    asked, warnings = read_scenario(scenario)
    assert not warnings
    assert (asked.budget.carry_over, len(asked.limits), asked.measures.max_payback) == (True, 1, 4)
    assert not re.search(r"^# \w+ +=", switched_on, re.MULTILINE)


@LANGUAGES
def test_the_page_to_read_first_names_commands_and_a_scenario_that_exist(tmp_path: Path, language: str) -> None:
    with speaking(language):  # type: ignore[arg-type]
        start_project(tmp_path / "plant")
    text = (tmp_path / "plant" / "README.txt").read_text(encoding="utf-8-sig")
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    named = set(re.findall(r"cpee (\w+)", text))
    assert named >= {"check", "solve", "compare", "app", "import"}
    assert named <= set(commands)
    second = re.search(r"name = .*?(?=\n   \S)", text.split("less-money.toml")[1], re.DOTALL)
    assert second is not None
    less = tmp_path / "plant" / "scenarios" / "less-money.toml"
    less.write_text("\n".join(line.strip() for line in second[0].splitlines()), encoding="utf-8")
    assert read_scenario(less)[0].budget.per_year is not None


def test_csv_files_open_in_a_ukrainian_excel_and_the_workbook_has_no_example(tmp_path: Path) -> None:
    with speaking("uk"):
        start_project(tmp_path / "files", csv=True)
        book = load_workbook(start_project(tmp_path / "book"))
    data = (tmp_path / "files" / "data" / "plant" / "measures.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    [header] = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    sheet = book["measures"]
    assert [cell.value for cell in sheet[1]] == header
    assert {name: book[name].max_row for name in ("streams", "measures", "effects")} == dict.fromkeys(
        ("streams", "measures", "effects"), 1
    )
    assert "пояснення" in {name.casefold() for name in book.sheetnames}
