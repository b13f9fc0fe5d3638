"""Every hostile file is refused with a message: fast, without memory, leaving nothing behind."""

import os
from pathlib import Path

import pytest

from optimizer.errors import InvalidInput
from optimizer.readers import read_case
from tests.hostile import files
from tests.hostile.watched import refused


def test_there_are_enough_of_them() -> None:
    assert len(files.HOSTILE) >= 60


def test_what_they_are_made_from_reads_well(tmp_path: Path) -> None:
    (tmp_path / "sound.xlsx").write_bytes(files.packed(files.sound_parts(tmp_path)))
    assert read_case(tmp_path / "sound.xlsx") == (files.small_case(), ())


@pytest.mark.parametrize("name", files.HOSTILE)
def test_a_hostile_file_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    file = files.write(name, folder)
    refused(read_case, file, monkeypatch)


def test_a_folder_under_a_workbooks_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "case.xlsx").mkdir()
    with pytest.raises(InvalidInput):
        read_case(tmp_path / "case.xlsx")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "case.xlsx")
    with pytest.raises(InvalidInput, match="is not a file"):
        read_case(tmp_path / "case.xlsx")


MERGED = b'<mergeCells><mergeCell ref="A9:D9"/></mergeCells>'
HARMLESS = {
    "nested deep": files.nested,
    "size claimed": files.swap(files.MEASURES, b'<dimension ref="A1:D3"/>', b'<dimension ref="A1:XFD1048576"/>'),
    "command as a text": files.swap(files.STRINGS, "Насос".encode(), b"=cmd|'/C calc'!A0"),
    "stored value of a formula": files.capex(b'<c r="C2"><f>1200+0.5</f><v>1200.5</v></c>'),
    "title merged": files.swap(files.MEASURES, files.END, files.END + MERGED),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_hostile_is_read(name: str, tmp_path: Path) -> None:
    built = HARMLESS[name](files.sound_parts(tmp_path))
    assert isinstance(built, dict)
    (tmp_path / "case.xlsx").write_bytes(files.packed(built))
    case, warnings = read_case(tmp_path / "case.xlsx")
    assert not warnings
    assert [str(measure.capex) for measure in case.measures] == ["1200.5", "300"]
