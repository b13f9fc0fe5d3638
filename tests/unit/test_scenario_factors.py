"""Changes of emission factors: tables merge key by key, paths replace, `--set` reaches each key."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from optimizer.projects.scenario_files import differences, edit, read_file
from optimizer.readers.layers import read_layers

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
BASE = """
name = "Base"
case = "plant"
first_start = 2027

[factors.power.co2e]
scope = 2
trend = -0.03
path = { 2028 = 0.3, 2030 = 0.2 }

[factors.gas.co2e]
trend = 0.01
"""
CHILD = 'name = "Child"\nextends = "base.toml"\n\n[factors.power.co2e]\npath = { 2029 = 0.25 }  # the operator says\n'


@pytest.fixture
def child(tmp_path: Path) -> Path:
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    (tmp_path / "child.toml").write_text(CHILD, encoding="utf-8")
    return tmp_path / "child.toml"


def test_a_child_changes_one_key_of_a_factor_and_replaces_its_path(child: Path) -> None:
    table = read_layers(child).table
    assert table["first_start"] == 2027
    assert table["factors"] == {
        "power": {"co2e": {"scope": 2, "trend": D("-0.03"), "path": {"2029": D("0.25")}}},
        "gas": {"co2e": {"trend": D("0.01")}},
    }


def test_differences_from_the_parent_name_single_keys(child: Path) -> None:
    file = read_file(child)
    assert file is not None
    file = edit(file, {"first_start": 2028, "factors.gas.co2e.trend": D("0.02")}, revision=None, allow_invalid=True)
    assert [(one.key, one.own) for one in differences(file)] == [
        ("first_start", 2028),
        ("factors.power.co2e.path", {"2029": D("0.25")}),
        ("factors.gas.co2e.trend", D("0.02")),
    ]


def test_an_edit_of_something_else_keeps_factors_and_first_start(child: Path) -> None:
    base = read_file(child.with_name("base.toml"))
    assert base is not None
    after = edit(base, {"discount_rate": D("0.2"), "budget.total": 5}, revision=None, allow_invalid=True)
    assert {key: after.table[key] for key in ("first_start", "factors")} == {
        key: base.table[key] for key in ("first_start", "factors")
    }


def test_a_new_change_of_a_factor_is_a_table_of_its_own(child: Path) -> None:
    file = read_file(child)
    assert file is not None
    changes = {"factors.gas.co2e.trend": D("-0.01"), "factors.gas.co2e.path": {"2028": D(1)}}
    text = edit(file, changes, revision=None, allow_invalid=True).text
    assert text == CHILD + "\n[factors.gas.co2e]\ntrend = -0.01\npath = { 2028 = 1 }\n"
