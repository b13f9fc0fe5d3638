"""The app in a browser: `streamlit run app.py`, or `cpee app`. Everything in it is in `optimizer/ui`.

Streamlit imports this file for the server, and runs it as a script for each page that a visitor sees.
"""

import streamlit as st

from optimizer.ui.gate import GATE
from optimizer.ui.main import run

if __name__ == "__main__":
    run()
else:
    app = st.App(__file__, middleware=GATE)
