"""From measures to a case folder: its tables, everything that was assumed, and a check before it is written."""
