"""The Scenarios page: all of them with how they stand, and the form over every key of one."""
