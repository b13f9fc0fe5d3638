"""TOML files → plain tables: checked before parsing, with numbers that have a point as exact decimals.

tomllib needs 19 s for a key of 40 KB of dots and recurses into every bracket, so size, dots and depth
are checked first (docs/reliability.md).
"""

from __future__ import annotations

import re
import tomllib
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from optimizer.decimals import Decimal
from optimizer.errors import Phrase, Problem
from optimizer.files import too_large
from optimizer.limits import TOML_BYTES, TOML_DEPTH, TOML_DOTS
from optimizer.locales import noted
from optimizer.readers.text import read_text

if TYPE_CHECKING:
    from pathlib import Path

Table = dict[str, Any]

# An unclosed string runs to the end, so that nothing is scanned twice. No possessive quantifiers: Python 3.11.2
# (Debian 12) matches them wrongly around alternatives.
_STRING_OR_COMMENT = re.compile(
    r'"""[^\\"]*(?:(?:\\(?:.|\Z)|"(?!""))[^\\"]*)*(?:"""|\Z)'
    r"|'''[^']*(?:'(?!'')[^']*)*(?:'''|\Z)"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
    r"|'[^'\n]*'?"
    r"|\#[^\n]*",
    re.DOTALL,
)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}
_LINE = re.compile(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", re.DOTALL)


def read_toml(path: Path) -> tuple[Table, list[Problem]]:
    """Return the table in a file; an empty one, with the problem, if it can't be read."""
    text = read_text(path, TOML_BYTES)
    if isinstance(text, Problem):
        return {}, [text]
    parsed = parse_toml(path.name, text)
    return ({}, [parsed]) if isinstance(parsed, Problem) else (parsed, [])


def parse_toml(name: str, text: str) -> Table | Problem:
    """Return the table in a text, or the problem with its line."""
    if problem := _guard(name, text):
        return problem
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:  # ValueError: integers of over 4,300 digits, impossible dates
        return _syntax(name, text, str(error))


def _guard(name: str, text: str) -> Problem | None:
    if len(text) > TOML_BYTES:
        return too_large(name, TOML_BYTES)
    bare = _STRING_OR_COMMENT.sub('""', text)
    if any(part.count(".") > TOML_DOTS for part in re.split(r"[=,{}\[\]\n]", bare)):
        return Problem(name, "a key has more than {most} dots", values={"most": TOML_DOTS})
    if max(accumulate((_STEPS.get(c, 0) for c in bare), initial=0)) > TOML_DEPTH:
        return Problem(name, "brackets are nested more than {most} deep", values={"most": TOML_DEPTH})
    return None


REASONS = frozenset(
    {
        *(noted("Cannot overwrite a value"), noted("Invalid value"), noted("Invalid statement")),
        *(noted("Unclosed array"), noted("Unclosed inline table"), noted("Unterminated string")),
        *(noted("Invalid date or datetime"), noted("Invalid hex value"), noted("Unescaped '\\' in a string")),
        noted("Expected '=' after a key in a key/value pair"),
        noted("Expected ']' at the end of a table declaration"),
        noted("Expected ']]' at the end of an array declaration"),
        noted("Expected newline or end of document after a statement"),
        noted("Invalid initial character for a key part"),
    }
)
"""The most frequent messages of Python's TOML reader, which are translated; others are passed on unchanged."""


def _said(reason: str) -> Phrase | str:
    return Phrase(reason) if reason in REASONS else reason


def _syntax(name: str, text: str, reason: str) -> Problem:
    found = _LINE.match(reason)
    if found is None:
        return Problem(name, "is not valid TOML: {reason}", values={"reason": _said(reason)})
    line = int(found[2]) if found[2] else text.rstrip().count("\n") + 1
    return Problem(name, "is not valid TOML: {reason}", line, values={"reason": _said(found[1])})
