"""What a page says of itself, and the pages that there are: every module in `pages` with a `PAGE`.

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
    """A page's title (a text to be translated), its icon, and its place in the navigation; the first is the default.

    `about` is a sentence that the navigation shows beside it.
    """

    title: str
    icon: str
    order: int
    about: str = ""


@cache
def found() -> dict[str, Page]:
    """The pages by name, in the order of the navigation. A page's name is its file's, and its place in the URL."""
    modules = (module.name for module in iter_modules([str(FOLDER)]) if not module.name.startswith("_"))
    pages = {name: import_module(f"optimizer.ui.pages.{name}").PAGE for name in modules}
    return dict(sorted(pages.items(), key=lambda entry: entry[1].order))


def served(name: str) -> st.Page:
    """A page as Streamlit wants it, titled in the language spoken."""
    page = found()[name]
    first = next(iter(found())) == name
    file = FOLDER / f"{name}.py"
    return st.Page(file, title=tr(page.title), icon=page.icon, url_path=name, default=first, help=tr(page.about))
