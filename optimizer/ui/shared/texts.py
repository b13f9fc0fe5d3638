"""Texts on the screen: those of users as they stand, so that a name can be no link, image or formula in Markdown."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from optimizer.locales import language, speaking
from optimizer.locales.units import UNITS, unit_text

if TYPE_CHECKING:
    from optimizer.locales import Language

_BREAKS = re.compile(r"[ \t\r\n\v\f\x85\u2028\u2029]+")  # not those spaces that keep a figure together
JOINER = "\u2060"  # parts nothing, is no letter, has no width
# Brackets make links, not parentheses; a hyphen within a word and a full stop after one are no marks.
# After a figure, either would begin a list.
_MARKS = re.compile(r"([\\`*_{}\[\]#+!|<>~$:&^]|\.(?=\w)|(?<=\d)[.)]|(?<!\w)-|-(?![\w\u2060]))")
# What Streamlit makes links and arrows of even where it is escaped: http://, www., a@b, --, ->.
_MADE = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\S)(?=@)|(?<=[-<>=~])(?=[-<>=])", re.IGNORECASE)


def plain(text: object) -> str:
    r"""A text that Markdown shows as it stands, on one line.

    >>> plain("![x](a) $1")
    '\\!\\[x\\](a) \\$1'
    """
    line = _BREAKS.sub(" ", str(text)).strip()
    return _MARKS.sub(r"\\\1", unparted(_MADE.sub(JOINER, line)))


def bare(text: object) -> str:
    """A title that is not shown: screen readers say it as it stands, yet it is drawn as Markdown; so without marks."""
    return " ".join(re.sub(r"[^\w\s,.%/·−–-]", " ", str(text)).split())


def unparted(text: str) -> str:
    """A text in which no line breaks within a unit (CO2-екв.); for the screen alone, what is written is plain."""
    for word in _hyphenated(language()):
        text = text.replace(word, word.replace("-", f"-{JOINER}"))
    return text


@cache
def _hyphenated(spoken: Language) -> tuple[str, ...]:
    """The words of units that a line could break within."""
    with speaking(spoken):
        return tuple({word: None for unit in sorted(UNITS) for word in unit_text(unit).split() if "-" in word})
