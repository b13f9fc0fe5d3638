"""A register's file and what is known of it → how it would be read, and what has to be asked first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, get_args

from optimizer.decimals import ONE, ZERO, Decimal, plain
from optimizer.errors import Problem, closest
from optimizer.readers.grid import Formula, column_letter
from optimizer.readers.register import entries as lines_of
from optimizer.readers.register.entries import Entry, key_of, read_entry, suggested_factor, unclear_cells, unit_factor
from optimizer.readers.register.figures import Unread, style_in, style_of
from optimizer.readers.register.grids import TEXTS, load
from optimizer.readers.register.headers import Guess, Header, find_header
from optimizer.readers.register.mapping import FIGURES, MANY, MONEY, Column, FieldName, Mapping, mapping_of, terms_of
from optimizer.readers.register.money import ask_for_rates
from optimizer.readers.register.prices import paybacks_off, shown_price
from optimizer.readers.register.questions import Choice, Question
from optimizer.readers.register.rows import LeftOut, Line, Sorted, shown, sort_rows
from optimizer.readers.register.units import Unit, dimension_of
from optimizer.readers.register.vocabulary import exactly, is_missing, table

if TYPE_CHECKING:
    from collections.abc import Mapping as Table
    from pathlib import Path

    from optimizer.readers.grid import Cell, Grid

SAMPLES = 3
PER_YEAR = ("money", "quantity", "co2", "opex_change")
WORDS = ("status", "confidence")
VAT = "0.2"
MONEY_SCALES = (("1", ""), ("1000", "thousand "), ("1000000", "million "))


@dataclass(frozen=True)
class Proposal:
    """How a file would be read.

    `mapping` holds what is known and what the headers say for sure; `questions` what is not sure; `problems` what must be
    mended in the file, and as warnings what is odd. `samples` are three cells of each column, by its letter.
    """

    mapping: Mapping
    questions: tuple[Question, ...] = ()
    samples: dict[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    entries: tuple[Entry, ...] = ()
    ignored_sheets: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing is left to ask or to mend."""
        return not self.questions and all(problem.warning for problem in self.problems)


def propose(path: Path, known: Mapping | None = None) -> Proposal:
    """How a register would be read, given what is known of it; ask its questions, and propose again."""
    mapping = known or Mapping()
    mapping = mapping.model_copy(update={"file": path.name})
    loaded = load(path, mapping.encoding or "", mapping.separator or "")
    if loaded.problem:
        return Proposal(mapping, problems=(loaded.problem,))
    if path.suffix.lower() in TEXTS:
        mapping = mapping.model_copy(
            update={"encoding": loaded.encoding or None, "separator": loaded.separator or None}
        )
    if loaded.question:
        return Proposal(mapping, (loaded.question,))
    return _of_sheets(path, mapping, loaded.sheets)


def _of_sheets(path: Path, mapping: Mapping, sheets: tuple[Grid, ...]) -> Proposal:
    headers = {grid.name: (grid, header) for grid in sheets if (header := _header_of(grid, mapping))}
    if mapping.sheet is not None and mapping.sheet not in {grid.name for grid in sheets}:
        text, names = 'there is no sheet "{name}"', [grid.name for grid in sheets]
        guess = closest(mapping.sheet, names)
        return Proposal(mapping, problems=(Problem(path.name, text, values={"name": mapping.sheet}, guess=guess),))
    if mapping.sheet is not None:
        headers = {name: one for name, one in headers.items() if name == mapping.sheet}
    if not headers:
        return Proposal(mapping, (_which_row(mapping, sheets),))
    ranked = sorted(headers.values(), key=lambda one: -one[1].score)
    if len(ranked) > 1:
        choices = tuple(Choice(grid.name, f"{grid.name}: {_first_names(header)}") for grid, header in ranked)
        question = Question("sheet", "Which sheet holds the register?", choices=choices, suggestion=ranked[0][0].name)
        return Proposal(mapping, (question,))
    grid, header = ranked[0]
    known = {"sheet": grid.name, "header_row": header.row, "header_rows": header.rows}
    ignored = tuple(sheet.name for sheet in sheets if sheet is not grid)
    return replace(_Reader(path, mapping.model_copy(update=known), grid, header).run(), ignored_sheets=ignored)


def _header_of(grid: Grid, mapping: Mapping) -> Header | None:
    if mapping.sheet is not None and mapping.sheet != grid.name:
        return None
    return find_header(grid, mapping.header_row, mapping.header_rows)


def _first_names(header: Header) -> str:
    return ", ".join(one.header for one in header.columns.values())[:60]


def _which_row(mapping: Mapping, sheets: tuple[Grid, ...]) -> Question:
    grid = next((sheet for sheet in sheets if sheet.name == mapping.sheet), None)
    if grid is None and len(sheets) > 1:
        choices = tuple(Choice(sheet.name, sheet.name) for sheet in sheets)
        return Question(
            "sheet", "No sheet has a row of headings that is known: which one holds the register?", choices=choices
        )
    rows = (grid or sheets[0]).rows[:20] if sheets else ()
    labelled = ((at, " | ".join(text for cell in row if (text := shown(cell)))[:60]) for at, row in enumerate(rows, 1))
    choices = tuple(Choice(str(at), f"row {at}: {text}") for at, text in labelled if text)
    return Question("header_row", "Which row holds the headings of the columns?", choices=choices, free=True)


class _Reader:
    """Goes on as far as it is sure: columns, then rows, then cells, then money; stops where something has to be asked."""

    def __init__(self, path: Path, mapping: Mapping, grid: Grid, header: Header) -> None:
        self.path, self.mapping, self.grid, self.header = path, mapping, grid, header
        self.given = dict(mapping.columns)
        self.columns: dict[int, Column] = {}
        self.questions: list[Question] = []
        self.problems: list[Problem] = []
        self.sorted = Sorted((), (), (), ())
        self.entries: tuple[Entry, ...] = ()

    def run(self) -> Proposal:
        for step in (
            self._match,
            self._ask_columns,
            self._sort,
            self._ask_units,
            self._ask_case,
            self._ask_cells,
            self._read,
        ):
            step()
            if self.questions or any(not problem.warning for problem in self.problems):
                break
        letters = {column_letter(at): column for at, column in self.columns.items()}
        mapping = self.mapping.model_copy(update={"columns": letters})
        samples = {column_letter(at): self._samples(at) for at in self.columns}
        found = (tuple(self.questions), samples, self.sorted.left_out, tuple(self.problems), self.entries)
        return Proposal(mapping, *found)

    # --- columns ---------------------------------------------------------------------------------

    def _match(self) -> None:
        """What the mapping says of each column, completed by what its header says."""
        guesses = {**self.header.columns, **self._headless()}
        headers = Counter(one.header for one in guesses.values())
        used: set[str] = set()
        fresh: set[int] = set()
        for at, found in guesses.items():
            letter = self._known_letter(at, found.header, alone=headers[found.header] == 1)
            used |= {letter} if letter else set()
            known = self.given[letter] if letter else Column(header=found.header)
            fresh |= {at} if known.field is None else set()
            self.columns[at] = self._completed(at, known, found)
        self._lost(used)
        self._once_only(fresh)

    def _headless(self) -> dict[int, Guess]:
        """Columns without a heading that hold something below it."""
        below = self.grid.rows[self.header.last_row :]
        width = max(map(len, below), default=0)
        bare = (at for at in range(1, width + 1) if at not in self.header.columns)
        return {
            at: Guess(f"(column {column_letter(at)})")
            for at in bare
            if sum(len(r) >= at and bool(shown(r[at - 1])) for r in below) > 1
        }

    def _known_letter(self, at: int, header: str, *, alone: bool) -> str:
        own = column_letter(at)
        if own in self.given and self.given[own].header == header:
            return own
        same = [letter for letter, column in self.given.items() if column.header == header]
        return same[0] if len(same) == 1 and alone else ""

    def _lost(self, used: set[str]) -> None:
        for letter, column in self.given.items():
            if letter not in used and column.field not in {None, "ignore", "notes", "number"}:
                text = "the mapping's column \"{header}\" isn't there, or is there more than once"
                values = {"header": column.header}
                self.problems.append(Problem(self._place, text, self.header.row, letter, values))

    @property
    def _place(self) -> str:
        return f"{self.path.name} sheet {self.grid.name}"

    def _completed(self, at: int, known: Column, found: Guess) -> Column:
        name, _, stream = found.field.partition(":")
        if known.field is None and name:
            known = known.model_copy(update={"field": name, "stream": stream or None})
        if known.field is None and not self._cells(at):
            known = known.model_copy(update={"field": "ignore"})
        told = _told_by_header(known, found)
        return known.model_copy(update={key: value for key, value in told.items() if getattr(known, key) is None})

    def _once_only(self, fresh: set[int]) -> None:
        """Of two columns that seem to be the same, none is taken for it without being asked."""
        counts = Counter(
            key_of(column) for column in self.columns.values() if column.field and column.field not in MANY
        )
        for at, column in self.columns.items():
            if column.field and counts[key_of(column)] > 1 and column.field not in MANY:
                if at in fresh:
                    self.columns[at] = column.model_copy(update={"field": None})
                elif all(key_of(one) != key_of(column) or other not in fresh for other, one in self.columns.items()):
                    text, values = 'two columns are "{field}": keep one', {"field": key_of(column)}
                    self.problems.append(Problem(self._place, text, self.header.row, column_letter(at), values))
        energetic = {c.stream for c in self.columns.values() if c.field == "quantity" and _is_energy(c.stream)}
        for at in fresh:
            if len(energetic) > 1 and self.columns[at].stream == "reference-fuel":
                self.columns[at] = self.columns[at].model_copy(update={"field": None})

    def _ask_columns(self) -> None:
        guesses = {**self.header.columns, **self._headless()}
        for at, column in self.columns.items():
            if column.field is None:
                self.questions.append(self._which_field(at, column, guesses[at]))
            elif column.field == "quantity" and column.stream is None:
                choices = tuple(Choice(name, of["name"]) for name, of in table("streams").items())
                text, values = 'Of which stream does "{header}" state the saving?', {"header": column.header}
                self.questions.append(self._ask(at, "stream", text, values, choices, free=True))
        if not self.questions and not any(column.field == "name" for column in self.columns.values()):
            self.problems.append(Problem(self._place, "no column holds the names of the measures", self.header.row))

    def _which_field(self, at: int, column: Column, found: Guess) -> Question:
        streams = [f"{name}:{stream}" for stream in table("streams") for name in ("quantity", "money")]
        names = [name for name in get_args(FieldName) if name != "quantity"]
        choices = tuple(Choice(name, MEANINGS.get(name.split(":")[0], name)) for name in (*names, *streams))
        total = self._is_energy_total(found.maybe or found.field)
        suggestion = "ignore" if total else found.maybe or found.field or "notes"
        text = 'What does column {letter}, "{header}", hold?'
        if total:
            text += " It may be the sum of the other energy columns, which must not count twice."
        return self._ask(at, "field", text, {"letter": column_letter(at), "header": column.header}, choices, suggestion)

    def _is_energy_total(self, guess: str) -> bool:
        energetic = {c.stream for c in self.columns.values() if c.field == "quantity" and _is_energy(c.stream)}
        return guess == "quantity:reference-fuel" and bool(energetic)

    def _ask(  # noqa: PLR0913, PLR0917 - a question's own parts
        self, at: int, key: str, text: str, values: Table[str, object], choices: tuple[Choice, ...] = (), suggestion: str = "",
        *, free: bool = False,
    ) -> Question:  # fmt: skip
        place = f"columns.{column_letter(at)}.{key}"
        return Question(place, text, values, choices, suggestion, self._samples(at), free=free)

    def _cells(self, at: int) -> list[Cell]:
        """What stands in a column: in the measures, or below the header while these are not known."""
        if self.sorted.lines:
            cells = [line.cells.get(at) for line in self.sorted.lines]
        else:
            cells = [row[at - 1] if len(row) >= at else None for row in self.grid.rows[self.header.last_row :]]
        return [cell for cell in cells if shown(cell)]

    def _samples(self, at: int) -> tuple[str, ...]:
        return tuple(shown(cell) for cell in self._cells(at)[:SAMPLES])

    # --- rows ------------------------------------------------------------------------------------

    def _sort(self) -> None:
        fields = {at: column.field or "" for at, column in self.columns.items()}
        self.sorted = sort_rows(self.grid, self.header, fields, self.mapping.rows)
        self.questions += self.sorted.questions
        if not self.sorted.lines and not self.questions:
            self.problems.append(Problem(self._place, "holds no measures below its header", self.header.row))
        self._check_widths()
        if self.sorted.sections and self.mapping.defaults.sections is None:
            kinds = (Choice("site", "the site"), Choice("process", "the process"), Choice("ignore", "nothing"))
            text, samples = (
                "What do the titles between the rows say of the measures below them?",
                self.sorted.sections[:SAMPLES],
            )
            has_site = any(column.field == "site" for column in self.columns.values())
            suggestion = "process" if has_site else "site"
            self.questions.append(Question("defaults.sections", text, {}, kinds, suggestion, samples))

    def _check_widths(self) -> None:
        """In a text file, a row of another width was split wrongly: a decimal comma without quotes is two cells."""
        if self.path.suffix.lower() not in TEXTS:
            return
        width = len(self.grid.rows[self.header.last_row - 1])
        for line in self.sorted.lines:
            cells = len(self.grid.rows[line.row - 1])
            if cells != width:
                text = 'has {cells} cells but the header has {columns}: put a cell that holds a separator in quotes ("2,5")'
                values = {"cells": cells, "columns": width}
                self.problems.append(Problem(self._place, text, line.row, None, values))

    # --- units and numbers -------------------------------------------------------------------------

    def _ask_units(self) -> None:
        for at, column in self.columns.items():
            if column.field in FIGURES:
                self._ask_decimal(at, column)
            if column.field in MONEY:
                self._ask_money(at, column)
            if column.field == "quantity":
                self._ask_unit(at, column)
            if column.field == "co2" and dimension_of(column.unit or "") != "mass":
                masses = (Choice("1 × t", "t"), Choice("1 × kg", "kg"), Choice("1000 × t", "thousand t"))
                self.questions.append(
                    self._ask(at, "unit", 'In what is "{header}"?', {"header": column.header}, masses)
                )
        yearly = [column.header for column in self.columns.values() if column.field in PER_YEAR and column.per is None]
        if yearly and self.mapping.defaults.per is None:
            choices = tuple(Choice(per, f"a {per}") for per in ("year", "quarter", "month"))
            text, values = (
                "Of what time are the figures whose heading doesn't say it ({headers})?",
                {"headers": "; ".join(yearly)},
            )
            self.questions.append(Question("defaults.per", text, values, choices, "year"))

    def _ask_decimal(self, at: int, column: Column) -> None:
        style, unsure = style_of(self._cells(at))
        if style is not None and column.decimal is None:
            self.columns[at] = column.model_copy(update={"decimal": style})
        elif unsure and column.decimal is None:
            one = unsure[0]
            comma, point = one.replace(".", "").replace(",", "."), one.replace(",", "")
            choices = (Choice("comma", f"comma: {one} is {comma}"), Choice("point", f"point: {one} is {point}"))
            text = 'Which is the decimal sign in column {letter}, "{header}"?'
            values = {"letter": column_letter(at), "header": column.header}
            question = self._ask(at, "decimal", text, values, choices, self._usual_style())
            self.questions.append(replace(question, samples=unsure[:SAMPLES]))

    def _usual_style(self) -> str:
        """The decimal sign of the other columns: likely, but no proof."""
        known = {
            style
            for at in self.columns
            for cell in self._cells(at)
            if isinstance(cell, str) and (style := style_in(cell))
        }
        return known.pop() if len(known) == 1 else ""

    def _ask_money(self, at: int, column: Column) -> None:
        if column.currency is None:
            usual = {(c.scale or ONE, c.currency) for c in self.columns.values() if c.field in MONEY and c.currency}
            suggestion = " × ".join(map(str, usual.pop())) if len(usual) == 1 else ""
            codes = dict.fromkeys((*(c.currency for c in self.columns.values() if c.currency), "UAH", "EUR", "USD"))
            choices = tuple(Choice(f"{n} × {code}", f"{scale}{code}") for code in codes for n, scale in MONEY_SCALES)
            text, values = 'In what money is "{header}"?', {"header": column.header}
            self.questions.append(self._ask(at, "unit", text, values, choices, suggestion, free=True))
        if column.vat is None and self._says_with_vat(at):
            text = 'Which VAT do the figures of "{header}" include (0.2 for 20 %, 0 to leave them as they are)?'
            self.questions.append(self._ask(at, "vat", text, {"header": column.header}, (), VAT, free=True))

    def _says_with_vat(self, at: int) -> bool:
        return at in self.header.columns and self.header.columns[at].vat == "with"

    def _ask_unit(self, at: int, column: Column) -> None:
        stream = column.stream or ""
        terms = terms_of(self.mapping, stream)
        for part in ("kind", "unit"):
            if getattr(terms, part) is None:
                text = 'What is the {part} of stream "{stream}"?'
                kinds = ("energy", "water", "wastewater", "material", "toxic_material", "waste", "other")
                choices = tuple(Choice(kind, kind) for kind in kinds) if part == "kind" else ()
                values = {"part": part, "stream": stream}
                self.questions.append(
                    Question(
                        f"streams.{stream}.{part}", text, values, choices, column.unit or "" if not choices else ""
                    )
                )
        if terms.unit is None or terms.kind is None:
            return
        if not column.unit:
            units = table("units").get(dimension_of(terms.unit), {terms.unit: {}})
            choices = tuple(Choice(f"{n} × {unit}", f"{s}{unit}") for unit in units for n, s in MONEY_SCALES[:2])
            text, values = 'In what is "{header}"?', {"header": column.header}
            self.questions.append(self._ask(at, "unit", text, values, choices, free=True))
        elif unit_factor(column, self.mapping) is None:
            text = 'How many {unit} of {stream} is one {given} ("{header}")?'
            values = {"unit": terms.unit, "stream": stream, "given": column.unit, "header": column.header}
            likely = suggested_factor(column, self.mapping)
            self.questions.append(self._ask(at, "factor", text, values, (), plain(likely) if likely else "", free=True))

    # --- the case ----------------------------------------------------------------------------------

    def _ask_case(self) -> None:
        case, defaults = self.mapping.case, self.mapping.defaults
        years = [column.price_year for column in self.columns.values() if column.price_year]
        money = [column for column in self.columns.values() if column.field in MONEY]
        if case.name is None:
            self.questions.append(
                Question("case.name", "What is the case called?", suggestion=self.path.stem, free=True)
            )
        if case.currency is None:
            text, usual = "In which currency is the case to be?", (Choice("UAH", "hryvnia"), Choice("EUR", "euro"))
            self.questions.append(Question("case.currency", text, {}, usual, "UAH", free=True))
        if case.base_year is None:
            likely = max([dt.date.today().year, *years])  # noqa: DTZ011 - a suggestion
            text = "What is the base year (year 0, the year of the decision)?"
            self.questions.append(Question("case.base_year", text, suggestion=str(likely), free=True))
        for currency in sorted({c.currency for c in money if c.currency and c.price_year is None}):
            if currency not in defaults.price_year:
                text = "Of which year are the prices in {currency}?"
                said = {year for year in years if year}
                suggestion = str(said.pop()) if len(said) == 1 else ""
                key = f"defaults.price_year.{currency}"
                self.questions.append(Question(key, text, {"currency": currency}, suggestion=suggestion, free=True))
        if not self.questions:
            pairs = [lines_of.levels(column, self.mapping) for column in money]
            self.questions += ask_for_rates(self.mapping, [start for start, _ in pairs], pairs[0][1] if pairs else "")

    # --- cells -------------------------------------------------------------------------------------

    def _ask_cells(self) -> None:
        self._mistaken_columns()
        if self.questions:
            return
        self._uncalculated()
        calculated = {at: column for at, column in self.columns.items() if at not in self._formula_columns()}
        self.questions += unclear_cells(self.sorted.lines, calculated, self.mapping)
        self._ask_words()
        self._ask_gaps()

    def _mistaken_columns(self) -> None:
        """A column of figures most of whose cells are none is likely something else."""
        for at, column in self.columns.items():
            cells = self._cells(at)
            unread = sum(
                isinstance(lines_of.figure_in(cell, column), Unread) for cell in cells if not isinstance(cell, Formula)
            )
            fresh = not any(one.header == column.header and one.field for one in self.given.values())
            if column.field in FIGURES and fresh and unread > SAMPLES - 1 and 2 * unread > len(cells):
                self.columns[at] = column.model_copy(update={"field": None})
                self.questions.append(self._which_field(at, column, Guess(column.header, maybe="notes")))

    def _formula_columns(self) -> dict[int, list[int]]:
        """Column → the rows in which it holds a formula without a value, and no figure is given instead."""
        found: dict[int, list[int]] = {}
        for at, column in self.columns.items():
            if column.field in {"ignore", "notes", "number"}:
                continue
            for line in self.sorted.lines:
                if isinstance(lines_of.read_cell(line, at, column, self.mapping), Formula):
                    found.setdefault(at, []).append(line.row)
        return found

    def _uncalculated(self) -> None:
        for at, rows in self._formula_columns().items():
            text = 'holds formulas without their values in "{header}", rows {rows}: open it in a spreadsheet program and save it'
            values = {"header": self.columns[at].header, "rows": ", ".join(map(str, rows))}
            self.problems.append(Problem(self._place, text, rows[0], column_letter(at), values))

    def _ask_words(self) -> None:
        for at, column in self.columns.items():
            if column.field not in WORDS:
                continue
            known = self.mapping.values.get(column.field, {})  # type: ignore[arg-type]
            for word in dict.fromkeys(shown(cell) for cell in self._cells(at)):
                if word not in known and not is_missing(word) and exactly(column.field, word) is None:
                    choices = tuple(Choice(name, name) for name in table("terms")[column.field])
                    text, values = 'What does "{word}" mean as {field}?', {"word": word, "field": column.field}
                    self.questions.append(Question(f"values.{column.field}.{word}", text, values, choices))

    def _ask_gaps(self) -> None:
        """What some measures lack, asked once for all of them."""
        has = {line.row: self._fields_with_values(line) for line in self.sorted.lines}
        defaults = self.mapping.defaults
        no_capex = [row for row, there in has.items() if "capex" not in there]
        no_saving = [row for row, there in has.items() if not there & {"money", "quantity", "co2"}]
        no_life = [row for row, there in has.items() if "lifetime" not in there]
        left = Choice("leave out", "leave them out")
        if no_capex and defaults.no_capex is None:
            text = "These rows state no investment: {rows}. Empty is unknown, not zero: what about them?"
            choices = (left, Choice("0", "they cost nothing"))
            self.questions.append(
                Question("defaults.no_capex", text, {"rows": _listed(no_capex)}, choices, "leave out")
            )
        if no_saving and defaults.no_saving is None:
            text, choices = "These rows state no saving: {rows}. What about them?", (left, Choice("keep", "keep them"))
            self.questions.append(Question("defaults.no_saving", text, {"rows": _listed(no_saving)}, choices, "keep"))
        if no_life and defaults.lifetime is None:
            text = "How many years do measures last whose lifetime isn't stated (rows {rows}), and how is that known?"
            self.questions.append(
                Question("defaults", text, {"rows": _listed(no_life)}, parts=("lifetime", "lifetime_note"), free=True)
            )
        fields = {column.field for column in self.columns.values()}
        if {"opex_change", "money"} <= fields and defaults.saving_is_net is None:
            text, choices = (
                "Is the stated saving after the change of operating cost?",
                (Choice("yes", "yes"), Choice("no", "no")),
            )
            self.questions.append(Question("defaults.saving_is_net", text, {}, choices))
        if "co2" in fields and defaults.co2 is None:
            text = "Is CO2 to be reckoned from the saved streams (and the stated tonnes compared), or booked as stated?"
            choices = (Choice("factors", "reckoned by factors"), Choice("direct", "booked as stated, scope 1"))
            self.questions.append(Question("defaults.co2", text, {}, choices, "factors"))

    def _fields_with_values(self, line: Line) -> set[str]:
        found: set[str] = set()
        for at, column in self.columns.items():
            cell = lines_of.read_cell(line, at, column, self.mapping)
            if column.field in FIGURES and isinstance(lines_of.figure_in(cell, column), Decimal):
                found.add(column.field or "")
        return found

    # --- figures -----------------------------------------------------------------------------------

    def _read(self) -> None:
        entries = [read_entry(line, self.columns, self.mapping) for line in self.sorted.lines]
        self.entries = tuple(
            entry for entry in entries if not (reason := self._left_out(entry)) or self._drop(entry, reason)
        )
        for stream in dict.fromkeys(stream for entry in self.entries for stream in entry.quantities):
            self._ask_price(stream)
        self._check_paybacks()

    def _left_out(self, entry: Entry) -> str:
        """Why a measure stays out, as answered."""
        if "capex" not in entry.figures and self.mapping.defaults.no_capex != "0":
            return "no investment is stated (empty is unknown, not zero)"
        saves = entry.money is not None or entry.quantities or "co2" in entry.figures
        return "no saving is stated" if not saves and self.mapping.defaults.no_saving != "keep" else ""

    def _drop(self, entry: Entry, reason: str) -> bool:
        name = entry.texts.get("name", "")
        left_out = sorted((*self.sorted.left_out, LeftOut(entry.row, name, reason)), key=lambda one: one.row)
        self.sorted = replace(self.sorted, left_out=tuple(left_out))
        return False

    def _ask_price(self, stream: str) -> None:
        terms, found = terms_of(self.mapping, stream), shown_price(stream, self.entries)
        if terms.price is not None:
            return
        text = "What does one {unit} of {stream} less save in {currency} {year} (no VAT, no fixed charges), and how is that known?"
        values = {
            "unit": terms.unit,
            "stream": stream,
            "currency": self.mapping.case.currency,
            "year": self.mapping.case.base_year,
        }
        suggestion = ""
        samples: tuple[str, ...] = ()
        if found is not None:
            rows = _listed(found.rows)
            suggestion = f"{plain(found.price)}; the register's own money over quantity, rows {rows}"
            samples = (f"rows {rows} show {plain(found.lowest)} to {plain(found.highest)}",)
        parts = ("price", "price_source")
        self.questions.append(Question(f"streams.{stream}", text, values, (), suggestion, samples, parts, free=True))

    def _check_paybacks(self) -> None:
        compared, off = paybacks_off(self.entries)
        for one in off:
            text = "states a payback of {stated} years, but its investment over its saving is {reckoned}"
            values = {"stated": plain(round(one.stated, 2)), "reckoned": plain(one.reckoned or ZERO)}
            self.problems.append(Problem(self._place, text, one.row, None, values, warning=True))
        if 2 * len(off) > compared and self.mapping.defaults.accept_payback != "yes":
            text = "Most stated paybacks ({off} of {compared}) are not investment over saving: a unit or scale may be wrong. Go on?"
            choices = (
                Choice("yes", "the figures are right, go on"),
                Choice("no", "no: look at units and scales again"),
            )
            counts = {"off": len(off), "compared": compared}
            samples = tuple(
                f"row {one.row}: {plain(one.stated)} stated, {one.reckoned} reckoned" for one in off[:SAMPLES]
            )
            self.questions.append(Question("defaults.accept_payback", text, counts, choices, "", samples))


MEANINGS = {
    "number": "a running number", "id": "the measure's own code", "name": "its name", "name_en": "its name in English",
    "site": "where it is done", "process": "the process or system", "practice": "the kind of measure",
    "capex": "investment", "money": "money saved a year", "quantity": "quantity saved a year", "co2": "CO2 avoided, t a year",
    "opex_change": "more operating cost a year", "payback": "payback (compared only)", "lifetime": "years it lasts",
    "earliest": "first year in which it may start", "start_year": "the one year in which it must start",
    "status": "where it stands", "confidence": "how well known", "owner": "who is responsible", "effort": "effort points",
    "group": "group of exclusive alternatives", "notes": "kept as text", "ignore": "not read",
}  # fmt: skip


def _told_by_header(column: Column, found: Guess) -> dict[str, object]:
    """What a header says of a column's figures, where it is a column of figures."""
    unit: Unit | None = found.unit
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


def _listed(rows: list[int] | tuple[int, ...]) -> str:
    return ", ".join(map(str, rows[:12])) + (f" and {len(rows) - 12} more" if len(rows) > 12 else "")  # noqa: PLR2004


__all__ = ["Proposal", "mapping_of", "propose"]
