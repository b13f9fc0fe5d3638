"""Texts of users within Markdown: as they stand, so that a name can be no link, image or formula."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"[ \t\r\n\v\f\x85\u2028\u2029]+")  # not those spaces that keep a figure together
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^])")


def plain(text: object) -> str:
    r"""A text that Markdown shows as it stands, on one line.

    >>> plain("![x](http://a) $1")
    '\\!\\[x\\]\\(http\\://a\\) \\$1'
    """
    return _MARKS.sub(r"\\\1", _BREAKS.sub(" ", str(text)).strip())
