"""Questions about what a register leaves open, step by step; no answer is ever guessed."""
