"""The editor as hands use it: a cell typed into by keyboard is on disk, undo brings it back, links lead to cells."""

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
ROW = 35  # pixels
FIELD = "#portal .gdg-input"  # what a cell is typed in, while it is
CELL = '[data-testid^="glide-cell"]'
HASTE = 60  # milliseconds from key to key: 200 words a minute


def grid(visitor: Visitor) -> Locator:
    return visitor.page.locator('[data-testid="stDataFrame"] canvas').first


def point_at(visitor: Visitor, row: int, x: int = 300) -> None:
    """Choose a cell with the mouse; row 0 is the first below the titles."""
    box = grid(visitor).bounding_box()
    visitor.page.mouse.click(box["x"] + x, box["y"] + ROW * (row + 1) + ROW / 2)
    visitor.page.wait_for_timeout(200)


def type_in(visitor: Visitor, text: str) -> None:
    """Type into the cell chosen, as fast as hands do once the first letter has opened its field."""
    visitor.page.keyboard.type(text[0])
    visitor.page.locator(FIELD).wait_for()
    visitor.page.keyboard.type(text[1:], delay=HASTE)


def type_over(visitor: Visitor, text: str) -> None:
    """Type into the cell chosen and leave it with Enter, which chooses the one below.

    The next key comes once the grid has the keys again: before, on a slow machine, it would still go into the field
    that is closing.
    """
    type_in(visitor, text)
    visitor.page.keyboard.press("Enter")
    visitor.page.locator(FIELD).wait_for(state="hidden")
    visitor.page.wait_for_selector(f"{CELL}:focus", state="attached")


def click_at_once(visitor: Visitor, what: Locator, key: str | None = None) -> None:
    """Click something in the moment in which a key is pressed, or as the first thing after typing; as no hand does."""
    box = what.bounding_box()
    if key:
        visitor.page.keyboard.press(key)
    visitor.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def at_measures(visitor: Visitor) -> Path:
    """The teaching case's measures under the editor; their file."""
    project = sample("teaching")
    visitor.open("measures", lang="en", project=project.key)
    as_tables(visitor)
    return project.case_folder / "measures.csv"


def as_tables(visitor: Visitor) -> None:
    """Go from the register to its tables."""
    visitor.page.get_by_text("Edit as tables").click()
    visitor.page.get_by_text("All columns").wait_for()
    visitor.settle()
    grid(visitor).wait_for()


def test_edits_are_on_disk_and_undo_takes_them_back(visitor: Visitor) -> None:
    file = at_measures(visitor)
    before = file.read_text("utf-8")
    point_at(visitor, 0)
    type_over(visitor, "First name")
    visitor.until(lambda: "First name" in file.read_text("utf-8"))
    type_in(visitor, "Second name")  # into the cell below
    visitor.page.keyboard.press("Tab")
    visitor.until(lambda: "Second name" in file.read_text("utf-8"))
    visitor.sees("2 changes since it was opened")
    assert file.read_text("utf-8").count("\n") == before.count("\n")
    visitor.press("Undo")
    visitor.until(lambda: "Second name" not in file.read_text("utf-8"))
    assert "First name" in file.read_text("utf-8")
    visitor.press("Undo")
    visitor.until(lambda: file.read_text("utf-8") == before)
    visitor.press("Redo")
    visitor.until(lambda: "First name" in file.read_text("utf-8"))


def test_the_field_of_a_cell_is_loaded_before_the_first_key(visitor: Visitor) -> None:
    at_measures(visitor)
    for name in ("data-grid-overlay-editor", "number-overlay-editor"):
        visitor.until(lambda name=name: any(name in address for address in visitor.asked))


def test_edits_in_haste_are_all_kept(visitor: Visitor) -> None:
    file = at_measures(visitor)
    point_at(visitor, 0)
    names = [f"Measure in haste {k}" for k in range(6)]
    for name in names:
        type_over(visitor, name)
    visitor.until(lambda: [row["name"] for row in rows(file)][: len(names)] == names)


@pytest.mark.parametrize("key", ["Enter", None])
def test_a_page_link_clicked_at_once_leaves_no_edit_behind(visitor: Visitor, key: str | None) -> None:
    file = at_measures(visitor)
    point_at(visitor, 0)
    type_in(visitor, "Left in haste")
    click_at_once(visitor, visitor.page.get_by_role("link", name="Scenarios"), key)
    visitor.page.get_by_role("heading", level=1, name="Scenarios", exact=True).wait_for()
    visitor.until(lambda: rows(file)[0]["name"] == "Left in haste")


def test_another_table_and_undo_clicked_at_once_leave_no_edit_behind(visitor: Visitor) -> None:
    file = at_measures(visitor)
    point_at(visitor, 0)
    type_in(visitor, "Left in haste")
    click_at_once(visitor, visitor.page.get_by_text("Effects", exact=True))
    titles = visitor.page.locator("canvas [role=columnheader]")
    visitor.until(lambda: any("Stream" in title for title in titles.all_text_contents()))
    visitor.until(lambda: rows(file)[0]["name"] == "Left in haste")
    visitor.settle()
    effects = file.parent / "effects.csv"
    as_it_was = effects.read_text("utf-8")
    point_at(visitor, 0, x=60)
    type_in(visitor, "nobody")
    click_at_once(visitor, visitor.button("Undo"), "Enter")
    visitor.until(lambda: visitor.button("Redo").is_enabled())
    assert effects.read_text("utf-8") == as_it_was
    assert rows(file)[0]["name"] == "Left in haste"


def test_what_is_wrong_is_told_with_a_way_to_its_cell(visitor: Visitor) -> None:
    file = at_measures(visitor)
    visitor.sees("No errors found")
    visitor.page.get_by_text("Effects", exact=True).click()
    visitor.settle()
    point_at(visitor, 2, x=60)
    type_over(visitor, "nobody")
    visitor.until(lambda: "nobody" in (file.parent / "effects.csv").read_text("utf-8"))
    visitor.settle()
    visitor.page.get_by_text("1 error to fix").click()
    visitor.press("Show")
    visitor.sees("All rows")
    visitor.press("Undo")
    visitor.until(lambda: "nobody" not in (file.parent / "effects.csv").read_text("utf-8"))
    visitor.sees("No errors found")


def test_an_edit_survives_a_reload_and_another_page(visitor: Visitor) -> None:
    file = at_measures(visitor)
    point_at(visitor, 1)
    type_over(visitor, "Kept name")
    visitor.until(lambda: "Kept name" in file.read_text("utf-8"))
    visitor.go("Result")
    visitor.go("Measures")
    visitor.page.reload()
    visitor.settle()
    visitor.press("Undo")
    visitor.until(lambda: "Kept name" not in file.read_text("utf-8"))
