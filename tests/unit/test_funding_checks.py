"""What is refused and what is odd about funding sources and a scenario that uses them."""

from pathlib import Path
from typing import Any

import pytest

from optimizer.case import Case, Measure, Stream
from optimizer.checks import coherence
from optimizer.errors import InvalidInput
from optimizer.funding_source import FundingSource
from optimizer.readers import read_case
from optimizer.scenario import Scenario

LOAN: dict[str, Any] = {"source": "bank", "kind": "loan", "rate": "0.1", "tenor": 5}
GRANT: dict[str, Any] = {"source": "gift", "kind": "grant"}
ESCO: dict[str, Any] = {"source": "esco", "kind": "esco", "tenor": 5, "savings_share": "0.8"}
STRESS: dict[str, Any] = {"name": "less", "savings": 1}


def plant(*sources: dict[str, Any], **given: Any) -> Case:
    measures = (Measure(measure="led", name="LED", capex=1, lifetime=5),)
    funding = tuple(FundingSource(**one) for one in sources)
    return Case(name="plant", currency="UAH", base_year=2026, measures=measures, funding=funding, **given)


def found(case: Case, *, warning: bool = False, **given: Any) -> list[str]:
    rules = {"sources": [one.source for one in case.funding], "debt_rate": "0.1"} | given.pop("funding", {})
    keys = {"name": "s", "horizon_years": 10, "start_years": 2, "discount_rate": "0.1", "funding": rules} | given
    problems = coherence(case, Scenario.from_keys(**keys))
    return [f"{problem.column}: {problem.message}" for problem in problems if problem.warning is warning]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (LOAN | {"tenor": None}, "tenor: is missing"),
        (ESCO | {"tenor": None}, "tenor: is missing"),
        (LOAN | {"grace": 5}, "grace: must be below the tenor"),
        (ESCO | {"savings_share": 0}, "savings_share: is missing"),
        (LOAN | {"savings_share": "0.5"}, "savings_share: a source of kind loan has no such term"),
        (GRANT | {"tenor": 5}, "tenor: a source of kind grant has no such term"),
        (GRANT | {"rate": "0.1"}, "rate: a source of kind grant has no such term"),
        (ESCO | {"fee": "0.1"}, "fee: a source of kind esco has no such term"),
        (GRANT | {"share_of": "nobody"}, "share_of: unknown funding source"),
        (GRANT | {"share_of": "gift"}, 'share_of: "gift" is no loan'),
        (LOAN | {"from": 2028, "to": 2027}, "from: 2028 is after 2027"),
        (LOAN | {"min_energy_saving": "0.2"}, "min_energy_saving: needs an energy stream"),
        (LOAN | {"min_co2e": "much"}, "min_co2e: "),
        (LOAN | {"min_co2e": "-5"}, "min_co2e: must be ≥ 0"),
        (LOAN | {"min_co2e": "20%"}, 'min_co2e: needs the pollutant "co2e"'),
        (LOAN | {"currency": "EUR"}, 'fx: "bank" is in EUR'),
    ],
)
def test_terms_that_make_no_sense_are_refused(source: dict[str, Any], expected: str) -> None:
    assert any(problem.startswith(expected) for problem in found(plant(source))), found(plant(source))


@pytest.mark.parametrize("source", [LOAN, GRANT, ESCO, LOAN | {"currency": "UAH"}, ESCO | {"currency": "UAH"}])
def test_sound_terms_are_accepted(source: dict[str, Any]) -> None:
    assert not found(plant(source))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"funding": {"sources": ["bank", "bank"]}}, 'funding.sources: "bank" is named twice'),
        ({"funding": {"sources": ["bnk"]}}, "funding.sources: unknown funding source"),
        ({"fx": {"UAH": {"rate": 1}}}, "fx.UAH: is the case's own currency"),
        ({"fx": {"euro": {"rate": 1}}}, "fx.euro: must be a currency's three capital letters"),
        ({"goal": "outside"}, 'goal: "outside" can be a limit'),
        ({"goal": "apv", "funding": {"debt_rate": None}}, "goal: apv needs the market's interest rate"),
        ({"goal": "apv", "goal_year": 2027}, "goal_year: "),
        ({"stress": [STRESS | {"rate": "-0.95"}]}, "stress[less].rate: must be above"),
        ({"limits": [{"name": "A", "metric": "own_capex", "at_most": "5%"}]}, "limits[A].metric: "),
        ({"limits": [{"name": "A", "metric": "apv", "at_least": 5, "where": {"site": "x"}}]}, "limits[A].metric: "),
    ],
)
def test_a_scenario_that_makes_no_sense_is_refused(given: dict[str, Any], expected: str) -> None:
    problems = found(plant(LOAN), **given)
    assert any(problem.startswith(expected) for problem in problems), problems


def test_what_is_odd_is_a_warning() -> None:
    assert any(
        one.startswith("min_ticket: ") for one in found(plant(LOAN | {"limit": 5, "min_ticket": 9}), warning=True)
    )
    assert any(one.startswith("stress[less]: ") for one in found(plant(LOAN), stress=[STRESS], warning=True))
    only_fx = [STRESS | {"fx": "1.2"}]
    assert any(one.startswith("stress[less]: ") for one in found(plant(LOAN), stress=only_fx, warning=True))


def test_a_percentage_of_co2e_needs_the_baselines() -> None:
    from optimizer.case import EmissionFactor, Pollutant  # noqa: PLC0415 - only here

    stream = {"stream": "gas", "kind": "energy", "unit": "m3"}
    factors = (EmissionFactor(stream="gas", pollutant="co2e", kg_per_unit=2),)
    more = {"pollutants": (Pollutant(pollutant="co2e"),), "factors": factors}
    source = LOAN | {"min_co2e": "20%"}
    assert any("baselines" in one for one in found(plant(source, streams=(Stream(**stream),), **more)))
    assert not found(plant(source, streams=(Stream(**stream, baseline=1000),), **more))


def test_every_row_is_checked_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text('name = "P"\ncurrency = "UAH"\nbase_year = 2026\n', encoding="utf-8")
    (tmp_path / "streams.csv").write_text("stream,kind,unit\n", encoding="utf-8")
    (tmp_path / "measures.csv").write_text("measure,name,capex,lifetime\nled,LED,1,5\n", encoding="utf-8")
    (tmp_path / "effects.csv").write_text("measure,stream,quantity\n", encoding="utf-8")
    rows = "source,kind,tenor,share,rate,from\nbank,loan,5,0.9,0.06,2026\nbank,loan,5,1.2,20,\nother,laon,5,,,x\n"
    (tmp_path / "funding.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        read_case(tmp_path)
    places = {(problem.row, problem.column) for problem in refused.value.problems}
    assert {(3, "share"), (3, "rate"), (4, "kind"), (4, "from")} <= places
