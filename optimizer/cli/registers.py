"""`cpee import register`: somebody's own register → a case, with every unsure thing asked in the terminal.

Questions are asked where somebody sits at the terminal; else they are listed, and written as comments into the mapping
file that was named, to be answered there.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from optimizer.cli.console import console
from optimizer.locales import tr

if TYPE_CHECKING:
    from rich.console import Console

    from optimizer.errors import Problem
    from optimizer.readers.register import Mapping, Proposal, Question

MANY_CHOICES = 12
Register = Annotated[
    Path, typer.Argument(help="The register: XLSX, ODS, XLS or CSV, in its own columns.", show_default=False)
]
Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the new case.", show_default=False)]
MappingFile = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        metavar="FILE",
        help="How the register is read (TOML): used if it is there, written if it is not.",
        show_default=False,
    ),
]


def import_register(file: Register, out: Folder, mapping: MappingFile = None) -> None:
    """Turn a register as people have it into a case: columns, units and money are shown, what is unsure is asked."""
    from optimizer.readers.register import apply, left_out_lines, propose, read_mapping  # noqa: PLC0415

    told = console(error=True)
    known = read_mapping(mapping) if mapping is not None and mapping.exists() else None
    proposal = propose(file, known)
    if somebody_there():
        proposal = _talked_over(told, file, proposal, confirm=_unseen(known, proposal))
        known = proposal.mapping
        for line in left_out_lines(proposal.left_out):
            told.print(line)
    elif not proposal.ready or known is None:
        _leave_questions(file, proposal, mapping)
    imported = apply(file, known or proposal.mapping, out)
    if mapping is not None and not mapping.exists():
        _write(mapping, proposal)
        told.print(tr("{file}: the mapping, for the next register of this form.", file=mapping))
    for line in imported.lines():
        console().print(line)


def register(importing: typer.Typer) -> None:
    """Add the command to `cpee import`."""
    importing.command("register")(import_register)


def somebody_there() -> bool:
    """Whether questions can be asked."""
    return sys.stdin.isatty()


def _unseen(known: Mapping | None, proposal: Proposal) -> bool:
    """Whether the mapping that was given leaves anything open."""
    return known is None or bool(proposal.questions) or len(known.columns) < len(proposal.mapping.columns)


def _talked_over(out: Console, file: Path, proposal: Proposal, *, confirm: bool) -> Proposal:
    """Ask until nothing is open; then show the whole mapping once, for confirmation."""
    from optimizer.errors import InvalidInput  # noqa: PLC0415
    from optimizer.readers.register import propose  # noqa: PLC0415

    while proposal.questions:
        _tell(out, proposal.problems)
        mapping = proposal.mapping
        for question in proposal.questions:
            mapping = _answer(out, mapping, question)
        proposal = propose(file, mapping)
    if wrong := [problem for problem in proposal.problems if not problem.warning]:
        raise InvalidInput(wrong)
    while confirm and (letter := _show(out, proposal)):
        proposal = _talked_over(out, file, propose(file, _reopened(proposal.mapping, letter)), confirm=False)
    return proposal


def _reopened(mapping: Mapping, letter: str) -> Mapping:
    """The mapping with one column to be asked about again."""
    from optimizer.readers.register.mapping import FieldName  # noqa: PLC0415

    names = ", ".join(get_args(FieldName))
    text = tr("What does column {letter} hold ({names}, or quantity:STREAM)", letter=letter, names=names)
    typed: str = typer.prompt(text, err=True)
    field, _, stream = typed.strip().partition(":")
    given = mapping.model_dump(exclude_none=True, mode="json")
    given["columns"][letter] = {
        "header": mapping.columns[letter].header,
        "field": field,
        **({"stream": stream} if stream else {}),
    }
    from optimizer.readers.register import mapping_of  # noqa: PLC0415

    return mapping_of(given)


def _show(out: Console, proposal: Proposal) -> str:
    """The columns as they will be read; the letter of one that is wrong, or "" where all are right."""
    from rich.table import Table  # noqa: PLC0415

    title = tr("{file}, sheet {sheet}", file=proposal.mapping.file, sheet=proposal.mapping.sheet)
    table = Table("", tr("Heading"), tr("is"), tr("in"), tr("such as"), title=title)
    for letter, column in proposal.mapping.columns.items():
        field = f"{column.field}: {column.stream}" if column.stream else str(column.field)
        table.add_row(letter, column.header, field, _said_in(column), "; ".join(proposal.samples.get(letter, ())))
    out.print(table)
    while True:
        text = tr("Right? Enter for yes, or the letter of a column that isn't")
        typed: str = typer.prompt(text, default="", show_default=False, err=True)
        if typed.strip().upper() in {"", *proposal.mapping.columns}:
            return typed.strip().upper()


def _said_in(column: object) -> str:
    parts = [getattr(column, name) for name in ("scale", "unit", "currency", "price_year", "per")]
    scale, *rest = (None if part is None else str(part) for part in parts)
    said = " ".join(part for part in (scale if scale != "1" else None, *rest) if part)
    mark = getattr(column, "decimal", None)
    return tr("{said}, decimal {mark}", said=said, mark=mark) if mark else said


def _answer(out: Console, mapping: Mapping, question: Question) -> Mapping:
    """The mapping with an answer that is one; asked again until it is."""
    from optimizer.errors import InvalidInput  # noqa: PLC0415
    from optimizer.readers.register import answered  # noqa: PLC0415

    while True:
        try:
            return answered(mapping, {question.key: _asked(out, question)}, {question.key: question.parts})
        except InvalidInput as bad:
            _tell(out, bad.problems)


def _asked(out: Console, question: Question) -> str:
    out.print(f"\n{question.told}")
    if question.samples:
        out.print(f"  {'; '.join(question.samples)}")
    if question.parts:
        suggested = [part.strip() for part in question.suggestion.split(";", len(question.parts) - 1)]
        suggested += [""] * (len(question.parts) - len(suggested))
        return ";".join(
            _typed(f"  {tr(part)}", default) for part, default in zip(question.parts, suggested, strict=True)
        )
    _list_choices(out, question)
    while True:
        typed = _typed(f"  {tr('Answer')}", question.suggestion)
        values = [choice.value for choice in question.choices]
        if typed.isdigit() and 0 < int(typed) <= len(values) and typed not in values:
            return values[int(typed) - 1]
        if typed in values or question.free or not values:
            return typed
        out.print("  " + tr("Type a number or a word from the list."))


def _list_choices(out: Console, question: Question) -> None:
    if len(question.choices) > MANY_CHOICES:
        out.print("  " + ", ".join(choice.value for choice in question.choices))
        return
    for number, choice in enumerate(question.choices, 1):
        out.print(f"  {number}  {choice.told}")


def _typed(prompt: str, default: str) -> str:
    answer: str = typer.prompt(prompt, default=default or None, err=True)
    return answer.strip()


def _leave_questions(file: Path, proposal: Proposal, mapping: Path | None) -> None:
    """Nobody can be asked: write the questions where they can be answered, and say so."""
    from optimizer.errors import InvalidInput, Problem  # noqa: PLC0415

    asked = [Problem(file.name, "{question}", None, q.key, {"question": q.line}) for q in proposal.questions]
    wrong = [problem for problem in proposal.problems if not problem.warning]
    if mapping is not None and not mapping.exists():
        _write(mapping, proposal)
        asked.append(
            Problem(mapping.name, "written as far as it is known: look through it, answer what is open, and run again")
        )
    raise InvalidInput([*wrong, *asked])


def _write(mapping: Path, proposal: Proposal) -> None:
    from optimizer.readers.register import written  # noqa: PLC0415

    mapping.write_text(written(proposal.mapping, tuple(map(str, proposal.questions))), encoding="utf-8")


def _tell(out: Console, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        out.print(f"  {problem}")
