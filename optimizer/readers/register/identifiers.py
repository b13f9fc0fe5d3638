"""Ids of measures: the register's own, else made of the names, in Latin letters."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 32
# Ukrainian as passports have it (Cabinet resolution 55 of 2010), without its rules for beginnings of words;
# the letters that only Russian has are added.
_LATIN = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y",
    "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu",
    "я": "ia", "№": " ", "ё": "e", "ъ": "", "ы": "y", "э": "e", "'": "", "’": "", "ʼ": "",
})  # fmt: skip


def slug(name: str) -> str:
    """A name in small Latin letters with hyphens, cut at a word; "measure" where no letter is left.

    >>> slug("Заміна насосів у цеху №2")
    'zamina-nasosiv-u-tsekhu-2'
    """
    small = unicodedata.normalize("NFC", name).casefold().translate(_LATIN)
    ascii_only = unicodedata.normalize("NFKD", small).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only)
    found = ""
    for word in words:
        longer = f"{found}-{word}" if found else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        found = longer
    return found or "measure"


def ids_of(names: Iterable[tuple[str, str]]) -> list[str]:
    """Ids for (own id or "", name) pairs: own ones NFC and stripped, made ones numbered where they are alike."""
    pairs = [(unicodedata.normalize("NFC", own).strip(), name) for own, name in names]
    taken = {own for own, _ in pairs if own}
    numbers: dict[str, int] = {}
    return [own or _free(slug(name), taken, numbers) for own, name in pairs]


def _free(wanted: str, taken: set[str], numbers: dict[str, int]) -> str:
    """An id that is not taken yet; `numbers` are how far those of each name have come."""
    one = wanted
    while one in taken:
        numbers[wanted] = numbers.get(wanted, 1) + 1
        one = f"{wanted}-{numbers[wanted]}"
    taken.add(one)
    return one
