"""What words mean by themselves: headings, units, figures, streams; in Ukrainian, English and Russian.

`terms.toml`, `units.toml` and `streams.toml` list what is known (`vocabulary.py` reads them). Nothing here has seen
the sheet that a word comes from.
"""
