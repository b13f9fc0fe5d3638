"""What holds for tests of registers: workbooks are parsed in this process, because to start another takes longer.

The child process that parses them otherwise has its own tests (`test_grid.py`, `tests/hostile`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optimizer.readers import grid, sheets

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.limits import WorkbookLimits


def _asked_here(path: Path, form: str, limits: WorkbookLimits) -> dict[str, Any]:
    rows = limits.rows if limits.rows is not None else limits.cells
    bounds = sheets.SheetBounds(rows, limits.columns, limits.cells, limits.records, limits.answer)
    return grid.understood(sheets.answer(str(path), form, bounds))


@pytest.fixture(autouse=True)
def _parsed_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.module.__name__.rpartition(".")[2].startswith("test_register_"):
        monkeypatch.setattr(grid, "_asked", _asked_here)
