"""How the sheets of an old XLS look, by its records: cell formats, fonts, hidden rows, columns and sheets.

What can't be known here: words struck through within a text, whose formatting is in the shared texts.
"""

from __future__ import annotations

import struct
from collections import defaultdict

from .appearance import SeenSheet
from .number_formats import is_plain, shown_by

_FONT, _FORMAT, _STYLE, _ROW, _COLUMNS = 0x31, 0x41E, 0xE0, 0x208, 0x7D
_NUMBER, _FORMULA, _NUMBERS, _COMPACT = 0x203, 0x06, 0xBD, 0x27E
_TEXTS = (0xFD, 0x204, 0xD6)
RECORDS = frozenset({_FONT, _FORMAT, _STYLE, _ROW, _COLUMNS, _NUMBER, _FORMULA, _NUMBERS, _COMPACT, *_TEXTS})
"""The kinds of records that tell how a sheet looks; a file may have millions of others."""
_STRUCK, _NO_HEIGHT, _HIDDEN = 0x8, 0x20, 0x1
_NO_FONT = 4  # no font has this number
_PER_CENTS = {9: "0%", 10: "0.00%"}
_WHOLE, _HUNDREDTHS = 2, 1  # flags of a compact number
_TEXT_RESULT = b"\xff\xff"


class XlsLooks:
    """Collects from the records, in their order, how each sheet looks."""

    def __init__(self) -> None:
        self.sheets: dict[int, SeenSheet] = defaultdict(SeenSheet)
        self.formats: dict[int, str] = dict(_PER_CENTS)
        self.fonts: list[bool] = []
        """Whether each font strikes through."""
        self.styles: list[tuple[int, int]] = []
        """Font and format of each cell style."""

    def see(self, kind: int, body: bytes, sheet: int) -> None:
        """Take a record of the workbook, or of a sheet, of one of these `RECORDS`."""
        if kind == _FONT:
            self.fonts += [False] * (len(self.fonts) == _NO_FONT)
            self.fonts.append(bool(struct.unpack_from("<H", body, 2)[0] & _STRUCK))
        elif kind == _FORMAT:
            self.formats[struct.unpack_from("<H", body)[0]] = _text(body)
        elif kind == _STYLE:
            self.styles.append(struct.unpack_from("<HH", body))
        elif kind == _ROW:
            if struct.unpack_from("<H", body, 12)[0] & _NO_HEIGHT:
                self.sheets[sheet].hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind == _COLUMNS:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", body)
            if flags & _HIDDEN:
                self.sheets[sheet].hidden_columns |= set(range(first + 1, min(last, 255) + 2))
        else:
            self._cells(kind, body, self.sheets[sheet])

    def _cells(self, kind: int, body: bytes, seen: SeenSheet) -> None:
        if kind == _NUMBERS:
            row, first = struct.unpack_from("<HH", body)
            for at in range((len(body) - 6) // 6):
                style, packed = struct.unpack_from("<HI", body, 4 + 6 * at)
                self._look_at(seen, row, first + at, style, _unpacked(packed))
        else:
            row, column, style = struct.unpack_from("<HHH", body)
            self._look_at(seen, row, column, style, _figure(kind, body))

    def _look_at(self, seen: SeenSheet, row: int, column: int, style: int, figure: float | None) -> None:
        font, form = self.styles[style] if style < len(self.styles) else (len(self.fonts), 0)
        if font < len(self.fonts) and self.fonts[font]:
            seen.struck_rows.add(row + 1)
        code = self.formats.get(form, "")
        if figure is not None and not is_plain(code):
            seen.show(row + 1, column + 1, shown_by(code, figure))


def _figure(kind: int, body: bytes) -> float | None:
    """Return the number in a record; None if it has a text, an error or a truth value."""
    if kind == _COMPACT:
        return _unpacked(struct.unpack_from("<I", body, 6)[0])
    if kind in _TEXTS or (kind == _FORMULA and body[12:14] == _TEXT_RESULT):
        return None
    return float(struct.unpack_from("<d", body, 6)[0])


def _unpacked(packed: int) -> float:
    """Return a number that is stored in four bytes."""
    if packed & _WHOLE:
        number = float((packed >> 2) - ((packed >> 31) << 30))
    else:
        number = float(struct.unpack("<d", struct.pack("<II", 0, packed & ~3))[0])
    return number / 100 if packed & _HUNDREDTHS else number


def _text(body: bytes) -> str:
    """Return the code of a number format: in Unicode since Excel 97, before that in one byte per character."""
    length = struct.unpack_from("<H", body, 2)[0]
    if len(body) >= 5 + length and len(body) in {5 + length, 5 + 2 * length}:  # with the bytes before the text
        return body[5:].decode("utf-16-le" if body[4] & 1 else "latin-1", "replace")
    return body[3:].decode("cp1251", "replace")
