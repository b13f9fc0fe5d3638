"""The page on architecture names every part there is, and none that is gone."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w./]+\.(?:py|toml|po))`", PAGE)))
FOLDERS = ("optimizer", "docs", "tests", ".streamlit", "scenarios")
FILES = {path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).rglob("*.*")} | {"app.py"}

ROOMS = [
    f"optimizer/imports/register/{room}"
    for room in ("mapping", "words", "sheet", "measures", "asking", "proposal", "case")
]


def parts(folder: str) -> list[str]:
    """The modules and packages of a folder, but for those that have no name of their own."""
    inside = [path for path in (ROOT / folder).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    return sorted(path.name for path in inside if not path.name.startswith("_"))


@pytest.mark.parametrize("name", NAMED)
def test_what_is_named_is_there(name: str) -> None:
    assert any(file == name or file.endswith(f"/{name}") for file in FILES)


@pytest.mark.parametrize("folder", ["optimizer", "optimizer/imports/register", *ROOMS])
def test_what_is_there_is_named(folder: str) -> None:
    assert not [part for part in parts(folder) if not re.search(rf"[`/]{re.escape(part)}[`/]", PAGE)]


def test_the_layers_are_those_that_are_kept() -> None:
    kept = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("layers = [")[2].partition("]")[0]
    told = re.search(r"```text\n(__main__.*?)```", PAGE, re.DOTALL)
    assert told is not None
    assert re.split(r"[\s›|]+", told[1].strip()) == re.findall(r"\w+", kept)
