"""Sound cases and scenarios with a few cells or keys that somebody got wrong."""

import csv
import io
import json
import math
import random
import tomllib
from pathlib import Path
from typing import Any

from optimizer.scenario import Budget, Limit, MeasureRules, PriceChange, Scenario, SolverOptions, TaxChange
from tests.oracle.generate import random_case

CELLS = (
    *("", " ", "0", "-1", "-0", "1e3", "1E-9", "1e400", "nan", "inf", "1,5", "1 000", "1'000", ".5", "5."),
    *("+5", "1_000", "12.5%", "100 %", "0x10", "1/3", "½", "٣", "9" * 40, "1900", "2026", "2026.0", "99999"),
    *("true", "так", "x", "a;b", "a,b", "-", "—", "'", '"', "1\n2", "\t", "=1+1", "@a", "é"),
    *("\u00a0", "\u202e", "\U0001f600", "a" * 300, "co2e", "npv", "total", "each", "none", "capex", "use_staff"),
)  # fmt: skip
VALUES = (
    *(0, -1, 1, 2, 1.5, -0.5, 0.1, 1e300, 1e-300, math.nan, math.inf, 10**30, 1800, 2026, 2027, 2030, True, False),
    *("", "x", "Ї", "50%", "each", "total", "2027", "npv", "co2e_abated", "capex", "irr", "none", "salvage"),
    *([], [1], ["x"], [[1]], {}, {"a": 1}, {"2027": 5}),
)
MODELS = (Scenario, Budget, PriceChange, TaxChange, Limit, MeasureRules, SolverOptions)
KEYS = ("company", "currency", "base_year", "strange", *(key for model in MODELS for key in model.model_fields))
Table = dict[str, Any]


def broken_question(dice: random.Random, folder: Path) -> Path:
    """A random case with its scenario, broken in none, one or two places; returns the scenario's path."""
    scenario = random_case(dice, folder / "plant", size="tiny")
    for _ in range(dice.choice((0, 1, 1, 1, 2))):
        if dice.random() < 0.5:
            break_cells(dice, dice.choice(sorted((folder / "plant").glob("*.csv"))))
        else:
            break_keys(dice, dice.choice([*sorted(folder.glob("*.toml")), folder / "plant" / "case.toml"]))
    return scenario


def break_cells(dice: random.Random, path: Path) -> None:
    """Other cells, rows or columns than there were, separated as Excel might."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    for _ in range(dice.choice((1, 1, 1, 2))):
        if rows:
            _break_row(dice, rows)
    text = io.StringIO()
    csv.writer(text, delimiter=dice.choice(",,,,;\t")).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def _break_row(dice: random.Random, rows: list[list[str]]) -> None:
    row = dice.choice(rows)
    match dice.randrange(9):
        case 0:
            rows.insert(dice.randrange(len(rows) + 1), list(row))
        case 1:
            rows.remove(row)
        case 2:
            row.append(dice.choice(CELLS))
        case 3:
            column = dice.randrange(len(rows[0]) or 1)
            for one in rows:
                del one[column : column + 1]
        case _ if row:
            others = [cell for other in rows for cell in other]
            row[dice.randrange(len(row))] = dice.choice(CELLS if dice.random() < 0.6 else others)


def break_keys(dice: random.Random, path: Path) -> None:
    """Other keys or values than there were, at any depth."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for _ in range(dice.choice((1, 1, 2))):
        _break_part(dice, dice.choice(_parts(table)))
    lines = (f"{json.dumps(key)} = {_written(value)}\n" for key, value in table.items())
    path.write_text("".join(lines), encoding="utf-8")


def _parts(part: Table | list[Any]) -> list[Table | list[Any]]:
    inner = part.values() if isinstance(part, dict) else part
    return [part, *(deep for one in inner if isinstance(one, dict | list) for deep in _parts(one))]


def _break_part(dice: random.Random, part: Table | list[Any]) -> None:
    if isinstance(part, list):
        part[dice.randrange(len(part) + 1) :] = [dice.choice([*VALUES, *part])]
    elif part and dice.random() < 0.3:
        del part[dice.choice(list(part))]
    else:
        part[dice.choice([*part, *part, *KEYS])] = dice.choice(VALUES)


def _written(value: object) -> str:
    """A value in TOML."""
    match value:
        case bool() | int():
            return str(value).lower()
        case float():
            return repr(value)
        case list():
            return f"[{', '.join(map(_written, value))}]"
        case dict():
            return f"{{{', '.join(f'{json.dumps(str(key))} = {_written(one)}' for key, one in value.items())}}}"
    return json.dumps(str(value), ensure_ascii=False)
