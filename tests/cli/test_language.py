"""The language of the commands: an option or a variable. What they say changes with it, the JSON they write doesn't."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest
import typer.main
from typer.testing import CliRunner

from optimizer.cli import app
from optimizer.cli.spoken import usage_text
from optimizer.locales import language, speaking
from tests.cli.breakages import SCENARIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Run, RunProgram

CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)


def run(*arguments: object, **environment: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env={**environment})
    return result.exit_code, result.stdout, result.stderr


def answers(path: Path) -> Any:
    read = json.loads(path.read_text("utf-8"))
    for answer in read if isinstance(read, list) else [read]:
        if "provenance" in answer:
            answer["provenance"]["seconds"] = 0
    return read


def commands(command: Any, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, *path, name)


def test_the_option_and_the_variable_say_the_same_and_the_option_wins(folder: Path) -> None:
    option = run("--language", "uk", "solve", folder / SCENARIO)
    variable = run("solve", folder / SCENARIO, CPEE_LANGUAGE="uk")
    both = run("--language", "en", "solve", folder / SCENARIO, CPEE_LANGUAGE="uk")
    assert option[:2] == variable[:2]
    assert "6 заходів на 710\u00a0000\u00a0грн" in option[1]
    assert "6 measures for 710,000 UAH" in both[1]
    assert not CYRILLIC.search(both[1])


@pytest.mark.parametrize("option", [["--language", "uk"], ["--language=uk"]])
def test_the_option_may_stand_anywhere(folder: Path, option: list[str]) -> None:
    first = run(*option, "check", folder / SCENARIO)
    assert run("check", folder / SCENARIO, *option) == first
    assert run("check", *option, folder / SCENARIO) == first
    assert "помилок немає" in first[1]
    assert "Виклик: " in run("import", "xlsx", "--help", *option)[1]


def test_a_language_that_is_missing_is_told() -> None:
    assert "--language" in run("check", "data/teaching", "--language")[2]
    assert "requires an argument" in run("check", "data/teaching", "--language")[2]


def test_a_template_has_a_language_of_its_own(folder: Path) -> None:
    told = run("--language", "en", "template", "--language", "uk", "--out", folder / "form.xlsx")
    assert "fill it in" in told[1]


def test_json_is_the_same_in_every_language(folder: Path) -> None:
    measures = folder / "data" / "teaching" / "measures.csv"
    measures.write_text(measures.read_text("utf-8").replace(",lead,", ",leed,"), "utf-8")
    bad = (folder / SCENARIO).with_name("bad.toml")
    bad.write_text('name = "Bad"\nextends = "teaching.toml"\ngoal = "nvp"\n', "utf-8")
    for spoken in ("en", "uk"):
        run("--language", spoken, "solve", folder / SCENARIO, bad, "--json", folder / f"{spoken}.json")
    english, ukrainian = answers(folder / "en.json"), answers(folder / "uk.json")
    assert english == ukrainian
    assert [answer["status"] for answer in english] == ["optimal", "invalid"]
    assert all(answer["problems"] for answer in english)
    assert not CYRILLIC.search(json.dumps([answer["problems"] for answer in ukrainian], ensure_ascii=False))
    assert run("--language", "uk", "verify", folder / "uk.json")[0] == 0


def test_problems_verification_and_comparison_are_told_in_ukrainian(folder: Path) -> None:
    good, bad = folder / SCENARIO, (folder / SCENARIO).with_name("bad.toml")
    bad.write_text('name = "Bad"\nextends = "teaching.toml"\ngoal = "nvp"\n', "utf-8")
    status, shown, told = run("--language", "uk", "compare", good, good, bad)
    assert status == 2
    assert (
        "Порівняння: 2 сценарії, план знайдено для 2; під кожним числом — різниця зі сценарієм «Навчальний приклад»."
        in shown
    )
    assert "bad.toml показників немає" in shown
    assert "помилка: bad.toml, goal: невідомий показник «nvp» (можливо, «npv»?)" in told
    run("solve", good, "--json", folder / "answer.json")
    answer = json.loads((folder / "answer.json").read_text("utf-8"))
    answer["metrics"]["npv"] += 1
    (folder / "answer.json").write_text(json.dumps(answer), "utf-8")
    status, shown, _ = run("--language", "uk", "verify", folder / "answer.json")
    assert status == 1
    assert "Teaching case: metrics.npv: у файлі" in shown
    assert "розбіжність" in shown


def test_the_help_of_every_command_is_in_ukrainian() -> None:
    for path in commands(typer.main.get_command(app)):
        status, shown, _ = run("--language", "uk", *path, "--help")
        assert status == 0
        texts = re.sub(r"│ (?:\*\s+)?(?:--)?[\w.-]+ .*?(?:  )", "", shown)
        assert "Виклик: cpee" in shown or "Виклик: root" in shown, path
        assert "Параметри" in shown, path
        assert not re.search(r"\b(?:the|Show|of|with|Usage|Options|Arguments|Commands|required|default)\b", texts), (
            shown
        )


def test_help_is_english_again_after_ukrainian() -> None:
    run("--language", "uk", "solve", "--help")
    _, shown, _ = run("--language", "en", "solve", "--help")
    assert "Usage:" in shown
    assert "Options" in shown
    assert not CYRILLIC.search(shown)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["solv"], "команди «solv» не існує"),
        (["solve"], "бракує аргументу"),
        (["solve", "--jsn", "x", "a.toml"], "параметра --jsn не існує"),
        (["solve", "a.toml", "--json"], "для параметра --json потрібне значення"),
        (["demo", "a"], "забагато аргументів: a"),
        (["solve", "a.toml", "--set", "x"], "пишіть КЛЮЧ=ЗНАЧЕННЯ"),
    ],
)
def test_a_command_that_cannot_be_understood_is_refused_in_ukrainian(arguments: list[str], told: str) -> None:
    status, _, shown = run("--language", "uk", *arguments)
    assert status == 2
    assert told in " ".join(re.sub("[│╭╮╰╯─]", " ", shown).split())
    assert "Usage" not in shown
    assert run(*arguments)[0] == 2


def test_a_language_that_is_not_spoken_is_refused() -> None:
    status, _, told = run("--language", "de", "demo")
    assert status == 2
    assert "'de' is not one of 'en', 'uk'" in " ".join(re.sub("[│╭╮╰╯─]", " ", told).split())


def test_what_typer_says_otherwise_is_left_as_it_is() -> None:
    with speaking("uk"):
        assert usage_text("Something new.") == "Something new."
    assert usage_text("Missing command.") == "Missing command."


def test_processes_that_solve_tell_of_it_in_the_same_language(program: RunProgram, folder: Path) -> None:
    ended = program("--language", "uk", "solve", folder / SCENARIO, folder / SCENARIO)
    assert ended.returncode == 0
    assert ended.stderr.count("Навчальний приклад: оптимальний, 1\u00a0029\u00a0578\u00a0грн") == 2
    assert "optimal" not in ended.stderr


def test_bad_input_ends_in_ukrainian_however_it_is_raised(cpee: Run, folder: Path) -> None:
    ended = cpee("check", folder / "nowhere", CPEE_LANGUAGE="uk")
    assert ended.returncode == 2
    assert ended.stdout.startswith("помилка: ")


def test_english_needs_no_catalogue(program: RunProgram) -> None:
    told = program("--help", PYTHONPROFILEIMPORTTIME="1").stderr
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in told.splitlines()}
    assert "typer" in loaded
    assert "babel" not in loaded


def test_help_speaks_the_language_of_the_environment(program: RunProgram) -> None:
    assert "Розрахувати" in program("--help", CPEE_LANGUAGE="uk").stdout
    assert language() == "en"


@pytest.mark.parametrize("named", ["uk", "uk_UA", "uk_UA.UTF-8"])
def test_the_environment_may_name_a_language_as_systems_do(cpee: Run, named: str) -> None:
    assert CYRILLIC.search(cpee("--help", CPEE_LANGUAGE=named).stdout)
    done = cpee("check", "nowhere.toml", CPEE_LANGUAGE=named)
    assert done.returncode == 2
    assert CYRILLIC.search(done.stdout)


def test_the_version_is_told() -> None:
    status, out, _ = run("--version")
    assert (status, out) == (0, f"cpee {version('cpee')}\n")
