"""Any company's register (XLSX, ODS, XLS, CSV; own columns, in Ukrainian, English or Russian) → a case.

    proposal = propose(path)                           # how the register would be read
    while proposal.questions:                          # everything uncertain is a question …
        mapping = answered(proposal.mapping, {...})    # … and each answer becomes a line of the mapping
        proposal = propose(path, mapping)
    previewed = preview(proposal)                      # the case that it would become, with everything odd
    imported = write(previewed, out)                   # or, if nobody reviews it: apply(path, mapping, out)

The mapping is saved as a TOML file; with it, the next register of the same form is read without questions.

The rooms, each of which imports only from those before it, and what goes from one to the next:

    mapping/     Mapping (answers), QuestionGroup                what a person has said, and what to ask together
    words/       text → ScaledUnit, HeadingGuess, Decimal …       what a heading, unit or figure means by itself
    sheet/       file → Grid → Header, JoinedTables → SheetRow    cells, headings, tables as one, what a row looks like
    measures/    Register: columns → SortedRows → StatedMeasure  rows, read and converted to the case's money
    asking/      Register → questions and problems               one module for each thing that may be open
    proposal/    STEPS: settle, ask; stop at a question          → Proposal
    case/        Proposal → CasePreview → case folder            with everything that was assumed

All of these are values; a step returns a new one. `Register` is the tables that are read, as far as they have been.
"""

from optimizer.imports.register.case.writing import (
    CasePreview,
    ImportedRegister,
    apply,
    ignored_lines,
    left_out_lines,
    preview,
    write,
)
from optimizer.imports.register.mapping import (
    AMOUNTS,
    BY_STREAM,
    DECIMAL_LABELS,
    FEW_CHOICES,
    FIGURES,
    FIGURES_LABELS,
    MEANINGS,
    MONEY,
    PARTS,
    PER_YEAR,
    PERIOD_LABELS,
    UNIT_FROM_LABELS,
    Choice,
    FieldName,
    MappedColumn,
    Mapping,
    QuestionGroup,
    RegisterQuestion,
    answered,
    mapping_of,
    mapping_text,
    read_mapping,
    units_told,
)
from optimizer.imports.register.measures.rows import LeftOutRow
from optimizer.imports.register.proposal.proposing import Proposal, propose
from optimizer.imports.register.words.streams import known_streams, stream_name

__all__ = [
    "AMOUNTS",
    "BY_STREAM",
    "DECIMAL_LABELS",
    "FEW_CHOICES",
    "FIGURES",
    "FIGURES_LABELS",
    "MEANINGS",
    "MONEY",
    "PARTS",
    "PERIOD_LABELS",
    "PER_YEAR",
    "UNIT_FROM_LABELS",
    "CasePreview",
    "Choice",
    "FieldName",
    "ImportedRegister",
    "LeftOutRow",
    "MappedColumn",
    "Mapping",
    "Proposal",
    "QuestionGroup",
    "RegisterQuestion",
    "answered",
    "apply",
    "ignored_lines",
    "known_streams",
    "left_out_lines",
    "mapping_of",
    "mapping_text",
    "preview",
    "propose",
    "read_mapping",
    "stream_name",
    "units_told",
    "write",
]  # fmt: skip
