"""Overrides as a command line gives them: texts that are TOML values, or plain texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.readers.toml import parse_toml

if TYPE_CHECKING:
    from collections.abc import Mapping


def values_of(overrides: Mapping[str, object]) -> dict[str, object]:
    """Return dotted keys with their values; a text is read as a TOML value if it is one, or else kept as text."""
    return {key: _value(given) if isinstance(given, str) else given for key, given in overrides.items()}


def _value(text: str) -> Any:
    parsed = parse_toml("", f"value = {text}")
    return parsed["value"] if isinstance(parsed, dict) and parsed.keys() == {"value"} else text
