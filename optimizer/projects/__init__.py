"""What somebody works on, as files on disk: a case, its scenarios, their last answers. It knows of no screen.

A project is a folder laid out as this repository is: `data/<case>/`, `scenarios/*.toml`, `runs/<scenario>.json`; and
`undo/`, earlier states of edited tables. The same files serve the command line.
"""
