"""Damaged workbooks and registers end in a case or in a message: nothing else is raised, nothing hangs."""

import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from optimizer.errors import InvalidInput, Problem
from optimizer.imports.register import Proposal, propose
from optimizer.readers import read_case
from optimizer.readers.template import write_template
from tests.hostile import files
from tests.hostile import spreadsheets as made
from tests.hostile.worker import one_child

REGISTERS = Path(__file__).parents[1] / "registers"

TOKENS = (
    *(b"<", b">", b"&", b'"', b"\0", b"\xff", b"</row>", b"<row>", b"<c/>", b"<v>", b"1e999", b"NaN", b"-1"),
    *(b"9" * 11, b't="s"', b't="b"', b't="d"', b't="e"', b't="inlineStr"', b's="9"', b"<f>A1</f>", b"&#0;"),
    *(b"&a;", b"<!DOCTYPE a>", b'r="XFD1"', b'xmlns:a="b"', b"<![CDATA[", b"]]>", b"<!--", b"_xD800_"),
    *(b"_x0000_", "і".encode(), b"<is><t>a</t></is>"),
)
SECONDS = 60  # on however busy a machine


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


Original = files.Parts | bytes
Made = tuple[str, Original, Callable[[Path], object]]


def originals(folder: Path) -> tuple[Made, ...]:
    """Name, content and reader of a few sound files; what stands twice is taken twice as often."""
    small = ("case.xlsx", files.sound_parts(folder), read_case)
    return (
        small,
        small,
        ("template.xlsx", template_parts(folder), read_case),
        ("register.xlsx", parts_of(REGISTERS / "plant-uk.xlsx"), propose),
        ("register.ods", parts_of(REGISTERS / "plant-uk.ods"), propose),
        ("small.ods", made.ods(), propose),
        ("register.xls", (REGISTERS / "plant-uk.xls").read_bytes(), propose),
        ("small.xls", made.xls(), propose),
        ("register.csv", (REGISTERS / "erp-cp1251.csv").read_bytes(), propose),
    )


def mutated(rng: random.Random, original: Original) -> bytes:
    """A file with a few bytes changed: anywhere, or in one of its parts."""
    if isinstance(original, bytes):
        return changed(rng, original)
    if rng.random() < 0.2:
        return changed(rng, files.packed(original))
    name = rng.choice(sorted(original))
    return files.packed({**original, name: changed(rng, original[name])})


def changed(rng: random.Random, content: bytes) -> bytes:
    for _ in range(rng.choice((1, 1, 1, 2, 3, 10))):
        at = rng.randrange(len(content) + 1)
        end = min(len(content), at + rng.choice((0, 1, 1, 4, 40, 400)))
        other = rng.randrange(len(content) + 1)
        piece = rng.choice((b"", rng.choice(TOKENS), rng.randbytes(2), content[other : other + 30]))
        content = content[:at] + piece + content[end:]
    return content


def damage(folder: Path, seeds: range) -> None:
    sound = originals(folder)
    for seed in seeds:
        rng = random.Random(seed)
        name, original, read = rng.choice(sound)
        file = folder / name
        file.write_bytes(mutated(rng, original))
        with bounded():
            try:
                found = problems(read(file))
            except InvalidInput as refused:
                found = refused.problems
            except Exception as error:
                raise AssertionError(f"seed {seed}: {error!r}") from error
        assert all(str(problem) for problem in found), seed


def problems(answer: object) -> tuple[Problem, ...]:
    """What was found wrong in a file that was read; whatever is asked has to have words, too."""
    if isinstance(answer, Proposal):
        assert all(str(question) for question in answer.questions)
        return answer.problems
    assert isinstance(answer, tuple)
    return answer[1]


def template_parts(folder: Path) -> files.Parts:
    write_template(folder / "template.xlsx", "uk")
    return parts_of(folder / "template.xlsx")


def parts_of(file: Path) -> files.Parts:
    with files.zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture
def _one_child() -> Iterator[None]:
    with one_child():
        yield


@pytest.mark.usefixtures("_one_child")
def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    damage(tmp_path, range(200))


def test_damaged_files_are_read_or_refused_by_a_child_each(tmp_path: Path) -> None:
    damage(tmp_path, range(1_000_000, 1_000_010))


@pytest.mark.long
@pytest.mark.usefixtures("_one_child")
@pytest.mark.parametrize("chunk", range(40))
def test_100_000_damaged_files_are_read_or_refused(chunk: int, tmp_path: Path) -> None:
    damage(tmp_path, range(2_000_000 + chunk * 2_500, 2_000_000 + (chunk + 1) * 2_500))
