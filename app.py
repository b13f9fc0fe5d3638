"""The app in a browser: `streamlit run app.py`, or `cpee app`. Everything in it is in `optimizer/ui`."""

from optimizer.ui.main import run

run()
