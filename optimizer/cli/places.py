"""Checks of input and output paths before any work, and removal of earlier leftovers."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.locales import noted

if TYPE_CHECKING:
    from optimizer.errors import InvalidInput

FULL = (errno.ENOSPC, errno.EDQUOT)
REFUSED = (errno.ENAMETOOLONG, errno.ELOOP, errno.EROFS, errno.EACCES, errno.EPERM)
GONE = noted("the current folder no longer exists: change to another one")


def for_file(path: Path) -> None:
    """Check a file to write, new or existing, in an existing folder."""
    from optimizer.files import refuse_unwritable, sweep  # noqa: PLC0415

    refuse_unwritable(path)
    sweep([path.resolve().parent])


def for_new(path: Path) -> None:
    """Check a file or folder to create, together with its parents."""
    from optimizer.files import refuse_unmakeable, sweep  # noqa: PLC0415

    refuse_unmakeable(path)
    sweep([path.resolve().parent])


def for_tables(folder: Path) -> None:
    """Check a folder for tables, which is created if missing."""
    from optimizer.files import make_folder, sweep  # noqa: PLC0415

    make_folder(folder)
    sweep([folder])


def refusal(reason: OSError) -> InvalidInput | None:
    """Return the message for a path that the system refuses; None for any other error."""
    from optimizer.errors import InvalidInput, Problem, reason_of  # noqa: PLC0415
    from optimizer.files import unwritable  # noqa: PLC0415

    place = str(reason.filename or "stdout")
    if reason.errno in FULL:
        return unwritable(Path(place), reason)
    if reason.errno in REFUSED:
        return InvalidInput([Problem(place, "can't be opened: {reason}", values={"reason": reason_of(reason)})])
    return InvalidInput([Problem("", GONE)]) if _is_gone() else None


def _is_gone() -> bool:
    try:
        os.getcwd()  # noqa: PTH109 - Path.cwd() is the same
    except FileNotFoundError:
        return True
    return False
