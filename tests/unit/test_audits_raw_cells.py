"""Imported audits against the raw cells: an independent calculation from the workbook, without the project's readers.

Only positions and published labels of the database are used here: openpyxl gives the cells, the CSV files of the case
are read as text, and every figure is calculated anew.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from optimizer.imports.audits import import_audits, plants_of

SAMPLE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "iac" / "iac_database_part.xlsx"
STREAM_OF = {
    "EC": "electricity", "ED": "electricity-demand", "E2": "natural-gas", "E3": "lpg", "E4": "fuel-oil-1",
    "E5": "fuel-oil-2", "E6": "fuel-oil-4", "E7": "fuel-oil-6", "E8": "coal", "E9": "wood", "E10": "paper",
    "E11": "other-gas", "E12": "other-energy", "W0": "water", "W1": "wastewater", "W2": "liquid-waste",
    "W3": "liquid-waste-hazardous", "W4": "solid-waste", "W5": "solid-waste-hazardous", "W6": "gaseous-waste",
}  # fmt: skip
ORDER = ["EC", "ED", "EF", *(f"E{n}" for n in range(2, 13)), *(f"W{n}" for n in range(7))]
"""Resources in the order of the columns on sheet ASSESS; fees (EF) have one column, the others cost and use."""
YEARLY = ("EF", "R1", "R2", "R3", "R4")
FREE = ("2.811", "2.812", "4.812", "4.821")
NOT_FREE = ("2.8112", "2.8117", "2.8118", "2.8122", "2.8124")


def number(cell: object) -> Decimal:
    return Decimal(str(cell)) if cell is not None else Decimal(0)


def bills(file: Path) -> dict[str, dict[str, tuple[Decimal, Decimal]]]:
    """Plant → resource → cost and use, by the position of the columns after the electricity cost."""
    rows = list(openpyxl.load_workbook(file, data_only=True)["ASSESS"].iter_rows(values_only=True))
    labels = [str(label).casefold() for label in rows[0]]
    at = next(at for at, label in enumerate(labels) if "electricity consumption" in label or label == "ec_plant_cost")
    plant = next(at for at, label in enumerate(labels) if label in {"assessment id", "id"})
    found: dict[str, dict[str, tuple[Decimal, Decimal]]] = {}
    for row in rows[1:]:
        cells, own = iter(row[at:]), found.setdefault(str(row[plant]), {})
        for code in ORDER:
            cost = number(next(cells, None))
            own[code] = (cost, Decimal(0) if code == "EF" else number(next(cells, None)))
    return found


def recommendations(file: Path) -> list[dict[str, object]]:
    header, *rows = openpyxl.load_workbook(file, data_only=True)["RECC"].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def savings_of(line: dict[str, object]) -> list[tuple[str, Decimal, Decimal | None]]:
    """Resource, quantity and money of the four slots that hold anything."""
    slots = [
        (line[f"{slot}SOURCCODE"], line[f"{slot}CONSERVED"], line[f"{slot}SAVED"])
        for slot in "PSTQ"
    ]  # fmt: skip
    return [(str(c), number(q), None if m is None else number(m)) for c, q, m in slots if c is not None]


def is_taken(line: dict[str, object]) -> bool:
    arc = f"{line['ARC2']:.4f}"
    free = arc.startswith(FREE) and not arc.startswith(NOT_FREE)
    return (line["IMPCOST"] is not None or free) and any(q or m for _, q, m in savings_of(line))


class Plant:
    """What the raw cells of one plant give."""

    def __init__(self, file: Path, plant: str) -> None:
        self.bills = bills(file)[plant]
        self.lines = [line for line in recommendations(file) if line["ID"] == plant and is_taken(line)]
        self.audited: defaultdict[str, list[tuple[Decimal, Decimal]]] = defaultdict(list)
        for line in self.lines:
            for code, quantity, money in savings_of(line):
                if code in STREAM_OF and quantity:
                    self.audited[code].append((quantity, money or Decimal(0)))

    def price(self, code: str) -> Decimal:
        cost, use = self.bills[code]
        if cost > 0 and use > 0:
            return cost / use
        units = sum(abs(quantity) for quantity, _ in self.audited[code])
        return sum(abs(money) for _, money in self.audited[code]) / units if units else Decimal(0)

    def thousand(self, code: str) -> Decimal:
        """Gallons of wastewater become thousands of them."""
        return Decimal(1_000) if code == "W1" and self.price(code) <= Decimal("0.5") else Decimal(1)

    def baseline(self, code: str) -> str | Decimal:
        if use := self.bills[code][1]:
            return use / self.thousand(code)
        fuel = code.startswith("E") and code not in {"EC", "ED"}
        return Decimal(0) if fuel and all(quantity <= 0 for quantity, _ in self.audited[code]) else ""

    def money(self, line: dict[str, object]) -> Decimal:
        """The yearly money of a recommendation as stated; where nothing is, at the plant's price."""
        total = Decimal(0)
        for code, quantity, money in savings_of(line):
            valued = quantity * self.price(code) if code in STREAM_OF else Decimal(0)
            rounded = money is not None and abs(money - valued) <= max(abs(money) / 100, Decimal(1))
            if code in STREAM_OF and quantity and (money is None or rounded):
                total += valued
            else:
                total += money or Decimal(0)
        return total


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def compare(file: Path, plant: str, folder: Path) -> int:
    """Compare every figure of the case with the raw cells; return how many measures were compared."""
    raw = Plant(file, plant)
    streams = {row["stream"]: row for row in read(folder, "streams")}
    expected = {STREAM_OF[code] for code in STREAM_OF if raw.bills[code][1] > 0 or raw.audited[code]}
    assert streams.keys() == expected
    for code, stream in STREAM_OF.items():
        if stream in expected:
            assert Decimal(streams[stream]["price"]) == pytest.approx(
                raw.price(code) * raw.thousand(code), rel=Decimal("1e-9")
            )
            stated = streams[stream].get("baseline", "")
            assert (Decimal(stated) if stated else "") == raw.baseline(code), (plant, stream)
    measures = {row["measure"]: row for row in read(folder, "measures")}
    assert measures.keys() == {str(line["SUPERID"]).lower() for line in raw.lines}
    effects: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in read(folder, "effects"):
        effects[row["measure"]][row["stream"]] = Decimal(row["quantity"])
    for line in raw.lines:
        name = str(line["SUPERID"]).lower()
        saved: defaultdict[str, Decimal] = defaultdict(Decimal)
        for code, quantity, _ in savings_of(line):
            if code in STREAM_OF:
                saved[STREAM_OF[code]] += quantity / raw.thousand(code)
        assert effects[name] == {stream: units for stream, units in saved.items() if units}, name
        row = measures[name]
        assert Decimal(row["capex"]) == number(line["IMPCOST"]), name
        assert (row["status"] == "completed") == (line["IMPSTATUS"] == "I"), name
        extra, opex, once = (Decimal(row.get(key) or 0) for key in ("other_benefit", "opex_change", "one_off"))
        valued = sum((units * Decimal(streams[s]["price"]) for s, units in effects[name].items()), Decimal(0))
        assert abs(valued + extra - opex + once - raw.money(line)) <= Decimal("0.02"), name
        assert once == sum(
            (m or 0 for c, _, m in savings_of(line) if c not in STREAM_OF and c not in YEARLY), Decimal(0)
        )
    return len(raw.lines)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the audit database is not on this machine")
def test_no_figure_of_the_public_sample_differs_from_its_raw_cells(tmp_path: Path) -> None:
    compared = 0
    for one in plants_of(SAMPLE):
        import_audits(SAMPLE, tmp_path / one.plant, one.plant)
        compared += compare(SAMPLE, one.plant, tmp_path / one.plant)
    assert compared > 90


def random_base(file: Path, seed: int, plants: int = 6) -> None:
    """Write a workbook in the database's short layout with random bills and recommendations."""
    dice = random.Random(seed)
    book = openpyxl.Workbook()
    book.remove(book.active)
    columns = [f"{c}_plant_{p}" for c in ORDER for p in (("cost",) if c == "EF" else ("cost", "usage"))]
    assess, recc = book.create_sheet("ASSESS"), book.create_sheet("RECC")
    assess.append(["ID", "FY", *columns])
    slots = [f"{s}{c}" for s in "PSTQ" for c in ("SOURCCODE", "CONSERVED", "SOURCONSV", "SAVED")]
    recc.append(["SUPERID", "ID", "AR_NUMBER", "ARC2", "IMPSTATUS", "IMPCOST", *slots])
    for n in range(plants):
        cells: list[object] = [f"XX{n:04d}", 2020]
        for code in ORDER:
            bought = code in {"EC", "E2"} or dice.random() < 0.3
            use = round(dice.uniform(100, 1_000_000), 2) if bought else None
            cells += [round(dice.uniform(500, 90_000), 2) if bought else None] + ([] if code == "EF" else [use])
        assess.append(cells)
        for number_of in range(1, 9):
            line: list[object] = [f"XX{n:04d}{number_of:02d}", f"XX{n:04d}", number_of]
            line += [dice.choice((2.4236, 2.7142, 2.8121, 2.1332, 3.4154)), dice.choice("INPK")]
            line += [dice.choice((None, round(dice.uniform(1, 90_000), 2)))]
            for code in dice.sample([*STREAM_OF, *YEARLY, "R6", "R9"], 4)[: dice.randint(1, 4)]:
                quantity = round(dice.uniform(-500, 5_000), 2) if code in STREAM_OF else None
                line += [code, quantity, None, dice.choice((None, round(dice.uniform(-900, 9_000), 2)))]
            recc.append(line)
    book.save(file)


@pytest.mark.parametrize("seed", range(3))
def test_no_figure_of_random_audits_differs_from_its_raw_cells(tmp_path: Path, seed: int) -> None:
    random_base(tmp_path / "base.xlsx", seed)
    for one in plants_of(tmp_path / "base.xlsx"):
        import_audits(tmp_path / "base.xlsx", tmp_path / one.plant, one.plant)
        compare(tmp_path / "base.xlsx", one.plant, tmp_path / one.plant)
