"""The example notebook with its outputs: each code cell is run as Jupyter runs it, without a kernel.

What a cell prints is a stream; the value of a last line that is an expression is shown as text and, where it has
`_repr_html_`, as HTML. An exception in a cell ends the making.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
from typing import Any

import pandas as pd

from making import ROOT

PAGE = "docs/notebook.ipynb"


def page() -> str:
    """Return the notebook with the outputs that its cells have now."""
    notebook = json.loads((ROOT / PAGE).read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    with contextlib.chdir((ROOT / PAGE).parent):  # Jupyter starts in the notebook's folder
        for count, cell in enumerate(code, 1):
            cell["execution_count"] = count
            cell["outputs"] = _run("".join(cell["source"]), names, count)
    pd.reset_option("^display")  # as the notebook's process would end with it
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _run(source: str, names: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Return the outputs of one cell; its names stay for the cells after it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, PAGE, "exec"), names)  # noqa: S102 - our own cells
        value = None if last is None else eval(compile(ast.Expression(last.value), PAGE, "eval"), names)  # noqa: S307
    outputs = [{"name": "stdout", "output_type": "stream", "text": _lines(printed.getvalue())}]
    shown = {"data": _shown(value), "execution_count": count, "metadata": {}, "output_type": "execute_result"}
    return [*(outputs if printed.getvalue() else []), *([] if value is None else [shown])]


def _shown(value: object) -> dict[str, list[str]]:
    html = getattr(value, "_repr_html_", None)
    plain = {"text/plain": _lines(repr(value))}
    return plain if html is None else {"text/html": _lines(html()), **plain}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
