"""The pages of the app, one file each: adding one is adding a file with a `PAGE` and a `show()`."""
