"""The errors that the package raises, as types.

    CpeeError
    ├── InvalidInput      bad input; carries every Problem found        exit status 2
    └── SolverFault       the solver violated its interface             exit status 70

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
MOST_COMPARED = 1_000  # comparing takes 10 µs per name
_LOOKALIKES = str.maketrans("авеёіјкмнорстухѕ", "abeeijkmhopctyxs")


class SpelledFigure(str):
    """A figure in English notation (0.25, 1,200), converted to the notation of the current language.

    Figures that users must type literally are plain texts.
    """

    __slots__ = ()

    @property
    def told(self) -> str:
        """Return the figure in the current language."""
        return spelled(self)


class UnitName(str):
    """A unit of a figure, translated into the current language."""

    __slots__ = ()

    @property
    def told(self) -> str:
        """Return the unit in the current language."""
        return unit_text(self)


@dataclass(frozen=True)
class Phrase:
    """A text inserted into another one: a template with values, and so with its own translation."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """Return the text in the current language."""
        return _told(self.text, self.values)

    def __str__(self) -> str:
        return self.text.format(**self.values)


def _told(text: str, values: Mapping[str, Any]) -> str:
    """Return a template in the current language, with its values, which may be texts or figures."""
    return tr(text).format(**{name: _said(value) for name, value in values.items()})


def _said(value: Any) -> Any:
    return value.told if isinstance(value, Phrase | SpelledFigure | UnitName) else value


@dataclass(frozen=True, repr=False)
class Problem:
    """An error (or, as a warning, a suspicious value) in the input: its place and what to do.

    `text` is a template and `values` fill it in, so that a translation replaces only the template; `guess` is a
    suggestion.
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
        """Return the message in English, for answers and their hashes."""
        hint = DID_YOU_MEAN.format(guess=self.guess) if self.guess else ""
        return self.text.format(**self.values) + hint

    @property
    def told(self) -> str:
        """Return the message in the current language, for screens."""
        return _told(self.text, self.values) + (tr(DID_YOU_MEAN, guess=self.guess) if self.guess else "")

    @property
    def place(self) -> str:
        """Return the place: `measures.csv row 7, capex`."""
        file, _, sheet = self.file.partition(" sheet ")  # the form in which readers of workbooks name a sheet
        file = tr("{file} sheet {sheet}", file=file, sheet=sheet) if sheet else self.file
        file = file if self.row is None else tr("{file} row {row}", file=file, row=self.row)
        return f"{file}, {self.column}" if self.column else file

    def __str__(self) -> str:
        return f"{self.place}: {self.told}" if self.place else self.told

    def __repr__(self) -> str:
        return f"<{'warning' if self.warning else 'error'}: {self}>"


class CpeeError(Exception):
    """The base class of errors that this package raises on purpose."""


class InvalidInput(CpeeError):  # noqa: N818 - it reads as what it is
    """Bad input: all problems of a set of files at once, so that they can be fixed in one pass."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class SolverFault(CpeeError):  # noqa: N818
    """The solver refused a model, or gave an answer that its interface does not allow."""


class BadValue(ValueError):  # noqa: N818 - named for what it is about, as the values are
    """A value refused by itself: the reason, as a template with values."""

    def __init__(self, text: str, **values: object) -> None:
        self.text, self.values = text, values
        super().__init__(text.format(**values))

    @property
    def phrase(self) -> Phrase:
        """Return the same, to insert into another text."""
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
"""Messages of operating systems about files; all others are shown unchanged."""


def reason_of(error: OSError) -> Phrase:
    """Return why the system refused a file."""
    return Phrase("{reason}", {"reason": str(error)}) if error.strerror is None else Phrase(error.strerror)


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that was probably meant, whatever the case or alphabet of its letters; or None."""
    plain = {_plain(name): name for name in known}
    if (same := plain.get(_plain(word))) is not None or len(plain) > MOST_COMPARED:
        return same
    close = get_close_matches(_plain(word), plain, n=1, cutoff=0.6)
    return plain[close[0]] if close else None


def looks_the_same(word: str, other: str) -> bool:
    """Return whether two names differ only by letters of another alphabet: Cyrillic М1 and Latin M1."""
    return _plain(word) == _plain(other) and word.casefold() != other.casefold()


def _plain(word: str) -> str:
    return word.casefold().translate(_LOOKALIKES)
