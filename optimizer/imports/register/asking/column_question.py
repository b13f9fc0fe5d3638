"""The form of every question about a column: the place of its answer, and the column's first cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.imports.register.mapping import Choice, RegisterQuestion
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from optimizer.imports.register.measures.register import Register


def column_question(  # noqa: PLR0913, PLR0917 - a question's own parts
    register: Register,
    at: int,
    key: str,
    text: str,
    values: Table[str, object],
    choices: tuple[Choice, ...] = (),
    suggestion: str = "",
    *,
    free: bool = False,
) -> RegisterQuestion:
    """Return a question about a column; its answer is the entry `key` of that column in the mapping."""
    place = f"columns.{column_letter(at)}.{key}"
    samples, subject = register.samples(at), f"{column_letter(at)}: {values['header']}" if key == "field" else ""
    return RegisterQuestion(place, text, values, choices, suggestion, samples, free=free, subject=subject)
