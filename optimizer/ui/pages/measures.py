"""Measures: the register, its problems, and all of its tables for editing."""

from __future__ import annotations

from optimizer.locales import noted, tr
from optimizer.ui.page import Page
from optimizer.ui.shared.widgets import filled_project, title

PAGE = Page(
    noted("Measures"), ":material/checklist:", order=20, about=noted("The register: all measures and their data.")
)


def show() -> None:
    """Show the register of the open project."""
    title(tr("Measures"), tr(PAGE.about))
    project = filled_project()
    if project is not None:
        from optimizer.ui.measures.view import show_register  # noqa: PLC0415 - tables load slowly, other pages do without

        show_register(project)


if __name__ == "__main__":
    show()
