"""Outcomes as tables and files; one module per format."""
