"""How large a spreadsheet may be, and how long reading it may take, by importer."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """How large a workbook of one importer may be; `rows` is None where its reader counts them itself.

    Bytes of the file, of all parts unpacked, of its shared texts and of what its cells say; seconds and
    bytes that parsing may take.
    """

    file: int = 10 * MB
    unpacked: int = 100 * MB
    texts: int = 30 * MB
    parts: int = 500
    ratio: int = 150
    rows: int | None = 20_000
    columns: int = 256
    cells: int = 500_000
    answer: int = 20 * MB
    seconds: int = 20
    memory: int = 1_000 * MB


REGISTER = Limits()
AUDITS = Limits(file=150 * MB, unpacked=1_500 * MB, texts=100 * MB, rows=None)
