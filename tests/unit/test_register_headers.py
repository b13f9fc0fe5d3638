"""What a heading says is read right or asked about: none is taken for something else."""

import pytest

from optimizer.imports.register.words.headings import read_heading

SURE = {
    # Ukrainian
    "№ з/п": "number",
    "Назва заходу": "name",
    "Найменування заходу": "name",
    "Енергозберігаючий захід": "name",
    "Зміст заходу": "name",
    "Код заходу": "id",
    "Підрозділ": "site",
    "Структурний підрозділ": "site",
    "Цех/дільниця": "site",
    "Об'єкт": "site",
    "Процес": "process",
    "Інвестиції, тис. грн": "capex",
    "Інвестиціі, тис.грн": "capex",
    "Обсяг інвестицій, млн грн": "capex",
    "Вартість впровадження, тис.грн (без ПДВ)": "capex",
    "Орієнтовна вартість, грн": "capex",
    "Капітальні витрати (тис. євро)": "capex",
    "Необхідні кошти, т.грн": "capex",
    "Економія електроенергії, МВт·год/рік": "quantity:electricity",
    "Економія ел. енергії, тис. кВт*год": "quantity:electricity",
    "Зменшення споживання електроенергії (кВт·год на рік)": "quantity:electricity",
    "Економія газу, тис. м³/рік": "quantity:natural-gas",
    "Економія природного газу, тис.куб.м": "quantity:natural-gas",
    "Економія тепла, Гкал": "quantity:heat",
    "Економія теплової енергії, Гкал/рік": "quantity:heat",
    "Економія води, м3": "quantity:water",
    "Зменшення водовідведення, м³/рік": "quantity:wastewater",
    "Економія умовного палива, т у.п.": "quantity:reference-fuel",
    "Економія дизпалива, л": "quantity:diesel",
    "Економія мазуту, т": "quantity:fuel-oil",
    "Річна економія, тис. грн/рік": "money",
    "Річний економічний ефект, тис. грн": "money",
    "Економія електроенергії, тис. грн/рік": "money:electricity",
    "Грошова економія, тис. грн": "money",
    "Строк окупності, років": "payback",
    "Простий термін окупності (міс.)": "payback",
    "Термін служби": "lifetime",
    "Строк корисного використання, років": "lifetime",
    "Відповідальний": "owner",
    "Відповідальна особа": "owner",
    "Статус": "status",
    "Стан виконання": "status",
    "Скорочення викидів СО2, т/рік": "co2",
    "Зменшення викидів CO₂, т": "co2",
    "Економія парникових газів, т/рік": "co2",
    "Примітки": "notes",
    "Примітка": "notes",
    # English
    "Energy efficiency measure": "name",
    "Measure name": "name",
    "ECM no.": None,
    "Location": "site",
    "Investment cost [kEUR]": "capex",
    "CAPEX, TEUR": "capex",
    "Total investment (€)": "capex",
    "Electricity savings [MWh/a]": "quantity:electricity",
    "Natural gas savings, MWh": "quantity:natural-gas",
    "Heat savings (GJ/yr)": "quantity:heat",
    "Water savings, m3 per year": "quantity:water",
    "Cost savings, kEUR/yr": "money",
    "Annual savings (USD)": "money",
    "CO2 reduction (t/a)": "co2",
    "GHG emission reduction, t/year": "co2",
    "Simple payback (years)": "payback",
    "Technical lifetime [years]": "lifetime",
    "Responsible person": "owner",
    "Comments": "notes",
    "NPV, kEUR": "ignore",
    # Russian
    "Наименование мероприятия": "name",
    "Подразделение": "site",
    "Стоимость внедрения, тыс. грн": "capex",
    "Экономия электроэнергии, тыс. кВт·ч/год": "quantity:electricity",
    "Экономия природного газа, тыс. м3/год": "quantity:natural-gas",
    "Экономия тепловой энергии, Гкал": "quantity:heat",
    "Годовой экономический эффект, тыс. грн": "money",
    "Срок окупаемости, лет": "payback",
    "Срок службы, лет": "lifetime",
    "Ответственный": "owner",
    "Примечание": "notes",
}

ASKED = [
    "Вартість електроенергії, грн",
    "Вартість зекономленої електроенергії, грн",
    "Споживання електроенергії, МВт·год",
    "Ліміт споживання газу до впровадження, тис. м³",
    "Електроенергія, МВт·год",
    "Електроенергія, тис. грн",
    "Економія",
    "Економія, МВт·год/рік",
    "Економія, тис. м³",
    "Економія, Гкал",
    "Економія ПЕР, т у.п.",
    "Економія палива, т",
    "Економія енергії, МВт·год",
    "Економія газу, м3/год",
    "Економія тепла, Гкал/год",
    "Економія електроенергії, тис. кВт/год",
    "Економія електроенергії, шт",
    "Економія електроенергії та газу, тис. грн",
    "Економія гарячої води, м³",
    "Економія електроенергії",
    "Потужність, кВт",
    "Викиди СО2, т",
    "Питомі викиди, кг/т",
    "Рік впровадження",
    "Термін виконання",
    "Термін",
    "Витрати, тис. грн",
    "Експлуатаційні витрати, тис. грн/рік",
    "Інвестиції, тис. грн/рік",
    "Інвестиції, МВт·год",
    "Економія за 5 років, тис. грн",
    "Кошти держбюджету, тис. грн",
    "Кількість, шт",
    "Fuel savings, MWh",
    "Energy savings, MWh",
    "Energy consumption before, MWh",
    "Steam pressure, bar",
    "Gas price",
    "Savings, %",
    "Priority",
    "Risk",
    "Год внедрения",
    "Расход топлива",
    "Пар, т",
]


@pytest.mark.parametrize(("header", "meant"), [(h, m) for h, m in SURE.items() if m])
def test_a_usual_heading_says_what_its_column_is(header: str, meant: str) -> None:
    assert read_heading(header).field == meant


@pytest.mark.parametrize("header", ASKED)
def test_a_heading_that_leaves_something_open_is_asked_about(header: str) -> None:
    assert not read_heading(header).field


def test_a_heading_s_unit_scale_and_money_are_read() -> None:
    said = {header: read_heading(header).unit for header in SURE}

    def of(header: str) -> tuple[str, int, str]:
        unit = said[header]
        assert unit is not None
        return unit.symbol, int(unit.scale), unit.per

    assert of("Інвестиції, тис. грн") == ("UAH", 1000, "")
    assert of("Необхідні кошти, т.грн") == ("UAH", 1000, "")
    assert of("Обсяг інвестицій, млн грн") == ("UAH", 1_000_000, "")
    assert of("Investment cost [kEUR]") == ("EUR", 1000, "")
    assert of("CAPEX, TEUR") == ("EUR", 1000, "")
    assert of("Cost savings, kEUR/yr") == ("EUR", 1000, "year")
    assert of("Економія газу, тис. м³/рік") == ("m3", 1000, "year")
    assert of("Економія умовного палива, т у.п.") == ("t r.f.", 1, "")
    assert of("Економія ел. енергії, тис. кВт*год") == ("kWh", 1000, "")
    assert of("Экономия электроэнергии, тыс. кВт·ч/год") == ("kWh", 1000, "year")
    assert of("Простий термін окупності (міс.)") == ("month", 1, "")


def test_an_hour_in_ukrainian_is_no_year_in_russian() -> None:
    assert read_heading("Экономия газа, тыс. м3/год").unit.per == "year"  # type: ignore[union-attr]
    assert read_heading("Економія газу, тис. м3/год").unit is None


def test_vat_and_price_year_in_a_heading_are_seen() -> None:
    assert read_heading("Вартість, тис. грн з ПДВ").vat == "with"
    assert read_heading("Вартість, тис. грн (без ПДВ)").vat == "without"
    assert read_heading("Investment cost (kEUR, prices 2023)").price_year == 2023
    assert read_heading("Savings 2024, kEUR").price_year is None


SCALES = {
    "тис.": 1000, "тисяч": 1000, "тыс.": 1000, "млн": 10**6, "1000": 1000, "'000": 1000, "thousand": 1000, "k": 1000,
    "сотень": 100, "дес. тис.": 10_000, "т.": 1000, "10³": 1000, "1 000": 1000, "x1000": 1000, "hundred": 100,
}  # fmt: skip
UNITS = ("грн", "EUR", "$", "м3", "кВт·год", "MWh", "Гкал", "GJ", "л")
PLACES = (
    "Економія, {s} {u}", "Економія ({s} {u})", "Економія, {u} ({s})", "Economy [{u}, {s}]", "Економія, {u}, {s}",
    "Економія {s}{u}", "Savings, {s} {u}/рік", "Савінгс {u} x {s}", "Економія газу за 2025 рік ({s} {u})", "{s} {u}",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_scale_is_read_right_or_the_unit_is_asked_about(place: str) -> None:
    for written, factor in SCALES.items():
        for unit in UNITS:
            found = read_heading(place.format(s=written, u=unit)).unit
            assert found is None or found.scale == factor or (written, found.scale) == ("т.", 1000), (
                place,
                written,
                unit,
            )


@pytest.mark.parametrize(
    "header", ["Економія електроенергії, кВт·год/т", "CAPEX, EUR/kW", "Економія, грн/т", "Вартість, тис. грн/МВт"]
)
def test_figures_for_each_of_something_are_never_suggested_to_be_the_whole(header: str) -> None:
    found = read_heading(header)
    assert (found.field, found.maybe) == ("", "")


@pytest.mark.parametrize(
    ("header", "each"),
    [
        ("typical_cost_eur_m2", "m2"), ("Cost EUR m2", "m2"), ("co2_reduction_kg_m2", "m2"), ("CO2, kg/t", "t"),
        ("Water m3/t", "t"), ("Економія води м3/т", "т"), ("Energy saving MJ/tonne clinker", "tonne clinker"),
    ],
)  # fmt: skip
def test_what_figures_are_per_is_seen_without_a_slash_and_beside_short_units(header: str, each: str) -> None:
    found = read_heading(header)
    assert (found.field, found.maybe, found.each) == ("", "", each)


@pytest.mark.parametrize(
    ("header", "field", "unit"),
    [
        ("lifespan_years", "lifetime", "year"), ("payback_y", "payback", "year"), ("capex_usd", "capex", "USD"),
        ("savings_usd_per_year", "money", "USD"), ("gas_saving_m3", "quantity:natural-gas", "m3"),
    ],
)  # fmt: skip
def test_names_in_snake_case_end_with_their_unit(header: str, field: str, unit: str) -> None:
    found = read_heading(header)
    assert (found.field, found.unit and found.unit.symbol, found.each) == (field, unit, "")


def test_a_percentage_is_not_suggested_to_be_money() -> None:
    headers = ("expected_savings_pct", "Savings, percent")
    assert [read_heading(header).maybe for header in headers] == ["quantity", "quantity"]


@pytest.mark.parametrize(
    "header",
    [
        "Скорочення викидів ПГ, т CO2-екв./рік",
        "Emissions avoided, tCO2e/yr",
        "Скорочення викидів, т СО2",
        "CO2 savings (tCO2)",
    ],
)
def test_tonnes_of_co2_are_tonnes(header: str) -> None:
    found = read_heading(header)
    assert found.field == "co2"
    assert found.unit is not None
    assert (found.unit.symbol, found.unit.scale) == ("t", 1)


def test_a_suggestion_fits_the_unit() -> None:
    assert not read_heading("Термін реалізації, міс.").maybe
    assert not read_heading("Потужність, кВт").maybe
    assert read_heading("Gas savings, MWh/a (HHV)").maybe == "quantity:natural-gas"
