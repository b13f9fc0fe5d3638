"""Answers to questions → entries of the mapping; figures and dates may be typed in local formats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from optimizer.imports.register.mapping.toml_file import mapping_of

if TYPE_CHECKING:
    from optimizer.imports.register.mapping.tables import Mapping

FIGURES = {"rate", "price", "factor", "times", "vat", "kg_co2e", "kwh_per_unit", "escalation", "baseline"}
DEEP = ("columns.", "values.", "streams.", "defaults.price_year", "defaults.several", "defaults.cells")
"""Keys whose third part may contain anything, including dots."""


NAME_KEY = "columns.name"
"""The question whose answer is the letter of the column with the names."""


def answered(mapping: Mapping, answers: dict[str, str], parts: dict[str, tuple[str, ...]] | None = None) -> Mapping:
    """Return the mapping with these answers (by question key); raise all their errors together."""
    given = mapping.model_dump(exclude_none=True, mode="json")
    for key, answer in answers.items():
        for path, value in _entries(key, answer.strip(), (parts or {}).get(key, ())):
            _put(given, path, value)
    return mapping_of(given, "answers")


def _entries(key: str, answer: str, parts: tuple[str, ...]) -> list[tuple[list[str], str]]:
    """Return the entries of the mapping that one answer fills, with figures and dates in standard form."""
    return [(path, _typed(path, value)) for path, value in _placed(key, answer, parts)]


def _typed(path: list[str], value: str) -> str:
    """Return a decimal comma as a point and a date such as 15.01.2026 in ISO form; other values unchanged.

    A comma before three digits may separate thousands, so it is left as it is and refused later.
    """
    figure = path[-1] in FIGURES or path[:2] in (["values", "factor"], ["values", "output"])
    if figure and re.fullmatch(r"-?\d+,(?:\d{1,2}|\d{4,})", value):
        return value.replace(",", ".")
    day = re.fullmatch(r"(\d\d?)\.(\d\d?)\.(\d{4})", value) if path[-1] == "date" else None
    return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else value


def _placed(key: str, answer: str, parts: tuple[str, ...]) -> list[tuple[list[str], str]]:
    if key == NAME_KEY:
        return [(["columns", answer, "field"], "name")]
    path = _path_of(key)
    if parts:
        values = [part.strip() for part in answer.split(";", len(parts) - 1)]
        return [([*path, part], value) for part, value in zip(parts, values, strict=False)]
    if path[0] == "columns" and path[-1] == "field" and ":" in answer:
        field, _, stream = answer.partition(":")
        return [(path, field), ([*path[:-1], "stream"], stream)]
    if path[0] == "columns" and path[-1] == "unit" and " × " in answer:
        scale, _, unit = answer.partition(" × ")
        name = "currency" if re.fullmatch("[A-Z]{3}", unit) else "unit"
        return [([*path[:-1], name], unit), ([*path[:-1], "scale"], scale)]
    return [(path, answer)]


def _path_of(key: str) -> list[str]:
    """Return the place of an answer in the mapping; the name of a sheet in a row's key may contain dots."""
    if key.startswith("rows."):
        row, _, column = key.removeprefix("rows.").rpartition(".")
        return ["rows", row, column]
    return key.split(".", 2 if key.startswith(DEEP) else 1)


def _put(inside: dict[str, Any], path: list[str], value: str) -> None:
    for key in path[:-1]:
        inside = inside.setdefault(key, {})
    inside[path[-1]] = value
