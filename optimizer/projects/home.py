"""Where projects live, and how one is found: by its key, which nobody can guess, so that it is also what opens it.

`CPEE_HOME` names another place for projects; `CPEE_FOLDER` a folder that is opened in place, under the key that
`CPEE_FOLDER_KEY` holds: it is made anew each time the app is started, and stands in the address that is printed then.
"""

from __future__ import annotations

import errno
import hmac
import os
import re
import secrets
import stat
import sys
from contextlib import suppress
from pathlib import Path

from optimizer.errors import InvalidInput, Problem, reason_of
from optimizer.files import sweep
from optimizer.locales import noted
from optimizer.projects.project import Project
from optimizer.projects.register_draft import settle

FOLDER, FOLDER_KEY = "CPEE_FOLDER", "CPEE_FOLDER_KEY"
_KEY_BYTES = 16
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")
_PRIVATE, _OTHERS = 0o700, 0o077
_OPEN = noted("can't be made a folder that only you can look into ({reason}): name another one as CPEE_HOME")


def home() -> Path:
    """The folder that holds the projects: `CPEE_HOME`, else where this system keeps a user's data."""
    if named := os.environ.get("CPEE_HOME"):
        return Path(named)
    user = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or user / "AppData" / "Local") / "cpee" / "projects"
    if sys.platform == "darwin":
        return user / "Library" / "Application Support" / "cpee" / "projects"
    return Path(os.environ.get("XDG_DATA_HOME") or user / ".local" / "share") / "cpee" / "projects"


def private_home() -> Path:
    """The folder that holds the projects, there and closed to others: whoever can list it has the keys of all.

    `InvalidInput` where it is open and can't be closed: it is somebody else's, or meant for all, as /tmp is.
    """
    folder = home()
    try:
        folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        mode = folder.stat().st_mode
        if os.name == "posix" and mode & _OTHERS:
            if mode & stat.S_ISVTX:
                raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
            folder.chmod(_PRIVATE)
    except OSError as reason:
        raise InvalidInput([Problem(str(folder), _OPEN, values={"reason": reason_of(reason)})]) from reason
    return folder


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_urlsafe(_KEY_BYTES)


def create() -> Project:
    """A new, empty project under a key of its own; only this user of the system can look into it."""
    key = new_key()
    folder = private_home() / key
    folder.mkdir(mode=_PRIVATE)
    return Project(key, folder)


def open_project(key: str) -> Project | None:
    """The project of a key; None where there is none. What interrupted writes left in it is finished or swept away."""
    folder = _folder_of(key)
    if folder is None or folder.is_symlink() or not folder.is_dir():
        return None
    project = Project(key, folder, in_place=is_folder_key(key))
    sweep(project.own_folders())
    with suppress(InvalidInput):  # somebody else is at it, or it can't be written: it opens all the same
        settle(project)
    return project


def is_folder_key(key: str) -> bool:
    """Whether a key is that of the folder that the app was started with."""
    known = os.environ.get(FOLDER_KEY, "")
    return bool(_KEY.fullmatch(known)) and hmac.compare_digest(known.encode(), key.encode("utf-8", "surrogatepass"))


def _folder_of(key: str) -> Path | None:
    if is_folder_key(key):
        named = os.environ.get(FOLDER)
        return Path(named).resolve() if named else None
    return home() / key if _KEY.fullmatch(key) else None
