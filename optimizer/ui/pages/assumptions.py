"""Assumptions: what the figures rest on, each with its value, unit, source and year, and what was changed."""

from __future__ import annotations

from optimizer.locales import noted, tr
from optimizer.ui.page import Page
from optimizer.ui.shared.widgets import filled_project, title

PAGE = Page(
    noted("Assumptions"), ":material/balance:", order=30,
    about=noted("What the figures rest on: prices, taxes, emission factors, rates; where from, and what was changed."),
)  # fmt: skip


def show() -> None:
    """The assumptions of the scenario chosen."""
    title(tr(PAGE.title), tr(PAGE.about))
    project = filled_project()
    if project is not None:
        from optimizer.ui.assumptions.view import show_assumptions  # noqa: PLC0415 - tables load slowly, others do without

        show_assumptions(project)


if __name__ == "__main__":
    show()
