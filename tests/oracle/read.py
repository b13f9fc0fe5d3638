"""Reads a case folder and a scenario file, `extends` included, into records of fractions."""

import csv
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from .inputs import (
    Bound,
    Budget,
    Case,
    Effect,
    EndUse,
    Factor,
    Interaction,
    Limit,
    Measure,
    Pollutant,
    Problem,
    Scenario,
    Stream,
)

Row = dict[str, str]
Table = dict[str, Any]
DEFAULT_GAP = Fraction(1, 10000)
REPLACED_WHOLE = ("path",)


def read(scenario: Path) -> Problem:
    """The problem that a scenario file states."""
    table = _inherited(Path(scenario))
    case = read_case(Path(table["case"]))
    return Problem(case, _scenario(table, case))


def read_case(folder: Path) -> Case:
    """The case in a folder."""
    head = _toml(folder / "case.toml")
    end_uses = {r["end_use"]: EndUse(r["stream"], _number(r, "baseline")) for r in _rows(folder, "end_uses")}
    return Case(
        currency=head["currency"],
        base_year=head["base_year"],
        streams={r["stream"]: _stream(r) for r in _rows(folder, "streams")},
        pollutants={r["pollutant"]: _pollutant(r) for r in _rows(folder, "pollutants")},
        factors=tuple(_factor(r) for r in _rows(folder, "factors")),
        end_uses=end_uses,
        measures={r["measure"]: _measure(r) for r in _rows(folder, "measures")},
        effects=tuple(_effect(r, end_uses) for r in _rows(folder, "effects")),
        interactions=tuple(_interaction(r) for r in _rows(folder, "interactions")),
    )


def _toml(path: Path) -> Table:
    return tomllib.loads(path.read_text("utf-8"), parse_float=Fraction)


def _rows(folder: Path, name: str) -> list[Row]:
    path = folder / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _number(row: Row, column: str, default: str = "0") -> Fraction:
    return Fraction(row.get(column) or default)


def _optional(row: Row, column: str) -> Fraction | None:
    return Fraction(row[column]) if row.get(column) else None


def _whole(row: Row, column: str) -> int | None:
    return int(row[column]) if row.get(column) else None


def _parts(row: Row, column: str, default: str = "") -> list[str]:
    return [part.strip() for part in (row.get(column) or default).split(";") if part.strip()]


def _stream(row: Row) -> Stream:
    return Stream(
        _number(row, "price"),
        _number(row, "escalation"),
        _optional(row, "baseline"),
        _number(row, "hazard"),
        _number(row, "kwh_per_unit"),
        row.get("sum_as") or "",
    )


def _pollutant(row: Row) -> Pollutant:
    return Pollutant(
        _number(row, "tax"),
        _number(row, "tax_escalation"),
        frozenset(int(part) for part in _parts(row, "tax_scopes", "1")),
        _number(row, "hazard"),
        _number(row, "baseline"),
    )


def _factor(row: Row) -> Factor:
    return Factor(
        row["stream"],
        row["pollutant"],
        _number(row, "kg_per_unit"),
        _number(row, "trend"),
        int(row.get("scope") or 1),
    )


def _measure(row: Row) -> Measure:
    return Measure(
        id=row["measure"],
        texts=row,
        capex=_number(row, "capex"),
        spend=tuple(Fraction(part) for part in _parts(row, "spend", "1")),
        opex_change=_number(row, "opex_change"),
        other_benefit=_number(row, "other_benefit"),
        benefit_escalation=_number(row, "benefit_escalation"),
        one_off=_number(row, "one_off"),
        lifetime=int(row["lifetime"]),
        lead=int(row.get("lead") or 1),
        degradation=_number(row, "degradation"),
        earliest=_whole(row, "earliest"),
        latest=_whole(row, "latest"),
        group=row.get("group") or "",
        requires=tuple(_parts(row, "requires")),
        salvage=_number(row, "salvage"),
        renewal=_optional(row, "renewal"),
        avoided_cost=_number(row, "avoided_cost"),
        avoided_year=_whole(row, "avoided_year"),
        effort=_number(row, "effort"),
        uses={column: _optional(row, column) for column in row if column.startswith("use_")},
        status=row.get("status") or "",
    )


def _effect(row: Row, end_uses: Mapping[str, EndUse]) -> Effect:
    kind = next(kind for kind in ("stream", "pollutant", "end_use") if row.get(kind))
    target = row[kind]
    if row.get("share"):
        return Effect(row["measure"], kind, target, Fraction(row["share"]))
    quantity = Fraction(row["quantity"])
    amount = quantity / end_uses[target].baseline if kind == "end_use" else quantity
    return Effect(row["measure"], kind, target, amount)


def _interaction(row: Row) -> Interaction:
    kind = "stream" if row.get("stream") else "pollutant"
    return Interaction(row["first"], row["second"], kind, row[kind], Fraction(row["quantity"]))


def _inherited(path: Path) -> Table:
    """The file's table over its parent's; `case` becomes a full path where it is written."""
    table = _toml(path)
    if "case" in table:
        table["case"] = str(path.parent / table["case"])
    parent = table.pop("extends", None)
    return _merged(_inherited(path.parent / parent), table) if parent else table


def _merged(parent: Table, child: Table) -> Table:
    merged = dict(parent)
    for key, value in child.items():
        if key == "limits":
            merged[key] = _merged_limits(parent.get(key, []), value)
        elif isinstance(value, dict) and isinstance(parent.get(key), dict) and key not in REPLACED_WHOLE:
            merged[key] = _merged(parent[key], value)
        else:
            merged[key] = value
    return merged


def _merged_limits(parent: list[Table], child: list[Table]) -> list[Table]:
    by_name = {limit["name"]: limit for limit in parent}
    by_name |= {limit["name"]: limit for limit in child}
    return [limit for limit in by_name.values() if set(limit) != {"name"}]


def _scenario(table: Table, case: Case) -> Scenario:
    measures = table.get("measures", {})
    payback = measures.get("max_payback")
    horizon = table["horizon_years"]
    return Scenario(
        name=table["name"],
        goal=table.get("goal", "npv"),
        goal_year=table.get("goal_year"),
        horizon=horizon,
        starts=table["start_years"],
        first_start=table.get("first_start"),
        rate=Fraction(table["discount_rate"]),
        capex_escalation=Fraction(table.get("capex_escalation", 0)),
        residual=table.get("residual", "none"),
        tax_rate=Fraction(table.get("tax_rate", 0)),
        depreciation_years=table.get("depreciation_years", 0),
        budget=_budget(table.get("budget", {}), horizon, table["start_years"]),
        prices=_prices(table, case),
        taxes=_taxes(table, case),
        factors=tuple(_factor_course(factor, table, case) for factor in case.factors),
        limits=tuple(_limit(limit) for limit in table.get("limits", [])),
        include=frozenset(measures.get("include", [])),
        exclude=frozenset(measures.get("exclude", [])),
        max_payback=None if payback is None else Fraction(payback),
        gap=Fraction(table.get("solver", {}).get("gap", DEFAULT_GAP)),
    )


def _budget(table: Table, horizon: int, starts: int) -> Budget:
    total = table.get("total")
    return Budget(
        own=_own(table.get("per_year"), horizon, starts),
        total=None if total is None else Fraction(total),
        carry_over=table.get("carry_over", False),
        reinvest=Fraction(table.get("reinvest", 0)),
    )


def _own(per_year: Any, horizon: int, starts: int) -> tuple[Fraction, ...] | None:
    if per_year is None:
        return None
    given = list(per_year) if isinstance(per_year, list) else [per_year] * starts
    padded = [*given, *[0] * (horizon + 1)]
    return tuple(Fraction(amount) for amount in padded[: horizon + 1])


def _prices(table: Table, case: Case) -> dict[str, tuple[Fraction, ...]]:
    overrides = table.get("prices", {})
    stated = {
        name: {"price": stream.price, "escalation": stream.escalation} | overrides.get(name, {})
        for name, stream in case.streams.items()
    }
    return {name: _course(one, "price", "escalation", case, table) for name, one in stated.items()}


def _taxes(table: Table, case: Case) -> dict[str, tuple[Fraction, ...]]:
    overrides = table.get("taxes", {})
    stated = {
        name: {"tax": pollutant.tax, "escalation": pollutant.escalation} | overrides.get(name, {})
        for name, pollutant in case.pollutants.items()
    }
    return {name: _course(one, "tax", "escalation", case, table) for name, one in stated.items()}


def _factor_course(factor: Factor, table: Table, case: Case) -> tuple[Fraction, ...]:
    """An emission factor by year; an override that names a scope is of that scope only."""
    override = table.get("factors", {}).get(factor.stream, {}).get(factor.pollutant, {})
    if override.get("scope", factor.scope) != factor.scope:
        override = {}
    stated = {"kg_per_unit": factor.kg_per_unit, "trend": factor.trend} | override
    return _course(stated, "kg_per_unit", "trend", case, table)


def _course(stated: Table, amount: str, change: str, case: Case, table: Table) -> tuple[Fraction, ...]:
    """A figure by year: changing steadily from year 0, but the latest entry of a path once there is one."""
    first = Fraction(stated[amount])
    growth = 1 + Fraction(stated[change])
    path = {int(year): Fraction(value) for year, value in stated.get("path", {}).items()}
    course = []
    for t in range(table["horizon_years"] + 1):
        begun = [year for year in path if year <= case.base_year + t]
        course.append(path[max(begun)] if begun else first * growth**t)
    return tuple(course)


def _limit(table: Table) -> Limit:
    where = table.get("where")
    return Limit(
        table["name"],
        table["metric"],
        _bound(table.get("at_least")),
        _bound(table.get("at_most")),
        table.get("year"),
        None if where is None else {column: _values(value) for column, value in where.items()},
    )


def _bound(value: Any) -> Bound | None:
    if value is None:
        return None
    if isinstance(value, str):
        return Bound(Fraction(value.strip().removesuffix("%").strip()) / 100, of_baseline=True)
    return Bound(Fraction(value))


def _values(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
