"""Names that the parts of a bundle may have, whatever its origin.

A part is `data/CASE/FILE.csv`, `data/CASE/FILE.toml`, `data/CASE.xlsx`, `scenarios/FILE.toml` or `runs/FILE.json`,
where each name is a valid file name on every system.
"""

from __future__ import annotations

import re

LONGEST, MOST_BYTES = 100, 240
_FOR_NO_FILE = frozenset('<>:"|?*\\/')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_ENDINGS = {
    ("data", 3): (".csv", ".toml"),
    ("data", 2): (".xlsx",),
    ("scenarios", 2): (".toml",),
    ("runs", 2): (".json",),
}


def is_part(name: str) -> bool:
    """Return whether a bundle may contain a file of this name.

    >>> is_part("scenarios/План №1.toml"), is_part("scenarios/../x.toml"), is_part("scenarios/CON.toml")
    (True, False, False)
    """
    parts = name.split("/")
    endings = _ENDINGS.get((parts[0], len(parts)), ())
    return any(parts[-1].endswith(ending) for ending in endings) and all(map(fits, parts))


def is_folder(name: str) -> bool:
    """Return whether a bundle may contain a folder of this name, which ends in a slash."""
    parts = name.removesuffix("/").split("/")
    return name.endswith("/") and (
        name in ("data/", "scenarios/", "runs/") or (len(parts) == 2 and parts[0] == "data" and fits(parts[1]))  # noqa: PLR2004 - data and a case
    )


def fits(name: str) -> bool:
    """Return whether every system allows this name: printable, no device, no blank or dot at its ends."""
    short = 0 < len(name) <= LONGEST and len(name.encode("utf-8", "surrogateescape")) <= MOST_BYTES
    plain = name.isprintable() and _FOR_NO_FILE.isdisjoint(name) and not _DEVICE.match(name)
    return short and plain and name.strip(" ") == name and not name.startswith(".") and not name.endswith(".")
