"""What has to be asked before a register can be read: as data, so that a terminal and an app ask the same.

A question's `key` is the place of its answer in the mapping (`columns.D.field`), so an answer is one more line
of the mapping file, and nothing is asked twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optimizer.errors import Phrase
from optimizer.locales import noted, tr

if TYPE_CHECKING:
    from collections.abc import Mapping as Table


PARTS = {
    "rate": noted("rate"),
    "date": noted("date"),
    "source": noted("source"),
    "price": noted("price"),
    "price_source": noted("source of the price"),
    "lifetime": noted("years it lasts"),
    "lifetime_note": noted("where that is known from"),
}
"""Parts of answers, by their keys in the mapping, as they are asked for."""


@dataclass(frozen=True)
class Choice:
    """One possible answer: what is written into the mapping, and how it reads (a template that `values` fill in)."""

    value: str
    label: str
    values: Table[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """How it reads in the language spoken."""
        return Phrase(self.label, self.values).told if self.values else tr(self.label)


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
        return str(Phrase(self.text, self.values))

    @property
    def told(self) -> str:
        """What is asked, in the language spoken."""
        return Phrase(self.text, self.values).told

    @property
    def line(self) -> Phrase:
        """What is asked, with samples, possible answers and the likely one, to fill in another text."""
        samples = f" ({'; '.join(self.samples)})" if self.samples else ""
        choices = f" [{' | '.join(choice.value for choice in self.choices)}]" if self.choices else ""
        likely = Phrase(" (suggested: {suggestion})", {"suggestion": self.suggestion}) if self.suggestion else ""
        parts = {"question": Phrase(self.text, self.values), "samples": samples, "choices": choices, "likely": likely}
        return Phrase("{question}{samples}{choices}{likely}", parts)

    def __str__(self) -> str:
        return f"{self.key}: {self.line.told}"
