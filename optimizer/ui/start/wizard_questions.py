"""The questions of an import as a form; no question counts as answered until the user answers it.

Likely answers are marked, and can be filled in by a button, for review.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import streamlit as st

from optimizer.imports.register import BY_STREAM, FEW_CHOICES, PARTS, stream_name
from optimizer.locales import tr, trn
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.texts import plain
from optimizer.ui.start.importing import answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.errors import Problem
    from optimizer.imports.register import QuestionGroup, RegisterQuestion
    from optimizer.ui.start.importing import Importing

MOST = 40
"""Questions in one form; what is left follows in the next."""


def show_questions(importing: Importing) -> None:
    """Show open questions (the first ones of many), with samples and possible answers."""
    asked = _first(importing.proposal.groups)
    count = len(importing.proposal.groups)
    st.markdown(f"**{trn('{count} question', '{count} questions', count)}**")
    st.caption(tr("These are the points that the register leaves open. More questions may follow from your answers."))
    if any(question.suggestion for group in asked for question in group.questions):
        st.button(
            tr("Fill in likely answers"), on_click=_suggest, args=(importing,), key="wizard.suggest",
            icon=":material/auto_fix_high:", help=tr("These are guesses: check each one before you continue."),
        )  # fmt: skip
    with st.form("wizard.form", border=False):
        for group in asked:
            with st.container(border=True):
                _ask_together(group, importing.wrong)
        if count > len(asked):
            st.caption(tr("{count} more follow.", count=count - len(asked)))
        st.form_submit_button(
            tr("Continue"), type="primary", on_click=_answered, args=(importing,), icon=":material/arrow_forward:"
        )


def _first(groups: tuple[QuestionGroup, ...]) -> tuple[QuestionGroup, ...]:
    """Return as many groups as one form holds, at least one."""
    totals = accumulate(len(group.questions) for group in groups)
    return tuple(
        group for at, (group, total) in enumerate(zip(groups, totals, strict=True)) if at == 0 or total <= MOST
    )


def _key(question: RegisterQuestion, part: str = "") -> str:
    return f"wizard.{question.key}.{part}"


def _ask_together(group: QuestionGroup, wrong: Mapping[str, tuple[Problem, ...]]) -> None:
    """Show one question with its choices, or several as the rows of a table under their title."""
    st.markdown(f"**{plain(group.told)}**")
    if len(group.questions) == 1:
        [question] = group.questions
        if question.samples:
            st.caption(plain(tr("for example: {samples}", samples="; ".join(question.samples))))
        _ask(question, wrong.get(question.key, ()), in_table=False)
        return
    for question in group.questions:
        left, right = st.columns([2, 3], vertical_alignment="center")
        left.markdown(plain(question.about))
        if question.samples:
            left.caption(plain("; ".join(question.samples)))
        with right:
            _ask(question, wrong.get(question.key, ()), in_table=True)


def _ask(question: RegisterQuestion, wrong: tuple[Problem, ...], *, in_table: bool) -> None:
    if question.parts:
        _ask_parts(question)
    elif question.choices:
        _offer(question, in_table=in_table)
    else:
        st.text_input(
            plain(question.told), key=_key(question), label_visibility="collapsed", max_chars=500,
            placeholder=_placeholder(question.suggestion),
        )  # fmt: skip
    for problem in wrong:
        st.error(plain(problem.told), icon=":material/error:")


def _placeholder(suggestion: str) -> str:
    return tr("likely: {answer}", answer=suggestion) if suggestion else ""


def _ask_parts(question: RegisterQuestion) -> None:
    for column, part, likely in zip(st.columns(len(question.parts)), question.parts, _likely(question), strict=True):
        column.text_input(
            tr(PARTS.get(part, part)), key=_key(question, part), max_chars=500,
            placeholder=_placeholder(likely),
        )  # fmt: skip


def _likely(question: RegisterQuestion) -> list[str]:
    parts = [part.strip() for part in question.suggestion.split(";", len(question.parts) - 1)]
    return [*parts, *[""] * (len(question.parts) - len(parts))]


def _offer(question: RegisterQuestion, *, in_table: bool) -> None:
    """Show the choices, the likely one first; few of a single question all at once, others in a list."""
    values = [choice.value for choice in question.choices]
    likely = question.suggestion
    ordered = (
        [likely, *(v for v in values if v != likely)] if likely and (likely in values or question.free) else values
    )
    labels = choice_labels(question)
    key = _key(question)

    # Translated now, because labels may later be looked up in another language context.
    said = {value: labels.get(value, value) for value in ordered}
    if likely in said:
        said[likely] = tr("{answer} (likely)", answer=said[likely])
    if len(ordered) <= FEW_CHOICES and not question.free and not in_table:
        st.radio(
            plain(question.told), ordered, index=None, key=key, format_func=lambda value: plain(said.get(value, value)),
            label_visibility="collapsed",
        )  # fmt: skip
    else:
        st.selectbox(
            plain(question.told), ordered, index=None, key=key, format_func=lambda value: said.get(value, value),
            label_visibility="collapsed", accept_new_options=question.free,
            placeholder=tr("Choose or type an answer") if question.free else tr("Choose"),
        )  # fmt: skip


def choice_labels(question: RegisterQuestion) -> dict[str, str]:
    """Return the label of each answer; for answers by stream, with the stream's name."""
    return {choice.value: field_label(choice.value, choice.told) for choice in question.choices}


def field_label(value: str, told: str) -> str:
    """Return a column's meaning in words: "quantity:electricity" with the stream's name."""
    field, _, stream = value.partition(":")
    if field in BY_STREAM and stream:
        return tr("{what}: {stream}", what=told, stream=stream_name(stream))
    return told


@spoken
def _suggest(importing: Importing) -> None:
    """Fill likely answers into empty fields. A callback."""
    for question in _asked(importing):
        for part, likely in zip(question.parts or ("",), _suggested(question), strict=True):
            key = _key(question, part)
            if likely and not st.session_state.get(key):
                st.session_state[key] = likely


def _asked(importing: Importing) -> list[RegisterQuestion]:
    return [question for group in _first(importing.proposal.groups) for question in group.questions]


def _suggested(question: RegisterQuestion) -> list[str]:
    if question.parts:
        return _likely(question)
    offered = {choice.value for choice in question.choices}
    fits = not offered or question.free or question.suggestion in offered
    return [question.suggestion if fits else ""]


@spoken
def _answered(importing: Importing) -> None:
    """Apply the answers of the form. A callback."""
    given = {}
    for question in _asked(importing):
        texts = [str(st.session_state.get(_key(question, part)) or "") for part in question.parts or ("",)]
        given[question.key] = "; ".join(texts) if question.parts else texts[0]
    answer(importing, given)
