"""A dialogue about a register in the terminal: first questions, then a review of all columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import typer

from optimizer.locales import tr

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from optimizer.errors import Problem
    from optimizer.imports.register import (
        CasePreview,
        MappedColumn,
        Mapping,
        Proposal,
        QuestionGroup,
        RegisterQuestion,
    )


def talked_over(out: Console, file: Path, proposal: Proposal, *, confirm: bool) -> CasePreview:
    """Ask until nothing is open; then show the whole mapping, and the case that follows from it, for confirmation."""
    from optimizer.imports.register import preview, propose  # noqa: PLC0415

    proposal = _asked_until_ready(out, file, proposal)
    previewed = preview(proposal)
    while confirm and (letter := _show(out, previewed)):
        reopened = propose(file, _reopened(out, previewed.proposal.mapping, letter))
        previewed = preview(_asked_until_ready(out, file, reopened))
    return previewed


def _asked_until_ready(out: Console, file: Path, proposal: Proposal) -> Proposal:
    """Ask until nothing is open; raise `InvalidInput` if the file has errors."""
    from optimizer.errors import InvalidInput  # noqa: PLC0415
    from optimizer.imports.register import propose  # noqa: PLC0415

    while proposal.questions:
        _tell(out, proposal.problems)
        mapping = proposal.mapping
        for group in proposal.groups:
            mapping = _answer_together(out, mapping, group)
        proposal = propose(file, mapping)
    if wrong := [problem for problem in proposal.problems if not problem.warning]:
        raise InvalidInput(wrong)
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


def _show(out: Console, previewed: CasePreview) -> str:
    """Show rows left out and the columns as they will be read; return the letter of a wrong one, or ""."""
    from rich.table import Table  # noqa: PLC0415

    from optimizer.imports.register import ignored_lines, left_out_lines, units_told  # noqa: PLC0415

    proposal = previewed.proposal
    for line in (*left_out_lines(proposal.left_out), *ignored_lines(proposal.ignored_sheets)):
        out.print(line)
    table = Table("", tr("Heading"), tr("is"), tr("in"), tr("examples"), title=proposal.mapping.source)
    for letter, column in proposal.mapping.columns.items():
        samples = "; ".join(proposal.samples.get(letter, ()))
        table.add_row(letter, column.header, _field_said(column), units_told(column), samples)
    out.print(table)
    if previewed.problems:
        out.print(tr("Odd:"))
        _tell(out, previewed.problems)
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


def _answer_together(out: Console, mapping: Mapping, group: QuestionGroup) -> Mapping:
    """Return the mapping with answers to all questions of a group: what nothing is likely for is asked row by row.

    Then the whole table is shown, and any row of it may be changed.
    """
    from optimizer.imports.register import answered  # noqa: PLC0415

    parts = {question.key: question.parts for question in group.questions}
    if len(group.questions) == 1:
        [question] = group.questions
        return answered(mapping, {question.key: _valid_answer(out, mapping, question)}, parts)
    out.print(f"\n{group.told}")
    given = {question.key: question.suggestion for question in group.questions}
    for question in group.questions:
        if not _is_whole(question):
            given[question.key] = _valid_answer(out, mapping, question)
    while (row := _row_to_change(out, group, given)) is not None:
        given[row.key] = _valid_answer(out, mapping, row)
    return answered(mapping, given, parts)


def _is_whole(question: RegisterQuestion) -> bool:
    """Return whether a suggestion answers a question in all its parts."""
    given = [part for part in question.suggestion.split(";", max(len(question.parts) - 1, 0)) if part.strip()]
    return len(given) == max(len(question.parts), 1)


def _row_to_change(out: Console, group: QuestionGroup, given: dict[str, str]) -> RegisterQuestion | None:
    """Show the answers to a group; return the question to ask again, or None if all are right."""
    from rich.table import Table  # noqa: PLC0415

    table = Table("", "", tr("examples"), tr("Answer"))
    for number, question in enumerate(group.questions, 1):
        labels = {choice.value: choice.told for choice in question.choices}
        answer = given[question.key]
        table.add_row(str(number), question.about, "; ".join(question.samples), _labelled(answer, labels))
    out.print(table)
    numbers = {str(number): question for number, question in enumerate(group.questions, 1)}
    while True:
        typed: str = typer.prompt(
            tr("Right? Enter for yes, or the number of a row that isn't"), default="", show_default=False, err=True
        )
        if typed.strip() in {"", *numbers}:
            return numbers.get(typed.strip())


def _labelled(answer: str, labels: dict[str, str]) -> str:
    """Return an answer in words: for a column, with its stream."""
    _, _, stream = answer.partition(":")
    label = labels.get(answer, answer)
    return f"{label}: {stream}" if stream and answer in labels else label


def _valid_answer(out: Console, mapping: Mapping, question: RegisterQuestion) -> str:
    """Return a valid answer to one question; ask again until it is valid."""
    from optimizer.errors import InvalidInput  # noqa: PLC0415
    from optimizer.imports.register import answered  # noqa: PLC0415

    while True:
        typed = _asked(out, question)
        try:
            answered(mapping, {question.key: typed}, {question.key: question.parts})
        except InvalidInput as bad:
            _tell(out, bad.problems)
        else:
            return typed


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
    values = [choice.value for choice in question.offered]
    default = _numbered(question.suggestion, values)
    while True:
        typed = _typed(f"  {tr('Answer')}", default)
        if typed == "?":
            _list_choices(out, question, every=True)
            continue
        if typed.isdigit() and 0 < int(typed) <= len(values) and typed not in values:
            return values[int(typed) - 1]
        if typed in values or question.free or not values:
            return typed
        out.print("  " + tr("Type a number or a word from the list."))


def _numbered(suggestion: str, values: list[str]) -> str:
    """Return the suggested answer by its number in the list, because the mapping's own words are cryptic."""
    listed = suggestion in values and not any(map(str.isdigit, values))
    return str(values.index(suggestion) + 1) if listed else suggestion


def _list_choices(out: Console, question: RegisterQuestion, *, every: bool = False) -> None:
    """List the choices by number, the likely ones first; the others of many only if asked for."""
    from optimizer.imports.register import FEW_CHOICES  # noqa: PLC0415

    shown = question.offered if every else question.offered[:FEW_CHOICES]
    for number, choice in enumerate(shown, 1):
        stream = choice.value.partition(":")[2]
        out.print(f"  {number}  {choice.told}{f': {stream}' if stream else ''}")
    if len(shown) < len(question.choices):
        out.print("  " + tr("?  {count} more", count=len(question.choices) - len(shown)))


def _typed(prompt: str, default: str) -> str:
    answer: str = typer.prompt(prompt, default=default or None, err=True)
    return answer.strip()


def _tell(out: Console, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        out.print(f"  {problem}")
