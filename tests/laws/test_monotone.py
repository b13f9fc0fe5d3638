"""Laws that hold for every question: what never hurts, what changes nothing, what scales.

Each law is tried on 10 random cases of every feature (the last one on 20), in the long mode on 400 (1,000).
"""

import csv
import json
import random
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from optimizer import Case, Decision, Invalid, Outcome, Question, Scenario, Solved, read_question, solve
from optimizer.evaluation import Evaluator
from optimizer.metrics import METRICS, metrics_of
from optimizer.reports.answer import answer
from optimizer.scenario import Budget, PriceChange
from tests.laws.judging import chunks, same, with_gap, without_enumeration
from tests.oracle import FEATURES, random_case
from tests.oracle.writing import write_csv, write_toml

TIED = Decimal("1e-9")
SCALE = 100
CALM = frozenset(FEATURES) - {"limits", "negative_effects", "interactions", "goals", "overrides", "irr", "percent"}
law = pytest.mark.parametrize("seeds", chunks(by_default=6, at_length=402, size=6))


def questions(seeds: range, folder: Path, features: frozenset[str] | None = None) -> Iterator[tuple[int, Question]]:
    """Random questions to gap 0."""
    for seed in seeds:
        path = random_case(random.Random(seed), folder / f"case{seed}", features=features)
        yield seed, with_gap(read_question(path))


def asked_with(question: Question, **changes: Any) -> Question:
    """Return the question with other settings of its scenario."""
    return replace(question, scenario=question.scenario.model_copy(update=changes))


def answered(question: Question) -> Outcome:
    return solve(question.case, question.scenario)


def is_worse(question: Question, after: Outcome, before: Outcome) -> bool:
    """Return whether the answer after a change is worse than the one before."""
    if not isinstance(before, Solved) or isinstance(after, Invalid):
        return False
    if not isinstance(after, Solved):
        return True
    minimised = metrics_of(question.case)[question.scenario.goal].minimised
    old, new = before.figures.objective, after.figures.objective
    return (new - old if minimised else old - new) > TIED * abs(old)


@law
def test_more_budget_never_hurts(seeds: range, tmp_path: Path) -> None:
    for seed, question in questions(seeds, tmp_path):
        total = sum(measure.capex for measure in question.case.measures)
        given = question.scenario.budget
        budget = given if given != Budget() else Budget(total=round(total / 2, 2))
        more = {name: _more(getattr(budget, name), round(total / 7, 2)) for name in ("per_year", "total")}
        before, after = (asked_with(question, budget=one) for one in (budget, budget.model_copy(update=more)))
        assert not is_worse(question, answered(after), answered(before)), f"seed {seed}"


def _more(funds: tuple[Decimal, ...] | Decimal | None, extra: Decimal) -> tuple[Decimal, ...] | Decimal | None:
    if isinstance(funds, tuple):
        return tuple(one + extra for one in funds)
    return None if funds is None else funds + extra


@law
def test_dropping_a_limit_never_hurts(seeds: range, tmp_path: Path) -> None:
    for seed, question in questions(seeds, tmp_path):
        before, limits = answered(question), question.scenario.limits
        for dropped in limits:
            after = asked_with(question, limits=tuple(limit for limit in limits if limit is not dropped))
            assert not is_worse(question, answered(after), before), f"seed {seed}, {dropped.name}"


@law
def test_another_measure_to_choose_never_hurts(seeds: range, tmp_path: Path) -> None:
    for seed, question in questions(seeds, tmp_path):
        case, rules = question.case, question.scenario.measures
        needed = {name for measure in case.measures for name in measure.requires} | {*rules.include}
        free = [m.measure for m in case.measures if m.measure not in needed and m.status != "in progress"]
        for name in free[:2]:
            before = replace(_without(question, name), case=_case_without(case, name))
            assert not is_worse(question, answered(question), answered(before)), f"seed {seed}, {name}"


def _without(question: Question, name: str) -> Question:
    rules = question.scenario.measures
    kept = tuple(other for other in rules.exclude if other != name)
    return asked_with(question, measures=rules.model_copy(update={"exclude": kept}))


def _case_without(case: Case, name: str) -> Case:
    return Case(
        **{field: getattr(case, field) for field in Case.model_fields}
        | {
            "measures": tuple(m for m in case.measures if m.measure != name),
            "effects": tuple(e for e in case.effects if e.measure != name),
            "interactions": tuple(i for i in case.interactions if name not in (i.first, i.second)),
        }
    )


@law
def test_where_nothing_is_lost_a_dearer_stream_never_lowers_npv(seeds: range, tmp_path: Path) -> None:
    for seed, question in questions(seeds, tmp_path, CALM):
        before = answered(question)
        for stream in question.case.streams:
            prices = {stream.stream: PriceChange(price=stream.price * 2 + 1)}
            assert not is_worse(question, answered(asked_with(question, prices=prices)), before), (
                f"seed {seed}, {stream.stream}"
            )


@law
@pytest.mark.parametrize("enumerated", [True, False], ids=["all proofs", "solver only"])
def test_the_order_of_rows_and_columns_changes_no_byte(
    seeds: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, enumerated: bool
) -> None:
    if not enumerated:
        without_enumeration(monkeypatch)
    for seed in seeds:
        path = random_case(random.Random(seed), tmp_path / f"case{seed}")
        first = _bytes(read_question(path))
        _shuffle(random.Random(seed), tmp_path / f"case{seed}")
        assert _bytes(read_question(path)) == first, f"seed {seed}"


def _bytes(question: Question) -> str:
    entry = answer(question, answered(question))
    entry.get("provenance", {}).pop("seconds", None)
    rowless = [{**one, "row": None} for one in entry["problems"]]  # warnings state the place of a row
    entry["problems"] = sorted(rowless, key=json.dumps)
    return json.dumps(entry, ensure_ascii=False)


def _shuffle(rng: random.Random, folder: Path) -> None:
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        columns = list(rows[0]) if rows else []
        rng.shuffle(rows)
        rng.shuffle(columns)
        if rows:
            write_csv(file, [{column: row[column] for column in columns} for row in rows])
    head = tomllib.loads((folder / "case.toml").read_text("utf-8"))
    write_toml(folder / "case.toml", dict(reversed(head.items())))


@law
def test_a_horizon_beyond_all_lives_changes_nothing(seeds: range, tmp_path: Path) -> None:
    features = CALM - {"budget_yearly", "budget_total", "straight_line", "salvage", "renewal", "avoided_cost"}
    for seed, question in questions(seeds, tmp_path, features):
        scenario = question.scenario
        longest = max(m.lead + m.lifetime + len(m.spend) for m in question.case.measures)
        end = scenario.start_years + longest + scenario.depreciation_years
        near, far = (answered(asked_with(question, horizon_years=years)) for years in (end, end + 7))
        assert near.status == far.status, f"seed {seed}"
        if isinstance(near, Solved) and isinstance(far, Solved):
            assert near.figures.decision == far.figures.decision, f"seed {seed}"
            assert same(Fraction(near.figures.objective), far.figures.objective), f"seed {seed}"


@law
def test_to_do_nothing_is_worth_nothing(seeds: range, tmp_path: Path) -> None:
    for seed, question in questions(seeds, tmp_path):
        figures = Evaluator(question.case, question.scenario)(Decision({}))
        worth = [value for name, value in figures.metrics.items() if not name.endswith(WITHOUT_MEASURES)]
        assert not any(worth), f"seed {seed}"
        changes = [series for name, series in figures.years.items() if not name.endswith(("cash", *WITHOUT_MEASURES))]
        assert not any(value for series in changes for value in series), f"seed {seed}"
        assert [figures.metrics[name] for name in RATIOS] == [None] * len(RATIOS)


WITHOUT_MEASURES = ("_before", "_left")
RATIOS = ("simple_payback", "irr", "abatement_cost", "discounted_payback", "profitability_index")
MONEY_OF = {
    "streams": ("price",),
    "pollutants": ("tax",),
    "measures": ("capex", "opex_change", "other_benefit", "one_off", "salvage", "avoided_cost"),
}
MONEY = {metric.key for metric in METRICS if metric.is_money}


@law
def test_in_a_hundredth_of_the_currency_money_is_a_hundredfold_and_nothing_else(seeds: range, tmp_path: Path) -> None:
    for seed, question in questions(seeds, tmp_path):
        outcome = answered(question)
        if isinstance(outcome, Solved):
            shown, scaled = outcome.figures, _dearer(question).full(outcome.figures.decision)
            for name, value in shown.metrics.items():
                factor = SCALE if name in MONEY or name == "abatement_cost" else 1
                expected = None if value is None else Fraction(value) * factor
                assert same(expected, scaled.metrics[name]), f"seed {seed}, {name}"


def _dearer(question: Question) -> Evaluator:
    case, scenario = question.case, question.scenario
    tables = {
        table: tuple(
            row.model_copy(update={name: getattr(row, name) * SCALE for name in names}) for row in getattr(case, table)
        )
        for table, names in MONEY_OF.items()
    }
    changes: dict[str, Any] = {"limits": (), "budget": Budget()}
    for section, name in (("prices", "price"), ("taxes", "tax")):
        changes[section] = {key: _times(change, name) for key, change in getattr(scenario, section).items()}
    fields = {field: getattr(case, field) for field in Case.model_fields}
    return Evaluator(Case(**fields | tables), scenario.model_copy(update=changes))


def _times(change: Any, name: str) -> Any:
    given = getattr(change, name)
    path = {year: value * SCALE for year, value in change.path.items()}
    return change.model_copy(update={name: None if given is None else given * SCALE, "path": path})


@pytest.mark.parametrize("seeds", chunks(by_default=10, at_length=1_000))
def test_a_filtered_limit_is_the_limit_of_the_matching_measures_alone(seeds: range, tmp_path: Path) -> None:
    features = frozenset({"limits", "where", "end_uses", "interactions", "pollutants"})
    for seed, question in questions(seeds, tmp_path, features):
        outcome = answered(question)
        for limit in question.scenario.limits if isinstance(outcome, Solved) else ():
            shown = [one for one in outcome.figures.limits if one.name == limit.name]
            starts = {
                name: start
                for name, start in outcome.figures.decision.starts.items()
                if all(
                    (getattr(question.case.measure[name], column) or "") in wanted
                    for column, wanted in limit.where.items()
                )
            }
            scenario: Scenario = asked_with(question, limits=(limit.model_copy(update={"where": {}}),)).scenario
            alone = Evaluator(question.case, scenario)(Decision(starts)).limits
            assert [one.value for one in alone] == [one.value for one in shown], f"seed {seed}, {limit.name}"
