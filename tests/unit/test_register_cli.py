"""`cpee import register` asks where somebody sits there, and leaves its questions where nobody does."""

import errno
import os
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from optimizer.cli import registers as cli_register
from optimizer.errors import InvalidInput
from optimizer.imports.register import read_mapping
from optimizer.readers import read_case

REGISTERS = Path(__file__).parents[1] / "registers"
app = typer.Typer()
app.command()(cli_register.import_register)


def test_a_mapping_that_answers_everything_needs_nobody(tmp_path: Path) -> None:
    given = [
        str(REGISTERS / "plant-uk.xlsx"),
        "--mapping",
        str(REGISTERS / "plant-uk.toml"),
        "--out",
        str(tmp_path / "c"),
    ]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0
    assert "10 measures, 3 streams" in done.stdout
    assert "row 22 (Разом по підприємству): total" in done.stdout


def test_where_nobody_can_be_asked_the_questions_are_left_in_the_mapping(tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    given = [str(REGISTERS / "erp-cp1251.csv"), "--mapping", str(mapping), "--out", str(tmp_path / "c")]
    done = CliRunner().invoke(app, given)
    assert isinstance(done.exception, InvalidInput)
    assert "encoding" in str(done.exception)
    assert "#   encoding: Which line is readable?" in mapping.read_text()
    assert not (tmp_path / "c").exists()


def test_an_advisor_answers_confirms_and_has_a_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_register, "somebody_there", lambda: True)
    mapping = tmp_path / "m.toml"
    typed = [
        "1",  # encoding: the first choice
        "earliest",
        "",  # VAT: none where the heading is silent, as suggested
        "2026",  # the year of prices, for which nothing is likely
        "9", "1", "ERP", "",  # the new case: there is no row 9; its name is another; the rest is right
        "ten", "a guess", "10", "the energy manager",  # lifetime: refused, asked again
        "", "",  # price and source as suggested
        "",  # the mapping is right
    ]  # fmt: skip
    given = [str(REGISTERS / "erp-cp1251.csv"), "--mapping", str(mapping), "--out", str(tmp_path / "c")]
    done = CliRunner().invoke(app, given, input="\n".join(typed) + "\n")
    assert done.exit_code == 0, done.output
    assert "1  earliest start year" in done.output
    assert re.search(r"What is the name of the case\?\s+│\s+│ ERP", done.output)
    assert "lifetime in years" in done.output
    assert done.output.index("row 8 (Всього): total") < done.output.index("Right? Enter for yes, or the letter")
    assert len(read_case(tmp_path / "c")[0].measures) == 6
    assert read_mapping(mapping).columns["H"].field == "earliest"


def test_a_column_that_is_said_anew_is_asked_about_until_it_can_be_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_register, "somebody_there", lambda: True)
    known = tmp_path / "m.toml"
    text = (REGISTERS / "plant-uk.toml").read_text(encoding="utf-8")
    known.write_text(text.replace('field = "owner"', 'field = "notes"'), encoding="utf-8")
    given = [str(REGISTERS / "plant-uk.xlsx"), "--mapping", str(known), "--out", str(tmp_path / "c")]
    typed = "K\nownr\nowner\n\n"  # a slip, corrected; then all is right
    monkeypatch.setattr(cli_register, "_unseen", lambda *_: True)
    done = CliRunner().invoke(app, given, input=typed)
    assert done.exit_code == 0, done.output
    assert 'did you mean "owner"' in done.output
    assert {measure.owner for measure in read_case(tmp_path / "c")[0].measures} > {"Механік цеху"}


def test_a_suggestion_is_shown_by_its_number_in_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_register, "somebody_there", lambda: True)
    path = tmp_path / "a.csv"
    rows = ["Захід;Вартість, грн;Економія, грн/рік", "Насоси;500;250", "Котел;300;310", "По заводу;800;560"]
    path.write_text("\n".join(rows), encoding="utf-8")
    typed = ["", "2026", "", "10", "a guess", ""]  # the total, the year of prices, the new case, lifetime, the mapping
    done = CliRunner().invoke(app, [str(path), "--out", str(tmp_path / "c")], input="\n".join(typed) + "\n")
    assert "1  yes, leave it out" in done.output
    assert "Answer [1]:" in done.output
    assert "Answer [leave out]" not in done.output


def test_a_mapping_that_can_not_be_written_is_refused_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_register, "somebody_there", lambda: True)
    given = [
        str(REGISTERS / "plant-uk.xlsx"),
        "--mapping",
        str(tmp_path / "no" / "m.toml"),
        "--out",
        str(tmp_path / "c"),
    ]
    done = CliRunner().invoke(app, given, input="")
    assert isinstance(done.exception, InvalidInput)
    assert "there is no folder" in str(done.exception)
    assert done.output == ""


def test_a_full_disk_leaves_no_half_of_a_mapping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    mapping = tmp_path / "m.toml"
    given = [str(REGISTERS / "erp-cp1251.csv"), "--mapping", str(mapping), "--out", str(tmp_path / "c")]
    monkeypatch.setattr(os, "fsync", full)
    done = CliRunner().invoke(app, given)
    assert isinstance(done.exception, InvalidInput)
    assert "No space left on device" in str(done.exception)
    assert list(tmp_path.iterdir()) == []
