"""The Start page: ways into a project, the import of a foreign register, what is in the project that is open."""
