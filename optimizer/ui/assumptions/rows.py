"""A scenario's assumptions, line by line: prices, taxes, emission factors, rates. Pure functions.

A line has the register's value, the scenario's overriding value, and where each can be changed. Cells
are texts as typed by users: percentages for rates.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from optimizer.case import FILES
from optimizer.decimals import Decimal, parse_number
from optimizer.errors import BadValue
from optimizer.locales import noted, tr
from optimizer.locales.units import unit_text
from optimizer.readers.tables import columns_of
from optimizer.ui.scenarios.titles import kind_of, named, title_of
from optimizer.ui.shared.typed import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.case import Case
    from optimizer.projects.register_draft import DraftTable
    from optimizer.readers.toml import Table as Toml
    from optimizer.ui.scenarios.titles import Keys
    from optimizer.ui.shared.typed import Kind

GROUPS = {
    "prices": noted("Prices"),
    "taxes": noted("Taxes"),
    "factors": noted("Emission factors"),
    "energy": noted("Energy content"),
    "rates": noted("Rates"),
}
BASIS = {"prices": "price_basis", "taxes": "tax_basis", "rates": "rate_basis"}
"""The key of `[company]` that names the source of a group's figures."""
RATES: tuple[Keys, ...] = (("discount_rate",), ("capex_escalation",), ("tax_rate",))
COLUMNS = {
    ("streams", "price"): ("prices", "price"),
    ("streams", "escalation"): ("prices", "escalation"),
    ("pollutants", "tax"): ("taxes", "tax"),
    ("pollutants", "tax_escalation"): ("taxes", "escalation"),
}
ABOUT_PRICE, ABOUT_FACTOR = {"source": "source", "year": "as_of"}, {"source": "source", "year": "year"}
FACTOR = noted("{stream}: {pollutant}, scope {scope}")
TREND = noted("{factor}: change per year")
BY_YEAR = noted("{factor}: by year")
CONTENT = noted("{stream}: energy per unit")


@dataclass(frozen=True)
class RegisterCell:
    """The place of a value in the register: table, row, column."""

    table: str
    row: int
    column: str


@dataclass(frozen=True)
class AssumptionLine:
    """One assumption. `keys` is where a scenario may override it; `cell` its place in the register.

    `register` and `scenario` are the values as typed there, empty if there is none; `shipped` is the sample's value,
    None if there is nothing to compare with. `inherited` means that the parent, not this scenario, overrides it;
    `parent` is the parent's value of a rate (the register has no rates). `about` names the columns of the cell's table
    that hold source and year: prices and factors have their own, everything else shares the company's for its group.
    """

    name: str
    group: str
    what: str
    unit: str
    kind: Kind
    register: str = ""
    scenario: str = ""
    shipped: str | None = None
    inherited: bool = False
    parent: str = ""
    source: str = ""
    year: str = ""
    cell: RegisterCell | None = None
    keys: Keys | None = None
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def overridden(self) -> bool:
        """Return whether the scenario overrides the register or, for a rate, its parent."""
        return self.keys is not None and bool(self.scenario) and self.scenario != (self.parent or self.register)

    @property
    def edited(self) -> bool:
        """Return whether the register differs from the sample it started from."""
        return self.shipped is not None and self.shipped != self.register

    @property
    def changed(self) -> bool:
        """Return whether either has changed."""
        return self.overridden or self.edited


@dataclass(frozen=True)
class AssumptionSources:
    """The sources of the lines: the register's tables, its case as far as readable, the scenario, the sample."""

    tables: Mapping[str, DraftTable]
    case: Case
    company: Mapping[str, Any]
    held: Toml
    own: Toml
    above: Toml
    shipped: Case | None = None
    language: str = "en"


def lines(given: AssumptionSources) -> tuple[AssumptionLine, ...]:
    """Return every assumption, group by group."""
    found = [*_priced(given, "streams"), *_priced(given, "pollutants"), *_factors(given), *_content(given)]
    found += _rates(given)
    order = list(GROUPS)
    return tuple(sorted(found, key=lambda line: order.index(line.group)))


def _rows(given: AssumptionSources, table: str) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Yield number, ID (of the stream or pollutant) and cells of each row with an ID; columns may be in any order."""
    key = columns_of(FILES[table])[0]
    for number, row in enumerate(given.tables[table].rows):
        cells = dict(zip(given.tables[table].columns, (cell.strip() for cell in row), strict=True))
        if one := cells.get(key):
            yield number, one, cells


def figure(kind: Kind, text: str) -> str:
    """Return a cell of the register as users type it; unchanged if it is not a number."""
    try:
        return shown(kind, parse_number(text)) if text else ""
    except BadValue:
        return text


def basis(given: AssumptionSources, group: str) -> str:
    """Return the company's source for the figures of a group."""
    key = BASIS.get(group, "")
    own = given.company.get(f"{key}_{given.language}") or given.company.get(key)
    return str(own or "")


def _priced(given: AssumptionSources, table: str) -> Iterator[AssumptionLine]:
    """Yield prices or taxes with their growth, and the scenario's values by year."""
    columns = {column: place for (of, column), place in COLUMNS.items() if of == table}
    for number, one, cells in _rows(given, table):
        for column, (group, name) in columns.items():
            line = _line(given, RegisterCell(table, number, column), cells.get(column, ""), (group, one, name))
            yield _with_source(line, cells) if column == "price" else line
        keys = (group, one, "path")
        if path := _inside(given.held, keys):
            title = title_of(keys, given.case)
            text, above = shown("path", path), _inside(given.own, keys) is None
            unit, told = _unit(keys, given.case), basis(given, group)
            yield AssumptionLine(
                ".".join(keys), group, title, unit, "path", scenario=text, inherited=above, source=told, keys=keys
            )


def _with_source(price: AssumptionLine, cells: Mapping[str, str]) -> AssumptionLine:
    """Return a price with its own source and date, or the company's for all prices where it has none."""
    source, year = (cells.get(column, "") for column in ABOUT_PRICE.values())
    return replace(price, source=source or price.source, year=year or price.year, about=ABOUT_PRICE)


def _line(given: AssumptionSources, cell: RegisterCell, text: str, keys: Keys) -> AssumptionLine:
    kind, group = kind_of(keys), keys[0]
    value = _inside(given.held, keys)
    return AssumptionLine(
        ".".join(keys), group, title_of(keys, given.case), _unit(keys, given.case), kind,
        figure(kind, text or "0"), shown(kind, value), _shipped(given, cell, keys, kind),
        value is not None and _inside(given.own, keys) is None, "", basis(given, group), str(given.case.base_year),
        cell, keys,
    )  # fmt: skip


def _unit(keys: Keys, case: Case) -> str:
    if kind_of(keys) == "percent":
        return tr("% a year")
    money = unit_text(case.currency)
    if keys[0] == "taxes":
        return f"{money}/{unit_text('t')}"
    return f"{money}/{unit_text(case.stream[keys[1]].unit)}" if keys[1] in case.stream else money


def _inside(table: Any, keys: Keys) -> Any:
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table


def _shipped(given: AssumptionSources, cell: RegisterCell, keys: Keys, kind: Kind) -> str | None:
    """Return the sample's value for this line; None if the project didn't start from a sample or lacks the row."""
    if given.shipped is None:
        return None
    record: Any = (given.shipped.stream if cell.table == "streams" else given.shipped.pollutant).get(keys[1])
    return None if record is None else shown(kind, getattr(record, cell.column))


def _factors(given: AssumptionSources) -> Iterator[AssumptionLine]:
    """Yield emission factors by stream, pollutant and scope, each with its change per year and values by year."""
    case = given.case
    known = {(f.stream, f.pollutant, str(f.scope)): f for f in given.shipped.factors} if given.shipped else {}
    for number, stream, cells in _rows(given, "factors"):
        pollutant, scope = cells.get("pollutant", ""), cells.get("scope") or "1"
        names = {"stream": _named(case, stream), "pollutant": _named(case, pollutant), "scope": scope}
        unit = unit_text(case.stream[stream].unit) if stream in case.stream else "?"
        before = known.get((stream, pollutant, scope))
        factor = AssumptionLine(
            f"factors.{stream}.{pollutant}.{scope}", "factors", tr(FACTOR, **names), f"{unit_text('kg')}/{unit}",
            "number", figure("number", cells.get("kg_per_unit", "")),
            shipped=None if before is None else shown("number", before.kg_per_unit),
            source=cells.get("source", ""), year=cells.get("year", ""), about=ABOUT_FACTOR,
            cell=RegisterCell("factors", number, "kg_per_unit"),
        )  # fmt: skip
        yield factor
        was = None if before is None else shown("percent", before.trend)
        yield from _factor_changes(given, ("factors", stream, pollutant), factor, cells.get("trend", ""), was)


def _factor_changes(
    given: AssumptionSources, pair: Keys, factor: AssumptionLine, trend: str, shipped: str | None
) -> Iterator[AssumptionLine]:
    """Yield the change per year of a factor and, if the scenario sets them, its values by year.

    A scenario's change that names a scope is one of that factor only; others get no key to override them.
    """
    scope = _inside(given.held, (*pair, "scope"))
    keys = (*pair, "trend") if scope is None or factor.name.endswith(f".{scope}") else None
    value = _inside(given.held, keys) if keys else None
    yield replace(
        factor, name=f"{factor.name}.trend", what=tr(TREND, factor=factor.what), unit=tr("% a year"), kind="percent",
        register=figure("percent", trend or "0"), scenario=shown("percent", value), shipped=shipped, source="", year="",
        inherited=value is not None and keys is not None and _inside(given.own, keys) is None, about={},
        cell=RegisterCell("factors", factor.cell.row, "trend") if factor.cell else None, keys=keys,
    )  # fmt: skip
    if keys and (path := _inside(given.held, (*pair, "path"))):
        keys = (*pair, "path")
        yield replace(
            factor, name=f"{factor.name}.path", what=tr(BY_YEAR, factor=factor.what), kind="path", register="",
            scenario=shown("path", path), shipped=None, inherited=_inside(given.own, keys) is None, source="", year="",
            about={}, cell=None, keys=keys,
        )  # fmt: skip


def _named(case: Case, one: str) -> str:
    return named("prices" if one in case.stream else "taxes", one, case)


def _content(given: AssumptionSources) -> Iterator[AssumptionLine]:
    """Yield the energy per unit of each energy stream."""
    for number, one, cells in _rows(given, "streams"):
        if text := cells.get("kwh_per_unit", ""):
            cell = RegisterCell("streams", number, "kwh_per_unit")
            unit = unit_text(given.case.stream[one].unit) if one in given.case.stream else "?"
            yield AssumptionLine(
                f"energy.{one}", "energy", tr(CONTENT, stream=_named(given.case, one)), f"{unit_text('kWh')}/{unit}",
                "number", figure("number", text), shipped=_shipped(given, cell, ("prices", one), "number"), cell=cell,
            )  # fmt: skip


def _rates(given: AssumptionSources) -> Iterator[AssumptionLine]:
    """Yield the rates of the scenario; the register has none."""
    for keys in RATES:
        unit, text = "%" if keys == ("tax_rate",) else tr("% a year"), _rate(given.held, keys)
        yield AssumptionLine(
            ".".join(keys), "rates", title_of(keys, given.case), unit, "percent", scenario=text, keys=keys,
            inherited=_inside(given.own, keys) is None and _inside(given.above, keys) is not None,
            parent=_rate(given.above, keys) if given.above else text, source=basis(given, "rates"),
        )  # fmt: skip


def _rate(held: Toml, keys: Keys) -> str:
    value = _inside(held, keys)
    return shown("percent", Decimal(0) if value is None else value)


def told_change(line: AssumptionLine, parent: str) -> str:
    """Return the change in words, with the old value if there is one."""
    parts = []
    if line.overridden:
        text = (
            noted("“{parent}”: {new} instead of {old}") if line.inherited else noted("scenario: {new} instead of {old}")
        )
        parts.append(tr(text, parent=parent, new=line.scenario, old=line.parent or line.register or tr("none")))
    if line.edited:
        parts.append(tr("register: {new}; the sample has {old}", new=line.register, old=line.shipped))
    return "; ".join(parts)
