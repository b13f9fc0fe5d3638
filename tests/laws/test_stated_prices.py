"""A register that states prices gives them to the streams of its rows, in whatever unit; one that differs is seen.

By default 8 registers; in the long mode 200. Rows name their resource, or each resource has a column of its own.
"""

import random
from pathlib import Path

import pytest

from optimizer.decimals import Decimal
from optimizer.imports.register import Proposal, answered, propose
from tests.laws.judging import chunks
from tests.unit.test_register_rows import COMMON, Rows, workbook

STREAMS = {
    "electricity": ("ел. енергія", "Економія електроенергії", {"кВт·год": 1, "МВт·год": 1000}, (5, 9)),
    "natural-gas": ("природний газ", "Економія газу", {"м³": 1, "тис. м³": 1000}, (14, 26)),
    "water": ("вода", "Економія води", {"м³": 1, "тис. м³": 1000}, (20, 40)),
}
OWN = {"columns.F.field": "price", "columns.F.each": "row", "defaults": "10; judgement"}


def by_row(dice: random.Random, prices: dict[str, Decimal]) -> tuple[Rows, dict[int, str]]:
    """Return a register whose rows name resource and unit, with prices per unit of the row; and the stream by row."""
    rows: Rows = [
        ["№", "Захід", "Вид ресурсу", "Од. виміру", "Обсяг економії ресурсу", "Тариф, грн", "Інвестиції, грн"]
    ]
    streams: dict[int, str] = {}
    for number in range(dice.randint(3, 12)):
        stream = dice.choice([*STREAMS])
        word, _, units, _ = STREAMS[stream]
        unit = dice.choice([*units])
        price = float(prices[stream] * units[unit])
        rows.append(
            [number + 1, f"Захід {chr(1040 + number)}", word, unit, dice.randint(5, 90), price, 40_000 + number]
        )
        streams[len(rows)] = stream
    return rows, streams


def by_column(dice: random.Random, prices: dict[str, Decimal]) -> tuple[Rows, dict[int, str]]:
    """Return a register with a column for each stream and one of prices for each; and the stream by row."""
    units = {stream: dice.choice([*STREAMS[stream][2]]) for stream in STREAMS}
    per = {stream: dice.choice([*STREAMS[stream][2]]) for stream in STREAMS}
    amounts = [f"{STREAMS[stream][1]}, {units[stream]}/рік" for stream in STREAMS]
    names = {"electricity": "електроенергію", "natural-gas": "газ", "water": "воду"}
    tariffs = [f"Тариф на {names[stream]}, грн/{per[stream]}" for stream in STREAMS]
    rows: Rows = [["№", "Захід", *amounts, *tariffs, "Інвестиції, грн"]]
    streams: dict[int, str] = {}
    for number in range(dice.randint(3, 12)):
        stream = dice.choice([*STREAMS])
        saved = [dice.randint(5, 90) if one == stream else None for one in STREAMS]
        stated = [float(prices[one] * STREAMS[one][2][per[one]]) if one == stream else None for one in STREAMS]
        rows.append([number + 1, f"Захід {chr(1040 + number)}", *saved, *stated, 40_000 + number])
        streams[len(rows)] = stream
    return rows, streams


def read(path: Path) -> tuple[Proposal, list[str]]:
    """Return the register as it is read when all is answered as suggested, and what was asked."""
    proposal, asked = propose(path), list[str]()
    while proposal.questions:
        asked += [one.key for one in proposal.questions]
        assert len(asked) == len({*asked}) < 40, asked
        likely = {one.key: one.suggestion for one in proposal.questions}
        given = {key: OWN.get(key) or (key not in PRICES and COMMON.get(key)) or one for key, one in likely.items()}
        parts = {one.key: one.parts for one in proposal.questions}
        proposal = propose(path, answered(proposal.mapping, given, parts))
    assert proposal.ready, list(map(str, proposal.problems))
    return proposal, asked


PRICES = {f"streams.{stream}" for stream in STREAMS}


@pytest.mark.parametrize("seeds", chunks(by_default=8, at_length=200, size=8))
def test_prices_on_which_rows_agree_are_those_of_the_streams(seeds: range, tmp_path: Path) -> None:
    for seed in seeds:
        dice = random.Random(seed)
        prices = {stream: Decimal(str(round(dice.uniform(*STREAMS[stream][3]), 2))) for stream in STREAMS}
        rows, streams = dice.choice((by_row, by_column))(dice, prices)
        proposal, asked = read(workbook(tmp_path / f"{seed}.xlsx", rows))
        assert not PRICES & {*asked}, (seed, asked)
        found = {stream: proposal.mapping.streams[stream].price for stream in streams.values()}
        assert found == {stream: prices[stream] for stream in streams.values()}, seed


@pytest.mark.parametrize("seeds", chunks(by_default=8, at_length=200, size=8))
def test_a_price_that_differs_is_asked_about_and_its_measure_keeps_its_saving(seeds: range, tmp_path: Path) -> None:
    for seed in seeds:
        dice = random.Random(500 + seed)
        prices = {stream: Decimal(str(round(dice.uniform(*STREAMS[stream][3]), 2))) for stream in STREAMS}
        rows, streams = dice.choice((by_row, by_column))(dice, prices)
        several = [row for row, stream in streams.items() if [*streams.values()].count(stream) > 1]
        if not several:
            continue
        odd = dice.choice(several)
        place = next(at for at, cell in enumerate(rows[odd - 1]) if at > 4 and isinstance(cell, float))
        rows[odd - 1][place] = round(float(str(rows[odd - 1][place])) * 1.25, 4)
        proposal, asked = read(workbook(tmp_path / f"{seed}.xlsx", rows))
        assert f"streams.{streams[odd]}" in asked, (seed, asked)
        measure = next(one for one in proposal.measures if one.row == odd)
        own = prices[streams[odd]] * Decimal("1.25")
        assert abs(measure.stream_money[streams[odd]] / (own * measure.quantities[streams[odd]]) - 1) < Decimal("0.001")
        assert any(f"prices of {streams[odd]}" in str(one) for one in proposal.problems), seed
