"""Writing what somebody asked for where they asked for it: whole or not at all, and told plainly if it can't be."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from optimizer.errors import InvalidInput, Phrase, Problem, reason_of


def unwritable(path: Path, reason: OSError | Phrase) -> InvalidInput:
    """One message for a file or folder that can't be written."""
    why = reason if isinstance(reason, Phrase) else reason_of(reason)
    return InvalidInput([Problem(str(path), "can't be written: {reason}", values={"reason": why})])


def refuse_unwritable(path: Path) -> None:
    """Find out before any work whether a file can be written."""
    if path.is_dir():
        raise unwritable(path, Phrase("it is a folder; name a file in it"))
    if not path.parent.is_dir():
        raise unwritable(path, Phrase("there is no folder {folder}", {"folder": path.parent}))
    try:
        if not _is_special(path):
            handle, probe = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            os.close(handle)
            Path(probe).unlink()
    except OSError as reason:
        raise unwritable(path, reason) from reason


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
    """Write a file whole or not at all, so that it outlives a crash; what is no file is written into."""
    try:
        if _is_special(path):
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except OSError as reason:
        raise unwritable(path, reason) from reason


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file()


def _replace(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(path))
        Path(temporary).replace(path)
        sync_folder(path.parent)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make the folder's list of names durable, where the system can."""
    if os.name == "posix":
        with suppress(OSError):  # a folder that may be written in but not listed
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those that a new file gets."""
    return path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_mask()


@cache
def _mask() -> int:
    """What the system takes from a new file's permissions; asking changes it for a moment, so it is asked once."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
