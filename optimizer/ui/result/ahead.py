"""What live mode solves before anybody asks, and what the plans known so far are worth once a control has moved.

pool.prepare(owner, stem, neighbours(question, moves))
best_known(moved(question, moves), [saved, *pool.figures(owner, stem)], job.news.figures)
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from optimizer.errors import InvalidInput
from optimizer.evaluation import Evaluator
from optimizer.limits import AHEAD_QUESTIONS
from optimizer.ui.result.live_question import baseline, budget_steps, moved, own_funds, target, target_steps
from optimizer.words import lower_is_better

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optimizer.decimals import Decimal
    from optimizer.figures import Figures
    from optimizer.question import Question
    from optimizer.ui.result.live_question import ControlPositions

# In steps of the control: 5 % of the budget, 1 % of the plant's emissions. People begin with large moves in round
# figures, the budget downwards first, and then try what is next to it.
FAR_BUDGETS, FAR_TARGETS = (-2, -4, 2, -6, -10, 4, 10), (5, 10, 2, 20)
NEAR = (-1, 1, -2, 2)


def neighbours(question: Question, moves: ControlPositions) -> list[Question]:
    """Return questions that a next move of the budget or the target may ask, the likeliest first."""
    budgets, targets = list(_budgets(question, moves)), list(_targets(question, moves))
    turns = chain.from_iterable(zip_longest(budgets, targets))
    return [moved(question, one) for one in turns if one is not None][:AHEAD_QUESTIONS]


def _budgets(question: Question, moves: ControlPositions) -> Iterator[ControlPositions]:
    steps, own = budget_steps(question), own_funds(question.scenario)
    now = own if moves.budget is None else moves.budget
    for step in _around(steps, now, NEAR if moves.any else FAR_BUDGETS):
        yield replace(moves, budget=None if step == own else step)


def _targets(question: Question, moves: ControlPositions) -> Iterator[ControlPositions]:
    if baseline(question) is None:
        return
    own = target(question)
    now = own if moves.target is None else moves.target
    for step in _around(target_steps(question), now, NEAR if moves.any else FAR_TARGETS):
        yield replace(moves, target=None if step == own else step)


def _around(steps: Sequence[Decimal | None], now: Decimal | None, offsets: Iterable[int]) -> Iterator[Decimal | None]:
    """Return the steps at these distances from the current one, as far as there are any."""
    if now in steps:
        places = (steps.index(now) + offset for offset in offsets)
        yield from (steps[place] for place in places if 0 <= place < len(steps))


def best_known(question: Question, plans: Iterable[Figures], found: Figures | None = None) -> Figures | None:
    """Return the best plan for a question: the one found for it, or one found for another that is allowed in this one.

    All figures returned are for this question. On a tie, the earlier of `plans` is returned, and `found` last: the
    saved plan comes first, so that no measure leaves without a gain.
    """
    evaluator, best = Evaluator(question.case, question.scenario), None
    for decision in dict.fromkeys(plan.decision for plan in plans):
        try:
            figures = evaluator(decision)
        except InvalidInput:  # a plan for the scenario as it was before it was edited
            continue
        if figures.feasible:
            best = better(question, figures, best)
    best = better(question, found, best)
    return best if best is None or best is found else evaluator.full(best.decision)


def better(question: Question, one: Figures | None, other: Figures | None) -> Figures | None:
    """Return the better of two plans for the goal; the second one on a tie."""
    if one is None or other is None:
        return one or other
    ahead = one.objective - other.objective
    return one if (ahead < 0 if lower_is_better(question, question.scenario.goal) else ahead > 0) else other
