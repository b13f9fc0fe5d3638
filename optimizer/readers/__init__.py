"""Files → Case, Scenario, Question. One module per format; all problems are raised together."""

from optimizer.readers.case_reader import check_case, read_case
from optimizer.readers.case_writer import write_case, write_tables
from optimizer.readers.scenario_file import check_question, read_question, read_scenario

__all__ = [
    "check_case",
    "check_question",
    "read_case",
    "read_question",
    "read_scenario",
    "write_case",
    "write_tables",
]
