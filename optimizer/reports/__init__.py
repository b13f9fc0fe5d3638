"""Outcomes as tables and files; one file a format."""
