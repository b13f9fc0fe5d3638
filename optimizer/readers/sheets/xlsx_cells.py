"""The rows of an XLSX worksheet, with the value and the formula of each cell, in one pass over its XML.

openpyxl reads the workbook around them. Its own rows take four times as long, because it makes a tree of each row and
objects of each cell, and must read a sheet twice to give values and formulas.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import XMLParser

from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _VALUE, _FORMULA, _INLINE, _TEXT, _PHONETIC = (
    f"{_MAIN}{name}" for name in ("row", "c", "v", "f", "is", "t", "rPh")
)
_WITH_TEXT = {_VALUE, _FORMULA, _TEXT}
_DIGITS = "0123456789"
_CHUNK = 1 << 18
_BEYOND_DATES = "#VALUE!"


class WrittenCell(NamedTuple):
    """A cell as it is written: its column, value and style; `formula` if no value was stored for it."""

    column: int
    value: Any
    style: int
    formula: str | None = None


class CellTerms(NamedTuple):
    """What the cells of a workbook refer to: shared texts, the styles of dates and durations, the first day of all."""

    texts: Mapping[int, str]
    dates: AbstractSet[int]
    durations: AbstractSet[int]
    first_day: Any


class _RowBuilder:
    """Builds rows from the tags of a worksheet; `rows` holds complete ones with their numbers until they are taken."""

    def __init__(self, terms: CellTerms) -> None:
        self.terms = terms
        self.rows: list[tuple[int, list[WrittenCell]]] = []
        self.number = self.column = 0
        self.cells: list[WrittenCell] = []
        self.columns: dict[str, int] = {}
        """The numbers of columns by their letters."""
        self.shared: dict[str | None, tuple[str, str]] = {}
        """Formulas that other cells share, each with the cell that states it."""
        self.pieces: list[str] | None = None
        """The text inside an element, as far as it was read."""
        self._begin({})

    def _begin(self, cell: dict[str, str]) -> None:
        self.cell = cell
        self.value = self.written = ""
        self.inline: list[str] | None = None
        self.formula: dict[str, str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if tag in _WITH_TEXT:
            self.pieces = []
            if tag == _FORMULA:
                self.formula = attributes
        elif tag == _CELL:
            self._begin(attributes)
        elif tag == _INLINE:
            self.inline = []
        elif tag == _ROW:
            self.number = _row_number(attributes["r"]) if "r" in attributes else self.number + 1
            self.column, self.cells = 0, []

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if self.pieces is not None:
            self.pieces.append(text)

    def end(self, tag: str) -> None:
        """End an element."""
        if tag in _WITH_TEXT:
            self._take("".join(self.pieces or ()), tag)
            self.pieces = None
        elif tag == _CELL:
            self._end_cell()
        elif tag == _ROW:
            self.rows.append((self.number, self.cells))
        elif tag == _PHONETIC and self.inline:
            self.inline.pop()  # how a text is pronounced is no part of it

    def _take(self, text: str, tag: str) -> None:
        if tag == _VALUE:
            self.value = text
        elif tag == _FORMULA:
            self.written = text
        elif self.inline is not None:
            self.inline.append(text)

    def _end_cell(self) -> None:
        place, style = self.cell.get("r", ""), int(self.cell.get("s") or 0)
        self.column = self._column_of(place) if place else self.column + 1
        value = self._typed(style)
        formula = None if self.formula is None else self._formula(self.formula, place, missing=value is None)
        self.cells.append(WrittenCell(self.column, value, style, formula))

    def _column_of(self, place: str) -> int:
        letters = place.rstrip(_DIGITS)
        if letters not in self.columns:
            self.columns[letters] = column_index_from_string(letters)
        return self.columns[letters]

    def _typed(self, style: int) -> Any:
        """Return the value of the cell, by its type."""
        kind = self.cell.get("t", "n")
        if kind == "inlineStr":
            return None if self.inline is None else "".join(self.inline)
        return self._converted(kind, style) if self.value else None

    def _converted(self, kind: str, style: int) -> Any:
        match kind:
            case "n":
                return self._number(style)
            case "s":
                return self.terms.texts[int(self.value)]
            case "b":
                return bool(int(self.value))
            case "d":
                return from_ISO8601(self.value)  # type: ignore[no-untyped-call, unused-ignore]
            case _:
                return self.value

    def _number(self, style: int) -> Any:
        text = self.value
        number = float(text) if "." in text or "E" in text or "e" in text else int(text)
        if style not in self.terms.dates:
            return number
        try:
            return from_excel(number, self.terms.first_day, timedelta=style in self.terms.durations)
        except (OverflowError, ValueError):
            return _BEYOND_DATES

    def _formula(self, attributes: dict[str, str], place: str, *, missing: bool) -> str | None:
        """Return the formula of a cell without a value; `t="str"` stores an empty text."""
        text, shared = f"={self.written}", attributes.get("si") if attributes.get("t") == "shared" else None
        if shared is not None and self.written:
            self.shared.setdefault(shared, (text, place))
        if not missing or self.cell.get("t") in {"s", "str"}:
            return None
        if attributes.get("t") == "dataTable":
            return "="
        first, origin = self.shared.get(shared, (text, place)) if shared is not None else (text, place)
        return first if origin == place else Translator(first, origin).translate_formula(place)


def _row_number(text: str) -> int:
    number = float(text)
    if not number.is_integer():
        raise ValueError(f"{text} is not a row number")
    return int(number)


def rows_of(source: IO[bytes], terms: CellTerms) -> Iterator[list[WrittenCell]]:
    """Yield the rows of a worksheet, empty ones for those that are missing in it; rows out of order are skipped."""
    builder, following = _RowBuilder(terms), 1
    parser = XMLParser(target=builder)  # noqa: S314 - the guard has refused whatever declares entities
    while chunk := source.read(_CHUNK):
        parser.feed(chunk)
        for number, cells in builder.rows:
            for _ in range(following, number):
                yield []
            if number >= following:
                yield cells
                following = number + 1
        builder.rows.clear()
    parser.close()
