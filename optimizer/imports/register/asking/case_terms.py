"""The new case's name, currency and base year, and the rates needed to convert to them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from optimizer.errors import UnitName
from optimizer.imports.register.asking.currencies import CURRENCIES
from optimizer.imports.register.mapping import MONEY, NO_ANSWER, Choice, MappedColumn, RegisterQuestion
from optimizer.imports.register.measures.currencies import currencies_of, in_each_currency
from optimizer.imports.register.measures.money import levels, rate_chain
from optimizer.imports.register.measures.payments import payment_year, year_paid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.imports.register.measures.register import Register


def ask_case(register: Register) -> Iterator[RegisterQuestion]:
    """Ask for the case's name, currency and base year."""
    case, years = register.mapping.case, _price_years(register)
    if case.name is None:
        text = "What is the name of the case?"
        yield RegisterQuestion("case.name", text, suggestion=register.path.stem, free=True)
    if case.currency is None:
        text = "Which currency should the case use?"
        used = Counter(column.currency for column in _money_columns(register) if column.currency)
        codes = dict.fromkeys([*(code for code, _ in used.most_common()), "UAH", "EUR", "USD"])
        choices = tuple(Choice(code, CURRENCIES.get(code, code)) for code in codes)
        yield RegisterQuestion("case.currency", text, {}, choices, choices[0].value, free=True)
    if case.base_year is None:
        likely = max({dt.date.today().year, *years})  # noqa: DTZ011 - a suggestion
        text = "What is the base year (year 0, the year of the decision)?"
        yield RegisterQuestion("case.base_year", text, suggestion=str(likely), free=True)


def ask_sunk(register: Register) -> Iterator[RegisterQuestion]:
    """Ask what to do with payments of years before the base year."""
    base, mapping = register.mapping.case.base_year, register.mapping
    paid = [
        column.header
        for column in register.columns.values()
        if base is not None and year_paid(column, mapping) and (payment_year(column.header) or base) < base
    ]
    if paid and mapping.defaults.sunk is None:
        text = "Payments before {year} are already made and no longer decide anything ({headers}). Leave them out?"
        choices = (Choice(NO_ANSWER, "yes, leave them out"), Choice("count", "no, count them as paid at the start"))
        values = {"year": base, "headers": "; ".join(paid)}
        yield RegisterQuestion("defaults.sunk", text, values, choices, NO_ANSWER)


def ask_price_years(register: Register) -> Iterator[RegisterQuestion]:
    """Ask for the price year of each currency for which no heading states it."""
    years = _price_years(register)
    undated = {one.currency for one in _money_columns(register) if one.currency and one.price_year is None}
    for currency in sorted(undated - register.mapping.defaults.price_year.keys()):
        text = "Which year's prices are the amounts in {currency}?"
        suggestion = str(min(years)) if len(years) == 1 else ""
        key, values = f"defaults.price_year.{currency}", {"currency": UnitName(currency)}
        yield RegisterQuestion(key, text, values, suggestion=suggestion, free=True)


def _price_years(register: Register) -> set[int]:
    return {column.price_year for column in register.columns.values() if column.price_year}


def _money_columns(register: Register) -> list[MappedColumn]:
    """Return the columns of money, each once per currency in its rows."""
    codes = currencies_of(register.rows, register.columns, register.mapping)
    columns = (column for column in register.columns.values() if column.field in MONEY)
    return [one for column in columns for one in in_each_currency(column, codes)]


def ask_rates(register: Register) -> Iterator[RegisterQuestion]:
    """Ask for missing rates: first to the base year's prices, then to the case's currency."""
    mapping = register.mapping
    for column in _money_columns(register):
        start, target = levels(column, mapping)
        if rate_chain(mapping, start, target) is not None:
            continue
        (currency, year), (base_currency, base_year) = start.split(), target.split()
        between = f"{currency} {base_year}"
        if year != base_year and rate_chain(mapping, start, between) is None:
            text = "By what factor did {currency} prices change from {year} to {base_year} (1.08 for +8 %, 1 for none)?"
            values = {"currency": UnitName(currency), "year": year, "base_year": base_year}
            yield _rate(f"{start} > {between}", text, values)
        if currency != base_currency and rate_chain(mapping, between, target) is None:
            text = "How many {base_currency} is one {currency} in {base_year}?"
            values = {"currency": UnitName(currency), "base_currency": UnitName(base_currency), "base_year": base_year}
            yield _rate(f"{between} > {target}", text, values)


def _rate(key: str, text: str, values: dict[str, str]) -> RegisterQuestion:
    return RegisterQuestion(f"rates.{key}", text, values, parts=("rate", "date", "source"))
