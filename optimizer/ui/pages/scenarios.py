"""Scenarios: questions to the register with their own conditions, their status and all their settings."""

from __future__ import annotations

from optimizer.locales import noted, tr
from optimizer.ui.page import Page
from optimizer.ui.shared.widgets import filled_project, title

PAGE = Page(
    noted("Scenarios"), ":material/account_tree:", order=40,
    about=noted("Goals, budgets, prices and limits to plan for, and the status of each answer."),
)  # fmt: skip


def show() -> None:
    """Show the scenarios of the open project."""
    title(tr(PAGE.title), tr(PAGE.about))
    project = filled_project()
    if project is not None:
        from optimizer.ui.scenarios.view import show_scenarios  # noqa: PLC0415 - tables load slowly, other pages do without

        show_scenarios(project)


if __name__ == "__main__":
    show()
