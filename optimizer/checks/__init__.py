"""What must hold between records, and between a case and the scenario that asks about it.

    problems = check(case, scenario)

Values are checked one by one where they are read; here stands what takes more than one of them:
`register.py` for a case by itself, `scenario.py` and `slips.py` for a question on it. What is not wrong but hardly
meant (a slip of ×1000, a payback of days) is told by `plausible`: `check` asks it, as does whoever imports a register.
Reading and solving ask `coherence` only, which is what an answer depends on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.checks.known import Unread, View
from optimizer.checks.plausibility import plausible
from optimizer.checks.register import CHECKS as OF_CASE
from optimizer.checks.scenario import CHECKS as OF_SCENARIO
from optimizer.checks.scenario import Asked
from optimizer.checks.slips import CHECKS as SLIPS
from optimizer.decimals import exact

if TYPE_CHECKING:
    from optimizer.case import Case
    from optimizer.errors import Problem
    from optimizer.scenario import Scenario

__all__ = ["ALL_READ", "Unread", "check", "coherence", "plausible"]

ALL_READ = Unread()


def check(
    case: Case, scenario: Scenario | None = None, *, unread: Unread = ALL_READ, file: str | None = None
) -> list[Problem]:
    """Everything wrong or odd in a case, and in a scenario on it, as `cpee check` lists it; empty if all is well.

    Errors and warnings, in the order of the checks. `file` is what messages call the scenario's file (its name, if
    there is none). Where parts of the files could not be read (`unread`), sizes are not judged.
    """
    found = coherence(case, scenario, unread=unread, file=file)
    return found if unread != ALL_READ else [*found, *plausible(case, scenario, file=file)]


@exact
def coherence(
    case: Case, scenario: Scenario | None = None, *, unread: Unread = ALL_READ, file: str | None = None
) -> list[Problem]:
    """Everything wrong between records (and, as warnings, odd), in the order of the checks; empty if all is well.

    `unread` is what the files hold beside the case but could not be read.
    """
    found = [problem for one in OF_CASE for problem in one(View(case, unread))]
    if scenario is not None:
        asked = Asked(case, unread, scenario, file or scenario.name)
        found += [problem for one in (*OF_SCENARIO, *SLIPS) for problem in one(asked)]
    return found
