"""Recognises rows of totals and of column numbers by their words and figures."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import dropwhile, pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from optimizer.decimals import ZERO, Decimal
from optimizer.imports.register.words.cells import shown
from optimizer.imports.register.words.vocabulary import MARKS, Tokens, matches, phrases, plain_text, tokens, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from optimizer.readers.grid import Cell

    Figures = Mapping[int, Decimal]

Row = TypeVar("Row", bound=int)

FEW = 3
SPARE = 3
"""How many column numbers may be missing, for hidden columns or merged headings."""
MOST_PARTS = 300
FAR_ABOVE = 3
"""A sum exceeding a figure this many times can't be made of its parts, even if some are negative."""
CLOSE = Decimal("0.005")
_SINGLE_LETTER = re.compile(r"[^\W\d_]")
_COUNTED = re.compile(r"\(?(\d{1,3})\)?(?:\s*[=(].*)?")


@lru_cache(maxsize=4096)
def total_word(text: str) -> str:
    """Return "plain" for "Разом" or "Разом по цеху", "perhaps" for a name that only begins or ends so, else ""."""
    if not _words_of_totals().search(plain_text(text).replace("'", "")):
        return ""
    words = tokens(text)
    for phrase in _total_phrases():
        if matches(phrase, words[: len(phrase)]):
            rest = [word for word in words[len(phrase) :] if word not in MARKS - {":"}]
            return "plain" if not rest or rest[0] in words_of("after_total") else "perhaps"
    said = tuple(word for word in words if word not in MARKS)
    return "perhaps" if any(matches(phrase, said[-len(phrase) :]) for phrase in _total_phrases()) else ""


@cache
def _total_phrases() -> tuple[Tokens, ...]:
    """Return the words for a total, the longest first."""
    return tuple(sorted(phrases("total")["words"], key=len, reverse=True))


@cache
def _words_of_totals() -> re.Pattern[str]:
    """Return what a text with a word for a total contains: looking for it is faster than splitting the text."""
    phrases = (r"[\W_]+".join(map(re.escape, phrase)) for phrase in _total_phrases())
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(phrases)})(?![^\W_])")


class RunningSums:
    """Running sums of a register's figures by column: over all rows, and since the last total."""

    def __init__(self) -> None:
        self.every: dict[int, Decimal] = {}
        self.since: dict[int, Decimal] = {}
        self.rows = self.rows_since = 0

    def add(self, figures: Figures) -> None:
        """Add a row."""
        self.rows += 1
        self.rows_since += 1
        for sums in (self.every, self.since):
            for at, figure in figures.items():
                sums[at] = sums.get(at, ZERO) + figure

    def close(self) -> None:
        """Restart the sums after a total."""
        self.since, self.rows_since = {}, 0

    def sums_up(self, figures: Figures, *, named: bool = False) -> bool:
        """Return whether figures are the sums of all rows above or since the last total; one alone proves nothing.

        `named`: the row is named like a measure, so all of its figures must be sums of several rows.
        """
        found = {at: figure for at, figure in figures.items() if figure}
        if self.rows < 2 or not found:  # noqa: PLR2004 - a sum is of two
            return False
        if named:
            sums = [of for of, rows in ((self.every, self.rows), (self.since, self.rows_since)) if rows > 1]
            return (len(found) > 1 or self.rows > FEW) and any(all_near(of, found) for of in sums)
        return any(_nearly(of, found) for of in (self.since, self.every))


def all_near(sums: Mapping[Any, Decimal], figures: Mapping[Any, Decimal]) -> bool:
    """Return whether all figures are nearly the sums of their columns."""
    return all(_is_near(sums.get(at, ZERO), figure) for at, figure in figures.items())


def _is_near(total: Decimal, figure: Decimal) -> bool:
    return abs(total - figure) <= CLOSE * abs(figure)


def _nearly(sums: Figures, figures: Figures) -> bool:
    near = [at for at, figure in figures.items() if _is_near(sums.get(at, ZERO), figure)]
    return len(near) > 1 or (len(near) == 1 and len(figures) == 1)


def totals_placed_first(rows: Sequence[tuple[Row, Figures, str]]) -> Iterator[tuple[Row, list[Row]]]:
    """Yield rows (number, figures, own number) whose figures are sums of the rows directly below, with those rows.

    Two figures must be sums of two rows, or of one row numbered as its part ("2", "2.1"). Nested totals
    are found from below, so that no figure is counted twice.
    """
    kept: list[tuple[Row, Figures, str]] = []
    found: list[tuple[Row, list[Row]]] = []
    for row, figures, number in reversed(rows):
        if parts := _parts({at: one for at, one in figures.items() if one}, number, kept):
            found.append((row, parts))
        else:
            kept.append((row, figures, number))
    yield from reversed(found)


def _parts(wanted: Figures, number: str, kept: Sequence[tuple[Row, Figures, str]]) -> list[Row]:
    """Return the rows below whose figures add up; `kept` is in reverse order."""
    sums = dict.fromkeys(wanted, ZERO)
    most = {at: FAR_ABOVE * abs(figure) for at, figure in wanted.items()}
    rows: list[Row] = []
    for row, figures, own in kept[: -MOST_PARTS - 1 : -1] if len(wanted) > 1 else ():
        rows.append(row)
        for at in wanted:
            if at in figures:
                sums[at] += figures[at]
        several = len(rows) > 1 or (bool(number) and own.startswith(f"{number.rstrip('.')}."))
        if several and all_near(sums, wanted):
            return rows
        if any(abs(sums[at]) > most[at] for at in wanted):
            break
    return []


def counts_up(cells: Iterable[Cell]) -> bool:
    """Return whether a row numbers the columns: "1 2 3", "А Б 1 2", "1 2 3=1+2"; single numbers may be missing."""
    shown_cells = dropwhile(_SINGLE_LETTER.fullmatch, (shown(cell).strip() for cell in cells))
    first = next(shown_cells, "")
    if not (counted := _COUNTED.fullmatch(first)) or int(counted[1]) != 1:
        return False
    texts = [first, *shown_cells]
    if len(texts) < FEW:
        return False
    found = [int(match[1]) if (match := _COUNTED.fullmatch(text)) else -1 for text in texts]
    return all(one < other for one, other in pairwise(found)) and found[-1] <= len(texts) + SPARE
