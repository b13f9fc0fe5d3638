"""The workbook template to fill in: every sheet and column of a case, explained, with drop-down lists.

    write_template(Path("register.xlsx"), "uk")

A column's explanation is its field's description; `template.toml` has the Ukrainian text, the units and
the example, which is a valid case.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from optimizer.case import FILES, USE, Case
from optimizer.files.workbooks import for_print, new_book
from optimizer.readers.case_writer import cell_text
from optimizer.readers.tables import columns_of, required_columns
from optimizer.readers.toml import parse_toml
from optimizer.readers.workbook import FORM, HEAD, KEY, VALUE
from optimizer.readers.workbook_writer import fill, head_rows, save, write_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic import BaseModel
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Language = Literal["en", "uk"]
LANGUAGES: tuple[Language, ...] = ("en", "uk")
PRACTICES = (
    *("good housekeeping", "input substitution", "better process control", "equipment modification"),
    *("technology change", "on-site reuse and recycling", "useful by-product", "product modification"),
)
LEVERS = ("know-how", "technology", "attitudes")
SUGGESTED = {("measures", "practice"): PRACTICES, ("measures", "lever"): LEVERS}
NAMED = {
    **{kind: f"{kind}s" for kind in ("stream", "pollutant", "end_use", "measure")},
    **dict.fromkeys(("first", "second"), "measures"),
}
ROWS = 2_000  # rows with drop-down lists
MOST_UNITS = 50
WIDTHS = (24, 20, 14, 16, 100)
A_LINE, LINE = 150, 16  # letters across all of these widths, and the height of a line
REQUIRED_COLOUR, OPTIONAL_COLOUR = "#C6E0B4", "#E7E6E6"


def write_template(path: Path | str, language: Language) -> None:
    """Write a register to fill in, with an example; an existing file is never overwritten."""
    texts = _texts()
    save(Path(path), _workbook(texts, language))


def empty_workbook(language: Language, head: Mapping[str, Any]) -> bytes:
    """Return a register to fill in, without an example; `head` is what is known of the case."""
    return _workbook({**_texts(), "example": {HEAD: head}}, language)


def _workbook(texts: Mapping[str, Any], language: Language) -> bytes:
    content = io.BytesIO()
    book = new_book(content)
    for name in (HEAD, *FILES):
        book.add_worksheet(name)
    _explain(book, texts, language)
    _list_units(book, texts, language)
    _fill_head(book, texts["example"][HEAD])
    for name in FILES:
        _fill_table(book, name, texts, language)
    book.get_worksheet_by_name("measures").activate()
    book.close()
    return content.getvalue()


def _texts() -> dict[str, Any]:
    file = Path(__file__).with_suffix(".toml")
    table = parse_toml(file.name, file.read_text(encoding="utf-8"))
    assert isinstance(table, dict), table  # our own workbook
    return table


def meaning(texts: Mapping[str, Any], model: type[BaseModel], table: str, column: str, language: Language) -> str:
    """Return the explanation of a column in a language; in English if there is no translation."""
    english = model.model_fields[column].description or ""
    translated: str = texts[language].get(table, {}).get(column, english) if language in texts else english
    return translated


def column_meaning(table: str, column: str, language: Language) -> str:
    """Return the explanation of a table's column, or of a key of the sheet `case`, in a language."""
    return meaning(_texts(), FILES.get(table, Case), table, column, language)


def words_of(table: str, column: str) -> tuple[str, ...]:
    """Return the words that a column may hold; none if it takes any text or figures."""
    return _choices(table, column)[0] if table in FILES else ()


def _about(texts: Mapping[str, Any], table: str, language: Language) -> str:
    english = (FILES[table].__doc__ or "").partition("\n")[0]
    translated: str = texts[language].get(table, {}).get("about", english) if language in texts else english
    return translated


def _explain(book: Workbook, texts: Mapping[str, Any], language: Language) -> None:
    """Write the explanation sheet: how to fill in, then every column, then every word of the lists."""
    words, notes = texts["head"][language], texts["notes"][language]
    sheet = book.add_worksheet(texts["sheets"][language]["explanations"])
    bold, wrapped = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True})
    top = {style: book.add_format({"valign": "top", **of}) for style, of in (("plain", {}), ("bold", {"bold": True}))}
    for row, note in enumerate(notes):
        sheet.merge_range(row, 0, row, len(WIDTHS) - 1, "", wrapped)
        write_cell(sheet, row, 0, note, wrapped)
        sheet.set_row(row, LINE * -(-len(note) // A_LINE))
    for row, line in enumerate(_explanations(texts, words, language), len(notes) + 1):
        heads = line in (words["explanations"], words["words"])
        for column, cell in enumerate(line):
            style = (
                bold
                if heads
                else wrapped
                if column == len(WIDTHS) - 1
                else top["bold" if line[1:2] == [""] else "plain"]
            )
            write_cell(sheet, row, column, cell, style)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for_print(sheet, sum(WIDTHS))


def _explanations(texts: Mapping[str, Any], words: Mapping[str, Any], language: Language) -> Iterator[list[str]]:
    """Yield each sheet's purpose and columns; then the words of the lists, in languages other than English."""
    yield words["explanations"]
    for key in _head_keys():
        yield [HEAD, key, *_need(Case, key, words), meaning(texts, Case, HEAD, key, language)]
    for name, model in FILES.items():
        yield [name, "", "", "", _about(texts, name, language)]
        for column in columns_of(model):
            yield [name, column, *_need(model, column, words), meaning(texts, model, name, column, language)]
    if language in texts:
        yield []
        yield words["words"]
        for word, text in texts["words"].items():
            yield [word, "", "", "", text]


def _head_keys() -> list[str]:
    return [key for key in Case.model_fields if key not in FILES]


def _need(model: type[BaseModel], column: str, words: Mapping[str, str]) -> tuple[str, str]:
    """Return whether a column is required, and what an empty cell means."""
    field = model.model_fields[column]
    plain = field.default if not field.is_required() and not isinstance(field.default, dict) else None
    return (words["yes"] if field.is_required() else ""), cell_text(plain)


def _list_units(book: Workbook, texts: Mapping[str, Any], language: Language) -> None:
    place = 1 + LANGUAGES.index(language)
    rows = [[row[0], row[place], row[3] or None, row[place + 3]] for row in texts["units"]["rows"]]
    sheet = book.add_worksheet(texts["sheets"][language]["units"])
    fill(sheet, [texts["head"][language]["units"], *rows], book.add_format({"bold": True}))


def _fill_head(book: Workbook, head: Mapping[str, Any]) -> None:
    lines: list[list[object]] = [[KEY, VALUE, FORM], *head_rows(head)]
    fill(book.get_worksheet_by_name(HEAD), lines, book.add_format({"bold": True, "bg_color": OPTIONAL_COLOUR}))


def _fill_table(book: Workbook, name: str, texts: Mapping[str, Any], language: Language) -> None:
    model, rows = FILES[name], _example(texts, name, language)
    uses = dict.fromkeys(column for row in rows for column in row if column.startswith(USE))
    header = [*columns_of(model), *uses]
    sheet = book.get_worksheet_by_name(name)
    fill(sheet, [header, *([row.get(column) for column in header] for row in rows)], book.add_format())
    for place, column in enumerate(header):
        required = column in required_columns(model)
        colour = REQUIRED_COLOUR if required else OPTIONAL_COLOUR
        write_cell(sheet, 0, place, column, book.add_format({"bold": required, "bg_color": colour}))
        if column in model.model_fields:
            sheet.write_comment(0, place, _comment(texts, name, column, language), {"author": "", "x_scale": 1.6})
        _offer(sheet, place, _choices(name, column), texts["head"][language])
        units = texts["sheets"][language]["units"]
        _offer_names(sheet, place, _source(name, column, units), texts["head"][language])


def _comment(texts: Mapping[str, Any], table: str, column: str, language: Language) -> str:
    """Return what stands beside a heading: what to enter, and what an empty cell means if it has a default."""
    said, (_, default) = meaning(texts, FILES[table], table, column, language), _need(FILES[table], column, {"yes": ""})
    return f"{said}. {texts['head'][language]['if_empty']} {default}." if default else said


def _example(texts: Mapping[str, Any], name: str, language: Language) -> list[dict[str, Any]]:
    """Return the example rows of a table, with places, people and sources in the language."""
    words = texts["example_words"].get(language, {})

    def cell(column: str, value: object) -> object:
        return words.get(value, value) if isinstance(value, str) and column != "name" else value  # name is English

    return [{column: cell(column, value) for column, value in row.items()} for row in texts["example"].get(name, [])]


def _choices(table: str, column: str) -> tuple[tuple[str, ...], bool]:
    """Return the words a cell may hold, and whether others are errors."""
    if (table, column) in SUGGESTED:
        return SUGGESTED[table, column], False
    annotation = FILES[table].model_fields[column].annotation if column in FILES[table].model_fields else None
    return tuple(filter(None, _words(annotation))), True


def _words(annotation: Any) -> Iterator[str]:
    """Return the texts of a `Literal`, at any depth of a type."""
    for part in get_args(annotation):
        if isinstance(part, str):
            yield part
        else:
            yield from _words(part)


def _offer(sheet: Worksheet, place: int, offered: tuple[Sequence[str], bool], words: Mapping[str, str]) -> None:
    choices, only = offered
    if choices:
        told = {"error_type": "stop" if only else "warning", "error_message": words["wrong" if only else "unusual"]}
        sheet.data_validation(1, place, ROWS, place, {"validate": "list", "source": list(choices), **told})


def _offer_names(sheet: Worksheet, place: int, source: str | None, words: Mapping[str, str]) -> None:
    """Allow the values in the first column of another sheet."""
    if source is not None:
        told = {"error_type": "information", "error_message": words["unusual"]}
        listed = f"='{source}'!$A$2:$A${ROWS if source in FILES else MOST_UNITS}"
        sheet.data_validation(1, place, ROWS, place, {"validate": "list", "source": listed, **told})


def _source(table: str, column: str, units: str) -> str | None:
    """Return the sheet whose names a column holds: of the records it refers to, or of the units."""
    if (table, column) == ("streams", "unit"):
        return units
    return NAMED.get(column) if NAMED.get(column) != table else None
