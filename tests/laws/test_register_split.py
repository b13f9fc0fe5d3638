"""A register split over sheets or tables, with columns in any order, gives the case that the whole register gives.

By default 6 registers; in the long mode 300. Two laws: the split changes nothing, and a summary of the parts that
stands beside them is not counted.
"""

import random
from pathlib import Path

import pytest
from openpyxl import Workbook

from optimizer.decimals import Decimal
from optimizer.imports.register import Proposal, answered, propose
from tests.laws.judging import chunks
from tests.unit.test_register_rows import COMMON

COLUMNS = {
    "Інвестиції, тис. грн": ("capex", 1000, lambda dice: round(10 ** dice.uniform(1.5, 4), 1)),
    "Економія ел. енергії, МВт·год/рік": ("quantity:electricity", 1000, lambda dice: round(dice.uniform(5, 300), 1)),
    "Економія газу, тис. м³/рік": ("quantity:natural-gas", 1000, lambda dice: round(dice.uniform(1, 90), 1)),
    "Економія, тис. грн/рік": ("money", 1000, lambda dice: round(10 ** dice.uniform(1, 3.5), 1)),
    "Термін служби, років": ("lifetime", 1, lambda dice: dice.randint(3, 25)),
    "Відповідальний": ("owner", 0, lambda dice: dice.choice(("Механік", "Енергетик", "Технолог"))),
    "Статус": ("status", 0, lambda dice: dice.choice(("погоджено", "виконується", "пропозиція"))),
}  # fmt: skip
NEEDED = ("Інвестиції, тис. грн", "Економія, тис. грн/рік", "Термін служби, років")
NAME, NUMBER = "Захід", "№"
SCALED = {"Інвестиції, тис. грн": ("Інвестиції, грн", 1000), "Економія, тис. грн/рік": ("Економія, млн грн/рік", 0.001)}
ANSWERS = {
    **COMMON, "defaults.sheet_names": "ignore", "defaults.sections": "ignore", "tables": "all",
    "defaults.same_name": "several", "defaults.accept_saving": "yes", "defaults.no_saving": "keep",
}  # fmt: skip

Measure = dict[str, object]
Sheets = dict[str, list[list[object]]]


def measures_of(dice: random.Random) -> tuple[list[str], list[Measure]]:
    """Return headings, and measures by heading."""
    headings = [one for one in COLUMNS if one in NEEDED or dice.random() < 0.6]
    count = dice.randint(6, 25)
    rows = [
        {NAME: f"Захід {chr(1040 + at)}", **{one: COLUMNS[one][2](dice) for one in headings}} for at in range(count)
    ]
    for row in rows:
        for one in [heading for heading in headings if heading not in NEEDED]:
            row[one] = row[one] if dice.random() < 0.8 else None
    return headings, rows


def table_of(dice: random.Random, headings: list[str], rows: list[Measure]) -> list[list[object]]:
    """Return a table with its columns in any order, those of money in any unit, and perhaps a total."""
    own = [one for one in headings if one in NEEDED or any(row[one] is not None for row in rows)]
    order = dice.sample([NUMBER, NAME, *own], len(own) + 2)
    units = {one: SCALED[one] for one in own if one in SCALED and dice.random() < 0.3}
    lines: list[list[object]] = [[units.get(one, (one,))[0] for one in order]]
    for number, row in enumerate(rows, 1):
        cells = {NUMBER: number, **row}
        cells |= {one: float(Decimal(str(row[one])) * Decimal(str(times))) for one, (_, times) in units.items()}
        lines.append([cells[one] for one in order])
    if dice.random() < 0.5:
        lines.append(["Разом" if one == NAME else None for one in order])
    return lines


def parts_of(dice: random.Random, rows: list[Measure]) -> list[list[Measure]]:
    """Return the measures in two to four parts of at least one."""
    cuts = sorted(dice.sample(range(1, len(rows)), min(dice.randint(1, 3), len(rows) - 1)))
    return [rows[start:end] for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]


def split(dice: random.Random, headings: list[str], rows: list[Measure]) -> Sheets:
    """Return the register in several sheets, in several tables of one sheet, or both."""
    sheets: Sheets = {}
    for number, part in enumerate(parts_of(dice, rows), 1):
        table = table_of(dice, headings, part)
        if sheets and dice.random() < 0.4:
            sheets[[*sheets][-1]] += [[], *([[f"Таблиця {number}"]] if dice.random() < 0.5 else []), *table]
        else:
            sheets[f"Цех {number}"] = [*([["Заходи"]] * dice.randint(0, 2)), *table]
    return sheets


def book(path: Path, sheets: Sheets) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def read(path: Path, sheets: str) -> tuple[Proposal, list[str]]:
    """Return the register as it is read when all is answered as suggested, and what was asked."""
    proposal, asked = propose(path), list[str]()
    while proposal.questions:
        asked += [one.key for one in proposal.questions]
        assert len(asked) == len({*asked}) < 40, asked
        given = {one.key: ANSWERS.get(one.key, one.suggestion) for one in proposal.questions}
        given |= {"sheet": sheets} if "sheet" in given else {}
        parts = {one.key: one.parts for one in proposal.questions}
        proposal = propose(path, answered(proposal.mapping, given, parts))
    assert proposal.ready, list(map(str, proposal.problems))
    return proposal, asked


def stated(proposal: Proposal) -> list[tuple[dict[str, str], dict[str, Decimal]]]:
    """Return what the measures state, in their order, without what is about their place."""
    texts = ({key: text for key, text in one.texts.items() if text} for one in proposal.measures)
    figures = ({key: figure for key, figure in one.figures.items() if figure} for one in proposal.measures)
    return list(zip(texts, figures, strict=True))


@pytest.mark.parametrize("seeds", chunks(by_default=6, at_length=300, size=6))
def test_a_split_register_gives_what_the_whole_one_gives(seeds: range, tmp_path: Path) -> None:
    for seed in seeds:
        dice = random.Random(seed)
        headings, rows = measures_of(dice)
        whole = book(tmp_path / f"{seed}.xlsx", {"Реєстр": table_of(random.Random(-seed - 1), headings, rows)})
        sheets = split(dice, headings, rows)
        parts = book(tmp_path / f"{seed}-split.xlsx", sheets)
        one, _ = read(whole, "")
        several, asked = read(parts, " / ".join(sheets))
        assert {"sheet", "tables"} & {*asked}, (seed, asked)
        assert stated(several) == stated(one), seed
        assert {one.row.sheet for one in several.measures} == {*sheets}, seed


@pytest.mark.parametrize("seeds", chunks(by_default=3, at_length=150, size=3))
def test_a_summary_beside_the_parts_changes_nothing(seeds: range, tmp_path: Path) -> None:
    for seed in seeds:
        dice = random.Random(1000 + seed)
        headings, rows = measures_of(dice)
        sheets = {f"Цех {at}": table_of(dice, headings, part) for at, part in enumerate(parts_of(dice, rows), 1)}
        name = dice.choice(("Зведена", "Аркуш1", "План", "Разом"))
        summary = {name: table_of(dice, headings, dice.sample(rows, len(rows)))}
        path = book(tmp_path / f"{seed}.xlsx", {**summary, **sheets} if dice.random() < 0.5 else {**sheets, **summary})
        [question] = propose(path).questions
        together, _ = read(path, question.suggestion)
        assert {name} != {*question.suggestion.split(" / ")} or len(sheets) == 1, seed
        right, _ = read(book(tmp_path / f"{seed}-whole.xlsx", {"Р": table_of(dice, headings, rows)}), "")
        by_name = {texts["name"]: figures for texts, figures in stated(right)}
        assert {texts["name"]: figures for texts, figures in stated(together)} == by_name, seed
        everything, asked = read(path, " / ".join([name, *sheets]))
        assert "defaults.repeated_rows" in asked, seed
        assert len(everything.measures) == len(rows), seed
