"""A user's project as files on disk: a case, its scenarios, their last answers. Independent of screens.

A project is a folder laid out as this repository is: `data/<case>/`, `scenarios/*.toml`, `runs/<scenario>.json`; and
`undo/`, earlier states of edited tables. The same files serve the command line.
"""
