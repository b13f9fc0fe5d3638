"""An edited scenario file states exactly what was set, and keeps all other values, its order and its comments."""

import copy
import multiprocessing
import re
import time
import tomllib
from decimal import Decimal
from multiprocessing.context import BaseContext
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.projects.scenario_files import edit, read_file
from optimizer.projects.toml_edit import edited
from optimizer.projects.toml_text import pieces_of
from optimizer.projects.toml_values import plain_value, same
from tests.laws import editors
from tests.laws.editors import EDITORS, EDITS, edit_forever, edit_often

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))

SECTIONS = {
    "budget": "[budget] # money\nper_year = [2_000_000, 1_500_000]   # two years\ntotal = 3_500_000\n",
    "budget spread": "[budget]\n# inside\nper_year = [\n  2_000_000,  # 1st\n  # between\n  1_500_000,  # 2nd\n]\n",
    "prices": "[prices.heat]\nprice = 7.20 # c1\npath = { 2028 = 9.0, 2030 = 1_1.5 }\n",
    "prices table": "[prices]\nheat = { price = 7.2 } # c2\ncold.price = 3 # c3\n",
    "prices path": "[prices.heat]\nescalation = 0.08\n\n[prices.heat.path] # c4\n2028 = 9\n",
    "taxes": '[taxes."co2e"]\ntax = 30\n# the end of taxes\n',
    "factors": "[factors.heat.co2e] # c14\ntrend = -0.03\npath = { 2028 = 0.3 } # c15\nscope = 2\n",
    "factors table": "[factors]\nheat.co2e = { trend = 0.1 } # c16\ncold.co2e.trend = 3\n",
    "limits": '[[limits]] # c5\nname = "A"\nmetric = "npv"\nat_least = "30%" # c6\n\n# about B\n[[limits]]\n'
    'name = \'B\'\nmetric = "capex"\nat_most = 5e5\nwhere = { site = ["x", "y"] }\n',
    "limits filtered": '[[limits]]\nname = "A"\nmetric = "npv"\nat_least = 3\n[limits.where] # c7\nsite = "x"\n',
    "measures": '[measures]\ninclude = ["led", "dry, cleaning"] # c8 = [1]\n',
    "solver": "[solver]\ngap = 0.0001\n",
}
ROOTS = (
    'name = "N" # c9\ncase = "../data/c"\nhorizon_years = 10 # ten\nstart_years = 3\ndiscount_rate = 0.180\n',
    'name = """N #\n"q" """ # c10\nextends = \'a#b.toml\'\n\n# about the goal\ngoal = "npv"\n',
    "budget.total = 5 # c11\nbudget.carry_over = true\nsolver = { gap = 0.1, proofs = 1 } # c12\n",
    "\n",
    'limits = [ { name = "A", at_least = 1 }, { name = "B" } ] # c13\n',
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Return the text of a scenario file as a person may have written it."""
    root = draw(st.sampled_from(ROOTS))
    kinds = draw(st.lists(st.sampled_from(sorted(SECTIONS)), unique_by=lambda name: name.split()[0], max_size=6))
    kinds = [kind for kind in kinds if not re.search(rf"^{kind.split()[0]}\b", root, re.MULTILINE)]
    parts = [draw(st.sampled_from(("# head\n\n", "# head\n# of the file\n", ""))), root]
    for number, kind in enumerate(kinds):
        parts += [draw(st.sampled_from(("\n", "", "\n\n"))), draw(st.sampled_from(("", f"# about section {number}\n")))]
        parts.append(SECTIONS[kind])
    text = "".join(parts) + draw(st.sampled_from(("", "\n", "# the end\n", "# the end")))
    text = text if draw(st.booleans()) else text.removesuffix("\n")
    text = text.replace("\n", "\r\n") if draw(st.integers(0, 3)) == 0 else text
    tomllib.loads(text)
    return text


NUMBERS = st.one_of(st.integers(-(10**12), 10**12), st.decimals(-1000, 1000, places=3), st.floats(-5, 5, width=16))
WORDS = st.text(st.sampled_from("aйЇ \"'#=[]{},.\\\n\t%№0"), max_size=8)
LEAVES = st.one_of(NUMBERS, st.booleans(), WORDS)
YEARS = st.dictionaries(st.sampled_from(("2028", "2030", "2031")), NUMBERS, max_size=3)
CHANGES = st.one_of(
    st.tuples(st.sampled_from([("goal",), ("name",), ("discount_rate",), ("tax rate",)]), LEAVES | st.none()),
    st.tuples(st.just(("budget", "per_year")), st.none() | NUMBERS | st.lists(NUMBERS, max_size=4)),
    st.tuples(st.sampled_from([("budget", "total"), ("solver", "gap"), ("taxes", "co2e", "tax")]), NUMBERS | st.none()),
    st.tuples(
        st.tuples(
            st.just("prices"), st.sampled_from(("heat", "cold", "a.b")), st.sampled_from(("price", "escalation"))
        ),
        NUMBERS | st.none(),
    ),
    st.tuples(st.sampled_from([("prices", "heat", "path"), ("taxes", "co2e", "path")]), YEARS | st.none()),
    st.tuples(st.just(("prices", "heat", "path", "2028")), NUMBERS | st.none()),
    st.tuples(
        st.tuples(st.just("factors"), st.sampled_from(("heat", "cold", "a.b")), st.just("co2e"), st.just("trend")),
        NUMBERS | st.none(),
    ),
    st.tuples(st.just(("factors", "heat", "co2e", "path")), YEARS | st.none()),
    st.tuples(st.sampled_from([("factors", "heat", "co2e"), ("factors", "heat"), ("first_start",)]), st.none()),
    st.tuples(st.sampled_from([("prices", "heat"), ("budget",), ("prices",)]), st.none()),
    st.tuples(st.just(("prices", "cold")), st.fixed_dictionaries({"price": NUMBERS}, optional={"path": YEARS})),
    st.tuples(st.sampled_from([("measures", "include"), ("measures", "exclude")]), st.lists(WORDS, max_size=3)),
)


def applied(table: dict, path: tuple, value: object) -> dict:
    """Return the table with a key set or removed, by the simplest means; empty tables count as absent."""
    table = copy.deepcopy(table)
    at = table
    for key in path[:-1]:
        at = at.setdefault(key, {})
    if value is None:
        at.pop(path[-1], None)
    else:
        at[path[-1]] = plain_value(value)
    return table


def without_empty(value: object) -> object:
    if isinstance(value, dict):
        inner = {key: without_empty(one) for key, one in value.items()}
        return {key: one for key, one in inner.items() if one not in ({}, [])}
    return value


def read(text: str) -> dict:
    return tomllib.loads(text, parse_float=Decimal)


def lines_of(text: str, *, about: tuple = ("nothing",)) -> list[str]:
    """Return the lines of a file, without those of the keys that begin with `about`."""
    pieces = [
        piece
        for piece in pieces_of(text)
        if piece.kind != "key" or piece.path[: len(about)] != about[: len(piece.path)]
    ]
    return [line.strip() for piece in pieces for line in piece.text.splitlines() if line.strip()]


def is_within(lines: list[str], others: list[str]) -> bool:
    """Return whether the lines are all among the others, in their order."""
    rest = iter(others)
    return all(line in rest for line in lines)


@MANY
@given(texts(), st.lists(CHANGES, min_size=1, max_size=6))
def test_an_edit_reads_back_as_what_was_set_and_nothing_else_changes(text: str, changes: list) -> None:
    for path, value in changes:
        before = read(text)
        if path[0] in before and not isinstance(before[path[0]], dict) and len(path) > 1:
            continue
        after = edited(text, path, value)
        assert same(without_empty(read(after)), without_empty(applied(before, path, value)))
        text = after


@MANY
@given(texts(), CHANGES)
def test_lines_that_an_edit_is_not_about_stay_in_their_order(text: str, change: tuple) -> None:
    path, value = change
    after = [line.strip() for line in edited(text, path, value).splitlines() if line.strip()]
    others = lines_of(text, about=path)
    if value is None:  # a table may disappear with its key, together with its own comment
        gone = [line for line in others if line not in after]
        own = ("[", "# about section", *(["# inside"] if path == ("budget",) else []))
        assert all(line.startswith(own) for line in gone), gone
        others = [line for line in others if line not in gone]
    assert is_within(others, after)


@MANY
@given(texts(), st.sampled_from(("A", "B")), st.data())
def test_limits_are_set_added_and_taken_out_by_name(text: str, name: str, data: st.DataObject) -> None:
    limits = read(text).get("limits", [])
    at = next((at for at, limit in enumerate(limits) if limit["name"] == name), len(limits))
    whole = data.draw(
        st.none() | st.fixed_dictionaries({"at_least": NUMBERS}, optional={"where": st.just({"site": ["q"]})})
    )
    if whole is None and at == len(limits):
        return
    value = None if whole is None else {"name": name, **whole}
    after = edited(text, ("limits", at), value)
    wanted = [*limits[:at], *([] if value is None else [plain_value(value)]), *limits[at + 1 :]]
    assert same(without_empty({**read(text), "limits": wanted}), without_empty(read(after)))
    for comment in ("# head", "# about B", "# the end"):
        mine = comment == "# about B" and value is None and name == "B"
        assert mine or after.count(comment) == text.count(comment)


@MANY
@given(texts())
def test_the_pieces_of_a_file_are_the_file_and_setting_what_is_there_changes_no_byte(text: str) -> None:
    assert "".join(piece.text for piece in pieces_of(text)) == text
    for key, value in read(text).items():
        if key != "limits":
            assert edited(text, (key,), value) == text


@FEW
@given(
    st.lists(
        st.tuples(st.sampled_from(("budget.total", "limits[A].at_least", "prices.heat.price")), st.integers(1, 10**9)),
        min_size=1,
        max_size=5,
    )
)
def test_a_sound_scenario_stays_sound_through_edits_by_key(tmp_path_factory, changes: list) -> None:
    path = tmp_path_factory.mktemp("scenarios") / "s.toml"
    path.write_text(ROOTS[0] + SECTIONS["budget"] + SECTIONS["limits"], encoding="utf-8")
    for key, value in changes:
        file = read_file(path)
        assert edit(file, {key: value}, revision=file.revision) == read_file(path)
    wanted = dict(changes)
    table = read_file(path).table
    assert table["budget"]["total"] == wanted.get("budget.total", 3_500_000)
    assert table["limits"][0]["at_least"] == wanted.get("limits[A].at_least", "30%")
    assert table.get("prices", {}) == (
        {"heat": {"price": wanted["prices.heat.price"]}} if "prices.heat.price" in wanted else {}
    )


def processes() -> BaseContext:
    """What starts editors: a server that loads their program once, on systems that can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([editors.__name__])
    return server


def test_four_editors_at_once_lose_no_edit(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(ROOTS[0] + "\n[budget]\ntotal = 0 # shared\n", encoding="utf-8")
    fresh = processes()
    started = [fresh.Process(target=edit_often, args=(path, editor)) for editor in range(EDITORS)]
    for editor in started:
        editor.start()
    for editor in started:
        editor.join(120)
    assert [editor.exitcode for editor in started] == [0] * EDITORS
    budget = read_file(path).table["budget"]
    assert budget["total"] == EDITS * EDITORS
    assert budget["per_year"] == [EDITS] * EDITORS
    assert "# shared" in path.read_text(encoding="utf-8")
    assert [file.name for file in tmp_path.iterdir()] == ["s.toml"]


def test_an_editor_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(ROOTS[0] + "# the end\n", encoding="utf-8")
    fresh = processes()
    for pause in range(0, 8, 2):
        before = path.read_bytes()
        editor = fresh.Process(target=edit_forever, args=(path,))
        editor.start()
        until = time.monotonic() + 60
        while path.read_bytes() == before and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(pause * 0.0037)
        editor.kill()
        editor.join()
        per_year = read_file(path).table["budget"]["per_year"]
        assert path.read_bytes() != before
        assert per_year == [per_year[0]] * 2_000
        assert read_file(path).text.count("# the end") == 1
    edit(read_file(path), {"budget.per_year": None}, revision=None)  # and it is not locked
