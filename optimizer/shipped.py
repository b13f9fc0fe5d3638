"""Where the case and the scenarios that ship with the package are."""

from __future__ import annotations

from pathlib import Path

DEMO = ("base", "tight-budget", "climate-target", "quick-wins", "reinvest", "impossible")


def folder() -> Path:
    """The folder that holds `data/` and `scenarios/`: inside an installed package, or the checkout's root."""
    package = Path(__file__).parent
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parent


def demo_scenarios() -> list[Path]:
    """The scenario files of the demonstration."""
    return [folder() / "scenarios" / f"{name}.toml" for name in DEMO]
