"""What each column holds: from the mapping, or from an unambiguous heading, or by asking."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from optimizer.decimals import ZERO
from optimizer.errors import Problem
from optimizer.imports.register.asking.column_question import column_question
from optimizer.imports.register.asking.several_columns import are_yearly, may_add_up
from optimizer.imports.register.asking.unseen import without_hidden
from optimizer.imports.register.mapping import (
    AMOUNTS,
    BY_STREAM,
    FIGURES,
    MANY,
    MEANINGS,
    MONEY,
    NAME_KEY,
    PER_CENT,
    PER_YEAR,
    Choice,
    FieldName,
    MappedColumn,
    RegisterQuestion,
)
from optimizer.imports.register.measures.columns import place_of
from optimizer.imports.register.measures.register import problem_in
from optimizer.imports.register.words.cells import is_blank, shown
from optimizer.imports.register.words.headings import HeadingGuess, read_heading
from optimizer.imports.register.words.streams import is_energy, known_streams, stream_name
from optimizer.locales import noted
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Table

    from optimizer.imports.register.measures.register import Register
    from optimizer.imports.register.words.units import ScaledUnit

    Columns = Table[int, MappedColumn]

_FIGURE = re.compile(r"(?<!\w)\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
MOST_WORDS = 3
"""Beside a figure may stand its unit and period."""
FIRST_CHOICES = {
    True: ("notes", "ignore", "name", "id", "process", "site"),
    False: ("capex", "money", "quantity", "quantity:electricity", "quantity:natural-gas", "co2", "notes", "ignore"),
}
"""The likeliest answers to what a column holds: for columns without figures, and with."""
AUDIT_HEADINGS = {"SUPERID", "IMPCOST", "PSOURCCODE"}
ONE_COLUMN = ("name", "site", "process", "practice", "status", "owner", "payback", "lifetime")
"""Fields that are suggested for one column of a table only."""
OF_EVERY_ROW = ("name", "resource", "unit", "currency")
"""Fields that one column has for the rows of all tables."""
WHICH = noted('What does column {letter}, "{header}", hold?')
WHICH_ONE = noted('What does column {letter}, "{header}", hold? Another column was given as the same thing.')
WHICH_SHARE = noted(
    'What does column {letter}, "{header}", hold? A saving in per cent can only be read as that of one stream.'
)
WHICH_OR_TOTAL = noted(
    'What does column {letter}, "{header}", hold?'
    " It may be the sum of the other energy columns, which must not be counted twice."
)


def match_columns(register: Register) -> Register:
    """Read each column's meaning from the mapping, completed by its heading; none of two alike is chosen."""
    letters = _known_letters(register)
    guesses = _guesses(register)
    columns = {at: _completed(register, at, letters[at], guess) for at, guess in guesses.items()}
    columns |= without_hidden(register, columns)
    given = register.mapping.columns
    fresh = {at for at, letter in letters.items() if not letter or given[letter].field is None}
    alike = {at for at in columns if _is_repeated(register, columns, at)}
    several = register.mapping.defaults.several
    repeated = {at for at in alike - fresh if columns[at].key not in several and not may_add_up(columns[at])}
    yearly = {at for at in alike if columns[at].field == "capex"}
    yearly = yearly if are_yearly(columns[at] for at in yearly) else set()
    unsure = (alike & fresh - yearly) | _energy_totals(columns, alike, repeated, fresh)
    columns |= {at: columns[at].model_copy(update={"field": None}) for at in unsure}
    columns |= {at: columns[at].model_copy(update={"field": None, "stream": None}) for at in repeated}
    return replace(register, columns=columns, repeated=frozenset(repeated))


def _is_repeated(register: Register, columns: Columns, at: int) -> bool:
    """Return whether another column of the same table has the same field, which only one may have."""
    one = columns[at]
    if one.field is None or one.field in MANY:
        return False
    others = (other for other, column in columns.items() if other != at and column.key == one.key)
    return any(one.field in OF_EVERY_ROW or register.tables.share_a_table(at, other) for other in others)


def _energy_totals(columns: Columns, alike: set[int], repeated: set[int], fresh: set[int]) -> set[int]:
    """Return new columns of reference fuel beside several others of energy: they may be the total of these."""
    sure = {at: column for at, column in columns.items() if at not in repeated and at not in alike & fresh}
    energy = {column.stream for column in sure.values() if column.field == "quantity" and is_energy(column.stream)}
    return {at for at in fresh if len(energy) > 1 and columns[at].stream == "reference-fuel"}


def _guesses(register: Register) -> dict[int, HeadingGuess]:
    """Return what the headings say, with columns that have cells but no heading."""
    below = register.grid.rows[register.header.last_row :]
    width = max(map(len, below), default=0)
    bare = (at for at in range(1, width + 1) if at not in register.header.columns)
    headless = {
        at: HeadingGuess(f"(column {column_letter(at)})")
        for at in bare
        if sum(len(row) >= at and not is_blank(row[at - 1]) for row in below) > 1
    }
    return {**register.header.columns, **headless}


def _known_letters(register: Register) -> dict[int, str]:
    """Return, by column, the mapping's letter for it; "" for a column that the mapping doesn't have."""
    guesses = _guesses(register)
    headings = Counter(one.header for one in guesses.values())
    return {
        at: _known_letter(register.mapping.columns, at, one.header, alone=headings[one.header] == 1)
        for at, one in guesses.items()
    }


def _known_letter(given: Table[str, MappedColumn], at: int, header: str, *, alone: bool) -> str:
    own = column_letter(at)
    if own in given and given[own].header == header:
        return own
    same = [letter for letter, column in given.items() if column.header == header]
    return same[0] if len(same) == 1 and alone else ""


def find_lost_columns(register: Register) -> Iterator[Problem]:
    """Report columns of the mapping that the sheet doesn't have."""
    found = set(_known_letters(register).values())
    for letter, column in register.mapping.columns.items():
        if letter not in found and column.field not in {None, "ignore", "notes", "number"}:
            text = "the mapping's column \"{header}\" doesn't exist, or exists more than once"
            row = register.tables.number(register.header.row)
            yield Problem(row.place(register.path.name), text, row.own, letter, {"header": column.header})


def _completed(register: Register, at: int, letter: str, guess: HeadingGuess) -> MappedColumn:
    known = register.mapping.columns[letter] if letter else MappedColumn(header=guess.header)
    name, _, stream = guess.field.partition(":")
    if name in FIGURES and _has_no_figures(register, at):
        name = ""
    if known.field is None and name and not (guess.field == "quantity" and not _names_resources(register)):
        known = known.model_copy(update={"field": name, "stream": stream or None})
    if known.field is None and register.is_empty(at):
        known = known.model_copy(update={"field": "ignore"})
    stated = _stated_by_heading(known, guess)
    return known.model_copy(update={key: value for key, value in stated.items() if getattr(known, key) is None})


def _has_no_figures(register: Register, at: int) -> bool:
    """Return whether a column has cells but no figure in any of them: "Y" and "N" below "rebate", "kWh/t", "m3"."""
    cells = [shown(cell) for cell in register.cells(at)]
    return bool(cells) and not any(_FIGURE.search(cell) for cell in cells)


def _names_resources(register: Register) -> bool:
    """Return whether rows name the resource whose quantity they state."""
    headed = any(one.field == "resource" for one in register.header.columns.values())
    return headed or any(column.field == "resource" for column in register.mapping.columns.values())


def _stated_by_heading(column: MappedColumn, guess: HeadingGuess) -> dict[str, object]:
    """Return what the heading of a column of figures says about them."""
    unit: ScaledUnit | None = guess.unit
    stated: dict[str, object] = {}
    if column.field in MONEY:
        stated |= {"price_year": guess.price_year, "vat": ZERO if guess.vat == "without" else None}
        stated |= {"currency": unit.symbol, "scale": unit.scale} if unit is not None and unit.money else {}
        stated |= {"each": guess.each or None} if column.field == "price" else {}
    elif column.field in {*AMOUNTS, "co2"} and unit is not None and not unit.money:
        stated |= {"unit": unit.symbol, "scale": unit.scale}
    elif column.field in {"payback", "lifetime"} and unit is not None and unit.dimension == "time":
        stated |= {"unit": unit.symbol}
    if column.field in PER_YEAR:
        stated["per"] = unit.per if unit is not None and unit.per in {"year", "quarter", "month"} else None
        stated["per"] = stated["per"] or ("year" if guess.yearly else None)
    return stated


def find_audits(register: Register) -> Iterator[Problem]:
    """Point out that a sheet is part of the audits' database, which another import reads without questions."""
    if {guess.header for guess in register.header.columns.values()} >= AUDIT_HEADINGS:
        text = "these are audits of the US Industrial Assessment Centers: cpee import iac reads them without questions"
        yield problem_in(register, text, register.header.row, warning=True)


def ask_columns(register: Register) -> Iterator[RegisterQuestion]:
    """Ask what columns hold if neither the mapping nor the heading is certain."""
    guesses = _guesses(register)
    for at, column in register.columns.items():
        if column.field is None:
            yield which_field(register, at, guesses[at])
        elif column.resource_by_row and place_of(register.columns, "resource") is None:
            choices = tuple(Choice(stream, stream_name(stream)) for stream in known_streams())
            text, values = 'Which stream\'s saving does "{header}" state?', {"header": column.header}
            yield column_question(register, at, "stream", text, values, choices, free=True)


def ask_names(register: Register) -> Iterator[RegisterQuestion | Problem]:
    """Ask which column has the names of the measures if no heading says so; report that no column may have them."""
    if any(column.field == "name" for column in register.columns.values()):
        return
    texts = {at: cells for at in register.columns if (cells := _texts_in(register, at))}
    if not texts:
        text = "no column has the names of the measures"
        yield problem_in(register, text, register.header.row)
        return
    longest = max(texts, key=lambda at: (len(set(texts[at])), sum(map(len, texts[at]))))
    choices = tuple(
        Choice(
            column_letter(at),
            "{letter}: {header}",
            {"letter": column_letter(at), "header": register.columns[at].header},
        )
        for at in texts
    )
    text = "Which column has the names of the measures?"
    yield RegisterQuestion(NAME_KEY, text, {}, choices, column_letter(longest), register.samples(longest))


def _texts_in(register: Register, at: int) -> list[str]:
    """Return the cells of a column that holds mostly words and no known figures."""
    if register.columns[at].field in {*FIGURES, *MANY[2:]}:
        return []
    cells = [shown(cell) for cell in register.cells(at)]
    return cells if 2 * sum(any(map(str.isalpha, cell)) for cell in cells) > len(cells) else []


def which_field(register: Register, at: int, guess: HeadingGuess) -> RegisterQuestion:
    """Return the question what a column holds."""
    streams = [f"{name}:{stream}" for stream in known_streams() for name in BY_STREAM]
    rows = place_of(register.columns, "resource") is not None
    names = [name for name in get_args(FieldName) if name not in AMOUNTS or (name == "quantity" and rows)]
    first = [name for name in FIRST_CHOICES[_has_no_figures(register, at)] if name in {*names, *streams}]
    ordered = dict.fromkeys((*first, *names, *streams))
    choices = tuple(Choice(name, MEANINGS.get(name.split(":")[0], name)) for name in ordered)
    total = _is_energy_total(register, guess.maybe or guess.field)
    share = guess.maybe == "quantity" and guess.unit is not None and guess.unit.symbol == PER_CENT
    one = WHICH_SHARE if share else WHICH
    text = WHICH_OR_TOTAL if total else WHICH_ONE if at in register.repeated else one
    values = {"letter": column_letter(at), "header": register.columns[at].header}
    suggestion = "ignore" if total else _likely_field(register, at, guess)
    return column_question(register, at, "field", text, values, choices, suggestion)


def _likely_field(register: Register, at: int, guess: HeadingGuess) -> str:
    """Return the suggested field; a quantity without a stream only if rows name their resources."""
    rows = place_of(register.columns, "resource") is not None
    likely = guess.maybe or guess.field or "notes"
    if likely.partition(":")[0] in FIGURES and (_has_no_figures(register, at) or _holds_prose(register, at)):
        return "unit" if _are_units(register, at) and place_of(register.columns, "unit") is None else "notes"
    if likely == "name" and (other_name := _of_two_names(register, at)) != "name":
        return other_name
    if likely in ONE_COLUMN and not _is_likeliest(register, at, likely):
        return "notes"
    of_rows = any(one.resource_by_row for one in register.columns.values())
    if rows and likely == "money" and guess.unit is None and not of_rows:
        return "quantity"
    if likely == "quantity" and not rows:
        return "notes"
    return likely


def _holds_prose(register: Register, at: int) -> bool:
    """Return whether at least half the cells of a column say more than a figure: "41500 m3 of gas + 32 t bitumen"."""
    cells = [shown(cell) for cell in register.cells(at)]
    return 2 * sum(" + " in cell or len(_WORD.findall(cell)) > MOST_WORDS for cell in cells) >= len(cells)


def _is_likeliest(register: Register, at: int, field: str) -> bool:
    """Return whether no other column is likelier to be the only one of a field, by its heading and its cells."""
    alike = [
        other
        for other, one in register.header.columns.items()
        if field in {one.field, one.maybe}
        and (other == at or register.tables.share_a_table(at, other))
        and (field != "name" or _of_two_names(register, other) == "name")
    ]
    return at == max(alike, key=lambda other: _likelihood(register, other, field), default=at)


def _likelihood(register: Register, at: int, field: str) -> tuple[bool, bool, int]:
    """Return how likely a column is the one of its field: by its heading, by names that differ, by its place."""
    texts = [shown(cell) for cell in register.cells(at)]
    differ = field != "name" or 2 * len(set(texts)) > len(texts)
    return register.header.columns[at].field == field, differ, -at


def _are_units(register: Register, at: int) -> bool:
    """Return whether the cells of a column name units of quantities: "kWh/tonne"."""
    units = [read_heading(shown(cell)).unit for cell in register.cells(at)]
    return all(unit is not None and not unit.money for unit in units)


def _of_two_names(register: Register, at: int) -> str:
    """Tell two name columns apart: Latin beside Cyrillic is the English name, single words are codes."""
    headings = register.header.columns
    others = [other for other, one in headings.items() if other != at and "name" in {one.field, one.maybe}]
    own = [shown(cell) for cell in register.cells(at)]
    for other in others:
        beside = [shown(cell) for cell in register.cells(other)]
        if all(text.isascii() for text in own) and not any(text.isascii() for text in beside):
            return "name_en"
        if _are_codes(own) and not _are_codes(beside):
            return "id"
    return "name"


def _are_codes(texts: list[str]) -> bool:
    """Return whether nearly all are single, distinct words; a note below the table may have more words."""
    return 3 * sum(len(text.split()) == 1 for text in texts) > 2 * len(texts) and len(set(texts)) == len(texts)


def _is_energy_total(register: Register, guess: str) -> bool:
    columns = register.columns.values()
    energy = any(column.field == "quantity" and is_energy(column.stream) for column in columns)
    return guess == "quantity:reference-fuel" and energy
