"""Places that a command reads from and writes to: refused before any work, and swept of earlier leftovers."""

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
GONE = noted("the current folder is no longer there: change to another one")


def for_file(path: Path) -> None:
    """A file will be written here, new or over an old one, in a folder that is there."""
    from optimizer.files import refuse_unwritable, sweep  # noqa: PLC0415

    refuse_unwritable(path)
    sweep([path.resolve().parent])


def for_new(path: Path) -> None:
    """A file or folder will be made here, with the folders above it."""
    from optimizer.files import refuse_unmakeable, sweep  # noqa: PLC0415

    refuse_unmakeable(path)
    sweep([path.resolve().parent])


def for_tables(folder: Path) -> None:
    """Tables will be written in this folder, which is made if it is not there."""
    from optimizer.files import make_folder, sweep  # noqa: PLC0415

    make_folder(folder)
    sweep([folder])


def refusal(reason: OSError) -> InvalidInput | None:
    """What to tell of a place that the system refuses, wherever that came to light; None: it is no such reason."""
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
