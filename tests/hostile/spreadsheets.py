"""Registers as ODS and XLS, written by hand: sound ones, and those that nobody should be harmed by."""

import io
import struct
import zipfile
from collections.abc import Callable

from tests.hostile.files import LAUGHS, OLE, random_bytes

Rows = list[list[object]]
ROWS: Rows = [
    ["Захід", "Інвестиції, грн", "Економія електроенергії, кВт·год/рік", "Річна економія, грн/рік",
     "Термін служби, років"],
    ["Світлодіоди", 1200.5, 900, 4500, 5],
    ["Насос", 300, 70, 350, 8],
]  # fmt: skip

# ODS: a zip of XML

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
NAMES = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
PROLOG = '<?xml version="1.0" encoding="UTF-8"?>'
MANIFEST = b'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:x"/>'
Parts = dict[str, bytes]


def cell(value: object, more: str = "") -> str:
    if value is None:
        return f"<table:table-cell{more}/>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"{more}><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"{more}><text:p>{value}</text:p></table:table-cell>'  # fmt: skip  # noqa: E501


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def content(*rows: str, after: str = "") -> bytes:
    table = f'<table:table table:name="Реєстр">{"".join(rows)}</table:table>{after}'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return f"{PROLOG}<office:document-content{NAMES}>{body}</office:document-content>".encode()


SOUND_ROWS = [row(*map(cell, cells)) for cells in ROWS]
REST = row(cell(None, ' table:number-columns-repeated="16384"'), more=' table:number-rows-repeated="1048573"')


def ods(content_xml: bytes | None = None, **more: bytes) -> Parts:
    content_xml = content(*SOUND_ROWS, REST) if content_xml is None else content_xml
    return {"mimetype": MIMETYPE, "META-INF/manifest.xml": MANIFEST, "content.xml": content_xml, **more}


def zipped(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        for name, part in parts.items():
            package.writestr(name, part, zipfile.ZIP_STORED if name == "mimetype" else method)
    return file.getvalue()


def with_rows(*rows: str, **more: bytes) -> bytes:
    return zipped(ods(content(*SOUND_ROWS, *rows), **more))


NOISE = {"Pictures/a.png": random_bytes(600_000)}
"""So that the ratio of packed to unpacked is no reason to refuse."""


def repeated(rows: int, columns: int) -> str:
    return row(cell(1, f' table:number-columns-repeated="{columns}"'), more=f' table:number-rows-repeated="{rows}"')


# XLS: records in a stream in a compound file

BIFF8, BOOK, SHEET = 0x0600, 5, 0x10


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def begin(of: int, version: int = BIFF8) -> bytes:
    return record(0x809, struct.pack("<HHHHII", version, of, 0x0DBB, 1996, 0, 6))


END = record(0x0A)


def label(at: int, column: int, text: str) -> bytes:
    return record(0x204, struct.pack("<HHHHB", at, column, 0, len(text), 1) + text.encode("utf-16-le"))


def number(at: int, column: int, value: float) -> bytes:
    return record(0x203, struct.pack("<HHHd", at, column, 0, value))


def formula(at: int, column: int, value: float, flags: int = 0) -> bytes:
    return record(0x06, struct.pack("<HHHdHIH", at, column, 0, value, flags, 0, 3) + b"\x1e\x01\x00")


def records(rows: Rows) -> bytes:
    cells = [
        label(at, column, value) if isinstance(value, str) else number(at, column, float(value))  # type: ignore[arg-type]
        for at, cells in enumerate(rows)
        for column, value in enumerate(cells)
        if value is not None
    ]
    return b"".join(cells)


def book(cells: bytes, *, before: bytes = b"", kind: int = 0, version: int = BIFF8) -> bytes:
    """The stream of a workbook with one sheet."""
    name = "Реєстр"

    def sheet(start: int) -> bytes:
        return record(0x85, struct.pack("<IBBBB", start, 0, kind, len(name), 1) + name.encode("utf-16-le"))

    head = begin(BOOK, version) + before
    start = len(head + sheet(0) + END)
    return head + sheet(start) + END + begin(SHEET, version) + cells + END


def compound(stream: bytes, name: str = "Workbook", *storages: str) -> bytes:
    """A compound file with a stream, and empty storages of these names."""
    stream = stream.ljust(4096, b"\0")
    size = -(-len(stream) // 512)
    tables = 1
    while tables * 128 < size + tables + 1:
        tables += 1
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1), _entry(name, 2, tables + 1, len(stream))]
    entries += [_entry(one, 1, 0xFFFFFFFE, 0) for one in storages]
    directory = b"".join(entries).ljust(512, b"\0")[:512]
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE] + [*range(tables + 2, tables + 1 + size), 0xFFFFFFFE]
    table = struct.pack(f"<{tables * 128}I", *chain, *[0xFFFFFFFF] * (tables * 128 - len(chain)))
    header = OLE + bytes(16) + struct.pack("<HHHHHHIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip  # noqa: E501
    header += struct.pack("<109I", *range(min(tables, 109)), *[0xFFFFFFFF] * (109 - min(tables, 109)))
    return header + table + directory + stream.ljust(size * 512, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return text.ljust(64, b"\0") + struct.pack("<H", len(text)) + links + bytes(36) + struct.pack("<III", start, size, 0)  # fmt: skip  # noqa: E501


def xls(rows: Rows = ROWS, more: bytes = b"") -> bytes:
    return compound(book(records(rows) + more))


def changed(content: bytes, at: int, form: str, *values: int) -> bytes:
    mutable = bytearray(content)
    struct.pack_into(form, mutable, at, *values)
    return bytes(mutable)


def doctype(declared: bytes) -> bytes:
    prolog, mark, rest = content(*SOUND_ROWS).partition(b"?>")
    return zipped(ods(prolog + mark + declared + rest))


def flagged() -> bytes:
    package = bytearray(zipped(ods()))
    at = package.find(b"PK\x01\x02")
    while at >= 0:
        package[at + 8] |= 1
        at = package.find(b"PK\x01\x02", at + 4)
    return bytes(package)


ENCRYPTED = b'<manifest:manifest xmlns:manifest="urn:x"><manifest:encryption-data/></manifest:manifest>'
BLANK = row(more=' table:number-rows-repeated="1048000"')
HTML = b"<html><table><tr><td>measure</td></tr></table></html>"
SPREADSHEETML = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
FLAT = b'<?xml version="1.0"?><office:document xmlns:office="urn:x"/>'

ODS: dict[str, Callable[[], bytes]] = {
    "cut in half": lambda: zipped(ods())[: len(zipped(ods())) // 2],
    "no content": lambda: zipped({"mimetype": MIMETYPE, "META-INF/manifest.xml": MANIFEST}),
    "text document": lambda: zipped({**ods(), "mimetype": b"application/vnd.oasis.opendocument.text"}),
    "flat": lambda: FLAT,
    "zip encryption": flagged,
    "encrypted": lambda: zipped({**ods(random_bytes(3_000)), "META-INF/manifest.xml": ENCRYPTED}),
    "encrypted as a whole": lambda: zipped(ods(**{"encrypted-package": random_bytes(900)})),
    "macros": lambda: zipped(ods(**{"Basic/Standard/Module1.xml": b"<a/>"})),
    "scripts": lambda: zipped(ods(**{"Scripts/python/a.py": b"x"})),
    "outside": lambda: zipped(ods(**{"../../outside.xml": b"<a/>"})),
    "bzip2": lambda: zipped(ods(), zipfile.ZIP_BZIP2),
    "501 parts": lambda: zipped(ods(**{f"Pictures/{at}.png": b"x" for at in range(501)})),
    "bomb of blanks": lambda: zipped(ods(**{"Pictures/a.png": bytes(60_000_000)})),
    "bomb of rows": lambda: with_rows(SOUND_ROWS[1] * 200_000),
    "entities": lambda: doctype(LAUGHS),
    "external type": lambda: doctype(b'<!DOCTYPE a SYSTEM "http://localhost/a.dtd">'),
    "type behind a long comment": lambda: doctype(b"<!--" + b"x" * 5_000 + b"--><!DOCTYPE a []>"),
    "UTF-16": lambda: zipped(ods(content(*SOUND_ROWS).decode().encode("utf-16"))),
    "undefined entity": lambda: with_rows(row(cell("&a;"))),
    "cut within a tag": lambda: zipped(ods(content(*SOUND_ROWS)[:-90])),
    "no XML": lambda: zipped(ods(b"measure;capex\n")),
    "a row a million times": lambda: with_rows(repeated(1_048_000, 1)),
    "a cell 16,384 times": lambda: with_rows(repeated(1, 16_384)),
    "all cells": lambda: with_rows(repeated(1_048_000, 16_384)),
    "many repeats that each would do": lambda: with_rows(*[repeated(15, 250)] * 150),
    "text repeated": lambda: with_rows(row(cell("ї" * 15_000), more=' table:number-rows-repeated="15000"'), **NOISE),
    "repeated beyond any": lambda: with_rows(row(cell(1), more=f' table:number-rows-repeated="{"9" * 5_000}"')),
    "repeated less than never": lambda: with_rows(row(cell(1), more=' table:number-rows-repeated="-5"')),
    "repeated as a word": lambda: with_rows(row(cell(1), more=' table:number-rows-repeated="many"'), row(cell("a"))),
    "far below": lambda: with_rows(BLANK, row(cell("last"))),
    "far to the right": lambda: with_rows(row(cell(None, ' table:number-columns-repeated="16000"'), cell(1))),
    "merged everywhere": lambda: with_rows(
        row(cell(1, ' table:number-columns-spanned="16384" table:number-rows-spanned="1048576"'))
    ),
    "257 columns": lambda: with_rows(row(*[cell(1)] * 257)),
    "20,101 rows": lambda: with_rows(row(cell(1)) * 20_101, **NOISE),
    "another prefix": lambda: zipped(
        ods(content(*SOUND_ROWS, repeated(1_048_000, 16_384)).replace(b"table:", b"t.1:").replace(b":table=", b":t.1="))
    ),
    "a number that is none": lambda: with_rows(row('<table:table-cell office:value-type="float" office:value="x"/>')),
    "spaces without end": lambda: with_rows(row(cell('<text:s text:c="999999999999"/>' * 20_000)), **NOISE),
}  # fmt: skip

XLS: dict[str, Callable[[], bytes]] = {
    "only the head": lambda: OLE + bytes(504),
    "noise": lambda: OLE + random_bytes(20_000),
    "cut": lambda: xls()[:1_500],
    "web page": lambda: HTML,
    "2003 XML": lambda: SPREADSHEETML,
    "BIFF without a compound file": lambda: book(records(ROWS)),
    "another document": lambda: compound(random_bytes(5_000), "WordDocument"),
    "directory in circles": lambda: changed(xls(), 512 + 4, "<I", 1),
    "workbook in circles": lambda: changed(xls(), 512 + 4 * 3, "<I", 2),
    "sector beyond the end": lambda: changed(xls(), 512 + 4 * 3, "<I", 90_000),
    "directory beyond the end": lambda: changed(xls(), 48, "<I", 90_000),
    "table beyond the end": lambda: changed(xls(), 76, "<I", 90_000),
    "sectors of 2^60 bytes": lambda: changed(xls(), 30, "<H", 60),
    "cut behind a stream of 4 GB": lambda: changed(xls(), 512 + 512 + 128 + 120, "<I", 0xFFFFFFFF)[:3_000],
    "endless table of tables": lambda: changed(xls(), 68, "<II", 0, 0xFFFFFFFF),
    "macros": lambda: compound(book(records(ROWS)), "Workbook", "_VBA_PROJECT_CUR"),
    "macro sheet": lambda: compound(book(records(ROWS), kind=1)),
    "password": lambda: compound(book(records(ROWS), before=record(0x2F, bytes(54)))),
    "encrypted package": lambda: compound(random_bytes(5_000), "EncryptedPackage"),
    "last cell": lambda: xls(more=number(65_535, 255, 1)),
    "last row": lambda: xls(more=number(65_535, 0, 1)),
    "row 20,101": lambda: xls(more=number(20_100, 0, 1)),
    "numbers in a row without end": lambda: xls(more=record(0xBD, struct.pack("<HH", 9, 0) + bytes(600) + b"\xff\xff")),
    "half a million cells": lambda: xls(
        more=record(0xBD, struct.pack("<HH", 9, 0) + bytes(6 * 256) + struct.pack("<H", 255)) * 2_000
    ),
    "records without end": lambda: xls(more=record(0x1234) * 1_700_000),
    "a cell without a place": lambda: xls(more=record(0x203, b"\0")),
    "a sheet without a place": lambda: compound(book(records(ROWS), before=record(0x85, b"\0"))),
    "too large": lambda: OLE + bytes(10_000_001),
}  # fmt: skip
