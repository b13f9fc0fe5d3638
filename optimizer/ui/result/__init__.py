"""The Result page: one scenario's plan, what was left out of it, and live mode."""
