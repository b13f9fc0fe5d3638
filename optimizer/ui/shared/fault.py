"""Error messages: what to do, and a code to find the details in the log. Never a traceback.

with told():              in a page
@spoken                   a widget's callback, which runs before the page sets its language
@fragment(run_every=0.3)  a part of a page that reruns by itself
"""

from __future__ import annotations

import logging
import secrets
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimizer.errors import InvalidInput
from optimizer.files import ChangedOnDisk
from optimizer.locales import speak, tr
from optimizer.ui.shared import state
from optimizer.ui.shared.problems import show_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = logging.getLogger(__name__)


@contextmanager
def told() -> Iterator[None]:
    """Report any exception in the block: invalid input with its problems, our own faults with a code."""
    try:
        yield
    except InvalidInput as bad:
        show_problems(bad.problems)
    except ChangedOnDisk as changed:
        text = tr(
            "{file} was changed on disk in the meantime. Nothing was overwritten; reload the page.",
            file=changed.path.name,
        )
        st.warning(text, icon=":material/sync_problem:")
    except Exception:
        code = secrets.token_hex(4)
        log.exception("fault %s", code)
        st.error(
            tr(
                "Something went wrong; your input is kept. Reload the page. If it happens again, give your "
                "administrator this code: {id}",
                id=code,
            ),
            icon=":material/error:",
        )


def spoken(callback: Callable[..., None]) -> Callable[..., None]:
    """Make a callback use the visitor's language and report exceptions."""

    @wraps(callback)
    def inside(*args: Any, **kwargs: Any) -> None:
        speak(state.language())
        with told():
            callback(*args, **kwargs)

    return inside


def fragment(run_every: float | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a part of a page that reruns by itself: after its own widgets, or every `run_every` seconds."""
    return lambda part: st.fragment(spoken(part), run_every=run_every)
