"""What must hold between records, and between a case and the scenario that asks about it.

    problems = check(case, scenario)

Values are checked one by one where they are read; here stands what takes more than one of them:
`register.py` for a case by itself, `scenario.py` for a question on it. What is not wrong but hardly meant
(a slip of ×1000, a payback of days) is told by `plausible`, which is asked where a register is checked or
imported, not at every solve; but rates written as per cent (`odd_rates`) are told there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.checks.known import Unread, View
from optimizer.checks.odd_scenarios import odd_rates
from optimizer.checks.plausibility import plausible
from optimizer.checks.register import CHECKS as OF_CASE
from optimizer.checks.scenario import CHECKS as OF_SCENARIO
from optimizer.checks.scenario import Asked
from optimizer.decimals import exact

if TYPE_CHECKING:
    from optimizer.case import Case
    from optimizer.errors import Problem
    from optimizer.scenario import Scenario

__all__ = ["ALL_READ", "Unread", "check", "odd_rates", "plausible"]

ALL_READ = Unread()


@exact
def check(
    case: Case, scenario: Scenario | None = None, *, unread: Unread = ALL_READ, file: str | None = None
) -> list[Problem]:
    """Everything wrong between records (and, as warnings, odd), in the order of the checks; empty if all is well.

    `unread` is what the files hold beside the case but could not be read; `file` is what messages call
    the scenario's file (its name, if there is none).
    """
    found = [problem for one in OF_CASE for problem in one(View(case, unread))]
    if scenario is not None:
        asked = Asked(case, unread, scenario, file or scenario.name)
        found += [problem for one in OF_SCENARIO for problem in one(asked)]
    return found
