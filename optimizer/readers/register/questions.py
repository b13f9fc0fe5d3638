"""What has to be asked before a register can be read: as data, so that a terminal and an app ask the same.

A question's `key` is the place of its answer in the mapping (`columns.D.field`), so an answer is one more line
of the mapping file, and nothing is asked twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping as Table


@dataclass(frozen=True)
class Choice:
    """One possible answer: what is written into the mapping, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """One thing that is not sure.

    `text` is a template that `values` fill in; `choices` are empty where any text may be the answer, `free`
    says that other answers than the choices are allowed. `parts` are the names of an answer's parts where it has
    several (a rate, its date, its source), written with `;` between. `suggestion` is what is probably meant,
    never taken without being asked. `samples` are cells that show what it is about.
    """

    key: str
    text: str
    values: Table[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    suggestion: str = ""
    samples: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    free: bool = False

    @property
    def message(self) -> str:
        """What is asked, in English."""
        return self.text.format(**self.values)

    def __str__(self) -> str:
        samples = f" ({'; '.join(self.samples)})" if self.samples else ""
        choices = f" [{' | '.join(choice.value for choice in self.choices)}]" if self.choices else ""
        suggestion = f" (suggested: {self.suggestion})" if self.suggestion else ""
        return f"{self.key}: {self.message}{samples}{choices}{suggestion}"
