"""Projects as somebody left them, made on the server's disk without the app."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from optimizer import shipped
from optimizer.projects import filling, home, runs
from optimizer.readers.case_writer import head_text, write_case
from optimizer.reports.answer import answer
from optimizer.studies.plan import solve
from tests.benchmarks.plants import plant_with

if TYPE_CHECKING:
    from optimizer.projects.project import Project
    from tests.benchmarks.plants import Plant


def sample(name: str = "cannery") -> Project:
    """A shipped case with its scenarios; none is answered."""
    project = home.create()
    filling.from_sample(project, name)
    return project


def answered(project: Project, *stems: str) -> Project:
    """The same once these scenarios are answered, as they ship if they do."""
    for stem in stems:
        question, shipped_answer = project.question(stem), json.loads(shipped.answer(stem) or b"null")
        if shipped_answer is None or shipped_answer["provenance"]["inputs_sha256"] != question.sha256:
            shipped_answer = answer(question, solve(question.case, question.scenario))
        runs.keep(project, stem, shipped_answer)
    return project


def hard(measures: int = 90, seed: int = 0, seconds: int = 120, name: str = "Hard") -> Project:
    """A plant that is not proved within two minutes: cancel, reload and queues need time to be looked at."""
    return laid_out(plant_with(measures, seed), seconds, name)


def laid_out(plant: Plant, seconds: int, name: str, **solver: object) -> Project:
    """A plant as a project with one scenario, solved for so long and without a gap."""
    project = home.create()
    write_case(project.data_folder / "plant", plant.case)
    asked, limit = plant.scenario, plant.scenario.limits[0]
    table = {
        "name": name,
        "case": "../data/plant",
        "horizon_years": asked.horizon_years,
        "start_years": asked.start_years,
        "discount_rate": asked.discount_rate,
        "capex_escalation": asked.capex_escalation,
        "limits": [{"name": limit.name, "metric": limit.metric, "at_least": limit.at_least}],
        "budget": {"per_year": asked.budget.per_year, "carry_over": True, "reinvest": asked.budget.reinvest},
        "solver": {"time_limit": seconds, "gap": 0, **solver},
    }
    project.scenarios_folder.mkdir(exist_ok=True)
    (project.scenarios_folder / "base.toml").write_text(head_text(table), encoding="utf-8")
    return project
