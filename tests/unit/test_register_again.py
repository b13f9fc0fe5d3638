"""A register proposed again, after answers or changes, is read as if for the first time: nothing old is kept."""

from pathlib import Path

import pytest

from optimizer.decimals import Decimal
from optimizer.imports.register import Proposal, answered, propose
from optimizer.imports.register.asking import cells
from optimizer.imports.register.measures import sorting
from optimizer.imports.register.sheet.header_rows import Header
from optimizer.imports.register.sheet.joined_tables import JoinedTables, have_same_cells
from optimizer.readers.grid import Cell, Grid
from tests.unit.test_register_kinds import talked_over
from tests.unit.test_register_rows import Rows, workbook

HEAD: list[object] = ["№", "Захід", "Інвестиції, тис. грн", "Економія, тис. грн/рік", "Термін служби, років"]
ROWS: Rows = [HEAD, [1, "Насоси", 400, 100, 10], [2, "LED", "≈ 250", 50, 8], [3, "Котел", 900, 300, 15]]


def costs(proposal: Proposal) -> list[Decimal]:
    return [measure.figures["capex"] for measure in proposal.measures]


def test_answers_about_rows_and_cells_count_at_once(tmp_path: Path) -> None:
    proposal, _ = talked_over(path := workbook(tmp_path / "a.xlsx", ROWS), {})
    assert costs(proposal) == [400_000, 250_000, 900_000]
    mapping = answered(proposal.mapping, {"rows.2.C": "500"})
    assert costs(propose(path, mapping)) == [500_000, 250_000, 900_000]
    assert costs(propose(path, answered(mapping, {"rows.4.use": "leave out"}))) == [500_000, 250_000]
    loose = answered(mapping, {"defaults.cells.about": "-", "defaults.no_capex": "0"})
    assert "capex" not in propose(path, loose).measures[1].figures
    assert costs(propose(path, proposal.mapping)) == [400_000, 250_000, 900_000]


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    mapping = talked_over(path := workbook(tmp_path / "a.xlsx", ROWS), {})[0].mapping
    path.unlink()
    workbook(path, [*ROWS[:3], [3, "Котел великий", 901, 300, 15]])
    assert costs(propose(path, mapping))[-1] == 901_000


@pytest.mark.parametrize("cells_of_rows", [((Decimal(1), None),), ((Decimal("1.0"), None),), ((Decimal(1),),)])
def test_equal_cells_are_not_the_same_ones(cells_of_rows: tuple[tuple[Cell, ...], ...]) -> None:
    kept = ((True, None),)
    tables = [_tables(rows) for rows in (kept, cells_of_rows)]
    assert have_same_cells(tables[0], _tables(kept))
    assert not have_same_cells(*tables)


def test_a_round_without_news_about_rows_sorts_and_reads_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal, _ = talked_over(path := workbook(tmp_path / "a.xlsx", ROWS), {})
    monkeypatch.setattr(sorting._RowSorter, "run", _refuse)
    monkeypatch.setattr(cells, "figures_in", _refuse)
    assert costs(propose(path, answered(proposal.mapping, {"case.name": "Завод"}))) == costs(proposal)


def _refuse(*_: object) -> None:
    raise AssertionError


def _tables(rows: tuple[tuple[Cell, ...], ...]) -> JoinedTables:
    return JoinedTables(Grid("a", rows), Header(1, 1, {}), ())
