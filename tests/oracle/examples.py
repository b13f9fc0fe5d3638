"""Little cases for the examples in the tests, written to disk and read back."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from .flows import flows
from .inputs import Problem
from .metrics import horizon_years, value, yearly
from .read import read
from .writing import Row, write_case, write_toml

ELECTRICITY = {"stream": "electricity", "kind": "energy", "unit": "kWh", "price": "2"}


def measure(name: str, **cells: str) -> Row:
    """A row of a register: 1000 for ten years, unless said otherwise."""
    return {"measure": name, "name": name, "capex": "1000", "lifetime": "10"} | cells


def effect(name: str, **cells: str) -> Row:
    """100 kWh a year, unless said otherwise."""
    return {"measure": name} | (cells or {"stream": "electricity", "quantity": "100"})


def written(
    folder: Path,
    register: Sequence[Row],
    effects: Sequence[Row] = (),
    /,
    *,
    tables: dict[str, list[Row]] | None = None,
    currency: str = "UAH",
    **settings: Any,
) -> Path:
    """A case from 2026 on and a scenario of it: years 2026 to 2030, starts in 2026 or 2027, no discounting."""
    head = {"name": "Example", "currency": currency, "base_year": 2026}
    all_tables = {"streams": [ELECTRICITY], "measures": register, "effects": effects} | (tables or {})
    write_case(folder / "case", head, all_tables)
    scenario = {"name": "Example", "case": "case", "horizon_years": 4, "start_years": 2, "discount_rate": 0}
    write_toml(folder / "scenario.toml", scenario | settings)
    return folder / "scenario.toml"


def problem(folder: Path, register: Sequence[Row], effects: Sequence[Row] = (), /, **settings: Any) -> Problem:
    """The same, read."""
    return read(written(folder, register, effects, **settings))


def series(one: Problem, metric: str, **starts: int) -> list[Fraction]:
    """A metric in the years 0 to H of the measures started in the given calendar years."""
    caused = flows(one, {name: year - one.case.base_year for name, year in starts.items()})
    return [value(yearly(one, metric, t), caused) for t in horizon_years(one)]
