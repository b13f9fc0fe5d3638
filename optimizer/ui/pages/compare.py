"""Compare: two to five scenarios side by side."""

from __future__ import annotations

from optimizer.locales import noted, tr
from optimizer.ui.page import Page
from optimizer.ui.shared.widgets import filled_project, title

PAGE = Page(noted("Compare"), ":material/compare_arrows:", order=60, about=noted("Two to five scenarios side by side."))


def show() -> None:
    """Show the chosen scenarios side by side."""
    title(tr("Compare"))
    opened = filled_project()
    if opened is not None:
        from optimizer.ui.compare.view import show_comparison  # noqa: PLC0415 - charts load slowly, other pages do without

        show_comparison(opened)


if __name__ == "__main__":
    show()
