"""Writing what somebody asked for where they asked for it: whole or not at all, and told plainly if it can't be."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from optimizer.errors import InvalidInput, Problem


def unwritable(path: Path, reason: OSError | str) -> InvalidInput:
    """One message for a file or folder that can't be written."""
    why = reason if isinstance(reason, str) else reason.strerror or str(reason)
    return InvalidInput([Problem(str(path), "can't be written: {reason}", values={"reason": why})])


def refuse_unwritable(path: Path) -> None:
    """Find out before any work whether a file can be written."""
    if path.is_dir():
        raise unwritable(path, "it is a folder; name a file in it")
    if not path.parent.is_dir():
        raise unwritable(path, f"there is no folder {path.parent}")
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
        raise unwritable(path, "it is a file; name a folder") from reason
    except OSError as reason:
        raise unwritable(path, reason) from reason
    refuse_unwritable(path / "metrics.csv")


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all; what is no file (a pipe, /dev/null) is written into."""
    try:
        if _is_special(path):
            path.write_text(text, encoding="utf-8")
        else:
            _replace(path.resolve(), text)
    except OSError as reason:
        raise unwritable(path, reason) from reason


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file()


def _replace(path: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(path))
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those that a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
