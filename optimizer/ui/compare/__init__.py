"""The Compare page: two to five scenarios side by side."""
