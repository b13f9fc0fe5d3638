"""The frame of the app: navigation, the bar above every page, error messages."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from optimizer.ui import page
from optimizer.ui.bar import show_bar
from optimizer.ui.shared import state
from optimizer.ui.shared.fault import told
from optimizer.ui.shared.widgets import mode

HERE = Path(__file__).parent
STYLE, DARK = HERE / "style.css", HERE / "dark.css"
ICON, LOGO = HERE / "icon.svg", HERE / "logo.svg"


def run() -> None:
    """One run of the app: what `app.py` calls."""
    st.set_page_config(page_title="cpee", page_icon=str(ICON), layout="wide")
    st.html(STYLE)
    if mode() == "dark":
        st.html(DARK)
    with told():
        state.restore()
        st.logo(str(LOGO), icon_image=str(ICON), size="large")
        current = st.navigation([page.served(name) for name in page.found()], position="top")
        if (name := state.led_to()) is not None:
            st.switch_page(page.served(name))
        show_bar()
        current.run()
