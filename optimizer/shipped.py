"""Where the case, the scenarios and their answers that ship with the package are."""

from __future__ import annotations

import gzip
from pathlib import Path

DEMO = ("base", "tight-budget", "every-site", "fast-energy-prices", "quick-wins", "impossible")


def folder() -> Path:
    """The folder that holds `data/` and `scenarios/`: inside an installed package, or the checkout's root."""
    package = Path(__file__).parent
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parent


def scenario(name: str) -> Path:
    """The file of a shipped scenario."""
    return folder() / "scenarios" / f"{name}.toml"


def answer_file(name: str) -> Path:
    """The file of the answer to a shipped scenario."""
    return folder() / "scenarios" / "answers" / f"{name}.json.gz"


def answer(name: str) -> bytes | None:
    """The answer to a shipped scenario as JSON, as `cpee solve` writes it; None if none ships."""
    file = answer_file(name)
    return gzip.decompress(file.read_bytes()) if file.is_file() else None


def demo_scenarios() -> list[Path]:
    """The scenario files of the demonstration: four that take a few seconds each, two that take less."""
    return [scenario(name) for name in DEMO]


def next_steps() -> list[str]:
    """Commands to try after the demonstration, with paths that hold in the current directory."""
    base, tight, climate = (_from_here(scenario(name)) for name in ("base", "tight-budget", "climate-target"))
    return [
        f"cpee check {_from_here(folder() / 'data' / 'cannery')}",
        f"cpee solve {base} --set budget.total=12000000 --json answer.json",
        "cpee verify answer.json",
        f"cpee compare {base} {tight} {climate}",
    ]


def _from_here(path: Path) -> str:
    """The path, relative where it is below the current directory, in quotes where a shell needs them."""
    here = Path.cwd()
    text = str(path.relative_to(here) if path.is_relative_to(here) else path)
    return f'"{text}"' if " " in text else text
