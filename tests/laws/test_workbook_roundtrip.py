"""A case written as a workbook and read back is the same case, whatever it contains."""

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from optimizer.case import Case, Effect, Measure, Stream
from optimizer.readers import read_case
from optimizer.readers.case_reader import load_case
from optimizer.readers.workbook_writer import write_workbook
from tests.hostile.worker import one_child
from tests.laws.judging import chunks
from tests.oracle import random_case

LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'’«»—№₴ aXz09_=+-@\t\r\n\x01\"<>&;,.|![]{}\ufffe\U0001f600"
TEXTS = st.one_of(
    st.text(LETTERS, max_size=30),
    st.sampled_from(["=cmd|'/C calc'!A0", "=1+1", "@SUM(A1)", "https://a.b", "_x0041_", "_x005F_", "x005F_", "007"]),
).map(str.strip)
NUMBERS = st.builds(
    lambda digits, exponent, sign: Decimal(sign * digits).scaleb(exponent),
    st.integers(0, 10**15 - 1),
    st.integers(-15, 0),
    st.sampled_from([1, -1]),
).filter(lambda number: not number or Decimal("1e-15") <= abs(number) <= Decimal("1e15"))
AMOUNTS = NUMBERS.map(abs)
OF_TOML = st.one_of(
    TEXTS, st.booleans(), st.integers(-(10**17), 10**17), NUMBERS.map(lambda number: number + Decimal("0.0"))
)


@pytest.fixture(scope="module", autouse=True)
def _one_child() -> Iterator[None]:
    with one_child():
        yield


def same_after(case: Case, file: Path) -> Case:
    """Return the case after writing and reading it."""
    file.unlink(missing_ok=True)
    write_workbook(file, case)
    return load_case(file).case


@pytest.mark.parametrize("seeds", chunks(by_default=10, at_length=2_000))
def test_random_cases_come_back_unchanged(seeds: range, tmp_path: Path) -> None:
    for seed in seeds:
        random_case(random.Random(seed), tmp_path / f"case{seed}")
        case, warnings = read_case(tmp_path / f"case{seed}")
        write_workbook(tmp_path / f"{seed}.xlsx", case)
        back, odd = read_case(tmp_path / f"{seed}.xlsx")
        assert back == case, seed
        assert back.model_dump_json() == case.model_dump_json(), seed
        assert sorted(one.message for one in odd) == sorted(one.message for one in warnings), seed


@settings(
    max_examples=25,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # shrinking would start a child hundreds of times
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    texts=st.lists(TEXTS, min_size=4, max_size=4),
    numbers=st.lists(NUMBERS, min_size=3, max_size=3),
    capex=AMOUNTS,
    company=st.dictionaries(st.text(LETTERS, max_size=8), OF_TOML, max_size=4),
)
def test_every_text_and_number_comes_back_unchanged(texts, numbers, capex, company, tmp_path: Path) -> None:
    name, name_uk, notes, unit = texts
    case = Case(
        name=name or "x",
        name_uk=name_uk,
        currency="UAH",
        base_year=2026,
        company=company,
        streams=(Stream(stream="вода", kind="water", unit=unit or "m3", price=numbers[0]),),
        measures=(Measure(measure="м-1", name=name or "x", notes=notes, capex=capex, lifetime=3, one_off=numbers[1]),),
        effects=(Effect(measure="м-1", stream="вода", quantity=numbers[2]),),
    )
    back = same_after(case, tmp_path / "case.xlsx")
    assert back == case
    assert back.model_dump_json() == case.model_dump_json()
