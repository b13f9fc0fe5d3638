"""Made-up plants as projects on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.projects import home

if TYPE_CHECKING:
    from optimizer.projects.project import Project

HEAD = 'name = "A large plant"\nname_uk = "Великий завод"\ncurrency = "UAH"\nbase_year = 2026\n'
SCENARIO = """\
name = "Large"
name_uk = "Великий"
case = "../data/large"
horizon_years = 10
start_years = 3
discount_rate = 0.15
[budget]
total = 900_000_000
"""


def many_measures(count: int) -> Project:
    """A plant with so many measures on a dozen streams."""
    project = home.create()
    case = project.data_folder / "large"
    case.mkdir(parents=True)
    project.scenarios_folder.mkdir()
    streams = "".join(f"s{k},Stream {k},Потік {k},energy,kWh,{3 + k}\n" for k in range(12))
    measures = "".join(f"m{k:03d},Measure {k},Захід {k},{1000 * (k % 40 + 1)},8,{k % 5}\n" for k in range(count))
    effects = "".join(f"m{k:03d},s{k % 12},{100 * (k % 7)}\n" for k in range(count))
    (case / "case.toml").write_text(HEAD, encoding="utf-8")
    (case / "streams.csv").write_text("stream,name,name_uk,kind,unit,price\n" + streams, encoding="utf-8")
    (case / "measures.csv").write_text("measure,name,name_uk,capex,lifetime,effort\n" + measures, encoding="utf-8")
    (case / "effects.csv").write_text("measure,stream,quantity\n" + effects, encoding="utf-8")
    (project.scenarios_folder / "base.toml").write_text(SCENARIO, encoding="utf-8")
    return project
