"""A click in haste waits until the table has told what was typed into it.

Streamlit's table tells of an edit 150 ms after it. What is clicked sooner overtakes the edit: another page or another
table is shown, and the edit is lost; or the edit comes second and brings the page back that was left. So in the
browser a click outside the table, that comes sooner after a key or a press of the mouse in it, is held for a moment.
"""

from __future__ import annotations

import streamlit as st

PAUSE = 300  # milliseconds: the table's own 150, and time for the server to begin with the edit
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
}
</script>"""


def hold_clicks() -> None:
    """Hold clicks that come too soon after an edit. To be called where the table is shown, after it."""
    st.html(_SCRIPT % PAUSE, unsafe_allow_javascript=True)
