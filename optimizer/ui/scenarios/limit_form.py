"""The form of one limit: name, metric, bounds, year and measures, saved together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.checks.asked import TEXT_COLUMNS
from optimizer.errors import BadValue, Problem
from optimizer.indicators import RATIOS
from optimizer.locales import noted, tr
from optimizer.locales.terms import term_text
from optimizer.metrics import all_metrics
from optimizer.projects.scenario_keys import key_of
from optimizer.ui.scenarios.desk import put, refuse
from optimizer.ui.scenarios.fields import UNSET, in_words, show_wrong
from optimizer.ui.scenarios.words import metric_text, when_chosen
from optimizer.ui.shared.columns import column_title
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.typed import bound, bound_shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.delta_generator import DeltaGenerator

    from optimizer.case import Case
    from optimizer.ui.scenarios.sheet import ScenarioSheet

Limit = dict[str, Any]
NEW = ""
NOT_OFFERED = ("name", "name_uk", "arc", "notes")
FIELDS = ("name", "name_uk", "metric", "at_least", "at_most", "year", "where")
HELP = {
    "name": noted("The limit’s name; scenarios that extend this one refer to it by this name."),
    "name_uk": noted("The limit’s name in Ukrainian, for reports; it may stay empty."),
    "metric": noted("The limited figure; a yearly one applies to the year below."),
    "bound": noted("A number in the metric’s unit, or a percentage of the plant’s baseline, such as 30 %."),
    "year": noted(
        "A calendar year; each: every year; total: the sum of all years. Default of the metric: for yearly figures "
        "the first year after the start years, for costs and counts the total."
    ),
    "where": noted(
        "Only these measures count. Within a column any of the values may match; several columns must all match."
    ),
}
_NO_BOUND = noted("needs a bound: at least or at most")
_NO_METRIC = noted("needs a metric: choose the figure to limit")
_NO_NAME = noted("a limit needs a name, in either language")
_TAKEN = noted('a limit named "{name}" already exists: choose another name')


@dataclass(frozen=True)
class LimitForm:
    """A limit on its form: its known name (NEW if it doesn't exist yet), its values, and whose it is."""

    stem: str
    name: str
    limit: Limit
    own: bool
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return the key of the form; it changes with the limit."""
        said = hashlib.sha256(repr((self.name, self.own, sorted(self.limit.items()), len(self.names))).encode())
        return f"limit.{self.stem}.{said.hexdigest()[:12]}"

    @property
    def place(self) -> tuple[str, ...]:
        """Return its place in the file."""
        return ("limits", self.name)


def show_form(sheet: ScenarioSheet, form: LimitForm) -> None:
    """Show the fields of a limit, saved together on submit."""
    with st.form(form.key, border=False):
        left, right = st.columns(2)
        left.text_input(
            tr("Name of the limit"), form.name, key=f"{form.key}.name", help=tr(HELP["name"]), max_chars=200
        )
        right.text_input(
            column_title("name_uk"), form.limit.get("name_uk", ""), key=f"{form.key}.name_uk", help=tr(HELP["name_uk"]),
            max_chars=200,
        )  # fmt: skip
        _choose_metric(left, sheet, form)
        _choose_year(right, sheet, form)
        _type_bound(left, form, "at_least", tr("At least"))
        _type_bound(right, form, "at_most", tr("At most"))
        _choose_measures(st, sheet, form)
        show_wrong(sheet, form.place)
        label = tr("Add") if form.name == NEW else tr("Save") if form.own else tr("Change in this scenario")
        st.form_submit_button(label, on_click=_save, args=(form,), type="primary", key=f"{form.key}.save")


def _choose_metric(where: DeltaGenerator, sheet: ScenarioSheet, form: LimitForm) -> None:
    metrics = _metrics(sheet, form.limit.get("metric"))
    words = in_words(metrics, lambda key: metric_text(str(key), sheet.case))
    at = metrics.index(form.limit["metric"]) if "metric" in form.limit else None
    where.selectbox(
        tr("Metric"), metrics, at, key=f"{form.key}.metric", format_func=words, help=tr(HELP["metric"]),
        placeholder=tr("choose"),
    )  # fmt: skip


def _type_bound(where: DeltaGenerator, form: LimitForm, side: str, title: str) -> None:
    shown = bound_shown(form.limit.get(side), share=form.limit.get("metric") == "irr")
    where.text_input(title, shown, key=f"{form.key}.{side}", help=tr(HELP["bound"]), max_chars=40)


def _choose_year(where: DeltaGenerator, sheet: ScenarioSheet, form: LimitForm) -> None:
    now = form.limit.get("year", UNSET)
    years = _years(sheet, now)
    where.selectbox(
        tr("Year of the limit"), years, years.index(now), key=f"{form.key}.year",
        format_func=in_words(years, when_chosen), help=tr(HELP["year"]),
    )  # fmt: skip


def _choose_measures(where: Any, sheet: ScenarioSheet, form: LimitForm) -> None:
    now = _pairs(form.limit.get("where"))
    offered = _offered(sheet, now)
    where.multiselect(
        tr("Only measures with"), offered, now, key=f"{form.key}.where",
        format_func=in_words(offered, _pair_text), help=tr(HELP["where"]), placeholder=tr("all measures"),
    )  # fmt: skip


def _metrics(sheet: ScenarioSheet, now: Any) -> list[Any]:
    known = [] if sheet.case is None else [*(metric.key for metric in all_metrics(sheet.case)), *RATIOS]
    return known if now is None or now in known else [*known, now]


def _years(sheet: ScenarioSheet, now: Any) -> list[Any]:
    horizon = sheet.value(("horizon_years",))
    last = min(horizon, 100) if isinstance(horizon, int) else 0
    known = [UNSET, "each", "total", *(sheet.case.base_year + t for t in range(last + 1) if sheet.case)]
    return known if now in known else [*known, now]


def _pairs(where: Any) -> list[tuple[str, str]]:
    """Return a filter as pairs of column and value."""
    given: Mapping[str, Any] = where if isinstance(where, dict) else {}
    return [
        (column, str(one))
        for column, wanted in given.items()
        for one in (wanted if isinstance(wanted, list) else [wanted])
    ]


def _offered(sheet: ScenarioSheet, now: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what measures can be filtered by: every value of their text columns, except names and notes."""
    return [*dict.fromkeys((*_values(sheet.case), *now))]


def _values(case: Case | None) -> list[tuple[str, str]]:
    columns = [column for column in TEXT_COLUMNS if column not in NOT_OFFERED]
    ordered = [*columns[1:], columns[0]]  # single measures last
    found = {(column, str(getattr(one, column) or "")) for one in (case.measures if case else ()) for column in columns}
    return sorted((pair for pair in found if pair[1]), key=lambda pair: (ordered.index(pair[0]), pair[1]))


def _pair_text(pair: tuple[str, str]) -> str:
    return f"{column_title(pair[0])}: {term_text(pair[1])}"


@spoken
def _save(form: LimitForm) -> None:
    """Save the form. A callback."""
    try:
        wanted = _wanted(form)
    except BadValue as bad:
        refuse(form.stem, form.place, Problem("", bad.text, None, key_of(form.place), bad.values))
        return
    if not form.own or form.name == NEW:
        put(form.stem, form.place, {("limits", wanted["name"]): wanted})
        return
    told = _as_told(form)
    changes: dict[Any, Any] = {
        (*form.place, field): wanted.get(field)
        for field in (*FIELDS[1:], FIELDS[0])  # the name last, because the other changes refer to the old one
        if wanted.get(field) != told.get(field)
    }
    if changes:
        put(form.stem, form.place, changes)


def _as_told(form: LimitForm) -> Limit:
    """Return the limit as its untouched form would give it."""
    share = form.limit.get("metric") == "irr"
    sides = {
        side: bound(bound_shown(form.limit.get(side), share=share), share=share) for side in ("at_least", "at_most")
    }
    return {**form.limit, "name": form.name, **sides, "where": _where(_pairs(form.limit.get("where")))}


def _wanted(form: LimitForm) -> Limit:
    said = {field: st.session_state.get(f"{form.key}.{field}") for field in FIELDS}
    name_uk, metric = str(said["name_uk"] or "").strip(), said["metric"]
    name = str(said["name"] or "").strip() or name_uk
    if not name:
        raise BadValue(_NO_NAME)
    if name != form.name and name in form.names:
        raise BadValue(_TAKEN, name=name)
    if metric is None:
        raise BadValue(_NO_METRIC)
    sides = {side: bound(str(said[side] or ""), share=metric == "irr") for side in ("at_least", "at_most")}
    if sides == {"at_least": None, "at_most": None}:
        raise BadValue(_NO_BOUND)
    told = {
        "name": name,
        "name_uk": name_uk or None,
        "metric": metric,
        **sides,
        "year": None if said["year"] == UNSET else said["year"],
        "where": _where(said["where"] or []),
    }
    return {key: value for key, value in told.items() if value is not None}


def _where(pairs: list[tuple[str, str]]) -> dict[str, Any] | None:
    columns = dict.fromkeys(column for column, _ in pairs)
    found = {column: [value for one, value in pairs if one == column] for column in columns}
    return {column: values[0] if len(values) == 1 else values for column, values in found.items()} or None
