"""Files written whole or not at all, so that they outlive a crash; refusals are `InvalidInput` with the reason."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from optimizer.errors import InvalidInput, Phrase, Problem, reason_of
from optimizer.files.leftovers import temporary_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_NEW_FILE = 0o666  # before the system takes from it what the user's mask says


def unwritable(path: Path, reason: OSError | Phrase) -> InvalidInput:
    """One message for a file or folder that can't be written."""
    why = reason if isinstance(reason, Phrase) else reason_of(reason)
    return InvalidInput([Problem(str(path), "can't be written: {reason}", values={"reason": why})])


def refuse_unwritable(path: Path) -> None:
    """Find out before any work whether a file can be written."""
    try:
        if path.is_dir():
            raise unwritable(path, Phrase("it is a folder; name a file in it"))
        if not path.parent.is_dir():
            raise unwritable(path, Phrase("there is no folder {folder}", {"folder": path.parent}))
        if not _is_special(path):
            probe = temporary_beside(path.resolve())
            probe.touch(exist_ok=False)
            probe.unlink()
            with suppress(FileNotFoundError):
                path.lstat()  # the name itself may be too long, which that of the probe never is
    except OSError as reason:
        raise unwritable(path, reason) from reason


def refuse_unmakeable(path: Path) -> None:
    """Find out before any work whether a file or folder can be made, with the folders above it."""
    try:
        with suppress(FileNotFoundError):
            path.lstat()  # its name may be too long
        above = next(folder for folder in path.absolute().parents if folder.exists())
        probe = temporary_beside(above / path.name)
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as reason:
        raise unwritable(path, reason) from reason


def refuse_occupied(path: Path) -> None:
    """Refuse a folder that holds anything, or a file of its name: nothing is overwritten."""
    try:
        occupied = any(path.iterdir()) if path.is_dir() else path.exists()
    except OSError as reason:
        raise unwritable(path, reason) from reason
    if occupied:
        text = "already exists and is not overwritten: choose another folder, or empty this one"
        raise InvalidInput([Problem(path.name, text)])


def make_folder(path: Path) -> None:
    """The folder is there and can be written in, or one message says why not."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as reason:
        raise unwritable(path, Phrase("it is a file; name a folder")) from reason
    except OSError as reason:
        raise unwritable(path, reason) from reason
    refuse_unwritable(path / "metrics.csv")


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all, in UTF-8; what is no file (a pipe, /dev/null) is written into."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; what is no file is written into."""
    write_together({path: data})


def write_together(contents: Mapping[Path, bytes | None]) -> None:
    """Write several files, or delete those that are to hold None: nothing is renamed before all are on the disk.

    So neither a full disk nor a crash while writing leaves some files new and others old; only a crash within the
    renames, which take microseconds, could. Where that matters, `optimizer.projects.history` finishes the step.
    """
    prepared: dict[Path, Path] = {}
    try:
        for path, data in contents.items():
            if data is not None:
                with _told_of(path):
                    _prepare(path, data, prepared)
        for path, data in contents.items():
            with _told_of(path):
                if data is None:
                    path.unlink(missing_ok=True)
                elif path in prepared:
                    prepared[path].replace(path.resolve())
                    del prepared[path]
        for folder in {path.resolve().parent for path in contents}:
            sync_folder(folder)
    finally:
        for temporary in prepared.values():
            temporary.unlink(missing_ok=True)


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Report what the system refuses here as the refusal of this file."""
    try:
        yield
    except OSError as reason:
        raise unwritable(path, reason) from reason


def _prepare(path: Path, data: bytes, prepared: dict[Path, Path]) -> None:
    if _is_special(path):
        path.write_bytes(data)
        return
    target = path.resolve()
    prepared[path] = temporary_beside(target)
    _put(prepared[path], data, mode=target.stat().st_mode & 0o777 if target.exists() else None)


def write_new(path: Path, data: bytes, *, approve: Callable[[Path], None]) -> None:
    """Write a file that is not there yet, whole, with its folder; `approve` may refuse the copy that is renamed."""
    fresh = temporary_beside(path.resolve())
    try:
        with _told_of(path):
            fresh.parent.mkdir(parents=True, exist_ok=True)
            _put(fresh, data)
            approve(fresh)
            fresh.replace(path)
            sync_folder(fresh.parent)
    finally:
        fresh.unlink(missing_ok=True)


def write_folder(path: Path, contents: Mapping[str, str | bytes]) -> None:
    """Make a new folder of files, whole or not at all; one that is there has to be empty.

    Names may lead into folders of their own ("data/plant/case.toml"); texts are written in UTF-8.
    """
    target = path.resolve()
    fresh = temporary_beside(target)
    try:
        with _told_of(path):
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh.mkdir()
            for name, content in contents.items():
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                _put(fresh / name, content.encode() if isinstance(content, str) else content)
            for folder in {fresh, *((fresh / name).parent for name in contents)}:
                sync_folder(folder)
            if target.is_dir():
                target.rmdir()  # fails if the folder was filled in the meantime
            fresh.rename(target)
            sync_folder(target.parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _put(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Write a file that is not there yet, and have it on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode or _NEW_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)
    if mode is not None:
        path.chmod(mode)


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file()


def sync_folder(folder: Path) -> None:
    """Flush the folder's entries to disk, where the system supports it."""
    if os.name == "posix":
        with suppress(OSError):  # a folder that may be written in but not listed
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
