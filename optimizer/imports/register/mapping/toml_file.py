"""The mapping as a TOML file that people can read, change and use again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from optimizer.errors import InvalidInput
from optimizer.imports.register.mapping.tables import Mapping
from optimizer.locales import noted, tr
from optimizer.readers.case_writer import toml_key, toml_value
from optimizer.readers.toml import read_toml
from optimizer.validation import problems_of

if TYPE_CHECKING:
    from pathlib import Path


def mapping_of(given: dict[str, Any], file: str = "mapping") -> Mapping:
    """Return a mapping from plain values; raise `InvalidInput` with all errors in them."""
    try:
        return Mapping.model_validate(given)
    except ValidationError as error:
        raise InvalidInput(problems_of(error, file, given, Mapping)) from None


def read_mapping(path: Path) -> Mapping:
    """Return the mapping in a TOML file."""
    given, problems = read_toml(path)
    if problems:
        raise InvalidInput(problems)
    return mapping_of(given, path.name)


_ABOUT = {
    "case": noted(
        "The new case. base_year is year 0, the year of the decision; money is in the currency of that year."
    ),
    "defaults": noted("Defaults for whatever the register does not state."),
    "streams": noted(
        "Price and emissions per unit of each stream; anything left out comes from the program's defaults."
    ),
    "rates": noted("Conversion between currencies and price years: rate, date, source."),
    "values": noted("What the register's words mean."),
    "rows": noted(
        'Rows by number, of several sheets by "SHEET!NUMBER": corrected figures in the column\'s unit; each-D = how'
        ' many units the figure in column D is for; or use = "leave out" or "measure".'
    ),
}
_COLUMNS = noted("""\
# Columns by letter; the header finds a column again if it has moved.
# field: what it holds (ignore: not read; notes: kept as text). unit, scale, per: units of its figures ("тис. м³/рік" is
# unit m3, scale 1000, per year). times: how many days or hours a year has. factor: stream's units in one of the
# column's. each: for figures per unit, the heading of the column with the numbers of units, one number for all rows, or
# "ask" if each row has its own (each-D in [rows]); "total" if figures are totals although rows name units. unit_from:
# heading, cells or rows, if these name different units. currency (if empty, the row's), price_year, vat (0.2 if figures
# include 20 %). decimal: the decimal separator, comma or point. rows: for measures with several rows, whether figures
# are parts (sum) or the whole (once).""")


def mapping_text(mapping: Mapping, open_questions: tuple[str, ...] = ()) -> str:
    """Return the mapping as TOML text, with unanswered questions as comments at the top."""
    given = mapping.model_dump(exclude_none=True, exclude_defaults=True)
    head = {key: value for key, value in given.items() if not isinstance(value, dict)}
    lines = [
        "# " + tr("How to read a register into a case: cpee import register FILE --mapping THIS_FILE --out FOLDER")
    ]
    if open_questions:
        lines += ["#", "# " + tr("Not answered yet; add each as a key of the table it names:")]
        lines += [f"#   {' '.join(question.split())}" for question in open_questions]
    lines += ["", *(f"{key} = {toml_value(value)}" for key, value in head.items())]
    for name, inner in given.items():
        if isinstance(inner, dict):
            lines += ["", *(tr(_COLUMNS).splitlines() if name == "columns" else [f"# {tr(_ABOUT[name])}"])]
            lines += _tables(name, inner)
    return "\n".join(lines) + "\n"


def _tables(name: str, inner: dict[str, Any]) -> list[str]:
    plain = {key: value for key, value in inner.items() if not isinstance(value, dict)}
    lines = [f"[{name}]", *(f"{toml_key(key)} = {toml_value(value)}" for key, value in plain.items())] if plain else []
    for key, value in inner.items():
        if isinstance(value, dict):
            lines += _tables(f"{name}.{toml_key(key)}", value) or [f"[{name}.{toml_key(key)}]"]
    return lines
