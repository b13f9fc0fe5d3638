"""Documents can't rot: what is printed is what is printed now, and links lead somewhere."""

import doctest
import json
import re
import sys
import xml.etree.ElementTree as ET
from importlib import import_module
from pathlib import Path

import pytest
import typer.main

import optimizer
from optimizer.cli import app
from tests.in_process import ran

ROOT = Path(__file__).parents[2]
MADE = ("README.md", "docs/guide.md", "docs/cli.md", "docs/data-dictionary.md", "docs/formulation.md")
NOTEBOOK = "docs/notebook.ipynb"
PICTURE = "docs/images/plans.svg"
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (".", "docs", "docs/decisions", "data")
    for path in (ROOT / folder).glob("*.md")
)
WITH_EXAMPLES = [page for page in PAGES if ">>> " in (ROOT / page).read_text(encoding="utf-8")]
SETUP = (
    "python -m pip install -c constraints.txt -e . && cpee demo",
    'python -m pip install -c constraints.txt -e ".[dev]" && pytest',
)
FENCE = re.compile(r"^\s*```.*?^\s*```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [*MADE, NOTEBOOK, PICTURE])
def test_made_pages_are_what_is_made_now(
    page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(ROOT / "docs")
    monkeypatch.setattr(sys, "argv", ["make.py", "--check", page])
    assert import_module("make").main() == 0, capsys.readouterr().out


@pytest.mark.parametrize("page", WITH_EXAMPLES)
def test_python_examples_run(page: str) -> None:
    without_fences = re.sub(r"^```.*$", "", text_of(page), flags=re.MULTILINE)
    examples = doctest.DocTestParser().get_doctest(without_fences, {}, page, page, 0)
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples, out=said.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(said)


def test_python_is_documented_by_example() -> None:
    assert {"README.md", "docs/python.md"} <= set(WITH_EXAMPLES)


def test_every_public_name_is_on_the_page_of_python_and_every_name_on_it_is_public() -> None:
    page = text_of("docs/python.md")
    assert not [name for name in optimizer.__all__ if not re.search(rf"\b{name}\b", page)]
    imported = re.findall(r"^>>> from optimizer import (.*)$", page, re.MULTILINE)
    assert {name for names in imported for name in names.split(", ")} <= set(optimizer.__all__)
    assert not re.search(r"from optimizer\.", page)


def test_the_notebook_is_one_that_jupyter_opens_with_the_outputs_of_every_cell() -> None:
    notebook = json.loads(text_of(NOTEBOOK))
    assert (notebook["nbformat"], notebook["cells"][0]["cell_type"]) == (4, "markdown")
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert all({"metadata", "outputs", "source"} <= cell.keys() for cell in code)
    assert sum(bool(cell["outputs"]) for cell in code) > len(code) / 2


@pytest.mark.parametrize("command", SETUP)
def test_the_readme_sets_up_in_one_command(command: str) -> None:
    assert f"\n```sh\n{command}\n```\n" in text_of("README.md")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    links = LINK.findall(FENCE.sub("", text_of(page)))
    local = [link.split("#")[0] for link in links if "://" not in link and not link.startswith("#")]
    assert not [link for link in local if not ((ROOT / page).parent / link).resolve().exists()]


def test_every_page_can_be_found_from_the_readme() -> None:
    reached, left = set[str](), ["README.md"]
    while left:
        page = left.pop()
        reached.add(page)
        places = ((ROOT / page).parent / link.split("#")[0] for link in LINK.findall(FENCE.sub("", text_of(page))))
        pages = (place.resolve().relative_to(ROOT).as_posix() for place in places if place.suffix == ".md")
        left += [found for found in pages if found not in reached]
    assert set(PAGES) - {"docs/benchmarks.md"} <= reached  # that page is there only where benchmarks were run


def test_every_command_is_documented() -> None:
    reference = text_of("docs/cli.md")
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        for path in [f"{name} {inner}" for inner in getattr(command, "commands", {})] or [name]:
            assert f"\n## cpee {path}\n" in reference


def test_the_help_of_a_command_says_what_its_reference_says() -> None:
    for section in text_of("docs/cli.md").split("\n## ")[1:]:
        path, usage = section.partition("\n")[0], section.split("```")[1].split("\n")[1]
        shown = " ".join(ran(*path.split()[1:], "--help", COLUMNS="400", NO_COLOR="1").stdout.split())
        assert usage in shown
        assert not re.search(r"<\w", shown), "a type of Python stands for a value"
        for name in re.findall(r"^\| `(.+?)` \|", section, re.MULTILINE):
            assert f" {name} " in shown, (path, name)


def test_every_scenario_is_in_the_guide() -> None:
    guide = text_of("docs/guide.md")
    assert not [path.name for path in (ROOT / "scenarios").glob("*.toml") if f"`{path.name}`" not in guide]


def test_what_the_code_refers_to_is_there() -> None:
    """Docstrings name pages (`formats.md 1`): they are in docs/, with a section of that number."""
    for source in (ROOT / "optimizer").rglob("*.py"):
        for page, section in re.findall(r"\b([a-z-]+\.md)(?: (\d))?", source.read_text(encoding="utf-8")):
            assert (ROOT / "docs" / page).exists(), f"{source.name} names {page}"
            told = not section or f"\n## {section}. " in text_of(f"docs/{page}")
            assert told, f"{source.name} names {page} {section}"


def test_nothing_names_a_machine() -> None:
    for page in PAGES:
        assert not re.search(r"(?:/home/|/Users/|C:\\)", text_of(page)), page


def test_the_picture_is_a_picture() -> None:
    root = ET.parse(ROOT / PICTURE).getroot()  # noqa: S314 - our own file
    assert root.tag.endswith("svg")
    assert "http" not in text_of(PICTURE).replace('xmlns="http://www.w3.org/2000/svg"', "")
