"""Names of temporary files and folders, and the deletion of those that an interrupted write left behind."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEFTOVER_AGE = 600.0  # seconds after which a temporary file can't be somebody's write in progress
TEMPORARY_AGE = 7 * 86_400.0  # seconds; a session of the app may keep its folder for days
TEMPORARY_PREFIX = "cpee-"  # of folders where the system keeps temporary ones
_LONGEST_NAME = 200  # bytes; file systems take 255, and the rest of the name needs 20
_LEFTOVER = re.compile(r"\..+\.[0-9a-f]{8}\.cpee")


def temporary_beside(path: Path) -> Path:
    """A fresh hidden name in the folder of `path`, for what will be renamed to it; `sweep` knows such names."""
    name = path.name
    while len(os.fsencode(name)) > _LONGEST_NAME:
        name = name[:-1]
    return path.with_name(f".{name}.{secrets.token_hex(4)}.cpee")


def sweep(folders: Iterable[Path], *, age: float = LEFTOVER_AGE) -> None:
    """Delete what interrupted writes of this program left in these folders; nothing else, and nothing recent."""
    for folder in folders:
        _delete_old((path for path in _inside(folder) if _LEFTOVER.fullmatch(path.name)), age)


def sweep_temporary(*, age: float = TEMPORARY_AGE) -> None:
    """Delete the temporary folders of this program and this user that a killed process left."""
    inside = _inside(Path(tempfile.gettempdir()))
    _delete_old((path for path in inside if path.name.startswith(TEMPORARY_PREFIX) and _is_own_folder(path)), age)


def _inside(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # not there, no folder, or not ours to look into
        return []


def _is_own_folder(path: Path) -> bool:
    if path.is_symlink() or not path.is_dir():
        return False
    return os.name != "posix" or path.lstat().st_uid == os.getuid()


def _delete_old(paths: Iterator[Path], age: float) -> None:
    now = time.time()
    for path in paths:
        if _age(path, now) > age:
            _delete(path)


def _delete(path: Path) -> None:
    try:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    except OSError:  # gone already, or of somebody else: a leftover harms nobody
        return


def _age(path: Path, now: float) -> float:
    try:
        return now - path.lstat().st_mtime
    except OSError:  # gone, or not ours to look at
        return 0.0
