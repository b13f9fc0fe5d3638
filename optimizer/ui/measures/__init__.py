"""The Measures page: the register's tables under edit, and the problems of it that lead to their cells."""
