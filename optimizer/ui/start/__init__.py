"""The Start page: opening projects, importing registers, and the content of the open project."""
