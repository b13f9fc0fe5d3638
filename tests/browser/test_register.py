"""The register as hands use it: a name opens the measure, fields typed into in haste are on disk, keys suffice."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from tests.browser.projects import sample

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
ROW, HASTE = 35, 60  # pixels; milliseconds from key to key


def at_register(visitor: Visitor) -> Path:
    project = sample("teaching")
    visitor.open("measures", lang="en", project=project.key)
    register(visitor).wait_for()
    return project.case_folder / "measures.csv"


def register(visitor: Visitor) -> Locator:
    return visitor.page.locator('[data-testid="stDataFrame"] canvas').first


def panel(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("dialog")


def click_name(visitor: Visitor, row: int) -> None:
    """Click the name in a row; row 0 is the first below the headings."""
    box = register(visitor).bounding_box()
    visitor.page.mouse.click(box["x"] + 60, box["y"] + ROW * (row + 1) + ROW / 2)
    panel(visitor).wait_for()
    visitor.settle()


def field(visitor: Visitor, name: str) -> Locator:
    return panel(visitor).get_by_role("textbox", name=name, exact=True)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_a_name_opens_its_measure_however_the_register_is_sorted(visitor: Visitor) -> None:
    file = at_register(visitor)
    costliest = max(rows(file), key=lambda row: float(row["capex"]))
    visitor.page.set_viewport_size({"width": 900, "height": 900})  # columns are as wide as they need to be, not wider
    visitor.settle()
    box = register(visitor).bounding_box()
    for _ in range(2):  # upwards, then downwards
        visitor.page.mouse.click(box["x"] + 330 + 130, box["y"] + ROW / 2)
        visitor.page.wait_for_timeout(900)
    click_name(visitor, 0)
    assert field(visitor, "Name in English").input_value() == costliest["name"]


def test_fields_typed_into_in_haste_are_all_on_disk_and_undo_takes_them_back(visitor: Visitor) -> None:
    file = at_register(visitor)
    before = file.read_text("utf-8")
    click_name(visitor, 0)
    fields = ("Name in English", "Name in Ukrainian", "Capex, UAH", "Useful life, years")
    field(visitor, fields[0]).click()
    typed = ("First", "Перший", "1,250,000", "17")
    for name, text in zip(fields, typed, strict=True):
        field(visitor, name).focus()
        visitor.page.keyboard.press("Control+a")
        visitor.page.keyboard.type(text, delay=HASTE)
    visitor.page.keyboard.press("Tab")
    wanted = {"name": "First", "name_uk": "Перший", "capex": "1250000", "lifetime": "17"}
    visitor.until(lambda: {key: rows(file)[0][key] for key in wanted} == wanted)
    visitor.settle()
    for _ in fields:
        panel(visitor).get_by_role("button", name="Undo").click()
        visitor.settle()
    visitor.until(lambda: file.read_text("utf-8") == before)
    assert field(visitor, fields[2]).input_value() == f"{float(rows(file)[0]['capex']):,.0f}"


def test_an_edit_left_by_escape_is_kept(visitor: Visitor) -> None:
    file = at_register(visitor)
    click_name(visitor, 1)
    field(visitor, "Capex, UAH").fill("4321")
    visitor.page.keyboard.press("Escape")
    visitor.until(lambda: rows(file)[1]["capex"] == "4321")
    visitor.page.keyboard.press("Escape")
    panel(visitor).wait_for(state="hidden")


def test_keys_open_and_close_a_measure(visitor: Visitor) -> None:
    file = at_register(visitor)
    visitor.page.get_by_role("combobox", name="Open a measure").focus()
    name = rows(file)[2]["name"]
    visitor.page.keyboard.type(name[:12], delay=HASTE)
    visitor.page.get_by_role("option", name=name).wait_for()
    visitor.page.keyboard.press("Enter")
    panel(visitor).wait_for()
    visitor.settle()
    assert field(visitor, "Name in English").input_value() == name
    visitor.page.keyboard.press("Escape")
    panel(visitor).wait_for(state="hidden")
