"""Random registers: measures, their effects and interactions, and what the plant uses of each stream."""

from decimal import Decimal
from itertools import combinations, pairwise

from .dice import Dice, short
from .plant import Plant
from .writing import Row, number

NAMES = ("tuning", "led", "vfd", "insulation", "reuse", "boiler", "dosing", "sorting")
SITES = ("Boiler house", "Цех № 2", "Yard")
PRACTICES = ("good housekeeping", "technology change", "on-site reuse and recycling")


def draw_register(dice: Dice, plant: Plant) -> None:
    """Adds measures with everything about them to a plant."""
    names = list(NAMES[: dice.whole(*dice.size.measures)])
    dice.rng.shuffle(names)
    plant.tables["measures"] = [{"measure": name, "name": name.title()} for name in names]
    plant.tables["effects"] = []
    for row in plant.tables["measures"]:
        _money(dice, plant, row)
        _effects(dice, plant, row)
    _lives(dice, plant)
    _rules(dice, plant)
    for add in (_statuses, _resources, _texts):
        add(dice, plant.tables["measures"])
    plant.tables["interactions"] = _interactions(dice, plant)
    _baselines(dice, plant)


def _amount(dice: Dice, plant: Plant, low: float, high: float) -> Decimal:
    """Money: few digits, or to the smallest unit where the case is about big money."""
    amount = dice.scaled(low * plant.scale, high * plant.scale)
    if plant.scale > 1e6 and dice.chance(0.6):
        amount = amount + plant.unit() * dice.whole(0, 99)
    return amount.quantize(plant.unit())


def _money(dice: Dice, plant: Plant, row: Row) -> None:
    free = dice.chance(0.07)
    capex = Decimal(0) if free else _amount(dice, plant, 0.2, 3)
    if not free and dice.chance(0.3):
        capex = Decimal(f"{capex:.2g}")
    row["capex"] = number(capex)
    if dice.has("spend", 0.3):
        row["spend"] = dice.one_of(["0.6;0.4", "0.5;0.25;0.25", "0;1", "0.2;0.3;0.5"])
    if dice.has("opex", 0.35):
        row["opex_change"] = number(_amount(dice, plant, 0.01, 0.15) * dice.one_of([1, 1, -1]))
    if dice.has("benefits", 0.35):
        row["other_benefit"] = number(_amount(dice, plant, 0.02, 0.4))
    if ("opex_change" in row or "other_benefit" in row) and dice.has("escalation", 0.4):
        row["benefit_escalation"] = dice.one_of(["0.05", "0.1", "-0.03"])
    if dice.has("one_off", 0.25):
        row["one_off"] = number(_one_off(dice, plant, capex))
    if dice.has("salvage", 0.3):
        row["salvage"] = number(_amount(dice, plant, 0.02, 0.3))
    if dice.has("avoided_cost", 0.2):
        row["avoided_cost"] = number(_amount(dice, plant, 0.1, 1.5))
        row["avoided_year"] = str(plant.base_year + dice.whole(0, plant.horizon))


def _one_off(dice: Dice, plant: Plant, capex: Decimal) -> Decimal:
    """A small part of the cost; now and then all of it, or more, so that nothing is left to pay back."""
    kind = dice.rng.random()
    if kind < 0.7:
        return _amount(dice, plant, 0.02, 0.3)
    return capex if kind < 0.85 else capex + _amount(dice, plant, 0.01, 0.2)


def _lives(dice: Dice, plant: Plant) -> None:
    for row in plant.tables["measures"]:
        row["lifetime"] = str(dice.whole(1, plant.horizon + 4))
        if dice.has("renewal", 0.3):
            row["renewal"] = dice.one_of(["1", "0", "0.5", "0.85", "1.2"])
            row.update({"lifetime": str(dice.whole(1, max(1, plant.horizon // 2)))} if dice.chance(0.7) else {})
        row.update({"lead": str(dice.whole(0, 2))} if dice.chance(0.5) else {})
        row.update({"degradation": dice.one_of(["0.05", "0.01", "0.2"])} if dice.has("degradation", 0.3) else {})


def _effects(dice: Dice, plant: Plant, row: Row) -> None:
    """One to three effects; a measure's worth a year is a fraction of its capex, often a good one."""
    worth = (float(row["capex"]) or plant.scale / 3) / dice.rng.uniform(0.8, 8)
    if "other_benefit" in row and dice.chance(0.3):
        return
    count = dice.one_of([1, 1, 2, 3])
    for _ in range(count):
        effect = {"measure": row["measure"]} | _effect(dice, plant, worth / count)
        if effect not in plant.tables["effects"]:
            plant.tables["effects"].append(effect)


def _effect(dice: Dice, plant: Plant, worth: float) -> Row:
    if plant.tables["end_uses"] and dice.chance(0.55):
        return _end_use_effect(dice, plant)
    sign = -1 if dice.has("negative_effects", 0.08) else 1
    if plant.tables["pollutants"] and dice.chance(0.2):
        tonnes = dice.scaled(plant.scale / 1e5, plant.scale / 1e3, 3)
        return {"pollutant": dice.one_of(plant.ids("pollutants", "pollutant")), "quantity": number(sign * tonnes)}
    stream = dice.one_of(plant.ids("streams", "stream"))
    quantity = max(short(worth / plant.price(stream), 4), Decimal("0.001"))
    return {"stream": stream, "quantity": number(sign * quantity)}


def _end_use_effect(dice: Dice, plant: Plant) -> Row:
    end_use = dice.one_of(plant.tables["end_uses"])
    share = dice.one_of(
        [Decimal(1), dice.between(0.03, 0.7, 2), dice.between(0.03, 0.7, 3), dice.between(0.05, 0.4, 2)]
    )
    if dice.chance(0.6):
        return {"end_use": end_use["end_use"], "share": number(share)}
    quantity = min(short(float(end_use["baseline"]) * float(share), 3), Decimal(end_use["baseline"]))
    return {"end_use": end_use["end_use"], "quantity": number(quantity)}


def _rules(dice: Dice, plant: Plant) -> None:
    """Groups, chains of prerequisites, windows."""
    rows = plant.tables["measures"]
    for group in ["either", "or"] if dice.has("groups", 0.5) else []:
        for row in dice.some_of([row for row in rows if "group" not in row], 1, 3):
            row["group"] = group
    if dice.has("requires", 0.45):
        chain = dice.some_of(rows, 2, 3)
        dice.rng.shuffle(chain)
        for needed, row in pairwise(chain):
            row["requires"] = needed["measure"]
        if len(chain) == 3 and dice.chance(0.3):
            chain[2]["requires"] = ";".join(row["measure"] for row in chain[:2])
    if dice.has("packages", 0.25):
        _add_package(dice, rows)
    for row in rows if dice.has("windows", 0.35) else []:
        years = sorted(plant.base_year + dice.whole(-1, plant.starts) for _ in range(2))
        row.update({"earliest": str(min(years[0], plant.base_year + plant.starts - 1))} if dice.chance(0.4) else {})
        row.update({"latest": str(max(years[1], plant.base_year))} if dice.chance(0.4) else {})


def _add_package(dice: Dice, rows: list[Row]) -> None:
    """Two or three measures that require each other, in a ring or each of them all others."""
    together = dice.some_of(rows, 2, 3)
    names = [row["measure"] for row in together]
    in_a_ring = dice.chance(0.5)
    for i, row in enumerate(together):
        others = [names[(i + 1) % len(names)]] if in_a_ring else [name for name in names if name != row["measure"]]
        given = [name for name in row.get("requires", "").split(";") if name]
        row["requires"] = ";".join(dict.fromkeys([*given, *others]))


def _statuses(dice: Dice, rows: list[Row]) -> None:
    if not dice.has("status", 0.35):
        return
    needed = {name for row in rows for name in row.get("requires", "").split(";")}
    for row in rows:
        known = ["", "proposed", "evaluated", "selected", "discarded", "in progress"]
        # What is done already and required by others: left to examples with literal figures.
        done = [] if row["measure"] in needed else ["completed", "verified"]
        row["status"] = dice.one_of(known + done) if dice.chance(0.5) else ""


def _resources(dice: Dice, rows: list[Row]) -> None:
    columns = ["effort"] if dice.has("effort", 0.4) else []
    columns += (
        ["use_staff_days", "use_downtime"][: dice.whole(1, 2)]
        if dice.has("uses", 0.4) or dice.names("empty_uses")
        else []
    )
    with_gaps = dice.has("empty_uses", 0.3)
    for row in rows:
        row.update({column: number(dice.one_of([Decimal(0), dice.between(0.5, 40, 2)])) for column in columns})
        for column in columns if with_gaps and dice.chance(0.25) else []:
            row.update({column: ""} if column.startswith("use_") else {})


def _texts(dice: Dice, rows: list[Row]) -> None:
    if not (dice.has("case_texts", 0.4) or dice.has("where", 0.5)):
        return
    for row in rows:
        row["name_uk"] = f"Захід «{row['measure']}»"
        row.update({"site": dice.one_of(SITES)} if dice.chance(0.85) else {})
        row.update({"practice": dice.one_of(PRACTICES), "confidence": dice.one_of(["measured", "quote", "estimate"])})
        row.update({"owner": dice.one_of(["Ivanenko, O.", "Petrenko"]), "notes": 'says "soon", maybe'})


def _interactions(dice: Dice, plant: Plant) -> list[Row]:
    if not dice.has("interactions", 0.45):
        return []
    pairs = list(combinations(plant.ids("measures", "measure"), 2))
    rows = []
    for first, second in dice.some_of(pairs, 1, 3):
        worth = plant.scale * dice.rng.uniform(0.02, 0.2)
        sign = dice.one_of([1, -1])
        row = {"first": first, "second": second}
        if plant.tables["pollutants"] and dice.chance(0.3):
            row["pollutant"] = dice.one_of(plant.ids("pollutants", "pollutant"))
            row["quantity"] = number(sign * dice.scaled(plant.scale / 1e5, plant.scale / 1e4, 2))
        else:
            row["stream"] = dice.one_of(plant.ids("streams", "stream"))
            quantity = max(short(worth / plant.price(row["stream"]), 3), Decimal("0.001"))
            row["quantity"] = number(sign * quantity)
        rows.append(row)
    return rows


def _baselines(dice: Dice, plant: Plant) -> None:
    """A baseline near what the measures could save together, so that the ceiling sometimes binds."""
    with_baselines = dice.has("baselines", 0.75) or dice.names("percent", "bill_percent", "left")
    for row in plant.tables["streams"] if with_baselines else []:
        potential = _potential(plant, row["stream"])
        if dice.chance(0.85):
            factor = dice.rng.choice([0.45, 0.8, 1.1, 1.5, 3.0])
            row["baseline"] = number(max(short(potential * factor, 4), Decimal(1)))


def _potential(plant: Plant, stream: str) -> float:
    end_uses = [row for row in plant.tables["end_uses"] if row["stream"] == stream]
    acting = [row for row in plant.tables["effects"] if row.get("stream") == stream]
    direct = sum(max(float(row["quantity"]), 0.0) for row in acting)
    return direct + sum(float(row["baseline"]) for row in end_uses) * 0.8
