"""A register and its mapping → a case folder, checked before it is written; or all problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer.checks.known import in_full
from optimizer.decimals import Decimal
from optimizer.errors import InvalidInput, Problem
from optimizer.imports.odd_figures import case_warnings
from optimizer.imports.register.case.tables import CaseTables, build, calculated_co2
from optimizer.imports.register.mapping import Mapping, mapping_text
from optimizer.imports.register.proposal.proposing import Proposal, propose
from optimizer.imports.register.words.streams import terms_of
from optimizer.locales import tr, trn
from optimizer.readers.case_writer import case_texts, write_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Table
    from pathlib import Path

    from optimizer.imports.register.measures.rows import LeftOutRow

MAPPING_FILE = "register.toml"
NEAR = Decimal("0.05")


@dataclass(frozen=True)
class ImportedRegister:
    """What was written where, what was left out and why, what was assumed, and what to check."""

    folder: Path
    measures: int
    streams: int
    left_out: tuple[LeftOutRow, ...]
    assumptions: tuple[str, ...]
    warnings: tuple[Problem, ...]
    ignored_sheets: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return the report as lines of plain text; blank rows share one line."""
        lines = [tr("{folder}: {measures}, {streams}.").format(folder=self.folder, **self._counted())]
        lines += left_out_lines(self.left_out)
        lines += ignored_lines(self.ignored_sheets)
        lines += [tr("Assumed:"), *(f"  - {line}" for line in self.assumptions)] if self.assumptions else []
        return [*lines, *([tr("Odd:"), *(f"  - {warning}" for warning in self.warnings)] if self.warnings else [])]

    def _counted(self) -> dict[str, str]:
        return {
            "measures": trn("{count} measure", "{count} measures", self.measures),
            "streams": trn("{count} stream", "{count} streams", self.streams),
        }


def left_out_lines(left_out: tuple[LeftOutRow, ...]) -> list[str]:
    """Return the rows that are not read, with reasons."""
    blank = [str(one.number) for one in left_out if one.reason == "blank"]
    lines = [f"  {one}" for one in left_out if one.reason != "blank"]
    text = trn("blank: row {rows}", "blank: rows {rows}", len(blank), rows=", ".join(blank))
    lines += [f"  {text}"] if blank else []
    return [tr("Rows left out, {count}:", count=len(left_out)), *lines] if left_out else []


def ignored_lines(sheets: tuple[str, ...]) -> list[str]:
    """Report sheets with content that are not read; they may have measures, too."""
    return [tr("Sheets that were not read: {names}.", names="; ".join(sheets))] if sheets else []


@dataclass(frozen=True)
class CasePreview:
    """The case that a proposal would become, for review before it is written; `tables` is None if it can't become one.

    `problems` is everything wrong or odd, in the register and in the case; `texts` are the files that will be written.
    """

    proposal: Proposal
    problems: tuple[Problem, ...]
    tables: CaseTables | None = None
    texts: Table[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Return whether it can be written."""
        return self.tables is not None


def apply(path: Path, mapping: Mapping, out: Path) -> ImportedRegister:
    """Write the register as the case folder `out`, with the mapping beside it.

    Raises:
        InvalidInput: with every open question and problem, every error in the resulting case,
            or if `out` isn't empty; nothing is written then.
    """
    proposal = propose(path, mapping)
    if unseen := _unseen_columns(path, mapping, proposal):
        raise InvalidInput([*_errors(proposal.problems), *_questions(proposal), *unseen])
    return write(preview(proposal), out)


def preview(proposal: Proposal) -> CasePreview:
    """Return the case that a proposal would become, and what is wrong or odd about it."""
    if not proposal.ready:
        return CasePreview(proposal, proposal.problems)
    try:
        tables = build(proposal.mapping, proposal.measures)
        texts = case_texts(tables.head, tables.tables)
        return CasePreview(proposal, _warnings_of(proposal, tables, texts), tables, texts)
    except InvalidInput as bad:
        return CasePreview(proposal, (*proposal.problems, *bad.problems))


def write(previewed: CasePreview, out: Path) -> ImportedRegister:
    """Write a case as it was previewed to the folder `out`, with the mapping beside it; raise as `apply` does."""
    proposal, tables = previewed.proposal, previewed.tables
    if tables is None:
        raise InvalidInput([*_errors(previewed.problems), *_questions(proposal)])
    write_texts(out, {**previewed.texts, MAPPING_FILE: mapping_text(proposal.mapping)})
    counts = (len(tables.tables["measures"]), len(tables.tables["streams"]))
    return ImportedRegister(
        out, *counts, proposal.left_out, tables.assumptions, previewed.problems, proposal.ignored_sheets
    )


def _warnings_of(proposal: Proposal, tables: CaseTables, texts: Table[str, str]) -> tuple[Problem, ...]:
    """Return everything odd: in the register's rows, and in the case that it becomes; raise errors in the case.

    An odd payback (`strange`) is not reported again if its row has a warning already.
    """
    odd = case_warnings(texts)
    told = {(problem.file, problem.row) for problem in proposal.problems}
    names = {
        row["measure"]
        for row, measure in zip(tables.tables["measures"], proposal.measures, strict=True)
        if (measure.row.place(proposal.mapping.file), measure.row.own) in told
    }
    new = (problem for problem in odd if "strange" not in problem.values or problem.values["measure"] not in names)
    return (*proposal.problems, *_far_co2(proposal), *_not_stated(proposal, tables), *new)


def _not_stated(proposal: Proposal, tables: CaseTables) -> Iterator[Problem]:
    """Warn of what the case lacks: emission factors of energy, and the plant's use of its streams."""
    factors = {row["stream"] for row in tables.tables["factors"]}
    streams = tables.tables["streams"]
    bare = [str(row["stream"]) for row in streams if row["kind"] == "energy" and row["stream"] not in factors]
    if bare and proposal.mapping.defaults.co2 != "direct":
        text = "no emission factor is known for {streams}: saving it avoids no CO2 until factors.csv has one"
        yield Problem("factors.csv", text, values={"streams": ", ".join(bare)}, warning=True)
    if unknown := [str(row["stream"]) for row in streams if row.get("baseline") is None]:
        text = (
            "the plant's yearly use isn't stated ({streams}): until streams.csv has it as baseline, nobody can say"
            " whether more is saved than used, and percentage targets are impossible"
        )
        yield Problem("streams.csv", text, None, "baseline", {"streams": ", ".join(unknown)}, warning=True)


def _errors(problems: tuple[Problem, ...]) -> list[Problem]:
    return [problem for problem in problems if not problem.warning]


def _questions(proposal: Proposal) -> list[Problem]:
    """Return the open questions as errors."""
    file = proposal.mapping.file
    return [Problem(file, "{question}", None, one.key, {"question": one.line}) for one in proposal.questions]


def _unseen_columns(path: Path, mapping: Mapping, proposal: Proposal) -> list[Problem]:
    """Report columns missing from the mapping: however certain a heading is, a person must have seen it."""
    known = {column.header for column in mapping.columns.values() if column.field}
    text = 'the column "{header}" is not in the mapping: add it, with field = "{field}" if that is correct'
    return [
        Problem(path.name, text, proposal.mapping.header_row, letter, {"header": column.header, "field": column.field})
        for letter, column in proposal.mapping.columns.items()
        if column.field and column.header not in known
    ]


def _far_co2(proposal: Proposal) -> list[Problem]:
    """Warn where the stated tonnes differ from the streams' factors."""
    if proposal.mapping.defaults.co2 != "factors":
        return []
    found = []
    streams = dict.fromkeys(stream for measure in proposal.measures for stream in measure.quantities)
    factors = {stream: terms_of(proposal.mapping, stream).kg_co2e for stream in streams}
    for measure in proposal.measures:
        stated, calculated = measure.figures.get("co2"), calculated_co2(measure, factors)
        if stated and calculated is not None and abs(stated - calculated) > NEAR * abs(stated):
            text = "states {stated} t of CO2, but the streams' factors give {calculated} t"
            values = {"stated": in_full(stated), "calculated": in_full(round(calculated, 1))}
            place = measure.row.place(proposal.mapping.file)
            found.append(Problem(place, text, measure.row.own, None, values, warning=True))
    return found
