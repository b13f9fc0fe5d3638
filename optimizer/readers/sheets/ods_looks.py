"""How an ODS sheet looks: struck-through styles, hidden tables, and figures compared with the text that is shown.

Every cell of an ODS stores the text that it shows, so a scale or a unit needs no reading of number formats.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import iterparse

from .number_formats import AS_STORED, ShownFigure, words_beside

if TYPE_CHECKING:
    import zipfile
    from xml.etree.ElementTree import Element

STYLE, TABLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}", "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_NUMBER = re.compile(r"\d(?:[\d\s.,'’]*\d)?")
_EXPONENT = re.compile(r"\dE[+-]?\d", re.IGNORECASE)
_THOUSANDS = (0, 3, 6, 9)
_MOST_PARENTS = 20
_LINES = ("text-line-through-style", "text-line-through-type")


class OdsStyles:
    """The styles of a workbook: which strike text through, and which hide a table."""

    def __init__(self) -> None:
        self.lines: dict[str, bool] = {}
        """Whether a style strikes text through, if it says so itself."""
        self.parents: dict[str, str] = {}
        self.hidden: set[str] = set()

    def add(self, style: Element) -> None:
        """Add a style."""
        name = style.get(f"{STYLE}name", "")
        if parent := style.get(f"{STYLE}parent-style-name"):
            self.parents[name] = parent
        for properties in style:
            if properties.tag == f"{STYLE}text-properties":
                stated = [value for line in _LINES if (value := properties.get(f"{STYLE}{line}")) is not None]
                if stated:
                    self.lines[name] = any(value != "none" for value in stated)
            elif properties.get(f"{TABLE}display") == "false":
                self.hidden.add(name)

    def strikes(self, name: str | None) -> bool:
        """Return whether a style strikes text through, itself or by its parents."""
        for _ in range(_MOST_PARENTS):
            if name is None or name in self.lines:
                break
            name = self.parents.get(name)
        return name is not None and self.lines.get(name, False)


def common_styles(package: zipfile.ZipFile) -> OdsStyles:
    """Return the named styles of a workbook, to which those of its content are added."""
    styles = OdsStyles()
    if "styles.xml" in package.namelist():
        with package.open("styles.xml") as stream:
            for _, node in iterparse(stream):  # noqa: S314 - the guard refuses entities
                if node.tag == f"{STYLE}style":
                    styles.add(node)
                    node.clear()
    return styles


def shown_in_text(stored: float, text: str, *, percentage: bool) -> ShownFigure:
    """Return how a cell shows its figure, by the text that it shows; as stored if the text can't be compared."""
    found = _NUMBER.search(text)
    if found is None or _EXPONENT.search(text):
        return AS_STORED
    beside = words_beside(f"{text[: found.start()]} {text[found.end() :]}")
    if percentage:
        return ShownFigure(-2, words_beside(beside.replace("%", "")))
    powers = next((one for one in _THOUSANDS if _may_show(found[0], abs(stored) / 10**one)), 0)
    return ShownFigure(powers, beside)


def _may_show(digits: str, figure: float) -> bool:
    """Return whether digits are a figure, rounded, with a decimal comma or point, and grouped or not."""
    bare = re.sub(r"[\s'’]", "", digits)
    for decimal, group in ((",", "."), (".", ",")):
        plain = bare.replace(group, "").replace(decimal, ".")
        if plain.count(".") <= 1:
            places = len(plain.partition(".")[2])
            if abs(float(plain) - figure) <= 0.5000001 * 10**-places:  # half of the last digit
                return True
    return False
