"""What can go wrong, as types.

    CpeeError
    ├── InvalidInput      bad input; carries every Problem found        exit status 2
    └── SolverFault       the solver broke a promise of its interface   exit status 70

Infeasible, out of time and interrupted are answers (`outcome.py`), not errors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DID_YOU_MEAN = ' (did you mean "{guess}"?)'
MOST_COMPARED = 1_000  # comparing takes 10 µs a name
_LOOKALIKES = str.maketrans("авеёіјкмнорстухѕ", "abeeijkmhopctyxs")


@dataclass(frozen=True)
class Problem:
    """One thing wrong (or, as a warning, odd) in the input: where it stands and what to do.

    `text` is a template and `values` fill it in, so that a translation replaces the template only;
    `guess` is what was probably meant.
    """

    file: str
    text: str
    row: int | None = None
    column: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    warning: bool = False
    guess: str | None = None

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        hint = DID_YOU_MEAN.format(guess=self.guess) if self.guess else ""
        return self.text.format(**self.values) + hint

    @property
    def place(self) -> str:
        """Where: `measures.csv row 7, capex`."""
        row = f" row {self.row}" if self.row is not None else ""
        column = f", {self.column}" if self.column else ""
        return f"{self.file}{row}{column}"

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class CpeeError(Exception):
    """The root of what this package raises on purpose."""


class InvalidInput(CpeeError):  # noqa: N818 - it reads as what it is
    """Bad input: every problem of a set of files at once, so that one pass mends all."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class SolverFault(CpeeError):  # noqa: N818
    """The solver refused a model, or answered what its interface does not allow."""


class BadValue(ValueError):  # noqa: N818 - named for what it is about, as the values are
    """A value refused for itself alone: why, as a template and what fills it in."""

    def __init__(self, text: str, **values: object) -> None:
        self.text, self.values = text, values
        super().__init__(text.format(**values))


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, whatever the case or alphabet of its letters; or None."""
    plain = {_plain(name): name for name in known}
    if (same := plain.get(_plain(word))) is not None or len(plain) > MOST_COMPARED:
        return same
    close = get_close_matches(_plain(word), plain, n=1, cutoff=0.6)
    return plain[close[0]] if close else None


def looks_the_same(word: str, other: str) -> bool:
    """Whether two names differ only by letters of another alphabet: Cyrillic М1 and Latin M1."""
    return _plain(word) == _plain(other) and word.casefold() != other.casefold()


def _plain(word: str) -> str:
    return word.casefold().translate(_LOOKALIKES)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint to put behind a message: ` (did you mean "led"?)`, or nothing."""
    guess = closest(word, known)
    return DID_YOU_MEAN.format(guess=guess) if guess else ""
