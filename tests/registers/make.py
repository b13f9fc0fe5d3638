# ruff: noqa: E501 - tables read best in one line a row
"""Makes the sample registers of this folder: invented figures in the forms that real ones have.

Run `python tests/registers/make.py`.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

HERE = Path(__file__).parent

PLANT = [
    "Котельня",
    (1, "Налагодження пальників котлів за аналізом димових газів", "64", None, "38,5", None, "770,0", "0,1", 2, "в роботі", "Головний енергетик", 73.5),
    (2, "Економайзер на котлі ДКВР-10/13", "1 600,0", None, "92,4", None, "1 848,0", "0,9", 15, "заплановано", "Головний енергетик", 176.4),
    (3, "Теплоізоляція паропроводів та арматури", "210,5", None, "15,2", None, "304", "0,7", 10, "заплановано", "Нач. котельні", 29),
    "Компресорна",
    (4, "Пошук і усунення витоків стисненого повітря", "140", "118,0", None, None, "885,0", "0,2", 5, "заплановано", "Механік цеху", 37.3),
    (5, "Гвинтовий компресор із частотним приводом", "1 400,0", "152,75", None, None, "1 145,6", "1,2", 15, "заплановано", "Механік цеху", 48.3),
    (6, "Утилізація тепла компресорів для ГВП", "370", "-6,0", None, "95,0", "230,5", "1,6", 12, "н/д", "Механік цеху", None),
    "Цех розливу",
    (7, "Заміна світильників на світлодіодні", "1 100,0", "165,2", None, None, "1 239,0", "0,9", 12, "виконано", "Головний енергетик", 52.2),
    (8, "Частотне регулювання насосів водопостачання", "980", "88,4", None, None, "663", "1,5", 12, "заплановано", "Головний механік", 27.9),
    (9, "Вимикання обладнання в кінці зміни", "0", "41,5", None, None, "311,3", "0", 4, "заплановано", "Нач. цеху", 13.1),
    (10, "Повернення конденсату", "450", None, "8,6", "40", "292", "1,5", 10, "заплановано", "Нач. котельні", 31.7),
    (11, "Заміна вікон адмінкорпусу", None, None, None, "25,0", "75", None, 25, "заплановано", "АГВ", 9.5),
]  # fmt: skip


def plant(path: Path) -> None:
    """A Ukrainian plant: title, unit in the corner, header of two rows, sections, totals, decimal commas as text."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Реєстр заходів"
    sheet["A1"] = "РЕЄСТР ЕНЕРГОЗБЕРІГАЮЧИХ ЗАХОДІВ ТОВ «КОНСЕРВНИЙ ЗАВОД»"
    sheet["A2"] = "станом на 12.01.2026"
    sheet.merge_cells("A1:K1")
    sheet.merge_cells("A2:K2")
    upper = ["№ з/п", "Назва заходу", "Інвестиції, тис. грн (без ПДВ)", "Річна економія", None, None, None,
             "Строк окупності, років", "Термін служби, років", "Статус", "Відповідальний", "Скорочення викидів СО2, т/рік"]  # fmt: skip
    lower = [
        None,
        None,
        None,
        "електроенергія, тис. кВт·год",
        "природний газ, тис. м³",
        "тепло, Гкал",
        "тис. грн",
        *[None] * 5,
    ]
    for at, row in ((4, upper), (5, lower), (6, list(range(1, 13)))):
        for column, text in enumerate(row, 1):
            sheet.cell(at, column, text).font = Font(bold=at < 6)
    sheet.merge_cells("D4:G4")
    for letter in "ABCHIJKL":
        sheet.merge_cells(f"{letter}4:{letter}5")
    row = 7
    for one in PLANT:
        if isinstance(one, str):
            sheet.cell(row, 1, one).alignment = Alignment(horizontal="center")
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=12)
        else:
            name_first = (*one[:2], one[2], *one[3:7], one[7], one[8], one[9], one[10], one[11])
            for column, cell in enumerate(name_first, 1):
                sheet.cell(row, column, cell)
        if one == "Цех розливу":  # the header is printed again on the second page
            row += 1
            for column, text in enumerate(upper, 1):
                sheet.cell(row, column, text)
        row += 1
    sheet.cell(row, 2, "Разом по підприємству")
    for column, letter in ((3, "C"), (7, "G")):
        sheet.cell(row, column, f"=SUM({letter}7:{letter}{row - 1})")
    sheet.cell(row + 2, 2, "Головний енергетик ____________ /П. Іваненко/")
    notes = book.create_sheet("Довідково")
    notes["A1"] = "Тарифи без ПДВ, див. наказ №7"
    book.save(path)


CONSULTANT = [
    ("ECM-01", "Oxygen trim control on boilers 1 and 2", "Boiler house", 17.5, 0, 402.0, None, 17.7, 12, "quote"),
    ("ECM-02", "Flue gas economiser", "Boiler house", 32.6, 0, 873.2, None, 38.4, 15, "quote"),
    ("ECM-03", "Compressed air leak programme", "Main cannery", 2.9, 118.0, 0, None, 18.4, 5, "measured"),
    ("ECM-04", "Variable speed screw compressor", "Main cannery", 28.6, 152.8, 0, None, 23.8, 15, "quote"),
    ("ECM-05", "LED lighting, phase 1", "Main cannery", 22.4, 165.2, 0, None, 25.8, 12, "quote"),
    ("ECM-06", "Cooling water recirculation", "Wastewater plant", 21.0, -4.0, 0, 18500, 10.1, 15, "estimate"),
    ("ECM-07", "Sub-metering of electricity and gas", "Main cannery", 17.1, 12.0, 40.0, None, 3.6, 10, "estimate"),
    ("ECM-08", "Condensate return", "Boiler house", 9.2, 0, 81.0, 1200, 4.2, 10, "estimate"),
]


def consultant(path: Path) -> None:
    """A consultant's workbook: a cover, English, thousands of euros in prices of 2023, real numbers."""
    book = Workbook()
    cover = book.active
    cover.title = "Cover"
    cover["B2"] = "Energy audit: cannery"
    cover["B4"] = "All costs in EUR thousand, price level 2023, excl. VAT"
    sheet = book.create_sheet("ECM list")
    sheet["A1"] = "Summary of energy conservation measures"
    header = ["ECM no.", "Energy efficiency measure", "Location", "Investment cost [kEUR, prices 2023]", "Electricity savings [MWh/a]",
              "Natural gas savings [MWh/a]", "Water savings [m³/a]", "Cost savings [kEUR/a, prices 2023]", "Simple payback [years]",
              "Technical lifetime [years]", "Confidence"]  # fmt: skip
    sheet.append([])
    sheet.append(header)
    for one in CONSULTANT:
        capex, saving = one[3], one[7]
        sheet.append([*one[:8], round(capex / saving, 1), *one[8:]])
    sums = [round(sum(one[at] or 0 for one in CONSULTANT), 1) for at in range(3, 8)]
    sheet.append(["Total", None, None, *sums, round(sums[0] / sums[-1], 1)])
    book.save(path)


ERP = [
    ("ЕМ-001", "Заміна насоса №3 на енергоефективний", "Насосна", "185000,00", "24500,000", "183750,00", "затверджено", "2026", "Договір з ТОВ «Насос»; є КП"),
    ("ЕМ-002", "Регулятор тиску води", "Насосна", "42500,00", "3200,000", "24000,00", "заплановано", "2027", ""),
    ("ЕМ-003", "Ізоляція трубопроводів", "Котельня", "96300,50", "", "58000,00", "заплановано", "2026", "економія тепла, кількість уточнюється"),
    ("ЕМ-004", "Автоматика освітлення", "Цех 1", "61200,00", "8150,500", "61128,75", "заплановано", "2026", ""),
    ("ЕМ-005", "Заміна двигунів на клас IE4", "Цех 1", "730000,00", "39800,000", "298500,00", "відхилено", "2028", ""),
    ("ЕМ-006", "Графік вимкнення вентиляції", "Цех 2", "0,00", "12300,000", "92250,00", "в роботі", "2026", ""),
]  # fmt: skip


def erp(path: Path) -> None:
    """A table out of an ERP system: cp1251, semicolons, decimal commas, three decimals of quantities, a total."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(["Код заходу", "Найменування заходу", "Цех/дільниця", "Вартість, грн без ПДВ", "Економія електроенергії, кВт*год/рік",
                   "Економічний ефект, грн/рік", "Стан виконання", "Рік впровадження", "Примітки"])  # fmt: skip
    rows.writerows(ERP)
    capex = sum(float(one[3].replace(",", ".")) for one in ERP)
    rows.writerow(["", "Всього", "", f"{capex:.2f}".replace(".", ","), "", "", "", "", ""])
    path.write_bytes(text.getvalue().encode("cp1251"))


GROUPS = [
    ("Реконструкція котельні з установленням двох конденсаційних котлів", "Котельня", "8 400,0", 15, [
        ("Природний газ", "тис. м³", "412,0", "8 240,0"),
        ("Електроенергія", "тис. кВт·год", "-18,5", "-138,8"),
        ("Вода підживлення", "м³", "1 250", "37,5"),
    ]),
    ("Утилізація тепла вентиляційних викидів", "Котельня", "2 150,0", 12, [
        ("Теплова енергія", "Гкал", "640", "1 344,0"),
        ("Електроенергія", "тис. кВт·год", "-22,0", "-165,0"),
    ]),
    ("Заміна компресорів", "Компресорна", "3 600,0", 15, [("Електроенергія", "тис. кВт·год", "310,0", "2 325,0")]),
    ("Замкнений цикл охолодження", "Компресорна", "1 270,0", 10, [
        ("Вода технічна", "тис. м³", "36,0", "1 080,0"),
        ("Стічні води", "тис. м³", "33,5", "670,0"),
        ("Електроенергія", "МВт·год", "-14,0", "-105,0"),
    ]),
    ("Мийка апаратів без розбирання", "Апаратний цех", "960,0", 8, [
        ("Вода технічна", "тис. м³", "12,0", "360,0"),
        ("Каустична сода", "кг", "5 400", "151,2"),
    ]),
]  # fmt: skip


def resources(path: Path) -> None:
    """A row for each resource, the cells of a measure merged over its rows; units beside the resources; a total."""
    book = Workbook()
    sheet = book.active
    sheet.title = "План заходів"
    sheet["A1"] = "План заходів з ресурсоефективного та чистішого виробництва ПрАТ «Молокозавод» на 2026 рік"
    sheet.merge_cells("A1:I1")
    sheet.append([])
    sheet.append(["№ з/п", "Назва заходу", "Підрозділ", "Вид ресурсу", "Од. виміру", "Економія в натуральних одиницях, за рік",
                  "Економічний ефект, тис. грн/рік (без ПДВ)", "Обсяг інвестицій, тис. грн (без ПДВ)", "Термін служби, років"])  # fmt: skip
    row, first_of_site = 4, {}
    for number, (name, site, capex, life, rows) in enumerate(GROUPS, 1):
        for at, (resource, unit, quantity, money) in enumerate(rows):
            whole = [number, name, site, capex, life] if not at else [None] * 5
            sheet.append([*whole[:3], resource, unit, quantity, money, *whole[3:]])
        last = row + len(rows) - 1
        if last > row:
            for letter in "ABHI":
                sheet.merge_cells(f"{letter}{row}:{letter}{last}")
        first_of_site.setdefault(site, [row, last])[1] = last
        row = last + 1
    for first, last in first_of_site.values():  # the site's cell covers all its measures
        for below in range(first + 1, last + 1):
            sheet.cell(below, 3, None)
        if last > first:
            sheet.merge_cells(f"C{first}:C{last}")
    sheet.append([None, "Разом", None, None, None, None, "13 798,9", "16 380,0"])
    book.save(path)


def main() -> None:
    resources(HERE / "resources-uk.xlsx")
    plant(HERE / "plant-uk.xlsx")
    consultant(HERE / "consultant-eur.xlsx")
    erp(HERE / "erp-cp1251.csv")


if __name__ == "__main__":
    main()
