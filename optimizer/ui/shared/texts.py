"""Texts on the screen: those of users as they stand, so that a name can be no link, image or formula in Markdown."""

from __future__ import annotations

import re

from optimizer.locales.units import UNITS, unit_text

_BREAKS = re.compile(r"[ \t\r\n\v\f\x85\u2028\u2029]+")  # not those spaces that keep a figure together
JOINER = "\u2060"  # parts nothing, is no letter, has no width
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^])")


def plain(text: object) -> str:
    r"""A text that Markdown shows as it stands, on one line.

    >>> plain("![x](http://a) $1")
    '\\!\\[x\\]\\(http\\://a\\) \\$1'
    """
    return _MARKS.sub(r"\\\1", unparted(_BREAKS.sub(" ", str(text)).strip()))


def unparted(text: str) -> str:
    """A text in which no line breaks within a unit (CO2-екв.); for the screen alone, what is written is plain."""
    for word in {word for unit in UNITS for word in unit_text(unit).split() if "-" in word}:
        text = text.replace(word, word.replace("-", f"-{JOINER}"))
    return text
