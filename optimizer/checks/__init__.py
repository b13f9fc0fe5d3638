"""Consistency checks between records, and between a case and its scenario.

    problems = check(case, scenario)

Single values are checked when they are read; here are the checks that involve several:
`register.py` for a case by itself; for a scenario on it `scenario.py`, `limits.py` (what it counts), `choosing.py`
(what it can choose) and `slips.py`. Valid but implausible
values (off by ×1000, a payback of days) are reported by `plausible`, which `check` and register imports call.
Reading and solving call only `coherence`, on which answers depend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.checks.asked import CheckedScenario
from optimizer.checks.choosing import CHECKS as OF_CHOICE
from optimizer.checks.funding import OF_CASE as OF_SOURCES
from optimizer.checks.funding import OF_SCENARIO as OF_FUNDING
from optimizer.checks.known import CheckedCase, Unread
from optimizer.checks.limits import CHECKS as OF_LIMITS
from optimizer.checks.plausibility import plausible
from optimizer.checks.register import CHECKS as OF_CASE
from optimizer.checks.scenario import CHECKS as OF_SCENARIO
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
    """Return all errors and warnings in a case, and in a scenario on it, as listed by `cpee check`.

    In the order of the checks. `file` names the scenario's file in messages (by default, the scenario's name).
    If parts of the files could not be read (`unread`), plausibility is not checked.
    """
    found = coherence(case, scenario, unread=unread, file=file)
    return found if unread != ALL_READ else [*found, *plausible(case, scenario, file=file)]


@exact
def coherence(
    case: Case, scenario: Scenario | None = None, *, unread: Unread = ALL_READ, file: str | None = None
) -> list[Problem]:
    """Return errors and warnings between records, in the order of the checks.

    `unread` describes the parts of the files that could not be read.
    """
    found = [problem for one in (*OF_CASE, *OF_SOURCES) for problem in one(CheckedCase(case, unread))]
    if scenario is not None:
        asked = CheckedScenario(case, unread, scenario, file or scenario.name)
        found += [
            problem for one in (*OF_SCENARIO, *OF_LIMITS, *OF_CHOICE, *OF_FUNDING, *SLIPS) for problem in one(asked)
        ]
    return found
