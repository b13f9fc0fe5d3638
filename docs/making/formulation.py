"""The mathematics of the model, from the docstrings of its blocks."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from making import MADE
from optimizer.model.blocks import BLOCKS, bounds, structure
from optimizer.model.enduse import MOST_PATTERNS
from optimizer.rules import RULES

if TYPE_CHECKING:
    from optimizer.model.blocks import Block

SYMBOLS = (
    ("i, j", "measures"),
    ("s", "the year in which a measure starts, 0 … start_years − 1; 0 is the base year"),
    ("t", "a year that counts, 0 … H, H = horizon_years (u in the sums of *cash*)"),
    ("g", "a group of exclusive alternatives"),
    ("P", "a pattern: which measures of one end use are in effect, and at which share"),
    ("start[i,s] ∈ {0, 1}", "measure i starts in year s"),
    ("amount[k]", "outside money, and switches that belong to it; a question without funding has none"),
    ("u = 1 − Π (1 − share · in)", "an *overlap* column: the part of an end use that its measures save together"),
    ("λ_P, w_P ∈ [0, 1]", "whether pattern P applies; what remains of the end use if it does"),
    ("joint ∈ [0, 1]", "an interaction column: both measures are in effect"),
    ("column", "any of start, amount, overlap, joint; over these every metric is a linear *form*"),
    ("saved[stream,t]", "the amount saved of a stream: direct effects, overlaps times baselines, interactions"),
    ("capex[t], net_saving[t], profit_tax[t], one_off, npv", "money, as `docs/formats.md` defines it"),
    ("own[t], reinvest, total", "the scenario's budget"),
)

OPENING = """# The model

{made}

This page describes the solver's question block by block: `optimizer/model/blocks.py` has one function for each block,
in this order. Before that, `optimizer/problem.py` puts the question into numbers: the allowed starts, and every rule
and the goal as `lower ≤ Σ coefficient · column ≤ upper`. Blocks 2 and 6 add these rows, one constraint for each kind of
rule; each rule's own file in `optimizer/rules/` writes its rows. This page is generated from the docstrings of the
blocks and of those files. If a question has no rule of a kind, nothing is added.

The model's figures are never shown. The model proposes plans; `optimizer/evaluation.py`, which shares no code with it,
computes their figures exactly ([reliability.md](reliability.md)). Bounds in the model are wider by the tolerances of
[formats.md](formats.md) (half of the smallest unit of money, 1e-9 relative), so that nothing allowed is cut off.

## Symbols

| symbol | meaning |
|---|---|
"""

CLOSING = """## From outside

A smaller model is solved before this one (`optimizer/model/planes.py`). It replaces block 4 by planes over overlaps,

```text
u ≤ level + Σ slope · in        the tightest at a point of the continuous relaxation, by the dual values of patterns
u ≤ 1 − e^z₀ · (1 + z − z₀)     the tangent at a plan, z = Σ log(1 − share) · in: exact there
```

which cut off no plan. Its bounds therefore hold for this model too; its plans are judged like any other.

## The solver's variables

Between the model and the solver, the start variables are replaced by cumulative ones, which say whether a measure has
begun by a year (`optimizer/model/begun.py`):

```text
start[i,s] = begun[i,s] − begun[i,s−1],   begun[i,s−1] ≤ begun[i,s]
```

A branch on `begun` splits the years of a measure in two; a branch on `start` separates one year from all others.

## Size

The number of starts is measures × start years, less those excluded by windows, statuses and exclusions. An end use has
one overlap column for each year of effect (years with the same starts in effect at the same shares share one) and at
most {patterns} patterns per link. Every metric is a form over the same columns, so a further limit is one row.
"""


def page() -> str:
    """docs/formulation.md."""
    symbols = "".join(f"| {symbol} | {meaning} |\n" for symbol, meaning in SYMBOLS)
    blocks = "".join(_block(number, block) for number, block in enumerate(BLOCKS, 1))
    return OPENING.format(made=MADE) + symbols + "\n" + blocks + CLOSING.format(patterns=MOST_PATTERNS)


def _block(number: int, block: Block) -> str:
    own = _section(f"## {number}. {_title(block.__name__)}", block)
    kinds = [kind for kind in RULES if block in (structure, bounds) and kind.structural is (block is structure)]
    return own + "".join(_section(f"### {_title(kind.key)}", kind.rows) for kind in kinds)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _section(heading: str, documented: object) -> str:
    paragraphs = [_paragraph(part) for part in re.split(r"\n\s*\n", inspect.getdoc(documented) or "")]
    return f"{heading}\n\n" + "\n\n".join(paragraphs) + "\n\n"


def _paragraph(text: str) -> str:
    """Prose begins with a capital letter; everything else is a formula."""
    if re.match(r"[A-Z]", text.strip()):
        return text
    return "```text\n" + inspect.cleandoc(text) + "\n```"
