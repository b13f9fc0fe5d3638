"""Questions to answer before a register can be read, as data, so that terminal and app ask the same.

A question's `key` is where its answer goes in the mapping (`columns.D.field`), so an answer is one more line
of the mapping file, and nothing is asked twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optimizer.errors import Phrase
from optimizer.locales import noted, tr

if TYPE_CHECKING:
    from collections.abc import Mapping as Table


FEW_CHOICES = 6
"""The choices that are shown at once; the others are unfolded on demand."""
PARTS = {
    "rate": noted("rate"),
    "date": noted("date (2026-01-31)"),
    "source": noted("source"),
    "price": noted("price"),
    "price_source": noted("source of the price"),
    "lifetime": noted("lifetime in years"),
    "lifetime_note": noted("source of the lifetime"),
}
"""Labels of the parts of an answer, by their keys in the mapping."""


@dataclass(frozen=True)
class Choice:
    """One possible answer: its value in the mapping and its label (a template filled in by `values`)."""

    value: str
    label: str
    values: Table[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """Return its label in the current language."""
        return Phrase(self.label, self.values).told if self.values else tr(self.label)


@dataclass(frozen=True)
class RegisterQuestion:
    """One question about something uncertain.

    `text` is a template filled in by `values`; `choices` is empty if any text may be the answer, `free`
    allows answers other than the choices. `parts` names the parts of an answer that has
    several (a rate, its date, its source), separated by `;`. `suggestion` is the likely answer,
    never taken without asking. `samples` are example cells. Of many choices, the likeliest come first. `subject`
    is what the question is about, in a table of questions of one kind.
    """

    key: str
    text: str
    values: Table[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    suggestion: str = ""
    samples: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    free: bool = False
    subject: str = ""

    @property
    def about(self) -> str:
        """Return what to show beside an answer in a table of questions: the subject, or else the whole question."""
        return self.subject or self.told

    @property
    def offered(self) -> tuple[Choice, ...]:
        """Return the choices, the suggested one first."""
        return tuple(sorted(self.choices, key=lambda choice: choice.value != self.suggestion))

    @property
    def message(self) -> str:
        """Return the question in English."""
        return str(Phrase(self.text, self.values))

    @property
    def told(self) -> str:
        """Return the question in the current language."""
        return Phrase(self.text, self.values).told

    @property
    def line(self) -> Phrase:
        """Return the question with samples, possible answers and the suggestion, to insert into another text."""
        samples = f" ({'; '.join(self.samples)})" if self.samples else ""
        first = [choice.value for choice in self.offered[:FEW_CHOICES]]
        more = ["…"] if len(self.choices) > FEW_CHOICES else []
        choices = f" [{' | '.join([*first, *more])}]" if self.choices else ""
        likely = Phrase(" (suggested: {suggestion})", {"suggestion": self.suggestion}) if self.suggestion else ""
        parts = {"question": Phrase(self.text, self.values), "samples": samples, "choices": choices, "likely": likely}
        return Phrase("{question}{samples}{choices}{likely}", parts)

    def __str__(self) -> str:
        return f"{self.key}: {self.line.told}"
