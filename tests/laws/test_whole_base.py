"""The whole audit database: one plant of it in seconds, all of it in bounded memory, with progress."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimizer.errors import InvalidInput
from optimizer.imports.audits import import_audits
from tests.whole_base import PLANTS, RECOMMENDATIONS, plant_id, write_base

ROOT = Path(__file__).parents[2]
MOST_MB = 400
STREAMED = """
import resource, sys
from pathlib import Path
from optimizer.imports.audits.records import plants_of
from optimizer.imports.audits.paybacks import payback_quartiles
file, told = Path(sys.argv[1]), []
say = lambda sheet, row: told.append(row)
plants = plants_of(file, say)
count = payback_quartiles(file, say)[""][0]
print(len(plants), sum(one.recommendations for one in plants), count, len(told),
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("base") / "whole.xlsx"
    write_base(file)
    return file


@pytest.mark.long
@pytest.mark.parametrize("plant", [0, PLANTS // 2, PLANTS - 1])
def test_one_plant_of_the_whole_base_takes_seconds(whole: Path, tmp_path: Path, plant: int) -> None:
    before = time.monotonic()
    imported = import_audits(whole, tmp_path / "case", plant_id(plant))
    assert time.monotonic() - before < 15
    assert imported.measures + len(imported.left_out) in {7, 8}


@pytest.mark.long
def test_the_whole_base_streams_through_in_bounded_memory(whole: Path) -> None:
    script = [sys.executable, "-c", STREAMED, str(whole)]
    said = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own script
    plants, counted, paybacks, told, megabytes = map(int, said.split())
    assert (plants, counted, paybacks) == (PLANTS, RECOMMENDATIONS, RECOMMENDATIONS)
    assert told > 50
    assert megabytes < MOST_MB


@pytest.mark.long
def test_the_whole_base_is_too_much_for_one_case(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="choose one plant"):
        import_audits(whole, tmp_path / "case")


def test_a_plant_is_found_wherever_it_stands_in_a_large_base(tmp_path: Path) -> None:
    write_base(tmp_path / "base.xlsx", plants=3_000, recommendations=12_000)
    told: list[tuple[str, int]] = []
    for number in (0, 1_499, 2_999):
        out = tmp_path / plant_id(number)
        imported = import_audits(
            tmp_path / "base.xlsx", out, plant_id(number).lower(), progress=lambda *said: told.append(said)
        )
        assert (imported.plants, imported.measures) == ((plant_id(number),), 4)
    assert told == [("RECC", 5_000), ("RECC", 10_000)] * 3


def test_the_older_layout_gives_the_same_case(tmp_path: Path) -> None:
    for name, sheets in (("new", 0), ("old", 5)):
        write_base(tmp_path / "base.xlsx", sheets, plants=900, recommendations=6_000)
        import_audits(tmp_path / "base.xlsx", tmp_path / name, plant_id(450))
    for file in ("measures.csv", "effects.csv", "streams.csv"):
        assert (tmp_path / "new" / file).read_text() == (tmp_path / "old" / file).read_text()


def test_an_unknown_plant_of_a_large_base_is_refused_with_a_guess(tmp_path: Path) -> None:
    write_base(tmp_path / "base.xlsx", plants=1_500, recommendations=1_500)
    with pytest.raises(InvalidInput, match="among its 1500 plants"):
        import_audits(tmp_path / "base.xlsx", tmp_path / "case", "ZZ99999")
