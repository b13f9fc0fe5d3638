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

from optimizer.locales import noted, spelled, tr
from optimizer.locales.units import unit_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DID_YOU_MEAN = noted(' (did you mean "{guess}"?)')
MOST_COMPARED = 1_000  # comparing takes 10 µs a name
_LOOKALIKES = str.maketrans("авеёіјкмнорстухѕ", "abeeijkmhopctyxs")


class SpelledFigure(str):
    """A figure as English spells it (0.25, 1,200), spelled as others do where another language is spoken.

    Figures that somebody has to type as they stand are plain texts.
    """

    __slots__ = ()

    @property
    def told(self) -> str:
        """The figure in the language spoken."""
        return spelled(self)


class UnitName(str):
    """A unit of a figure, named as others name it where another language is spoken."""

    __slots__ = ()

    @property
    def told(self) -> str:
        """The unit in the language spoken."""
        return unit_text(self)


@dataclass(frozen=True)
class Phrase:
    """A text that fills in another one: a template, what fills it in, and thereby a translation of its own."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """The text in the language spoken."""
        return _told(self.text, self.values)

    def __str__(self) -> str:
        return self.text.format(**self.values)


def _told(text: str, values: Mapping[str, Any]) -> str:
    """A template in the language spoken, with its values, of which some are texts or figures themselves."""
    return tr(text).format(**{name: _said(value) for name, value in values.items()})


def _said(value: Any) -> Any:
    return value.told if isinstance(value, Phrase | SpelledFigure | UnitName) else value


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
        """What is wrong, in English: this goes into answers and their hashes."""
        hint = DID_YOU_MEAN.format(guess=self.guess) if self.guess else ""
        return self.text.format(**self.values) + hint

    @property
    def told(self) -> str:
        """What is wrong, in the language spoken: this is for screens."""
        return _told(self.text, self.values) + (tr(DID_YOU_MEAN, guess=self.guess) if self.guess else "")

    @property
    def place(self) -> str:
        """Where: `measures.csv row 7, capex`."""
        file, _, sheet = self.file.partition(" sheet ")  # as readers of workbooks name a sheet
        file = tr("{file} sheet {sheet}", file=file, sheet=sheet) if sheet else self.file
        file = file if self.row is None else tr("{file} row {row}", file=file, row=self.row)
        return f"{file}, {self.column}" if self.column else file

    def __str__(self) -> str:
        return f"{self.place}: {self.told}" if self.place else self.told


class CpeeError(Exception):
    """The root of what this package raises on purpose."""


class InvalidInput(CpeeError):  # noqa: N818 - it reads as what it is
    """Bad input: every problem of a set of files at once, so that one pass mends all."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class SolverFault(CpeeError):  # noqa: N818
    """The solver refused a model, or answered what its interface does not allow."""


class BadValue(ValueError):  # noqa: N818 - named for what it is about, as the values are
    """A value refused for itself alone: why, as a template and what fills it in."""

    def __init__(self, text: str, **values: object) -> None:
        self.text, self.values = text, values
        super().__init__(text.format(**values))

    @property
    def phrase(self) -> Phrase:
        """The same, to fill in another text."""
        return Phrase(self.text, self.values)


SYSTEM = (
    noted("No such file or directory"),
    noted("Permission denied"),
    noted("Operation not permitted"),
    noted("Is a directory"),
    noted("Not a directory"),
    noted("File exists"),
    noted("File name too long"),
    noted("No space left on device"),
    noted("Read-only file system"),
    noted("Input/output error"),
    noted("Too many open files"),
    noted("Disk quota exceeded"),
    noted("Too many levels of symbolic links"),
)
"""What an operating system says of files; anything else is told as it says it."""


def reason_of(error: OSError) -> Phrase:
    """Why the system refused a file."""
    return Phrase("{reason}", {"reason": str(error)}) if error.strerror is None else Phrase(error.strerror)


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
