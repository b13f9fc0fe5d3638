"""A register as people have it (XLSX, ODS, XLS, CSV; their own columns, in Ukrainian, English or Russian) → a case.

    proposal = propose(path)                           # how it would be read
    while proposal.questions:                          # whatever is not sure is asked …
        mapping = answered(proposal.mapping, {...})    # … and each answer is a line of the mapping
        proposal = propose(path, mapping)
    imported = apply(path, proposal.mapping, out)

The mapping goes to a TOML file and reads the next register of the same form without a question.
"""

from optimizer.readers.register.answers import answered
from optimizer.readers.register.importing import Imported, apply, ignored_lines, left_out_lines
from optimizer.readers.register.lines import LeftOut
from optimizer.readers.register.mapping import Mapping, mapping_of, read_mapping, written
from optimizer.readers.register.proposal import Proposal, propose
from optimizer.readers.register.questions import Choice, Question

__all__ = [
    "Choice", "Imported", "LeftOut", "Mapping", "Proposal", "Question", "answered", "apply", "ignored_lines",
    "left_out_lines", "mapping_of", "propose", "read_mapping", "written",
]  # fmt: skip
