"""The form for every setting of a scenario, by section; each change is saved at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from optimizer.locales import noted, tr
from optimizer.metrics import all_metrics
from optimizer.ui.scenarios.budget import budget
from optimizer.ui.scenarios.factors import factors
from optimizer.ui.scenarios.fields import UNSET, choice_field, in_words, several_field, text_field
from optimizer.ui.scenarios.limits import limits
from optimizer.ui.scenarios.prices import priced
from optimizer.ui.scenarios.sheet import NOTHING, sheet_of
from optimizer.ui.scenarios.words import RESIDUALS, metric_text, when_chosen
from optimizer.ui.shared.texts import plain
from optimizer.words import labels, name_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.projects.project import Project
    from optimizer.projects.scenario_files import ScenarioFile
    from optimizer.ui.scenarios.sheet import ScenarioSheet

SECTION = "scenarios.section"
TITLES = {
    "common": noted("Main settings"),
    "rates": noted("More years and rates"),
    "prices": noted("Prices"),
    "taxes": noted("Taxes"),
    "factors": noted("Emission factors"),
    "measures": noted("Measures"),
    "basics": noted("Names and parent"),
    "solver": noted("Search"),
    "file": noted("File"),
}
KEYS = {
    "common": ("goal", "horizon_years", "start_years", "discount_rate", "budget", "limits"),
    "rates": ("goal_year", "first_start", "capex_escalation", "residual", "tax_rate", "depreciation_years"),
    "basics": ("name", "name_uk", "case", "extends"),
}


def show_form(project: Project, file: ScenarioFile) -> None:
    """Show the sections of a scenario, one of them open: at first the settings that most scenarios change."""
    sheet = sheet_of(project, file)
    section = _section(sheet)
    show: dict[str, Callable[[ScenarioSheet], None]] = {
        "common": _common,
        "rates": _rates,
        "prices": lambda sheet: priced(sheet, "prices"),
        "taxes": lambda sheet: priced(sheet, "taxes"),
        "factors": factors,
        "measures": _measures,
        "solver": _solver,
        "file": _file,
    }
    if section == "basics":
        _basics(project, sheet)
    else:
        show[section](sheet)
    if section != "file":
        st.caption(
            tr(
                "Every change is saved to the scenario’s file at once. Percentages are typed as per cent (18 is 18 %) "
                "and stored in the file as fractions (0.18). Clear a field to use the parent’s value."
            )
        )


def _section(sheet: ScenarioSheet) -> str:
    """Choose the section; each shows its number of own settings and errors."""
    if st.session_state.get(SECTION) not in TITLES:
        st.session_state[SECTION] = "common"
    return str(
        st.pills(
            tr("Section"), list(TITLES), format_func=in_words(TITLES, lambda name: _label(sheet, name)), key=SECTION,
            required=True, label_visibility="collapsed",
        )
    )  # fmt: skip


def _label(sheet: ScenarioSheet, section: str) -> str:
    keys = KEYS.get(section, (section,))
    wrong = any(not one.warning and _root(one.column) in keys for one in sheet.problems)
    return f"{tr(TITLES[section])}{' ⚠' if wrong else ''}"


def _root(column: str | None) -> str:
    return (column or "").partition(".")[0].partition("[")[0]


def _basics(project: Project, sheet: ScenarioSheet) -> None:
    left, right = st.columns(2)
    with left:
        text_field(sheet, ("name",))
    with right:
        text_field(sheet, ("name_uk",))
    others = {f"{one.stem}.toml": one.name for one in project.scenarios if one.stem != sheet.file.stem}
    with left:
        choice_field(
            sheet, ("extends",), [UNSET, *others],
            lambda one: tr("none: an independent scenario") if one == UNSET else others.get(one, str(one)),
        )  # fmt: skip
    if sheet.parent is None or sheet.own(("case",)) is not NOTHING:
        with right:
            text_field(sheet, ("case",))


def _common(sheet: ScenarioSheet) -> None:
    """Show goal, years and discount rate, then the budget, then the target and other limits."""
    left, right = st.columns(2)
    with left:
        choice_field(sheet, ("goal",), _goals(sheet), lambda key: metric_text(str(key), sheet.case))
        text_field(sheet, ("discount_rate",))
    with right:
        text_field(sheet, ("horizon_years",))
        text_field(sheet, ("start_years",))
    st.markdown(f"##### {tr('Budget')}")
    budget(sheet)
    st.markdown(f"##### {tr('Target and other limits')}")
    limits(sheet)


def _rates(sheet: ScenarioSheet) -> None:
    left, right = st.columns(2)
    with left:
        choice_field(sheet, ("goal_year",), [UNSET, *years_of(sheet), "total"], when_chosen)
        text_field(sheet, ("capex_escalation",))
        text_field(sheet, ("tax_rate",))
    with right:
        text_field(sheet, ("first_start",), placeholder="" if sheet.case is None else str(sheet.case.base_year))
        choice_field(sheet, ("residual",), list(RESIDUALS), lambda one: tr(RESIDUALS[one]) if one in RESIDUALS else one)
        text_field(sheet, ("depreciation_years",))


def _goals(sheet: ScenarioSheet) -> list[str]:
    return [] if sheet.case is None else [metric.key for metric in all_metrics(sheet.case)]


def years_of(sheet: ScenarioSheet) -> list[int]:
    """Return the calendar years of the horizon."""
    horizon = sheet.value(("horizon_years",))
    if sheet.case is None or not isinstance(horizon, int):
        return []
    return [sheet.case.base_year + t for t in range(min(horizon, 100) + 1)]


def _measures(sheet: ScenarioSheet) -> None:
    names = {} if sheet.case is None else labels(sheet.case, [one.measure for one in sheet.case.measures])
    for key in ("include", "exclude"):
        several_field(sheet, ("measures", key), list(names), lambda one: names.get(one, one))
    text_field(sheet, ("measures", "max_payback"), placeholder=tr("no limit"))


def _solver(sheet: ScenarioSheet) -> None:
    left, right = st.columns(2)
    with left:
        text_field(sheet, ("solver", "gap"))
        choice_field(
            sheet, ("solver", "proofs"), [2, 1],
            lambda count: tr("one, quick") if count == 1 else tr("two independent ones"),
        )  # fmt: skip
    with right:
        text_field(sheet, ("solver", "time_limit"))


def _file(sheet: ScenarioSheet) -> None:
    """Show the file with its comments."""
    st.caption(
        plain(tr("{file} in the project’s folder “scenarios”, as used by the command line.", file=sheet.file.path.name))
    )
    st.code(
        sheet.file.text or sheet.file.path.read_text(encoding="utf-8", errors="replace"),
        language="toml",
        wrap_lines=True,
    )
    if sheet.case is not None:
        st.caption(plain(tr("Case: {name}", name=name_of(sheet.case))))
