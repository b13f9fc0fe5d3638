"""The vocabulary of registers in Ukrainian, English and Russian, from `terms.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from optimizer.decimals import Decimal

Tokens = tuple[str, ...]

_SAME = str.maketrans(
    {"³": "3", "²": "2", "₂": "2", "ё": "е", "’": "'", "ʼ": "'", "`": "'", "\u00ad": "", "\u200b": "", "\ufeff": ""}
)
_OTHER_SIGN = re.compile(f"[{''.join(map(chr, _SAME))}]")
_WORD = re.compile(r"'000|[^\W_]+(?:'[^\W\d_]+)*|[€$₴£%№#/(),;:\[\]]")
MARKS = frozenset("/(),;:[]")
EITHER_ALPHABET = {"со2": "co2", "сo2": "co2", "cо2": "co2", "со2e": "co2e", "со2е": "co2e", "co2е": "co2e"}


@cache
def table(name: str) -> dict[str, Any]:
    """Return a data file of this package."""
    text = files(__package__).joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def plain_text(text: str) -> str:
    """Return a text in canonical spelling: NFC, lower case, one kind of apostrophe, no superscripts."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return plain.translate(_SAME) if _OTHER_SIGN.search(plain) else plain


def tokens(text: str) -> Tokens:
    """Return the words and marks of a text; "CO2" is one word in either alphabet."""
    return tuple(EITHER_ALPHABET.get(word, word.replace("'", "")) if word != "'000" else word for word in _words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(plain_text(text))


@cache
def phrases(section: str) -> dict[str, tuple[Tokens, ...]]:
    """Return phrases as tokens, by key, of one section of the terms; `*` stays at the end of a token."""
    return {key: tuple(_phrase(term) for term in terms) for key, terms in table("terms")[section].items()}


@cache
def words_of(section: str) -> frozenset[str]:
    """Return the words of a section that consists of single words."""
    return frozenset(table("terms")[section]["words"])


def _phrase(term: str) -> Tokens:
    return tuple(found for word in term.split() for found in _starred(word))


def _starred(word: str) -> Tokens:
    found = tokens(word.rstrip("*"))
    return (*found[:-1], f"{found[-1]}*") if word.endswith("*") else found


def matches(phrase: Tokens, words: Tokens) -> bool:
    """Return whether words match a phrase, word by word."""
    return len(phrase) == len(words) and all(map(_is, phrase, words))


def _is(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def find(section: str, words: Tokens) -> tuple[str, int, int] | None:
    """Return the key of the longest phrase in the words with its start and end; the first of equally long ones."""
    hits = (
        (len(phrase), -start, -rank, key)
        for start, word in enumerate(words)
        for rank, key, phrase in _beginning_with(section, word)
        if matches(phrase, words[start : start + len(phrase)])
    )
    best = max(hits, default=None)
    return (best[3], -best[1], -best[1] + best[0]) if best else None


@lru_cache(maxsize=4096)
def _beginning_with(section: str, word: str) -> tuple[tuple[int, str, Tokens], ...]:
    """Return the phrases of a section that begin with a word, each with its rank and key."""
    ranked = enumerate((key, phrase) for key, of in phrases(section).items() for phrase in of)
    return tuple((rank, key, phrase) for rank, (key, phrase) in ranked if _is(phrase[0], word))


def without(words: Tokens, start: int, end: int) -> Tokens:
    """Return the words without those from `start` to `end`."""
    return words[:start] + words[end:]


@lru_cache(maxsize=4096)
def exactly(section: str, text: str) -> str | None:
    """Return the key of a phrase that equals the whole text."""
    words = tuple(word for word in tokens(text) if word not in MARKS)
    return next((key for key, of in phrases(section).items() if any(matches(p, words) for p in of)), None)


@lru_cache(maxsize=4096)
def is_missing(text: str) -> bool:
    """Return whether a cell says in words or signs that it has no value."""
    return plain_text(text).strip() in words_of("missing")
