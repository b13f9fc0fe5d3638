"""The six figures of a plan, as people say them: worth, cost, payback; bill, CO2e and energy before and after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.decimals import ZERO, Decimal
from optimizer.locales import tr, trn
from optimizer.metrics import CO2E
from optimizer.parts import BILL, ENERGY, before_after, energy_change
from optimizer.reports.differences import difference, is_better
from optimizer.spelling import NO_BREAK, ShortScale, percent, short, years
from optimizer.ui.shared.formulas import explained, titled
from optimizer.ui.shared.widgets import Card
from optimizer.words import figure, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.figures import Figures
    from optimizer.parts import BeforeAfter
    from optimizer.question import Question
    from optimizer.reports.differences import FigureDifference

CHANGES = {BILL: "bill_saved", CO2E: "co2e_abated", ENERGY: "energy_saved"}
"""What is shown before and after, and the metric that is saved of it."""


def tiles(question: Question, figures: Figures, saved: Figures | None = None, gap: Decimal | None = ZERO) -> list[Card]:
    """Return the figures of a plan; with a saved plan, each with its difference from it.

    `gap` is the wider gap of the two plans; smaller differences are marked (`differences.explanation`).
    """
    shown = _cards(question, figures)
    if saved is None:
        return [*shown.values()]
    now, before = _changed(question, figures), _changed(question, saved)
    after = {metric: (now[key], before[key]) for key, metric in CHANGES.items() if key in now and key in before}
    return [
        _difference_after(card, *after[key], _found(question, key, figures, saved, gap))
        if key in after
        else _compared(question, key, card, _found(question, key, figures, saved, gap))
        for key, card in shown.items()
    ]


def _found(
    question: Question, key: str, figures: Figures, saved: Figures, gap: Decimal | None
) -> FigureDifference | None:
    """Return the difference of a figure in full from the saved plan's."""
    now, before = (figure(question, key, one.metrics.get(key)) for one in (figures, saved))
    return difference(now, before, gap)


def _cards(question: Question, figures: Figures) -> dict[str, Card]:
    """Return the figures by metric; of bill, CO2e and energy what is saved if what was before is not known."""
    cards, found = dict(_worth(question, figures)), _changed(question, figures)
    for key, metric in CHANGES.items():
        if key in found:
            cards[metric] = _change(question, found[key])
        elif figures.metrics.get(shown := "annual_saving" if key == BILL else metric):
            cards[shown] = _card(question, shown, figures.metrics[shown])
    return cards


def _changed(question: Question, figures: Figures) -> dict[str, BeforeAfter]:
    """Return what is known before and after, by key."""
    known = (*before_after(question, figures), energy_change(question, figures))
    return {change.key: change for change in known if change is not None}


def _shown(change: BeforeAfter) -> tuple[Decimal, Decimal, Decimal]:
    """Return before, after and saved as shown in short; they add up."""
    scale = ShortScale.of(change.before, change.after)
    before, saved = scale.shown(change.before), scale.shown(change.saved)
    return before, before - saved, saved


def _worth(question: Question, figures: Figures) -> Iterator[tuple[str, Card]]:
    """Yield the NPV with the IRR, the cost with the measures, and the paybacks."""
    known = figures.metrics
    irr = tr("IRR {irr}", irr=percent(known["irr"])) if known["irr"] is not None else tr("no single IRR")
    yield "npv", _card(question, "npv", known["npv"], irr)
    yield "capex", _card(question, "capex", known["capex"], _span(figures))
    discounted = tr("discounted: {payback}", payback=years(known["discounted_payback"]))
    yield "simple_payback", _card(question, "simple_payback", known["simple_payback"], discounted)


def _span(figures: Figures) -> str:
    """Return the number of measures and the years in which they start."""
    starts = figures.decision.starts.values()
    count = trn("{count} measure", "{count} measures", len(starts))
    if not starts:
        return count
    first, last = min(starts), max(starts)
    return f"{count}, {first}" if first == last else f"{count}, {first}–{last}"


def _change(question: Question, change: BeforeAfter) -> Card:
    year = question.case.base_year + question.scenario.start_years
    text = tr(
        "With the plan and without measures, in {year}. Exactly: {before} before, {after} after, {saved} less.",
        year=year,
        **{name: change.text(getattr(change, name)) for name in ("before", "after", "saved")},
    )
    scale = ShortScale.of(change.before, change.after)
    before, after, saved = _shown(change)
    sign = "−" if saved >= 0 else "+"
    return Card(
        tr("{figure} in {year}", figure=tr("CO2e emissions") if change.key == CO2E else change.label, year=year),
        f"{scale.number(before)}{NO_BREAK}→ {scale.spell(after, change.unit)}",
        text,
        f"{sign}{scale.spell(abs(saved), change.unit)} ({sign}{percent(abs(change.share), 0)})"
        if saved
        else tr("no change"),
    )


def _card(question: Question, key: str, value: Decimal | None, beside: str = "") -> Card:
    """Return a figure in short; its tooltip holds the formula and the exact figure."""
    shown = figure(question, key, value)
    exactly = tr("Exactly: {figure}.", figure=value_of(question, key, value))
    text = (
        value_of(question, key, value) if value is None or key == "simple_payback" else short(shown.value, shown.unit)
    )
    return Card(titled(question, key), text, f"{explained(question, key)} {exactly}", beside)


def _difference_after(card: Card, now: BeforeAfter, before: BeforeAfter, found: FigureDifference | None) -> Card:
    """Return a card with the difference between two figures after, as shown."""
    difference_shown = _shown(now)[1] - _shown(before)[1]
    if found is None or not difference_shown:
        return replace(card, difference=tr("no change"))
    size = ShortScale.of(now.before, now.after).spell(abs(difference_shown), now.unit)
    told = f"{'+' if difference_shown > 0 else '−'}{size}{found.mark}"
    return replace(card, difference=told, better=None if found.unsure else difference_shown < 0)


def _compared(question: Question, key: str, card: Card, found: FigureDifference | None) -> Card:
    """Return a card with the difference from the saved plan in place of what stands beside the figure."""
    if found is None:
        return card
    if not found.value:
        return replace(card, difference=tr("no change"))
    unit = figure(question, key, None).unit
    size = years(abs(found.value)) if key == "simple_payback" else short(abs(found.value), unit)
    told = f"{'+' if found.value > 0 else '−'}{size}{found.mark}"
    return replace(card, difference=told, better=is_better(question, key, found))
