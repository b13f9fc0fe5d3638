"""Questions of one kind are asked together; none is lost or asked twice."""

from pathlib import Path

from optimizer.imports.register import answered, propose
from tests.unit.test_register_rows import COMMON, Rows, workbook

HEAD: list[object] = ["№", "Захід", "Ел.ен., тис. кВт*год/рік", "Вода, тис. м3/рік", "Вартість, тис. грн", "Стан"]
ROWS: Rows = [
    HEAD,
    [1, "Насоси", 80, None, 500, "чекає"],
    [2, "Градирня", None, 20, 300, "призупинено"],
    [3, "Котел", 10, 5, None, "чекає"],
]


def test_columns_words_and_the_case_are_each_asked_in_one_table(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    proposal, titles, asked = propose(path), [], []
    while proposal.questions:
        flat = [question.key for group in proposal.groups for question in group.questions]
        assert sorted(flat) == sorted(question.key for question in proposal.questions)
        titles += [group.title for group in proposal.groups if len(group.questions) > 1]
        asked += [tuple(question.about for question in group.questions) for group in proposal.groups]
        given = {
            one.key: COMMON.get(one.key) or one.suggestion or {"defaults": "10; handbook"}.get(one.key, "proposed")
            for one in proposal.questions
        }
        parts = {one.key: one.parts for one in proposal.questions}
        proposal = propose(path, answered(proposal.mapping, given, parts))
    assert proposal.ready
    assert titles == [
        "What do these columns hold?",
        "What is the new case?",
        "What do these words mean as a status?",
        "What applies if the register does not say?",
        "What do the saved resources cost?",
    ]
    assert ("C: Ел.ен., тис. кВт*год/рік", "D: Вода, тис. м3/рік") in asked
    assert ("чекає", "призупинено") in asked


def test_of_many_choices_the_likely_ones_are_listed_first(tmp_path: Path) -> None:
    [question, _] = propose(workbook(tmp_path / "a.xlsx", ROWS)).questions
    assert question.suggestion == "quantity:electricity"
    assert question.offered[0].value == question.suggestion
    assert {choice.value for choice in question.offered} == {choice.value for choice in question.choices}
    assert len(str(question)) < 400
