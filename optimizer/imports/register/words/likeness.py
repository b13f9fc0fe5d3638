"""How like a known phrase a label is: word order, filler words and typos count for nothing or little."""

from __future__ import annotations

from functools import cache, lru_cache

from rapidfuzz import fuzz

from optimizer.imports.register.words.vocabulary import Tokens, matches, phrases, words_of

SURE, PERHAPS, MARGIN = 90, 62, 4
SHORTEST_FUZZY = 6


def bare(label: Tokens) -> Tokens:
    """Return the words that carry meaning."""
    return tuple(word for word in label if word not in words_of("noise"))


def best(section: str, label: Tokens) -> tuple[str, float]:
    """Return the key that a label matches best, and how well; 0 if two match almost equally."""
    if not label:
        return "", 0
    scores = sorted(((score(label, section, key), key) for key in phrases(section)), reverse=True)
    (first, key), (second, _) = scores[0], scores[1]
    return key, first if first - second >= MARGIN or first < SURE else PERHAPS


def score(label: Tokens, section: str, key: str) -> float:
    """Return how like one of a key's phrases a label is, 0 to 100, ignoring filler words, word order and typos."""
    words = bare(label)
    by_length = _by_length(section, key)
    if any(matches(phrase, said) for said in (label, words) if said for phrase in by_length.get(len(said), ())):
        return 100
    text = _in_order(words)
    if len(text) < SHORTEST_FUZZY:
        return 0
    alike = ((size, max(fuzz.ratio(text, _in_order(one)) for one in of)) for size, of in by_length.items())
    return max(score if size == len(words) else min(score, SURE - 1) for size, score in alike)


@cache
def _by_length(section: str, key: str) -> dict[int, tuple[Tokens, ...]]:
    """Return the phrases of a key by their number of words."""
    of = phrases(section)[key]
    return {size: tuple(one for one in of if len(one) == size) for size in {len(one) for one in of}}


@lru_cache(maxsize=4096)
def _in_order(words: Tokens) -> str:
    """Return words in alphabetical order, as a text."""
    return " ".join(sorted(words))
