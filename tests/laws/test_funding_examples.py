"""Fifteen worked examples of outside money: what the rules mean in figures.

Unless an example says otherwise: base year 2026, hryvnias, ten years, one start year, 10 % a year, no tax; measures
start in 2026, take effect in 2027, and save nothing but a yearly benefit. A bank lends all at 10 % for 5 years.
"""

from decimal import Decimal
from typing import Any

import pytest

from optimizer import Decision, Figures, evaluate, solve
from optimizer.case import Case, Measure
from optimizer.funding_source import FundingSource
from optimizer.outcome import Solved
from optimizer.scenario import Scenario

Rows = list[dict[str, Any]]
BANK: dict[str, Any] = {"source": "bank", "kind": "loan", "rate": "0.1", "tenor": 5}
ESCO: dict[str, Any] = {"source": "esco", "kind": "esco", "savings_share": "0.8", "tenor": 5, "rate": "0.1"}


def measure(**given: Any) -> dict[str, Any]:
    usual = {"measure": "a", "name": "A", "lifetime": 20, "practice": "equipment modification"}
    return usual | {"name": given.get("measure", "A")} | given


def plant(measures: Rows, sources: Rows) -> Case:
    own = tuple(Measure(**one) for one in measures)
    return Case(
        name="plant", currency="UAH", base_year=2026, measures=own, funding=tuple(FundingSource(**s) for s in sources)
    )


def scenario(case: Case, funding: dict[str, Any] | None = None, **given: Any) -> Scenario:
    rules = {"sources": [source.source for source in case.funding], **(funding or {})}
    include = {"include": [one.measure for one in case.measures]}
    keys = {"name": "example", "horizon_years": 10, "start_years": 1, "discount_rate": "0.1", "measures": include}
    return Scenario.from_keys(**(keys | {"funding": rules} | given))


def drawn(case: Case, asked: Scenario, **amounts: Any) -> Figures:
    """Return the figures if sources pay these amounts for measure a in 2026."""
    starts = {one.measure: 2026 for one in case.measures}
    project = {name: ("a",) for name in amounts if case.source[name].has_project}
    paid = {(name, "a", 2026): Decimal(str(amount)) for name, amount in amounts.items()}
    return evaluate(case, asked, Decision(starts, paid, project))


def solved(case: Case, asked: Scenario) -> Figures:
    outcome = solve(case, asked)
    assert isinstance(outcome, Solved), outcome
    assert outcome.optimal
    assert outcome.figures.feasible
    return outcome.figures


def year(figures: Figures, key: str, calendar: int) -> Decimal:
    value = figures.years[key][calendar - 2026]
    assert value is not None
    return value


def close(value: Decimal | None, expected: float, within: float = 0.006) -> bool:
    return value is not None and abs(float(value) - expected) < within


TEXTBOOK = measure(capex=300000, other_benefit=100000, benefit_escalation="0.02")


@pytest.mark.parametrize(
    ("rate", "tenor", "told"),
    [("0.1", 5, (55397.47, 1.8412, 0.612, 1.892)), ("0.06", 15, (21622.18, 4.7174, 0.918, 1.117))],
)
def test_01_a_textbook_project(rate: str, tenor: int, told: tuple[float, ...]) -> None:
    owes, cover, equity, payback = told
    case = plant([TEXTBOOK], [BANK | {"share": "0.7", "rate": rate, "tenor": tenor}])
    figures = drawn(case, scenario(case, horizon_years=20), bank=210000)
    assert figures.feasible
    assert close(figures.metrics["own_capex"], 90000)
    assert all(close(year(figures, "debt_service", t), owes) for t in range(2027, 2027 + tenor))
    assert close(figures.metrics["dscr_min"], cover, 6e-5)
    assert close(year(figures, "dscr", 2027), cover, 6e-5)
    assert close(figures.metrics["equity_irr"], equity, 6e-4)
    assert close(figures.metrics["equity_payback"], payback, 6e-4)


def test_01_without_a_loan() -> None:
    case = plant([TEXTBOOK], [BANK])
    figures = drawn(case, scenario(case, horizon_years=20))
    assert figures.metrics["equity_irr"] == figures.metrics["irr"]
    assert close(figures.metrics["irr"], 0.3589, 6e-5)
    assert close(figures.metrics["equity_payback"], 2.885, 6e-4)
    assert figures.metrics["dscr_min"] is None


LATE_GRANT = {"source": "bank", "kind": "grant", "delay": 5}
NEFCO = {"source": "bank", "kind": "loan", "share": "0.9", "rate": "0.06", "tenor": 5, "max_project_payback": 4}


@pytest.mark.parametrize(("capex", "kept"), [("400000", True), ("400000.004", True), ("400000.01", False)])
def test_02_a_payback_of_exactly_four_years(capex: str, kept: bool) -> None:  # noqa: FBT001 - one of the columns
    case = plant([measure(capex=capex, other_benefit=100000)], [NEFCO])
    assert drawn(case, scenario(case), bank=360000).feasible is kept


def test_02_what_a_dscr_leaves() -> None:
    case = plant([measure(capex=400000, other_benefit=100000)], [NEFCO])
    figures = drawn(case, scenario(case), bank=360000)
    assert close(year(figures, "debt_service", 2027), 85462.70)
    assert close(figures.metrics["dscr_min"], 1.1701, 6e-5)
    best = solved(case, scenario(case, {"dscr": "1.2"}, goal="own_capex"))
    assert close(best.metrics["own_capex"], 48969.69, 0.02)
    assert close(best.metrics["outside"], 351030.31, 0.02)


@pytest.mark.parametrize(
    ("repayment", "payments"), [("equal", (45333.33, 41333.33, 37333.33)), ("annuity", (41634.90,) * 3)]
)
def test_03_grace(repayment: str, payments: tuple[float, ...]) -> None:
    bank = BANK | {"rate": "0.12", "tenor": 4, "grace": 1, "repayment": repayment}
    case = plant([measure(capex=100000, other_benefit=100000)], [bank])
    figures = drawn(case, scenario(case), bank=100000)
    assert close(year(figures, "debt_service", 2027), 12000)
    assert all(close(year(figures, "debt_service", 2028 + k), due) for k, due in enumerate(payments))
    assert year(figures, "debt_service", 2031) == 0


def test_04_a_loan_in_euro() -> None:
    bank = BANK | {"currency": "EUR", "rate": "0.06", "tenor": 2, "repayment": "equal"}
    case = plant([measure(capex=490000, other_benefit=400000)], [bank])
    stress = [{"name": "hryvnia falls", "fx": "1.25"}]
    asked = scenario(case, fx={"EUR": {"rate": 49, "depreciation": "0.04"}}, stress=stress)
    figures = drawn(case, asked, bank=490000)
    assert close(year(figures, "debt_service", 2027), 285376.00)
    assert close(year(figures, "debt_service", 2028), 280891.52)
    assert figures.funded is not None
    (stressed,) = figures.funded.stresses
    assert [round(one.debt_service, 2) for one in stressed.coverage[1:3]] == [
        Decimal("356720.00"),
        Decimal("351114.40"),
    ]
    assert close(year(figures, "arrived", 2026), 490000)


def test_05_a_grant_paid_after_verification() -> None:
    grant = {"source": "grant", "kind": "grant", "share": "0.15", "delay": 1}
    case = plant([measure(capex=1000000, other_benefit=100000)], [grant])
    figures = drawn(case, scenario(case, budget={"per_year": [1000000]}), grant=150000)
    assert figures.feasible
    assert close(figures.metrics["own_capex"], 850000)
    assert (year(figures, "cash", 2026), year(figures, "cash", 2027)) == (0, 150000)
    short = drawn(case, scenario(case, budget={"per_year": [900000]}), grant=150000)
    assert year(short, "cash", 2026) == -100000
    assert not short.feasible


def test_06_no_money_is_counted_twice() -> None:
    two = [BANK | {"source": name, "share": "0.9", "practices": "equipment modification"} for name in ("one", "two")]
    other = measure(measure="b", capex=200000, other_benefit=100000, practice="good housekeeping")
    case = plant([measure(capex=100000, other_benefit=50000), other], two)
    assert not drawn(case, scenario(case), one=90000, two=90000).feasible
    assert close(solved(case, scenario(case, goal="own_capex")).metrics["own_capex"], 200000)


def test_07_the_ticket_and_a_tie() -> None:
    case = plant([measure(capex=100000, other_benefit=50000)], [BANK | {"min_ticket": 50000}])
    asked = scenario(case, {"debt_rate": "0.1"}, budget={"per_year": [60000]}, goal="apv")
    figures = solved(case, asked)
    assert close(figures.metrics["outside"], 50000)
    assert close(figures.metrics["own_capex"], 50000)
    assert close(year(figures, "cash", 2026), 10000)
    assert not drawn(case, asked, bank="49999.99").feasible
    assert drawn(case, asked, bank=50000).feasible


def test_08_an_esco_takes_only_what_pays() -> None:
    case = plant([measure(capex=500000, other_benefit=200000)], [ESCO])
    free: dict[str, Any] = {"measures": {}, "budget": {"per_year": [0], "total": 0}}
    figures = solved(case, scenario(case, **free))
    assert dict(figures.decision.starts) == {"a": 2026}
    assert close(figures.metrics["own_capex"], 0)
    assert [year(figures, "equity_cash_flow", t) for t in (2027, 2031, 2032)] == [40000, 40000, 200000]
    assert figures.metrics["dscr_min"] is None
    assert close(figures.metrics["npv"], -500000 + 200000 * 6.144567, 0.1)
    greedy = plant([measure(capex=500000, other_benefit=200000)], [ESCO | {"rate": "0.2"}])
    assert not solved(greedy, scenario(greedy, **free)).decision.starts


def test_09_interest_before_the_saving_begins() -> None:
    bank = BANK | {"tenor": 4, "grace": 2}
    case = plant([measure(capex=100000, other_benefit=80000, lead=2)], [bank])
    figures = drawn(case, scenario(case, {"dscr": "1.2"}), bank=100000)
    due = [year(figures, "debt_service", t) for t in range(2027, 2031)]
    assert [round(one, 2) for one in due] == [10000, 10000, Decimal("57619.05"), Decimal("57619.05")]
    assert [round(year(figures, "dscr", t), 4) for t in (2027, 2028, 2029)] == [0, 8, Decimal("1.3884")]
    assert figures.feasible
    assert close(figures.metrics["dscr_min"], 1.3884, 6e-5)
    assert not drawn(case, scenario(case, {"dscr": "1.2", "dscr_from": "start"}), bank=100000).feasible


def test_10_what_cheap_debt_is_worth() -> None:
    bank = BANK | {"rate": "0.03", "tenor": 10, "grace": 9, "repayment": "equal"}
    case = plant([measure(capex=100000, other_benefit=50000)], [bank])
    figures = drawn(case, scenario(case, {"debt_rate": "0.1"}), bank=100000)
    assert close((figures.metrics["apv"] or 0) - (figures.metrics["npv"] or 0), 43011.97)


def test_10_what_its_tax_shield_is_worth() -> None:
    bank = BANK | {"tenor": 3, "grace": 2, "repayment": "equal"}
    case = plant([measure(capex=22500000, other_benefit=9000000)], [bank])
    figures = drawn(case, scenario(case, {"debt_rate": "0.1"}, tax_rate="0.3"), bank=22500000)
    assert close((figures.metrics["apv"] or 0) - (figures.metrics["npv"] or 0), 1678625.09, 0.02)


@pytest.mark.parametrize(
    ("source", "start", "kept"),
    [(BANK, 2027, True), (BANK, 2028, False), (LATE_GRANT, 2027, True), (LATE_GRANT, 2028, False)],
)
def test_11_everything_is_repaid_within_the_horizon(source: dict[str, Any], start: int, kept: bool) -> None:  # noqa: FBT001
    case = plant([measure(capex=100000, other_benefit=50000)], [source])
    decision = Decision({"a": start}, {("bank", "a", start): Decimal(100000)})
    assert evaluate(case, scenario(case, horizon_years=6, start_years=3), decision).feasible is kept


def test_12_a_shortfall_and_reinvestment() -> None:
    case = plant([measure(capex=200000, other_benefit=100000)], [BANK | {"tenor": 2, "repayment": "equal"}])
    budget = {"per_year": [0, 20000, 30000], "reinvest": "0.5"}
    figures = drawn(case, scenario(case, budget=budget), bank=200000)
    assert [year(figures, "debt_service", t) for t in (2027, 2028)] == [120000, 110000]
    assert [year(figures, "cash", t) for t in range(2026, 2031)] == [0, 0, 20000, 0, 50000]
    assert figures.feasible


def test_13_a_rebate_counts_against_the_cost() -> None:
    case = plant([measure(capex=450000, other_benefit=100000, one_off=50000)], [NEFCO])
    figures = drawn(case, scenario(case), bank=405000)
    assert figures.feasible
    assert close(year(figures, "debt_service", 2027), 96145.54)
    assert close(year(figures, "dscr", 2027), 1.5601, 6e-5)
    assert close(year(figures, "dscr", 2028), 1.0401, 6e-5)
    assert year(figures, "annual_saving", 2027) == year(figures, "annual_saving", 2028) == 100000
    less = plant([measure(capex=450000, other_benefit=100000, one_off="49999.99")], [NEFCO])
    assert not drawn(less, scenario(less), bank=405000).feasible


RENEWED = measure(capex=300000, other_benefit=120000, lifetime=3, renewal="0.5", avoided_cost=80000, avoided_year=2028)


def test_14_renewal_and_avoided_cost() -> None:
    case = plant([RENEWED], [BANK])
    figures = drawn(case, scenario(case))
    assert close(figures.metrics["npv"], 242480.80)
    assert [year(figures, "equity_cash_flow", t) for t in (2027, 2028, 2029)] == [120000, 200000, -30000]
    assert close(figures.metrics["equity_irr"], 0.3071, 6e-5)
    lent = drawn(case, scenario(case, {"dscr": "1.2"}), bank=300000)
    assert close(year(lent, "debt_service", 2028), 79139.24)
    assert close(year(lent, "dscr", 2028), 1.5163, 6e-5)
    assert close(year(lent, "dscr", 2029), -0.3791, 6e-5)
    assert not lent.feasible
    assert solved(case, scenario(case, {"dscr": "1.2"}, goal="own_capex")).metrics["outside"] == 0


@pytest.mark.parametrize(("share", "own"), [("1", 300000), ("0.9", 30000)])
def test_14_an_esco_is_paid_for_one_life(share: str, own: int) -> None:
    case = plant([RENEWED], [ESCO | {"share": share, "rate": 0}])
    figures = solved(case, scenario(case, goal="own_capex"))
    assert close(figures.metrics["own_capex"], own)
    if own == 30000:
        paid = [year(figures, "esco_payments", t) for t in range(2026, 2031)]
        assert paid == [0, 96000, 96000, 96000, 0]


def test_15_reinvestment_is_of_what_is_left_after_tax() -> None:
    bank = BANK | {"share": "0.5", "tenor": 2, "repayment": "equal"}
    case = plant([measure(capex=200000, other_benefit=100000)], [bank])
    budget = {"per_year": [100000], "reinvest": "0.5"}
    figures = drawn(case, scenario(case, budget=budget, tax_rate="0.2"), bank=100000)
    assert [year(figures, "cash", t) for t in range(2026, 2031)] == [0, 0, 11000, 13000, 40000]
    paid = [year(figures, "profit_tax", t) - year(figures, "tax_shield", t) for t in (2027, 2028, 2029)]
    assert paid == [18000, 19000, 20000]
