"""The answers that ship with the samples (`scenarios/answers`), so that a sample opens solved.

python -m docs.making.answers              solve what is missing or out of date (a few minutes)
python -m docs.making.answers base         only this scenario, in any case

A test checks that each answer is that to its scenario as it is now, and calculates its figures anew.
"""

from __future__ import annotations

import gzip
import json
import sys

from optimizer import shipped
from optimizer.outcome import Infeasible, Solved
from optimizer.readers.scenario_file import read_question
from optimizer.reports import answer
from optimizer.studies.plan import solve


def main(names: list[str]) -> None:
    """Solve and write the answers named, or all that are missing or out of date."""
    for file in sorted((shipped.folder() / "scenarios").glob("*.toml")):
        if file.stem in names or (not names and not is_current(file.stem)):
            sys.stdout.write(f"{file.stem}: {made(file.stem)}\n")
            sys.stdout.flush()


def is_current(name: str) -> bool:
    """Return whether the answer that ships is that to the scenario as it is now."""
    kept = shipped.answer(name)
    asked = read_question(shipped.scenario(name)).sha256
    return kept is not None and json.loads(kept)["provenance"]["inputs_sha256"] == asked


def made(name: str) -> str:
    """Solve a scenario and write its answer if it is proved; return its status."""
    question = read_question(shipped.scenario(name))
    outcome = solve(question.case, question.scenario)
    if outcome.status in ("optimal", "infeasible") and isinstance(outcome, Solved | Infeasible):
        text = answer.text([answer.answer(question, outcome)])
        file = shipped.answer_file(name)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(gzip.compress(text.encode(), mtime=0))
    return outcome.status


if __name__ == "__main__":
    main(sys.argv[1:])
