"""The Assumptions page: all prices, factors and rates in one table, editing the same files as other pages."""
