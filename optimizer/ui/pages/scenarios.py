"""Scenarios: what is asked of the register, each under its own conditions; how each stands, and every key of it."""

from __future__ import annotations

from optimizer.locales import noted, tr
from optimizer.ui.page import Page
from optimizer.ui.shared.widgets import filled_project, title

PAGE = Page(
    noted("Scenarios"), ":material/account_tree:", order=40,
    about=noted("What is asked of the register: goals, budgets, prices, limits; and how far the answers are."),
)  # fmt: skip


def show() -> None:
    """The scenarios of the open project."""
    title(tr(PAGE.title), tr(PAGE.about))
    project = filled_project()
    if project is not None:
        from optimizer.ui.scenarios.view import show_scenarios  # noqa: PLC0415 - tables load slowly, other pages do without

        show_scenarios(project)


if __name__ == "__main__":
    show()
