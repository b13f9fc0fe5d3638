"""Sets or removes one key of a TOML text; every other byte stays, including comments on other things.

    edited(text, ("budget", "total"), 3_000_000)
    edited(text, ("limits", 0, "at_least"), None)      removes the key

A new key is placed after the last one of its table; a new table after those of its kind, else in the usual order.
Removing a table also removes the comment right above it, if a blank line separates that from the text before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from optimizer.errors import InvalidInput, Problem
from optimizer.locales import noted
from optimizer.projects.toml_text import Path, Piece, pieces_of
from optimizer.projects.toml_values import plain_value, restyled, same, written
from optimizer.readers.case_writer import toml_key
from optimizer.readers.toml import parse_toml

USUAL = ("company", "budget", "prices", "taxes", "factors", "limits", "measures", "solver")
DEEPEST_TABLE = 2  # [prices.heat] is a table; what is deeper (a path, a filter) is written in one line
DEEPER_TABLES = {"factors": 3}  # [factors.heat.co2e]
Pieces = list[Piece]
_ENTANGLED = noted("can't be changed without touching what stands beside it")
_BARE_LINE_END = re.compile(r"(?<!\r)\n")


def edited(text: str, path: Path, value: Any) -> str:
    """Return the text with a key set, or without it if the value is None."""
    after = text
    for one, part in _steps(text, path, plain_value(value)):
        after = _join(_taken_out(pieces_of(after), one) if part is None else _set(pieces_of(after), one, part))
    if "\r\n" in text and not _BARE_LINE_END.search(text):
        after = _BARE_LINE_END.sub("\r\n", after)
    if not same(_pruned(_read(after)), _expected(_read(text), path, plain_value(value))):
        key = ".".join(map(str, path))
        raise InvalidInput([Problem("", _ENTANGLED, None, key)])
    return after


def _read(text: str) -> dict[str, Any]:
    table = parse_toml("", text)
    if isinstance(table, Problem):
        raise InvalidInput([table])
    return table


def _expected(table: Any, path: Path, value: Any) -> Any:
    """Return what reading the edited text must give; empty tables count as absent."""
    return _pruned(_with(table, path, value))


def _with(table: Any, path: Path, value: Any) -> Any:
    (key, *rest) = path
    if isinstance(key, int):
        entries = list(table or [])
        inner = _with(entries[key] if key < len(entries) else {}, tuple(rest), value) if rest else value
        entries[key : key + 1] = [] if inner is None else [inner]
        return entries
    inner = _with((table or {}).get(key, {}), tuple(rest), value) if rest else value
    kept = {name: one for name, one in (table or {}).items() if name != key}
    return kept if inner is None else {**kept, key: inner}


def _pruned(value: Any) -> Any:
    if isinstance(value, Mapping):
        inner = {key: _pruned(one) for key, one in value.items()}
        return {key: one for key, one in inner.items() if one not in ({}, [])}
    return value


def _steps(text: str, path: Path, value: Any) -> list[tuple[Path, Any]]:
    """The single keys to set for a value: of a table, each key that differs, and none for those it no longer has."""
    now = _at(_read(text), path)
    whole = _is_too_deep(path) or any(piece.path == path and piece.kind == "key" for piece in pieces_of(text))
    if not isinstance(value, Mapping) or (whole and not _has_header(text, path)):
        return [] if now is not None and value is not None and same(now, value) else [(path, value)]
    if now is None and isinstance(path[-1], int):
        return [(path, value)]
    gone = [((*path, key), None) for key in (now or {}) if key not in value]
    return [*gone, *(step for key, one in value.items() for step in _steps(text, (*path, key), one))]


def _has_header(text: str, path: Path) -> bool:
    return any(piece.is_header and piece.path == path for piece in pieces_of(text))


def _is_too_deep(path: Path) -> bool:
    """Return whether what stands at a path is written in one line, not as a table of its own."""
    return len(path) > DEEPER_TABLES.get(str(path[0]), DEEPEST_TABLE)


def _at(table: Any, path: Path) -> Any:
    """Return the value at a path, or None."""
    for key in path:
        if isinstance(key, int):
            table = table[key] if isinstance(table, list) and key < len(table) else None
        else:
            table = table.get(key) if isinstance(table, Mapping) else None
    return table


def _join(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces)


def _under(path: Path, above: Path) -> bool:
    return path[: len(above)] == above


def _set(pieces: Pieces, path: Path, value: Any) -> Pieces:
    for at, piece in enumerate(pieces):
        if piece.kind == "key" and _under(path, piece.path):
            return [*pieces[:at], _with_value(piece, path[len(piece.path) :], value), *pieces[at + 1 :]]
    if isinstance(path[-1], int):
        return _with_entry(pieces, path, value)
    above = path[:-1]
    if not above or _holds_keys(pieces, above):
        return _with_key(pieces, path, value)
    return _set(pieces, above, {path[-1]: value}) if _is_too_deep(above) else _with_table(pieces, path, value)


def _with_value(piece: Piece, inside: Path, value: Any) -> Piece:
    """Return the piece with another value, or with another value inside its own."""
    begin, end = piece.value
    now = _read(f"value = {piece.value_text}")["value"]
    text = restyled(piece.value_text, _with(now, inside, value) if inside else value)
    return Piece(piece.text[:begin] + text + piece.text[end:], "key", piece.path, piece.section)


def _holds_keys(pieces: Pieces, table: Path) -> bool:
    """Return whether a table has its own header, or is written as dotted keys."""
    dotted = any(p.kind == "key" and _under(p.path, table) and not _under(p.section, table) for p in pieces)
    return dotted or any(piece.is_header and piece.path == table for piece in pieces)


def _with_key(pieces: Pieces, path: Path, value: Any) -> Pieces:
    """Add a key after the last one of its table; at the very top, after the opening comment."""
    table = path[:-1]
    keys = [at for at, p in enumerate(pieces) if p.kind == "key" and _under(p.path, table) and _is_home(p, table)]
    headers = [at for at, piece in enumerate(pieces) if piece.is_header and piece.path == table]
    if keys or headers:
        at = (keys or headers)[-1]
        section = pieces[at].section
    else:
        at, section = _opening(pieces) - 1, ()
    name = ".".join(toml_key(str(key)) for key in path[len(section) :])
    return _inserted(pieces, at + 1, f"{name} = {written(value)}\n")


def _is_home(piece: Piece, table: Path) -> bool:
    """Whether a new key of the table may stand beside this one: in its own section, or among dotted keys."""
    return piece.section == table or len(piece.section) < len(table)


def _opening(pieces: Pieces) -> int:
    """How many pieces the comment takes with which a file begins, if a blank line sets it apart."""
    count = next((at for at, piece in enumerate(pieces) if piece.kind != "comment"), len(pieces))
    return count if count == len(pieces) or pieces[count].kind == "blank" else 0


def _inserted(pieces: Pieces, at: int, text: str) -> Pieces:
    before = _ended(pieces[:at])
    return [*before, Piece(text, "comment", ()), *pieces[at:]]


def _ended(pieces: Pieces) -> Pieces:
    """Return the pieces, making sure that the last one ends its line."""
    if not pieces or pieces[-1].text.endswith("\n"):
        return pieces
    return [*pieces[:-1], Piece(pieces[-1].text + "\n", "comment", ())]


def _with_table(pieces: Pieces, path: Path, value: Any) -> Pieces:
    header = ".".join(toml_key(str(key)) for key in path[:-1] if isinstance(key, str))
    return _with_section(pieces, path[:-1], f"[{header}]\n{toml_key(str(path[-1]))} = {written(value)}\n")


def _with_entry(pieces: Pieces, path: Path, value: Any) -> Pieces:
    """Add a last entry to an array of tables."""
    lines = [f"{toml_key(key)} = {written(inner)}\n" for key, inner in value.items()]
    return _with_section(pieces, path[:-1], "".join([f"[[{toml_key(str(path[0]))}]]\n", *lines]))


def _with_section(pieces: Pieces, table: Path, text: str) -> Pieces:
    """A new section behind those that begin alike, else before the first that usually comes later; else at the end."""
    alike = [at for at, piece in enumerate(pieces) if piece.is_header and _under(piece.path, table[:1])]
    if alike:
        at = _section_end(pieces, alike[-1])
    else:
        later = [at for at, piece in enumerate(pieces) if piece.is_header and _rank(piece.path) > _rank(table)]
        at = _comment_above(pieces, later[0]) if later else len(pieces)
    before, after = _ended(pieces[:at]), pieces[at:]
    gap = "\n" if before and before[-1].kind != "blank" else ""
    more = "\n" if after and after[0].kind != "blank" else ""
    return [*before, Piece(f"{gap}{text}{more}", "comment", ()), *after]


def _rank(path: Path) -> int:
    return USUAL.index(str(path[0])) if path[0] in USUAL else len(USUAL)


def _section_end(pieces: Pieces, header: int) -> int:
    """Return the place after the last key of a section, or after its header."""
    at = header
    for place in range(header + 1, len(pieces)):
        if pieces[place].is_header:
            break
        at = place if pieces[place].kind == "key" else at
    return at + 1


def _comment_above(pieces: Pieces, header: int) -> int:
    """Where the comment right above a header begins; the one that opens the file is about the file."""
    at = header
    while at and pieces[at - 1].kind == "comment":
        at -= 1
    return at or header


def _taken_out(pieces: Pieces, path: Path) -> Pieces:
    for at, piece in enumerate(pieces):
        if piece.kind == "key" and len(piece.path) < len(path) and _under(path, piece.path):
            return [*pieces[:at], _with_value(piece, path[len(piece.path) :], None), *pieces[at + 1 :]]
    headers = [at for at, piece in enumerate(pieces) if piece.is_header and _under(piece.path, path)]
    for header in reversed(headers):
        pieces = _without_section(pieces, header)
    touched = {piece.section for piece in pieces if piece.kind == "key" and _under(piece.path, path)}
    pieces = [piece for piece in pieces if not (piece.kind == "key" and _under(piece.path, path))]
    for section in touched:
        pieces = _without_empty(pieces, section)
    return pieces


def _without_section(pieces: Pieces, header: int) -> Pieces:
    """Remove a section, its own comment, and one of the blank lines around it."""
    begin, end = _own_comment(pieces, header), _section_end(pieces, header)
    while end < len(pieces) and pieces[end].kind == "blank" and (not begin or pieces[begin - 1].kind == "blank"):
        end += 1
    rest = [*pieces[:begin], *pieces[end:]]
    while end >= len(pieces) and rest and rest[-1].kind == "blank":
        rest.pop()
    return rest


def _own_comment(pieces: Pieces, header: int) -> int:
    """Where the comment begins that is about a section alone: right above it, and set apart from what is before."""
    at = _comment_above(pieces, header)
    return at if at == 0 or pieces[at - 1].kind == "blank" else header


def _without_empty(pieces: Pieces, section: Path) -> Pieces:
    """Remove the header of a table that is empty, even of comments."""
    at = next((at for at, p in enumerate(pieces) if p.kind == "table" and p.path == section), None)
    if at is None or "#" in pieces[at].text or _comment_above(pieces, at) != at:
        return pieces
    following = next((place for place in range(at + 1, len(pieces)) if pieces[place].is_header), len(pieces))
    inside = pieces[at + 1 : _comment_above(pieces, following) if following < len(pieces) else following]
    return pieces if any(piece.kind != "blank" for piece in inside) else _without_section(pieces, at)
