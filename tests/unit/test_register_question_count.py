"""How many questions registers of thirty rows in a plant's own form lead to."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from optimizer.imports.register import Proposal, RegisterQuestion, answered, propose
from tests.unit.test_register_rows import Rows, workbook

MOST = 8
TRIALS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "trials" / "registers"
AS_PLANTS_HAVE_THEM = (
    "plant-apostrophes.xlsx", "plant-sheets-years.xlsx", "plant-vat-second-table.xlsx", "dairy-25.xlsx",
    "erp-cp1251.csv",
)  # fmt: skip
PRICE, GAS = 7.2, 18.0
OWN = {"rate": "45", "date": "2026-01-15", "source": "bank", "price": "30", "price_source": "bill"}
OWN |= {"lifetime": "10", "lifetime_note": "handbook", "vat": "0.2", "times": "330"}


def ukrainian(figure: float) -> str:
    return f"{figure:,.1f}".replace(",", " ").replace(".", ",")


def with_apostrophes(rng: random.Random) -> Rows:
    """Figures as texts behind an apostrophe, dates as a plant writes them, statuses that no list has."""
    rows: Rows = [
        ["№ п/п", "Найменування заходу", "Цех", "Вартість, грн", "Ел.ен., тис. кВт*год/рік",
         "Природний газ, тис. м3/рік", "Економічний ефект, грн/рік", "Скорочення викидів СО2, т/рік",
         "Дата початку", "Стан"],
    ]  # fmt: skip
    for number in range(1, 31):
        power, gas = (rng.randint(10, 200), None) if number % 2 else (None, rng.randint(5, 90))
        effect = 1000 * ((power or 0) * PRICE + (gas or 0) * GAS)
        cells = [effect * rng.uniform(0.5, 4), power, gas, effect, (power or 0) * 0.3 + (gas or 0) * 1.9]
        figures = ["" if cell is None else f"'{ukrainian(cell)}" for cell in cells]
        date = rng.choice(["01.03.2026", "III кв. 2027", "2026", "2026-2027", "за наявності коштів"])
        status = rng.choice(["відкладено", "чекає рішення", "запропоновано"])
        rows.append([f"'{number}", f"Захід {number}", rng.choice(["Котельня", "Розлив"]), *figures, date, status])
    return rows


def with_sections_and_loose_figures(rng: random.Random) -> Rows:
    """Titles between the rows, sums below them, ranges and approximate figures, a column for each year."""
    head = ["№ з/п", "Назва заходу", "Інвестиції, тис. грн без ПДВ: 2026", "Інвестиції, тис. грн без ПДВ: 2027"]
    head += [
        "Економія ел. енергії, МВт*год",
        "Економія, тис. грн без ПДВ",
        "Строк окупності, років",
        "Примітка головного",
    ]
    rows: Rows = [["Реєстр заходів"], head]
    number = 0
    for site in ("Цех №1", "Цех №2", "Цех №3"):
        rows.append([site])
        for _ in range(10):
            number += 1
            saved = rng.randint(10, 90)
            money = saved * PRICE
            cost = ukrainian(money * rng.uniform(0.5, 3))
            loose = rng.choice([f"≈{cost}", cost, cost])
            amount = rng.choice([f"{saved}–{saved}", ukrainian(saved), ukrainian(saved)])
            rows.append([number, f"Захід {number}", loose, None, amount, ukrainian(money), "до 3 років", "так"])
        rows.append([None, f"Всього по {site}", None, None, None, None])
    return rows


def with_few_words(rng: random.Random) -> Rows:
    """No units of time, no lifetimes, investments that are missing."""
    rows: Rows = [["Код", "Назва заходу", "Капвкладення, тис. грн", "Економія електроенергії, кВтг",
                   "Економія газу, м3", "Річний ефект, тис. грн", "Рік впровадження", "Хто пропонує"]]  # fmt: skip
    for number in range(1, 31):
        power, gas = (rng.randint(10_000, 200_000), None) if number % 3 else (None, rng.randint(5000, 90_000))
        effect = ((power or 0) * PRICE + (gas or 0) * GAS) / 1000
        cost = "н/д" if number % 10 == 0 else ukrainian(effect * rng.uniform(0.5, 4))
        rows.append([f"М-{number}", f"Захід {number}", cost, power, gas, ukrainian(effect), 2026 + number % 3, "АГЧ"])
    return rows


def any_answer(question: RegisterQuestion) -> str:
    """Return what a person would enter: the suggestion, or else something that fits."""
    if question.parts:
        given = [part.strip() for part in question.suggestion.split(";")] if question.suggestion else []
        return "; ".join(given or [OWN[part] for part in question.parts])
    if question.suggestion:
        return question.suggestion
    last = question.key.rpartition(".")[2]
    return OWN.get(last) or ("2026" if "year" in question.key else question.choices[0].value)


def walked(path: Path) -> tuple[Proposal, list[str]]:
    """Return the finished proposal and the titles of all that was asked, a table counted once."""
    asked: list[str] = []
    proposal = propose(path)
    while proposal.questions:
        asked += [group.told for group in proposal.groups]
        given = {question.key: any_answer(question) for question in proposal.questions}
        parts = {question.key: question.parts for question in proposal.questions}
        proposal = propose(path, answered(proposal.mapping, given, parts))
        assert len(asked) < 30, asked
    return proposal, asked


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("made", [with_apostrophes, with_sections_and_loose_figures, with_few_words])
def test_thirty_rows_in_a_plant_s_own_form_are_eight_questions_at_most(
    tmp_path: Path, made: Callable[[random.Random], Rows], seed: int
) -> None:
    path = workbook(tmp_path / "a.xlsx", made(random.Random(seed)))
    proposal, asked = walked(path)
    assert proposal.ready, list(map(str, proposal.problems))
    assert len(proposal.measures) + sum(bool(row.number) for row in proposal.left_out) >= 30
    assert len(proposal.measures) >= 27
    assert len(asked) <= MOST, asked
    assert not propose(path, proposal.mapping).questions


@pytest.mark.skipif(not TRIALS.is_dir(), reason="the trial registers are not part of the project")
@pytest.mark.parametrize("name", AS_PLANTS_HAVE_THEM)
def test_registers_as_plants_have_them_are_eight_questions_at_most(name: str) -> None:
    proposal, asked = walked(TRIALS / name)
    assert proposal.ready, list(map(str, proposal.problems))
    assert len(asked) <= MOST, asked
