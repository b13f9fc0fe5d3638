"""The place of projects, and access to them by keys that can't be guessed.

`CPEE_HOME` names another place for projects; `CPEE_FOLDER` names a folder that is opened in place, under the key in
`CPEE_FOLDER_KEY`. That key is generated at each start of the app and is part of the printed address.
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
    """Return the folder of the projects: `CPEE_HOME`, else the system's folder for user data."""
    if named := os.environ.get("CPEE_HOME"):
        return Path(named)
    user = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or user / "AppData" / "Local") / "cpee" / "projects"
    if sys.platform == "darwin":
        return user / "Library" / "Application Support" / "cpee" / "projects"
    return Path(os.environ.get("XDG_DATA_HOME") or user / ".local" / "share") / "cpee" / "projects"


def private_home() -> Path:
    """Return the folder of the projects, created and closed to others, because listing it reveals all keys.

    Raises `InvalidInput` if it is open and can't be closed: it belongs to another user, or is shared, as /tmp is.
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
    """Return a key that can't be guessed."""
    return secrets.token_urlsafe(_KEY_BYTES)


def is_key(text: object) -> bool:
    """Return whether a text has the form of a key."""
    return isinstance(text, str) and bool(_KEY.fullmatch(text))


def create() -> Project:
    """Return a new, empty project with its own key; only this user of the system can read it."""
    key = new_key()
    folder = private_home() / key
    folder.mkdir(mode=_PRIVATE)
    return Project(key, folder)


def open_project(key: str) -> Project | None:
    """Return the project of a key, or None; finish or remove what interrupted writes left in it."""
    folder = _folder_of(key)
    if folder is None or folder.is_symlink() or not folder.is_dir():
        return None
    project = Project(key, folder, in_place=is_folder_key(key))
    sweep(project.own_folders())
    with suppress(InvalidInput):  # another process is using it, or it can't be written: it opens all the same
        settle(project)
    return project


def is_folder_key(key: str) -> bool:
    """Return whether a key is that of the folder with which the app was started."""
    known = os.environ.get(FOLDER_KEY, "")
    return bool(_KEY.fullmatch(known)) and hmac.compare_digest(known.encode(), key.encode("utf-8", "surrogatepass"))


def _folder_of(key: str) -> Path | None:
    if is_folder_key(key):
        named = os.environ.get(FOLDER)
        return Path(named).resolve() if named else None
    return home() / key if is_key(key) else None
