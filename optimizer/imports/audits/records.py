"""Rows of the workbook → plants and their recommendations as plain values; unreadable cells are reported together."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from optimizer.decimals import parse_number
from optimizer.errors import BadValue, InvalidInput, Problem, closest
from optimizer.imports.audits.carriers import CARRIERS, KWH_PER_MMBTU, OLD_ELECTRICITY
from optimizer.imports.audits.labels import COST, DOUBTFUL, USAGE, LabelCheck, lists_doubtful, resource_column
from optimizer.imports.audits.sifting import cell_texts, tokens
from optimizer.imports.audits.workbook import opened, rows, terms_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from openpyxl.workbook.workbook import Workbook

    from optimizer.imports.audits.workbook import AuditRow, Progress, Sieve

_ID, _YEAR, _STATE = ("assessmentid", "id"), ("fiscalyear", "fy"), ("usstateabbreviation", "state")
_PRODUCTS, _EMPLOYEES = ("typeofproducts", "products"), ("totalnumberofemployees", "employees")
_SALES, _AREA = ("totalyearlysales", "sales"), ("totalplantofsquarefootage", "plantarea")
_HOURS, _NAICS = ("totalyearlyhoursofoperation", "prodhours"), ("naicsindustrialclassificationcode", "naics")
_FACTS = {
    "state": _STATE,
    "products": _PRODUCTS,
    "naics": _NAICS,
    "employees": _EMPLOYEES,
    "sales_usd": _SALES,
    "area_sq_ft": _AREA,
    "operating_hours": _HOURS,
}
_RECC_COLUMNS = {"superid", "id", "arc2", "impcost", "psourccode", "pconserved", "psaved"}
_SLOTS = ("p", "s", "t", "q")
MOST_AT_ONCE = 20_000
"""Recommendations held in memory at most; a case has room for fewer."""
SAMPLED = 20
DEAREST_KWH = Decimal(1)


@dataclass(frozen=True)
class AuditedPlant:
    """One assessed plant: yearly usage and cost by resource code, where stated."""

    plant: str
    year: int
    facts: Mapping[str, str]
    usage: Mapping[str, Decimal]
    cost: Mapping[str, Decimal]
    columns: frozenset[str] = frozenset()
    """Codes of which the sheet has a column of use: an empty cell there means that none is used."""


@dataclass(frozen=True)
class Saving:
    """A recommendation's yearly saving of one resource in units, money or both; negative means more use."""

    code: str
    quantity: Decimal | None
    money: Decimal | None
    old: bool = False
    """Whether it is stated under the old code of electricity."""

    @property
    def unvalued(self) -> bool:
        """Return whether it has units of a resource but no money."""
        return bool(self.quantity) and self.money is None and self.code in CARRIERS


@dataclass(frozen=True)
class Recommendation:
    """One recommendation as in the database; `cost` is None where no cost is stated."""

    superid: str
    plant: str
    arc: str
    status: str
    cost: Decimal | None
    savings: tuple[Saving, ...]
    incremental: bool
    rebate: bool
    payback: Decimal | None
    """Simple payback in years as stated."""
    row: AuditRow


@dataclass(frozen=True)
class AuditRecords:
    """The plants and recommendations requested from the database."""

    plants: tuple[AuditedPlant, ...]
    recommendations: tuple[Recommendation, ...]
    homeless: Mapping[str, int]
    """Number of recommendations for plants missing from sheet ASSESS, by plant."""
    skipped: int
    """Number of rows without an ID: totals, remarks."""
    labels: LabelCheck


@dataclass(frozen=True)
class PlantSummary:
    """A line in the list of a file's plants."""

    plant: str
    product: str
    state: str
    recommendations: int


def plants_of(file: Path, progress: Progress | None = None) -> tuple[PlantSummary, ...]:
    """Return the plants of a database workbook, in its order."""
    with opened(file) as book:
        found = {
            _plain(row, _ID): (_plain(row, _PRODUCTS), _plain(row, _STATE))
            for row in _assess(book, file, None, progress)
        }
        counts = Counter(_plain(row, ("id",)) for row in _recc(book, file, None, progress))
    return tuple(PlantSummary(plant, *told, counts[plant]) for plant, told in found.items() if plant)


def read_base(file: Path, plant: str | None, progress: Progress | None = None) -> AuditRecords:
    """Return the requested plant, or all plants, with their recommendations."""
    problems: list[Problem] = []
    with opened(file) as book:
        asked = None if plant is None else _id(plant)
        assessed = _by_plant(_assess(book, file, plant, progress), asked, problems)
        if asked is not None and asked not in assessed:
            assessed = _by_plant(_assess(book, file, None, progress), asked, problems)
        chosen = _chosen(assessed, plant, file)
        labels = _label_check(assessed.values(), lists_doubtful(terms_in(book, file)))
        sieve = None if plant is None else _recommendations_of(plant)
        recommendations: list[Recommendation] = []
        homeless: Counter[str] = Counter()
        skipped = 0
        for row in _recc(book, file, sieve, progress):
            if not (home := _plain(row, ("id",))):
                skipped += 1
                continue
            if home in chosen:
                _vote(labels, home, row)
                recommendations.append(_recommendation(row, home, problems))
                _within_memory(file, recommendations)
            elif home not in assessed:
                homeless[home] += 1
    plants = tuple(_plant(assessed[name], name, labels, problems) for name in chosen)
    problems += _repeated(recommendations)
    if problems:
        raise InvalidInput(problems)
    return AuditRecords(plants, tuple(recommendations), {} if plant else homeless, skipped, labels)


def _within_memory(file: Path, recommendations: list[Recommendation]) -> None:
    if len(recommendations) > MOST_AT_ONCE:
        text = "has more than {most} recommendations, too many for one case: choose one plant"
        raise InvalidInput([Problem(file.name, text, values={"most": MOST_AT_ONCE})])


def _assess(book: Workbook, file: Path, plant: str | None, progress: Progress | None) -> Iterable[AuditRow]:
    """Return the plants; with `plant`, that one and a sample of others to see how the file is labelled."""
    sieve = None if plant is None else _plant_and_sample(plant)
    return rows(book, file, "ASSESS", lambda keys: bool(keys & set(_ID)) and bool(keys & set(_YEAR)), sieve, progress)


def _recc(book: Workbook, file: Path, sieve: Sieve | None, progress: Progress | None) -> Iterable[AuditRow]:
    return rows(book, file, "RECC", lambda keys: keys >= _RECC_COLUMNS, sieve, progress)


def recommendations_in(file: Path, progress: Progress | None = None) -> Iterator[Recommendation]:
    """Yield every recommendation of a file; unreadable cells are None."""
    with opened(file) as book:
        for row in _recc(book, file, None, progress):
            yield _recommendation(row, _plain(row, ("id",)), [])


def _plant_and_sample(plant: str) -> Sieve:
    def sieve(shared: list[str]) -> Callable[[int, bytes], bool]:
        wanted = tokens([plant.strip()], shared)
        return lambda number, row: number % SAMPLED == 0 or not wanted.isdisjoint(cell_texts(row))

    return sieve


def _recommendations_of(plant: str) -> Sieve:
    """Keep the plant's own rows."""

    def sieve(shared: list[str]) -> Callable[[int, bytes], bool]:
        wanted = tokens([plant.strip()], shared)
        return lambda _, row: not wanted.isdisjoint(cell_texts(row))

    return sieve


def _id(plant: str) -> str:
    return re.sub(r"\s+", " ", plant).strip().upper()


def _by_plant(assessed: Iterable[AuditRow], asked: str | None, problems: list[Problem]) -> dict[str, AuditRow]:
    """Return the first row of each plant; a requested plant that occurs twice is a problem."""
    found: dict[str, AuditRow] = {}
    for row in assessed:
        plant = _plain(row, _ID)
        if plant in found and asked in {None, plant}:
            text = 'plant "{plant}" occurs twice, first in row {first}'
            problems.append(row.problem(text, _key(row, _ID), plant=plant, first=found[plant].number))
        elif plant:
            found.setdefault(plant, row)
    return found


def _chosen(assessed: Mapping[str, AuditRow], plant: str | None, file: Path) -> tuple[str, ...]:
    if plant is None:
        return tuple(assessed)
    wanted = _id(plant)
    if wanted not in assessed:
        text = 'has no plant "{plant}" among its {count} plants'
        values = {"plant": plant, "count": len(assessed)}
        raise InvalidInput([Problem(f"{file.name} sheet ASSESS", text, values=values, guess=closest(wanted, assessed))])
    return (wanted,)


def _plain(row: AuditRow, keys: tuple[str, ...]) -> str:
    """Return a cell as text; IDs in capitals because the two sheets don't always agree."""
    cell = row.cells.get(_key(row, keys))
    text = re.sub(r"\s+", " ", str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell or "")).strip()
    return text.upper() if keys in (_ID, ("id",)) else text


def _key(row: AuditRow, keys: tuple[str, ...]) -> str:
    return next((key for key in keys if key in row.labels), keys[0])


def _number(row: AuditRow, key: str, problems: list[Problem]) -> Decimal | None:
    if key not in row.cells:
        return None
    try:
        return parse_number(row.cells[key])
    except BadValue as error:
        problems.append(row.problem(error.text, key, **error.values))
        return None


def _plant(row: AuditRow, name: str, labels: LabelCheck, problems: list[Problem]) -> AuditedPlant:
    year = _number(row, _key(row, _YEAR), problems)
    if year is None or year != int(year) or not 1900 <= year <= 2200:  # noqa: PLR2004 - calendar years
        problems.append(row.problem("must be a calendar year", _key(row, _YEAR)))
        year = Decimal(1900)
    facts = {fact: text for fact, keys in _FACTS.items() if (text := _plain(row, keys))}
    usage, cost = (_figures(row, name, labels, kind, problems) for kind in (USAGE, COST))
    columns = (resource_column(key) for key in row.labels)
    stated = {labels.true_code(name, column[0]) for column in columns if column and column[1] == USAGE}
    return AuditedPlant(name, int(year), facts, usage, cost, frozenset(code for code in stated if code))


def _figures(row: AuditRow, plant: str, labels: LabelCheck, kind: str, problems: list[Problem]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for key in row.cells:
        column = resource_column(key)
        code = labels.true_code(plant, column[0]) if column and column[1] == kind else None
        if code and (figure := _number(row, key, problems)) is not None:
            found[code] = figure
    return found


def _label_check(assessed: Iterable[AuditRow], listed: bool | None) -> LabelCheck:  # noqa: FBT001 - of the terms
    check, as_labelled = LabelCheck(doubtful=False, listed=listed), LabelCheck(doubtful=False)
    for row in assessed:
        check.doubtful = any((resource_column(key) or "")[0:1] == (DOUBTFUL,) for key in row.labels)
        if not check.doubtful:
            break
        plant = _plain(row, _ID)
        usage, cost = (_figures(row, plant, as_labelled, kind, []) for kind in (USAGE, COST))
        check.prices[plant] = {code: cost[code] / usage[code] for code in cost if usage.get(code)}
    return check


def _vote(labels: LabelCheck, plant: str, row: AuditRow) -> None:
    if labels.doubtful:
        for saving in _savings(row, []):
            if saving.quantity and saving.money:
                labels.see(plant, saving.code, saving.money / saving.quantity)


def _recommendation(row: AuditRow, plant: str, problems: list[Problem]) -> Recommendation:
    superid = _plain(row, ("superid",))
    if not superid:
        problems.append(row.problem("is missing", "superid"))
    cost = _number(row, "impcost", problems)
    if cost is not None and cost < 0:
        problems.append(row.problem("must be ≥ 0", "impcost"))
    return Recommendation(
        superid,
        plant,
        arc_code(row.cells.get("arc2")),
        _plain(row, ("impstatus",)).upper(),
        cost,
        _savings(row, problems),
        _plain(row, ("incremntal",)).upper() == "Y",
        _plain(row, ("rebate",)).upper() == "Y",
        _number(row, "payback", []),
        row,
    )


def arc_code(cell: object) -> str:
    """Return the code with its four decimals; a spreadsheet turns 4.2120 into 4.212."""
    text = str(cell if cell is not None else "").strip()
    return f"{text:0<6}" if re.fullmatch(r"\d\.\d{1,4}", text) else text


def _savings(row: AuditRow, problems: list[Problem]) -> tuple[Saving, ...]:
    found = []
    for slot in _SLOTS:
        code = _plain(row, (f"{slot}sourccode",)).upper()
        quantity, money = (_number(row, f"{slot}{column}", problems) for column in ("conserved", "saved"))
        if code or quantity or money:
            found.append(_electricity(quantity, money) if code == OLD_ELECTRICITY else Saving(code, quantity, money))
    return tuple(found)


def _electricity(quantity: Decimal | None, money: Decimal | None) -> Saving:
    """Return a saving under the old code in kWh; a unit worth more than a dollar is an MMBtu."""
    if quantity and money and abs(money / quantity) > DEAREST_KWH:
        quantity = round(quantity * KWH_PER_MMBTU, 2)
    return Saving("EC", quantity, money, old=True)


def _repeated(recommendations: list[Recommendation]) -> list[Problem]:
    first: dict[str, Recommendation] = {}
    problems = []
    for one in recommendations:
        earlier = first.setdefault(one.superid.lower(), one)
        if earlier is not one and one.superid:
            values = {"id": one.superid, "place": earlier.row.place, "first": earlier.row.number}
            problems.append(one.row.problem('"{id}" occurs twice, first in {place} row {first}', "superid", **values))
    return problems
