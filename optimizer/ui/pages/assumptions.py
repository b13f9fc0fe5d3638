"""Assumptions: prices, factors and rates, each with value, unit, source, year and changes."""

from __future__ import annotations

from optimizer.locales import noted, tr
from optimizer.ui.page import Page
from optimizer.ui.shared.widgets import filled_project, title

PAGE = Page(
    noted("Assumptions"), ":material/balance:", order=30,
    about=noted("What the figures are based on: prices, taxes, emission factors and rates, with sources and changes."),
)  # fmt: skip


def show() -> None:
    """Show the assumptions of the current scenario."""
    title(tr(PAGE.title), tr(PAGE.about))
    project = filled_project()
    if project is not None:
        from optimizer.ui.assumptions.view import show_assumptions  # noqa: PLC0415 - tables load slowly, others do without

        show_assumptions(project)


if __name__ == "__main__":
    show()
