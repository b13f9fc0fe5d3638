"""Random limits and budgets, drawn near what one decision, the witness, reaches: at it, beside it, off it."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from .dice import Dice, decimal, rounded
from .flows import Flows, flows
from .inputs import Limit, Problem
from .limits import joining, matching, percent_of
from .metrics import (
    MONEY,
    PRESENT_VALUES,
    forms,
    horizon_years,
    is_minimised,
    is_once,
    ratio,
    ratio_form,
    value,
    yearly,
)
from .settings import Table, needs_a_floor, usable_metrics

FAR, OFF = 0.8, 0.87
SPECIAL = {"left": ("_left",), "bill_percent": ("bill_saved",), "once_limits": ("one_off", "renewal", "avoided_cost")}
FILTERS = ("site", "practice", "confidence", "owner", "measure")


class Bounds:
    """Draws limits and budgets around a witness (years from the base year)."""

    def __init__(self, dice: Dice, problem: Problem, witness: dict[str, int]) -> None:
        self._dice = dice
        self._problem = problem
        self._witness = witness
        self._flows = flows(problem, witness)
        self._unit = problem.case.half_unit * 2
        self._metrics = usable_metrics(problem)
        self._is_kind = dice.chance(0.65)

    def add(self, table: Table) -> None:
        """Adds limits and a budget to a scenario."""
        dice = self._dice
        limits = [self._limit(index) for index in range(dice.whole(1, 4) if dice.has("limits", 0.75) else 0)]
        limits += [self._ratio_limit(metric) for metric in self._ratios() if dice.has(metric, 0.12)]
        if needs_a_floor(table):
            limits.append(self._floor())
        table |= {"limits": limits} if limits else {}
        budget = self._budget()
        table |= {"budget": budget} if budget else {}

    def _limit(self, index: int) -> Table:
        metric, in_percent = self._metric()
        sense = "at_least" if is_minimised(metric) == self._dice.chance(0.25) else "at_most"
        limit: Table = {"name": f"Limit {index + 1}: {metric}", "metric": metric}
        if metric not in PRESENT_VALUES:
            limit |= self._period(metric, sense)
        if self._dice.has("where", 0.25):
            limit["where"] = self._filter()
        reached = self._reached(limit, sense)
        percentage = self._percentage(limit, sense) if in_percent or self._dice.has("percent", 0.35) else ""
        limit[sense] = percentage or self._near(reached, sense, is_money=metric in MONEY)
        if limit.get("year") != "each" and not isinstance(limit[sense], str) and self._dice.chance(0.1):
            self._add_other_side(limit, sense)
        return limit

    def _metric(self) -> tuple[str, bool]:
        """What to limit, and whether in per cent: any metric, or one of those that a feature stands for."""
        for feature, names in SPECIAL.items():
            found = [metric for metric in self._metrics if metric.endswith(names)]
            if found and self._dice.has(feature, 0.3 if feature == "left" else 0.12):
                return self._dice.one_of(found), feature == "bill_percent" or self._dice.chance(0.5)
        return self._dice.one_of(self._metrics), False

    def _ratios(self) -> list[str]:
        with_co2e = "co2e" in self._problem.case.pollutants
        return ["simple_payback", "irr", *(["abatement_cost"] if with_co2e else [])]

    def _period(self, metric: str, sense: str) -> Table:
        kind = self._dice.one_of(["default", "default", "year", "total", "each"])
        if kind == "each" and (sense == "at_most" or not is_once(metric)) and self._dice.has("each", 1):
            return {"year": "each"}
        if kind == "year":
            last = self._problem.scenario.starts if is_once(metric) else self._problem.scenario.horizon
            return {"year": self._problem.case.base_year + self._dice.whole(0, last)}
        return {"year": "total"} if kind == "total" else {}

    def _filter(self) -> Table:
        texts = [measure.texts for measure in self._problem.case.measures.values()]
        chosen = {}
        for column in self._dice.some_of(FILTERS, 1, 2 if self._dice.chance(0.2) else 1):
            present = sorted({row[column] for row in texts if row.get(column)})
            if present:
                values = self._dice.some_of(present, 1, 2)
                chosen[column] = values[0] if len(values) == 1 and self._dice.chance(0.7) else values
        measures = [row["measure"] for row in texts]
        return chosen or {"measure": self._dice.some_of(measures, 1, len(measures))}

    def _caused(self, limit: Table) -> Flows:
        where = {
            column: (one,) if isinstance(one, str) else tuple(one) for column, one in limit.get("where", {}).items()
        }
        only = matching(self._problem, Limit("", "", None, None, None, where or None))
        return flows(self._problem, {name: s for name, s in self._witness.items() if only is None or name in only})

    def _reached(self, limit: Table, sense: str) -> Fraction:
        """What the witness reaches: in its worst year for "each"."""
        caused = self._caused(limit)
        amounts = [value(f, caused) for f in forms(self._problem, limit["metric"], limit.get("year"), sense=sense)]
        return min(amounts) if sense == "at_least" else max(amounts)

    def _percentage(self, limit: Table, sense: str) -> str:
        """The bound as a percentage, where there is something that it is of; else an empty text."""
        problem, metric = self._problem, limit["metric"]
        sums = {f"{stream.sum_as}_saved" for stream in problem.case.streams.values()}
        physical = metric.endswith(("_saved", "_left")) or "_abated" in metric or metric == "hazard_avoided"
        if not physical or metric in sums or (metric == "bill_saved" and not self._bill_is_known()):
            return ""
        wholes = percent_of(problem, metric, limit.get("year"), sense)
        caused = self._caused(limit)
        amounts = [value(form, caused) for form in forms(problem, metric, limit.get("year"), sense=sense)]
        if any(not whole or whole < 0 for whole in wholes) or min(amounts) < 0:
            return ""
        shares = [amount / whole for amount, whole in zip(amounts, wholes, strict=True) if whole]
        reached = 100 * (min(shares) if sense == "at_least" else max(shares))
        percent = (
            self._short(reached, sense, 4) if self._dice.chance(0.5) else self._near(reached, sense, is_money=False)
        )
        return f"{max(percent, Decimal(0)):f}%"

    def _bill_is_known(self) -> bool:
        return self._problem.case.with_baseline == self._problem.case.streams.keys()

    def _near(self, reached: Fraction, sense: str, *, is_money: bool) -> Decimal:
        """A bound at, just off, looser than or tighter than what the witness reaches."""
        kind = self._luck()
        outward = 1 if sense == "at_most" else -1
        if kind < 0.45:
            return self._at(reached, sense, is_money=is_money)
        if kind >= OFF:
            step = self._unit if is_money else abs(reached) / 10**6
            return self._at(reached - outward * step, sense, is_money=is_money)
        far = Fraction(self._dice.whole(0, 200), 1000) if kind < FAR else Fraction(-self._dice.whole(100, 900), 1000)
        return self._short(reached + outward * far * (abs(reached) or 1), sense, 5)

    def _luck(self) -> float:
        """From 0 to 1; from FAR on the witness does not keep to the bound, which most scenarios spare it."""
        return self._dice.rng.uniform(0, FAR if self._is_kind else 1)

    def _at(self, reached: Fraction, sense: str, *, is_money: bool) -> Decimal:
        """To the nearest unit of money; other amounts to 13 digits, well within what a bound forgives."""
        if is_money:
            units = reached / self._unit
            nearest = floor(units + Fraction(1, 2)) if sense == "at_most" else ceil(units - Fraction(1, 2))
            return decimal(nearest * self._unit)
        return rounded(reached, 13, sense)

    def _short(self, reached: Fraction, sense: str, digits: int) -> Decimal:
        """To a few digits, rounded so that the witness keeps to it."""
        return rounded(reached, digits, sense)

    def _add_other_side(self, limit: Table, sense: str) -> None:
        gap = abs(Fraction(limit[sense])) * Fraction(self._dice.whole(1, 40), 100) + 1
        if sense == "at_least":
            limit["at_most"] = rounded(Fraction(limit[sense]) + gap, 6, "at_most")
        else:
            limit["at_least"] = rounded(Fraction(limit[sense]) - gap, 6, "at_least")

    def _floor(self) -> Table:
        """Something to reach, so that a minimised goal has work to do."""
        metric = self._dice.one_of([name for name in self._metrics if not is_minimised(name)])
        reached = self._reached({"metric": metric}, "at_least")
        bound = self._near(reached, "at_least", is_money=metric in MONEY)
        return {"name": "Floor", "metric": metric, "at_least": bound}

    def _ratio_limit(self, metric: str) -> Table:
        limit: Table = {"name": f"Ratio: {metric}", "metric": metric}
        if self._dice.has("where", 0.15):
            limit["where"] = self._filter()
        caused = self._caused(limit)
        if metric == "irr":
            return limit | {"at_least": self._hurdle(caused)}
        reached = ratio(self._problem, metric, caused)
        if reached is None:
            return limit | {"at_most": self._dice.one_of([1, 3, 5])}
        looser = reached + abs(reached) * Fraction(self._dice.whole(-1, 5), 10)
        return limit | {"at_most": rounded(looser, 3, "at_most")}

    def _hurdle(self, caused: Flows) -> Decimal:
        """A rate up to which the witness is worth having, mostly the greatest such."""
        rates = [Decimal(5 * step) / 100 for step in range(21)]
        kept = [rate for rate in rates if value(ratio_form(self._problem, "irr", Fraction(rate)), caused) <= 0]
        return self._dice.one_of([*kept[-2:], Decimal("0.15")])

    def _budget(self) -> Table:
        budget: Table = {}
        if self._dice.has("budget_total", 0.3):
            paid = value(forms(self._problem, "capex", None)[0], self._flows)
            budget["total"] = max(self._near(paid, "at_most", is_money=True), Decimal(0))
        if self._dice.has("budget_yearly", 0.5):
            budget |= {"carry_over": True} if self._dice.has("carry_over", 0.45) else {}
            if self._dice.has("reinvest", 0.4):
                budget["reinvest"] = self._dice.one_of([Decimal("0.5"), Decimal(1), Decimal("0.25")])
            budget["per_year"] = self._per_year(Fraction(budget.get("reinvest", 0)), carry_over="carry_over" in budget)
        return budget

    def _per_year(self, reinvest: Fraction, *, carry_over: bool) -> list[Decimal] | Decimal:
        """What the witness needs beside what it earns, now and then less or more; a list or one number."""
        needs = self._needs(reinvest, carry_over=carry_over)
        own = [self._own(need) for need in needs]
        if not any(needs[self._problem.scenario.starts :]) and self._dice.chance(0.4):
            return max(own[: self._problem.scenario.starts])
        while len(own) > 1 and not own[-1] and self._dice.chance(0.9):
            own.pop()
        return own

    def _needs(self, reinvest: Fraction, *, carry_over: bool) -> list[Fraction]:
        needs, left, joined = [], Fraction(0), Fraction(0)
        for t in horizon_years(self._problem):
            paid = value(yearly(self._problem, "capex", t), self._flows)
            missing = max(Fraction(0), paid - joined - left)
            # Rounded up: what a bound forgives must not add up over the years.
            missing = ceil(missing / self._unit) * self._unit
            left = missing + joined + left - paid if carry_over else Fraction(0)
            joined = value(joining(self._problem, reinvest, t), self._flows)
            needs.append(missing)
        return needs

    def _own(self, need: Fraction) -> Decimal:
        kind = self._luck()
        if kind < 0.5 or not need:
            return decimal(need)
        if kind >= OFF:
            return decimal(need - self._unit)
        if kind < FAR:
            return rounded(need * Fraction(self._dice.whole(100, 140), 100), 4, "at_most").quantize(decimal(self._unit))
        return rounded(need * Fraction(self._dice.whole(40, 95), 100), 4, "at_most").quantize(decimal(self._unit))
