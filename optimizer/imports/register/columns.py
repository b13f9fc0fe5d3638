"""Step 1: what each column holds, from the mapping, or an unambiguous heading, or by asking."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

from optimizer.decimals import ZERO
from optimizer.errors import Problem
from optimizer.imports.register.headers import HeaderGuess
from optimizer.imports.register.lines import shown
from optimizer.imports.register.mapping import MANY, MEANINGS, MONEY, PER_YEAR, FieldName, MappedColumn
from optimizer.imports.register.questions import Choice, RegisterQuestion
from optimizer.imports.register.resources import place_of
from optimizer.imports.register.several import ask_several, may_add_up
from optimizer.imports.register.vocabulary import table
from optimizer.locales import language, noted
from optimizer.readers.grid import column_letter

if TYPE_CHECKING:
    from optimizer.imports.register.reading import RegisterReading
    from optimizer.imports.register.units import ScaledUnit


WHICH = noted('What does column {letter}, "{header}", hold?')
WHICH_ONE = noted('What does column {letter}, "{header}", hold? Another column was given as the same thing.')
WHICH_OR_TOTAL = noted(
    'What does column {letter}, "{header}", hold?'
    " It may be the sum of the other energy columns, which must not be counted twice."
)


def match(r: RegisterReading) -> None:
    """Read each column's meaning from the mapping, completed by its header."""
    guesses = {**r.header.columns, **_headless(r)}
    headers = Counter(one.header for one in guesses.values())
    used: set[str] = set()
    fresh: set[int] = set()
    for at, found in guesses.items():
        letter = _known_letter(r, at, found.header, alone=headers[found.header] == 1)
        used |= {letter} if letter else set()
        known = r.given[letter] if letter else MappedColumn(header=found.header)
        fresh |= {at} if known.field is None else set()
        r.columns[at] = _completed(r, at, known, found)
    _lost(r, used)
    _once_only(r, fresh)


def _headless(r: RegisterReading) -> dict[int, HeaderGuess]:
    """Return columns that have cells but no heading."""
    below = r.grid.rows[r.header.last_row :]
    width = max(map(len, below), default=0)
    bare = (at for at in range(1, width + 1) if at not in r.header.columns)
    return {
        at: HeaderGuess(f"(column {column_letter(at)})")
        for at in bare
        if sum(len(row) >= at and bool(shown(row[at - 1])) for row in below) > 1
    }


def _known_letter(r: RegisterReading, at: int, header: str, *, alone: bool) -> str:
    own = column_letter(at)
    if own in r.given and r.given[own].header == header:
        return own
    same = [letter for letter, column in r.given.items() if column.header == header]
    return same[0] if len(same) == 1 and alone else ""


def _lost(r: RegisterReading, used: set[str]) -> None:
    for letter, column in r.given.items():
        if letter not in used and column.field not in {None, "ignore", "notes", "number"}:
            text = "the mapping's column \"{header}\" doesn't exist, or exists more than once"
            values = {"header": column.header}
            r.problems.append(Problem(r.place, text, r.header.row, letter, values))


def _completed(r: RegisterReading, at: int, known: MappedColumn, found: HeaderGuess) -> MappedColumn:
    name, _, stream = found.field.partition(":")
    if known.field is None and name and not (found.field == "quantity" and not _has_resources(r)):
        known = known.model_copy(update={"field": name, "stream": stream or None})
    if known.field is None and not r.cells(at):
        known = known.model_copy(update={"field": "ignore"})
    told = _told_by_header(known, found)
    return known.model_copy(update={key: value for key, value in told.items() if getattr(known, key) is None})


def _has_resources(r: RegisterReading) -> bool:
    """Return whether rows name the resource whose quantity they state."""
    headed = any(one.field == "resource" for one in r.header.columns.values())
    return headed or any(column.field == "resource" for column in r.given.values())


def _once_only(r: RegisterReading, fresh: set[int]) -> None:
    """Ask about columns that seem to hold the same thing; none is chosen without asking."""
    again: set[int] = set()
    counts = Counter(column.key for column in r.columns.values() if column.field and column.field not in MANY)
    for at, column in r.columns.items():
        if column.field and counts[column.key] > 1 and column.field not in MANY:
            if at in fresh:
                r.columns[at] = column.model_copy(update={"field": None})
            elif column.key in r.mapping.defaults.several or may_add_up(column):
                continue
            else:
                again.add(at)
    for at in again:
        r.columns[at] = r.columns[at].model_copy(update={"field": None, "stream": None})
    r.twice |= again
    energetic = {c.stream for c in r.columns.values() if c.field == "quantity" and _is_energy(c.stream)}
    for at in fresh:
        if len(energetic) > 1 and r.columns[at].stream == "reference-fuel":
            r.columns[at] = r.columns[at].model_copy(update={"field": None})


def ask_columns(r: RegisterReading) -> None:
    """Ask what columns hold if neither the mapping nor the heading is certain."""
    guesses = {**r.header.columns, **_headless(r)}
    for at, column in r.columns.items():
        if column.field is None:
            r.ask(which_field(r, at, column, guesses[at]))
        elif column.resource_by_row and place_of(r.columns, "resource") is None:
            choices = tuple(Choice(name, stream_name(of)) for name, of in table("streams").items())
            text, values = 'Which stream\'s saving does "{header}" state?', {"header": column.header}
            r.ask(r.about(at, "stream", text, values, choices, free=True))
    if not r.questions:
        ask_several(r)
    if not r.questions and not any(column.field == "name" for column in r.columns.values()):
        r.problems.append(Problem(r.place, "no column has the names of the measures", r.header.row))


def stream_name(of: dict[str, str]) -> str:
    """Return a known stream's name in the current language."""
    return of["name_uk"] if language() == "uk" else of["name"]


def which_field(r: RegisterReading, at: int, column: MappedColumn, found: HeaderGuess) -> RegisterQuestion:
    """Return the question what a column holds."""
    streams = [f"{name}:{stream}" for stream in table("streams") for name in ("quantity", "money")]
    rows = place_of(r.columns, "resource") is not None
    names = [name for name in get_args(FieldName) if name != "quantity" or rows]
    choices = tuple(Choice(name, MEANINGS.get(name.split(":")[0], name)) for name in (*names, *streams))
    total = _is_energy_total(r, found.maybe or found.field)
    suggestion = "ignore" if total else found.maybe or found.field or "notes"
    if (
        rows
        and suggestion == "money"
        and found.unit is None
        and not any(one.resource_by_row for one in r.columns.values())
    ):
        suggestion = "quantity"
    suggestion = "notes" if suggestion == "quantity" and not rows else suggestion
    suggestion = _of_two_names(r, at) if suggestion == "name" else suggestion
    text = WHICH_OR_TOTAL if total else WHICH_ONE if at in r.twice else WHICH
    return r.about(at, "field", text, {"letter": column_letter(at), "header": column.header}, choices, suggestion)


def _of_two_names(r: RegisterReading, at: int) -> str:
    """Tell two name columns apart: Latin beside Cyrillic is the English name, single words are codes."""
    others = [other for other, one in r.header.columns.items() if other != at and "name" in {one.field, one.maybe}]
    own = [shown(cell) for cell in r.cells(at)]
    for other in others:
        beside = [shown(cell) for cell in r.cells(other)]
        if all(text.isascii() for text in own) and not any(text.isascii() for text in beside):
            return "name_en"
        if _are_codes(own) and not _are_codes(beside):
            return "id"
    return "name"


def _are_codes(texts: list[str]) -> bool:
    """Return whether nearly all are single, distinct words; a note below the table may have more words."""
    return 3 * sum(len(text.split()) == 1 for text in texts) > 2 * len(texts) and len(set(texts)) == len(texts)


def _is_energy_total(r: RegisterReading, guess: str) -> bool:
    energetic = {c.stream for c in r.columns.values() if c.field == "quantity" and _is_energy(c.stream)}
    return guess == "quantity:reference-fuel" and bool(energetic)


def _told_by_header(column: MappedColumn, found: HeaderGuess) -> dict[str, object]:
    """Return what the header of a column of figures says about them."""
    unit: ScaledUnit | None = found.unit
    told: dict[str, object] = {}
    if column.field in MONEY:
        told |= {"price_year": found.price_year, "vat": ZERO if found.vat == "without" else None}
        told |= {"currency": unit.symbol, "scale": unit.scale} if unit is not None and unit.money else {}
    elif column.field in {"quantity", "co2"} and unit is not None and not unit.money:
        told |= {"unit": unit.symbol, "scale": unit.scale}
    elif column.field in {"payback", "lifetime"} and unit is not None and unit.dimension == "time":
        told |= {"unit": unit.symbol}
    if column.field in PER_YEAR:
        told["per"] = unit.per if unit is not None and unit.per in {"year", "quarter", "month"} else None
        told["per"] = told["per"] or ("year" if found.yearly else None)
    return told


def _is_energy(stream: str | None) -> bool:
    return bool(table("streams").get(stream or "", {}).get("kind") == "energy")
