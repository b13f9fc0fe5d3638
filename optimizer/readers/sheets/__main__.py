"""Starts the child process: this folder as a package of its own, without the rest of the program."""

from __future__ import annotations

import os
import sys
import threading
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def alone() -> Any:
    """Return the package `sheets`, loaded from this folder."""
    spec = spec_from_file_location("sheets", HERE / "__init__.py", submodule_search_locations=[str(HERE)])
    assert spec is not None
    assert spec.loader is not None
    package = sys.modules["sheets"] = module_from_spec(spec)
    spec.loader.exec_module(package)
    return package


def end_with_parent() -> None:
    """Wait until standard input closes: nobody waits for an answer then."""
    while os.read(0, 1):  # not through sys.stdin, whose lock would be held when this process ends
        pass
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    alone().main(*sys.argv[1:])
