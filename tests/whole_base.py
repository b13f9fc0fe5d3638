"""A workbook in the audit data base's layout and of its whole size, written row by row: 21,876 plants, 162,836 rows.

    write_base(file)                   RECC in one sheet
    write_base(file, sheets=5)         the older layout, RECC1 … RECC5

Texts are shared strings, as spreadsheet programs write them.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PLANTS, RECOMMENDATIONS = 21_876, 162_836
CODES = ("EC", "ED", "E2", "W0", "E10", "R3")
ARC = ("2.4236", "2.7142", "2.2511", "2.4146", "2.1233", "2.9114")
ASSESS = (
    "ID", "FY", "STATE", "PRODUCTS", "NAICS", "EMPLOYEES", "SALES",
    *(f"{code}_plant_{part}" for code in ("EC", "ED", *(f"E{n}" for n in range(2, 13)), *(f"W{n}" for n in range(7)))
      for part in ("cost", "usage")),
)  # fmt: skip
RECC = (
    "SUPERID", "ID", "AR_NUMBER", "APPCODE", "ARC2", "IMPSTATUS", "IMPCOST",
    *(f"{slot}{part}" for slot in "PSTQ" for part in ("SOURCCODE", "CONSERVED", "SOURCONSV", "SAVED")),
    "REBATE", "INCREMNTAL", "FY", "IC_CAPITAL", "IC_OTHER", "PAYBACK", "BPTOOL",
)  # fmt: skip

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


SIZE = '<dimension ref="A1:AZ1"/>'


class Texts:
    """Shared strings, numbered as they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __getitem__(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))


def plant_id(number: int) -> str:
    return f"AA{number:05d}"


def write_base(file: Path, sheets: int = 0, plants: int = PLANTS, recommendations: int = RECOMMENDATIONS) -> None:
    """Write the workbook; `sheets` 0 for one sheet RECC, else as many as RECC1, RECC2 …."""
    titles = ["RECC"] if not sheets else [f"RECC{number + 1}" for number in range(sheets)]
    texts, each = Texts(), -(-recommendations // len(titles))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        _sheet(package, 1, ASSESS, _plants(plants), texts)
        for at, _ in enumerate(titles):
            lines = _recommendations(at * each, min((at + 1) * each, recommendations), plants, recommendations)
            _sheet(package, at + 2, RECC, lines, texts)
        _frame(package, ["ASSESS", *titles], texts)


def _plants(count: int) -> Iterator[tuple[object, ...]]:
    for n in range(count):
        use = 500_000 + 37 * n
        row: list[object] = [
            plant_id(n),
            1981 + n * 43 // count,
            "NY",
            f"Product {n % 400}",
            331_000 + n % 999,
            50 + n % 300,
            10_000_000,
        ]
        figures: list[object] = [None] * (len(ASSESS) - len(row))
        figures[0:2], figures[2:4], figures[4:6] = [use * 0.1, use], [3_000, 300], [n % 900 * 8 + 800, n % 900 + 100]
        figures[26:28] = [2_000, 500]
        yield (*row, *figures)


def _recommendations(first: int, last: int, plants: int, count: int) -> Iterator[tuple[object, ...]]:
    for n in range(first, last):
        plant = plant_id(n * plants // count)
        code, saved = CODES[n % len(CODES)], 1_000 + n % 5_000
        slots: list[object] = [code, saved * 2, None, saved] if code != "R3" else [code, None, None, saved]
        money: list[object] = [None] * 12
        if n % 3 == 0:
            money[:4] = ["ED", 5, None, 50]
        status = "IN"[n % 2]
        tail = ("N", "N", 2_000, None, None, None, None)
        yield (
            f"{plant}{n % 100:02d}",
            plant,
            n % 100,
            1,
            ARC[n % len(ARC)],
            status,
            500 + n % 7_000,
            *slots,
            *money,
            *tail,
        )


def _sheet(
    package: zipfile.ZipFile, number: int, header: Iterable[str], lines: Iterable[tuple[object, ...]], texts: Texts
) -> None:
    with package.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
        part.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}">{SIZE}<sheetData>'.encode())
        part.write(_row(1, tuple(header), texts))
        for at, line in enumerate(lines, 2):
            part.write(_row(at, line, texts))
        part.write(b"</sheetData></worksheet>")


COLUMNS = [chr(65 + n) if n < 26 else chr(64 + n // 26) + chr(65 + n % 26) for n in range(80)]


def _row(number: int, cells: tuple[object, ...], texts: Texts) -> bytes:
    written = [
        f'<c r="{column}{number}" t="s"><v>{texts[cell]}</v></c>'
        if isinstance(cell, str)
        else f'<c r="{column}{number}"><v>{cell}</v></c>'
        for column, cell in zip(COLUMNS, cells, strict=False)
        if cell is not None
    ]
    return f'<row r="{number}">{"".join(written)}</row>'.encode()


def _frame(package: zipfile.ZipFile, titles: list[str], texts: Texts) -> None:
    sheets = "".join(f'<sheet name="{t}" sheetId="{n}" r:id="rId{n}"/>' for n, t in enumerate(titles, 1))
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in enumerate(titles, 1)
    )
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{SHEET_TYPE}"/>'
        for n, _ in enumerate(titles, 1)
    )
    strings = "".join(f"<si><t>{text}</t></si>" for text in texts.numbers)
    links += f'<Relationship Id="rId0" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
    root = f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/>'
    package.writestr("[Content_Types].xml", f"{TYPES}{parts}</Types>")
    package.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>')
    package.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>')
    package.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
    package.writestr(
        "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{sheets}</sheets></workbook>'
    )
