"""The look of charts by language and medium: light or dark screen, print.

The colours are Okabe and Ito's, which are safe for colour-blind readers. Number formats follow the language:
only Vega's `config.locale` counts, in a browser and in print.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from babel import Locale
from babel.dates import get_day_names, get_month_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.locales import Language

Mode = Literal["light", "dark", "print"]
FONT = '"Source Sans", "Inter", "Noto Sans", "DejaVu Sans", sans-serif'
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"


@dataclass(frozen=True)
class ThemeColours:
    """The colours of one mode: text and lines, costs and savings, series, and two for what is rare."""

    text: str
    faint: str
    grid: str
    cost: str
    saving: str
    series: tuple[str, ...]
    rare: tuple[str, str]
    background: str = "transparent"


BRIGHT, LIGHT_RARE, DARK_RARE = (BLUE, ORANGE, GREEN, PURPLE, VERMILLION), (SKY, YELLOW), (BLUE, VERMILLION)
LOOKS: dict[Mode, ThemeColours] = {
    "light": ThemeColours("#262730", "#5b5f6b", "#e3e4e8", ORANGE, BLUE, BRIGHT, LIGHT_RARE),
    "dark": ThemeColours("#fafafa", "#b3b7c2", "#3a3d47", ORANGE, SKY, (SKY, ORANGE, GREEN, PURPLE, YELLOW), DARK_RARE),
    "print": ThemeColours("#000000", "#444444", "#cccccc", ORANGE, BLUE, BRIGHT, LIGHT_RARE, "#ffffff"),
}
DASHES: tuple[list[int], ...] = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4])
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross")


def chart_theme(language: Language, mode: Mode) -> dict[str, Any]:
    """Return Vega-Lite's `config` for charts in a language and a mode."""
    look = LOOKS[mode]
    words = {"labelColor": look.text, "titleColor": look.faint, "labelFontSize": 13, "titleFontSize": 13}
    axis = {"gridColor": look.grid, "domainColor": look.grid, "tickColor": look.grid, "titleFontWeight": "normal"}
    return {
        "background": look.background,
        "font": FONT,
        "locale": {"number": _numbers(language), "time": _times(language)},
        "view": {"stroke": None},
        "axis": {**words, **axis, "labelLimit": 320, "titlePadding": 10},
        "legend": {
            **words,
            "orient": "top",
            "title": None,
            "labelLimit": 400 if mode == "print" else 300,
            "columns": 3,
            "symbolSize": 120,
            "symbolType": "square",
            "symbolOpacity": 1,
        },
        "text": {"color": look.text, "fontSize": 13},
        "rule": {"color": look.faint},
        "range": {"category": list(look.series)},
    }


def _numbers(language: Language) -> dict[str, Any]:
    symbols: Mapping[str, str] = Locale.parse(language).number_symbols["latn"]
    return {
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
        "grouping": [3],
        "currency": ["", ""],
        "minus": "−",
        "percent": "\u00a0%",
    }


def _times(language: Language) -> dict[str, Any]:
    """Return Vega's names of days and months, days from Sunday on."""
    days, short = (
        [get_day_names(width, locale=language)[(k + 6) % 7] for k in range(7)] for width in ("wide", "abbreviated")
    )
    months, few = (
        [get_month_names(width, "stand-alone", locale=language)[k] for k in range(1, 13)]
        for width in ("wide", "abbreviated")
    )
    return {
        "dateTime": "%d.%m.%Y %H:%M", "date": "%d.%m.%Y", "time": "%H:%M", "periods": ["", ""],
        "days": days, "shortDays": short, "months": months, "shortMonths": few,
    }  # fmt: skip
