"""Projects on disk: found by their key alone, filled whole or not at all, scenarios kept in order."""

import os
import shutil
from pathlib import Path

import pytest

from optimizer import solve
from optimizer.errors import InvalidInput
from optimizer.files import LEFTOVER_AGE, ChangedOnDisk
from optimizer.imports.register import preview, propose, read_mapping
from optimizer.locales import speaking
from optimizer.projects import bundle, filling, home, runs
from optimizer.projects.project import Project
from optimizer.projects.scenario_files import delete, differences, duplicate, edit, new_child, rename, resolved
from optimizer.projects.seals import KEY_FILE
from optimizer.readers import read_case
from optimizer.readers.workbook_writer import write_workbook
from optimizer.reports.answer import answer
from optimizer.reports.terminal import sentence
from optimizer.reports.verification import verify

REGISTERS = Path(__file__).parents[1] / "registers"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("CPEE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CPEE_FOLDER", raising=False)
    return home.create()


@pytest.fixture
def cannery(project: Project) -> Project:
    filling.from_sample(project)
    return project


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_project_opens_by_its_key_and_by_nothing_else(project: Project, tmp_path: Path) -> None:
    filling.from_sample(project, "teaching")
    assert home.open_project(project.key) == project
    outside = tmp_path / "outside"
    shutil.copytree(project.folder, outside)
    (tmp_path / "home" / ("l" * 22)).symlink_to(outside)
    tricks = ("", ".", "..", "../outside", "/", f"{project.key}/", f"{project.key}/data", f"../home/{project.key}")
    for key in (*tricks, str(project.folder), "a" * 22, "l" * 22, "local", f"{project.key}\n", f"{project.key}\0"):
        assert home.open_project(key) is None, key


def test_keys_of_projects_are_private_and_never_the_same(project: Project) -> None:
    others = {home.create().key for _ in range(20)}
    assert len(others | {project.key}) == 21
    assert os.name != "posix" or project.folder.stat().st_mode & 0o077 == 0


def test_an_empty_project_says_that_it_is_empty(project: Project) -> None:
    assert project.empty
    assert project.scenarios == ()
    assert project.case_reading().case is None
    with pytest.raises(InvalidInput, match="no scenario"):
        project.question("base")


def test_the_samples_can_be_asked_every_shipped_scenario_on_them(project: Project) -> None:
    filling.from_sample(project)
    assert project.scenarios[0].stem == "base"
    assert len(project.scenarios) == 13
    for file in project.scenarios:
        assert project.question(file.stem).scenario.name == file.table["name"]
    teaching = home.create()
    filling.from_sample(teaching, "teaching")
    assert [file.stem for file in teaching.scenarios] == ["teaching"]


def test_only_an_empty_project_is_filled(cannery: Project) -> None:
    before = everything(cannery.folder)
    with pytest.raises(InvalidInput, match="already"):
        filling.from_sample(cannery, "teaching")
    assert everything(cannery.folder) == before


def test_a_folder_is_opened_in_place_by_the_key_of_this_start_and_by_no_other(
    cannery: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPEE_FOLDER", str(cannery.folder))
    assert home.open_project("local") is None
    assert home.open_project("") is None
    monkeypatch.setenv("CPEE_FOLDER_KEY", key := home.new_key())
    for other in ("", "local", key[:-1], f"{key}\n", home.new_key(), "\ud800"):
        assert home.open_project(other) is None, other
    local = home.open_project(key)
    assert local is not None
    assert local.in_place
    assert local.question("base").sha256 == cannery.question("base").sha256
    monkeypatch.setenv("CPEE_FOLDER_KEY", "guess")  # what is no key of ours opens nothing
    assert home.open_project("guess") is None


def test_leftovers_of_interrupted_writes_are_swept_and_nothing_else(cannery: Project) -> None:
    leftovers = [
        cannery.scenarios_folder / ".base.toml.0123abcd.cpee",
        cannery.data_folder / "cannery" / ".measures.csv.abcdef01.cpee",
    ]
    kept = [
        cannery.scenarios_folder / ".base.toml.swp",
        cannery.scenarios_folder / ".base.toml.0123abcd.tmp",
        cannery.scenarios_folder / "notes.txt",
        cannery.data_folder / "cannery" / "prices.csv.old",
        cannery.scenarios_folder / ".tight-budget.toml.aaaaaaaa.cpee",
    ]
    for path in (*leftovers, *kept):
        path.write_text("x")
        os.utime(path, (1, 1))
    os.utime(kept[-1])  # a write in progress
    stage = cannery.folder / ".stage.0123abcd.cpee"
    (stage / "data").mkdir(parents=True)
    os.utime(stage, (1, 1))
    assert home.open_project(cannery.key) is not None
    assert not any(path.exists() for path in (*leftovers, stage))
    assert all(path.exists() for path in kept)
    assert LEFTOVER_AGE >= 60


def test_a_scenario_can_not_name_files_outside_of_its_project(cannery: Project) -> None:
    other = home.create()
    filling.from_sample(other, "teaching")
    for line in (f'case = "../../{other.key}/data/teaching"', f'extends = "{other.folder}/scenarios/teaching.toml"'):
        text = f'name = "X"\n{line}\nhorizon_years = 5\nstart_years = 2\ndiscount_rate = 0.1\n'
        (cannery.scenarios_folder / "x.toml").write_text(text)
        with pytest.raises(InvalidInput, match="outside of the project"):
            cannery.question("x")
        key, _, value = line.partition(" = ")
        with pytest.raises(InvalidInput, match="outside of the project"):
            edit(cannery.scenario("base"), {key: value.strip('"')}, revision=None, allow_invalid=True)
    for stem in ("../scenarios/base", "..", "", "base/../base", "/etc/x", "base\0"):
        assert cannery.scenario(stem) is None


def test_a_workbook_becomes_a_project_that_can_be_solved_at_once(project: Project, tmp_path: Path) -> None:
    case, _ = read_case("data/teaching")
    write_workbook(tmp_path / "Мій завод.xlsx", case)
    assert filling.from_workbook(project, tmp_path / "Мій завод.xlsx") == ()
    assert project.case_folder == project.folder / "data" / "mii-zavod"
    question = project.question("base")
    assert question.case == case
    assert (question.scenario.horizon_years, question.scenario.start_years) == (10, 3)
    assert question.scenario.budget.per_year is None
    assert "assumed" in project.scenarios[0].text
    assert solve(question.case, question.scenario).status == "optimal"


def test_the_assumptions_of_the_first_scenario_are_said_in_the_language_spoken() -> None:
    with speaking("uk"):
        assert 'name_uk = "Перший погляд"' in filling.base_text("x")


def test_a_workbook_with_errors_leaves_nothing_unless_it_is_wanted(project: Project, tmp_path: Path) -> None:
    case, _ = read_case("data/teaching")
    broken = case.model_copy(
        update={"effects": (*case.effects, case.effects[0].model_copy(update={"measure": "ghost"}))}
    )
    write_workbook(tmp_path / "plant.xlsx", broken)
    with pytest.raises(InvalidInput, match="ghost"):
        filling.from_workbook(project, tmp_path / "plant.xlsx")
    assert list(project.folder.iterdir()) == []
    told = filling.from_workbook(project, tmp_path / "plant.xlsx", keep_errors=True)
    assert any("ghost" in problem.message for problem in told)
    assert not project.case_reading().sound
    with pytest.raises(InvalidInput, match="ghost"):
        project.question("base")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"name;capex\n"])
def test_a_broken_upload_leaves_nothing(project: Project, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(InvalidInput):
        filling.from_workbook(project, tmp_path / "x.xlsx")
    assert list(project.folder.iterdir()) == []


def test_an_import_that_fails_late_leaves_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_text: str) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(filling, "base_text", full_disk)
    with pytest.raises(OSError, match="No space"):
        filling.from_case_folder(project, Path("data/teaching"))
    assert list(project.folder.iterdir()) == []


def test_a_case_folder_is_taken_byte_for_byte(project: Project) -> None:
    filling.from_case_folder(project, Path("data/cannery"))
    assert project.case_folder is not None
    assert everything(project.case_folder) == everything(Path("data/cannery"))
    assert project.question("base").case == read_case("data/cannery")[0]


def test_a_register_becomes_a_project_with_its_mapping(project: Project) -> None:
    mapping = read_mapping(REGISTERS / "plant-uk.toml")
    imported = filling.from_register(project, preview(propose(REGISTERS / "plant-uk.xlsx", mapping)))
    assert imported.folder == project.case_folder
    assert (imported.folder / "register.toml").is_file()
    assert len(project.question("base").case.measures) == imported.measures


def test_a_register_with_open_questions_leaves_nothing(project: Project) -> None:
    with pytest.raises(InvalidInput):
        filling.from_register(project, preview(propose(REGISTERS / "plant-uk.xlsx")))
    assert list(project.folder.iterdir()) == []


def test_a_file_changed_on_disk_meanwhile_is_not_written_over_without_asking(cannery: Project) -> None:
    file = cannery.scenario("base")
    file.path.write_text(file.text.replace("start_years = 5", "start_years = 4  # by hand"), encoding="utf-8")
    for change in (
        lambda: edit(file, {"goal": "co2e_abated"}, revision=file.revision),
        lambda: rename(file, "New", revision=file.revision),
        lambda: delete(cannery.scenario("tight-budget"), revision=file.revision),
    ):
        with pytest.raises(ChangedOnDisk):
            change()
    edited = edit(file, {"goal": "co2e_abated"}, revision=None)
    assert "start_years = 4  # by hand" in edited.text
    assert edited.table["goal"] == "co2e_abated"


def test_a_file_deleted_meanwhile_is_not_brought_back_without_asking(cannery: Project) -> None:
    file = cannery.scenario("tight-budget")
    file.path.unlink()
    with pytest.raises(ChangedOnDisk):
        edit(file, {"tax_rate": 0.18}, revision=file.revision)
    assert not file.path.exists()
    assert edit(file, {"tax_rate": 0.18}, revision=None) == cannery.scenario("tight-budget")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"horizon_years": "many"}, "horizon_years"),
        ({"budget.totl": 5}, "did you mean"),
        ({"limits[New]": {"metric": "npv", "at_least": "x"}}, r"limits\[New\].at_least"),
        ({"limits[Ghost]": {}}, "no limit of this name to remove"),
        ({"limits[Ghost].at_least": 3}, "of its own"),
        ({"discount_rate": None, "horizon_years": None}, "is missing"),
        ({"extends": "tight-budget.toml"}, "cycle"),
        ({"extends": "ghost.toml"}, "there is no file"),
        ({"a..b": 1}, "is not a key"),
        ({"name": "\ud800"}, "characters"),
    ],
)
def test_an_edit_that_would_make_the_file_invalid_is_refused_and_writes_nothing(
    cannery: Project, changes: dict, told: str
) -> None:
    file = cannery.scenario("base")
    with pytest.raises(InvalidInput, match=told) as refused:
        edit(file, changes, revision=file.revision)
    assert all(problem.file == "base.toml" for problem in refused.value.problems)
    assert cannery.scenario("base") == file
    assert not list(cannery.scenarios_folder.glob(".*"))


def test_an_invalid_edit_that_is_wanted_is_kept(cannery: Project) -> None:
    file = cannery.scenario("base")
    edited = edit(file, {"horizon_years": "many"}, revision=file.revision, allow_invalid=True)
    assert cannery.scenario("base") == edited
    with pytest.raises(InvalidInput, match="horizon_years"):
        cannery.question("tight-budget")


def test_a_file_that_is_no_toml_is_shown_with_its_problem_and_not_edited(cannery: Project) -> None:
    (cannery.scenarios_folder / "broken.toml").write_bytes(b"name = \n")
    (cannery.scenarios_folder / "utf16.toml").write_bytes("name = 'x'".encode("utf-16"))
    for stem in ("broken", "utf16"):
        file = cannery.scenario(stem)
        assert file.problem is not None
        assert file.name == stem
        with pytest.raises(InvalidInput):
            edit(file, {"name": "x"}, revision=file.revision)
    assert len(cannery.scenarios) == 15


def test_a_parents_limit_is_taken_out_replaced_and_given_back(cannery: Project) -> None:
    parent = cannery.scenario("climate-target")
    child = new_child(parent, "Climate, softer", "Клімат, м'якше")
    assert child.stem == "climate-softer"
    name = "Own emissions down by 35 %"
    child = edit(child, {f"limits[{name}]": {}}, revision=child.revision)
    assert list(resolved(child)["limits"]) == ["Emissions of purchased energy down by 10 %"]
    child = edit(
        child, {("limits", name): {"metric": "co2e_abated_scope1", "at_least": "20%"}}, revision=child.revision
    )
    assert resolved(child)["limits"][name]["at_least"] == "20%"
    child = edit(child, {f"limits[{name}]": None}, revision=child.revision)
    assert resolved(child)["limits"] == resolved(parent)["limits"]
    assert differences(child) == ()


def test_differences_are_the_own_keys_against_what_the_parents_resolve_to(cannery: Project) -> None:
    child = new_child(cannery.scenario("climate-target"), "Both")
    changes = {
        "discount_rate": 0.18,  # as in base.toml
        "start_years": 4,
        "prices.heat.price": 3000,
        "limits[Own emissions down by 35 %]": {},
        "limits[Few]": {"metric": "measures", "at_most": 10},
    }
    child = edit(child, changes, revision=child.revision)
    found = {one.key: (one.parent, one.own) for one in differences(child)}
    assert found.pop("limits[Own emissions down by 35 %]")[1] is None
    assert found == {
        "start_years": (5, 4),
        "prices.heat.price": (None, 3000),
        "limits[Few]": (None, {"name": "Few", "metric": "measures", "at_most": 10}),
    }


def test_what_others_extend_is_not_deleted_and_they_are_named(cannery: Project) -> None:
    base = cannery.scenario("base")
    with pytest.raises(InvalidInput, match=r"After profit tax.*Tight budget"):
        delete(base, revision=base.revision)
    child = cannery.scenario("tight-budget")
    delete(child, revision=child.revision)
    assert cannery.scenario("tight-budget") is None


def test_a_copy_has_a_name_of_its_own_and_everything_else_of_the_first(cannery: Project) -> None:
    base = cannery.scenario("base")
    copy = duplicate(base, "Бюджет «Є»", "Бюджет")
    assert copy.stem == "biudzhet-ie"
    assert copy.text.splitlines()[2:] != base.text.splitlines()[1:3]
    assert [line for line in copy.text.splitlines() if "name" not in line] == [
        line for line in base.text.splitlines() if "name" not in line
    ]
    again = duplicate(base, "бюджет є")
    assert again.stem == "biudzhet-ie-2"
    with pytest.raises(InvalidInput, match="already"):
        duplicate(base, "БЮДЖЕТ «Є»")
    with pytest.raises(InvalidInput, match="already"):
        rename(again, "Own funds only", revision=again.revision)
    renamed = rename(again, "CON", "", revision=again.revision)
    assert (renamed.stem, renamed.name) == ("biudzhet-ie-2", "CON")
    assert duplicate(base, "nul").stem == "nul-1"


def test_scenarios_are_named_in_the_language_spoken(cannery: Project) -> None:
    with speaking("uk"):
        assert cannery.scenario("base").name == "Лише власні кошти"
    assert cannery.scenario("base").name == "Own funds only"


@pytest.fixture
def answered(project: Project) -> Project:
    filling.from_sample(project, "teaching")
    question = project.question("teaching")
    runs.keep(project, "teaching", answer(question, solve(question.case, question.scenario)))
    return project


def test_the_last_answer_comes_back_evaluated_and_says_whether_it_is_current(answered: Project) -> None:
    run = runs.last(answered, "teaching")
    assert run is not None
    assert run.current
    assert run.outcome.status == "optimal"
    assert float(run.outcome.figures.objective) == run.entry["objective"]
    assert verify(answered.runs_folder / "teaching.json")[0].differences == ()
    file = answered.scenario("teaching")
    file = rename(file, "Teaching, renamed", "", revision=file.revision)
    assert runs.last(answered, "teaching").current
    edit(file, {"discount_rate": 0.11}, revision=file.revision)
    assert not runs.last(answered, "teaching").current


def test_an_answer_that_does_not_hold_is_no_answer(answered: Project) -> None:
    path = answered.runs_folder / "teaching.json"
    good = path.read_text(encoding="utf-8")
    start = runs.last(answered, "teaching").entry["portfolio"][0]
    for bad in (
        "",
        "[]",
        "[" * 100_000,
        '{"inputs": 3}',
        good.replace(start["measure"], "ghost", 1),
        good.replace('"objective": ', '"objective": 9'),
    ):
        path.write_text(bad, encoding="utf-8")
        assert runs.last(answered, "teaching") is None, bad[:50]
    path.write_text(good, encoding="utf-8")
    assert runs.last(answered, "teaching") is not None
    assert runs.last(answered, "../runs/teaching") is None


def test_of_a_scenario_that_is_gone_no_answer_is_kept(answered: Project) -> None:
    entry = runs.last(answered, "teaching").entry
    for stem in ("ghost", "../ghost", ".."):
        runs.keep(answered, stem, entry)
    assert {path.name for path in answered.runs_folder.iterdir()} == {"teaching.json", "teaching.seal"}
    runs.forget(answered, "teaching")
    assert runs.last(answered, "teaching") is None
    assert not [*answered.runs_folder.iterdir()]


def sent(project: Project, folder: Path) -> Project:
    """The project as it arrives at somebody who opens its bundle."""
    (folder / "sent.zip").write_bytes(bundle.pack(project))
    arrived = home.create()
    bundle.unpack(arrived, folder / "sent.zip")
    return arrived


def test_an_answer_that_was_sent_is_a_claim_until_it_is_solved_here(answered: Project, tmp_path: Path) -> None:
    own = runs.last(answered, "teaching").outcome
    assert (own.status, own.claimed) == ("optimal", False)
    arrived = sent(answered, tmp_path)
    kept = runs.last(arrived, "teaching")
    assert kept.outcome.figures == own.figures
    assert (kept.outcome.status, kept.outcome.bound, kept.outcome.proofs) == ("feasible", None, ())
    assert kept.outcome.claimed
    runs.keep(arrived, "teaching", kept.entry)
    assert runs.last(arrived, "teaching").outcome == own


def test_no_file_makes_an_answer_one_that_was_proved_here(answered: Project) -> None:
    path, mark = (answered.runs_folder / f"teaching.{ending}" for ending in ("json", "seal"))
    good, seal = path.read_bytes(), mark.read_bytes()
    for data, told in ((good, b""), (good, b"0" * 64), (good, b"\xff"), (good.replace(b"1", b"1 ", 1) + b" ", seal)):
        path.write_bytes(data)
        mark.write_bytes(told)
        found = runs.last(answered, "teaching")
        assert found is None or found.outcome.claimed
    path.write_bytes(good)
    mark.write_bytes(seal)
    assert not runs.last(answered, "teaching").outcome.claimed
    (home.home() / KEY_FILE).unlink()  # as on another computer
    assert runs.last(answered, "teaching").outcome.claimed


def test_that_nothing_is_possible_is_a_claim_as_well_where_it_was_sent(answered: Project, tmp_path: Path) -> None:
    limit = '[[limits]]\nname = "All"\nmetric = "co2e_abated"\nat_least = 1e6\n'
    (answered.scenarios_folder / "all.toml").write_text(f'name = "All"\nextends = "teaching.toml"\n{limit}', "utf-8")
    question = answered.question("all")
    runs.keep(answered, "all", answer(question, solve(question.case, question.scenario)))
    assert not runs.last(answered, "all").outcome.claimed
    found = runs.last(sent(answered, tmp_path), "all").outcome
    assert (found.status, found.claimed, found.proofs) == ("infeasible", True, ())
    with speaking("en"):
        assert sentence(question, found).startswith("Claimed by the sender, not proved here: “No plan ")


@pytest.mark.skipif(os.name != "posix", reason="modes of files are not those of other systems")
@pytest.mark.usefixtures("answered")
def test_the_key_and_the_folder_of_the_projects_are_closed_to_others() -> None:
    key = home.home() / KEY_FILE
    assert (key.stat().st_mode & 0o777, len(key.read_bytes())) == (0o600, 32)
    home.home().chmod(0o755)
    home.create()
    assert home.home().stat().st_mode & 0o777 == 0o700
    before = key.read_bytes()
    home.home().chmod(0o1777)  # as /tmp is: not ours to close
    with pytest.raises(InvalidInput, match="CPEE_HOME"):
        home.create()
    assert home.home().stat().st_mode & 0o7777 == 0o1777
    assert key.read_bytes() == before
