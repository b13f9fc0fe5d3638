"""Questions about what a register leaves open: one module for each thing that may be; no answer is ever guessed.

Two kinds of functions, both over a `Register`, and put into order by `STEPS` (`proposal/steps.py`):

    match_columns, keep_counted, sort_measures …      settle what is certain: Register → Register
    ask_units, ask_gaps, find_split_rows …            yield questions, or problems that no answer solves
"""
