"""Workbooks nobody should be harmed by: each builder writes one file that must be refused."""

import io
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from optimizer.case import Case, Effect, Measure, Stream
from optimizer.readers.workbook_writer import write_workbook

Parts = dict[str, bytes]
CASE_SHEET, STREAMS, MEASURES, EFFECTS = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3, 4))
STRINGS, STYLES, BOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
CONTENT, RELS, BOOK_RELS = "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = b"</sheetData>"


def small_case() -> Case:
    return Case(
        name="Завод",
        currency="UAH",
        base_year=2026,
        streams=(Stream(stream="power", kind="energy", unit="kWh", price="5.5"),),
        measures=(
            Measure(measure="led", name="Світлодіоди", capex="1200.5", lifetime=5),
            Measure(measure="pump", name="Насос", capex=300, lifetime=8),
        ),
        effects=(
            Effect(measure="led", stream="power", quantity=900),
            Effect(measure="pump", stream="power", quantity=70),
        ),
    )


@cache
def _sound(folder: Path) -> Parts:
    file = folder / "sound.xlsx"
    write_workbook(file, small_case())
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    file.unlink()
    return parts


def sound_parts(folder: Path) -> Parts:
    """The parts of a small workbook that reads well."""
    return dict(_sound(folder))


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return content.getvalue()


Builder = Callable[[Parts], bytes | Parts]


def put(name: str, content: bytes) -> Builder:
    """Another part, or another content of one."""
    return lambda parts: {**parts, name: content}


def swap(name: str, old: bytes, new: bytes) -> Builder:
    """A part in which a text is replaced once."""

    def build(parts: Parts) -> Parts:
        assert old in parts[name], (name, old)
        return {**parts, name: parts[name].replace(old, new, 1)}

    return build


def add_rows(rows: bytes, name: str = MEASURES) -> Builder:
    return swap(name, END, rows + END)


def capex(cell: bytes) -> Builder:
    """The first measure's capex, written as another cell."""
    return swap(MEASURES, b'<c r="C2"><v>1200.5</v></c>', cell)


def without(name: str) -> Builder:
    return lambda parts: {key: part for key, part in parts.items() if key != name}


def raw(content: bytes) -> Builder:
    return lambda _: content


def cut(left: float) -> Builder:
    """The package without its end: so many bytes of it, or such a share."""
    return lambda parts: packed(parts)[: int(len(packed(parts)) * left) if isinstance(left, float) else int(left)]


def doctype(name: str, declared: bytes = b'<!DOCTYPE a [<!ENTITY b "c">]>') -> Builder:
    def build(parts: Parts) -> Parts:
        prolog, mark, rest = parts[name].partition(b"?>")
        return {**parts, name: prolog + mark + declared + rest}

    return build


LAUGHS = (
    b"<!DOCTYPE l [<!ENTITY a0 'ha'>"
    + b"".join(b"<!ENTITY a%d '&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;'>" % (n, *[n - 1] * 8) for n in range(1, 12))
    + b"]>"
)


def many_parts(parts: Parts) -> Parts:
    return {**parts, **{f"xl/media/image{number}.png": b"x" for number in range(501)}}


def endless_directory(_: Parts) -> bytes:
    """A list of 150,000 parts in a file of 7 MB."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, *[0] * 4, *[0] * 3, 1, *[0] * 4, 0, 0) + b"a"
    entries = entry * 150_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entries), 0, 0)
    return entries + end


def flagged_as_encrypted(parts: Parts) -> bytes:
    content = bytearray(packed(parts))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def lying_about_size(parts: Parts) -> bytes:
    """A sheet that unpacks to 50 MB and says it has 1,000 bytes."""
    content = bytearray(packed({**parts, MEASURES: parts[MEASURES] + b" " * 50_000_000}))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", content, at + 28)[0]
        if content[at + 46 : at + 46 + length].decode() == MEASURES:
            struct.pack_into("<L", content, at + 24, 1000)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def damaged(parts: Parts) -> bytes:
    """Stored parts of which one was changed: the check sum is wrong."""
    return packed(parts, zipfile.ZIP_STORED).replace(b"<sheetData>", b"<sheetDatA>", 2)


def long_text_often(parts: Parts) -> Parts:
    """A text of 30 KB to which 40,000 cells refer: 1 GB of cells out of 300 KB."""
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * 10 + b"</row>"
    strings = parts[STRINGS].replace(b"</sst>", b"<si><t>" + b"\xd1\x97" * 15_000 + b"</t></si></sst>")
    row = row.replace(b"<v>0<", b"<v>%d<" % (strings.count(b"<si>") - 1))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    noise = random_bytes(600_000)
    return {**parts, STRINGS: strings, MEASURES: sheet + row * 4_000 + END + b"</worksheet>", "x.png": noise}


def random_bytes(count: int) -> bytes:
    """Bytes that don't pack, so that the ratio is no reason to refuse."""
    import random  # noqa: PLC0415

    return random.Random(1).randbytes(count)


def many_cells(parts: Parts) -> Parts:
    row = b"<row>" + b"<c><v>1</v></c>" * 250 + b"</row>"
    return {**add_rows(row * 2_100)(parts), "xl/media/image1.png": random_bytes(500_000)}  # type: ignore[dict-item]


def nested(parts: Parts) -> Parts:
    deep = b"<a>" * 60_000 + b"</a>" * 60_000
    sheet = parts[MEASURES].replace(END, b"<row><c>" + deep + b"</c></row>" + END)
    return {**parts, MEASURES: sheet, "x.png": random_bytes(9_000)}


HOSTILE: dict[str, Builder] = {
    # no workbook at all
    "empty": raw(b""),
    "two bytes": raw(b"PK"),
    "text": raw(b"measure,name\nled,LED\n"),
    "noise": raw(random_bytes(5_000)),
    "noise that begins like a zip": raw(b"PK\x03\x04" + random_bytes(5_000)),
    "page": raw(b"<html><table><tr><td>measure</td></tr></table></html>"),
    "pdf": raw(b"%PDF-1.7\n" + random_bytes(500)),
    "picture": raw(b"\x89PNG\r\n\x1a\n" + random_bytes(500)),
    "gzip": raw(b"\x1f\x8b\x08\x00" + random_bytes(500)),
    "old xls": raw(OLE + random_bytes(2_000)),
    "encrypted": raw(OLE + random_bytes(600) + "EncryptedPackage".encode("utf-16-le") + random_bytes(600)),
    "too large": raw(b"PK\x03\x04" + bytes(10_000_001)),
    "document": lambda parts: {CONTENT: parts[CONTENT], RELS: parts[RELS], "word/document.xml": b"<document/>"},
    "ods": raw(packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"})),
    "xlsb": lambda parts: {CONTENT: parts[CONTENT], RELS: parts[RELS], "xl/workbook.bin": b"\x83\x01\x00"},
    "zip in a zip": lambda parts: {"case.xlsx": packed(parts)},
    # packages
    "cut in half": cut(0.5),
    "cut at the end": cut(0.995),
    "only the beginning": cut(100),
    "zip encryption": flagged_as_encrypted,
    "bzip2": lambda parts: packed(parts, zipfile.ZIP_BZIP2),
    "lzma": lambda parts: packed(parts, zipfile.ZIP_LZMA),
    "check sum": damaged,
    "lying about size": lying_about_size,
    "501 parts": many_parts,
    "150,000 parts": endless_directory,
    "outside": put("../../outside.xml", b"<a/>"),
    "absolute": put("/etc/outside.xml", b"<a/>"),
    "bomb of blanks": put("xl/media/image1.png", bytes(60_000_000)),
    "bomb of rows": add_rows(b"<row><c><v>1</v></c></row>" * 2_500_000),
    "bomb of texts": put(STRINGS, b"<sst>" + b"<si><t>aaaa</t></si>" * 1_700_000 + b"</sst>"),
    "no sheet": without(MEASURES),
    "no book": without(BOOK),
    "no content types": without(CONTENT),
    "no relations": without(BOOK_RELS),
    "relation to a file": swap(BOOK_RELS, b"worksheets/sheet3.xml", b"../../../../../etc/passwd"),
    "relation to itself": swap(BOOK_RELS, b"worksheets/sheet3.xml", b"workbook.xml"),
    # macros
    "macros": put("xl/vbaProject.bin", b"x"),
    "macros in capitals": put("XL/VBAPROJECT.BIN", b"x"),
    "macro sheet": put("xl/macrosheets/sheet1.xml", b"<a/>"),
    # XML
    "type in the book": doctype(BOOK),
    "type in a sheet": doctype(MEASURES, LAUGHS),
    "type in the texts": doctype(STRINGS, b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'),
    "type in the styles": doctype(STYLES),
    "type in the relations": doctype(BOOK_RELS),
    "type in the content types": doctype(CONTENT),
    "type in small letters": doctype(MEASURES, b"<!doctype a>"),
    "type behind a long comment": doctype(MEASURES, b"<!--" + b"x" * 5_000 + b"--><!DOCTYPE a []>"),
    "external type": doctype(MEASURES, b'<!DOCTYPE a SYSTEM "http://localhost/a.dtd">'),
    "UTF-16": lambda parts: {**parts, MEASURES: parts[MEASURES].decode().encode("utf-16")},
    "UTF-16 type under another name": put("xl/media/sheet.png", "<!DOCTYPE a []><a/>".encode("utf-16")[2:]),
    "cp037": swap(MEASURES, b'encoding="UTF-8"', b'encoding="cp037"'),
    "UTF-7": swap(MEASURES, b'encoding="UTF-8"', b'encoding="UTF-7"'),
    "sheet cut": lambda parts: {**parts, MEASURES: parts[MEASURES][:600]},
    "zeros in a sheet": swap(MEASURES, b"<sheetData>", b"<sheetData>\0"),
    "undefined entity": capex(b'<c r="C2" t="str"><v>&a;</v></c>'),
    # sizes
    "last cell": add_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "last row": add_rows(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    "last column": add_rows(b'<row r="4"><c r="XFD4"><v>1</v></c></row>'),
    "row beyond any": add_rows(b'<row r="99999999999"><c><v>1</v></c></row>'),
    "row of digits": add_rows(b'<row r="' + b"9" * 5_000 + b'"><c><v>1</v></c></row>'),
    "row below zero": add_rows(b'<row r="-5"><c r="A-5"><v>1</v></c></row>'),
    "row that is no number": add_rows(b'<row r="four"><c><v>1</v></c></row>'),
    "column of letters": add_rows(b'<row r="4"><c r="' + b"Z" * 5_000 + b'4"><v>1</v></c></row>'),
    "20,101 rows": add_rows(b"<row/>" * 20_099 + b"<row><c><v>1</v></c></row>"),
    "257 columns": add_rows(b'<row r="4">' + b"<c><v>1</v></c>" * 257 + b"</row>"),
    "half a million cells": many_cells,
    "merged everywhere": swap(MEASURES, END, END + b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "rows out of order": add_rows(b'<row r="2"><c r="A2" t="str"><v>a</v></c></row>'),
    "cells out of order": add_rows(b'<row r="4"><c r="B4"><v>1</v></c><c r="A4"><v>1</v></c></row>'),
    "cells of another row": add_rows(b'<row r="4"><c r="A9"><v>1</v></c></row>'),
    "a long text often": long_text_often,
    # values
    "text that isn't there": capex(b'<c r="C2" t="s"><v>99999</v></c>'),
    "text below zero": capex(b'<c r="C2" t="s"><v>-1</v></c>'),
    "no truth": capex(b'<c r="C2" t="b"><v>maybe</v></c>'),
    "no number": capex(b'<c r="C2"><v>NaN</v></c>'),
    "infinite": capex(b'<c r="C2"><v>1e999</v></c>'),
    "100,000 digits": capex(b'<c r="C2"><v>' + b"9" * 100_000 + b"</v></c>"),
    "error": capex(b'<c r="C2" t="e"><v>#REF!</v></c>'),
    "no date": capex(b'<c r="C2" t="d"><v>2026-99-99</v></c>'),
    "style that isn't there": capex(b'<c r="C2" s="x"><v>1</v></c>'),
    "formula without a value": capex(b'<c r="C2"><f>1+1</f></c>'),
    "command": capex(b"<c r=\"C2\"><f>cmd|'/C calc'!A0</f><v></v></c>"),
    "web service": capex(b'<c r="C2"><f>WEBSERVICE("http://localhost/")</f></c>'),
    "array without a value": capex(b'<c r="C2"><f t="array" ref="C2:C3">A1:A2</f></c>'),
    "shared without a value": capex(b'<c r="C2"><f t="shared" si="7"/></c>'),
    "table without a value": capex(b'<c r="C2"><f t="dataTable" ref="C2" boo="1"/></c>'),
    "two sheets of one name": swap(BOOK, b'name="effects"', b'name="Measures"'),
    "no sheet case": swap(BOOK, b'name="case"', b'name="cases"'),
    "letters of two alphabets": swap(STRINGS, b"<t>pump</t>", "<t>рump</t>".encode()),
}  # fmt: skip


def write(name: str, folder: Path) -> Path:
    """The hostile file of a name, in a folder."""
    built = HOSTILE[name](sound_parts(folder.parent))
    file = folder / "hostile.xlsx"
    file.write_bytes(built if isinstance(built, bytes) else packed(built))
    return file
