"""The Scenarios page: the list with statuses, and a form for every setting."""
