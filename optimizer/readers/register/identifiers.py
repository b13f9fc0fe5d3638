"""Ids of measures: the register's own, else made of the names, in Latin letters."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from optimizer import files

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 32


def id_from(name: str) -> str:
    """A name in small Latin letters with hyphens, cut at a word; "measure" where no letter is left."""
    return files.slug(name, "measure", longest=LONGEST)


def ids_of(names: Iterable[tuple[str, str]]) -> list[str]:
    """Ids for (own id or "", name) pairs: own ones NFC and stripped, made ones numbered where they are alike."""
    pairs = [(unicodedata.normalize("NFC", own).strip(), name) for own, name in names]
    taken = {own for own, _ in pairs if own}
    numbers: dict[str, int] = {}
    return [own or _free(id_from(name), taken, numbers) for own, name in pairs]


def _free(wanted: str, taken: set[str], numbers: dict[str, int]) -> str:
    """An id that is not taken yet; `numbers` are how far those of each name have come."""
    one = wanted
    while one in taken:
        numbers[wanted] = numbers.get(wanted, 1) + 1
        one = f"{wanted}-{numbers[wanted]}"
    taken.add(one)
    return one
