"""Picks one plant's rows out of a sheet of 160,000 before parsing: scanning takes seconds, parsing a minute.

A sheet is XML with one `<row>` per line. `SiftedFile` sits between the unpacked bytes and the parser and
drops the rows that `keep` rejects by their bytes; the parser sees a shorter sheet whose rows
keep their numbers. It may keep too much (the reader checks the parsed rows again), never too
little. A sheet with unusual XML passes unchanged.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Any, Self

from optimizer.limits import AUDIT_ROW_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ALWAYS = 1_000
"""The first rows are always kept: the header, and enough to see how the file is labelled."""
_CHUNK = 1 << 20
_END = b"</row>"
_NUMBERED = re.compile(rb"<row\s[^>]*\br=\"\d")
_CELL = re.compile(rb"<(?:v|t)(?:\s[^>]*)?>([^<]*)<")


def cell_texts(row: bytes) -> set[bytes]:
    """Cell contents in a row: numbers, indices of shared texts, texts."""
    return set(_CELL.findall(row))


def tokens(wanted: Iterable[str], shared: Iterable[str]) -> frozenset[bytes]:
    """Return the bytes by which a cell may contain these texts: an index of a shared text, or the text itself."""
    names = {name.casefold() for name in wanted}
    numbers = {str(at).encode() for at, text in enumerate(shared) if " ".join(text.split()).casefold() in names}
    return frozenset(numbers | {form.encode() for name in names for form in (name, name.upper(), f"{name}.0")})


class SiftedFile:
    """A readable file of a sheet's bytes without the unwanted rows."""

    def __init__(self, source: IO[bytes], keep: Callable[[int, bytes], bool]) -> None:
        self._source, self._keep = source, keep
        self._seen, self._whole = 0, False
        self._rest, self._ready = b"", bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the sheet."""
        self._source.close()

    def read(self, size: int = -1) -> bytes:
        """Return up to that many bytes of the filtered sheet."""
        while len(self._ready) < size or size < 0:
            if not (chunk := self._source.read(_CHUNK)):
                self._ready += self._rest
                self._rest = b""
                break
            self._ready += self._wanted(chunk)
        taken = bytes(self._ready[: size if size >= 0 else None])
        del self._ready[: len(taken)]
        return taken

    def _wanted(self, chunk: bytes) -> bytes:
        text, self._rest = self._rest + chunk, b""
        if not self._seen and not self._whole:
            self._whole = _END in text and _NUMBERED.search(text) is None
        *rows, rest = text.split(_END)
        if self._whole or len(rest) > AUDIT_ROW_BYTES:
            self._whole = True
            return text
        self._rest = rest
        return b"".join(self._of(row) for row in rows)

    def _of(self, row: bytes) -> bytes:
        """Return the row; if it is unwanted, only what precedes it (the sheet's opening)."""
        self._seen += 1
        if self._seen <= ALWAYS or self._keep(self._seen, row):
            return row + _END
        return b""


def sift(sheet: Any, keep: Callable[[int, bytes], bool] | None) -> None:
    """Make a read-only openpyxl sheet parse only the rows to keep (all if `keep` is None or filtering fails)."""
    vars(sheet).pop("_get_source", None)  # from an earlier read
    source = getattr(sheet, "_get_source", None)
    if source is not None and keep is not None:
        sheet._get_source = lambda: SiftedFile(source(), keep)  # noqa: SLF001 - the one place where its bytes come from


def shared_texts(sheet: Any) -> list[str]:
    """Return the workbook's shared texts by index."""
    return [str(text) for text in getattr(sheet, "_shared_strings", None) or ()]
