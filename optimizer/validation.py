"""Validation errors from pydantic → problems in a user's words, with file, row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel

from optimizer.errors import BadValue, Problem, closest
from optimizer.locales import noted

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

Keys = tuple[str | int, ...]

WORDING = {
    "missing": noted("is missing"),
    "extra_forbidden": noted('unknown key "{key}"'),
    "literal_error": noted("must be one of {choices}, not {given}"),
    "string_type": noted("must be text in quotes"),
    "string_too_short": noted("must not be empty"),
    "bool_type": noted("must be true or false"),
    "bool_parsing": noted("must be true or false"),
    "greater_than": noted("must be > {gt}"),
    "greater_than_equal": noted("must be ≥ {ge}"),
    "less_than": noted("must be < {lt}"),
    "less_than_equal": noted("must be ≤ {le}"),
    "dict_type": noted("must be a table"),
    "model_type": noted("must be a table"),
    "tuple_type": noted("must be a list"),
    "value_error": "{reason}",
}
FORM = noted("must have the form {pattern}")
PATTERNS = {"^[A-Z]{3}$": noted("must be a currency's three capital letters (ISO 4217), such as UAH")}


def problems_of(
    error: ValidationError, file: str, given: object, model: type[BaseModel], row: int | None = None
) -> list[Problem]:
    """Return one problem per value that the model rejected; `given` is the validated input."""
    best: dict[Keys, ErrorDetails] = {}
    for details in error.errors(include_url=False):
        keys = keys_of(details, given)
        # Among the branches of a union, our own messages are the most specific.
        if keys not in best or (details["type"] == "value_error" and best[keys]["type"] != "value_error"):
            best[keys] = details
    prefixes = {keys[:end] for keys in best for end in range(len(keys))}
    said = ((keys, _said(details, keys, model)) for keys, details in best.items() if keys not in prefixes)
    return [Problem(file, text, row, column_of(keys, given), v, guess=guess) for keys, (text, v, guess) in said]


def keys_of(details: ErrorDetails, given: object) -> Keys:
    """Return where an error is, as keys of the input, without pydantic's names of union branches."""
    keys: list[str | int] = []
    for part in details["loc"]:
        if _holds(given, part):
            given = given[part]  # type: ignore[index]
        elif details["type"] != "missing":
            continue
        keys.append(part)
    return tuple(keys)


def column_of(keys: Keys, given: object) -> str | None:
    """Return the keys as a user reads them: `budget.total`, `limits[Climate target].at_least`, `budget.per_year[2]`."""
    column = ""
    for key in keys:
        inside = given[key] if _holds(given, key) else None  # type: ignore[index]
        column += f"[{_label(key, inside)}]" if isinstance(key, int) else f".{key}" if column else key
        given = inside
    return column or None


def _holds(given: object, key: str | int) -> bool:
    if isinstance(given, Mapping):
        return key in given
    return isinstance(given, list | tuple) and isinstance(key, int)


def _label(index: int, item: object) -> str:
    name = item.get("name") if isinstance(item, Mapping) else None
    return name if isinstance(name, str) and name else str(index + 1)


def _said(details: ErrorDetails, keys: Keys, model: type[BaseModel]) -> tuple[str, dict[str, Any], str | None]:
    """Return the template, its values and the likely intended value."""
    kind, context, given = details["type"], details.get("ctx", {}), details["input"]
    if kind == "value_error" and isinstance(context["error"], BadValue):
        return context["error"].text, context["error"].values, None
    if kind == "value_error":
        return WORDING[kind], {"reason": str(context["error"])}, None
    if kind == "extra_forbidden":
        return WORDING[kind], {"key": keys[-1]}, closest(str(keys[-1]), known_keys(model, keys[:-1]))
    if kind == "literal_error":
        # An empty choice ('' where a cell may be empty) must match, too, or the following quotes would pair up wrongly.
        found = re.findall(r"'([^']*)'|\b(\d+)\b", context["expected"])
        choices = [quoted or bare for quoted, bare in found if quoted or bare]
        shown = f'"{given}"' if isinstance(given, str) else str(given)
        return WORDING[kind], {"choices": ", ".join(choices), "given": shown}, closest(str(given), choices)
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(context["pattern"], FORM), context, None
    return (WORDING[kind], context, None) if kind in WORDING else ("{reason}", {"reason": details["msg"]}, None)


def known_keys(model: type[BaseModel], keys: Keys) -> tuple[str, ...]:
    """Return the fields of the table that `keys` lead to, starting from a model's own table."""
    part = iter(keys)
    for key in part:
        annotation = model.model_fields[str(key)].annotation
        if get_origin(annotation) in (dict, tuple):
            next(part, None)  # the name or the number of an entry
        inner = [found for found in (annotation, *get_args(annotation)) if _is_model(found)]
        if not inner:
            return ()
        model = inner[0]
    return tuple(model.model_fields)


def _is_model(found: object) -> bool:
    return isinstance(found, type) and issubclass(found, BaseModel)
