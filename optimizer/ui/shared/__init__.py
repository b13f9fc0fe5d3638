"""Shared by pages: session state, running jobs, tables, charts, texts and error messages."""
