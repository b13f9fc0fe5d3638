"""What is known of one measure: its figures alone and in the plan, what it overlaps with, evidence, owner, notes.

show_measure_panel(question, figures, "led")        figures: those of the plan; None if there is none
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.decimals import ZERO, Decimal
from optimizer.locales import language, noted, tr
from optimizer.locales.terms import term_text
from optimizer.locales.units import unit_text
from optimizer.metrics import CO2E
from optimizer.parts import shares
from optimizer.spelling import ABSENT, NEVER, money, numeral, places
from optimizer.studies.alone import savings_counted_twice
from optimizer.ui.shared.alone import alone_in, evaluator_for
from optimizer.ui.shared.texts import plain
from optimizer.words import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.case import Measure
    from optimizer.figures import Figures
    from optimizer.question import Question

SAVES_LESS = noted("“{name}”: {amount} a year less than both alone")
SAVES_MORE = noted("“{name}”: {amount} a year more than both alone")
EVIDENCE = {
    "confidence": noted("How well the figures are known"),
    "arc": noted("ARC code"),
    "mv_option": noted("How the saving is measured"),
    "mv_meter": noted("Meter of the saving"),
    "owner": noted("Responsible"),
    "notes": noted("Notes"),
}


def show_measure_panel(question: Question, figures: Figures | None, measure: str) -> None:
    """Show a measure's figures, and what they rest on."""
    show_measure_figures(question, figures, measure)
    for title, text in _evidence(question.case.measure[measure]):
        st.markdown(f"**{plain(title)}:** {plain(text)}")


def show_measure_figures(question: Question, figures: Figures | None, measure: str) -> None:
    """Show a measure's figures alone and in the plan, and its overlaps with measures of the plan.

    `figures` are those of the scenario's plan, None if it has none.
    """
    st.table(_figures(question, figures, measure))
    st.caption(plain(_standing(question, figures, measure)))
    lines = [*_overlaps(question, figures, measure)] if figures is not None else []
    if lines:
        st.markdown("\n".join([tr("Together with measures of the plan:"), "", *(f"- {plain(line)}" for line in lines)]))


def _figures(question: Question, figures: Figures | None, measure: str) -> object:
    """Return the figures as a table: one row each, alone and its part of the plan."""
    from pandas import DataFrame  # noqa: PLC0415 - loads slowly

    case, unit = question.case, unit_text(question.case.currency)
    alone = alone_in(question)[measure]
    back = tr(NEVER) if alone.simple_payback is None else numeral(alone.simple_payback, 1)
    rows = [
        (tr("cost, {currency}", currency=unit), money_number(case.measure[measure].capex), "capex"),
        (tr("saving, {currency} a year", currency=unit), money_number(alone.saving), "annual_saving"),
        (tr("payback, years"), back, ""),
        (tr("NPV, {currency}", currency=unit), money_number(alone.npv), "npv"),
    ]
    if alone.co2e is not None:
        rows.append((tr("CO2e saved, t a year"), numeral(alone.co2e, min(1, places(alone.co2e))), f"{CO2E}_abated"))
    told = {tr("alone"): [text for _, text, _ in rows]}
    if figures is not None and measure in figures.decision.starts:
        told[tr("its part of the plan")] = [_part(question, figures, measure, key) for _, _, key in rows]
    return DataFrame(told, index=[label for label, _, _ in rows])


def money_number(value: Decimal | None) -> str:
    """Return an amount of money without its unit."""
    return ABSENT if value is None else numeral(value)


def _part(question: Question, figures: Figures, measure: str, key: str) -> str:
    """Return the measure's fair share of a figure of the plan."""
    column = shares(question, figures).get(key)
    return ABSENT if column is None else numeral(column.parts[measure], column.total.decimals)


def _standing(question: Question, figures: Figures | None, measure: str) -> str:
    """Return whether the measure is in the plan, and what the figures mean."""
    alone = tr("Alone: as if no other measure were chosen, in one full year at prices of the base year.")
    if figures is None:
        return alone
    name = name_of(question.scenario)
    start = figures.decision.starts.get(measure)
    if start is None:
        return f"{alone} {tr('The plan of “{name}” does without it.', name=name)}"
    year = question.case.base_year + question.scenario.start_years
    text = noted(
        "The plan of “{name}” starts it in {start}. Its part is its fair share of the plan’s figures; saving and CO2e "
        "are those of {year}."
    )
    return f"{alone} {tr(text, name=name, start=start, year=year)}"


def _overlaps(question: Question, figures: Figures, measure: str) -> Iterator[str]:
    """Yield a sentence for each chosen measure with which this one does not add up, the largest first."""
    found = savings_counted_twice(evaluator_for(question), measure, figures.decision.starts)
    for other, twice in sorted(found.items(), key=lambda pair: -abs(pair[1])):
        text = SAVES_LESS if twice > ZERO else SAVES_MORE
        name = name_of(question.case.measure[other])
        yield tr(text, name=name, amount=money(abs(twice), question.case, 0))


def _evidence(record: Measure) -> Iterator[tuple[str, str]]:
    for column, title in EVIDENCE.items():
        own = getattr(record, f"{column}_uk", "") if language() == "uk" else ""
        text = own or getattr(record, column)
        if text:
            yield tr(title), term_text(text)
