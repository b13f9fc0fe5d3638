"""The Result page in each of its states, in both languages."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

import pytest

from optimizer.charts.chart_list import BILL_AND_EMISSIONS, CHARTS, MONEY, SAVINGS
from optimizer.decision import Decision
from optimizer.evaluation import Evaluator
from optimizer.jobs.job import Job, JobProgress
from optimizer.locales import speaking, tr
from optimizer.outcome import Effort, Undecided
from optimizer.projects import filling, home, runs
from optimizer.reports.answer import answer
from optimizer.ui.shared import state

from .conftest import BOTH, Open, add_scenario, planned, said, solved, without_faults
from .plants import many_measures

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from optimizer.projects.project import Project

IN_TAB = {"Money": MONEY, "Bill and emissions": BILL_AND_EMISSIONS, "Where savings come from": SAVINGS}
IMPOSSIBLE = """\
name = "Impossible"
extends = "teaching.toml"
[[limits]]
name = "Everything"
metric = "co2e_abated"
at_least = "99%"
"""


def test_a_scenario_without_an_answer_is_solved_by_its_button(opened: Open, teaching: Project) -> None:
    app = without_faults(opened("result", teaching))
    app.button(key="ask.teaching").click().run()
    until = time.monotonic() + 60
    while runs.last(teaching, "teaching") is None and time.monotonic() < until:  # figures show before it is proved
        time.sleep(0.3)
        without_faults(app.run())
    assert runs.last(teaching, "teaching").outcome.status == "optimal"
    assert "1.03\u00a0M UAH" in said(without_faults(app.run()))


def test_what_was_found_until_a_cancel_is_the_answer(opened: Open) -> None:
    project = home.create()
    filling.from_sample(project)
    app = opened("result", project, scenario="few-hands")
    app.button(key="ask.few-hands").click().run()
    until = time.monotonic() + 60
    while not (app.metric and "best so far" in said(app)) and time.monotonic() < until:
        time.sleep(0.1)
        app.run()
    (stop,) = [button for button in app.button if button.key.startswith("cancel.")]
    stop.click().run()
    while "Cancelled" not in said(app) and time.monotonic() < until:
        time.sleep(0.2)
        without_faults(app.run())
    kept = runs.last(project, "few-hands")
    assert kept.outcome.status == "feasible"
    assert kept.current
    assert "not proved to be the best" in said(app)


@pytest.mark.parametrize("lang", BOTH)
def test_a_plan_is_told_by_sentence_figures_and_tables(opened: Open, teaching: Project, lang: str) -> None:
    solved(teaching, "teaching")
    app = without_faults(opened("result", teaching, lang=lang))
    npv = {"en": "1.03\u00a0M UAH", "uk": "1,03\u00a0млн\u00a0грн"}[lang]
    in_full = {"en": "1,029,578 UAH", "uk": "1\u00a0029\u00a0578\u00a0грн"}[lang]
    assert app.metric[0].value == npv
    assert in_full in app.metric[0].help.replace("\\", "")
    assert npv in said(app)
    assert all(metric.help for metric in app.metric)
    assert len(app.tabs) == 7
    plan = app.dataframe[0].value
    assert len(plan) == 6
    assert not plan.isna().any(axis=None)


def test_why_not_is_answered_for_a_measure_left_out(opened: Open, teaching: Project) -> None:
    solved(teaching, "teaching")
    app = opened("result", teaching)
    assert not [box for box in app.selectbox if box.key == "result.why"]
    app.session_state["result.tab.en"] = "Left out"
    app.run()
    left = runs.last(teaching, "teaching")
    (out,) = {m.measure for m in left.question.case.measures} - set(left.outcome.figures.decision.starts)
    without_faults(app.selectbox(key="result.why").set_value(out).run())
    assert any("break" in info.value or "Adds nothing" in info.value for info in app.info)


@pytest.mark.parametrize("lang", BOTH)
def test_an_infeasible_scenario_says_which_rules_conflict(opened: Open, teaching: Project, lang: str) -> None:
    add_scenario(teaching, "impossible", IMPOSSIBLE)
    solved(teaching, "impossible")
    app = without_faults(opened("result", teaching, lang=lang, scenario="impossible"))
    assert "Everything" in said(app)
    assert app.error
    assert not app.metric


@pytest.mark.parametrize("lang", BOTH)
def test_an_invalid_scenario_lists_its_problems(opened: Open, teaching: Project, lang: str) -> None:
    add_scenario(teaching, "bad", 'name = "Bad"\nextends = "teaching.toml"\ndiscount_rate = "much"\ngoal = "fame"\n')
    app = without_faults(opened("result", teaching, lang=lang, scenario="bad"))
    assert "discount_rate" in said(app)
    assert "fame" in said(app)


def test_an_undecided_scenario_says_what_may_help(opened: Open, teaching: Project) -> None:
    runs.keep(teaching, "teaching", answer(teaching.question("teaching"), Undecided(Effort(60.0))))
    app = without_faults(opened("result", teaching))
    assert "no plan found yet" in said(app)
    assert "time limit" in said(app)


def test_an_answer_older_than_its_inputs_says_so(opened: Open, teaching: Project) -> None:
    solved(teaching, "teaching")
    file = teaching.scenarios_folder / "teaching.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("discount_rate = 0.", "discount_rate = 0.0"), encoding="utf-8"
    )
    app = without_faults(opened("result", teaching))
    assert "may be out of date" in said(app)
    assert app.metric
    assert app.button(key="ask.teaching")


def test_a_change_on_disk_is_seen_by_a_page_that_is_open(opened: Open, teaching: Project) -> None:
    app = opened("result", teaching)
    assert not app.metric
    solved(teaching, "teaching")
    assert without_faults(app.run()).metric


@pytest.mark.parametrize(("job_state", "told"), [("queued", "number 3 in the queue"), ("stopping", "stopping;")])
def test_a_job_that_waits_or_ends_is_told(
    opened: Open, teaching: Project, monkeypatch: pytest.MonkeyPatch, job_state: str, told: str
) -> None:
    job = Job("j", teaching.key, "teaching", teaching.question("teaching"), "kept", job_state, 3)
    monkeypatch.setattr(state, "jobs", lambda: {"teaching": job})
    assert told in said(without_faults(opened("result", teaching)))


def test_a_running_job_tells_the_best_so_far_and_can_be_cancelled(
    opened: Open, teaching: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = teaching.question("teaching")
    figures = Evaluator(question.case, question.scenario).full(Decision({"leaks": 2026}))
    news = JobProgress(figures.objective, float(figures.objective) + 50_000, 2.0, figures)
    job = Job("j", teaching.key, "teaching", question, "kept", "running", seconds=2.0, news=news)
    stopped: list[Job] = []
    monkeypatch.setattr(state, "jobs", lambda: {"teaching": job})
    monkeypatch.setattr(state, "pool", lambda: dataclasses.make_dataclass("Fake", ["cancel"])(stopped.append))
    app = without_faults(opened("result", teaching))
    assert "the optimum is at most 50,000 UAH better" in said(app)
    assert app.metric
    app.button(key="cancel.j").click().run()
    assert stopped == [job]


@pytest.mark.parametrize("lang", BOTH)
def test_of_300_measures_not_each_is_tried_but_the_one_that_is_asked_about(opened: Open, lang: str) -> None:
    project = many_measures(300)
    planned(project, "base", {f"m{k:03d}": 2026 + k % 3 for k in range(0, 300, 3)})
    app = opened("result", project, lang=lang)
    app.session_state[f"result.tab.{lang}"] = {"en": "Left out", "uk": tr_uk("Left out")}[lang]
    without_faults(app.run())
    without_faults(app.selectbox(key="result.why").set_value("m001").run())
    assert any({"en": "Measure 1", "uk": "Захід 1"}[lang] in info.value for info in app.info)


def tr_uk(text: str) -> str:
    with speaking("uk"):
        return tr(text)


def test_a_reload_during_a_solve_finds_the_job_and_a_stranger_does_not(
    opened: Open, teaching: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = teaching.question("teaching")
    running = Job("j", teaching.key, "teaching", question, "kept", "running", seconds=1.0)

    class OfOne:
        def jobs(self, owner: str) -> tuple[Job, ...]:
            return (running,) if owner == running.owner else ()

    monkeypatch.setattr(state, "pool", OfOne)
    assert "no plan yet" in said(without_faults(opened("result", teaching)))
    stranger = home.create()
    filling.from_sample(stranger, "teaching")
    assert "no plan yet" not in said(without_faults(opened("result", stranger)))


@pytest.mark.parametrize("lang", BOTH)
def test_a_plant_with_300_measures_is_shown(opened: Open, lang: str) -> None:
    project = many_measures(300)
    planned(project, "base", {f"m{k:03d}": 2026 + k % 3 for k in range(0, 300, 2)})
    app = without_faults(opened("result", project, lang=lang))
    assert len(app.dataframe[0].value) == 150
    assert "150" in said(app)


TABS = ("Money", "Bill and emissions", "Where savings come from", "Limits", "Left out", "Download")


@pytest.mark.parametrize("lang", BOTH)
def test_every_tab_shows_its_charts_and_only_the_open_one_is_computed(
    opened: Open, teaching: Project, lang: str
) -> None:
    solved(teaching, "teaching")
    app = without_faults(opened("result", teaching, lang=lang))
    for tab in TABS:
        at_tab(app, tab, lang)
        with speaking(lang):
            titles = {chart.name(teaching.question("teaching")) for chart in CHARTS}
            inside = {chart.name(teaching.question("teaching")) for chart in IN_TAB.get(tab, ())}
        shown = {markdown.value.removeprefix("##### ") for markdown in app.markdown} & titles
        assert shown <= inside
        assert len(shown) > 1 or not inside, "what the case lacks is left out"


@pytest.mark.parametrize("lang", BOTH)
def test_a_chart_has_its_table_once_it_is_opened(opened: Open, teaching: Project, lang: str) -> None:
    solved(teaching, "teaching")
    app = at_tab(without_faults(opened("result", teaching, lang=lang)), "Money", lang)
    assert not app.dataframe
    app.session_state["table.teaching-cash-flow"] = True
    (table,) = without_faults(app.run()).dataframe
    question = teaching.question("teaching")
    assert len(table.value) == question.scenario.horizon_years + 1
    with speaking(lang):
        assert table.value.columns[0] == tr("year")


def at_tab(app: AppTest, tab: str, lang: str) -> AppTest:
    with speaking(lang):
        app.session_state[f"result.tab.{lang}"] = tr(tab)
    return without_faults(app.run())


@pytest.mark.parametrize("tab", TABS[:3])
def test_the_charts_of_300_measures_are_shown(opened: Open, tab: str) -> None:
    project = many_measures(300)
    planned(project, "base", {f"m{k:03d}": 2026 + k % 3 for k in range(0, 300, 2)})
    at_tab(without_faults(opened("result", project)), tab, "en")


@pytest.mark.parametrize("lang", BOTH)
def test_an_empty_plan_is_told(opened: Open, teaching: Project, lang: str) -> None:
    file = teaching.scenarios_folder / "teaching.toml"
    add_scenario(teaching, "free", 'name = "Nothing"\nextends = "teaching.toml"\n[[limits]]\nname = "CO2 limit"\n')
    assert file.is_file()
    planned(teaching, "free", {})
    app = without_faults(opened("result", teaching, lang=lang, scenario="free"))
    for tab in TABS:
        at_tab(app, tab, lang)
        with speaking(lang):
            assert tab not in IN_TAB or tr("No measure is chosen.") in [info.value for info in app.info]
