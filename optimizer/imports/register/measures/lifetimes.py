"""Lifetimes that the register does not state: by kind of measure, or else one for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.decimals import Decimal
from optimizer.imports.register.words.vocabulary import plain_text
from optimizer.locales import noted, tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.imports.register.mapping import Mapping
    from optimizer.imports.register.measures.stated_measures import StatedMeasure

WORDS_OF_KIND = ("name", "practice", "process", "group", "site")
UNSOURCED = noted("no source given")


def kinds_of(measure: StatedMeasure) -> list[str]:
    """Return the words for which a mapping may give a measure's lifetime, most specific first."""
    return [*(measure.texts.get(field, "") for field in WORDS_OF_KIND), measure.section]


def lifetime_of(words: Iterable[str], mapping: Mapping) -> Decimal | None:
    """Return the mapping's lifetime for the first of these words that has one; None if none has."""
    if "lifetime" not in mapping.values:
        return None
    lives = {as_compared(word): years for word, years in mapping.values["lifetime"].items()}
    found = next((lives[as_compared(word)] for word in words if as_compared(word) in lives), None)
    return None if found is None else Decimal(found)


def as_compared(word: str) -> str:
    """Return a word in comparable form: lower case, one kind of apostrophe, single spaces."""
    return " ".join(plain_text(word).split())


def lifetime_text(years: Decimal | None, mapping: Mapping) -> str:
    """Return the mapping's years for a kind of measure, or else for all, with their source."""
    note = mapping.defaults.lifetime_note or tr(UNSOURCED)
    count = int(years) if years is not None else mapping.defaults.lifetime or 0
    return trn("{count} year ({note})", "{count} years ({note})", count, note=note)
