"""Random plants: streams, pollutants, factors, end uses."""

from dataclasses import dataclass, field
from decimal import Decimal

from .dice import Dice
from .writing import Row, number

# stream, kind, unit, least and greatest price, kWh per unit, hazard, sum_as
POOL = (
    ("electricity", "energy", "kWh", 0.5, 9, "1", 0, "power"),
    ("electricity-night", "energy", "kWh", 0.2, 5, "1", 0, "power"),
    ("gas", "energy", "m3", 2, 30, "9.45", 0, ""),
    ("heat", "energy", "Gcal", 500, 3000, "1163", 0, ""),
    ("water", "water", "m3", 5, 60, "", 0, "waters"),
    ("effluent", "wastewater", "m3", 5, 90, "", 0.2, "waters"),
    ("solvent", "toxic_material", "kg", 20, 300, "", 4, ""),
    ("sludge", "waste", "t", 100, 4000, "", 12, ""),
)

TRENDS = ("-0.05", "-0.2", "-0.1", "0.03")


@dataclass
class Plant:
    """What has been drawn so far; `scale` is the order of a measure's capex."""

    currency: str
    base_year: int
    horizon: int
    starts: int
    scale: float
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def unit(self) -> Decimal:
        """The smallest unit of the currency."""
        return Decimal(1) if self.currency == "JPY" else Decimal("0.01")

    def ids(self, table: str, column: str) -> list[str]:
        return [row[column] for row in self.tables.get(table, [])]

    def price(self, stream: str) -> float:
        """A stream's price; 1 where it has none."""
        row = next(row for row in self.tables["streams"] if row["stream"] == stream)
        return float(row.get("price") or 1) or 1.0


def draw_plant(dice: Dice) -> Plant:
    """A plant without measures."""
    currency = dice.one_of(["UAH", "UAH", "EUR", "USD", "JPY"])
    horizon = dice.whole(*dice.size.horizon)
    starts = min(horizon, dice.whole(*dice.size.starts))
    scale = 10 ** dice.rng.uniform(6, 9.5) if dice.has("big_money", 0.1) else 10 ** dice.rng.uniform(3, 5.5)
    plant = Plant(currency, dice.one_of([2025, 2026, 2030]), horizon, starts, scale)
    plant.tables["streams"] = _streams(dice)
    plant.tables["pollutants"] = _pollutants(dice, plant) if dice.has("pollutants", 0.6) else []
    plant.tables["factors"] = _factors(dice, plant)
    plant.tables["end_uses"] = _end_uses(dice, plant) if dice.has("end_uses", 0.7) else []
    return plant


def _streams(dice: Dice) -> list[Row]:
    pool = dice.some_of(POOL, 1, 4)
    with_sums, with_hazard, with_kwh = dice.has("sum_as", 0.5), dice.has("hazard", 0.5), dice.has("kwh", 0.6)
    rows = []
    for name, kind, unit, low, high, kwh, hazard, sum_as in pool:
        row = {"stream": name, "name": name.title(), "kind": kind, "unit": unit}
        if not dice.chance(0.06):
            row["price"] = number(dice.scaled(low, high, 3))
        if dice.has("escalation", 0.4):
            row["escalation"] = number(dice.one_of([Decimal("0.03"), Decimal("0.08"), Decimal("-0.02")]))
        row.update({"kwh_per_unit": kwh} if with_kwh and kwh else {})
        row.update({"hazard": str(hazard)} if with_hazard and hazard else {})
        row.update({"sum_as": sum_as} if with_sums and sum_as else {})
        rows.append(row)
    return rows


def _pollutants(dice: Dice, plant: Plant) -> list[Row]:
    with_taxes, with_hazard = dice.has("taxes", 0.6), dice.has("hazard", 0.4)
    rows = []
    names = ["nox"] if dice.chance(0.1) else ["co2e", *dice.some_of(["nox", "dust"], 0, 1)]
    for name in names:
        row = {"pollutant": name, "name": name.upper()}
        if with_taxes and dice.chance(0.8):
            row["tax"] = number(dice.scaled(10, max(11, plant.scale / 50), 3))
            row["tax_scopes"] = dice.one_of(["1", "1", "1;2", "1;2;3", "2"])
            row.update({"tax_escalation": "0.05"} if dice.has("escalation", 0.4) else {})
        row.update({"hazard": number(dice.scaled(0.1, 50, 2))} if with_hazard else {})
        row.update(
            {"baseline": number(dice.scaled(plant.scale / 1e4, plant.scale / 100, 3))} if dice.chance(0.4) else {}
        )
        rows.append(row)
    return rows


def _factors(dice: Dice, plant: Plant) -> list[Row]:
    rows = []
    with_trends = dice.has("trend", 0.5)
    for pollutant in plant.ids("pollutants", "pollutant"):
        for stream in plant.ids("streams", "stream"):
            for scope in dice.some_of([1, 2, 3], 0, 2):
                factor = number(dice.scaled(0.05 * plant.price(stream), 0.5 * plant.price(stream), 3))
                row = {"stream": stream, "pollutant": pollutant, "kg_per_unit": factor, "scope": str(scope)}
                row.update({"trend": dice.one_of(TRENDS)} if with_trends and dice.chance(0.7) else {})
                rows.append(row)
    return rows


def _end_uses(dice: Dice, plant: Plant) -> list[Row]:
    rows = []
    for name in ["lighting", "drives", "washing"][: dice.whole(1, 3)]:
        stream = dice.one_of(plant.ids("streams", "stream"))
        baseline = dice.scaled(0.2, 2, 4) * Decimal(f"{plant.scale / plant.price(stream):.2g}")
        rows.append({"end_use": name, "name": name.title(), "stream": stream, "baseline": number(baseline)})
    return rows
