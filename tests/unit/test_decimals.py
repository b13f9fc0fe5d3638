"""Numbers are read exactly as meant, or refused with the reason."""

import re
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.decimals import of_cells, parse_number, plain
from optimizer.errors import BadValue


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("1250.50", "1250.5"),
        ("1250,50", "1250.5"),
        ("1 250,50", "1250.5"),
        ("1\u00a0250\u00a0000", "1250000"),
        ("1\u202f250.5", "1250.5"),
        ("1 234,567", "1234.567"),
        ("0,125", "0.125"),
        ("-0,125", "-0.125"),
        ("−5", "-5"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1e3", "1000"),
        ("1E-3", "0.001"),
        (7, "7"),
        (0.1, "0.1"),
        (Decimal("0.10"), "0.1"),
        (" 7 ", "7"),
        ("0", "0"),
    ],
)
def test_what_is_sure_is_read_exactly(given: object, meant: str) -> None:
    assert parse_number(given) == Decimal(meant)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("1,200", "two ways"),
        ("12,345", "two ways"),
        ("1,200,300", "two ways"),
        ("1,2,3", "not a number"),
        ("1,200.50", "not a number"),
        ("1 25", "not a number"),
        ("12 5000", "not a number"),
        ("", "not a number"),
        ("abc", "not a number"),
        ("5 грн", "not a number"),
        ("inf", "not a number"),
        ("nan", "not a number"),
        (float("nan"), "not a number"),
        (float("inf"), "not a number"),
        ("0x10", "not a number"),
        ("1_000", "not a number"),
        ("١٢", "not a number"),
        ("1234567890123456", "more than 15 digits"),
        ("1e16", "beyond reason"),
        ("1e-16", "beyond reason"),
        ("1e999", "beyond reason"),
        (True, "must be a number"),
        (None, "must be a number"),
        ([1], "must be a number"),
    ],
)
def test_what_is_unsure_is_refused_with_the_reason(given: object, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        parse_number(given)


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 14))
def test_a_plain_number_reads_back_unchanged(digits: int, places: int) -> None:
    number = Decimal(digits).scaleb(-places)
    assert parse_number(plain(number)) == number


def test_each_policy_reads_what_the_other_refuses() -> None:
    assert parse_number("1.200") == parse_number("1.2e0") == Decimal("1.2")
    assert parse_number("1.200", of_cells("comma")) == parse_number("1'200", of_cells(None)) == 1200
    for text, column in (("1.200", None), ("1,200", None), ("1.2e0", "point")):
        with pytest.raises(ValueError, match=re.escape(text)):
            parse_number(text, of_cells(column))
    with pytest.raises(ValueError, match="not a number"):
        parse_number("1'200")


@given(st.decimals(-(10**9), 10**9, places=3), st.sampled_from(["comma", "point"]))
def test_a_cell_says_the_same_in_either_spelling(number: Decimal, sign: Literal["comma", "point"]) -> None:
    spelled = f"{number:,.3f}"
    if sign == "comma":
        spelled = spelled.translate(str.maketrans(",.", ".,"))
    assert parse_number(spelled, of_cells(sign)) == number
