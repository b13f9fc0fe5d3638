"""Damaged workbooks end in a case or in a message: nothing else is raised, nothing hangs."""

import json
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from optimizer.errors import InvalidInput
from optimizer.readers import grid, read_case, sheets
from optimizer.readers.guard import REGISTER
from optimizer.readers.template import write_template
from tests.hostile import files

TOKENS = (
    *(b"<", b">", b"&", b'"', b"\0", b"\xff", b"</row>", b"<row>", b"<c/>", b"<v>", b"1e999", b"NaN", b"-1"),
    *(b"9" * 11, b't="s"', b't="b"', b't="d"', b't="e"', b't="inlineStr"', b's="9"', b"<f>A1</f>", b"&#0;"),
    *(b"&a;", b"<!DOCTYPE a>", b'r="XFD1"', b'xmlns:a="b"', b"<![CDATA[", b"]]>", b"<!--", b"_xD800_"),
    *(b"_x0000_", "і".encode(), b"<is><t>a</t></is>"),
)
SECONDS = 10


@contextmanager
def bounded() -> Iterator[None]:
    """Too long is a failure, where the system has an alarm."""

    def ring(*_: object) -> None:
        raise AssertionError("it hangs")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def in_this_process(path: Path, limits: object) -> dict[str, object]:
    """What the child would answer, without starting one."""
    assert limits is REGISTER
    try:
        found = sheets.parse(str(path), REGISTER.rows or 0, REGISTER.columns, REGISTER.answer)
    except sheets.RefusedError as refused:
        return {"text": refused.text, "values": refused.values}
    answer = json.dumps({"grids": found}, ensure_ascii=False).encode()
    return grid.understood(answer)


def mutated(rng: random.Random, parts: files.Parts) -> bytes:
    """A workbook with a few bytes changed, in a part or in the package."""
    if rng.random() < 0.2:
        return changed(rng, files.packed(parts))
    name = rng.choice(sorted(parts))
    return files.packed({**parts, name: changed(rng, parts[name])})


def changed(rng: random.Random, content: bytes) -> bytes:
    for _ in range(rng.choice((1, 1, 1, 2, 3, 10))):
        at = rng.randrange(len(content) + 1)
        end = min(len(content), at + rng.choice((0, 1, 1, 4, 40, 400)))
        other = rng.randrange(len(content) + 1)
        piece = rng.choice((b"", rng.choice(TOKENS), rng.randbytes(2), content[other : other + 30]))
        content = content[:at] + piece + content[end:]
    return content


def damage(folder: Path, seeds: range) -> None:
    originals = [files.sound_parts(folder), template_parts(folder)]
    file = folder / "case.xlsx"
    for seed in seeds:
        rng = random.Random(seed)
        file.write_bytes(mutated(rng, originals[rng.random() < 0.2]))
        with bounded():
            try:
                _, found = read_case(file)
            except InvalidInput as refused:
                found = refused.problems
            except Exception as error:
                raise AssertionError(f"seed {seed}: {error!r}") from error
        assert all(str(problem) for problem in found), seed


def template_parts(folder: Path) -> files.Parts:
    write_template(folder / "template.xlsx", "uk")
    with files.zipfile.ZipFile(folder / "template.xlsx") as package:
        return {name: package.read(name) for name in package.namelist()}


def test_damaged_files_are_read_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "_asked", in_this_process)
    damage(tmp_path, range(280))


def test_damaged_files_are_read_or_refused_by_a_child(tmp_path: Path) -> None:
    damage(tmp_path, range(1_000_000, 1_000_020))


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(40))
def test_100_000_damaged_files_are_read_or_refused(chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "_asked", in_this_process)
    damage(tmp_path, range(2_000_000 + chunk * 2_500, 2_000_000 + (chunk + 1) * 2_500))
