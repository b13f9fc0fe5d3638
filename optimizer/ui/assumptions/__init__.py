"""The Assumptions page: what the figures rest on, in one table; it edits what Measures and Scenarios edit, too."""
