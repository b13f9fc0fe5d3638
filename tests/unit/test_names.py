"""A class is known by its name alone: no two of the package share one."""

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "optimizer"


def homes_of_classes() -> dict[str, list[str]]:
    """Return the modules that define each top-level class, by the class's name."""
    homes: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(path.relative_to(PACKAGE).as_posix())
    return homes


def test_a_class_name_stands_once() -> None:
    homes = homes_of_classes()
    assert "PosedProblem" in homes
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}
