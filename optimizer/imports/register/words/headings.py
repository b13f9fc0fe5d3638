"""Tells what a column holds by its heading: a field if certain, a suggestion if not.

A header is split into unit, currency, VAT and year, and stream or pollutant; the rest must be, as a
whole, a known column name (typos are tolerated). "Економія" with a stream is a quantity, with a currency
money.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from optimizer.imports.register.words.likeness import PERHAPS, SURE, bare, best, score
from optimizer.imports.register.words.named_units import unit_behind, unit_of_one
from optimizer.imports.register.words.units import (
    BEFORE_PERIOD,
    PERIODS,
    ScaledUnit,
    doubtful_beside,
    factor_between,
    find_units,
    is_russian,
    read_unit,
)
from optimizer.imports.register.words.vocabulary import (
    MARKS,
    Tokens,
    find,
    matches,
    phrases,
    table,
    tokens,
    without,
    words_of,
)

LONGEST_EACH = 3
MASSES = {"т", "тонн", "тонни", "t", "tonnes", "tons", "кг", "kg"}
_SNAKE = re.compile(r"[^\W_]+(?:_[^\W_]+)+")
_MASS_OF = re.compile("^(t|т|kg|кг)([cс][oо]2(?:e|eq|екв)?)$")
USUAL_STREAM = {"Gcal": "heat", "t r.f.": "reference-fuel", "toe": "reference-fuel", "m3": "natural-gas"}
"""The likely resource if a heading names only a unit; other energy is probably electricity."""
MONEY_FIELDS = ("capex", "grant", "opex_change")
FOR_PRICES = ("на", "за", "for", "of")
ALWAYS_ASKED = {"start_year": "earliest"}


@dataclass(frozen=True)
class HeadingGuess:
    """What a header says: `field` if certain, else `maybe`, the likeliest answer to a question.

    Both may include a stream: `quantity:heat`. `vat` is "with", "without", or "" if not stated.
    """

    header: str
    field: str = ""
    maybe: str = ""
    unit: ScaledUnit | None = None
    vat: str = ""
    price_year: int | None = None
    yearly: bool = False
    each: str = ""
    """The unit that figures are per, other than a period: "m2" of "EUR/m2"."""


@lru_cache(maxsize=4096)
def read_heading(header: str, *, russian: bool = False) -> HeadingGuess:
    """Return what one header says by itself."""
    russian, given = russian or is_russian([header]), _substance_first(tokens(_with_unit_apart(header)))
    given, found = _without_vat(given, HeadingGuess(header))
    total, each = _without_each(given, russian=russian)
    words, unit, several = _without_units(total, russian=russian)
    words, found = _without_year(words, replace(found, unit=unit))
    found = replace(found, yearly=_is_yearly(words))
    shares = words_of("share_of") if unit is not None and unit.symbol == "%" else ()
    label = tuple(word for word in words if word not in MARKS and word not in shares)
    found = replace(found, each=each or unit_behind(words) or unit_of_one(label))
    sure, maybe = _meaning(label, unit)
    if several and sure:
        sure, maybe = "", sure
    if price := _price(label):
        fits = unit is not None and unit.money and read_unit(found.each) is not None
        return replace(found, field=price if fits else "", maybe="" if fits else price)
    if found.each or _of_more_years(given):
        sure, maybe = "", ""
    if not sure and not maybe:
        maybe = _hinted(label, unit)
    if (year := sure or maybe) in ALWAYS_ASKED:
        sure, maybe = "", ALWAYS_ASKED[year] if unit is None else ""
    return replace(found, field=sure, maybe="" if sure else maybe)


def _with_unit_apart(header: str) -> str:
    """Return a name in snake case with the unit at its end set apart: "cost_eur_m2" becomes "cost, eur/m2"."""
    words = tuple(header.strip().split("_"))
    if not _SNAKE.fullmatch(header.strip()):
        return header
    for start in range(1, len(words)):
        whole, each = " ".join(words[start:]), words[-1]
        if read_unit(whole) is not None:
            return f"{' '.join(words[:start])}, {whole}"
        amount = " ".join(words[start:-1])
        if amount and read_unit(amount) is not None and _is_each(each):
            return f"{' '.join(words[:start])}, {amount}/{each}"
    return header


def _is_each(text: str) -> bool:
    """Return whether a text is a unit that figures can be per: "m2", but not "year" or "%"."""
    unit = read_unit(text)
    return unit is not None and unit.dimension not in {"money", "time"} and unit.symbol != "%"


def _price(label: Tokens) -> str:
    """Return the field of a heading about a price per unit ("Тариф", "Тариф на газ"); "" for any other."""
    if score(label, "role", "price") >= SURE:
        return "price"
    stream = find("stream", label)
    rest = tuple(word for word in without(label, stream[1], stream[2]) if word not in FOR_PRICES) if stream else ()
    return f"price:{stream[0]}" if stream and rest and score(rest, "role", "price") >= SURE else ""


def _substance_first(words: Tokens) -> Tokens:
    """Return the words of a heading, with "т CO2-екв./рік" as a unit of mass and the substance moved to the front."""
    apart = tuple(part for word in words for part in tokens(_MASS_OF.sub(r"\1 \2", word)))
    for at, word in enumerate(apart[:-1], 1):
        hit = find("pollutant", apart[at : at + 3]) if word in MASSES else None
        if hit and hit[1] == 0:
            rest = without(apart, at, at + hit[2])
            return rest if find("pollutant", rest) else (*apart[at : at + hit[2]], *rest)
    return apart


def _is_yearly(words: Tokens) -> bool:
    """Return whether a heading says that figures are annual: "annual", "за рік"."""
    of_a_year = any(one in {"за", "на", "per"} and year in {"рік", "year"} for one, year in pairwise(words))
    return of_a_year or bool(words_of("yearly") & set(words))


def _without_units(words: Tokens, *, russian: bool) -> tuple[Tokens, ScaledUnit | None, bool]:
    """Return the words without units, the unit if there is exactly one, and whether units are ambiguous."""
    found = find_units(words, russian=russian)
    beside = doubtful_beside(words, found)
    taken = {at for one in found for at in range(one.start, one.end)} | beside
    words = tuple(word for at, word in enumerate(words) if at not in taken)
    doubtful = bool(beside) or any(word == "/" and words[at + 1 : at + 2] == ("год",) for at, word in enumerate(words))
    unit = found[0].unit if len(found) == 1 and not doubtful else None
    return words, unit, len(found) > 1 or doubtful


def _without_each(words: Tokens, *, russian: bool) -> tuple[Tokens, str]:
    """Return the words without what figures are per, other than time, and that: "т" of "кВт·год/т"; "" if nothing."""
    for one in find_units(words, russian=russian):
        behind = words[one.end :]
        if one.unit.money and not MARKS & set(behind) and _is_each(" ".join(behind)):
            return words[: one.end], " ".join(behind)
        mark, rest = words[one.end : one.end + 1], words[one.end + 1 : one.end + 1 + LONGEST_EACH]
        until = next((at for at, word in enumerate(rest) if word in MARKS), len(rest))
        sure = mark == ("/",) and bool(until) and rest[0] != "год"
        if sure or (mark and mark[0] in BEFORE_PERIOD and _begins_with_unit(rest[:until])):
            return without(words, one.end, one.end + 1 + until), " ".join(rest[:until])
    for at, word in enumerate(words[1:], 1):  # a unit too short to stand out: "Water m3/t"
        rest = words[at + 1 : at + 1 + LONGEST_EACH]
        until = next((end for end, mark in enumerate(rest) if mark in MARKS), len(rest))
        if word == "/" and _is_each(words[at - 1]) and _begins_with_unit(rest[:until]) and rest[0] != "год":
            return without(words, at, at + 1 + until), " ".join(rest[:until])
    return words, ""


def _begins_with_unit(words: Tokens) -> bool:
    """Return whether words begin with a unit other than time: "m2" of "EUR per m2", but not "year"."""
    units = (read_unit(" ".join(words[:length])) for length in range(1, len(words) + 1))
    return any(unit is not None and unit.dimension != "time" for unit in units)


def _of_more_years(words: Tokens) -> bool:
    """Return whether figures cover several years or a lifetime: "за 5 років", "за весь термін служби"."""
    years = table("units")["time"]["year"]["spellings"]
    counted = any(one.isdigit() and int(one) > 1 and other in years for one, other in pairwise(words))
    return counted or find("whole_life", words) is not None


def _without_year(words: Tokens, found: HeadingGuess) -> tuple[Tokens, HeadingGuess]:
    """Return the price year, only if the heading says so: "Savings 2024" may be what was saved in that year."""
    years = [word for word in words if re.fullmatch(r"20\d\d", word)]
    if len(years) != 1:
        return words, found
    of_prices = int(years[0]) if set(words) & words_of("price") else None
    return tuple(word for word in words if word != years[0]), replace(found, price_year=of_prices)


def _without_vat(words: Tokens, found: HeadingGuess) -> tuple[Tokens, HeadingGuess]:
    for section, said in (("without_vat", "without"), ("with_vat", "with")):
        if hit := find(section, words):
            return without(words, hit[1], hit[2]), replace(found, vat=said)
    return words, found


def _meaning(label: Tokens, unit: ScaledUnit | None) -> tuple[str, str]:
    """Return (certain field, possible field); at most one of them is set."""
    field, alike = best("field", label)
    role_score = score(label, "role", "saving")
    timeless = tuple(word for word in label if word not in words_of("a_year"))
    whole = any(matches(phrase, timeless) for phrase in phrases("field").get(field, ()))  # "savings in natural units"
    if alike >= SURE and (alike > role_score or whole):
        return as_field(field, unit)
    if role_score >= SURE:
        return _saving_of_no_stream(unit)
    if carried := _consumption(label, unit) or _with_stream(label, unit):
        return carried
    if unit is not None and not label:
        return "", _saving_of_no_stream(unit)[1]
    if role_score >= PERHAPS and role_score > alike:
        return "", _saving_of_no_stream(unit)[0] or _saving_of_no_stream(unit)[1]
    return "", field if alike >= PERHAPS and field != "ignore" and _may_be(field, unit) else ""


def _hinted(label: Tokens, unit: ScaledUnit | None) -> str:
    """Return what parts of German and Polish words suggest; "" if nothing."""
    said = " ".join(label)
    field, stream = _with_part("hint", said), _with_part("hint_stream", said)
    if field != "saving":
        return field if field and _may_be(field, unit) else ""
    if unit is not None and unit.money:
        return f"money:{stream}" if stream else "money"
    return f"quantity:{stream}" if stream else _saving_of_no_stream(unit)[1]


def _with_part(section: str, said: str) -> str:
    """Return the key of the longest part of a word that a text contains; "" if it contains none."""
    hits = ((len(part), key) for key, parts in table("terms")[section].items() for part in parts if part in said)
    return max(hits, default=(0, ""))[1]


def _may_be(field: str, unit: ScaledUnit | None) -> bool:
    """Return whether a field is a plausible suggestion for figures in a unit."""
    if unit is None:
        return True
    if unit.money:
        return field in MONEY_FIELDS
    return field in ({"payback", "lifetime"} if unit.dimension == "time" else {"quantity"})


def as_field(field: str, unit: ScaledUnit | None) -> tuple[str, str]:
    """Return a field as certain if the unit fits it, else as possible."""
    if field in MONEY_FIELDS:
        fits = unit is None or (unit.money and (not unit.per or (field == "opex_change" and unit.per in PERIODS)))
    elif field in {"payback", "lifetime"}:
        fits = unit is None or (unit.dimension == "time" and not unit.per)
    else:
        fits = unit is None or field in {"ignore", "notes"}
    return (field, "") if fits else ("", field)


def _saving_of_no_stream(unit: ScaledUnit | None) -> tuple[str, str]:
    if unit is None:
        return "", "money"
    if unit.per and unit.per not in PERIODS:
        return "", ""
    if unit.money:
        return "money", ""
    if unit.symbol == "%":
        return "", "quantity"  # of which stream is asked
    stream = USUAL_STREAM.get(unit.symbol, "electricity" if unit.dimension == "energy" else "")
    return "", f"quantity:{stream}" if stream else ""


def _consumption(label: Tokens, unit: ScaledUnit | None) -> tuple[str, str] | None:
    """Return what a heading about consumption before or after a measure means; None for any other."""
    times = [(name, hit) for name in ("before", "after") if (hit := find(name, label))]
    stream = find("stream", label)
    if len(times) != 1 or stream is None or (unit is not None and unit.money):
        return None
    [(name, hit)] = times
    rest = without(label, hit[1], hit[2])
    where = find("stream", rest)
    rest = without(rest, where[1], where[2]) if where else rest
    found = f"{name}:{stream[0]}"
    known = unit is not None and (not unit.per or unit.per in PERIODS) and suits_stream(stream[0], unit.symbol)
    whole = all(word in words_of("consumption") for word in bare(rest))  # nothing else is said: no limit, no cost
    return (found, "") if known and where and whole else ("", found)


def _with_stream(label: Tokens, unit: ScaledUnit | None) -> tuple[str, str] | None:
    """Return what a header with a stream or pollutant means; None if it names neither."""
    hits = {section: find(section, label) for section in ("pollutant", "stream", "unclear")}
    there = {section: hit for section, hit in hits.items() if hit}
    if not there:
        return None
    section = max(there, key=lambda name: (there[name][2] - there[name][1], name == "pollutant", name == "unclear"))
    key, start, end = there[section]
    rest = without(label, start, end)
    if section == "unclear":
        return "", ("quantity" if _is_saving(rest, "saving") else "")
    if section == "pollutant":
        return _pollutant(key, rest, unit)
    another = any(find(each, rest) for each in ("stream", "unclear", "pollutant"))
    return _stream(key, rest, unit, doubtful=another)


def _pollutant(key: str, rest: Tokens, unit: ScaledUnit | None) -> tuple[str, str]:
    sure = (
        unit is not None
        and unit.dimension == "mass"
        and (not unit.per or unit.per in PERIODS)
        and _is_saving(rest, "emission")
    )
    found = "co2" if key == "co2e" else ""
    return (found, "") if sure and found else ("", found)


def _stream(key: str, rest: Tokens, unit: ScaledUnit | None, *, doubtful: bool) -> tuple[str, str]:
    saving = _is_saving(rest, "saving")
    known = unit is not None and (not unit.per or unit.per in PERIODS)
    if unit is not None and unit.money:
        found = f"money:{key}"
        return (found, "") if saving and known and not doubtful else ("", found if saving or not rest else "")
    found = f"quantity:{key}"
    fits = unit is not None and suits_stream(key, unit.symbol)
    if saving and known and fits and not doubtful:
        return found, ""
    likely = saving or not bare(rest) or (fits and (find("role", rest) or ("",))[0] == "saving")
    return "", found if likely else ""


def suits_stream(stream: str, symbol: str) -> bool:
    """Return whether a unit suits a stream: same dimension, or energy for an energy carrier."""
    one = table("streams").get(stream)
    if one is None:
        return False
    energetic = one["kind"] == "energy" and "kwh_per_unit" in one and factor_between(symbol, "kWh") is not None
    return energetic or factor_between(symbol, one["unit"]) is not None


def _is_saving(rest: Tokens, role: str) -> bool:
    return bool(rest) and score(rest, "role", role) >= SURE
