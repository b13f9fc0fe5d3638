"""What holds for every test: it begins in English, and what takes long runs only if it is asked for."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

import pytest

from optimizer.locales import speaking

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

ON_REQUEST = ("long", "browser")

# Whatever the environment says, Python keeps what it compiles: tests start the program a hundred times.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the garbage collector rest during collection, and afterwards pass over all that stays: modules and tests."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long modes and journeys in a browser run only with `pytest -m long` and `pytest -m browser`."""
    if config.getoption("markexpr"):
        return
    left = [item for item in items if any(item.get_closest_marker(name) for name in ON_REQUEST)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Commands and pages speak their language in the context that runs them: a test gives it back."""
    with speaking("en"):
        yield
