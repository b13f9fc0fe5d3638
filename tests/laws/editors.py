"""Programs that edit a scenario file while others do, or until they are killed: processes of the tests of editing."""

import itertools
from pathlib import Path

from optimizer.files import ChangedOnDisk, guarding
from optimizer.projects.scenario_files import edit, read_file

EDITS, EDITORS = 25, 4


def edit_often(path: Path, editor: int) -> None:
    """Add one to an editor's own number and to the shared one; read again if another editor was faster."""
    guarding.PATIENCE = 100.0  # on however busy a machine
    for _ in range(EDITS):
        while True:
            file = read_file(path)
            shared, own = file.table["budget"]["total"], file.table["budget"].get("per_year", [0] * EDITORS)
            own[editor] += 1
            try:
                edit(file, {"budget.total": shared + 1, "budget.per_year": own}, revision=file.revision)
            except ChangedOnDisk:
                continue
            break


def edit_forever(path: Path) -> None:
    """Write one number after another, two thousand times each, so that half a file would be seen."""
    for number in itertools.count(1):
        edit(read_file(path), {"budget.per_year": [number] * 2_000}, revision=None)
