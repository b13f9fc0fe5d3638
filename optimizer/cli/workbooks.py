"""Commands for spreadsheets: `cpee template`, `cpee import xlsx`, `cpee export xlsx`.

`register(app, importing, exporting)` adds them to the command line. Problems are raised as
`InvalidInput`, which the command line reports, ending with status 2.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli import places
from optimizer.cli.console import console, counted
from optimizer.cli.spoken import Language  # noqa: TC001 - typer reads the annotations
from optimizer.locales import language as spoken
from optimizer.locales import tr

if TYPE_CHECKING:
    from optimizer.case import Case


def template(
    language: Annotated[Language | None, typer.Option(help="Language of the explanations.", show_default=False)] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The new workbook.")] = Path("register.xlsx"),
) -> None:
    """Write a workbook to fill in, with every column explained, drop-down lists, units and an example."""
    from optimizer.readers.template import write_template  # noqa: PLC0415

    places.for_new(out)
    write_template(out, language.value if language is not None else spoken())
    console().print(tr("{file}: fill it in, then run: cpee check {file}", file=out), soft_wrap=True)


def import_xlsx(
    file: Annotated[Path, typer.Argument(help="A case in one workbook (XLSX).", show_default=False)],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the new case.", show_default=False)],
) -> None:
    """Convert a case in one workbook to a folder of CSV files; empty cells stay empty."""
    from optimizer.readers import write_case  # noqa: PLC0415

    places.for_new(out)
    case = _read(file)
    write_case(out, case)
    console().print(tr("{folder}: {measures}, {streams}.", folder=out, **counted(case)), soft_wrap=True)


def export_xlsx(
    case: Annotated[Path, typer.Argument(help="A case (folder or workbook).", show_default=False)],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The new workbook.", show_default=False)],
) -> None:
    """Write a case as one workbook that reads back unchanged; texts never become formulas."""
    from optimizer.readers.workbook_writer import write_workbook  # noqa: PLC0415

    places.for_new(out)
    write_workbook(out, _read(case))
    console().print(tr("{file}: written.", file=out), soft_wrap=True)


def _read(path: Path) -> Case:
    """Return the case after printing its warnings."""
    from optimizer.readers import read_case  # noqa: PLC0415

    case, warnings = read_case(path)
    for warning in warnings:
        console(error=True).print(f"{tr('warning')}: {warning}", soft_wrap=True)
    return case


def register(app: typer.Typer, importing: typer.Typer, exporting: typer.Typer) -> None:
    """Add the commands: one at the top level, the others to `import` and `export`."""
    app.command("template")(template)
    importing.command("xlsx")(import_xlsx)
    exporting.command("xlsx")(export_xlsx)
