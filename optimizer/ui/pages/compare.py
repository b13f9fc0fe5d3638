"""Compare: two to five scenarios side by side."""

from __future__ import annotations

from optimizer.locales import noted, tr
from optimizer.ui.page import Page
from optimizer.ui.widgets import filled_project, title

PAGE = Page(noted("Compare"), ":material/compare_arrows:", order=60, about=noted("Two to five scenarios side by side."))


def show() -> None:
    """The plan of the scenario chosen, or what there is to say instead."""
    title(tr("Compare"))
    if filled_project() is None:
        return


if __name__ == "__main__":
    show()
