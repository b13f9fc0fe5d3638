"""Files and standard input read up to a limit, so that nothing larger gets into memory."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from optimizer.errors import Phrase, Problem, reason_of
from optimizer.limits import KB, MB
from optimizer.locales import noted

if TYPE_CHECKING:
    from pathlib import Path

_NO_NAME = noted("its name holds characters that no name of a file may hold")
_LOCALE = noted("its name holds letters that the locale of this system does not know ({encoding}): set LC_ALL=C.UTF-8")
_CIRCLE = noted("Too many levels of symbolic links")


def read_bytes(path: Path, most: int) -> bytes | Problem:
    """The bytes of a file of at most `most`, or why it can't be read: nothing larger gets into memory."""
    try:
        if path.exists() and not path.is_file():  # a folder, or a pipe that would never end
            return Problem(path.name or str(path), "is not a file")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        return Problem(path.name, "can't be opened: {reason}", values={"reason": reason_of(error)})
    return data if len(data) <= most else too_large(path.name, most)


def too_large(name: str, most: int) -> Problem:
    """The problem of a file of more than `most` bytes."""
    if most < MB:
        return Problem(name, "is larger than {most} KB: split it", values={"most": most // KB})
    return Problem(name, "is larger than {most} MB", values={"most": most // MB})


def read_input(most: int) -> bytes | Problem:
    """The bytes of standard input, at most `most`, or that there are more."""
    data = sys.stdin.buffer.read(most + 1)
    return data if len(data) <= most else too_large("-", most)


def path_named(folder: Path, name: str) -> Path | Phrase:
    """The path that a text names, relative to a folder; or why the system can't look there, whatever may be there."""
    try:
        path = (folder / name).resolve()
        path.exists()
    except OSError as reason:
        return reason_of(reason)
    except UnicodeEncodeError:
        return Phrase(_LOCALE, {"encoding": sys.getfilesystemencoding()})
    except ValueError:  # a zero byte
        return Phrase(_NO_NAME)
    except RuntimeError:
        return Phrase(_CIRCLE)
    return path
