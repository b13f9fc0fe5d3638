"""What number formats do to figures: commas and per cents scale, texts are units; digits and colours say nothing."""

import pytest

from optimizer.readers.sheets.number_formats import is_plain, shown_by

PLAIN = (
    "General", "0", "0.00", "#,##0", "#,##0.00", "# ##0,00", "0.00E+00", "# ?/?", "[Red]0",
    "_-* #,##0.00_-;-* #,##0.00_-", "@", "", "0_)", r"0\ ", "#,##0;(#,##0)", '0;-0;"-"', "[$-419]0", "0.0#",
)  # fmt: skip
SCALED = (
    ("#,##0,", 400_000, (3, "")),
    ("# ##0,", 400_000, (3, "")),
    ("0.0,,", 1_500_000, (6, "")),
    ("#,##0,.0", 1_500, (3, "")),
    ("0%", 0.15, (-2, "")),
    ("0.0 %", 0.15, (-2, "")),
    ('0" %"', 15, (0, "%")),
    (r"#,##0\ [$€-407]", 400, (0, "€")),
    ("[$UAH] #,##0.00", 400, (0, "UAH")),
    ('_-* #,##0.00\\ "₴"_-;\\-* #,##0.00\\ "₴"_-', 5, (0, "₴")),
    ('0.0 "МВт·год"', 5, (0, "МВт·год")),
    ('0.0" МВт"\\·"год"', 5, (0, "МВт·год")),
    ('#,##0," тис. грн"', 400_000, (3, "тис. грн")),
    ('0," ,,"', 400_000, (3, "")),  # commas in a text are a text
    ('General" кВт"', 5, (0, "кВт")),
    ("$#,##0", 5, (0, "$")),
    ('[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', 2_000_000, (6, "M")),
    ('[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', 2_000, (3, "K")),
    ('[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', 2, (0, "")),
    ("#,##0,;[Red]-#,##0", 400_000, (3, "")),
    ("#,##0,;[Red]-#,##0", -400_000, (0, "")),
    ('0.0,;0.0,;"0"', 0, (0, "")),
)


@pytest.mark.parametrize("code", PLAIN)
def test_most_formats_show_what_is_stored(code: str) -> None:
    assert is_plain(code), code
    assert shown_by(code, 12.5) == (0, "")


@pytest.mark.parametrize(("code", "figure", "shown"), SCALED)
def test_a_format_scales_figures_and_names_their_unit(code: str, figure: float, shown: tuple[int, str]) -> None:
    assert not is_plain(code)
    assert shown_by(code, figure) == shown


@pytest.mark.parametrize("code", ['"', "\\", "[", "[$", ";" * 500, "[>]0", "[>=1e9]0,", "0" * 5_000 + ",", '"' * 999])
def test_a_broken_format_does_no_harm(code: str) -> None:
    assert len(shown_by(code, 1.0)) == 2
