"""Questions that take solving: one plan, and what is asked around it."""
