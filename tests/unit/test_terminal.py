"""Tables of the terminal: nothing is broken or unexplained on a screen of 80 columns."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from rich.console import Console

from optimizer import Decision, Question, Solved, evaluate, read_question
from optimizer.limit_words import limit_names, limit_text
from optimizer.locales import speaking
from optimizer.metrics import metrics_of
from optimizer.outcome import Effort, Ties
from optimizer.parts import cash_flows
from optimizer.reports import terminal
from optimizer.reports.differences import limit_texts
from optimizer.shipped import scenario
from optimizer.spelling import amount
from optimizer.words import label_of


@cache
def planned(name: str, *measures: str) -> tuple[Question, Solved]:
    """A plan of a shipped scenario that nobody solved for: the measures, all from the first year on."""
    question = read_question(scenario(name))
    figures = evaluate(question.case, question.scenario, Decision(dict.fromkeys(measures, 2026)))
    return question, Solved(figures, None, False, (), Ties.UNSETTLED, Effort(1.0))


def shown(table: object, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(table)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("width", [80, 81, 83, 84, 86, 88, 95, 104, 112, 120, 131])
def test_no_figure_is_broken_however_much_there_is_to_show(language: str, width: int) -> None:
    question, solved = planned("after-tax", "retort-heat", "evap-fourth", "forklifts")
    flows = cash_flows(solved.figures)
    with speaking(language):
        text = shown(terminal.years_table(question, solved, width), width)
        for key in ("capex", "annual_saving", "profit_tax", "net_cash_flow"):
            for figure in flows[key]:
                assert f" {amount(figure, decimals=0)} " in text, key
        assert flows["avoided_cost"][3] > 0
        assert f" {amount(flows['avoided_cost'][3], decimals=0)} " in text, "by itself or among the other flows"
    assert all(len(line) <= width for line in text.splitlines())


def test_what_makes_the_net_cash_flow_is_shown_where_there_is_any() -> None:
    taxed = shown(terminal.years_table(*planned("after-tax", "retort-heat"), 120), 120)
    assert "profit tax" in taxed
    bare = shown(terminal.years_table(*planned("teaching", "leaks"), 120), 120)
    assert "profit tax" not in bare
    assert "residual value" not in bare
    assert "residual value" in shown(terminal.years_table(*planned("base", "pv"), 120), 120)


def test_a_narrow_screen_goes_without_tonnes_first() -> None:
    question, solved = planned("teaching", "leaks")
    assert "CO2e" in shown(terminal.years_table(question, solved, 80))
    narrow = shown(terminal.years_table(question, solved, 50), 50)
    assert "CO2e" not in narrow
    assert "funds" in narrow


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("width", [72, 80, 100, 140])
def test_the_shares_in_the_table_of_measures_add_up_to_its_last_row(language: str, width: int) -> None:
    question, solved = planned("after-tax", "retort-heat", "evap-fourth", "forklifts", "pomace-feed", "led")
    with speaking(language):
        lines = shown(terminal.plan_table(question, solved, width), width).splitlines()
    assert all(len(line) <= width for line in lines)
    count = 4 if "CO2" in " ".join(lines) else 3
    measures = [_numbers(line, count) for line in lines if line.startswith(" 2026")]
    total = next(_numbers(line, count) for line in lines if line.strip().startswith(("total", "разом")))
    assert len(measures) == 5
    assert len(total) >= 3
    assert [sum(column) for column in zip(*measures, strict=True)] == total


def _numbers(line: str, count: int) -> list[Decimal]:
    """The last figures of a line, in either language."""
    cells = re.split(r" {2,}", line.strip())[-count:]
    plain = [cell.replace("\u00a0", "").replace("−", "-") for cell in cells]
    return [Decimal(cell.replace(",", "." if "." not in cell and cell[-3:-2] == "," else "")) for cell in plain]


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("name", ["teaching", "toxics-half", "every-site"])
@pytest.mark.parametrize("width", [72, 80, 120])
def test_no_word_of_the_limits_is_broken(name: str, language: str, width: int) -> None:
    question, solved = planned(name, *(["leaks"] if name == "teaching" else ["water-lacquer", "retort-heat"]))
    with speaking(language):
        text = shown(terminal.limits_table(question, solved, width), width)
        words = {word for name in limit_names(question).values() for word in name.split()}
        bounds = [limit_texts(question, limit)[1].replace("\u00a0", " ") for limit in solved.figures.limits]
        label = label_of(metrics_of(question.case)[question.scenario.limits[0].metric])
    plain = text.replace("\u00a0", " ").replace("\n", " ")
    assert {
        part for part in words | {bound.rpartition(" ")[0] for bound in bounds} if f" {part} " not in plain
    } == set()
    assert all(len(line) <= width for line in text.splitlines())
    assert set(label.split()) <= set(plain.split()) or width < 120


def test_a_limit_is_called_by_its_name_in_the_language_spoken() -> None:
    question, solved = planned("teaching", "leaks")
    [limit] = question.scenario.limits
    named = question.scenario.model_copy(update={"limits": (limit.model_copy(update={"name_uk": "Ціль щодо СО2"}),)})
    question = replace(question, scenario=named)
    for language, name in (("en", "CO2 limit"), ("uk", "Ціль щодо СО2")):
        with speaking(language):  # type: ignore[arg-type]
            assert name in shown(terminal.limits_table(question, solved, 120), 120)
            assert name in limit_text(question, named.limits[0])
