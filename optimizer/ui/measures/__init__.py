"""The Measures page: the register's tables for editing, and problems that link to their cells."""
