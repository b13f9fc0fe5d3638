"""Files on disk: written whole or not at all, changed by one at a time, named alike everywhere, leftovers swept.

    write_text(path, text)                     one file, whole, or as it was before
    write_together({one: data, two: None})     several: all prepared first, then renamed; None deletes
    with locked(folder): replace_file(…)       one at a time; refused where the file changed since it was read
    read_bytes(path, most)                     at most so many, or the problem
    sweep([folder])                            what interrupted writes left behind
    slug("Заміна насосів", "measure")          a name as a file may be called on every system

Every other module that writes a file writes it through here.
"""

from optimizer.files.guarding import ChangedOnDisk, bytes_of, locked, replace_file, revision_of
from optimizer.files.leftovers import LEFTOVER_AGE, TEMPORARY_PREFIX, sweep, sweep_temporary, temporary_beside
from optimizer.files.reading import path_named, read_bytes, read_input, too_large
from optimizer.files.slugs import slug
from optimizer.files.writing import (
    make_folder,
    refuse_occupied,
    refuse_unmakeable,
    refuse_unwritable,
    sync_folder,
    unwritable,
    write_bytes,
    write_folder,
    write_new,
    write_text,
    write_together,
)

__all__ = [
    "LEFTOVER_AGE",
    "TEMPORARY_PREFIX",
    "ChangedOnDisk",
    "bytes_of",
    "locked",
    "make_folder",
    "path_named",
    "read_bytes",
    "read_input",
    "refuse_occupied",
    "refuse_unmakeable",
    "refuse_unwritable",
    "replace_file",
    "revision_of",
    "slug",
    "sweep",
    "sweep_temporary",
    "sync_folder",
    "temporary_beside",
    "too_large",
    "unwritable",
    "write_bytes",
    "write_folder",
    "write_new",
    "write_text",
    "write_together",
]
