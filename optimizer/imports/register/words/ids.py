"""IDs of measures: the register's own, or else made from the names, in Latin letters."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from optimizer import files

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 32


def id_from(name: str) -> str:
    """Return a name in lower-case Latin letters with hyphens, cut at a word; "measure" if no letter is left."""
    return files.slug(name, "measure", longest=LONGEST)


def ids_of(names: Iterable[tuple[str, str]]) -> list[str]:
    """Return IDs for (own ID or "", name) pairs: own IDs in NFC, made ones numbered if equal."""
    pairs = [(unicodedata.normalize("NFC", own).strip(), name) for own, name in names]
    taken = {own for own, _ in pairs if own}
    numbers: dict[str, int] = {}
    return [own or _free(id_from(name), taken, numbers) for own, name in pairs]


def _free(wanted: str, taken: set[str], numbers: dict[str, int]) -> str:
    """Return an unused ID; `numbers` holds the last number used for each name."""
    one = wanted
    while one in taken:
        numbers[wanted] = numbers.get(wanted, 1) + 1
        one = f"{wanted}-{numbers[wanted]}"
    taken.add(one)
    return one
