"""The README's picture: what four scenarios of the cannery choose, and when.

The plans stand in the picture itself (`<metadata>`), so it is checked by arithmetic: `evaluate` computes its
figures again from the plans, and says whether they still keep every rule. `--solve` finds the plans anew.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape

from making import ROOT
from optimizer import Figures, Question, Solved, read_question, solve
from optimizer.decision import Decision
from optimizer.evaluation import evaluate

PAGE = "docs/images/plans.svg"
SCENARIOS = ("base", "quick-wins", "tight-budget", "climate-target")
SHADES = ("#0b4f6c", "#1b7f9e", "#4fa9bd", "#8cc9d2", "#c4e3e6")
LIGHT_FROM = 3
LEFT, COLUMN, ROW, TOP = 330, 165, 19, 150
LONGEST = 52
PATIENCE = "600"
"""Seconds for each plan: the picture says that it is proved, on however busy a machine it is made."""
INK, GREY, LINE = "#1c2b33", "#5c6f78", "#d9e0e3"

Plans = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Column:
    """One scenario with its plan, by calendar year, and what it comes to."""

    question: Question
    starts: dict[str, int]
    figures: Figures


def page() -> str:
    """The picture, drawn again from the plans in it."""
    found = re.search(r"<metadata>(.*?)</metadata>", (ROOT / PAGE).read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None, "the picture holds no plans: run docs/make.py --solve"
    return drawn(json.loads(found[1]))


def solved() -> str:
    """The picture, from plans found anew."""
    plans: Plans = {}
    for name in SCENARIOS:
        question = _question(name, {"solver.time_limit": PATIENCE})
        outcome = solve(question.case, question.scenario)
        assert isinstance(outcome, Solved), name
        assert outcome.optimal, name
        plans[name] = dict(outcome.figures.decision.starts)
    return drawn(plans)


def _question(name: str, settings: dict[str, str] | None = None) -> Question:
    return read_question(ROOT / "scenarios" / f"{name}.toml", settings or {})


def drawn(plans: Plans) -> str:
    """The picture of these plans; refuses one that breaks a rule."""
    columns = [_column(name, starts) for name, starts in plans.items()]
    names = {m.measure: m.name for m in columns[0].question.case.measures}
    chosen = [m for m in names if any(m in column.starts for column in columns)]
    core = [m for m in chosen if all(m in column.starts for column in columns)]
    rows = sorted(set(chosen) - set(core), key=lambda m: _order(m, columns))
    height = TOP + ROW * (len(rows) + 2) + 62
    width = LEFT + COLUMN * len(columns) + 20
    body = [
        *_titles(columns),
        *_core_row(core, columns),
        *(part for k, m in enumerate(rows, 2) for part in _row(names[m], m, TOP + ROW * k, columns)),
        *_legend(columns[0].question, height),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="Inter, Segoe UI, Helvetica, Arial, sans-serif" font-size="12" role="img">\n'
        "<title>Four scenarios of the model cannery: which measures are chosen, and when they start</title>\n"
        f"<metadata>{json.dumps(plans, sort_keys=False)}</metadata>\n"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _column(name: str, starts: dict[str, int]) -> Column:
    question = _question(name)
    figures = evaluate(question.case, question.scenario, Decision(starts))
    assert figures.feasible, f"{name}: {figures.violations}"
    return Column(question, starts, figures)


def _order(measure: str, columns: list[Column]) -> tuple[int, int, str]:
    """Chosen by most first, then by the earliest start."""
    years = [column.starts[measure] for column in columns if measure in column.starts]
    return -len(years), min(years), measure


def _titles(columns: list[Column]) -> list[str]:
    parts = [_text(16, 34, "Which measures, and when", 19, bold=True)]
    parts.append(_text(16, 56, "Each column is the best plan under its rules, proved to 0.01 %.", 12, GREY))
    for k, column in enumerate(columns):
        x, values = LEFT + COLUMN * k + COLUMN // 2, column.figures.metrics
        lines = _two_lines(column.question.scenario.name)
        parts += [_text(x, 26 + 15 * n, line, 12, bold=True, anchor="middle") for n, line in enumerate(lines)]
        capex, npv, less = (values[key] or 0 for key in ("capex", "npv", "co2e_abated"))
        parts.append(_text(x, 72, f"NPV {npv / 1_000_000:.1f}", 17, SHADES[0], bold=True, anchor="middle"))
        parts.append(_text(x, 91, f"for {capex / 1_000_000:.1f} million UAH", 12, GREY, anchor="middle"))
        parts.append(_text(x, 109, f"{len(column.starts)} measures", 12, GREY, anchor="middle"))
        parts.append(_text(x, 127, f"{less:,.0f} t CO2e less in {_default_year(column)}", 12, GREY, anchor="middle"))
    return parts


def _default_year(column: Column) -> int:
    return column.question.case.base_year + column.question.scenario.start_years


def _two_lines(name: str) -> list[str]:
    head, colon, rest = name.partition(": ")
    return [head + colon.strip(), rest] if colon else [name]


def _core_row(core: list[str], columns: list[Column]) -> list[str]:
    y = TOP + 4
    width = COLUMN * len(columns)
    return [
        f'<rect x="{LEFT}" y="{y}" width="{width}" height="{ROW}" rx="3" fill="#eef3f4"/>',
        _text(16, y + 14, f"{len(core)} measures that are in every plan", 12, bold=True),
        _text(LEFT + width // 2, y + 14, "right under the rules of all four", 12, GREY, anchor="middle"),
    ]


def _row(name: str, measure: str, y: int, columns: list[Column]) -> list[str]:
    right = LEFT + COLUMN * len(columns)
    parts = [f'<line x1="16" y1="{y}" x2="{right}" y2="{y}" stroke="{LINE}" stroke-width="0.6"/>']
    parts.append(_text(16, y + 14, name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip(" ,") + "…"))
    for k, column in enumerate(columns):
        if measure in column.starts:
            year, x = column.starts[measure], LEFT + COLUMN * k
            shade = year - column.question.case.base_year
            ink = INK if shade >= LIGHT_FROM else "#ffffff"
            place = f'x="{x + 40}" y="{y + 2}" width="{COLUMN - 80}" height="{ROW - 4}"'
            parts.append(f'<rect {place} rx="3" fill="{SHADES[shade]}"/>')
            parts.append(_text(x + COLUMN // 2, y + 14, str(year), 11, ink, anchor="middle"))
    return parts


def _legend(question: Question, height: int) -> list[str]:
    y = height - 22
    parts = [_text(16, y, "Started in", 12, GREY)]
    for k, shade in enumerate(SHADES):
        x = 84 + 62 * k
        parts.append(f'<rect x="{x}" y="{y - 11}" width="14" height="14" rx="3" fill="{shade}"/>')
        parts.append(_text(x + 19, y, str(question.case.base_year + k), 12, GREY))
    parts.append(_text(440, y, f"{question.case.name}; its data are invented. NPV in million UAH.", 12, GREY))
    return parts


def _text(  # noqa: PLR0913 - a place, a text, and how it looks
    x: int, y: int, text: str, size: int = 12, fill: str = INK, *, bold: bool = False, anchor: str = "start"
) -> str:
    weight = ' font-weight="600"' if bold else ""
    place = f'x="{x}" y="{y}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{weight}'
    return f"<text {place}>{escape(text)}</text>"
