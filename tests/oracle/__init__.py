"""An oracle for the tests: exact arithmetic in fractions, brute force, and cases to try them on.

It shares no code with the software it judges and needs the standard library only. `read` takes a
scenario's path, `figures` computes what a decision is worth, `broken` which rules it breaks, `solve`
"""

from .dice import FEATURES
from .generate import random_case
from .inputs import Problem
from .read import read
from .reference import Answer, Figures, broken, feasible, figures, solve, solve_problem

__all__ = [
    "FEATURES",
    "Answer",
    "Figures",
    "Problem",
    "broken",
    "feasible",
    "figures",
    "random_case",
    "read",
    "solve",
    "solve_problem",
]
