"""Questions that need the solver: one plan, and questions around it."""
