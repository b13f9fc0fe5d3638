"""The scenario app: the only code that imports Streamlit."""
