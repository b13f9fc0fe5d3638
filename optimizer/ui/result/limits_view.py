"""The limits and budgets of a plan with the room left, the tightest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from optimizer.decimals import Decimal, number
from optimizer.limit_words import limit_subject, when_text
from optimizer.locales import tr, trn
from optimizer.reports.differences import difference, limit_texts
from optimizer.reports.terminal import MARGIN, SENSES
from optimizer.spelling import money, percent
from optimizer.ui.shared.widgets import table
from optimizer.words import figure, name_of, shared_decimals, spelled_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.figures import Figures
    from optimizer.question import Question

TIGHT = Decimal("0.01")


def show_rules(question: Question, figures: Figures) -> None:
    """Show limits and budgets with the room left, the tightest first."""
    frame = rules(question, figures)
    if frame.empty:
        st.info(tr("This scenario has no budget and no limits."))
        return
    tight = int(frame["tight"].sum())
    st.caption(
        trn(
            "{count} limit has less than 1 % of room left: it shapes the plan.",
            "{count} limits have less than 1 % of room left: they shape the plan.",
            tight,
        )
        if tight
        else tr("Every limit has at least 1 % of room left.")
    )
    heads = {
        "rule": tr("rule"), "value": tr("value"), "bound": tr("bound"), "room": tr("room left"),
        "share": tr("room left, %"), "margin": tr("margin"), "tight": tr("tight"), "name": tr("name"),
    }  # fmt: skip
    frame = frame.drop(columns=[key for key in ("name", "margin") if not any(frame[key])])
    bounds, marks = frame.pop("sense") + " " + frame["bound"], ["●" if tight else "" for tight in frame["tight"]]
    shown = frame.assign(bound=bounds, tight=marks).rename(columns=heads)
    table(shown, {heads["share"]: lambda value: percent(Decimal(str(value)), 1)})
    if heads["margin"] in shown:
        st.caption(tr(MARGIN))


def rules(question: Question, figures: Figures) -> pd.DataFrame:
    """Return limits and budgets, tightest first: rule, value, sense, bound, room, share (left), margin, tight, name."""
    rows = sorted(
        (*_limits(question, figures), *_budgets(question, figures)),
        key=lambda row: row["share"] if row["share"] is not None else 2,
    )
    columns = ["rule", "value", "sense", "bound", "room", "share", "margin", "tight", "name"]
    return pd.DataFrame([{**row, "share": number(row["share"])} for row in rows], columns=columns)


def _limits(question: Question, figures: Figures) -> Iterator[dict[str, Any]]:
    asked = {limit.name: limit for limit in question.scenario.limits}
    for limit in figures.limits:
        said = dict(zip(("value", "bound", "room"), limit_texts(question, limit), strict=True))
        subject, when = limit_subject(question, asked[limit.name]), asked[limit.name].year
        yield {
            "rule": subject if when is None else f"{subject}, {when_text(when)}",
            "name": name_of(asked[limit.name]),
            "sense": SENSES[limit.sense],
            **said,
            "margin": "" if limit.margin is None else money(limit.margin, question.case),
            **_room(limit.slack, limit.bound),
        }


def _budgets(question: Question, figures: Figures) -> Iterator[dict[str, Any]]:
    for budget in figures.budgets:
        rule = tr("Total budget") if budget.year is None else tr("Own funds of {year}", year=budget.year)
        said = _spent(question, budget.spent, budget.bound)
        yield {"rule": rule, "name": "", "margin": "", "sense": "≤", **said, **_room(budget.left, budget.bound)}


def _spent(question: Question, spent: Decimal, bound: Decimal) -> dict[str, str]:
    """Return the spending of a budget, and the room left as the difference of the displayed values."""
    decimals = shared_decimals(question, "capex", (spent, bound))
    left = difference(figure(question, "capex", bound, decimals), figure(question, "capex", spent, decimals))
    assert left is not None
    shown = {"value": spent, "bound": bound, "room": left.value}
    return {name: spelled_out(question, "capex", value, decimals) for name, value in shown.items()}


def _room(left: Decimal | None, bound: Decimal) -> dict[str, Any]:
    share = None if left is None or not bound else left / abs(bound)
    return {"share": share, "tight": share is not None and share <= TIGHT}
