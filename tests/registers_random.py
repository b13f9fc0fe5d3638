"""Good registers by dice: plants as engineers write them down, with streams, end uses, prices and measures.

    tables = register(random.Random(seed))      table → rows of text, as in the CSV files
    reading_of(tables)                          what the reader makes of them

The figures are drawn from what is usual in audits (paybacks about log-normal around two and a half years,
savings of 2–40 % of an end use), in three currencies; nothing here knows what is called odd elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.readers.tables import RawCase, RawTable, TableReading, read_tables

if TYPE_CHECKING:
    import random

Tables = dict[str, list[dict[str, str]]]

CURRENCIES = {"UAH": 42.0, "EUR": 0.9, "USD": 1.0}
SOURCES = "assumed"
# stream, name, kind, unit, USD per unit, kWh per unit, kg CO2 per unit, scope, share of the bill
CARRIERS = (
    ("electricity", "Electricity", "energy", "kWh", 0.14, 1, 0.35, 2, 1.0),
    ("natural-gas", "Natural gas", "energy", "m3", 0.45, 9.5, 1.919, 1, 0.8),
    ("diesel", "Diesel", "energy", "l", 1.2, 9.97, 2.66, 1, 0.08),
    ("coal", "Coal", "energy", "t", 160, 6400, 2190, 1, 0.3),
    ("heat", "Purchased heat", "energy", "Gcal", 65, 1163, 381, 2, 0.2),
    ("lpg", "LPG", "energy", "kg", 1.0, 12.8, 2.91, 1, 0.1),
    ("mazut", "Мазут", "energy", "t", 520, 11200, 3120, 1, 0.2),
)
OTHERS = (
    ("water", "Water", "water", "m3", 0.8, None, None, 0, 0.1),
    ("wastewater", "Wastewater", "wastewater", "m3", 0.6, None, None, 0, 0.07),
    ("steel", "Steel sheet", "material", "t", 900, None, 2200, 3, 1.5),
    ("flour", "Flour", "material", "t", 400, None, 500, 3, 1.2),
    ("solvent", "Solvents", "toxic_material", "t", 2600, None, 2500, 3, 0.05),
    ("caustic", "Caustic soda", "toxic_material", "t", 700, None, 1200, 3, 0.05),
    ("hazardous-waste", "Hazardous waste", "waste", "t", 500, None, None, 0, 0.02),
    ("mixed-waste", "Mixed waste", "waste", "t", 60, None, 450, 3, 0.02),
)
END_USES = {
    "electricity": ("compressed-air", "lighting", "drives", "cooling"),
    "natural-gas": ("boiler", "drying", "heating"),
    "coal": ("kiln",),
    "heat": ("buildings",),
    "water": ("washing",),
}
KINDS = (
    ("Repair leaks", "2.4236", 4, "know-how", "good housekeeping"),
    ("LED lighting", "2.7142", 12, "technology", "equipment modification"),
    ("Variable-speed drives", "2.4146", 12, "technology", "equipment modification"),
    ("Insulate pipes", "2.2511", 15, "technology", "equipment modification"),
    ("Recover waste heat", "2.2437", 15, "technology", "on-site reuse and recycling"),
    ("Tune burners", "2.1233", 3, "know-how", "better process control"),
    ("Controls", "", 10, "technology", "better process control"),
    ("Replace equipment", "", 18, "technology", "technology change"),
    ("Training of operators", "", 4, "attitudes", "good housekeeping"),
)


def figure(value: float) -> str:
    """A number as a person writes it: three digits that count."""
    text = f"{float(f'{value:.3g}'):.10f}".rstrip("0").rstrip(".")
    return text or "0"


def register(dice: random.Random) -> Tables:
    """A plant with 3–9 streams and 8–30 measures."""
    currency = dice.choice(tuple(CURRENCIES))
    tables: Tables = {
        name: [] for name in ("streams", "pollutants", "factors", "end_uses", "measures", "effects", "interactions")
    }
    head = {"name": "Plant", "currency": currency, "base_year": "2026"}
    tables["case"] = [{"key": key, "value": value} for key, value in head.items()]
    _streams(dice, tables, CURRENCIES[currency], 10 ** dice.uniform(5.0, 7.3))
    _pollutants(dice, tables, CURRENCIES[currency])
    for number in range(dice.randint(8, 30)):
        _measure(dice, tables, f"m{number + 1}")
    _links(dice, tables)
    return tables


def _streams(dice: random.Random, tables: Tables, rate: float, bill: float) -> None:
    chosen = [CARRIERS[0], *dice.sample(CARRIERS[1:], dice.randint(1, 3)), *dice.sample(OTHERS, dice.randint(1, 5))]
    for stream, name, kind, unit, usd, kwh, kg, scope, part in chosen:
        price = usd * rate * dice.uniform(0.6, 1.6)
        baseline = bill * part * dice.uniform(0.5, 1.5) / usd
        row = {
            "stream": stream, "name": name, "kind": kind, "unit": unit, "price": figure(price),
            "baseline": figure(baseline), "escalation": figure(dice.choice((0, 0.03, 0.06))),
            "kwh_per_unit": "" if kwh is None else figure(kwh),
        }  # fmt: skip
        tables["streams"].append(row)
        if kg is not None:
            factor = {"stream": stream, "pollutant": "co2e", "kg_per_unit": figure(kg), "scope": str(scope)}
            tables["factors"].append(factor | {"source": SOURCES, "year": "2024"})
        left = 0.95
        for end_use in END_USES.get(stream, ()):
            share = dice.uniform(0.05, 0.4)
            if left > share and dice.random() < 0.8:
                left -= share
                use = {"end_use": end_use, "name": end_use, "stream": stream, "baseline": figure(baseline * share)}
                tables["end_uses"].append(use)


def _pollutants(dice: random.Random, tables: Tables, rate: float) -> None:
    tax = figure(dice.choice((0, 0.8, 25, 70)) * rate)
    tables["pollutants"].append({"pollutant": "co2e", "name": "Greenhouse gases", "tax": tax, "baseline": "0"})
    if dice.random() < 0.4:
        row = {"pollutant": "bod", "name": "BOD", "tax": figure(100 * rate), "baseline": figure(dice.uniform(20, 200))}
        tables["pollutants"].append(row)


def _number(rows: list[dict[str, str]], key: str, name: str, column: str) -> float:
    return float(next(row for row in rows if row[key] == name)[column])


def _measure(dice: random.Random, tables: Tables, name: str) -> None:
    kind, arc, life, lever, practice = dice.choice(KINDS)
    saved = sum(_effect(dice, tables, name) for _ in range(dice.choice((1, 1, 1, 2, 3))))
    saved = max(saved - _more_use(dice, tables, name, saved), saved * 0.2)
    quick = arc.startswith("2.4") or lever == "attitudes"
    payback = min(max(dice.lognormvariate(0.2 if quick else 0.9, 0.9), 0.08), 18, 2 * life)
    capex = 0.0 if lever == "attitudes" and dice.random() < 0.5 else saved * payback
    row = {
        "measure": name, "name": f"{kind} {name}", "site": dice.choice(("Hall 1", "Hall 2")), "practice": practice,
        "lever": lever, "arc": arc if dice.random() < 0.6 else "", "capex": figure(capex), "lifetime": str(life),
        "lead": dice.choice(("0", "1", "1", "2")), "effort": str(dice.randint(1, 5)),
        "use_staff_days": figure(dice.randint(2, 60)), "confidence": dice.choice(("measured", "quote", "estimate")),
        "low": "0.8", "high": "1.1", "status": "proposed",
        "opex_change": figure(dice.choice((0, 0, dice.uniform(0.01, 0.25))) * saved),
        "other_benefit": figure(dice.choice((0, 0, 0, dice.uniform(0.03, 0.6))) * saved),
        "one_off": figure(dice.choice((0, 0, 0, dice.uniform(0.01, 0.1))) * capex),
        "salvage": figure(dice.choice((0, 0, 0, dice.uniform(0.03, 0.1))) * capex),
        "spend": dice.choice(("1", "1", "0.4;0.6")), "degradation": dice.choice(("0", "0", "0.02", "0.1")),
        "earliest": dice.choice(("", "", "2027")), "latest": dice.choice(("", "", "2029")), "group": "", "requires": "",
    }  # fmt: skip
    tables["measures"].append(row)


def _effect(dice: random.Random, tables: Tables, measure: str) -> float:
    """One more row of effects on something the measure is not on yet; its money a year."""
    on = {(row["stream"], row["end_use"]) for row in tables["effects"] if row["measure"] == measure}
    if tables["end_uses"] and dice.random() < 0.55:
        use = dice.choice(tables["end_uses"])
        if ("", use["end_use"]) in on:
            return 0.0
        share = float(figure(dice.uniform(0.02, 0.4)))
        price = _number(tables["streams"], "stream", use["stream"], "price")
        _add(tables, measure, end_use=use["end_use"], share=figure(share))
        return share * float(use["baseline"]) * price
    stream = dice.choice(tables["streams"])
    if (stream["stream"], "") in on:
        return 0.0
    quantity = float(stream["baseline"]) * 10 ** dice.uniform(-2.5, -0.7)
    _add(tables, measure, stream=stream["stream"], quantity=figure(quantity))
    return quantity * float(stream["price"])


def _more_use(dice: random.Random, tables: Tables, measure: str, saved: float) -> float:
    """Some measures use more of a stream: pumps, fans, another fuel; the money a year."""
    stream = dice.choice(tables["streams"])
    on = {row["stream"] for row in tables["effects"] if row["measure"] == measure}
    if stream["stream"] in on or dice.random() < 0.8:
        return 0.0
    cost = saved * dice.uniform(0.02, 0.6)
    _add(tables, measure, stream=stream["stream"], quantity=figure(-cost / float(stream["price"])))
    return cost


def _add(tables: Tables, measure: str, **given: str) -> None:
    blank = dict.fromkeys(("stream", "pollutant", "end_use", "quantity", "share"), "")
    tables["effects"].append({"measure": measure, **blank, **given})


def _links(dice: random.Random, tables: Tables) -> None:
    """Groups, prerequisites, direct abatement and an interaction, as registers have them."""
    names = [row["measure"] for row in tables["measures"]]
    one, other, third, fourth, *_ = dice.sample(tables["measures"], 6)
    one["group"] = other["group"] = "alternatives"
    third["requires"] = fourth["measure"]
    if any(row["pollutant"] == "bod" for row in tables["pollutants"]):
        load = _number(tables["pollutants"], "pollutant", "bod", "baseline")
        _add(tables, dice.choice(names), pollutant="bod", quantity=figure(load * dice.uniform(0.03, 0.4)))
    direct = [row for row in tables["effects"] if row["stream"] and row["quantity"] and float(row["quantity"]) > 0]
    if len(direct) > 1:
        first, second = dice.sample(direct, 2)
        if first["measure"] != second["measure"]:
            quantity = figure(-float(first["quantity"]) * dice.uniform(0.05, 0.5))
            row = {
                "first": first["measure"],
                "second": second["measure"],
                "stream": first["stream"],
                "quantity": quantity,
            }
            tables["interactions"].append(row)


def reading_of(tables: Tables) -> TableReading:
    """The tables as the reader takes them, from the text on; rows are numbered as in a file with a header."""
    head = {row["key"]: int(row["value"]) if row["key"] == "base_year" else row["value"] for row in tables["case"]}
    raw = {name: _raw(name, rows) for name, rows in tables.items() if name != "case" and rows}
    return read_tables(RawCase(head, raw))


def _raw(name: str, rows: list[dict[str, str]]) -> RawTable:
    header = tuple(dict.fromkeys(column for row in rows for column in row))
    body = ((number, tuple(row.get(column, "") for column in header)) for number, row in enumerate(rows, 2))
    return RawTable(f"{name}.csv", header, tuple(body))
