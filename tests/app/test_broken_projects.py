"""Whatever is wrong in the files of a project, every page says something of it and fails with nothing."""

import os
import random
import shutil
import sys
from pathlib import Path

import pytest

from optimizer.projects import filling, home
from optimizer.projects.bundle import pack, unpack
from optimizer.projects.project import Project
from optimizer.projects.register_draft import TABLES
from tests.hostile.broken import broken_question

from .conftest import BOTH, PAGES, Open, said, without_faults

PARTS = {"measures": ("measures.table", TABLES), "scenarios": ("scenarios.section", ("measures", "common", "prices"))}


def broken_project(seed: int, folder: Path) -> Project:
    """A project with a case and a scenario that are broken somewhere."""
    folder.mkdir()
    broken_question(random.Random(seed), folder)
    project = home.create()
    project.scenarios_folder.mkdir(exist_ok=True)
    shutil.copytree(folder / "plant", project.data_folder / "plant")
    for scenario in folder.glob("*.toml"):
        text = scenario.read_text(encoding="utf-8").replace(' = "plant"', ' = "../data/plant"')
        (project.scenarios_folder / scenario.name).write_text(text, encoding="utf-8")
    return project


def walk(opened: Open, seed: int, folder: Path) -> None:
    """Every page, and every part of those that have some."""
    project = broken_project(seed, folder)
    for page in sorted(file.stem for file in PAGES.glob("[!_]*.py")):
        app = without_faults(opened(page, project, lang=BOTH[seed % 2], scenario="plant", view="settings"))
        assert said(app).strip(), (seed, page)
        key, parts = PARTS.get(page, ("", ()))
        for part in parts:
            app.session_state[key] = part
            without_faults(app.run())


@pytest.mark.parametrize("seed", range(3))
def test_a_broken_project_can_be_looked_at(opened: Open, tmp_path: Path, seed: int) -> None:
    walk(opened, seed, tmp_path / "broken")


@pytest.mark.long
@pytest.mark.parametrize("first", range(100, 500, 50))
def test_many_broken_projects_can_be_looked_at(opened: Open, tmp_path: Path, first: int) -> None:
    for seed in range(first, first + 50):
        walk(opened, seed, tmp_path / str(seed))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
@pytest.mark.parametrize("lang", BOTH)
def test_a_scenario_whose_name_is_not_in_utf_8_is_told_and_the_others_are_shown(opened: Open, lang: str) -> None:
    project = home.create()
    filling.from_sample(project, "teaching")
    name = os.fsdecode("План.toml".encode("cp1251"))
    shutil.copy(project.scenarios_folder / "teaching.toml", project.scenarios_folder / name)
    for page in sorted(file.stem for file in PAGES.glob("[!_]*.py")):
        without_faults(opened(page, project, lang=lang))
    shown = said(without_faults(opened("scenarios", project, lang=lang)))
    assert "План.toml" in shown
    assert "UTF-8" in shown
    assert [file.stem for file in project.scenarios] == ["teaching"]
    copy = home.create()
    (project.folder.parent / "copy.zip").write_bytes(pack(project))
    unpack(copy, project.folder.parent / "copy.zip")
    assert len(copy.scenarios) == 2
