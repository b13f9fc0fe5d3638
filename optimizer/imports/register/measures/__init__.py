"""From the rows of a sheet to measures in the case's money and units; whatever is open has been asked before."""
