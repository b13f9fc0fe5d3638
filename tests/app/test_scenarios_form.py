"""The form over every key of a scenario: what is typed stands in the file, comments kept; what can't be is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as some

from optimizer.errors import BadValue
from optimizer.locales import LANGUAGES, speaking
from optimizer.projects import scenario_files
from optimizer.scenario import Scenario
from optimizer.ui.scenarios.titles import HELP, TITLES
from optimizer.ui.shared.typed import bound, bound_shown, by_year, parsed, shown

from .conftest import BOTH, Open, said, without_faults
from .test_scenarios import CHILD, add_scenario, pressed, settings

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from optimizer.projects.project import Project

D = Decimal
STEM = "green"


@pytest.fixture
def family(teaching: Project) -> Project:
    add_scenario(teaching, STEM, CHILD)
    return teaching


def section(opened: Open, project: Project, name: str, lang: str = "en", stem: str = STEM) -> AppTest:
    return settings(opened, project, stem, lang, section=name)


def inside(project: Project, *keys: str, stem: str = STEM) -> Any:
    found: Any = project.scenario(stem).table
    for key in keys:
        found = found[key]
    return found


TYPED = [
    ("common", "horizon_years", "6", 6),
    ("common", "start_years", "3", 3),
    ("rates", "first_start", "2027", 2027),
    ("common", "discount_rate", "15.5", D("0.155")),
    ("rates", "capex_escalation", "7 %", D("0.07")),
    ("rates", "tax_rate", "18", D("0.18")),
    ("rates", "depreciation_years", "5", 5),
    ("common", "budget.total", "1 250 000", 1_250_000),
    ("common", "budget.reinvest", "50", D("0.5")),
    ("prices", "prices.electricity.price", "7.25", D("7.25")),
    ("prices", "prices.electricity.escalation", "9", D("0.09")),
    ("prices", "prices.electricity.path", "2028: 9; 2030 = 12.5", {"2028": 9, "2030": D("12.5")}),
    ("taxes", "taxes.co2e.tax", "100", 100),
    ("taxes", "taxes.co2e.escalation", "-1", D("-0.01")),
    ("taxes", "taxes.co2e.path", "2028: 60", {"2028": 60}),
    ("factors", "factors.electricity.co2e.trend", "-3", D("-0.03")),
    ("factors", "factors.electricity.co2e.path", "2028: 0.3; 2030: 0.2", {"2028": D("0.3"), "2030": D("0.2")}),
    ("measures", "measures.max_payback", "4", 4),
    ("solver", "solver.gap", "0.1 %", D("0.001")),
    ("solver", "solver.time_limit", "30", 30),
    ("basics", "name_uk", "Інший", "Інший"),
]


@pytest.mark.parametrize(
    ("lang", "given"),
    [
        *(pytest.param("en", one, id=f"{one[1]}-en") for one in TYPED),
        *(pytest.param("uk", one, id=f"{one[1]}-uk") for one in TYPED if "." in one[2]),  # with a decimal comma
    ],
)
def test_what_is_typed_stands_in_the_file_and_nothing_else_changes(
    opened: Open, family: Project, lang: str, given: tuple[str, str, str, Any]
) -> None:
    name, key, text, value = given
    app = section(opened, family, name, lang)
    text = text.replace(".", ",") if lang == "uk" else text
    without_faults(app.text_input(key=f"scenario.{STEM}.{key}").set_value(text).run())
    assert inside(family, *key.split(".")) == value
    lines = family.scenario(STEM).text.splitlines()
    gone = [line for line in CHILD.splitlines() if line not in lines]
    assert all(line.startswith((f"{key} =", f"{key.rpartition('.')[2]} =")) for line in gone)
    assert {"# Why this scenario: the bank asked for it.", 'extends = "teaching.toml"  # the teaching case'} <= set(
        lines
    )


@pytest.mark.parametrize(
    ("name", "key", "chosen"),
    [
        ("common", "goal", "co2e_abated"),
        ("rates", "goal_year", 2029),
        ("rates", "residual", "straight_line"),
        ("solver", "solver.proofs", 1),
        ("basics", "extends", ""),
    ],
)
def test_what_is_chosen_stands_in_the_file(opened: Open, family: Project, name: str, key: str, chosen: Any) -> None:
    app = section(opened, family, name)
    field = app.selectbox(key=f"scenario.{STEM}.{key}")
    if not chosen:
        assert field.value == "teaching.toml"
        without_faults(field.set_value("").run())
        assert inside(family, "extends") == "teaching.toml", "a scenario without the years it needs is refused"
        assert [error for error in app.error if "missing" in str(error.value)]
        return
    without_faults(field.set_value(chosen).run())
    assert inside(family, *key.split(".")) == chosen


def test_a_switch_stands_in_the_file(opened: Open, family: Project) -> None:
    app = section(opened, family, "common")
    without_faults(app.toggle(key=f"scenario.{STEM}.budget.carry_over").set_value(True).run())
    assert inside(family, "budget", "carry_over") is True


@pytest.mark.parametrize("key", ["include", "exclude"])
def test_measures_chosen_by_name_stand_in_the_file(opened: Open, family: Project, key: str) -> None:
    app = section(opened, family, "measures")
    field = app.multiselect(key=f"scenario.{STEM}.measures.{key}")
    first = family.question("teaching").case.measures[0].measure
    without_faults(field.set_value([first]).run())
    assert inside(family, "measures", key) == [first]


def test_every_key_of_a_scenario_has_a_title_and_a_tooltip() -> None:
    apart = {"name", "name_uk", "limits", "prices", "taxes", "factors"}  # titled as columns, or with what they are of
    apart |= {"funding", "fx", "stress"}  # kept as they are in the file: the form does not edit them
    tables = ("budget", "measures", "solver")
    keys = {key for key in Scenario.model_fields if key not in (*apart, *tables)}
    for table in tables:
        model = type(Scenario.model_fields[table].default)
        keys |= {f"{table}.{key}" for key in model.model_fields}
    assert keys == set(TITLES)
    assert keys | {"name", "name_uk", "price", "tax", "escalation", "trend", "scope", "path"} == set(HELP)


@pytest.mark.parametrize("lang", BOTH)
def test_a_value_that_cannot_be_is_refused_with_its_reason_and_stays_to_be_mended(
    opened: Open, family: Project, lang: str
) -> None:
    app = section(opened, family, "common", lang)
    key = f"scenario.{STEM}.discount_rate"
    without_faults(app.text_input(key=key).set_value("much").run())
    assert app.text_input(key=key).value == "much"
    assert any("much" in str(error.value) for error in app.error)
    assert family.scenario(STEM).text == CHILD
    without_faults(app.text_input(key=key).set_value("11").run())
    assert inside(family, "discount_rate") == D("0.11")
    assert not app.error


@pytest.mark.parametrize(("key", "text"), [("horizon_years", "2,5"), ("discount_rate", "1800"), ("start_years", "0")])
def test_a_value_out_of_its_range_is_refused(opened: Open, family: Project, key: str, text: str) -> None:
    app = section(opened, family, "common")
    without_faults(app.text_input(key=f"scenario.{STEM}.{key}").set_value(text).run())
    assert app.error
    assert family.scenario(STEM).text == CHILD


def test_what_conflicts_with_another_key_is_told_at_its_field(opened: Open, family: Project) -> None:
    app = section(opened, family, "common")
    without_faults(app.text_input(key=f"scenario.{STEM}.start_years").set_value("9").run())
    told = [str(error.value) for error in app.error if "horizon" in str(error.value)]
    assert len(told) == 2, "at the top, and below the field"


def test_what_is_wrong_already_does_not_stand_in_the_way(opened: Open, family: Project) -> None:
    add_scenario(family, STEM, CHILD.replace("discount_rate = 0.12", "discount_rate = 0.12\nhorizon_years = -1"))
    app = section(opened, family, "common")
    without_faults(app.text_input(key=f"scenario.{STEM}.discount_rate").set_value("18").run())
    assert inside(family, "discount_rate") == D("0.18")
    without_faults(app.text_input(key=f"scenario.{STEM}.horizon_years").set_value("6").run())
    assert family.question(STEM).scenario.horizon_years == 6


def test_an_inherited_value_is_shown_as_such_and_an_own_one_can_be_reset(opened: Open, family: Project) -> None:
    app = section(opened, family, "common")
    assert "from “Teaching case”" in said(app)
    assert "set here; in “Teaching case”: 10 %" in said(app)
    assert app.text_input(key=f"scenario.{STEM}.horizon_years").value == "5"
    pressed(app, f"reset.scenario.{STEM}.discount_rate")
    assert "discount_rate" not in family.scenario(STEM).table
    assert app.text_input(key=f"scenario.{STEM}.discount_rate").value == "10"


def test_an_emptied_field_lets_the_parents_value_hold(opened: Open, family: Project) -> None:
    app = section(opened, family, "common")
    without_faults(app.text_input(key=f"scenario.{STEM}.discount_rate").set_value("").run())
    assert "discount_rate" not in family.scenario(STEM).table


def test_own_funds_are_told_year_by_year_or_the_same_in_each(opened: Open, family: Project) -> None:
    app = section(opened, family, "common")
    key = f"scenario.{STEM}.budget"
    assert [app.text_input(key=f"{key}.year.{at}").value for at in (0, 1)] == ["600,000", "150,000"]
    without_faults(app.text_input(key=f"{key}.year.1").set_value("200 000").run())
    assert inside(family, "budget", "per_year") == [600_000, 200_000]
    without_faults(app.radio(key=f"{key}.mode").set_value("same").run())
    assert inside(family, "budget", "per_year") == 600_000
    without_faults(app.text_input(key=f"{key}.year.0").set_value("90 000").run())
    assert inside(family, "budget", "per_year") == 90_000
    pressed(app, f"reset.{key}.per_year")
    assert "per_year" not in family.scenario(STEM).table.get("budget", {})


def test_own_funds_begin_where_there_were_none(opened: Open, teaching: Project) -> None:
    file = teaching.scenario("teaching")
    scenario_files.edit(file, {"budget.per_year": None}, revision=file.revision)
    app = section(opened, teaching, "common", stem="teaching")
    key = "scenario.teaching.budget"
    without_faults(app.radio(key=f"{key}.mode").set_value("years").run())
    without_faults(app.text_input(key=f"{key}.year.1").set_value("5000").run())
    assert any("2026" in str(error.value) for error in app.error), "the first year is missing"
    without_faults(app.text_input(key=f"{key}.year.0").set_value("4000").run())
    assert inside(teaching, "budget", "per_year", stem="teaching") == [4000, 5000]
    without_faults(app.radio(key=f"{key}.mode").set_value("none").run())
    assert "per_year" not in teaching.scenario("teaching").table.get("budget", {})


def limit_key(app: AppTest, name: str) -> str:
    """The key of the form of a limit; of the one for a new limit where the name is empty."""
    (key,) = [
        field.key
        for field in app.text_input
        if field.key.startswith("limit.") and field.key.endswith(".name") and field.value == name
    ]
    return str(key).removesuffix(".name")


@pytest.mark.parametrize("lang", BOTH)
def test_a_limit_is_added_whole(opened: Open, family: Project, lang: str) -> None:
    app = section(opened, family, "common", lang)
    key = limit_key(app, "")
    site = family.question("teaching").case.measures[0].site
    app.text_input(key=f"{key}.name").set_value("Money")
    app.selectbox(key=f"{key}.metric").set_value("capex")
    app.text_input(key=f"{key}.at_most").set_value("700 000,5" if lang == "uk" else "700 000.5")
    app.selectbox(key=f"{key}.year").set_value("each")
    app.multiselect(key=f"{key}.where").set_value([("site", site)] if site else [])
    pressed(app, f"{key}.save")
    wanted = {"name": "Money", "metric": "capex", "at_most": D("700000.5"), "year": "each"}
    assert scenario_files.resolved(family.scenario(STEM))["limits"]["Money"] == wanted | (
        {"where": {"site": site}} if site else {}
    )
    assert "# t" in family.scenario(STEM).text


def test_one_key_of_a_limit_is_changed_and_its_comments_stay(opened: Open, family: Project) -> None:
    app = section(opened, family, "common")
    key = limit_key(app, "CO2 limit")
    app.text_input(key=f"{key}.at_least").set_value("30 %")
    pressed(app, f"{key}.save")
    assert 'at_least = "30%"  # t' in family.scenario(STEM).text
    key = limit_key(app, "CO2 limit")
    app.text_input(key=f"{key}.name").set_value("Climate")
    pressed(app, f"{key}.save")
    assert inside(family, "limits")[0] == {"name": "Climate", "metric": "co2e_abated", "at_least": "30%", "year": 2028}


def test_an_inherited_limit_is_taken_out_and_let_in_again(opened: Open, family: Project) -> None:
    add_scenario(family, "child", 'name = "Child"\nextends = "green.toml"\n')
    app = section(opened, family, "common", stem="child")
    pressed(app, f"{limit_key(app, 'CO2 limit')}.out")
    assert scenario_files.resolved(family.scenario("child"))["limits"] == {}
    pressed(app, "limit.child.again.CO2 limit")
    assert "CO2 limit" in scenario_files.resolved(family.scenario("child"))["limits"]
    key = limit_key(app, "CO2 limit")
    app.text_input(key=f"{key}.at_least").set_value("50")
    pressed(app, f"{key}.save")
    assert inside(family, "limits", stem="child") == [
        {"name": "CO2 limit", "metric": "co2e_abated", "at_least": 50, "year": 2028}
    ]
    pressed(app, f"{limit_key(app, 'CO2 limit')}.reset")
    assert "limits" not in family.scenario("child").table


def test_a_limit_keeps_its_ukrainian_name_where_a_child_changes_its_bound(opened: Open, family: Project) -> None:
    named = CHILD.replace('name = "CO2 limit"', 'name = "CO2 limit"\nname_uk = "Межа CO2"')
    add_scenario(family, STEM, named)
    add_scenario(family, "child", 'name = "Child"\nextends = "green.toml"\nfirst_start = 2027\n')
    app = section(opened, family, "common", stem="child")
    key = limit_key(app, "CO2 limit")
    app.text_input(key=f"{key}.at_least").set_value("50")
    pressed(app, f"{key}.save")
    assert inside(family, "limits", stem="child")[0]["name_uk"] == "Межа CO2"
    assert inside(family, "first_start", stem="child") == 2027


@pytest.mark.parametrize("lang", BOTH)
def test_a_limit_without_a_bound_is_refused(opened: Open, family: Project, lang: str) -> None:
    app = section(opened, family, "common", lang)
    key = limit_key(app, "CO2 limit")
    app.text_input(key=f"{key}.at_least").set_value("")
    pressed(app, f"{key}.save")
    assert app.error
    assert family.scenario(STEM).text == CHILD


def test_the_bound_of_an_irr_is_a_percentage_and_stands_as_a_fraction(opened: Open, family: Project) -> None:
    app = section(opened, family, "common")
    key = limit_key(app, "")
    app.text_input(key=f"{key}.name").set_value("Return")
    app.selectbox(key=f"{key}.metric").set_value("irr")
    app.text_input(key=f"{key}.at_least").set_value("15")
    pressed(app, f"{key}.save")
    assert inside(family, "limits")[1]["at_least"] == D("0.15")
    assert "at least 15 %" in app.dataframe[0].value.iloc[-1, -1], "what it differs from its parent by"


def test_a_change_on_disk_meanwhile_is_not_overwritten_without_asking(opened: Open, family: Project) -> None:
    app = section(opened, family, "common")
    others = CHILD.replace("0.12 ", "0.14 ")
    add_scenario(family, STEM, others)
    without_faults(app.text_input(key=f"scenario.{STEM}.horizon_years").set_value("6").run())
    assert "was changed on disk in the meantime" in said(app)
    assert "**Horizon, years**: in the file now: 5; your change: 6" in said(app)
    assert family.scenario(STEM).text == others
    pressed(app, "scenario.overwrite")
    assert inside(family, "horizon_years") == 6
    assert inside(family, "discount_rate") == D("0.14"), "the other's change stays"
    assert "was changed on disk in the meantime" not in said(app)


@pytest.mark.parametrize("lang", BOTH)
def test_both_values_of_a_limit_are_shown_if_two_changed_it(opened: Open, family: Project, lang: str) -> None:
    app = section(opened, family, "common", lang)
    key = limit_key(app, "CO2 limit")
    add_scenario(family, STEM, CHILD.replace("at_least = 45", "at_least = 47"))
    app.text_input(key=f"{key}.at_least").set_value("50")
    pressed(app, f"{key}.save")
    (told,) = [one.value.replace("\u00a0", " ") for one in app.markdown if "47" in one.value]
    now, mine = {"en": ("47 t CO2", "50 t CO2"), "uk": ("47 т CO2", "50 т CO2")}[lang]
    assert told.index(now) < told.index(mine)
    pressed(app, "scenario.overwrite")
    assert inside(family, "limits")[0]["at_least"] == 50


def test_a_change_on_disk_can_be_taken_as_it_is(opened: Open, family: Project) -> None:
    app = section(opened, family, "common")
    others = CHILD.replace("0.12 ", "0.14 ")
    add_scenario(family, STEM, others)
    without_faults(app.text_input(key=f"scenario.{STEM}.horizon_years").set_value("6").run())
    pressed(app, "scenario.drop")
    assert family.scenario(STEM).text == others
    assert app.text_input(key=f"scenario.{STEM}.discount_rate").value == "14"
    without_faults(app.text_input(key=f"scenario.{STEM}.horizon_years").set_value("7").run())
    assert inside(family, "horizon_years") == 7


def test_a_scenario_that_somebody_deleted_is_told(opened: Open, family: Project) -> None:
    app = section(opened, family, "common")
    (family.scenarios_folder / f"{STEM}.toml").unlink()
    without_faults(app.text_input(key=f"scenario.{STEM}.horizon_years").set_value("6").run())
    assert family.scenario(STEM) is None


numbers = some.decimals(min_value="-1e9", max_value="1e9", places=4)


@over(numbers, some.sampled_from(LANGUAGES))
def test_what_is_shown_is_read_back_unchanged(value: Decimal, lang: Any) -> None:
    with speaking(lang):
        assert parsed("number", shown("number", value)) == value
        assert parsed("percent", shown("percent", value)) == value
        path = {2028: value, 2030: value + 1}
        assert parsed("path", shown("path", path)) == path
        assert bound(bound_shown(value, share=True), share=True) == value
        assert by_year([shown("number", value), " "], 2026) == [value]


@pytest.mark.parametrize("lang", BOTH)
def test_thousands_are_shown_as_the_language_has_them_and_read_either_way(lang: Any) -> None:
    with speaking(lang):
        assert shown("number", D(300000)) == {"en": "300,000", "uk": "300\u00a0000"}[lang]
        texts = ("300000", "300 000", "300\u00a0000", "300000.0", *(("300,000",) if lang == "en" else ("300000,0",)))
        assert {parsed("number", text) for text in texts} == {D(300000)}
        assert parsed("number", "1,200") == {"en": 1200, "uk": D("1.2")}[lang]
        assert parsed("percent", "0,125 %") == D("0.00125"), "no thousands begin with a nought"


@pytest.mark.parametrize("lang", BOTH)
def test_amounts_are_read_as_people_write_them(lang: Any) -> None:
    with speaking(lang):
        for text in (
            "3.000.000",
            "3,000,000",
            "3'000'000",
            "3 000 000",
            "3 млн",
            "3 M",
            "0.003 bn",
            "3000 тис.",
            "3000k",
        ):
            assert parsed("number", text) == 3_000_000, text
        assert parsed("number", "3,5 млн") == parsed("number", "3.5 M") == 3_500_000
        assert parsed("path", "2028: 1,5 тис.; 2030: 2 M") == {2028: 1500, 2030: 2_000_000}
    for text in ("3.000.00", "3,5 млн км", "млн", "3,,5", "1.2.3"):
        with pytest.raises(BadValue):
            parsed("number", text)


@pytest.mark.parametrize("text", ["0.12", "0,12", "-0.5", ".3"])
def test_a_fraction_typed_for_a_percentage_is_refused_with_both_readings(text: str) -> None:
    with pytest.raises(BadValue, match="write it with the sign %"):
        parsed("percent", text)
    assert parsed("percent", f"{text} %") == D(text.replace(",", ".")) / 100
    assert parsed("percent", "12") == parsed("percent", "12 %") == D("0.12")


@pytest.mark.parametrize("text", ["2028 9", "28: 9", "2028: 9; 2028: 10", "2028: x"])
def test_a_path_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        parsed("path", text)


def test_names_of_users_draw_no_image_and_no_link(opened: Open, family: Project) -> None:
    hostile = "![x](http://outside/a.png)"
    streams = family.case_folder / "streams.csv"
    streams.write_text(streams.read_text(encoding="utf-8").replace("Electricity", hostile), encoding="utf-8")
    scenario_files.rename(family.scenario(STEM), hostile, revision=None)
    said_by = [opened("scenarios", family)]
    said_by += [section(opened, family, name) for name in ("prices", "common", "basics", "file")]
    for app in said_by:
        without_faults(app)
        labels = [widget.label for kind in (app.text_input, app.checkbox, app.button, app.expander) for widget in kind]
        texts = [str(one.value) for kind in (app.markdown, app.caption, app.error) for one in kind]
        assert not [text for text in (*labels, *texts) if "![x](http" in text]
