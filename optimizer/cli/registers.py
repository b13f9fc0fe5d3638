"""`cpee import register`: any company's register → a case, with questions in the terminal.

Questions are asked in an interactive terminal; otherwise they are listed and written as comments into the given mapping
file, to be answered there.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli import places
from optimizer.cli.console import console
from optimizer.locales import tr

if TYPE_CHECKING:
    from optimizer.errors import InvalidInput
    from optimizer.imports.register import Mapping, Proposal

Register = Annotated[
    Path, typer.Argument(help="The register: XLSX, ODS, XLS or CSV, in its own columns.", show_default=False)
]
Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the new case.", show_default=False)]
MappingFile = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        metavar="FILE",
        help="How the register is read (TOML): used if it exists, written otherwise.",
        show_default=False,
    ),
]


def import_register(file: Register, out: Folder, mapping: MappingFile = None) -> None:
    """Import your own register: columns, units and currencies are shown, uncertain points are asked."""
    from optimizer.cli.register_talk import talked_over  # noqa: PLC0415
    from optimizer.imports.register import apply, propose, read_mapping, write  # noqa: PLC0415

    places.for_new(out)
    if mapping is not None and not mapping.exists():
        places.for_file(mapping)
    known = read_mapping(mapping) if mapping is not None and mapping.exists() else None
    if somebody_there():
        told, proposal = console(error=True), propose(file, known)
        previewed = talked_over(told, file, proposal, confirm=_unseen(known, proposal))
        imported = write(previewed, out)
        if mapping is not None and not mapping.exists():
            _write(mapping, previewed.proposal)
            told.print(tr("{file}: the mapping, for the next register of the same form.", file=mapping))
    elif known is None:
        raise _left_questions(file, mapping)
    else:
        imported = apply(file, known, out)
    for line in imported.lines():
        console().print(line)


def register(importing: typer.Typer) -> None:
    """Add the command to `cpee import`."""
    importing.command("register")(import_register)


def somebody_there() -> bool:
    """Return whether questions can be asked."""
    return sys.stdin.isatty()


def _unseen(known: Mapping | None, proposal: Proposal) -> bool:
    """Return whether the given mapping leaves anything open."""
    return known is None or bool(proposal.questions) or len(known.columns) < len(proposal.mapping.columns)


def _left_questions(file: Path, mapping: Path | None) -> InvalidInput:
    """Write the questions where they can be answered if nobody can be asked; return the error that says so."""
    from optimizer.errors import InvalidInput, Problem  # noqa: PLC0415
    from optimizer.imports.register import propose  # noqa: PLC0415

    proposal = propose(file)
    asked = [Problem(file.name, "{question}", None, q.key, {"question": q.line}) for q in proposal.questions]
    wrong = [problem for problem in proposal.problems if not problem.warning]
    if mapping is not None:
        _write(mapping, proposal)
        asked.append(
            Problem(mapping.name, "written as far as known: review it, answer the open questions, and run again")
        )
    return InvalidInput([*wrong, *asked])


def _write(mapping: Path, proposal: Proposal) -> None:
    from optimizer.files import write_text  # noqa: PLC0415
    from optimizer.imports.register import mapping_text  # noqa: PLC0415

    write_text(mapping, mapping_text(proposal.mapping, tuple(map(str, proposal.questions))))
