"""The import of a register: its file, what is known, what to ask. Plain steps, no widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.errors import InvalidInput, Problem
from optimizer.files import too_large
from optimizer.imports import register
from optimizer.limits import MAPPING_BYTES
from optimizer.locales import noted
from optimizer.projects import filling
from optimizer.ui.start.opening import begin, file_name

if TYPE_CHECKING:
    import tempfile
    from collections.abc import Mapping

    from optimizer.imports.register import CasePreview, ImportedRegister, Proposal, RegisterQuestion

OF_TABLES = {
    "sheet": ("sheet", "tables", "header_row", "header_rows", "columns", "rows"),
    "tables": ("tables", "columns", "rows"),
}
"""What depends on the answers about sheets and tables, and on which of them."""
_NO_TEXT = noted("contains no readable text: save it as CSV in UTF-8, or as XLSX")
_OTHER = noted("choose one of the offered answers")
_NONE = noted("not answered yet")


@dataclass
class Importing:
    """One import with its temporary folder. `wrong` holds errors in answers, by question."""

    folder: tempfile.TemporaryDirectory[str]
    path: Path
    proposal: Proposal
    wrong: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    refused: tuple[Problem, ...] = ()
    round: int = 0
    preview: CasePreview = field(init=False)
    """The case that it would become, and what is wrong or odd about it."""

    def __post_init__(self) -> None:
        self.preview = register.preview(self.proposal)

    @property
    def questions(self) -> tuple[RegisterQuestion, ...]:
        """Return the open questions."""
        return self.proposal.questions

    def known(self, mapping: register.Mapping) -> None:
        """Propose again with a mapping."""
        self.proposal = register.propose(self.path, mapping)
        self.preview = register.preview(self.proposal)
        self.round += 1


def begun(path: Path, folder: tempfile.TemporaryDirectory[str]) -> Importing:
    """Begin to import a register in a folder of its own; raise `InvalidInput` if it can't be read at all."""
    proposal = register.propose(path)
    if not proposal.mapping.columns and not proposal.questions and proposal.problems:
        raise InvalidInput(proposal.problems)
    if any(question.key == "encoding" and not question.choices for question in proposal.questions):
        raise InvalidInput([Problem(path.name, _NO_TEXT)])
    return Importing(folder, path, proposal)


def answer(importing: Importing, answers: Mapping[str, str]) -> None:
    """Apply the non-empty answers; errors are shown at their questions.

    Without any answer, the first question says so: a button without effect looks broken.
    """
    importing.wrong, importing.refused = {}, ()
    if importing.questions and not any(given.strip("; \t") for given in answers.values()):
        importing.wrong[importing.questions[0].key] = (Problem("", _NONE),)
        return
    mapping = importing.proposal.mapping
    for question in importing.questions:
        given = answers.get(question.key, "").strip()
        if not given.strip("; "):
            continue
        try:
            mapping = _with(mapping, question, given)
        except InvalidInput as bad:
            importing.wrong[question.key] = bad.problems
    importing.known(mapping)


def _with(mapping: register.Mapping, question: RegisterQuestion, given: str) -> register.Mapping:
    offered = {choice.value for choice in question.choices}
    if offered and not question.free and not question.parts and given not in offered:
        raise InvalidInput([Problem("", _OTHER)])
    return register.answered(mapping, {question.key: given}, {question.key: question.parts})


def change_column(importing: Importing, letter: str, told: Mapping[str, Any]) -> None:
    """Change what a column is; empty texts mean unknown and are asked about if needed.

    A name has no unit: if a column becomes another field, only the given settings are kept.
    """
    given = importing.proposal.mapping.model_dump(exclude_none=True, mode="json")
    header = importing.proposal.mapping.columns[letter].header
    kept = {key: text for key, value in told.items() if (text := str(value or "").strip())}
    given.setdefault("columns", {})[letter] = {"header": header, **kept}
    _propose(importing, given)


def ask_again(importing: Importing, key: str) -> None:
    """Remove an answer (`case.currency`), so that it is asked for again.

    What was said about rows and columns is removed together with the sheets and tables that have them.
    """
    given = importing.proposal.mapping.model_dump(exclude_none=True, mode="json")
    table, _, name = key.partition(".")
    if name:
        given.get(table, {}).pop(name, None)
    else:
        given = {part: value for part, value in given.items() if part not in OF_TABLES[key]}
    _propose(importing, given)


def _propose(importing: Importing, given: dict[str, Any]) -> None:
    importing.refused = ()
    try:
        importing.known(register.mapping_of(given, importing.path.name))
    except InvalidInput as bad:
        importing.refused = bad.problems


def use_mapping(importing: Importing, name: str, data: bytes) -> None:
    """Apply the mapping of an earlier import; anything it leaves open is asked."""
    importing.wrong = {}
    safe = file_name(name)
    if len(data) > MAPPING_BYTES:
        importing.refused = (too_large(safe, MAPPING_BYTES),)
        return
    path = Path(importing.folder.name) / f"mapping.{safe}"
    path.write_bytes(data)
    try:
        importing.known(register.read_mapping(path))
        importing.refused = ()
    except InvalidInput as bad:
        importing.refused = tuple(bad.problems)
    finally:
        path.unlink()


def finished(importing: Importing) -> ImportedRegister | None:
    """Create a project and open it; None, with the reasons stored, if that isn't possible."""
    try:
        return begin(lambda project: filling.from_register(project, importing.preview))
    except InvalidInput as bad:
        importing.refused = bad.problems
        return None
