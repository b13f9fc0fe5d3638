"""Exports and imports a project as one ZIP file: its data, scenarios and answers, nothing else.

An imported bundle is an untrusted file. Its size and the number, names, kinds and sizes of its parts are checked before
anything is unpacked; a part longer than declared is refused too; and the project is imported completely or not at all.
"""

from __future__ import annotations

import io
import shutil
import stat
import zipfile
import zlib
from pathlib import Path

from optimizer.errors import InvalidInput, Problem
from optimizer.files import path_named, too_large
from optimizer.limits import REGISTER
from optimizer.locales import noted
from optimizer.projects.bundle_parts import is_folder, is_part
from optimizer.projects.filling import staged
from optimizer.projects.packing import contents
from optimizer.projects.project import HEAD_FILE, Project
from optimizer.projects.scenario_files import SUFFIX
from optimizer.readers.toml import read_toml

_MADE = (1980, 1, 1, 0, 0, 0)
_ENTRY = b"PK\x01\x02"
_NO_BUNDLE = noted("is no bundle of a project, or is damaged")
_TOO_MUCH = noted("unpacks to more than is reasonable")
_STRANGE = noted('holds "{name}", which is no part of a project')
_NO_CASE = noted("holds no case: data/NAME/case.toml is missing")
_OUTSIDE = noted("points outside of the project")


def pack(project: Project) -> bytes:
    """Return the project as a ZIP file, always the same bytes; `InvalidInput` if a part can't be packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(contents(project).items()):
            part = zipfile.ZipInfo(name, _MADE)
            part.compress_type, part.external_attr, part.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(part, content if isinstance(content, bytes) else content.read_bytes())
    return packed.getvalue()


def unpack(project: Project, path: Path) -> None:
    """Fill an empty project from a bundle; if it isn't one, raise `InvalidInput` with one message and do nothing."""
    with staged(project) as stage:
        try:
            if (problem := _unsafe(path)) is None:
                _unpack(path, stage)
                problem = _wrong(path, stage)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, NotImplementedError, OSError):
            problem = Problem(path.name, _NO_BUNDLE)
        if problem is not None:
            raise InvalidInput([problem])


def _unsafe(path: Path) -> Problem | None:
    """Return why a bundle is refused, as far as its list of parts shows."""
    if not path.is_file():
        return Problem(path.name, _NO_BUNDLE)
    size = path.stat().st_size
    if size > REGISTER.file:
        return too_large(path.name, REGISTER.file)
    data = path.read_bytes()
    if data.count(_ENTRY) > 2 * REGISTER.parts:  # larger than a valid list, so there is no need to read it
        return Problem(path.name, _TOO_MUCH)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > REGISTER.parts or unpacked > min(REGISTER.unpacked, REGISTER.ratio * size):
        return Problem(path.name, _TOO_MUCH)
    names = [part.filename.casefold() for part in parts]
    strange = (part.filename for part in parts if not _expected(part) or names.count(part.filename.casefold()) > 1)
    shown = next((name for name in strange), None)
    return None if shown is None else Problem(path.name, _STRANGE, values={"name": _printable(shown)})


def _expected(part: zipfile.ZipInfo) -> bool:
    """Return whether a part is a plain file, or folder, that a project may have."""
    kind = stat.S_IFMT(part.external_attr >> 16)
    plain = kind in (0, stat.S_IFREG, stat.S_IFDIR) and not part.flag_bits & 1
    packed = part.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    named = part.orig_filename == part.filename and is_part(part.filename)
    return plain and packed and (named or is_folder(part.filename))


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:80]


def _unpack(path: Path, stage: Path) -> None:
    """Unpack the parts. A part longer than declared is cut off, and then its checksum is wrong."""
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            if not part.is_dir():
                target = stage / part.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(part) as source, target.open("xb") as file:
                    shutil.copyfileobj(source, file)


def _wrong(path: Path, stage: Path) -> Problem | None:
    """Return what is wrong with the parts together: no case, or scenarios that name files outside the bundle."""
    if not any((stage / "data").glob(f"*/{HEAD_FILE}")):
        return Problem(path.name, _NO_CASE)
    for file in sorted((stage / "scenarios").glob(f"*{SUFFIX}")):
        for key in ("case", "extends"):
            named = read_toml(file)[0].get(key)
            target = path_named(file.parent, named) if isinstance(named, str) else None
            inside = isinstance(target, Path) and target.is_relative_to(stage.resolve())
            if named is not None and not inside:
                return Problem(path.name, _OUTSIDE, None, f"{file.name}, {key}")
    return None
