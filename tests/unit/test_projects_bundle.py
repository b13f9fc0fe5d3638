"""A bundle packed and opened is the same project; a bundle that is a trap opens nothing, with one message."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.errors import InvalidInput
from optimizer.projects import filling, home, runs
from optimizer.projects.bundle import pack, unpack
from optimizer.projects.project import Project
from optimizer.projects.register_draft import Edit, TableChange, change, table
from optimizer.projects.scenario_files import new_child

CASE = {
    "data/c/case.toml": b'name = "C"\ncurrency = "UAH"\nbase_year = 2026\n',
    "data/c/streams.csv": b"stream,kind,unit\ne,energy,kWh\n",
    "data/c/measures.csv": b"measure,name,capex,lifetime\n",
    "data/c/effects.csv": b"measure,stream,quantity\n",
}


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPEE_HOME", str(tmp_path / "home"))


def zipped(path: Path, parts: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def refused(path: Path) -> str:
    """What is said of a bundle that nothing is taken of."""
    project = home.create()
    with pytest.raises(InvalidInput) as told:
        unpack(project, path)
    assert len(told.value.problems) == 1
    assert list(project.folder.iterdir()) == []
    return str(told.value)


def test_a_project_packed_and_opened_is_the_same_project(tmp_path: Path) -> None:
    first = home.create()
    filling.from_sample(first)
    change(first, "measures", TableChange((Edit(0, "capex", "a lot"),)), revision=table(first, "measures").revision)
    new_child(first.scenario("base"), "Нова & «своя»")
    first.runs_folder.mkdir()
    (first.runs_folder / "base.json").write_text("{}")
    (first.scenarios_folder / ".hidden.toml").write_text("x = 1")
    (first.folder / "secret.txt").write_text("x")
    packed = pack(first)
    assert pack(first) == packed
    (tmp_path / "b.zip").write_bytes(packed)
    second = home.create()
    unpack(second, tmp_path / "b.zip")
    assert pack(second) == packed
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert len(names) == 8 + 14 + 1
    assert not any("hidden" in name or "secret" in name or "undo" in name for name in names)
    assert [file.text for file in second.scenarios] == [file.text for file in first.scenarios]
    assert table(second, "measures") == table(first, "measures")
    assert runs.last(second, "base") is None


NAMES = (
    "План №1",
    "план «А»",
    "50% план",
    "a#1",
    "x [old]",
    "_draft",
    "a&b, (c)+d",
    "  blank ",
    "a:b?",
    "CON",
    "Б" * 120,
    "long " * 40,
    "nbsp\xa0b",
)


def test_no_scenario_is_left_out_of_a_bundle_whatever_its_file_is_called(tmp_path: Path) -> None:
    first = home.create()
    filling.from_sample(first)
    before = {file.name for file in first.scenarios}
    for number, stem in enumerate(NAMES):
        text = f'name = "Number {number}"\nextends = "base.toml"  # why\n'
        (first.scenarios_folder / f"{stem}.toml").write_text(text)
        (first.runs_folder).mkdir(exist_ok=True)
        (first.runs_folder / f"{stem}.json").write_text(f'"{number}"')
    (first.scenarios_folder / "child.toml").write_text('name = "Child"\nextends = "a:b?.toml"\n')
    (tmp_path / "b.zip").write_bytes(pack(first))
    second = home.create()
    unpack(second, tmp_path / "b.zip")
    told = {f"Number {number}" for number in range(len(NAMES))}
    assert {file.name for file in second.scenarios} == before | told | {"Child"}
    assert all(second.question(file.stem).scenario.name == file.name for file in second.scenarios)
    for file in second.scenarios:
        if file.name in told:
            assert (second.runs_folder / f"{file.stem}.json").read_text() == f'"{file.name.split()[1]}"'
    assert (second.scenarios_folder / "План №1.toml").is_file()


def test_names_that_only_some_systems_tell_apart_are_told_apart_in_a_bundle(tmp_path: Path) -> None:
    first = home.create()
    filling.from_sample(first)
    for stem in ("x", "X"):
        (first.scenarios_folder / f"{stem}.toml").write_text(f'name = "{stem}"\nextends = "base.toml"\n')
    if len([*first.scenarios_folder.glob("[xX].toml")]) == 1:
        pytest.skip("this file system does not tell them apart")
    (tmp_path / "b.zip").write_bytes(pack(first))
    second = home.create()
    unpack(second, tmp_path / "b.zip")
    assert {file.name for file in second.scenarios} == {file.name for file in first.scenarios}


def in_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("CPEE_FOLDER", str(folder))
    monkeypatch.setenv("CPEE_FOLDER_KEY", key := home.new_key())
    opened = home.open_project(key)
    assert opened is not None
    return opened


def test_a_bundle_holds_the_case_and_what_is_extended_wherever_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = home.create()
    filling.from_sample(sample)
    folder = tmp_path / "mine"
    (folder / "scenarios").mkdir(parents=True)
    (sample.data_folder / "cannery").rename(folder / "case")
    (folder / "case" / "private.csv").write_text("of no case\n")
    base = (sample.scenarios_folder / "base.toml").read_text()
    (folder / "common.toml").write_text(base.replace("../data/cannery", "case"))
    (folder / "scenarios" / "here.toml").write_text(base.replace("../data/cannery", "../case"))
    (folder / "scenarios" / "child.toml").write_bytes(
        b'\xef\xbb\xbfname = "Child" # mine\r\nextends = "../common.toml"\r\n'
    )
    local = in_place(folder, monkeypatch)
    (tmp_path / "b.zip").write_bytes(pack(local))
    second = home.create()
    unpack(second, tmp_path / "b.zip")
    for stem in ("here", "child"):
        assert second.question(stem).inputs == local.question(stem).inputs
    assert not [*second.folder.rglob("private.csv")]
    assert (second.scenarios_folder / "child.toml").read_bytes() == (
        b'\xef\xbb\xbfname = "Child" # mine\r\nextends = "common.toml"\r\n'
    )


def test_what_can_not_be_packed_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = home.create()
    filling.from_sample(first)
    (tmp_path / "secret.toml").write_text('name = "x"\n')
    (first.scenarios_folder / "link.toml").symlink_to(tmp_path / "secret.toml")
    (first.scenarios_folder / "far.toml").write_text(f'name = "Far"\nextends = "{tmp_path}/secret.toml"\n')
    with pytest.raises(InvalidInput) as told:
        pack(first)
    assert {problem.file for problem in told.value.problems} == {"link.toml", "far.toml"}
    folder = tmp_path / "mine"
    (folder / "scenarios").mkdir(parents=True)
    (folder / "scenarios" / "lost.toml").write_text(f'name = "Lost"\ncase = "{tmp_path}/gone"\n')
    with pytest.raises(InvalidInput, match=r"lost\.toml, case"):
        pack(in_place(folder, monkeypatch))


@pytest.mark.parametrize(
    "name",
    [
        "../evil.toml",
        "/etc/evil.toml",
        "scenarios/../../evil.toml",
        "scenarios/..",
        "scenarios\\evil.toml",
        "C:/evil.toml",
        "scenarios/c:evil.toml",
        "scenarios/.hidden.toml",
        "scenarios/CON.toml",
        "scenarios/a\nb.toml",
        "scenarios/evil.py",
        "scenarios/deep/evil.toml",
        "undo/0001.json",
        "evil.toml",
        "data/c/evil.exe",
        "data/evil.xlsm",
        "runs/../scenarios/base.toml",
        "DATA/C/case.toml",
        "evil/",
        "scenarios/" + "x" * 200 + ".toml",
    ],
)
def test_a_part_that_is_none_of_a_project_is_refused_by_name(tmp_path: Path, name: str) -> None:
    assert "no part of a project" in refused(zipped(tmp_path / "b.zip", {**CASE, name: b""}))
    assert not (tmp_path / "evil.toml").exists()


def test_a_part_without_a_name_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", {**CASE, "nameless": b""})
    path.write_bytes(path.read_bytes().replace(b"nameless", b"\0ameless"))  # a name ends where its first zero is
    assert "no part of a project" in refused(path)


def test_links_and_other_special_files_are_refused(tmp_path: Path) -> None:
    for kind in (stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR):
        zipped(tmp_path / "b.zip", CASE)
        with zipfile.ZipFile(tmp_path / "b.zip", "a") as archive:
            link = zipfile.ZipInfo("scenarios/base.toml")
            link.create_system, link.external_attr = 3, (kind | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
        assert "no part of a project" in refused(tmp_path / "b.zip")


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    for again in ("data/c/case.toml", "data/c/CASE.toml"):
        zipped(tmp_path / "b.zip", CASE)
        with zipfile.ZipFile(tmp_path / "b.zip", "a") as archive, pytest.MonkeyPatch.context() as quiet:
            quiet.setattr("warnings.warn", lambda *_args, **_more: None)
            archive.writestr(again, b"x")
        assert "no part of a project" in refused(tmp_path / "b.zip")


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    zeros = zipped(tmp_path / "ratio.zip", {**CASE, "data/c/factors.csv": b"0" * 5_000_000})
    assert "more than is reasonable" in refused(zeros)
    many = zipped(tmp_path / "many.zip", {**CASE, **{f"scenarios/s{n}.toml": b"x" for n in range(500)}})
    assert "more than is reasonable" in refused(many)
    large = zipped(tmp_path / "large.zip", {**CASE, "data/c/factors.csv": b"0" * 10_000_001}, zipfile.ZIP_STORED)
    assert "larger than 10 MB" in refused(large)


def test_a_part_longer_than_it_says_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "b.zip", {**CASE, "data/c/factors.csv": bytes(range(256)) * 400})
    data = bytearray(path.read_bytes())
    size = struct.pack("<L", 256 * 400)
    assert data.count(size) == 2
    path.write_bytes(bytes(data).replace(size, struct.pack("<L", 10)))
    assert "reasonable" in refused(path) or "damaged" in refused(path)


def test_a_scenario_that_names_what_is_not_in_the_bundle_is_refused(tmp_path: Path) -> None:
    for line in ('case = "/etc"', 'extends = "../../other/scenarios/base.toml"', 'case = "../../x"', "case = 3"):
        text = f'name = "X"\n{line}\n'
        told = refused(zipped(tmp_path / "b.zip", {**CASE, "scenarios/x.toml": text.encode()}))
        assert "outside" in told


def test_a_bundle_without_a_case_and_files_that_are_no_bundle_are_refused(tmp_path: Path) -> None:
    assert "no case" in refused(zipped(tmp_path / "b.zip", {"scenarios/x.toml": b'name = "x"\n'}))
    for number, data in enumerate((b"", b"PK", b"PK\x03\x04" * 100, b"name,capex\n", b"PK\x05\x06" + b"\0" * 18)):
        (tmp_path / f"{number}.zip").write_bytes(data)
        assert "no bundle" in refused(tmp_path / f"{number}.zip") or "no case" in refused(tmp_path / f"{number}.zip")
    assert "no bundle" in refused(tmp_path / "ghost.zip")
    assert "no bundle" in refused(tmp_path)


def test_a_bundle_is_opened_in_an_empty_project_only(tmp_path: Path) -> None:
    project = home.create()
    filling.from_sample(project, "teaching")
    before = pack(project)
    with pytest.raises(InvalidInput, match="already"):
        unpack(project, zipped(tmp_path / "b.zip", CASE))
    assert pack(project) == before


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_bundle_is_refused_with_one_message_or_is_whole(tmp_path: Path, data: st.DataObject) -> None:
    good = bytearray(zipped(tmp_path / "b.zip", CASE).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from((len(good), data.draw(st.integers(0, len(good))))))
    (tmp_path / "b.zip").write_bytes(bytes(good[:cut]))
    project = home.create()
    told: tuple = ()
    try:
        unpack(project, tmp_path / "b.zip")
    except InvalidInput as bad:
        told = bad.problems
    assert len(told) == 1 if project.empty else told == ()
    assert list(project.folder.iterdir()) == [] or not project.empty
