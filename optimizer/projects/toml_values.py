"""Plain values ↔ their text in TOML; if a value changes, its unchanged parts keep their spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optimizer.decimals import Decimal
from optimizer.readers.case_writer import toml_key, toml_value
from optimizer.readers.toml import parse_toml

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUPED_FROM = 10_000  # 9_000 is not easier to read than 9000
Span = tuple[int, int]

# No possessive quantifiers: Python 3.11.2 (Debian 12) matches them wrongly around alternatives.
TOKEN = re.compile(
    r'(?P<string>"""[^\\"]*(?:(?:\\.|"(?!""))[^\\"]*)*"""(?:"(?!")|"")?'
    r"|'''[^']*(?:'(?!'')[^']*)*'''(?:'(?!')|'')?"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\n]*')"
    r"|(?P<comment>\#[^\n]*)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)|(?P<line>\r?\n)"
    r"|(?P<space>[ \t\r]+)|(?P<word>[^\"'#\[\]{},\s]+)",
    re.DOTALL,
)


def plain_value(given: Any) -> Any:
    """Return a value as it is read back: exact decimals, lists, tables with texts as keys, no None inside."""
    if isinstance(given, Mapping):
        return {str(key): plain_value(inner) for key, inner in given.items() if inner is not None}
    if isinstance(given, list | tuple):
        return [plain_value(inner) for inner in given]
    if isinstance(given, float):
        given = Decimal(repr(given))
    if isinstance(given, Decimal) and given.is_finite() and given == given.to_integral_value():
        return int(given)
    return given


def parsed(text: str) -> Any:
    """Return the value that a text states."""
    table = parse_toml("", f"value = {text}")
    if not isinstance(table, dict):
        raise TypeError(f"no value of TOML: {text}")
    return table["value"]


def same(one: Any, other: Any) -> bool:
    """Return whether two values mean the same: 3 is 3.0, but true is not 1."""
    one, other = plain_value(one), plain_value(other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def written(value: Any, *, grouped: bool | None = None) -> str:
    """A value as TOML writes it; whole money of five digits and more with `_` between thousands, unless told else."""
    value = plain_value(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{toml_key(key)} = {written(inner)}" for key, inner in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return toml_value(value)
    return _number(Decimal(value), grouped=grouped)


def _number(value: Decimal, *, grouped: bool | None) -> str:
    if not value.is_finite():
        return toml_value(value)
    with_marks = abs(value) >= GROUPED_FROM if grouped is None else grouped
    return format(value, ",f" if with_marks else "f").replace(",", "_")


def restyled(old: str, value: Any) -> str:
    """Return the text of a value that replaces another: equal parts keep spelling, place and comments."""
    before = parsed(old)
    if same(before, value):
        return old
    if isinstance(before, list) and isinstance(value, list | tuple):
        return _array(old, list(value))
    if isinstance(before, dict) and isinstance(value, Mapping):
        return _inline(old, value)
    if isinstance(before, int | Decimal) and abs(Decimal(before)) >= GROUPED_FROM:
        return written(value, grouped="_" in old)
    return written(value)


def tokens(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """Yield the tokens of TOML from a place on; the text must be valid."""
    while (found := TOKEN.match(text, start)) is not None:
        yield found
        start = found.end()


def parts(text: str) -> list[Span]:
    """Where the elements of an array or an inline table stand in its text, without the space around them."""
    spans: list[Span] = []
    depth, begin, end = 0, -1, -1
    for token in tokens(text):
        kind = token.lastgroup
        depth += (kind == "open") - (kind == "close")
        if (depth == 1 and kind == "comma") or depth == 0:
            spans += [(begin, end)] if begin >= 0 else []
            begin = -1
        elif kind not in ("comment", "line", "space") and not (depth == 1 and kind == "open" and token.start() == 0):
            begin, end = (token.start() if begin < 0 else begin), token.end()
        if depth == 0:
            break
    return spans


def _array(old: str, values: list[Any]) -> str:
    spans = parts(old)
    kept = min(len(spans), len(values))
    if not kept:
        return _without(old, spans, 0) if "#" in old and not values else written(values)
    text = _without(old, spans, kept) if len(spans) > kept else old
    text = _longer(text, spans[kept - 1], values[kept:])
    for (begin, end), value in reversed(list(zip(spans[:kept], values, strict=False))):
        text = text[:begin] + restyled(text[begin:end], value) + text[end:]
    return text


def _without(old: str, spans: list[Span], kept: int) -> str:
    """Return the array without the elements from `kept` on; lines with only a comment stay."""
    begin, end = spans[kept][0], spans[-1][1]
    line = old.rfind("\n", 0, begin) + 1
    if line and not old[line:begin].strip():  # each is on its own line
        after = old.find("\n", end) + 1 or len(old) - 1
        after = after if "]" not in TOKEN.sub(_unless_bracket, old[end:after]) else end
        comments = [one for one in old[line:after].splitlines(keepends=True) if one.lstrip().startswith("#")]
        return old[:line] + "".join(comments) + old[after:].lstrip("," if after == end else "")
    return old[: spans[kept - 1][1] if kept else begin] + old[end:]


def _unless_bracket(token: re.Match[str]) -> str:
    return token[0] if token.lastgroup == "close" else ""


def _longer(text: str, last: Span, more: list[Any]) -> str:
    """Return the array with more elements after its last one, each on its own line if the last one is."""
    if not more:
        return text
    line = text.rfind("\n", 0, last[0]) + 1
    indent = text[line : last[0]]
    if not line or indent.strip():
        return text[: last[1]] + "".join(f", {written(value)}" for value in more) + text[last[1] :]
    comma = next((token.end() for token in tokens(text, last[1]) if token.lastgroup == "comma"), None)
    if comma is None:
        text, comma = text[: last[1]] + "," + text[last[1] :], last[1] + 1
    comment = re.match(r"[ \t]*(#[^\r\n]*)?", text[comma:])
    at = comma + (comment.end() if comment and comment[1] else 0)
    return text[:at] + "".join(f"\n{indent}{written(value)}," for value in more) + text[at:]


def _inline(old: str, value: Mapping[Any, Any]) -> str:
    """An inline table; entries of one plain key that are equal, or equal in part, keep their spelling."""
    before, wanted = parsed(old), plain_value(value)
    raw: dict[str, str] = {}
    for begin, end in parts(old):
        entry = old[begin:end]
        (key, inner), *_ = parsed(f"{{{entry}}}").items()
        name, _, rest = entry.partition("=")
        if "." not in name and same(before[key], inner):
            raw[key] = rest.strip()
    texts = {key: restyled(raw[key], inner) if key in raw else written(inner) for key, inner in wanted.items()}
    inside = ", ".join(f"{toml_key(key)} = {text}" for key, text in texts.items())
    return f"{{ {inside} }}" if inside else "{}"
