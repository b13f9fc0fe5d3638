"""The order of equally good plans; settling ties keeps to the clock and to little memory, and never loses a plan."""

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest

from optimizer import Case, Figures, Scenario, Solved, solve
from optimizer.arithmetic import Arithmetic
from optimizer.case import Effect, Measure, Stream
from optimizer.decision import Decision
from optimizer.evaluation import Evaluator
from optimizer.outcome import Ties
from optimizer.problem import pose
from optimizer.studies import plan
from optimizer.studies.neighbours import settle
from optimizer.studies.search import Search, SearchProgress
from optimizer.studies.ties import TieOrder

TWINS = 24


def twins(many: int) -> Case:
    """Measures that are as good as each other."""
    names = [f"m{k:03d}" for k in range(many)]
    return Case(
        name="Plant",
        currency="UAH",
        base_year=2026,
        streams=(Stream(stream="heat", kind="energy", unit="kWh", price=Decimal(1)),),
        measures=tuple(Measure(measure=name, name=name, capex=Decimal(1000), lifetime=5) for name in names),
        effects=tuple(Effect(measure=name, stream="heat", quantity=Decimal(600)) for name in names),
    )


def half_of_them(case: Case, **changes: object) -> Scenario:
    """Money for half of the measures, in the first year."""
    budget = {"total": Decimal(1000) * (len(case.measures) // 2)}
    rate = Decimal("0.1")
    asked = Scenario(name="s", case="c", horizon_years=5, start_years=2, discount_rate=rate, budget=budget)
    return asked.model_copy(update=changes)


def searching(case: Case, hear: Callable[[SearchProgress], bool]) -> Search:
    """A search that has found the last half of the measures."""
    scenario = half_of_them(case)
    search = Search(Evaluator(case, scenario), pose(case, scenario), time.perf_counter(), hear)
    names = sorted(measure.measure for measure in case.measures)[len(case.measures) // 2 :]
    search.judge(search.problem.chosen(Decision(dict.fromkeys(names, case.base_year))))
    return search


def figures_of(order: TieOrder, goal: str, npv: str, capex: str) -> Figures:
    case = twins(1)
    nothing = Evaluator(case, half_of_them(case))(Decision({}))
    metrics = nothing.metrics | {"npv": Decimal(npv), "capex": Decimal(capex), "measures": Decimal(1)}
    assert order.half == Decimal("0.005")
    return replace(nothing, objective=Decimal(goal), metrics=metrics)


def test_money_ties_within_half_of_its_smallest_unit_and_all_else_relatively() -> None:
    case = twins(1)
    order = TieOrder.of(Evaluator(case, half_of_them(case)))
    worse = figures_of(order, "100.0049", "100.0049", "5")
    assert order.first([worse, figures_of(order, "100", "100", "4")]) != worse
    tied_at_most = figures_of(order, "100.005", "100.005", "5")
    assert order.first([tied_at_most, figures_of(order, "100", "100", "4")]) == tied_at_most
    tonnes = TieOrder.of(Evaluator(case, half_of_them(case, goal="heat_saved")))
    more, less = figures_of(tonnes, "1000000.001", "1", "0"), figures_of(tonnes, "1000000", "2", "0")
    assert tonnes.first([more, less]) == less
    assert tonnes.first([replace(more, objective=Decimal("1000000.0011")), less]) != less


def test_of_measures_as_good_as_each_other_the_first_are_taken() -> None:
    case = twins(TWINS)
    search = searching(case, lambda _: False)
    assert settle(search, Arithmetic(search.problem))
    assert search.best is not None
    assert list(search.best.decision.starts) == sorted(m.measure for m in case.measures)[: TWINS // 2]


@pytest.mark.parametrize("heard", [0, 1, 20])
def test_a_wish_to_stop_is_heard_and_it_is_said_that_not_all_were_looked_at(heard: int) -> None:
    told: list[SearchProgress] = []

    def hear(news: SearchProgress) -> bool:
        told.append(news)
        return len(told) > heard

    search = searching(twins(TWINS), hear)
    assert not settle(search, Arithmetic(search.problem))
    assert len(told) <= heard + 3
    assert search.best is not None


def test_a_proved_plan_is_not_lost_where_memory_runs_out_over_ties(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bool:
        raise MemoryError

    monkeypatch.setattr(plan, "settle", fail)
    case = twins(TWINS)
    outcome = solve(case, half_of_them(case))
    assert isinstance(outcome, Solved)
    assert outcome.optimal
    assert outcome.ties is Ties.UNSETTLED


def test_the_neighbours_of_many_measures_take_little_memory() -> None:
    heard = count()
    search = searching(twins(600), lambda _: next(heard) > 400)  # all neighbours of one plan, some of the next
    arithmetic = Arithmetic(search.problem)
    tracemalloc.start()
    try:
        settle(search, arithmetic)
        assert tracemalloc.get_traced_memory()[1] < 100e6
    finally:
        tracemalloc.stop()


def test_a_plan_is_not_lost_where_memory_runs_out_over_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(search: Search) -> None:
        search.judge(search.problem.chosen(Decision({"m000": 2026})))
        raise MemoryError

    monkeypatch.setattr(plan, "prove_from_outside", fail)
    case = twins(TWINS)
    outcome = solve(case, half_of_them(case))
    assert isinstance(outcome, Solved)
    assert not outcome.optimal
    assert list(outcome.figures.decision.starts) == ["m000"]
    assert outcome.effort.doubts == ("memory ran out before the proofs were finished",)
