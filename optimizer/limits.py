"""How large anything from outside may be, and why. Every limit on size or number stands here, and only here.

What is beyond a limit is refused with the limit in the message, before it takes time or memory. Bytes are those of
the file as it comes, MB are millions of them.
"""

from __future__ import annotations

from dataclasses import dataclass

KB, MB = 1_024, 1_000_000

TOML_BYTES = 64 * KB  # tomllib takes 19 s for a key of 40 KB; the largest scenario seen has 6 KB
TOML_DOTS = TOML_DEPTH = 20  # tomllib recurses into each; a scenario needs 4

TABLE_BYTES = 50 * MB  # one CSV file of a case: 200,000 rows of 256 letters
TABLE_ROWS = 200_000  # 10,000 measures with 20 effects each
TABLE_COLUMNS = 256  # more are a sign of a separator that is not one

EDITED_ROWS = 20_000  # a table under edit in the app goes to the browser whole
EDITED_BYTES = 10 * MB
CELL_LETTERS = 5_000  # of a cell that is typed; XLSX holds 32,767
WORKBOOK_LETTERS = 32_767  # of a cell, as XLSX defines it

REGISTER_BYTES = 10 * MB  # of a register as CSV: as of a workbook
MAPPING_BYTES = 1 * MB  # of a mapping that is brought to the app, before it is read as TOML
AUDIT_MEASURES = 5_000  # of one case made of audits; beyond it, somebody forgot to name a plant
AUDIT_ROW_BYTES = 1 << 24  # of one row of the audit data base; the longest seen has 40 KB
HUNT_BYTES = 20 * MB  # a treasure hunt of MEASUR, which holds its pictures as text
HUNT_CARDS = 2_000  # opportunities of a hunt; large ones have 200

ANSWER_BYTES = 50 * MB  # of kept answers: 10,000 measures with their inputs take 15 MB, and 4 times that to parse
ANSWERS = 1_000  # in one file of answers; each is computed anew
ANSWER_PARTS = 1_000_000  # lists and tables in a file of answers: 3 bytes of JSON can take 200 in memory

UNDO_STEPS = 50
UNDO_BYTES = 50 * MB  # of all steps of a project together

UPLOADS_KEPT = 3  # files of 10 MB that the server holds for one session; the app takes each as it comes
UPLOADS_AT_ONCE = 4  # files on their way, all visitors together
WAITING_QUESTIONS = 20  # of one visitor of the app
AHEAD_QUESTIONS = 12  # of one scenario, solved while nobody waits
KEPT_JOBS = 500  # answers that the app holds in memory, all visitors together
MESSAGE_BYTES = 64 << 20  # of one line that a worker process says: an answer
WORKER_MEMORY = 4 << 30  # bytes that a worker process may take before the system ends it


@dataclass(frozen=True)
class WorkbookLimits:
    """Limits of one importer's workbooks; `rows` is None if its reader counts rows itself.

    In bytes: the file, all parts unpacked, the shared texts, the cells' content and the memory to parse it; in
    seconds: the time to parse it. 2 KB of XLSX can stand for gigabytes, or for billions of cells.
    """

    file: int = 10 * MB
    unpacked: int = 100 * MB
    texts: int = 30 * MB
    parts: int = 500
    ratio: int = 150  # unpacked to packed; spreadsheet programs reach 60
    rows: int | None = 20_100  # 20,000 measures with their titles, headings and totals
    columns: int = 256
    cells: int = 510_000  # 25 for each measure, and some for the headings
    records: int = 1_500_000  # of an XLS: three to a cell
    answer: int = 20 * MB
    seconds: int = 20
    memory: int = 1_000 * MB


REGISTER = WorkbookLimits()
AUDITS = WorkbookLimits(file=150 * MB, unpacked=1_500 * MB, texts=100 * MB, rows=None)
