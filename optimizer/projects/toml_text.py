"""The text of a TOML file as pieces (a comment, a header, a key with its value), each of which knows what it is about.

Pieces joined are the file again, byte for byte; so what is not touched stays as it was written. (tomlkit 0.15 was
tried: it puts a new key under the next table's comment, and a deleted table takes that comment along.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from optimizer.projects.toml_values import parsed, tokens

Path = tuple[str | int, ...]
"""Keys from the top; of an array of tables, the number of the entry: `("limits", 0, "at_least")`."""

_KEY = re.compile(r"""[ \t]*("(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)[ \t]*(\.?)""")


@dataclass(frozen=True)
class Piece:
    """A line, or the lines of one value. `section` is the path of the header above it.

    `value` is the place of a key's value in its text.
    """

    text: str
    kind: Literal["blank", "comment", "table", "entry", "key"]
    path: Path
    section: Path = ()
    value: tuple[int, int] = (0, 0)

    @property
    def is_header(self) -> bool:
        """Return whether it begins a table, or an entry of an array of tables."""
        return self.kind in ("table", "entry")

    @property
    def value_text(self) -> str:
        """Return the value as written."""
        return self.text[slice(*self.value)]


def pieces_of(text: str) -> list[Piece]:
    """Return the pieces of a valid TOML text."""
    pieces: list[Piece] = []
    counts: dict[Path, int] = {}
    section: Path = ()
    at = 0
    while at < len(text):
        piece = _piece(text, at, section, counts)
        section = piece.path if piece.is_header else section
        pieces.append(piece)
        at += len(piece.text)
    return pieces


def _piece(text: str, at: int, section: Path, counts: dict[Path, int]) -> Piece:
    line_end = text.find("\n", at) + 1 or len(text)
    line = text[at:line_end]
    bare = line.strip()
    if not bare or bare.startswith("#"):
        return Piece(line, "comment" if bare else "blank", (), section)
    if bare.startswith("["):
        return _header(line, counts)
    keys, start = _keys(text, at)
    start = text.index("=", start) + 1
    start += len(text[start:]) - len(text[start:].lstrip(" \t"))
    end = _value_end(text, start)
    line_end = text.find("\n", end) + 1 or len(text)
    return Piece(text[at:line_end], "key", (*section, *keys), section, (start - at, end - at))


def _keys(text: str, at: int) -> tuple[list[str], int]:
    """Return the keys of a dotted key, and where it ends."""
    keys, dot = [], "."
    while dot and (found := _KEY.match(text, at)) is not None:
        keys.append(parsed(found[1]) if found[1][0] in "\"'" else found[1])
        at, dot = found.end(), found[2]
    return keys, at


def _header(line: str, counts: dict[Path, int]) -> Piece:
    """Return a header, with its path through arrays of tables leading into their last entries."""
    array = line.lstrip().startswith("[[")
    keys, _ = _keys(line, line.index("[") + 1 + array)
    path: Path = ()
    for key in keys[:-1]:
        path = (*path, key)
        path = (*path, counts[path]) if path in counts else path
    path = (*path, keys[-1])
    if array:
        counts[path] = counts.get(path, -1) + 1
        return Piece(line, "entry", (*path, counts[path]), (*path, counts[path]))
    path = (*path, counts[path]) if path in counts else path
    return Piece(line, "table", path, path)


def _value_end(text: str, start: int) -> int:
    """Where the value that begins here ends: at the line's end, outside of brackets, without the space behind it."""
    depth, end = 0, start
    for token in tokens(text, start):
        kind = token.lastgroup
        depth += (kind == "open") - (kind == "close")
        if depth == 0 and kind in ("line", "comment"):
            break
        if kind not in ("space", "line", "comment"):
            end = token.end()
    return end
