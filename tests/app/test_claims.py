"""What a bundle says was proved is marked as a claim wherever the app shows it, until it is solved here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from optimizer.decision import Decision
from optimizer.evaluation import Evaluator
from optimizer.outcome import Effort, Proof, Solved, Ties
from optimizer.projects import bundle, home, runs
from optimizer.reports.answer import answer

from .conftest import Open, add_scenario, said, solved, without_faults
from .test_result import IMPOSSIBLE

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.projects.project import Project

FREE = 'name = "Free"\nextends = "teaching.toml"\n[[limits]]\nname = "CO2 limit"\n'
CLAIMED = "claimed by the sender, not proved here"


@pytest.fixture
def sent(teaching: Project, tmp_path: Path) -> Project:
    """A project from someone else: an honest answer, one that nothing is possible, a worse plan told as the best."""
    add_scenario(teaching, "free", FREE)
    add_scenario(teaching, "impossible", IMPOSSIBLE)
    for stem in ("teaching", "impossible"):
        solved(teaching, stem)
    question = teaching.question("free")
    figures = Evaluator(question.case, question.scenario).full(Decision({"compressor": 2026}))
    proofs = (Proof("enumeration", None), Proof("branch and bound", None))
    lie = Solved(figures, figures.objective, True, proofs, Ties.ALL, Effort(1.0))
    runs.keep(teaching, "free", answer(question, lie))
    (tmp_path / "sent.zip").write_bytes(bundle.pack(teaching))
    arrived = home.create()
    bundle.unpack(arrived, tmp_path / "sent.zip")
    return arrived


@pytest.mark.parametrize("stem", ["teaching", "free", "impossible"])
def test_result_marks_what_was_only_claimed_until_it_is_solved_here(opened: Open, sent: Project, stem: str) -> None:
    app = without_faults(opened("result", sent, scenario=stem))
    assert CLAIMED in said(app)
    assert "Proved" not in said(app)
    assert app.button(key=f"ask.{stem}")
    solved(sent, stem)
    app = without_faults(opened("result", sent, scenario=stem))
    assert CLAIMED not in said(app)
    assert "Proved: no plan is better" in said(app) or stem == "impossible"


def test_scenarios_mark_every_answer_that_was_only_claimed(opened: Open, sent: Project) -> None:
    app = without_faults(opened("scenarios", sent))
    shown = said(app)
    helps = [one.help for one in app.markdown if one.help]
    assert (shown + " ".join(helps)).casefold().count(CLAIMED) == 3
    assert len(re.findall(r"badge\[(:material/\w+: )?claimed\]", shown)) == 3 + 1, "the bar's too"
    assert "optimal" not in shown
    assert "Proved" not in shown


def test_compare_marks_every_answer_that_was_only_claimed(opened: Open, sent: Project) -> None:
    app = without_faults(opened("compare", sent, scenarios="teaching,free,impossible"))
    marked = [warning.value for warning in app.warning if CLAIMED in warning.value]
    assert len(marked) == 3
    assert not (app.table[0].value == "optimal").any().any()
    assert "Solve 3 scenarios" in app.button(key="compare.solve").label


def test_in_ukrainian_too(opened: Open, sent: Project) -> None:
    assert "тут це не доведено" in said(without_faults(opened("result", sent, lang="uk", scenario="free")))
