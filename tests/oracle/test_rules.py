"""The rules of the oracle on examples computed by hand: choices, limits, budgets, ties, inheritance."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from .examples import ELECTRICITY, effect, measure, problem, written
from .inputs import Problem
from .metrics import baseline
from .naive_rules import Judged
from .read import read
from .reference import broken, figures, solve
from .writing import Row, write_toml


def allowed(one: Problem, **starts: int) -> bool:
    """Whether a decision breaks nothing, in both ways to compute it."""
    assert Judged(one, starts).is_feasible() is (not broken(one, starts))
    return not broken(one, starts)


def limited(folder: Path, rows: list[Row], limit: dict[str, Any], **settings: Any) -> Problem:
    """A case of rows that save 100 kWh a year each, with one limit."""
    effects = [effect(row["measure"]) for row in rows]
    return problem(folder, rows, effects, limits=[{"name": "Limit"} | limit], **settings)


def test_groups_and_prerequisites(tmp_path: Path) -> None:
    rows = [measure("a", group="g"), measure("b", group="g"), measure("c", requires="a;d"), measure("d")]
    one = problem(tmp_path, rows)
    assert not allowed(one, a=2026, b=2027)
    assert not allowed(one, c=2026)
    assert not allowed(one, a=2027, c=2026, d=2026)
    assert allowed(one, a=2026, c=2027, d=2027)


def test_windows_statuses_and_lists(tmp_path: Path) -> None:
    rows = [
        measure("a", earliest="2027"),
        measure("b", latest="2026"),
        measure("c", status="in progress", earliest="2027"),
        measure("d", status="completed"),
        measure("e", status="discarded"),
        measure("f"),
    ]
    one = problem(tmp_path, rows, measures={"include": ["e"], "exclude": ["f"]})
    assert allowed(one, a=2027, b=2026, c=2026, e=2027)
    assert not allowed(one, a=2026, c=2026, e=2026)
    assert not allowed(one, b=2027, c=2026, e=2026)
    assert not allowed(one, c=2027, e=2026)
    assert not allowed(one, e=2026)
    assert not allowed(one, c=2026)
    assert not allowed(one, c=2026, d=2026, e=2026)
    assert not allowed(one, c=2026, e=2026, f=2026)
    assert not allowed(one, c=2026, e=2028)


def test_what_was_completed_before_is_there_for_those_who_require_it(tmp_path: Path) -> None:
    rows = [measure("a", status="verified"), measure("b", requires="a"), measure("c", status="discarded")]
    one = problem(tmp_path, [*rows, measure("d", requires="c")])
    assert allowed(one, b=2026)
    assert not allowed(one, d=2026)


def test_max_payback_looks_at_each_measure_alone(tmp_path: Path) -> None:
    rows = [measure("a"), measure("b", capex="1000.01"), measure("c", capex="0", opex_change="200.01")]
    one = limited(tmp_path, rows, {"metric": "npv", "at_least": -9999}, measures={"max_payback": 5})
    assert allowed(one, a=2026)
    assert not allowed(one, b=2026)
    assert not allowed(one, c=2026)


@pytest.mark.parametrize(
    ("budget", "starts", "expected"),
    [
        ({"per_year": [1000, 1000]}, {"a": 2026, "b": 2027}, True),
        ({"per_year": [1000, 999]}, {"a": 2026, "b": 2027}, False),
        ({"per_year": [2000]}, {"a": 2026, "b": 2027}, False),
        ({"per_year": [2000], "carry_over": True}, {"a": 2026, "b": 2027}, True),
        ({"per_year": 1000}, {"a": 2026, "b": 2027}, True),
        ({"per_year": 1000}, {"a": 2026, "b": 2026}, False),
        ({"per_year": [1000, 800], "reinvest": 1}, {"a": 2026, "b": 2027}, False),
        ({"per_year": [1000, 800], "reinvest": 1}, {"c": 2026, "b": 2027}, True),
        ({"per_year": [1000, 900], "reinvest": 0.5}, {"c": 2026, "b": 2027}, True),
        ({"per_year": [1000, 899], "reinvest": 0.5}, {"c": 2026, "b": 2027}, False),
        ({"total": 2000}, {"a": 2026, "b": 2026}, True),
        ({"total": 1999.99}, {"a": 2026, "b": 2026}, False),
        ({"total": 1999.996}, {"a": 2026, "b": 2026}, True),
        ({"carry_over": True, "reinvest": 1}, {"a": 2026, "b": 2026, "c": 2026}, True),
    ],
)
def test_budget(tmp_path: Path, budget: dict[str, Any], starts: dict[str, int], *, expected: bool) -> None:
    exact = {key: Fraction(str(x)) if isinstance(x, float) else x for key, x in budget.items()}
    rows = [measure("a"), measure("b"), measure("c", lead="0")]
    one = problem(tmp_path, rows, [effect(row["measure"]) for row in rows], budget=exact)
    assert allowed(one, **starts) is expected


def test_a_year_with_less_than_nothing_is_not_allowed(tmp_path: Path) -> None:
    rows = [measure("a", opex_change="50", lifetime="2")]
    for name, own, expected in (("enough", 50, True), ("short", 49, False)):
        budget = {"per_year": [1000, 0, own, own], "reinvest": 1}
        assert allowed(problem(tmp_path / name, rows, budget=budget), a=2026) is expected


def test_carried_over_money_is_spent_once(tmp_path: Path) -> None:
    rows = [measure("a", spend="0.5;0.5"), measure("b", spend="0;1")]
    budget = {"per_year": [1500], "carry_over": True}
    one = problem(tmp_path, rows, budget=budget, start_years=1)
    assert allowed(one, a=2026)
    assert allowed(one, b=2026)
    assert not allowed(one, a=2026, b=2026)


def test_what_is_reinvested_is_net_of_one_time_money_and_tax(tmp_path: Path) -> None:
    cells = {"lead": "0", "one_off": "40", "other_benefit": "60", "lifetime": "1"}
    rows = [measure("a", capex="0", **cells), measure("b", capex="80"), measure("c", capex="80.01")]
    settings: dict[str, Any] = {"tax_rate": Fraction("0.2"), "budget": {"per_year": 0, "reinvest": 1}}
    one = problem(tmp_path, rows, **settings)
    assert allowed(one, a=2026, b=2027)
    assert not allowed(one, a=2026, c=2027)


@pytest.mark.parametrize(
    ("benefit", "budget", "expected"),
    [
        ("70", {"per_year": 100, "total": 100}, True),
        ("130", {"per_year": 100, "reinvest": 1}, True),
        ("70", {"per_year": 100, "reinvest": 1}, False),  # 30 less than nothing from 2028 on
    ],
)
def test_a_renewal_is_outside_the_budget_but_lowers_what_is_reinvested(
    tmp_path: Path, benefit: str, budget: dict[str, Any], *, expected: bool
) -> None:
    rows = [measure("a", capex="100", renewal="1", lifetime="1", other_benefit=benefit)]
    assert allowed(problem(tmp_path, rows, budget=budget), a=2026) is expected


def test_no_start_whose_payments_go_on_after_the_horizon(tmp_path: Path) -> None:
    rows = [measure("a", spend="0.5;0.25;0.25"), measure("b", spend="0.5;0.5;0", status="in progress")]
    one = problem(tmp_path, rows, horizon_years=2)
    assert allowed(one, a=2026, b=2026)
    assert not allowed(one, a=2027, b=2026)
    assert not allowed(problem(tmp_path / "short", rows[1:], horizon_years=1, start_years=1), b=2026)


def test_no_start_before_the_first_but_for_what_is_in_progress(tmp_path: Path) -> None:
    one = problem(tmp_path, [measure("a"), measure("b", status="in progress")], first_start=2027)
    assert allowed(one, a=2027, b=2026)
    assert not allowed(one, a=2026, b=2026)


def test_a_package_starts_in_one_year_or_not_at_all(tmp_path: Path) -> None:
    rows = [measure("a", requires="b"), measure("b", requires="c"), measure("c", requires="a;b")]
    one = problem(tmp_path, rows)
    assert allowed(one)
    assert allowed(one, a=2027, b=2027, c=2027)
    assert not allowed(one, a=2026, b=2026)
    assert not allowed(one, a=2027, b=2026, c=2026)


def test_max_payback_is_net_of_one_offs_and_does_not_bind_what_is_in_progress(tmp_path: Path) -> None:
    rows = [measure("a", one_off="200"), measure("b", one_off="199.99"), measure("c", status="in progress")]
    effects = [effect(row["measure"]) for row in rows[:2]]
    one = problem(tmp_path, rows, effects, measures={"max_payback": 4})
    assert allowed(one, a=2026, c=2026)
    assert not allowed(one, b=2026, c=2026)
    assert not allowed(one, a=2026)


@pytest.mark.parametrize(
    ("limit", "starts", "expected"),
    [
        ({"metric": "electricity_saved", "at_least": 200}, {"a": 2026, "b": 2027}, False),
        ({"metric": "electricity_saved", "at_least": 200, "year": 2029}, {"a": 2026, "b": 2027}, True),
        ({"metric": "electricity_saved", "at_least": 700, "year": "total"}, {"a": 2026, "b": 2026}, False),
        ({"metric": "electricity_saved", "at_least": 600, "year": "total"}, {"a": 2026, "b": 2026}, True),
        ({"metric": "electricity_saved", "at_least": 100, "year": "each"}, {"a": 2026}, True),
        ({"metric": "electricity_saved", "at_least": 100, "year": "each"}, {"a": 2027, "b": 2027}, False),
        ({"metric": "electricity_saved", "at_most": 100, "year": "each"}, {"a": 2026, "b": 2027}, False),
        ({"metric": "capex", "at_most": 1000, "year": "each"}, {"a": 2026, "b": 2027}, True),
        ({"metric": "capex", "at_most": 1000}, {"a": 2026, "b": 2027}, False),
        ({"metric": "measures", "at_most": 1, "year": 2027}, {"a": 2026, "b": 2027}, True),
        ({"metric": "measures", "at_least": 2, "at_most": 3}, {"a": 2026}, False),
        ({"metric": "capex", "at_most": 999.996}, {"a": 2026}, True),
        ({"metric": "capex", "at_most": 999.995}, {"a": 2026}, False),
        ({"metric": "annual_saving", "at_least": 200.004, "year": 2028}, {"a": 2026}, True),
        ({"metric": "annual_saving", "at_least": 200.005, "year": 2028}, {"a": 2026}, False),
        ({"metric": "electricity_saved", "at_least": 100.0000001, "year": 2028}, {"a": 2026}, True),
        ({"metric": "electricity_saved", "at_least": 100.000001, "year": 2028}, {"a": 2026}, False),
    ],
)
def test_limits(tmp_path: Path, limit: dict[str, Any], starts: dict[str, int], *, expected: bool) -> None:
    exact = {key: Fraction(str(x)) if isinstance(x, float) else x for key, x in limit.items()}
    rows = [measure("a", lead="2", lifetime="9"), measure("b", lead="2", lifetime="9")]
    assert allowed(limited(tmp_path, rows, exact), **starts) is expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ({"metric": "one_off", "at_least": 50, "year": 2027}, True),
        ({"metric": "one_off", "at_least": 51, "year": "total"}, False),
        ({"metric": "one_off", "at_least": 1}, False),
        ({"metric": "renewal", "at_most": 399, "year": "each"}, False),
        ({"metric": "renewal", "at_most": 400, "year": "each"}, True),
        ({"metric": "renewal", "at_most": 400}, True),
        ({"metric": "renewal", "at_most": 799, "year": "total"}, False),
        ({"metric": "avoided_cost", "at_least": 70}, True),
        ({"metric": "avoided_cost", "at_least": 71}, False),
    ],
)
def test_limits_on_money_that_comes_once(tmp_path: Path, limit: dict[str, Any], *, expected: bool) -> None:
    cells = {"one_off": "50", "renewal": "0.4", "lifetime": "1", "avoided_cost": "70", "avoided_year": "2028"}
    assert allowed(limited(tmp_path, [measure("a", **cells)], limit, horizon_years=3), a=2026) is expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ({"at_least": "10%"}, True),
        ({"at_least": "10.01%"}, False),
        ({"at_least": "10%", "year": "each"}, True),
        ({"at_most": "9.99%", "year": "each"}, False),
        ({"at_least": "9.31%", "year": "total"}, True),  # 2,700 of 29,000
        ({"at_least": "9.32%", "year": "total"}, False),
    ],
)
def test_percentages_of_the_bill_are_of_the_same_years(
    tmp_path: Path, limit: dict[str, Any], *, expected: bool
) -> None:
    tables = {"streams": [ELECTRICITY | {"baseline": "1000"}]}
    prices = {"electricity": {"path": {"2028": 16, "2029": 7, "2030": 2}}}
    one = limited(tmp_path, [measure("a")], {"metric": "bill_saved"} | limit, tables=tables, prices=prices)
    assert allowed(one, a=2026) is expected


def test_the_bill_of_each_year_has_its_own_bound(tmp_path: Path) -> None:
    tables = {"streams": [ELECTRICITY | {"baseline": "1000"}]}
    prices = {"electricity": {"path": {"2029": 10, "2030": 1}}}
    limit = {"metric": "bill_saved", "at_least": "4%", "year": "each"}
    one = limited(tmp_path, [measure("a")], limit, tables=tables, prices=prices)
    shown = figures(one, {"a": 2026}).limits[0]
    assert [shown.value, shown.bound, shown.slack] == [100, 40, 60]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ({"at_most": "90%"}, True),
        ({"at_most": "89.99%"}, False),
        ({"at_most": "90%", "year": "each"}, False),
        ({"at_most": "92%", "year": "total"}, True),
        ({"at_most": "91.99%", "year": "total"}, False),
        ({"at_most": 9}, True),
        ({"at_most": "8.99"}, False),
        ({"at_least": 10, "year": 2026}, True),
        ({"at_most": 9, "where": {"site": "Yard"}}, True),
        ({"at_most": 9, "where": {"site": "Moon"}}, False),
    ],
)
def test_targets_of_what_is_left(tmp_path: Path, limit: dict[str, Any], *, expected: bool) -> None:
    tables = {
        "streams": [ELECTRICITY | {"baseline": "1000"}],
        "pollutants": [{"pollutant": "co2e", "baseline": "2"}],
        "factors": [{"stream": "electricity", "pollutant": "co2e", "kg_per_unit": "8"}],
    }
    exact = {key: Fraction(one) if one == "8.99" else one for key, one in limit.items()}
    rows = [effect("a"), effect("a", pollutant="co2e", quantity="0.2")]
    limits = [{"name": "Left", "metric": "co2e_left"} | exact]
    one = problem(tmp_path, [measure("a", site="Yard")], rows, tables=tables, limits=limits)
    assert allowed(one, a=2026) is expected


def test_ratio_limits_show_their_margin(tmp_path: Path) -> None:
    one = limited(tmp_path, [measure("a", one_off="100")], {"metric": "simple_payback", "at_most": 5})
    shown = figures(one, {"a": 2026}).limits[0]
    assert [shown.value, shown.bound, shown.slack, shown.margin] == [Fraction("4.5"), 5, Fraction("0.5"), 100]
    empty = figures(one, {}).limits[0]
    assert [empty.value, empty.slack, empty.margin] == [None, None, 0]


def test_where_judges_those_that_match_as_if_alone(tmp_path: Path) -> None:
    tables = {"end_uses": [{"end_use": "light", "stream": "electricity", "baseline": "1000"}]}
    rows = [measure("a", site="Yard"), measure("b", site="Цех"), measure("c", site="Roof")]
    effects = [effect(name, end_use="light", share="0.5") for name in "abc"]
    limit = {"name": "Site", "metric": "electricity_saved", "at_most": 500}
    for name, where, expected in (("one", "Yard", True), ("two", ["Yard", "Цех"], False), ("none", "Moon", True)):
        limits = [limit | {"where": {"site": where}}]
        one = problem(tmp_path / name, rows, effects, tables=tables, limits=limits)
        assert allowed(one, a=2026, b=2026, c=2026) is expected
        assert figures(one, {"a": 2026, "b": 2026}).limits[0].value == {"one": 500, "two": 750, "none": 0}[name]


def test_percentages_are_of_the_whole_plant(tmp_path: Path) -> None:
    tables = {
        "streams": [
            ELECTRICITY | {"baseline": "1000", "kwh_per_unit": "1", "hazard": "2"},
            ELECTRICITY | {"stream": "gas", "baseline": "50", "kwh_per_unit": "10"},
        ],
        "pollutants": [{"pollutant": "co2e", "baseline": "7", "hazard": "10"}],
        "factors": [
            {"stream": "electricity", "pollutant": "co2e", "kg_per_unit": "5", "scope": "2"},
            {"stream": "gas", "pollutant": "co2e", "kg_per_unit": "20", "scope": "1"},
        ],
    }
    one = limited(tmp_path, [measure("a")], {"metric": "co2e_abated", "at_least": "4%"}, tables=tables)
    of = {"electricity_saved": 1000, "energy_saved": 1500, "co2e_abated": 13, "hazard_avoided": 2130}
    of |= {"co2e_abated_scope1": 8, "co2e_abated_scope2": 5}
    assert {metric: baseline(one, metric, None) for metric in of} == of
    assert baseline(one, "co2e_abated", "total") == 65
    assert not allowed(one, a=2026)
    assert figures(one, {}).limits[0].bound == Fraction("0.52")


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ({"metric": "simple_payback", "at_most": 5}, True),
        ({"metric": "simple_payback", "at_most": 4.99}, False),
        ({"metric": "irr", "at_least": 0}, False),
        ({"metric": "abatement_cost", "at_most": 5}, True),
        ({"metric": "abatement_cost", "at_most": 4.9}, False),
    ],
)
def test_ratio_limits(tmp_path: Path, limit: dict[str, Any], *, expected: bool) -> None:
    exact = {key: Fraction(str(x)) if isinstance(x, float) else x for key, x in limit.items()}
    tables = {
        "pollutants": [{"pollutant": "co2e"}],
        "factors": [{"stream": "electricity", "pollutant": "co2e", "kg_per_unit": "100"}],
    }
    one = limited(tmp_path, [measure("a")], exact, tables=tables)
    assert allowed(one, a=2026) is expected
    assert allowed(one)


def test_irr_is_judged_by_npv_at_the_hurdle(tmp_path: Path) -> None:
    rows = [measure("a", capex="160", lifetime="1")]
    assert allowed(limited(tmp_path / "at", rows, {"metric": "irr", "at_least": Fraction("0.25")}), a=2026)
    above = limited(tmp_path / "above", rows, {"metric": "irr", "at_least": Fraction("0.26")})
    assert not allowed(above, a=2026)


def test_smallest_unit_of_the_currency(tmp_path: Path) -> None:
    limit = {"metric": "capex", "at_most": Fraction("999.6")}
    assert allowed(limited(tmp_path / "jpy", [measure("a")], limit, currency="JPY"), a=2026)
    assert not allowed(limited(tmp_path / "uah", [measure("a")], limit), a=2026)


def test_ties_go_by_npv_then_capex_then_count_then_order(tmp_path: Path) -> None:
    def best(name: str, rows: list[Row], **settings: Any) -> dict[str, int] | None:
        return solve(written(tmp_path / name, rows, **{"goal": "measures", "limits": [floor], **settings})).decision

    floor = {"name": "One", "metric": "measures", "at_least": 1}
    rich = {"other_benefit": "10", "lifetime": "1"}
    assert best("npv", [measure("a"), measure("b", capex="999")]) == {"b": 2026}
    assert best("capex", [measure("a", **rich), measure("b", capex="990", lifetime="1")]) == {"b": 2026}
    both = [measure("c", capex="5"), measure("b", capex="2"), measure("a", capex="3")]
    least_two = {"name": "Use", "metric": "use_k", "at_least": 5}
    rows = [row | {"use_k": row["capex"]} for row in both]
    assert best("count", rows, goal="use_k", limits=[least_two]) == {"c": 2026}
    assert best("order", [measure("b"), measure("a")]) == {"a": 2026}


def test_money_ties_within_less_than_half_the_smallest_unit(tmp_path: Path) -> None:
    rows = [
        measure("a", capex="500", other_benefit="1000000000", lifetime="1", group="g"),
        measure("b", capex="400", other_benefit="999999999.9951", lifetime="1", group="g"),
        measure("c", capex="0", other_benefit="999999999.995", lifetime="1", group="g"),
    ]
    answer = solve(written(tmp_path, rows, goal="other_benefit", goal_year=2027, start_years=1))
    assert answer.decision == {"b": 2026}
    assert len(answer.tied) == 2
    assert answer.runner_up == Fraction("999999999.995")
    assert answer.count_feasible == 4


def test_other_figures_tie_within_a_billionth(tmp_path: Path) -> None:
    quantities = {"a": "1000000000", "b": "999999999", "c": "999999998.9"}
    rows = [measure(name, capex=capex, group="g") for name, capex in (("a", "500"), ("b", "400"), ("c", "0"))]
    effects = [effect(name, stream="electricity", quantity=quantity) for name, quantity in quantities.items()]
    prices = {"electricity": {"price": 0}}
    answer = solve(written(tmp_path, rows, effects, start_years=1, goal="electricity_saved", prices=prices))
    assert answer.decision == {"b": 2026}
    assert len(answer.tied) == 2


def test_infeasible(tmp_path: Path) -> None:
    answer = solve(written(tmp_path, [measure("a")], limits=[{"name": "x", "metric": "npv", "at_least": 1}]))
    assert (answer.status, answer.decision, answer.objective) == ("infeasible", None, None)


def test_extends_merges_tables_and_limits_by_name(tmp_path: Path) -> None:
    prices = {"electricity": {"price": 3, "path": {"2027": 7, "2028": 9}}}
    limits = [{"name": name, "metric": "measures", "at_most": 1} for name in ("kept", "changed", "gone")]
    budget = {"per_year": [5, 6], "total": 9}
    base = written(tmp_path, [measure("a")], prices=prices, limits=limits, budget=budget, goal="capex")
    changed = {"name": "changed", "metric": "npv", "at_least": 0}
    child: dict[str, Any] = {"name": "Child", "extends": base.name, "discount_rate": Fraction("0.5")}
    child |= {"prices": {"electricity": {"path": {"2029": 1}}}, "budget": {"per_year": [8]}}
    write_toml(tmp_path / "child.toml", child | {"limits": [changed, {"name": "gone"}]})
    scenario = read(tmp_path / "child.toml").scenario
    assert list(scenario.prices["electricity"]) == [3, 3, 3, 1, 1]
    assert [(limit.name, limit.metric) for limit in scenario.limits] == [("kept", "measures"), ("changed", "npv")]
    assert [*(scenario.budget.own or ()), scenario.budget.total] == [8, 0, 0, 0, 0, 9]
    assert (scenario.goal, scenario.rate, scenario.name) == ("capex", Fraction(1, 2), "Child")
