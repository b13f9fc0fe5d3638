"""What is known about a register: the answers of a person, kept as a TOML file, and the questions that ask for them.

Mapping             the answers: which sheet, what each column holds, units, prices, rates, words
RegisterQuestion    what is not known yet; its key is the place of its answer in the mapping
QuestionGroup       questions that are answered together, in one table
answered()          puts answers into a mapping
"""

from optimizer.imports.register.mapping.answers import NAME_KEY, answered
from optimizer.imports.register.mapping.column_words import units_told
from optimizer.imports.register.mapping.fields import (
    ADDED_MONEY,
    AMOUNTS,
    BY_STREAM,
    CELL_RULES,
    CONSUMPTION,
    DECIMAL_LABELS,
    EACH,
    FIGURES,
    FIGURES_LABELS,
    MANY,
    MEANINGS,
    MISSING,
    MONEY,
    PER_YEAR,
    PERIOD_LABELS,
    UNIT_FROM_LABELS,
    CellKind,
    FieldName,
)
from optimizer.imports.register.mapping.groups import QuestionGroup, grouped
from optimizer.imports.register.mapping.questions import FEW_CHOICES, PARTS, Choice, RegisterQuestion
from optimizer.imports.register.mapping.tables import (
    ABOVE,
    ALL,
    END,
    FIRST,
    NO_ANSWER,
    OF_ROW,
    OF_ROWS,
    SHEETS,
    SUM,
    TOTAL,
    YEARLY,
    CaseHeading,
    ConversionRate,
    Defaults,
    MappedColumn,
    Mapping,
    StreamTerms,
)
from optimizer.imports.register.mapping.toml_file import mapping_of, mapping_text, read_mapping

__all__ = [
    "ABOVE",
    "ADDED_MONEY",
    "ALL",
    "AMOUNTS",
    "BY_STREAM",
    "CELL_RULES",
    "CONSUMPTION",
    "DECIMAL_LABELS",
    "EACH",
    "END",
    "FEW_CHOICES",
    "FIGURES",
    "FIGURES_LABELS",
    "FIRST",
    "MANY",
    "MEANINGS",
    "MISSING",
    "MONEY",
    "NAME_KEY",
    "NO_ANSWER",
    "OF_ROW",
    "OF_ROWS",
    "PARTS",
    "PERIOD_LABELS",
    "PER_YEAR",
    "SHEETS",
    "SUM",
    "TOTAL",
    "UNIT_FROM_LABELS",
    "YEARLY",
    "CaseHeading",
    "CellKind",
    "Choice",
    "ConversionRate",
    "Defaults",
    "FieldName",
    "MappedColumn",
    "Mapping",
    "QuestionGroup",
    "RegisterQuestion",
    "StreamTerms",
    "answered",
    "grouped",
    "mapping_of",
    "mapping_text",
    "read_mapping",
    "units_told",
]  # fmt: skip
