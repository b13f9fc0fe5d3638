"""From a problem to what the solver claims: the only code that imports Pyomo or HiGHS."""
