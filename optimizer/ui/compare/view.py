"""The Compare page for two to five scenarios: figures with differences, measures, common measures, charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from optimizer.locales import tr, trn
from optimizer.outcome import Solved
from optimizer.parts import terms_text
from optimizer.reports import comparison
from optimizer.reports.conclusion import conclusion
from optimizer.reports.side_by_side import headings
from optimizer.reports.terminal import sentence
from optimizer.ui.compare.charts import LEAST, show_cash, show_differences
from optimizer.ui.compare.measures import show_measures
from optimizer.ui.shared import state
from optimizer.ui.shared.answers import Answer, answer_to, asks
from optimizer.ui.shared.downloads import downloads
from optimizer.ui.shared.fault import fragment, spoken
from optimizer.ui.shared.printed import print_line
from optimizer.ui.shared.problems import show_problems
from optimizer.ui.shared.solving import OFTEN, ask_all, on_its_way, show_job
from optimizer.ui.shared.texts import plain
from optimizer.ui.shared.widgets import link
from optimizer.words import status_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.outcome import Outcome
    from optimizer.projects.project import Project
    from optimizer.question import Question
    from optimizer.reports.comparison import ComparedFigure

    Answers = Sequence[tuple[Question, Outcome]]

CHOSEN = "compare.chosen"
CLAIMED = ":material/contact_support:"
BETTER, WORSE = "▲", "▼"
FIRST_SHOWN = 3


@dataclass(frozen=True)
class ComparedScenario:
    """One of the compared scenarios, with its last answer if that can be shown."""

    stem: str
    name: str
    answer: Answer | None


def show_comparison(opened: Project) -> None:
    """Show the choice of scenarios, what is missing, and the comparison."""
    lost = state.lost_compared()
    stems = _chosen(opened)
    if lost:
        st.warning(plain(tr("Left out because they no longer exist: {names}.", names=", ".join(lost))))
    if len(stems) < LEAST:
        _too_few(opened)
        return
    _missing(stems)
    found = [ComparedScenario(stem, _name(opened, stem), answer_to(stem)) for stem in stems]
    answered = [one for one in found if one.answer is not None]
    _unanswered(found)
    if answered:
        _side_by_side(answered)


def _too_few(opened: Project) -> None:
    """Say what is missing for a comparison: another choice, or another scenario."""
    if len(opened.scenarios) >= LEAST:
        st.info(tr("Choose at least two scenarios."))
        return
    st.info(tr("A comparison needs two scenarios. Create another one from this one."))
    link("scenarios", tr("Create another scenario"), view="settings")


def _name(opened: Project, stem: str) -> str:
    file = opened.scenario(stem)
    return file.name if file else stem


def _chosen(opened: Project) -> tuple[str, ...]:
    """Choose the scenarios to compare, in order; the first is the reference."""
    names = {file.stem: file.name for file in opened.scenarios}
    now = state.compared() or _proposed(list(names))
    st.session_state[CHOSEN] = list(now)
    st.multiselect(
        tr("Scenarios to compare"), list(names), format_func=lambda stem: names.get(stem, stem), key=CHOSEN,
        max_selections=state.MOST_COMPARED, on_change=_choose,
        help=tr("Two to five. The others are compared with the first."),
    )  # fmt: skip
    if state.compared() != now or st.query_params.get(state.SCENARIOS) is None:
        state.choose_compared(now)
    return now


@spoken
def _choose() -> None:
    state.choose_compared(st.session_state[CHOSEN])


def _proposed(stems: Sequence[str]) -> tuple[str, ...]:
    """Return the default choice: the current scenario, then solved ones, then others."""
    current = state.scenario()
    first = [current.stem] if current else []
    solved = [stem for stem in stems if state.last(stem) is not None]
    return tuple(dict.fromkeys([*first, *solved, *stems]))[:FIRST_SHOWN]


def _missing(stems: Sequence[str]) -> None:
    """Show running scenarios, and the button for those without a current answer."""
    if any(on_its_way(stem) for stem in stems):
        _follow(tuple(stems))
    missing = [stem for stem in stems if _is_missing(stem)]
    if missing:
        label = trn(
            "Solve {count} scenario without a current answer",
            "Solve {count} scenarios without a current answer",
            len(missing),
        )
        st.button(
            label, type="primary", on_click=ask_all, args=(missing,), key="compare.solve", icon=":material/play_arrow:"
        )


def _is_missing(stem: str) -> bool:
    answer = answer_to(stem)
    holds = answer is not None and answer.current and not answer.claimed
    return not on_its_way(stem) and not isinstance(asks(stem), tuple) and not holds


@fragment(run_every=OFTEN)
def _follow(stems: tuple[str, ...]) -> None:
    """Show running jobs; rerun the page when one has ended."""
    before = st.session_state.get("compare.way")
    now = tuple(stem for stem in stems if on_its_way(stem))
    st.session_state["compare.way"] = now
    if not now or (before and set(before) - set(now)):
        st.session_state.pop("compare.way", None)
        st.rerun()
    for stem in now:
        job = state.job(stem)
        if job is not None:
            show_job(job)


def _unanswered(found: Sequence[ComparedScenario]) -> None:
    """Say why scenarios have no answer, or an outdated one."""
    for one in found:
        asked = asks(one.stem)
        if isinstance(asked, tuple):
            st.error(tr("“{name}” can't be solved until this is fixed:", name=plain(one.name)))
            show_problems(asked)
        elif one.answer is None and not on_its_way(one.stem):
            st.caption(tr("“{name}” has not been solved yet.", name=plain(one.name)))
        elif one.answer is not None and not one.answer.current:
            st.warning(
                tr("“{name}”: the inputs were changed after this answer.", name=plain(one.name)),
                icon=":material/history:",
            )
        if one.answer is not None and one.answer.claimed:
            st.warning(plain(tr("“{name}”: claimed by the sender, not proved here.", name=one.name)), icon=CLAIMED)


def _side_by_side(answered: Sequence[ComparedScenario]) -> None:
    """Show what the comparison comes to, then figures, charts, measures and files."""
    answers = [(one.answer.question, one.answer.outcome) for one in answered if one.answer]
    _print_terms(answers)
    _conclusion(answers)
    for name, (question, outcome) in zip(headings(answers), answers, strict=True):
        if not isinstance(outcome, Solved):
            st.error(
                f"**{plain(name)}** ({status_text(outcome.status)}): {plain(sentence(question, outcome))}",
                icon=":material/block:",
            )
    _figures(answers)
    downloads("comparison", [one.answer for one in answered if one.answer])
    charts, measures = st.tabs([tr("Charts"), tr("Measures")])
    with charts, st.container(key="side-by-side"):
        left, right = st.columns(2, gap="medium")
        with left:
            show_differences(answers, _headings(answers))
        with right:
            show_cash(answers, _headings(answers))
    with measures:
        show_measures(answers, _headings(answers))


def _conclusion(answers: Answers) -> None:
    """Show the conclusion: its first sentence as the headline, the others below."""
    first, *others = conclusion(answers) or [comparison.opening(answers)]
    st.markdown(f"##### {plain(first)}")
    if others:
        st.markdown("\n".join(f"- {plain(text)}" for text in others))


def _print_terms(answers: Answers) -> None:
    """Say on paper at which rate and horizon the scenarios are compared: once if all share them."""
    named: dict[str, list[str]] = {}
    for name, (question, _) in zip(_headings(answers), answers, strict=True):
        named.setdefault(terms_text(question), []).append(name)
    for terms, of in named.items():
        print_line(", ".join(of), terms) if len(named) > 1 else print_line(terms)


def _headings(answers: Answers) -> list[str]:
    """Return short, unique column headings."""
    found: list[str] = []
    for name in headings(answers):
        found.append(name if name not in found else f"{name} ({len(found) + 1})")
    return found


def _figures(answers: Answers) -> None:
    """Show figures by scenario, each with its difference from the first scenario's below it."""
    columns = {tr("figure"): [plain(label) for label in comparison.figure_labels(answers)]}
    shown = comparison.figure_columns(answers)
    for name, column in zip(_headings(answers), shown, strict=True):
        columns[plain(name)] = [_two_lines(cell) for cell in column.cells]
    with st.container(key="compared"):
        st.table(pd.DataFrame(columns).set_index(tr("figure")), border="horizontal")
    told = comparison.explanations(answers, shown)
    if any(cell.difference for column in shown for cell in column.cells):
        legend = "Below each figure is its difference from “{first}”: {better} better, {worse} worse."
        told.insert(0, tr(legend, first=_headings(answers)[0], better=BETTER, worse=WORSE))
    if told:
        st.caption(plain(" ".join(told)))


def _two_lines(cell: ComparedFigure) -> str:
    """Return a figure and its difference, marked by a sign as well as by a colour if it is better or worse."""
    value, difference = _minus(cell.text), plain(_minus(cell.difference))
    if not difference:
        return plain(value)
    colour, mark = {None: ("gray", ""), True: ("blue", f" {BETTER}"), False: ("orange", f" {WORSE}")}[cell.better]
    return f"{plain(value)}  \n:{colour}[{difference}{mark}]"


def _minus(figure: str) -> str:
    """Return a negative figure with a proper minus sign; a hyphen would allow line breaks."""
    return f"−{figure[1:]}" if figure.startswith("-") else figure
