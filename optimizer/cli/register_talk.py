"""A dialogue about a register in the terminal: first questions, then a review of all columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import typer

from optimizer.locales import spelled, tr
from optimizer.locales.units import unit_text

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from optimizer.errors import Problem
    from optimizer.imports.register import MappedColumn, Mapping, Proposal, RegisterQuestion

MANY_CHOICES = 12


def talked_over(out: Console, file: Path, proposal: Proposal, *, confirm: bool) -> Proposal:
    """Ask until nothing is open; then show the whole mapping for confirmation."""
    from optimizer.errors import InvalidInput  # noqa: PLC0415
    from optimizer.imports.register import propose  # noqa: PLC0415

    while proposal.questions:
        _tell(out, proposal.problems)
        mapping = proposal.mapping
        for question in proposal.questions:
            mapping = _answer(out, mapping, question)
        proposal = propose(file, mapping)
    if wrong := [problem for problem in proposal.problems if not problem.warning]:
        raise InvalidInput(wrong)
    while confirm and (letter := _show(out, proposal)):
        proposal = talked_over(out, file, propose(file, _reopened(out, proposal.mapping, letter)), confirm=False)
    return proposal


def _reopened(out: Console, mapping: Mapping, letter: str) -> Mapping:
    """Return the mapping with one column changed; ask again until the answer is valid."""
    from optimizer.errors import InvalidInput  # noqa: PLC0415
    from optimizer.imports.register import FieldName, mapping_of  # noqa: PLC0415

    names = ", ".join(get_args(FieldName))
    text = tr("What does column {letter} hold ({names}, or quantity:STREAM)", letter=letter, names=names)
    while True:
        typed: str = typer.prompt(text, err=True)
        field, _, stream = typed.strip().partition(":")
        column = {"header": mapping.columns[letter].header, "field": field, **({"stream": stream} if stream else {})}
        given = mapping.model_dump(exclude_none=True, mode="json")
        try:
            return mapping_of({**given, "columns": {**given["columns"], letter: column}})
        except InvalidInput as bad:
            _tell(out, bad.problems)


def _show(out: Console, proposal: Proposal) -> str:
    """Show rows left out and the columns as they will be read; return the letter of a wrong one, or ""."""
    from rich.table import Table  # noqa: PLC0415

    from optimizer.imports.register import ignored_lines, left_out_lines  # noqa: PLC0415

    for line in (*left_out_lines(proposal.left_out), *ignored_lines(proposal.ignored_sheets)):
        out.print(line)
    title = tr("{file}, sheet {sheet}", file=proposal.mapping.file, sheet=proposal.mapping.sheet)
    table = Table("", tr("Heading"), tr("is"), tr("in"), tr("examples"), title=title)
    for letter, column in proposal.mapping.columns.items():
        samples = "; ".join(proposal.samples.get(letter, ()))
        table.add_row(letter, column.header, _field_said(column), _said_in(column), samples)
    out.print(table)
    while True:
        text = tr("Right? Enter for yes, or the letter of a column that isn't")
        typed: str = typer.prompt(text, default="", show_default=False, err=True)
        if typed.strip().upper() in {"", *proposal.mapping.columns}:
            return typed.strip().upper()


def _field_said(column: MappedColumn) -> str:
    """Return a column's meaning in words, with the stream's name in the mapping."""
    from optimizer.imports.register import MEANINGS  # noqa: PLC0415

    said = tr(MEANINGS[column.field]) if column.field else ""
    return f"{said}: {column.stream}" if column.stream else said


def _said_in(column: MappedColumn) -> str:
    """Return the units of a column's figures in words."""
    from optimizer.imports.register import DECIMAL_LABELS, PERIOD_LABELS  # noqa: PLC0415

    scale = f"{spelled(str(column.scale))} ×" if column.scale is not None and column.scale != 1 else ""
    unit = tr("as the row says") if column.currency_by_row else unit_text(column.unit or column.currency or "")
    year = str(column.price_year) if column.price_year else ""
    said = " ".join(part for part in (scale, unit, year, tr(PERIOD_LABELS[column.per]) if column.per else "") if part)
    return tr("{said}, decimal {mark}", said=said, mark=tr(DECIMAL_LABELS[column.decimal])) if column.decimal else said


def _answer(out: Console, mapping: Mapping, question: RegisterQuestion) -> Mapping:
    """Return the mapping with a valid answer; ask again until it is valid."""
    from optimizer.errors import InvalidInput  # noqa: PLC0415
    from optimizer.imports.register import answered  # noqa: PLC0415

    while True:
        try:
            return answered(mapping, {question.key: _asked(out, question)}, {question.key: question.parts})
        except InvalidInput as bad:
            _tell(out, bad.problems)


def _asked(out: Console, question: RegisterQuestion) -> str:
    from optimizer.imports.register import PARTS  # noqa: PLC0415

    out.print(f"\n{question.told}")
    if question.samples:
        out.print(f"  {'; '.join(question.samples)}")
    if question.parts:
        suggested = [part.strip() for part in question.suggestion.split(";", len(question.parts) - 1)]
        suggested += [""] * (len(question.parts) - len(suggested))
        return ";".join(
            _typed(f"  {tr(PARTS.get(part, part))}", default)
            for part, default in zip(question.parts, suggested, strict=True)
        )
    _list_choices(out, question)
    values = [choice.value for choice in question.choices]
    default = _numbered(question.suggestion, values)
    while True:
        typed = _typed(f"  {tr('Answer')}", default)
        if typed.isdigit() and 0 < int(typed) <= len(values) and typed not in values:
            return values[int(typed) - 1]
        if typed in values or question.free or not values:
            return typed
        out.print("  " + tr("Type a number or a word from the list."))


def _numbered(suggestion: str, values: list[str]) -> str:
    """Return the suggested answer by its number in the list, because the mapping's own words are cryptic."""
    listed = suggestion in values and len(values) <= MANY_CHOICES and not any(map(str.isdigit, values))
    return str(values.index(suggestion) + 1) if listed else suggestion


def _list_choices(out: Console, question: RegisterQuestion) -> None:
    if len(question.choices) > MANY_CHOICES:
        for choice in question.choices:
            if ":" not in choice.value:
                out.print(f"  {choice.value}: {choice.told}")
        if several := ", ".join(choice.value for choice in question.choices if ":" in choice.value):
            out.print(f"  {several}")
        return
    for number, choice in enumerate(question.choices, 1):
        out.print(f"  {number}  {choice.told}")


def _typed(prompt: str, default: str) -> str:
    answer: str = typer.prompt(prompt, default=default or None, err=True)
    return answer.strip()


def _tell(out: Console, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        out.print(f"  {problem}")
