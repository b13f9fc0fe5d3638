"""The Result page: one scenario's plan, the measures left out, and live mode."""
