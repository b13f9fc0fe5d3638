"""Figures of each measure alone under the current scenario, calculated once per content of case and scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.evaluation import Evaluator
from optimizer.studies.alone import figures_alone
from optimizer.ui.shared import state
from optimizer.ui.shared.answers import asks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.question import Question
    from optimizer.studies.alone import FiguresAlone


def current_question() -> Question | None:
    """Return the question of the scenario chosen in the bar; None if there is none, or it has errors."""
    scenario = state.scenario()
    asked = asks(scenario.stem) if scenario is not None else None
    return None if asked is None or isinstance(asked, tuple) else asked


def evaluator_for(question: Question) -> Evaluator:
    """Return the evaluator of a question, cached in the session."""
    return state.remembered("asked", question.sha256, lambda: Evaluator(question.case, question.scenario))


def alone_in(question: Question) -> Mapping[str, FiguresAlone]:
    """Return the figures of every measure alone, cached in the session."""
    return state.remembered("alone", question.sha256, lambda: figures_alone(evaluator_for(question)))
