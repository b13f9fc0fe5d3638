"""Result: one scenario's plan, headline first, or why there is none."""

from __future__ import annotations

from optimizer.locales import noted, tr
from optimizer.ui.page import Page
from optimizer.ui.shared import state
from optimizer.ui.shared.widgets import filled_project, title

PAGE = Page(noted("Result"), ":material/insights:", order=50, about=noted("The plan of one scenario and its results."))


def show() -> None:
    """Show the plan of the current scenario, or why there is none."""
    title(tr("Result"))
    if filled_project() is not None:
        from optimizer.ui.result.view import show_scenario  # noqa: PLC0415 - charts load slowly, other pages do without

        show_scenario(state.scenario())


if __name__ == "__main__":
    show()
