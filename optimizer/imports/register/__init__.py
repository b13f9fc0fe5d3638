"""Any company's register (XLSX, ODS, XLS, CSV; own columns, in Ukrainian, English or Russian) → a case.

    proposal = propose(path)                           # how the register would be read
    while proposal.questions:                          # everything uncertain is a question …
        mapping = answered(proposal.mapping, {...})    # … and each answer becomes a line of the mapping
        proposal = propose(path, mapping)
    imported = apply(path, proposal.mapping, out)

The mapping is saved as a TOML file; with it, the next register of the same form is read without questions.
"""

from optimizer.imports.register.answers import answered
from optimizer.imports.register.importing import ImportedRegister, apply, ignored_lines, left_out_lines
from optimizer.imports.register.lines import SkippedRow
from optimizer.imports.register.mapping import Mapping, mapping_of, read_mapping, written
from optimizer.imports.register.proposal import Proposal, propose
from optimizer.imports.register.questions import Choice, RegisterQuestion

__all__ = [
    "Choice", "ImportedRegister", "Mapping", "Proposal", "RegisterQuestion", "SkippedRow", "answered", "apply",
    "ignored_lines", "left_out_lines", "mapping_of", "propose", "read_mapping", "written",
]  # fmt: skip
