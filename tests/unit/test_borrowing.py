"""How much could be borrowed: limited by the lender, by the debt service coverage ratio, or by the cost."""

from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from optimizer.case import Case, Measure
from optimizer.cli import app
from optimizer.errors import InvalidInput
from optimizer.funding_source import FundingSource
from optimizer.outcome import Solved
from optimizer.readers import write_case
from optimizer.scenario import Scenario
from optimizer.studies.borrowing import most_outside

MEASURE = Measure(measure="a", name="A", capex=400000, other_benefit=100000, lifetime=20)


def plant(**terms: object) -> Case:
    source = FundingSource(source="bank", kind="loan", share="0.9", rate="0.06", tenor=5, **terms)
    return Case(name="plant", currency="UAH", base_year=2026, measures=(MEASURE,), funding=(source,))


def asked(**funding: object) -> Scenario:
    keys = {"name": "s", "horizon_years": 10, "start_years": 1, "discount_rate": "0.1"}
    return Scenario.from_keys(**keys, funding={"sources": ["bank"], **funding})


@pytest.mark.parametrize(
    ("limit", "dscr", "most", "binding"),
    [(None, None, 360000, ()), (None, "1.2", 351030.31, ("dscr",)), (300000, "1.2", 300000, ("limit",)),
     (None, "1.3", 324027.98, ("dscr",))],
)  # fmt: skip
def test_the_most_is_what_cost_cover_or_limit_allow(
    limit: int | None, dscr: str | None, most: float, binding: tuple[str, ...]
) -> None:
    found = most_outside(plant(limit=limit), asked(), None if dscr is None else Decimal(dscr))
    assert isinstance(found.outcome, Solved)
    assert float(found.outcome.figures.metrics["outside"] or 0) == pytest.approx(most, abs=0.02)
    assert tuple(clause.clause for clause in found.binding) == binding
    assert found.outcome.figures.feasible


def test_a_stress_leaves_less() -> None:
    stress = [{"name": "less", "savings": "0.8"}]
    keys = {"name": "s", "horizon_years": 10, "start_years": 1, "discount_rate": "0.1", "stress": stress}
    scenario = Scenario.from_keys(**keys, funding={"sources": ["bank"], "dscr": "1.2"})
    found = most_outside(plant(), scenario)
    assert isinstance(found.outcome, Solved)
    assert float(found.outcome.figures.metrics["outside"] or 0) == pytest.approx(351030.31 * 0.8, abs=0.02)
    assert [(clause.clause, clause.stress) for clause in found.binding] == [("dscr", "less")]


def test_nobody_lends_without_a_source() -> None:
    with pytest.raises(InvalidInput, match="nobody to borrow from"):
        most_outside(plant(), asked(sources=[]))


def test_the_command_shows_the_plan_and_what_binds(tmp_path: Path) -> None:
    write_case(tmp_path / "plant", plant())
    text = 'name = "S"\ncase = "plant"\nhorizon_years = 10\nstart_years = 1\ndiscount_rate = 0.1\n'
    (tmp_path / "s.toml").write_text(text + '[funding]\nsources = ["bank"]\n', encoding="utf-8")
    shown = CliRunner().invoke(app, ["borrow", str(tmp_path / "s.toml"), "--dscr", "1.2"], env={"COLUMNS": "120"})
    assert shown.exit_code == 0, shown.output
    assert "351,030 UAH" in shown.stdout
    assert "No room for more outside money: debt service of 20" in shown.stdout
