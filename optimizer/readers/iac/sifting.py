"""One plant's rows out of a sheet of 160,000, before any of it is parsed: scanning takes seconds, parsing a minute.

A sheet is XML with a `<row>` for each line. `Sifted` stands between the unpacked bytes and the parser and
drops the rows that `keep` doesn't want, judged by their bytes; the parser sees a shorter sheet whose rows
still carry their numbers. It may keep too much (the reader looks at the parsed rows again), never too
little. A sheet that is written otherwise than usual passes whole.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Any, Self

from optimizer.limits import AUDIT_ROW_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ALWAYS = 1_000
"""So many rows from the top are always kept: the header, and enough to learn how the file is labelled."""
_CHUNK = 1 << 20
_END = b"</row>"
_NUMBERED = re.compile(rb"<row\s[^>]*\br=\"\d")
_CELL = re.compile(rb"<(?:v|t)(?:\s[^>]*)?>([^<]*)<")


def cell_texts(row: bytes) -> set[bytes]:
    """What stands in the cells of a row: figures, numbers of shared texts, texts."""
    return set(_CELL.findall(row))


def tokens(wanted: Iterable[str], shared: Iterable[str]) -> frozenset[bytes]:
    """How these texts may stand in a cell: by their number among the shared texts, or as they are."""
    names = {name.casefold() for name in wanted}
    numbers = {str(at).encode() for at, text in enumerate(shared) if " ".join(text.split()).casefold() in names}
    return frozenset(numbers | {form.encode() for name in names for form in (name, name.upper(), f"{name}.0")})


class Sifted:
    """A sheet's bytes without the rows that aren't wanted; a file to read from, as the parser likes it."""

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
        """So many bytes of what is left of the sheet."""
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
        """The row, or what stands before it (the sheet's opening) where it isn't wanted."""
        self._seen += 1
        if self._seen <= ALWAYS or self._keep(self._seen, row):
            return row + _END
        return b""


def sift(sheet: Any, keep: Callable[[int, bytes], bool] | None) -> None:
    """Have a read-only sheet of openpyxl parse only the rows to keep (None: all; and all where that can't be done)."""
    vars(sheet).pop("_get_source", None)  # of a reading before
    source = getattr(sheet, "_get_source", None)
    if source is not None and keep is not None:
        sheet._get_source = lambda: Sifted(source(), keep)  # noqa: SLF001 - the one place where its bytes come from


def shared_texts(sheet: Any) -> list[str]:
    """The workbook's shared texts, by number."""
    return [str(text) for text in getattr(sheet, "_shared_strings", None) or ()]
