"""Files that several people or processes may change: one at a time, and only as they were read."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from optimizer.errors import CpeeError, InvalidInput, Problem
from optimizer.files.writing import write_bytes
from optimizer.locales import noted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 10.0  # seconds to wait for another's change, which takes milliseconds
_BETWEEN = 0.002
_BUSY = noted("is being changed by somebody else at this moment: try again")


class ChangedOnDisk(CpeeError):  # noqa: N818 - it says what happened
    """A file is no longer as it was read, so it was not written over; ask before it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path.name} was changed on disk meanwhile")


def revision_of(data: bytes) -> str:
    """What tells whether a file is still the same."""
    return hashlib.sha256(data).hexdigest()


def bytes_of(path: Path) -> bytes | None:
    """The bytes of a file; None if there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def replace_file(path: Path, data: bytes, *, read: str | None) -> None:
    """Write a file whole, if its bytes are still those of revision `read`; None: whatever it holds.

    The folder has to be locked: nobody may write between the look and the writing.
    """
    if read is not None:
        now = bytes_of(path)
        if now is None or revision_of(now) != read:
            raise ChangedOnDisk(path)
    write_bytes(path, data)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Nobody else, in whatever process, changes what is in this folder within this block. Not to be nested.

    The system lets go of it when a process ends, however it ends, so nothing stays locked.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = _opened(folder)
    try:
        until = time.monotonic() + PATIENCE
        while not _taken(descriptor):
            if time.monotonic() > until:
                raise InvalidInput([Problem(folder.name, _BUSY)])
            time.sleep(_BETWEEN)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _opened(folder: Path) -> int:
        return os.open(folder / ".lock", os.O_RDWR | os.O_CREAT)

    def _taken(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _opened(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)  # a folder can be locked itself, so nothing is left in it

    def _taken(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
