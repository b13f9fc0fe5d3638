"""Lifetimes that the register does not state: by kind of measure, or else one for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.errors import Problem
from optimizer.imports.register.lines import shown
from optimizer.imports.register.resources import place_of
from optimizer.imports.register.stated import measures_of, read_cell
from optimizer.imports.register.vocabulary import plain_text
from optimizer.locales import noted, tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.imports.register.entries import StatedMeasure
    from optimizer.imports.register.lines import MeasureRow
    from optimizer.imports.register.mapping import Mapping
    from optimizer.imports.register.reading import RegisterReading

KINDS = ("name", "practice", "process", "group", "site")
UNSOURCED = noted("no source given")


def kinds_of(entry: StatedMeasure) -> list[str]:
    """Return the words for which a mapping may give a measure's lifetime, most specific first."""
    return [*(entry.texts.get(field, "") for field in KINDS), entry.section]


def lifetime_of(words: Iterable[str], mapping: Mapping) -> Decimal | None:
    """Return the mapping's lifetime for the first of these words that has one; None if none has."""
    if "lifetime" not in mapping.values:
        return None
    lives = {_same(word): years for word, years in mapping.values["lifetime"].items()}
    found = next((lives[_same(word)] for word in words if _same(word) in lives), None)
    return None if found is None else Decimal(found)


def _same(word: str) -> str:
    """Return a word in comparable form: lower case, one kind of apostrophe, single spaces."""
    return " ".join(plain_text(word).split())


def lifetime_text(years: Decimal | None, mapping: Mapping) -> str:
    """Return the mapping's years for a kind of measure, or else for all, with their source."""
    note = mapping.defaults.lifetime_note or tr(UNSOURCED)
    count = int(years) if years is not None else mapping.defaults.lifetime or 0
    return trn("{count} year ({note})", "{count} years ({note})", count, note=note)


def with_kind(r: RegisterReading) -> set[int]:
    """Return the first rows of measures for whose kind the mapping has a lifetime."""
    measures = measures_of(r.sorted.lines)
    return {lines[0].row for lines in measures if lifetime_of(_kinds(r, lines), r.mapping)}


def _kinds(r: RegisterReading, lines: tuple[MeasureRow, ...]) -> list[str]:
    """Return the words that may give a measure's lifetime: in its rows, and the title above them."""
    places = [at for field in KINDS if (at := place_of(r.columns, field)) is not None]
    said = [shown(read_cell(line, at, r.mapping)) for at in places for line in lines]
    return [*said, lines[0].section]


def check_lifetimes(r: RegisterReading) -> None:
    """Report lifetimes for kinds that no measure has: after a typo the default would apply unnoticed."""
    lives = r.mapping.values.get("lifetime", {})
    words = {_same(word) for lines in measures_of(r.sorted.lines) for word in _kinds(r, lines)} if lives else ()
    for word in lives:
        if _same(word) not in words:
            text = 'the mapping has a lifetime for "{word}", but no measure has this kind, process or title'
            r.problems.append(Problem(r.place, text, None, None, {"word": word}, warning=True))
