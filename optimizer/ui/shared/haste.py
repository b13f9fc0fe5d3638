"""Keeps edits that are left in haste: by a click right after typing in a table, or by Escape in a panel.

Streamlit's table reports an edit after 150 ms. An earlier click overtakes the edit: another page or another
table is shown, and the edit is lost; or the edit arrives later and brings back the previous page. So in the
browser a click outside the table that follows too soon after a key or mouse press in it is held back briefly.

Escape closes a panel without reporting what was just typed into one of its fields. So there Escape first leaves the
field, which reports it, and closes the panel when it is pressed again.

The cell editor is also preloaded with the table: if Streamlit loads it at the first key press, a slow
machine loses the following keys.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit as st

PAUSE = 300  # milliseconds: the table's own 150, plus time for the server to start on the edit
_SCRIPT = """<script>
if (!window.cpeeHoldsClicks) {
  window.cpeeHoldsClicks = true;
  const pause = %d, cell = '#portal';
  const table = ':is([class*="st-key-editor-"], [class*="st-key-assumptions-"]) [data-testid="stDataFrame"]';
  let busy = -pause;
  const inside = event => event.target instanceof Element && event.target.closest(`${table}, ${cell}`);
  const typing = () => document.querySelector(`${cell} > *`) && document.querySelector(table);
  const note = event => { if (inside(event) || typing()) busy = performance.now(); };
  for (const kind of ['keydown', 'pointerdown', 'paste']) document.addEventListener(kind, note, true);
  document.addEventListener('click', event => {
    const left = busy + pause - performance.now();
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!event.isTrusted || !plain || left <= 0 || inside(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    setTimeout(() => {
      const there = event.target.isConnected ? event.target : document.elementFromPoint(event.clientX, event.clientY);
      there?.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, composed: true, view: window}));
    }, left);
  }, true);
  document.addEventListener('keydown', event => {
    const panel = event.key === 'Escape' && event.target instanceof Element
      && event.target.matches(':is(input, textarea):not([role="combobox"])') && event.target.closest('[role="dialog"]');
    if (!panel) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    panel.focus();
    event.target.blur();
  }, true);
  const scripts = document.querySelector('script[type="module"][src]').src.replace(/[^/]*$/, '');
  for (const name of %s) import(scripts + name);
}
</script>"""
FIELDS = ("data-grid-overlay-editor.*.js", "number-overlay-editor.*.js")


def hold_clicks() -> None:
    """Hold back clicks and Escape that come too soon after an edit. Call it after the table."""
    st.html(_SCRIPT % (PAUSE, json.dumps(_fields())), unsafe_allow_javascript=True)


@cache
def _fields() -> list[str]:
    """Return the scripts of the cell editors; their names change with Streamlit's version."""
    scripts = Path(st.__file__).parent / "static" / "static" / "js"
    return sorted(script.name for pattern in FIELDS for script in scripts.glob(pattern))
