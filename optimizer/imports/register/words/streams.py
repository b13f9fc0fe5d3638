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


def named_streams(text: str) -> set[str]:
    """Return which streams a text names; "скраплений газ" is one name, not two."""
    names, streams = _names()
    return {streams[hit.lastindex - 1] for hit in names.finditer(" ".join(tokens(text))) if hit.lastindex}


@cache
def _names() -> tuple[re.Pattern[str], list[str]]:
    """Return a pattern with a group for each name of a stream, longer names first, and the streams of the groups."""
    named = ((" ".join(phrase), stream) for stream, of in phrases("stream").items() for phrase in of)
    ordered = sorted(named, key=lambda one: -len(one[0]))
    groups = (f"({re.escape(name).replace(re.escape('*'), '[^ ]*')})" for name, _ in ordered)
    return re.compile(rf"\b(?:{'|'.join(groups)})(?= |$)"), [stream for _, stream in ordered]


def is_energy(stream: str | None) -> bool:
    """Return whether a stream is known as energy."""
    return bool(table("streams").get(stream or "", {}).get("kind") == "energy")
