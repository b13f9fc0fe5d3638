"""Seconds to plans with outside money within 0.1 and 0.01 % of the bound: python -m tests.benchmarks.funding [SEED…].

300 measures that overlap on end uses, 10 start years, three lenders (one in euro, one with a ticket), three stresses,
goal APV; one proof. And a question of 60 measures with and without outside money.
"""

from __future__ import annotations

import sys
import time
from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.funding_source import FundingSource
from optimizer.scenario import ExchangeRate, FundingRules, Stress
from optimizer.studies.plan import solve
from tests.benchmarks.machine import machine, say, table
from tests.benchmarks.plants import Plant, without_floor

if TYPE_CHECKING:
    from optimizer.studies.search import SearchProgress

LARGE, SMALL, YEARS, SEEDS, SECONDS = 300, 60, 10, 5, 180
GAPS = (0.001, 0.0001)
STRESSES = (
    Stress(name="less saved", savings="0.8"),
    Stress(name="late", delay=1),
    Stress(name="fx", fx="1.3", rate="0.02"),
)


def lenders(capex: Decimal) -> tuple[FundingSource, ...]:
    """Return three lenders whose limits are a sixth, a tenth and a tenth of all capex."""
    euros, part, ticket = (round(capex / share) for share in (6 * 49, 10, 200))
    return (
        FundingSource(source="euro", kind="loan", currency="EUR", limit=euros, share="0.9", rate="0.06", tenor=5),
        FundingSource(source="fund", kind="loan", limit=part, min_ticket=ticket, rate="0.09", tenor=5),
        FundingSource(source="gift", kind="grant", limit=part, share="0.2", delay=1),
    )


def funded(plant: Plant, years: int) -> Plant:
    """Return a plant with the three lenders, so many start years, and the three stresses."""
    sources = lenders(sum((measure.capex for measure in plant.case.measures), Decimal(0)))
    rules = FundingRules(sources=tuple(s.source for s in sources), dscr=Decimal("1.2"), debt_rate=Decimal("0.16"))
    keys = {"funding": rules, "fx": {"EUR": ExchangeRate(rate=49, depreciation="0.04")}, "stress": STRESSES}
    asked = plant.scenario.model_copy(update={**keys, "goal": "apv", "start_years": years})
    return Plant(plant.case.model_copy(update={"funding": sources}), asked)


def seconds_to(plant: Plant) -> list[object]:
    """Return the seconds to the first plan and to each gap; None if a gap was not reached."""
    began, reached = time.perf_counter(), {}

    def hear(progress: SearchProgress) -> bool:
        if progress.best is not None and progress.decision is not None and progress.decision.starts:
            reached.setdefault("first", time.perf_counter() - began)
            if progress.bound is not None:
                open_share = abs(progress.bound - float(progress.best)) / abs(float(progress.best))
                for gap in GAPS:
                    if open_share <= gap:
                        reached.setdefault(gap, time.perf_counter() - began)
        return False

    solve(plant.case, plant.within("0.0001", 1, SECONDS), hear)
    return [reached.get(key) for key in ("first", *GAPS)]


def main() -> None:
    """Print the large questions of the seeds, and a smaller one with and without outside money."""
    say(machine() + "\n")
    seeds = [int(seed) for seed in sys.argv[1:]] or list(range(SEEDS))
    heads = ("question", "seed", "first plan, s", "to 0.1 %, s", "to 0.01 %, s")
    rows: list[tuple[object, ...]] = []
    for seed in seeds:
        plant = without_floor(SMALL, seed)
        rows.append((f"{SMALL}, own funds", seed, *seconds_to(plant)))
        rows.append((f"{SMALL}, three lenders", seed, *seconds_to(funded(plant, plant.scenario.start_years))))
        rows.append((f"{LARGE} x {YEARS}, three lenders", seed, *seconds_to(funded(without_floor(LARGE, seed), YEARS))))
    table(heads, rows)


if __name__ == "__main__":
    main()
