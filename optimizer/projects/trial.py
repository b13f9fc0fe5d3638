"""The problems that a scenario would have with another text, found without changing its file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from optimizer.errors import InvalidInput, Problem
from optimizer.files import path_named, temporary_beside
from optimizer.locales import noted
from optimizer.readers.scenario_file import load_scenario
from optimizer.readers.tables import settled
from optimizer.readers.toml import parse_toml, read_toml

_CIRCLE = noted("these files extend each other in a cycle: {path}")


def problems_with(path: Path, text: str) -> tuple[Problem, ...]:
    """Return all problems of the scenario at a path with this text, without reading its case."""
    if circle := _circle(path, text):
        return (Problem(path.name, _CIRCLE, None, "extends", {"path": " → ".join(circle)}),)
    trial = temporary_beside(path)  # beside it, so that relative paths are the same
    try:
        trial.write_text(text, encoding="utf-8", newline="")
        settled(load_scenario(trial, {}).merged.problems)
    except InvalidInput as bad:
        return tuple(replace(one, file=path.name if one.file == trial.name else one.file) for one in bad.problems)
    finally:
        trial.unlink(missing_ok=True)
    return ()


def _circle(path: Path, text: str) -> list[str]:
    """Return the names of the files that form a circle, if the scenario would extend itself."""
    table = parse_toml(path.name, text)
    names, seen = [path.name], {path.resolve()}
    while isinstance(table, dict) and isinstance(table.get("extends"), str):
        current = path_named(path.parent, table["extends"])
        if not isinstance(current, Path):
            return []
        names.append(current.name)
        if current in seen:
            return names if current == path.resolve() else []
        seen.add(current)
        table = read_toml(current)[0]
    return []
