"""Problems for display: errors first, each with its place and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import trn
from optimizer.ui.shared.texts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimizer.errors import Problem

MOST_SHOWN = 50


def show_problems(problems: Iterable[Problem]) -> None:
    """Show errors in red, then warnings in yellow; long lists are cut, with a count of the rest."""
    told = tuple(problems)
    errors, warnings = ([p for p in told if p.warning is odd] for odd in (False, True))
    if errors:
        st.error(_listed(trn("{count} error to fix:", "{count} errors to fix:", len(errors)), errors))
    if warnings:
        st.warning(_listed(trn("{count} thing to check:", "{count} things to check:", len(warnings)), warnings))


def _listed(opening: str, problems: list[Problem]) -> str:
    lines = [f"- {plain(str(problem))}" for problem in problems[:MOST_SHOWN]]
    left = len(problems) - MOST_SHOWN
    more = [f"- {trn('… and {count} more', '… and {count} more', left)}"] if left > 0 else []
    return "\n".join([opening, "", *lines, *more])
