"""Bad input: everything wrong in one message, with the place and what to do; exit status 2; nothing written."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from optimizer.cli import INVALID, app
from optimizer.errors import InvalidInput
from optimizer.frames import TABLES
from optimizer.reports.messages import tell
from optimizer.reports.screen import screen
from tests.cli.breakages import BREAKAGES, SCENARIO, Breakage
from tests.cli.conftest import command, settings

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """The exit status of a command and what it said on standard error; what `check` finds is its answer."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(result.exception, InvalidInput):
        tell(screen(error=True), result.exception.problems)
        return INVALID, capsys.readouterr().err
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout if arguments[0] == "check" else result.stderr


@pytest.mark.parametrize("broken", BREAKAGES, ids=lambda b: f"{b.file}: {b.new[:30]!r}")
def test_a_broken_file_is_refused_with_its_place(
    folder: Path, broken: Breakage, capsys: pytest.CaptureFixture[str]
) -> None:
    broken.apply(folder)
    answer = folder / "answer.json"
    status, message = told(capsys, "solve", folder / SCENARIO, "--json", answer, "--csv", folder / "out")
    assert status == INVALID
    assert not [part for part in broken.told if part not in message], message
    assert "Traceback" not in message
    assert not answer.exists()
    assert not (folder / "out").exists()


def test_all_that_is_wrong_in_a_set_of_files_is_told_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    some = [
        b for b in BREAKAGES if b.new in ("NaN", ",NaN,", "leeks,", "electricity,co2") or b.new.startswith("[budgets")
    ]
    for broken in some:
        broken.apply(folder)
    status, message = told(capsys, "check", folder / SCENARIO)
    assert status == INVALID
    assert len(some) > 2
    assert not [part for broken in some for part in broken.told if part not in message], message


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("budgt.total=3", 'did you mean "budget"?'),
        ("budget.totl=3", 'did you mean "total"?'),
        ("budget.total=lots", "not a number"),
        ("budget.total=-3", "budget.total"),
        ("budget.carry_over=maybe", "true or false"),
        ("limits.CO2 limt.at_least=3", 'did you mean "CO2 limit"?'),
        ("limits.X.at_most=5", 'it has "CO2 limit"'),
        ("solver.time_limit=-1", "solver.time_limit"),
        ("solver.gap=2", "between 0 and 1"),
        ("budget", "KEY=VALUE"),
        ("=3", "KEY=VALUE"),
    ],
)
def test_a_wrong_setting_is_refused(
    folder: Path, setting: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, message = told(capsys, "solve", folder / SCENARIO, "--set", setting)
    assert status == INVALID
    assert expected in message


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["solve", "{folder}/scenarios"], "is a folder, but a scenario is a TOML file"),
        (["solve", "{folder}/scenarios/teeching.toml"], 'did you mean "teaching.toml"?'),
        (["check", "{folder}/data/teaching/measures.csv"], "is not a case"),
        (["check", "{folder}/nowhere"], "there is no folder"),
        (["compare", "{folder}/nowhere.toml"], "there is no such file"),
        (["verify", "{folder}/nowhere.json"], "can't be opened"),
        (["verify", "{folder}"], "is not a file"),
        (["import", "iac", "{folder}/nowhere.xlsx", "--out", "{folder}/new"], "nowhere.xlsx"),
        (["solve", "{scenario}", "--json", "{folder}/no/such/answer.json"], "there is no folder"),
        (["solve", "{scenario}", "--json", "{folder}"], "is a folder"),
        (["solve", "{scenario}", "--csv", "{scenario}"], "is a file"),
    ],
)
def test_a_wrong_path_is_refused_before_any_work(
    folder: Path, arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"folder": folder, "scenario": folder / SCENARIO}
    status, message = told(capsys, *(argument.format(**places) for argument in arguments))
    assert status == INVALID
    assert expected in message.replace("\n", " ")
    assert "optimal" not in message


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "3", "[]", "[1, 2]", '{"a": 1}', '{"a": 1, "a": 2}', "NaN", "[" * 100_000, "9" * 10_000],
    ids=lambda text: text[:12],
)
def test_a_file_that_is_no_answer_is_refused_by_verify(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "foreign.json").write_text(text, encoding="utf-8")
    status, message = told(capsys, "verify", tmp_path / "foreign.json")
    assert status == INVALID
    assert message.count("error: ") == 1
    assert "foreign.json" in message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[" + ",".join(["{}"] * 1_001) + "]", "more than 1000 answers"),
        ("[" + "[]," * 1_000_001 + "]", "larger than any answer"),
        (" " * 50_000_001, "larger than 50 MB"),
    ],
    ids=["answers", "lists", "bytes"],
)
@pytest.mark.parametrize("through", ["file", "pipe"])
def test_verify_reads_no_more_than_an_answer_can_be(tmp_path: Path, text: str, expected: str, through: str) -> None:
    (tmp_path / "large.json").write_text(text, encoding="utf-8")
    name = str(tmp_path / "large.json") if through == "file" else "-"
    ended = CliRunner().invoke(app, ["verify", name], input=text if through == "pipe" else None)
    assert isinstance(ended.exception, InvalidInput)
    assert expected in str(ended.exception)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file that never ends")
def test_verify_waits_for_no_device_and_no_pipe(cpee: Run, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    for name in ("/dev/zero", folder / "pipe", folder):
        ended = cpee("verify", name)
        assert (ended.returncode, ended.stdout) == (INVALID, "")
        assert "is not a file" in ended.stderr
    with Path("/dev/zero").open("rb") as zeros:
        endless = subprocess.run(  # noqa: S603 - our own program
            command("verify", "-"), stdin=zeros, capture_output=True, text=True, env=settings(), check=False
        )
    assert endless.returncode == INVALID
    assert "larger than 50 MB" in endless.stderr


LONG = "x" * 300


@pytest.mark.parametrize("key", ["case", "extends"])
@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("y" * 5_000, "File name too long"),
        ("a\\u0000b", "no name of a file may hold"),
        ("../circle/x", "Too many levels of symbolic links"),
    ],
    ids=["long", "zero byte", "circle"],
)
def test_a_scenario_that_names_what_no_path_leads_to_is_refused_with_its_key(
    folder: Path, capsys: pytest.CaptureFixture[str], key: str, named: str, expected: str
) -> None:
    (folder / "circle").symlink_to("circle")
    path = folder / SCENARIO
    text = path.read_text("utf-8")
    head = "" if key == "case" else f'extends = "{named}"\n'
    path.write_text(head + (text.replace("../data/teaching", named) if key == "case" else text), "utf-8")
    status, message = told(capsys, "solve", path)
    assert status == INVALID
    assert message.count("error: ") == 1
    assert f"teaching.toml, {key}: can't be opened" in message
    assert expected in message.replace("\n", " ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve", LONG + ".toml"],
        ["check", LONG],
        ["check", LONG + ".xlsx"],
        ["solve", SCENARIO, "--json", LONG],
        ["solve", SCENARIO, "--set", f"case={LONG}"],
        ["export", "xlsx", LONG, "--out", "new.xlsx"],
        ["export", "xlsx", "data/teaching", "--out", LONG + ".xlsx"],
        ["template", "--out", LONG + ".xlsx"],
        ["import", "register", LONG + ".xlsx", "--out", "new"],
        ["import", "register", LONG + ".csv", "--out", "new"],
        ["import", "iac", LONG + ".xlsx", "--out", "new"],
        ["app", LONG],
    ],
    ids=lambda arguments: " ".join(arguments).replace(LONG, "…"),
)
def test_a_path_of_300_letters_is_bad_input(cpee: Run, folder: Path, arguments: list[str]) -> None:
    ended = cpee(*arguments)
    assert (ended.returncode, ended.stdout) == (INVALID, "")
    assert "File name too long" in ended.stderr.replace("\n", " ")
    assert not (folder / "new").exists()


def is_closed(folder: Path) -> bool:
    try:
        (folder / "new").touch()
    except OSError:
        return folder.is_dir()
    return False


@pytest.mark.skipif(not is_closed(Path("/sys")), reason="needs a folder that is closed to root, too")
@pytest.mark.parametrize(
    "arguments",
    [
        ["template", "--out", "/sys/new.xlsx"],
        ["export", "xlsx", "data/teaching", "--out", "/sys/new.xlsx"],
        ["import", "register", "register.csv", "--out", "/sys/new"],
        ["import", "register", "register.csv", "--out", "new", "--mapping", "/sys/new.toml"],
        ["solve", SCENARIO, "--json", "/sys/new.json"],
        ["solve", SCENARIO, "--csv", "/sys/new"],
    ],
    ids=" ".join,
)
def test_a_folder_that_is_closed_is_refused_before_any_work(cpee: Run, folder: Path, arguments: list[str]) -> None:
    (folder / "register.csv").write_text("no register", "utf-8")
    ended = cpee(*arguments)
    assert (ended.returncode, ended.stdout) == (INVALID, "")
    assert "can't be written" in ended.stderr
    assert "register.csv" not in ended.stderr


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a folder in use can't be deleted")
@pytest.mark.parametrize(
    "arguments", [["template"], ["solve", SCENARIO], ["app", "."], ["export", "xlsx", "a", "--out", "b"]]
)
def test_a_current_folder_that_was_deleted_is_bad_input(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "gone").mkdir()
    script = 'cd "$1"; rmdir "$1"; shift; exec "$@"'
    ended = subprocess.run(  # noqa: S603 - our own program
        ["/bin/sh", "-c", script, "sh", str(tmp_path / "gone"), *command(*arguments)],
        capture_output=True,
        text=True,
        env=settings(),
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (INVALID, "")
    assert "error: " in ended.stderr


def test_earlier_leftovers_are_swept_where_a_command_writes(cpee: Run, folder: Path) -> None:
    (folder / "tables").mkdir()
    left = [folder / ".answer.json.0123abcd.cpee", folder / "tables" / ".metrics.csv.0123abcd.cpee"]
    for path in left:
        path.write_text("half", "utf-8")
        os.utime(path, (1, 1))
    assert cpee("solve", SCENARIO, "--json", "answer.json", "--csv", "tables").returncode == 0
    assert not any(path.exists() for path in left)
    assert {path.name for path in (folder / "tables").iterdir()} == {f"{part}.csv" for part in ("scenarios", *TABLES)}


def test_a_rate_written_as_per_cent_is_told_where_it_is_asked(folder: Path) -> None:
    for asked in ("solve", "compare"):
        ended = CliRunner().invoke(app, [asked, str(folder / SCENARIO), "--set", "discount_rate=8"])
        assert ended.exit_code == 0
        assert "% a year: write a fraction, 0.18 for 18 %" in ended.stderr
        ended = CliRunner().invoke(app, [asked, str(folder / SCENARIO), "--set", "discount_rate=25"])
        assert ended.exit_code == INVALID
        assert "discount_rate: must be above −0.9 and at most 10" in ended.stderr
    usual = CliRunner().invoke(app, ["solve", str(folder / SCENARIO), "--set", "discount_rate=0.25"])
    assert "fraction" not in usual.stderr


def test_a_workbook_is_called_like_one(folder: Path) -> None:
    for asked in (["template"], ["export", "xlsx", str(folder / "data" / "teaching")]):
        ended = CliRunner().invoke(app, [*asked, "--out", str(folder / "register.csv")])
        assert isinstance(ended.exception, InvalidInput)
        assert "must end in .xlsx" in str(ended.exception)
    assert not (folder / "register.csv").exists()


def test_where_json_breaks_is_told_in_the_language_spoken(cpee: Run, folder: Path) -> None:
    (folder / "broken.json").write_text('{\n "scenario": \n}', encoding="utf-8")
    shown = cpee("--language", "uk", "verify", "broken.json").stderr
    assert "некоректний JSON (рядок 3, знак 1)" in shown
    shown = cpee("--language", "uk", "import", "measur", "broken.json", "--out", "case").stderr
    assert "некоректний JSON (рядок 3, знак 1)" in shown


def test_a_case_that_cannot_be_written_is_bad_input(cpee: Run, folder: Path) -> None:
    assert cpee("export", "xlsx", "data/teaching", "--out", "case.xlsx").returncode == 0
    (folder / "file").write_text("no folder", encoding="utf-8")
    ended = cpee("import", "xlsx", "case.xlsx", "--out", "file/case")
    assert ended.returncode == INVALID
    assert "error: file/case: can't be written" in ended.stderr
    assert cpee("import", "xlsx", "case.xlsx", "--out", "new/case").returncode == 0
