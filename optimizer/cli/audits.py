"""`cpee import iac | measur`: audits from other tools → a case folder, with progress and warnings.

register(importing)      adds both to the group of import commands
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from optimizer.cli import places
from optimizer.cli.console import console
from optimizer.locales import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the new case.", show_default=False)]


class ImportSummary(Protocol):
    """The result of an import."""

    @property
    def folder(self) -> Path:
        """Return the folder of the case."""

    def lines(self) -> list[str]:
        """Return the report as lines of plain text."""


def import_iac(
    file: Annotated[Path, typer.Argument(help="The audit database's workbook (XLSX).", show_default=False)],
    out: Out,
    plant: Annotated[
        str | None, typer.Option(help="ID of one plant; otherwise all plants, one site each.", show_default=False)
    ] = None,
    yearly: Annotated[
        list[str] | None,
        typer.Option(help="Resource code of unknown meaning whose money recurs every year.", show_default=False),
    ] = None,
) -> None:
    """Import audits from the US Industrial Assessment Centers database."""
    from optimizer.imports.audits import import_audits  # noqa: PLC0415

    places.for_new(out)
    progress = _progress(console(error=True))
    _tell(import_audits(file, out, plant, progress=progress, yearly=yearly or (), before_writing=_tell_oddities))


def import_measur(
    file: Annotated[Path, typer.Argument(help="A treasure hunt exported from MEASUR (JSON).", show_default=False)],
    out: Out,
    *,
    metric: Annotated[
        bool, typer.Option("--metric", help="Metric units, for a file that doesn't state its own.")
    ] = False,
) -> None:
    """Import a treasure hunt from MEASUR (US DOE)."""
    from optimizer.imports.hunts import import_hunt  # noqa: PLC0415

    places.for_new(out)
    _tell(import_hunt(file, out, metric=metric, before_writing=_tell_oddities))


def register(importing: typer.Typer) -> None:
    """Add the commands to `cpee import`."""
    importing.command("iac")(import_iac)
    importing.command("measur")(import_measur)


def oddities(folder: Path) -> Iterator[str]:
    """Print the warnings of the case in a folder, one per line."""
    from optimizer.checks import plausible  # noqa: PLC0415
    from optimizer.readers import read_case  # noqa: PLC0415

    case, warnings = read_case(folder)
    yield from (str(problem) for problem in (*warnings, *plausible(case)))


def _tell_oddities(lines: tuple[str, ...]) -> None:
    """Print what is odd about the figures of the source, before the case is written."""
    screen = console()
    if lines:
        screen.print(tr("To check in the source, {count} (figures unchanged):", count=len(lines)))
    for line in lines:
        screen.print(f"  {line}")


def _tell(imported: ImportSummary) -> None:
    screen = console()
    for line in imported.lines():
        screen.print(line)
    if odd := [*oddities(imported.folder)]:
        screen.print(tr("{count} to check (figures unchanged):", count=len(odd)))
        for line in odd:
            screen.print(f"  {line}")


def _progress(screen: Console) -> Callable[[str, int], None]:
    """Shows the reading progress now and then on one line, in a terminal only."""
    from optimizer.decimals import Decimal  # noqa: PLC0415
    from optimizer.spelling import numeral  # noqa: PLC0415

    def say(sheet: str, row: int) -> None:
        if sys.stderr.isatty():
            screen.print(tr("reading {sheet}, row {row}", sheet=sheet, row=numeral(Decimal(row))), end="\r")

    return say
