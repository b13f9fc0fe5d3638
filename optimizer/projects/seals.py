"""Seals, which show that an answer on this disk was solved here.

    mark = seal(data)            a mark that only this user of this computer can make
    is_sealed(data, mark)        whether the mark was made here, for exactly these bytes

A seal is an HMAC under a secret key that is stored beside the projects and never packed. An answer that came in a
bundle, or was changed by hand, therefore has no valid seal, whatever it claims.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from optimizer.errors import InvalidInput
from optimizer.files import bytes_of, locked, write_new
from optimizer.projects.home import private_home

if TYPE_CHECKING:
    from pathlib import Path

KEY_FILE = "seal.key"
KEY_BYTES, KEY_MODE = 32, 0o600
_PURPOSE = b"cpee answer solved here\0"
_OF_THIS_PROCESS = secrets.token_bytes(KEY_BYTES)


def seal(data: bytes) -> str:
    """Return the seal of an answer that was solved here, as hexadecimal digits."""
    return hmac.digest(_key(), _PURPOSE + data, "sha256").hex()


def is_sealed(data: bytes, mark: bytes | None) -> bool:
    """Return whether a mark is the seal of exactly these bytes."""
    return mark is not None and hmac.compare_digest(seal(data).encode(), mark.strip())


def _key() -> bytes:
    """Return this user's key; if it can't be stored, one that lasts as long as this process."""
    try:
        path = private_home() / KEY_FILE
        return _read(path) or _made(path)
    except (OSError, InvalidInput):
        return _OF_THIS_PROCESS


def _read(path: Path) -> bytes | None:
    key = bytes_of(path)
    return key if key is not None and len(key) == KEY_BYTES else None


def _made(path: Path) -> bytes:
    with locked(path.parent):
        if (known := _read(path)) is not None:  # another process was first
            return known
        key = secrets.token_bytes(KEY_BYTES)
        write_new(path, key, approve=lambda fresh: fresh.chmod(KEY_MODE))
        return key
