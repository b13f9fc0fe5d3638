"""Parts of a plan's figures, rounded so that those shown add up: fair shares, the bridge to the NPV, before and after.

    column = shares(question, figures)["npv"]
    sum(column.parts.values()) == column.total.value

Rounded one by one, parts may add up to a unit more or less than the rounded whole, and whoever adds up the page
would find a mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR
from typing import TYPE_CHECKING, NamedTuple

from optimizer.decimals import ZERO, Decimal, exact
from optimizer.locales import noted, tr
from optimizer.locales.units import unit_text
from optimizer.metrics import CO2E, SHARED, metrics_of
from optimizer.spelling import money, numeral, percent, places, with_unit, years
from optimizer.valuation import Valuation
from optimizer.words import STEPS, FigureShown, figure, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.figures import Figures
    from optimizer.question import Question


def adding_up(parts: Sequence[Decimal], whole: Decimal, decimals: int) -> list[Decimal]:
    """Return parts rounded so that they add up to the rounded whole: the largest remainders are rounded up.

    >>> [str(part) for part in adding_up([Decimal("0.4"), Decimal("2.3"), Decimal("0.3")], Decimal(3), 0)]
    ['1', '2', '0']
    """
    if not parts:
        return []
    unit = Decimal(1).scaleb(-decimals)
    least = [part.quantize(unit, ROUND_FLOOR) for part in parts]
    missing = int((round(whole, decimals) - sum(least)) / unit)
    each, more = divmod(missing, len(parts))  # `each` is 0 unless the whole is not the sum of its parts
    larger = sorted(range(len(parts)), key=lambda k: least[k] - parts[k])[:more]
    return [part + (each + (k in larger)) * unit for k, part in enumerate(least)]


SHARE_HEADINGS = {
    "capex": noted("cost, {currency}"),
    "npv": noted("NPV, {currency}"),
    "annual_saving": noted("saving, {currency}\nin {year}"),
    "co2e_abated": noted("t CO2e less\nin {year}"),
}
SHARES = noted(
    "Fair shares: what each measure adds to the plan, averaged over all orders of adding the measures, so that "
    "overlaps are divided fairly."
)


@dataclass(frozen=True)
class Shares:
    """A figure of the plan and each measure's fair share of it, as shown."""

    total: FigureShown
    parts: dict[str, Decimal]


@exact
def shares(question: Question, figures: Figures) -> dict[str, Shares]:
    """Return metric → the plan's figure and the fair shares that add up to it."""
    found = {}
    for key in SHARED:
        known = {measure: share[key] for measure, share in figures.shares.items() if key in share}
        if known:
            total = figure(question, key, figures.metrics[key])
            rounded = adding_up([*known.values()], sum(known.values(), ZERO), total.decimals)
            found[key] = Shares(total, dict(zip(known, rounded, strict=True)))
    return found


def share_headings(question: Question) -> dict[str, str]:
    """Return the headings of the figures that are shared fairly; they may have several lines."""
    year = question.case.base_year + question.scenario.start_years
    return {
        key: tr(text, currency=unit_text(question.case.currency), year=year) for key, text in SHARE_HEADINGS.items()
    }


BETWEEN = ("one_off", "renewal", "avoided_cost", "capex", "profit_tax", "residual")


class BridgeStep(NamedTuple):
    """One step from the savings to the NPV: a present value, negative if it is a cost."""

    key: str
    label: str
    value: Decimal
    decimals: int


@exact
def bridge(question: Question, figures: Figures) -> list[BridgeStep]:
    """Return the present values that lead from the savings to the NPV, which is the last step; those of 0 are left out.

    Savings and NPV are rounded like everywhere else on the page; the steps between them make up the difference.
    """
    steps = figures.bridge
    npv = figure(question, "npv", steps["npv"])
    decimals = npv.decimals
    saving, total = round(steps["annual_saving"], decimals), round(steps["npv"], decimals)
    between = [key for key in BETWEEN if steps[key]]
    rounded = adding_up([steps[key] for key in between], total - saving, decimals)
    shown = [("annual_saving", saving), *zip(between, rounded, strict=True), ("npv", total)]
    return [BridgeStep(key, tr(STEPS[key]), value, decimals) for key, value in shown]


def payback_text(question: Question, figures: Figures) -> str:
    """Return what the simple payback is made of: its numerator and denominator."""
    text = noted(
        "Simple payback {payback}: cost less one-offs {cost}, saving of one full year {saving}, at prices of {year}."
    )
    cost, saving = (money(figures.bridge[key], question.case) for key in ("net_cost", "full_year_saving"))
    told = {"cost": cost, "saving": saving, "year": question.case.base_year}
    return tr(text, payback=years(figures.metrics["simple_payback"]), **told)


def basis_text(question: Question) -> str:
    """Return on what the money figures rest: whose prices, which flows, which date, which taxes."""
    text = noted(
        "Amounts of a year are in money of that year and without VAT; savings are net of changes in operating cost, "
        "but not of renewals. Present values are of {year} at {rate} a year; flows fall at the end of their year, "
        "those of {year} are not discounted. Production stays as it is."
    )
    rate = question.scenario.discount_rate
    basis = tr(text, year=question.case.base_year, rate=percent(rate, places(rate * 100)))
    taxed = tr("Profit tax: a loss lowers the tax of its own year.") if question.scenario.tax_rate else ""
    return f"{basis} {taxed}".strip()


def terms_text(question: Question) -> str:
    """Return the discount rate and the years of a scenario, in a line."""
    rate, first = question.scenario.discount_rate, question.case.base_year
    last = first + question.scenario.horizon_years
    spelled = percent(rate, places(rate * 100))
    return tr("discount rate {rate}, horizon {first}–{last}", rate=spelled, first=first, last=last)


FLOWS = {
    "capex": -1, "annual_saving": 1, "one_off": 1, "renewal": -1, "avoided_cost": 1, "profit_tax": -1, "residual": 1,
}  # fmt: skip
"""The parts of a year's net cash flow, with their signs; most of them are shown only if there are any."""
ALWAYS = ("capex", "annual_saving")


def cash_flows(figures: Figures) -> dict[str, list[Decimal]]:
    """Return the cash flows by year in whole money; each year's net cash flow is the sum of those shown."""
    shown = {key: [round(value or ZERO, 0) for value in figures.years[key]] for key in FLOWS}
    shown = {key: series for key, series in shown.items() if key in ALWAYS or any(figures.years[key])}
    signed = [[FLOWS[key] * value for value in series] for key, series in shown.items()]
    return {**shown, "net_cash_flow": [sum(year, ZERO) for year in zip(*signed, strict=True)]}


BILL, ENERGY = "bill", "energy"


class BeforeAfter(NamedTuple):
    """What the plant pays or emits in a year: before, after and saved add up as shown; `share` is saved / before."""

    key: str
    label: str
    unit: str
    before: Decimal
    after: Decimal
    saved: Decimal
    share: Decimal
    decimals: int

    def text(self, value: Decimal) -> str:
        """Return one of the three as text with the unit."""
        return with_unit(numeral(value, self.decimals), self.unit)


def before_after(question: Question, figures: Figures) -> list[BeforeAfter]:
    """Return the bill and the CO2e before and after in the default year, where they are known."""
    found = [changes(question, figures, key) for key in (BILL, CO2E)]
    return [series[question.scenario.start_years] for series in found if series]


@exact
def changes(question: Question, figures: Figures, key: str) -> list[BeforeAfter]:
    """Return the bill or the emissions of a pollutant before and after, year by year; none where they are not known."""
    saved_as = f"{key}_saved" if key == BILL else f"{key}_abated"
    before, saved = figures.years.get(f"{key}_before", []), figures.years.get(saved_as, [])
    if not before or not all(before) or (key == BILL and not _bill_known(question, figures)):
        return []
    label = tr("Bill") if key == BILL else name_of(question.case.pollutant[key])
    usual, apart = figure(question, saved_as, figures.metrics[saved_as]), _shows_left(question, key)
    shown = [
        _difference(was or ZERO, less or ZERO, usual.decimals, apart=apart)
        for was, less in zip(before, saved, strict=True)
    ]
    return [
        BeforeAfter(
            key, label, usual.unit, before, before - gone, gone, gone / before if before else ZERO, usual.decimals
        )
        for before, gone in shown
    ]


@exact
def energy_change(question: Question, figures: Figures) -> BeforeAfter | None:
    """Return the energy used before and after in the default year; None if an energy stream has no baseline."""
    valuation, key = Valuation(question.case, question.scenario), f"{ENERGY}_saved"
    metric = metrics_of(question.case)[key]
    before = ZERO if metric.unknown_baselines(valuation) else metric.whole(valuation, (0,))
    if not before:
        return None
    saved = figures.metrics[key] or ZERO
    usual = figure(question, key, saved)
    was, gone = _difference(before, saved, usual.decimals, apart=False)
    return BeforeAfter(ENERGY, tr("Energy use"), usual.unit, was, was - gone, gone, gone / was, usual.decimals)


def _difference(before: Decimal, saved: Decimal, decimals: int, *, apart: bool) -> tuple[Decimal, Decimal]:
    """Return before and saved rounded; what is left is their difference, or rounded by itself if shown `apart`, too."""
    gone = round(saved, decimals)
    return (round(before - saved, decimals) + gone if apart else round(before, decimals)), gone


def _shows_left(question: Question, key: str) -> bool:
    """Return whether what is left stands elsewhere on the page, as the goal or in a limit."""
    scenario = question.scenario
    return f"{key}_left" in {scenario.goal, *(limit.metric for limit in scenario.limits)}


def _bill_known(question: Question, figures: Figures) -> bool:
    """Return whether the bill before includes every stream of which something is saved."""
    without = [stream.stream for stream in question.case.streams if stream.baseline is None]
    return not any(any(figures.years[f"{stream}_saved"]) for stream in without)
