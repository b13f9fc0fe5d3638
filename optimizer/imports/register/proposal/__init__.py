"""How a file would be read with what is known: the steps in their order, up to the first that has a question."""
