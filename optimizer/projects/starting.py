"""A new project of one's own: an empty register, a first scenario that explains itself, and what to do next.

    start_project(Path("bakery"))          the register as a workbook
    start_project(Path("bakery"), csv=True)      or as a folder of CSV files

Texts are in the current language: files of this folder that end in its code.
"""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from typing import TYPE_CHECKING

from optimizer.case import FILES
from optimizer.files import refuse_occupied, write_folder
from optimizer.locales import language, noted, tr
from optimizer.projects.csv_text import rows_text
from optimizer.readers.case_writer import head_text
from optimizer.readers.tables import columns_of
from optimizer.readers.template import empty_workbook

if TYPE_CHECKING:
    from pathlib import Path

CASE, WORKBOOK, BASE, READ_FIRST = "data/plant", "data/register.xlsx", "scenarios/base.toml", "README.txt"
CURRENCY = {"en": "EUR", "uk": "UAH"}
MARK = "\ufeff"
_IN_SHEET = noted("Green columns are required. The sheet of explanations describes all columns, units and words.")
_IN_FILES = noted("Each file has all columns of its table in its first row; docs/data-dictionary.md describes them.")


def start_project(folder: Path, *, csv: bool = False) -> Path:
    """Make a project in a new or empty folder, whole or not at all; return the register to fill in."""
    refuse_occupied(folder)
    name = folder.resolve().name
    register = CASE if csv else WORKBOOK
    made = {f"{CASE}/{file}": text for file, text in _csv_files(name).items()} if csv else {WORKBOOK: _workbook(name)}
    beside = {BASE: base_text(register.removeprefix("data/")), READ_FIRST: _read_first(folder, name, csv=csv)}
    write_folder(folder, {**made, **beside})
    return folder / register


def base_text(case: str) -> str:
    """Return the first scenario of a new case under `data/`, with its assumptions in comments."""
    return _text("base", "toml").format(case=f"../data/{case}")


def _text(name: str, ending: str) -> str:
    return files(__package__).joinpath(f"{name}.{language()}.{ending}").read_text("utf-8")


def _head(name: str) -> dict[str, object]:
    """Return what is known of the case: its name from the folder, the language's currency, this year."""
    return {
        "name": name,
        **({"name_uk": name} if language() == "uk" else {}),
        "currency": CURRENCY[language()],
        "base_year": dt.datetime.now(tz=dt.UTC).year,
    }


def _workbook(name: str) -> bytes:
    return empty_workbook(language(), _head(name))


def _csv_files(name: str) -> dict[str, str]:
    """Return the files of an empty case; tables are separated as a spreadsheet of the language opens them."""
    tables = {f"{table}.csv": _header(columns_of(model)) for table, model in FILES.items()}
    return {"case.toml": head_text(_head(name)), **tables}


def _header(columns: tuple[str, ...]) -> str:
    return MARK + ";".join(columns) + "\n" if language() == "uk" else rows_text([columns])


def _read_first(folder: Path, name: str, *, csv: bool) -> str:
    """Return what to do next. It has a byte order mark, without which editors of Windows garble Ukrainian letters."""
    register, where = (CASE, tr(_IN_FILES)) if csv else (WORKBOOK, tr(_IN_SHEET))
    return MARK + _text("new", "txt").format(title=name, register=register, where=where, folder=folder)
