"""A file as grids of cells, and what a sheet shows before its rows are understood: headings, totals, merges."""
