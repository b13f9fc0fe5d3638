"""The pages that are made rather than written: one module a kind, put together by `docs/make.py`."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
MADE = "<!-- Made by docs/make.py from the code; edit the code, then run it. -->"
