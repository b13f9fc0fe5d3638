"""A page's description, and the list of pages: every module in `pages` with a `PAGE`.

PAGE = Page(noted("Result"), ":material/insights:", order=50)      in pages/result.py, served as /result
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import streamlit as st

from optimizer.locales import tr

FOLDER = Path(__file__).with_name("pages")


@dataclass(frozen=True)
class Page:
    """A page's title (translatable), icon, and order in the navigation; the first page is the default.

    `about` is a sentence shown next to it.
    """

    title: str
    icon: str
    order: int
    about: str = ""


@cache
def found() -> dict[str, Page]:
    """Return the pages by name, in navigation order. A page's name is its file name and its URL."""
    modules = (module.name for module in iter_modules([str(FOLDER)]) if not module.name.startswith("_"))
    pages = {name: import_module(f"optimizer.ui.pages.{name}").PAGE for name in modules}
    return dict(sorted(pages.items(), key=lambda entry: entry[1].order))


def served(name: str) -> st.Page:
    """Return a Streamlit page with a title in the current language."""
    page = found()[name]
    first = next(iter(found())) == name
    file = FOLDER / f"{name}.py"
    return st.Page(file, title=tr(page.title), icon=page.icon, url_path=name, default=first, help=tr(page.about))
