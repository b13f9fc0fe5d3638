# ruff: noqa: INP001 - a script beside the pages that it makes
"""Make the pages that come from the code, or say which of them are out of date.

python docs/make.py                    make all
python docs/make.py --check            change nothing; exit status 1 if a page is out of date
python docs/make.py README.md          only this page
python docs/make.py --solve            find the plans of the README's picture anew (a minute)
"""

from __future__ import annotations

import argparse
import difflib
import sys
from functools import partial

from making import ROOT, commands, console, dictionary, formulation, notebook, picture

PAGES = {
    "README.md": partial(console.refreshed, "README.md"),
    "docs/guide.md": partial(console.refreshed, "docs/guide.md"),
    "docs/cli.md": commands.page,
    "docs/data-dictionary.md": dictionary.page,
    "docs/formulation.md": formulation.page,
    notebook.PAGE: notebook.page,
    picture.PAGE: picture.page,
}


def main() -> int:
    """Make or check the pages named, or all."""
    parser = argparse.ArgumentParser(description="Make the pages that come from the code.")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=f"of {', '.join(PAGES)}")
    parser.add_argument("--check", action="store_true", help="change nothing, say what is out of date")
    parser.add_argument("--solve", action="store_true", help="find the picture's plans anew")
    asked = parser.parse_args()
    if unknown := set(asked.pages) - set(PAGES):
        parser.error(f"no such page: {', '.join(sorted(unknown))}")
    makers = {**PAGES, picture.PAGE: picture.solved if asked.solve else picture.page}
    return max(_made(page, makers[page](), check=asked.check) for page in asked.pages or PAGES)


def _made(page: str, text: str, *, check: bool) -> int:
    path = ROOT / page
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    if text == old:
        return 0
    if check:
        lines = difflib.unified_diff(old.splitlines(), text.splitlines(), page, "made now", lineterm="", n=1)
        sys.stdout.write("\n".join([*lines, f"{page} is out of date: run python docs/make.py {page}", ""]))
        return 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{page} made\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
