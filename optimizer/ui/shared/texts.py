"""Texts on the screen: escapes users' texts, so that no name becomes a link, image or formula in Markdown."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from optimizer.locales import language, speaking
from optimizer.locales.units import UNITS, unit_text

if TYPE_CHECKING:
    from optimizer.locales import Language

_BREAKS = re.compile(r"[ \t\r\n\v\f\x85\u2028\u2029]+")  # except the spaces that keep a figure together
JOINER = "\u2060"  # not a separator, not a letter, zero width
# Brackets make links, parentheses don't; a hyphen within a word and a full stop after one are harmless.
# After a figure, either would begin a list.
_MARKS = re.compile(r"([\\`*_{}\[\]#+!|<>~$:&^]|\.(?=\w)|(?<=\d)[.)]|(?<!\w)-|-(?![\w\u2060]))")
# Streamlit turns these into links and arrows even if escaped: http://, www., a@b, --, ->.
_MADE = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\S)(?=@)|(?<=[-<>=~])(?=[-<>=])", re.IGNORECASE)


def plain(text: object) -> str:
    r"""Return a text that Markdown shows literally, on one line.

    >>> plain("![x](a) $1")
    '\\!\\[x\\](a) \\$1'
    """
    line = _BREAKS.sub(" ", str(text)).strip()
    return _MARKS.sub(r"\\\1", unparted(_MADE.sub(JOINER, line)))


def bare(text: object) -> str:
    """Return a hidden title without Markdown marks: screen readers read it literally, yet it is rendered."""
    return " ".join(re.sub(r"[^\w\s,.%/·−–-]", " ", str(text)).split())


def unparted(text: str) -> str:
    """Return a text without line breaks inside units (CO2-екв.); for the screen only, files stay plain."""
    for word in _hyphenated(language()):
        text = text.replace(word, word.replace("-", f"-{JOINER}"))
    return text


@cache
def _hyphenated(spoken: Language) -> tuple[str, ...]:
    """Return the words of units in which a line could break."""
    with speaking(spoken):
        return tuple({word: None for unit in sorted(UNITS) for word in unit_text(unit).split() if "-" in word})
