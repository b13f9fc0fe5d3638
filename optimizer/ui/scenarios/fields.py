"""The fields of the scenario form: value, origin, reset to the parent's value, error."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.errors import BadValue, Problem
from optimizer.locales import tr
from optimizer.projects.scenario_keys import key_of
from optimizer.ui.scenarios.desk import desk, put, refuse, refused, reset
from optimizer.ui.scenarios.sheet import EACH_ITS_OWN, NOTHING, REQUIRED, before, origin
from optimizer.ui.scenarios.titles import help_of, kind_of, title_of
from optimizer.ui.scenarios.words import unit_text_of
from optimizer.ui.shared.fault import spoken
from optimizer.ui.shared.texts import bare, plain
from optimizer.ui.shared.typed import parsed, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from optimizer.ui.scenarios.desk import Keys
    from optimizer.ui.scenarios.sheet import ScenarioSheet

UNSET = ""


def _close(field: Callable[..., None]) -> Callable[..., None]:
    """Group a field with the text below it."""

    @wraps(field)
    def inside(*args: Any, **kwargs: Any) -> None:
        with st.container(gap="xxsmall"):
            field(*args, **kwargs)

    return inside


def in_words(options: Iterable[Any], words: Callable[[Any], str]) -> Callable[[Any], str]:
    """Return the labels of options, translated now, because they may be looked up in another language context."""
    told = {repr(one): words(one) for one in options}  # an invalid value may be a list, which isn't hashable
    return lambda one: told.get(repr(one), str(one))


def field_key(stem: str, keys: Keys) -> str:
    """Return the key of a field's widget."""
    return f"scenario.{stem}.{'.'.join(keys)}"


@_close
def text_field(
    sheet: ScenarioSheet, keys: Keys, *, label: str = "", placeholder: str = "", hidden: bool = False
) -> None:
    """Show a field for a number, a rate, a path or a text."""
    kind = "text" if keys[0] in ("name", "name_uk", "case") else kind_of(keys)
    stem, key, title = sheet.file.stem, field_key(sheet.file.stem, keys), label or titled(sheet, keys)
    _set(stem, keys, shown(kind, sheet.value(keys)))
    st.text_input(
        bare(title) if hidden else plain(title),
        key=key, help=None if hidden else plain(help_of(keys)), on_change=_typed, args=(stem, keys, kind),
        placeholder=placeholder, label_visibility="collapsed" if hidden else "visible", max_chars=500,
    )  # fmt: skip
    footing(sheet, keys, brief=hidden)


def _set(stem: str, keys: Keys, value: Any) -> None:
    """Put the current value into a field, but keep a refused input so that it can be corrected."""
    key = field_key(stem, keys)
    if refused(stem, keys) and key not in st.session_state:
        desk().refused.pop((stem, keys), None)
    if not refused(stem, keys):
        st.session_state[key] = value


def titled(sheet: ScenarioSheet, keys: Keys) -> str:
    """Return a field's title with its unit."""
    title, unit = title_of(keys, sheet.case), unit_text_of(keys, sheet.case)
    return f"{title}, {unit}" if unit else title


@spoken
def _typed(stem: str, keys: Keys, kind: Any) -> None:
    take(stem, keys, lambda: parsed(kind, str(st.session_state[field_key(stem, keys)] or "")))


def take(stem: str, keys: Keys, value: Callable[[], Any]) -> None:
    """Write the input of a key; refuse unreadable input with the reason."""
    try:
        wanted = value()
    except BadValue as bad:
        refuse(stem, keys, Problem("", bad.text, None, key_of(keys), bad.values))
        return
    put(stem, keys, {keys: wanted})


@_close
def choice_field(
    sheet: ScenarioSheet, keys: Keys, options: Sequence[Any], words: Callable[[Any], str], *, help_text: str = ""
) -> None:
    """Show a field for one of several values; UNSET removes the own key."""
    stem, now = sheet.file.stem, sheet.value(keys)
    now = UNSET if now is None else now
    known = list(options) if now in options else [*options, now]
    _set(stem, keys, now)
    st.selectbox(
        plain(title_of(keys, sheet.case)), known, key=field_key(stem, keys), help=plain(help_text or help_of(keys)),
        format_func=in_words(known, words), on_change=_chosen, args=(stem, keys),
    )  # fmt: skip
    footing(sheet, keys)


@spoken
def _chosen(stem: str, keys: Keys) -> None:
    wanted = st.session_state[field_key(stem, keys)]
    put(stem, keys, {keys: None if wanted == UNSET else wanted})


@_close
def switch_field(sheet: ScenarioSheet, keys: Keys) -> None:
    """Show a field for yes or no."""
    stem = sheet.file.stem
    _set(stem, keys, bool(sheet.value(keys)))
    st.toggle(
        plain(title_of(keys, sheet.case)), key=field_key(stem, keys), help=plain(help_of(keys)), on_change=_chosen,
        args=(stem, keys),
    )  # fmt: skip
    footing(sheet, keys)


@_close
def several_field(sheet: ScenarioSheet, keys: Keys, options: Sequence[str], words: Callable[[str], str]) -> None:
    """Show a field for any number of values."""
    stem, now = sheet.file.stem, sheet.value(keys)
    listed = [str(one) for one in now] if isinstance(now, list | tuple) else []
    _set(stem, keys, listed)
    known = [*options, *(one for one in listed if one not in options)]
    st.multiselect(
        plain(title_of(keys, sheet.case)), known, key=field_key(stem, keys), help=plain(help_of(keys)),
        format_func=in_words(known, words), on_change=_several, args=(stem, keys), placeholder=tr("none"),
    )  # fmt: skip
    footing(sheet, keys)


@spoken
def _several(stem: str, keys: Keys) -> None:
    put(stem, keys, {keys: list(st.session_state[field_key(stem, keys)])})


def footing(sheet: ScenarioSheet, keys: Keys, *, brief: bool = False) -> None:
    """Show below a field the origin of its value, a reset button and its errors."""
    own, told = sheet.own(keys) is not NOTHING, origin(sheet, keys)
    if (told or own) and keys not in EACH_ITS_OWN:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            if told and (own or not brief):
                st.caption(plain(told), width="content")
            if own and (keys not in REQUIRED or sheet.inherited(keys) is not NOTHING):
                reset_button(sheet, keys)
    show_wrong(sheet, keys)


def show_wrong(sheet: ScenarioSheet, keys: Keys) -> None:
    """Show errors and warnings of a key below its field."""
    for one in sheet.wrong(keys):
        (st.warning if one.warning else st.error)(plain(one.told))


def reset_button(sheet: ScenarioSheet, keys: Keys) -> None:
    """Show the button that removes an own key."""
    told = tr("Remove it from this scenario and use {value} again.", value=before(sheet, keys))
    st.button(
        tr("Reset"), key=f"reset.{field_key(sheet.file.stem, keys)}", on_click=reset, args=(sheet.file.stem, keys),
        type="tertiary", icon=":material/undo:", help=plain(told),
    )  # fmt: skip
