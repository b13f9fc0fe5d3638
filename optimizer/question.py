"""A question as it was read: a case, a scenario on it, and warnings."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.case import Case
    from optimizer.errors import Problem
    from optimizer.scenario import Scenario


@dataclass(frozen=True, repr=False)
class Question:
    """A coherent case and scenario; `warnings` are problems that don't prevent solving."""

    case: Case
    scenario: Scenario
    warnings: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        warned = f", {len(self.warnings)} warnings" if self.warnings else ""
        measures = len(self.case.measures)
        return f"<Question {self.scenario.name!r}: goal {self.scenario.goal}, {measures} measures{warned}>"

    @cached_property
    def inputs(self) -> dict[str, Any]:
        """Return the resolved inputs as plain values, without defaults and paths: everything an answer depends on."""
        scenario = self.scenario.model_dump(mode="json", exclude={"case", "extends"}, exclude_defaults=True)
        return {"case": self.case.model_dump(mode="json", exclude_defaults=True), "scenario": scenario}

    @cached_property
    def sha256(self) -> str:
        """Return the hash of the resolved, sorted inputs."""
        return digest(self.inputs)


def digest(inputs: dict[str, Any]) -> str:
    """Return SHA-256 of plain values, independent of the order of their keys."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
