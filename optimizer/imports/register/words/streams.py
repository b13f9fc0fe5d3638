"""Streams that this package knows, from `streams.toml`, and the terms of a stream: unit, price, emissions."""

from __future__ import annotations

import re
from functools import cache

from optimizer.imports.register.mapping import Mapping, StreamTerms
from optimizer.imports.register.words.vocabulary import phrases, table, tokens
from optimizer.locales import language

REFERENCE_FUEL = "reference-fuel"


def terms_of(mapping: Mapping, stream: str) -> StreamTerms:
    """Return the terms of a stream: the mapping's, or else those shipped with this package."""
    own = mapping.streams.get(stream, StreamTerms())
    shipped = table("streams").get(stream, {})
    return StreamTerms.model_validate({**shipped, **own.model_dump(exclude_none=True)})


def burnt(stream: str | None, mapping: Mapping) -> str | None:
    """Return a stream; instead of reference fuel, the fuel that is stated in it, if the mapping says which."""
    terms = mapping.streams.get(REFERENCE_FUEL)
    return terms.fuel if stream == REFERENCE_FUEL and terms is not None and terms.fuel else stream


def known_streams() -> tuple[str, ...]:
    """Return the streams that this package knows."""
    return tuple(table("streams"))


def stream_name(stream: str) -> str:
    """Return a known stream's name in the current language; an unknown one unchanged."""
    name: str = table("streams").get(stream, {}).get("name_uk" if language() == "uk" else "name", stream)
    return name


def named_streams(text: str, among: frozenset[str]) -> set[str]:
    """Return which of some streams a text names."""
    said = " ".join(tokens(text))
    return {stream for stream in among if _names(stream).search(said)}


@cache
def _names(stream: str) -> re.Pattern[str]:
    """Return the pattern of a stream's names in a text of words."""
    named = (" ".join(phrase) for phrase in phrases("stream")[stream])
    return re.compile("|".join(rf"\b{re.escape(name).replace(re.escape('*'), '[^ ]*')}(?= |$)" for name in named))


def is_energy(stream: str | None) -> bool:
    """Return whether a stream is known as energy."""
    return bool(table("streams").get(stream or "", {}).get("kind") == "energy")
