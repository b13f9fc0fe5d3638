"""Everything that the program says is said in Ukrainian too; nothing that it no longer says is kept."""

from __future__ import annotations

import re
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer.main
from babel.messages.pofile import read_po

import optimizer.locales
from optimizer.cli import app
from optimizer.cli.spoken import help_texts
from optimizer.locales import language, speaking, spelled, tr, trn
from tests.marked import Found, marked, sources

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

PO = Path(optimizer.locales.__file__).with_name("uk.po")
PLACEHOLDER = re.compile(r"\{(\w*)\}")
CARRIED = {
    "optimizer/checks/odd_measures.py",  # columns of money with what is odd in them, the kind of a measure
    "optimizer/checks/odd_streams.py",  # what is odd in a baseline
    "optimizer/errors.py",  # what the system says
    "optimizer/readers/folder.py",  # what Python's reader says
    "optimizer/readers/grid.py",  # from the child process
    "optimizer/readers/guard/ods.py",  # what is wrong with a part
    "optimizer/readers/guard/package.py",
    "optimizer/readers/guard/xlsx.py",
    "optimizer/validation.py",  # what a value's type says
    "optimizer/imports/register/asking/cells.py",  # words of the register, names of streams and fields
    "optimizer/imports/register/asking/columns.py",
    "optimizer/imports/register/asking/currencies.py",
    "optimizer/imports/register/asking/reference_fuel.py",
    "optimizer/imports/register/asking/row_resources.py",
    "optimizer/imports/register/asking/several_columns.py",
    "optimizer/imports/register/asking/units.py",
    "optimizer/readers/toml.py",  # what Python's reader says
}
"""Where a text comes from somewhere else, and was marked there."""


@cache
def said() -> Found:
    return marked(sources())


@cache
def texts() -> dict[str, str]:
    """Every text that has no plural, with where it stands."""
    return {**dict.fromkeys(help_texts(typer.main.get_command(app)), "the help of a command"), **said().texts}


@cache
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="uk")


def entry(msgid: str) -> Message | None:
    return catalogue().get(msgid)


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def test_enough_texts_are_found() -> None:
    assert len(texts()) > 400
    assert len(said().plurals) > 10


def test_every_text_can_be_followed_to_where_it_stands() -> None:
    lost = {where.partition(":")[0] for where in said().lost}
    assert not [where for where in said().lost if where.partition(":")[0] not in CARRIED]
    assert lost == CARRIED


def test_every_text_is_translated() -> None:
    missing = [f"{where}: {text!r}" for text, where in texts().items() if (e := entry(text)) is None or not e.string]
    assert not missing, "\n".join(missing)


def test_every_plural_is_translated_in_all_three_forms() -> None:
    for (one, many), where in said().plurals.items():
        found = entry(one)
        assert found is not None, (where, one)
        assert found.id == (one, many), where
        assert len(forms(found)) == 3, where
        assert all(forms(found)), where


def test_no_translation_is_unsure_or_idle() -> None:
    known = {*texts(), *(one for one, _ in said().plurals)}
    for message in catalogue():
        if message.id:
            one = message.id if isinstance(message.id, str) else message.id[0]
            assert not message.fuzzy, one
            assert one in known, f"nothing says {one!r} any more"


def test_a_translation_has_the_placeholders_of_its_text() -> None:
    for message in catalogue():
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            wanted = placeholders(ids[-1])
            assert all(placeholders(form) == wanted for form in forms(message)), ids[0]


def test_a_translation_is_ukrainian() -> None:
    """Cyrillic, without letters that Ukrainian has not, and with its own quotation marks."""
    for message in catalogue():
        for form in forms(message) if message.id else []:
            words = PLACEHOLDER.sub("", form).lower()
            assert re.search("[а-яіїєґ]", words) or not any(sign.isalpha() for sign in words), form
            assert not re.search("[ыэъё]", form.lower()), form
            assert not re.search("[“”„]", form), form
            assert not re.search(r"[а-яіїєґ]'[а-яіїєґ]", form.lower()), f"apostrophe: {form}"
            assert not re.search(r"\b(?=\w*[a-z])(?=\w*[а-яіїєґ])[a-zа-яіїєґ]+\b", form.lower()), f"mixed: {form}"


@pytest.mark.parametrize(
    ("word", "counts"),
    [("захід", (1, 21, 101)), ("заходи", (2, 3, 4, 22, 103)), ("заходів", (0, 5, 11, 12, 14, 20, 25, 111))],
)
def test_plurals_follow_the_rules_of_ukrainian(word: str, counts: tuple[int, ...]) -> None:
    with speaking("uk"):
        assert [trn("{count} measure", "{count} measures", count) for count in counts] == [
            f"{n} {word}" for n in counts
        ]


def test_a_language_is_spoken_within_its_block_and_thread_only() -> None:
    heard: list[str] = []
    with speaking("uk"):
        thread = threading.Thread(target=lambda: heard.append(language()))
        thread.start()
        thread.join()
        assert language() == "uk"
    assert (heard, language()) == (["en"], "en")


def test_english_is_what_stands_in_the_code() -> None:
    assert [tr(text) for text in texts()] == [*texts()]
    assert spelled("1 234.5") == "1 234.5"


def test_a_text_without_translation_is_said_in_english() -> None:
    with speaking("uk"):
        assert tr("no such text, {name}", name=1) == "no such text, 1"
