"""Files are written whole or not at all, several together, named as every system allows."""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.errors import InvalidInput
from optimizer.files import (
    refuse_unwritable,
    slug,
    sweep,
    sweep_temporary,
    temporary_beside,
    write_bytes,
    write_folder,
    write_new,
    write_together,
)

if TYPE_CHECKING:
    from pathlib import Path


def _full_at(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    """A disk that is full when something is put on it for the `call`-th time."""
    left, really = iter(range(call - 1)), os.fsync

    def fsync(descriptor: int) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        really(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_full_disk_leaves_every_file_of_a_set_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv")]
    write_together(dict.fromkeys(paths, b"old"))
    _full_at(monkeypatch, call)
    with pytest.raises(InvalidInput, match="No space left on device"):
        write_together(dict.fromkeys(paths, b"new"))
    assert [path.read_bytes() for path in paths] == [b"old"] * 3
    assert sorted(tmp_path.iterdir()) == paths


def test_files_change_and_go_together(tmp_path: Path) -> None:
    kept, gone = tmp_path / "kept", tmp_path / "gone"
    gone.write_bytes(b"old")
    write_together({kept: b"new", gone: None})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"kept": b"new"}


def test_a_new_folder_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _full_at(monkeypatch, 2)
    with pytest.raises(InvalidInput, match="No space left on device"):
        write_folder(tmp_path / "case", {"a": "1", "b": "2"})
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    write_folder(tmp_path / "case", {"a": "1", "b": "2"})
    assert {path.name for path in (tmp_path / "case").iterdir()} == {"a", "b"}


def test_a_file_that_is_not_approved_is_not_there(tmp_path: Path) -> None:
    def refuse(path: Path) -> None:
        assert path.read_bytes() == b"new"
        raise InvalidInput([])

    with pytest.raises(InvalidInput):
        write_new(tmp_path / "folder" / "new.xlsx", b"new", approve=refuse)
    assert list((tmp_path / "folder").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_permissions_and_links_outlive_a_write(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_bytes(link, b"new")
    assert link.is_symlink()
    assert (real.read_bytes(), stat.S_IMODE(real.stat().st_mode)) == (b"new", 0o640)


@pytest.mark.parametrize("length", [200, 255])
def test_names_as_long_as_a_system_allows_are_written(tmp_path: Path, length: int) -> None:
    path = tmp_path / ("x" * length)
    refuse_unwritable(path)
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_name_that_is_too_long_is_refused_before_any_work(tmp_path: Path) -> None:
    for path in (tmp_path / ("x" * 300), tmp_path / ("x" * 300) / "file.json"):
        with pytest.raises(InvalidInput, match="File name too long"):
            refuse_unwritable(path)


def test_only_old_leftovers_of_this_program_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, recent = temporary_beside(tmp_path / "метрики.csv"), temporary_beside(tmp_path / "metrics.csv")
    others = [tmp_path / ".metrics.csv.0123abcd.tmp", tmp_path / "metrics.csv", tmp_path / "cpee-notes"]
    folder = tmp_path / "cpee-0a1b2c3d"
    folder.mkdir()
    for path in (old, recent, *others):
        path.write_bytes(b"x")
    for path in (old, *others, folder):
        os.utime(path, (1, 1))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sweep([tmp_path, tmp_path / "nowhere", old])
    sweep_temporary()
    assert sorted(tmp_path.iterdir()) == sorted([recent, *others])


@given(st.text(max_size=80), st.integers(8, 60))
def test_a_slug_is_a_name_that_every_system_allows(name: str, longest: int) -> None:
    found = slug(name, "measure", longest=longest)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", found)
    assert len(found) <= longest + len("-1")
    assert slug(found, "measure", longest=longest + 2) == found


def test_names_that_no_system_allows_get_a_number() -> None:
    assert [slug(name, "scenario") for name in ("CON", "nul", "Com1", "№ 5", "console")] == [
        "con-1",
        "nul-1",
        "com1-1",
        "5",
        "console",
    ]
