"""Console blocks of a page, run again: the commands stay, their output is what they print now.

    <!-- shown: 1 2:5 -->
    ```console
    $ cpee solve scenarios/teaching.toml
    ...
    ```

A table that a reader fills in, and a file that a reader saves, are written before the commands after them run:

    <!-- fill in: bakery/data/register.xlsx measures -->
    | measure | name | capex |
    |---|---|---|
    | led | LED lighting | 420000 |

    <!-- save as: bakery/scenarios/less-money.toml -->
    ```toml
    name = "Less money"
    ```

The comment says which of the output's paragraphs are shown: `1` whole, `2:5` its first five lines, `all`;
with several commands, `|` stands between. What is left out is marked by a line with `…`. Lines longer than
a terminal are broken between words. Standard error (progress, which tells times, and warnings) is shown only
where nothing else is printed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import textwrap
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from contextvars import copy_context
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TextIO
from unittest.mock import patch

import openpyxl

from making import ROOT
from optimizer import cli, processes

WIDTH = 110
BLOCK = re.compile(r"<!-- shown: (?P<shown>.+?) -->\n```console\n(?P<lines>.*?)```\n", re.DOTALL)


TABLE = re.compile(r"<!-- fill in: (?P<book>\S+) (?P<sheet>\w+) -->\n(?P<table>(?:\|[^\n]*\n)+)")
FILE = re.compile(r"<!-- save as: (?P<file>\S+) -->\n```\w*\n(?P<text>.*?)```\n", re.DOTALL)
STEP = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", kind.pattern) for kind in (BLOCK, TABLE, FILE)), re.DOTALL)


def refreshed(page: str) -> str:
    """The page's text with every console block run again, in a folder that holds only the data that ship."""
    text = (ROOT / page).read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        for shipped in ("data", "scenarios"):
            shutil.copytree(ROOT / shipped, Path(folder) / shipped)
        return STEP.sub(lambda step: _step(step[0], Path(folder)), text)


def _step(text: str, folder: Path) -> str:
    """Do what a reader does here; return the text, with the output of its commands."""
    if block := BLOCK.fullmatch(text):
        return _block(block, folder)
    if table := TABLE.fullmatch(text):
        _fill_in(folder / table["book"], table["sheet"], table["table"])
    elif file := FILE.fullmatch(text):
        (folder / file["file"]).write_text(file["text"], encoding="utf-8")
    return text


def _fill_in(path: Path, name: str, table: str) -> None:
    """Enter the rows of a table into a sheet below its headings, over the rows that begin with the same cell."""
    header, _, *rows = ([cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines())
    book = openpyxl.load_workbook(path)
    sheet = book[name]
    columns = {cell.value: cell.column for cell in sheet[1]}
    there = {cells[0]: [row[0].row for row in sheet.iter_rows(2) if row[0].value == cells[0]] for cells in rows}
    for cells in rows:
        row = there[cells[0]].pop(0) if there[cells[0]] else sheet.max_row + 1
        for column, text in zip(header, cells, strict=True):
            if text:
                sheet.cell(row, columns[column]).value = _typed(text)
    book.save(path)


def _typed(text: str) -> str | float | None:
    """Return what a cell of a table means in a sheet; `—` empties it."""
    if text == "—":
        return None
    return float(text) if re.fullmatch(r"-?[\d.]+", text) else text


def _block(block: re.Match[str], folder: Path) -> str:
    commands = [line[2:] for line in block["lines"].splitlines() if line.startswith("$ ")]
    shown = [part.split() for part in block["shown"].split("|")]
    parts = [
        f"$ {command}\n{_shown(_printed(command, folder), wanted)}"
        for command, wanted in zip(commands, shown, strict=True)
    ]
    return f"<!-- shown: {block['shown']} -->\n```console\n" + "\n".join(parts) + "```\n"


def _printed(command: str, folder: Path) -> str:
    """Return what a command prints; a comparison writes no file, so one that stands on two pages is run once."""
    if not command.startswith("cpee compare "):
        return run(command, folder)
    if command not in _COMPARED:
        _COMPARED[command] = run(command, folder)
    return _COMPARED[command]


_COMPARED: dict[str, str] = {}


def run(command: str, folder: Path) -> str:
    """What a command prints to a terminal of a fixed width, without colours and progress.

    It runs in this process alone, because to start one takes longer than most commands.
    """
    arguments = shlex.split(command)
    if arguments[0] != "cpee":
        raise ValueError(f"only cpee is run here, not {arguments[0]}")
    plain = {"COLUMNS": str(WIDTH), "NO_COLOR": "1", "TERM": "dumb"}
    with _stream() as out, _stream() as error:
        with (
            chdir(folder), redirect_stdout(out), redirect_stderr(error), suppress(SystemExit),
            patch.dict(os.environ, plain), patch.object(sys, "argv", arguments),
            patch.object(processes, "cores", lambda: 1),
        ):  # fmt: skip
            copy_context().run(cli.main)  # its language ends with it
        lines = [line.rstrip() for line in (_said(out) or _said(error)).splitlines()]
    return "\n".join(piece for line in lines for piece in _broken(line))


def _stream() -> TextIO:
    return TemporaryFile("w+", encoding="utf-8", newline="")


def _said(stream: TextIO) -> str:
    stream.seek(0)
    return stream.read()


def _broken(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) if len(line) > WIDTH else [line]


def _shown(output: str, wanted: list[str]) -> str:
    """The wanted paragraphs, with a mark where something is left out."""
    paragraphs = [part.strip("\n") for part in re.split(r"\n\s*\n", output) if part.strip()]
    if wanted == ["all"]:
        return "\n\n".join(paragraphs) + "\n"
    pieces: list[str] = []
    last = 0
    for number, _, lines in (want.partition(":") for want in wanted):
        if int(number) > len(paragraphs):
            raise ValueError(f"there is no paragraph {number} in: {output}")
        if int(number) > last + 1 and not (pieces and pieces[-1].endswith("…")):
            pieces.append("…")
        kept = paragraphs[int(number) - 1].splitlines()
        cut = int(lines) if lines else len(kept)
        pieces.append("\n".join(kept[:cut] + ["…"] * (cut < len(kept))))
        last = int(number)
    if last < len(paragraphs) and not pieces[-1].endswith("…"):
        pieces.append("…")
    return "\n\n".join(pieces) + "\n"
