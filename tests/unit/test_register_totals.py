"""Totals, numbers of columns and headings of other tables are never read as measures, wherever they stand."""

import random
import time

import pytest

from optimizer.decimals import Decimal
from optimizer.imports.register.mapping import NO_ANSWER
from optimizer.imports.register.measures.sorting import sort_rows
from optimizer.imports.register.sheet.header_rows import find_header
from optimizer.imports.register.sheet.joined_tables import one_table
from optimizer.imports.register.sheet.totals import counts_up, total_word, totals_placed_first
from optimizer.readers.grid import Cell, Grid

HEAD: tuple[Cell, ...] = ("№", "Захід", "Вартість, тис. грн", "Економія газу, тис. м3/рік", "Економія, тис. грн/рік")
FIELDS = {1: "number", 2: "name", 3: "capex", 4: "quantity", 5: "money"}
NUMBERS: tuple[tuple[Cell, ...], ...] = (
    ("1", "2", "3", "4", "5"),
    ("А", "Б", "1", "2", "3"),
    ("a", "b", "1", "2", "3=1+2"),
    ("(1)", "(2)", "(3)", "(4)", "(5)"),
    ("1", "2", "4", "5", "6"),
)
CALLED = (
    "Разом", "Всього по цеху", "Котельня, разом", "Цех № 1 – всього", "Загальна сума", "", "По підприємству", "Цех № 2",
    "Total workshop", "Boiler house total", "ІТОГО по участку",
)  # fmt: skip


def table(dice: random.Random) -> tuple[list[tuple[Cell, ...]], set[int]]:
    """Rows in sections, each with its total above or below, and the numbers of the rows that are measures."""
    rows: list[tuple[Cell | int, ...]] = [HEAD]
    if dice.random() < 0.7:
        rows.append(dice.choice(NUMBERS))
    measures: set[int] = set()
    every: list[list[int]] = []
    above, hierarchical = dice.random() < 0.4, dice.random() < 0.5
    for section in range(1, dice.randint(2, 4)):
        parts = [
            [dice.randint(50, 9_000), dice.randint(5, 900), dice.randint(50, 9_000)] for _ in range(dice.randint(2, 5))
        ]
        every += parts
        called = dice.choice([name for name in CALLED if name]) if above else dice.choice(CALLED)
        total = (str(section) if above and hierarchical else None, called or None, *map(sum, zip(*parts, strict=True)))
        rows += [total] if above else []
        for at, part in enumerate(parts, 1):
            rows.append((f"{section}.{at}" if hierarchical else str(at), f"Захід {section}-{at}", *part))
            measures.add(len(rows))
        rows += [] if above else [total]
    rows.append((None, dice.choice(("РАЗОМ", "По заводу в цілому", "Усього")), *map(sum, zip(*every, strict=True))))
    return [tuple(Decimal(cell) if isinstance(cell, int) else cell for cell in row) for row in rows], measures


@pytest.mark.parametrize("seed", range(60))
def test_each_total_is_left_out_or_asked_about_and_no_measure_is(seed: int) -> None:
    rows, measures = table(random.Random(seed))
    grid = Grid("Реєстр", tuple(rows))
    header = find_header(grid)
    assert header is not None
    orders: dict[str, dict[str, str]] = {}
    for _ in range(len(rows)):
        found = sort_rows(one_table(grid, header), FIELDS, orders)
        for question in found.questions:
            assert question.suggestion == NO_ANSWER
            orders[question.key.split(".")[1]] = {"use": NO_ANSWER}
        if not found.questions:
            break
    assert {row.number for row in found.measures} == measures
    assert not measures & set(map(int, orders))


@pytest.mark.parametrize("row", NUMBERS)
def test_numbers_of_columns_are_told_from_figures(row: tuple[Cell, ...]) -> None:
    assert counts_up(row)
    assert not counts_up((*row[:-1], "700"))
    assert not counts_up(("Насос", *row[1:]))


def test_a_word_for_totals_counts_at_the_beginning_and_the_end_only() -> None:
    assert total_word("Разом по цеху") == "plain"
    assert total_word("Котельня, разом") == "perhaps"
    assert not total_word("Заміна всього освітлення")


def test_one_row_is_the_total_of_one_only_by_its_number() -> None:
    pair = {3: Decimal(5), 5: Decimal(7)}
    assert not list(totals_placed_first([(2, pair, "1"), (3, pair, "2")]))
    assert list(totals_placed_first([(2, pair, "1"), (3, pair, "1.1")])) == [(2, [3])]


@pytest.mark.parametrize(
    ("again", "asked"),
    [
        (("№", "Захід", "Економія, тис. грн/рік", "Економія газу, тис. м3/рік", "Вартість, тис. грн"), True),
        (("№", "Захід", "Вартість, грн", "Економія газу, м3/рік", "Економія, грн/рік"), True),
        (("№", "Захід", "Вартість з ПДВ, тис. грн", *HEAD[3:]), True),
        (("№", "Захід", "Вартість у цінах 2020, тис. грн", *HEAD[3:]), True),
        (("№ з/п", "Назва заходу", "Вартість, тис.грн", "Економія газу, тис. м³/рік", "Економія, тис.грн/рік"), False),
        (HEAD, False),
    ],
)
def test_headings_of_another_table_are_asked_about_and_those_above_written_again_are_not(
    again: tuple[Cell, ...],
    asked: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    rows: list[tuple[Cell, ...]] = [
        HEAD,
        ("1", "Насос", Decimal(500), Decimal(10), Decimal(250)),
        again,
        ("1", "Котел", Decimal(700), Decimal(20), Decimal(410)),
    ]
    grid = Grid("Реєстр", tuple(rows))
    header = find_header(grid)
    assert header is not None
    found = sort_rows(one_table(grid, header), FIELDS, {})
    assert [question.key for question in found.questions] == (["rows.3.use"] if asked else [])
    if asked:
        ended = sort_rows(one_table(grid, header), FIELDS, {"3": {"use": "end"}})
        assert [row.number for row in ended.measures] == [2]
        assert [one.number for one in ended.left_out] == [3, 4]


def test_a_long_register_is_sorted_in_time_that_grows_with_its_rows_alone() -> None:
    dice = random.Random(1)

    def seconds(rows: int) -> float:
        drawn = [(dice.randint(50, 9_000), dice.randint(5, 900), dice.randint(50, 9_000)) for _ in range(rows)]
        body = [(str(at), f"Захід {at}", *map(Decimal, row)) for at, row in enumerate(drawn)]
        grid = Grid("Реєстр", (HEAD, *body))
        header = find_header(grid)
        assert header is not None
        start = time.process_time()
        assert len(sort_rows(one_table(grid, header), FIELDS, {}).measures) == rows
        return time.process_time() - start

    seconds(100)  # words are looked up once
    short, long = min(seconds(500) for _ in range(3)), seconds(4_000)
    assert long < 30 * short  # 8 times the rows; 64 if each row were compared with all above
