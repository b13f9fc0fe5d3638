"""The command that checks an answer: `cpee verify FILE [--prove]`.

`register(app)` adds it to the command line.
"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.console import console
from optimizer.locales import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.reports.proving import Verdict
    from optimizer.reports.verification import Verified

DIFFERS, OPEN = 1, 3
SECONDS = 60.0


def verify(
    file: Annotated[
        Path, typer.Argument(help="An answer written by `cpee solve --json` ('-': standard input).", show_default=False)
    ],
    prove: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--prove", help="Also solve each question again to see whether the claimed proof holds.")
    ] = False,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="SECONDS", min=1, help="For --prove: seconds per answer.")
    ] = SECONDS,
) -> None:
    """Recalculate every figure of an answer from its inputs and report any difference."""
    from optimizer.reports import verification  # noqa: PLC0415

    verified = verification.verify(file)
    for answer in verified:
        for difference in answer.differences:
            console().print(f"{answer.name}: {difference}")
    verdicts = _proved(verified, time_limit) if prove else [None] * len(verified)
    for answer, verdict in zip(verified, verdicts, strict=True):
        console().print(_line(answer, verdict))
    if not prove and any(answer.claim and not answer.differences for answer in verified):
        console().print(tr("`cpee verify --prove` solves it again to check this."))
    raise typer.Exit(_status(verified, verdicts))


def _proved(verified: Sequence[Verified], seconds: float) -> list[Verdict | None]:
    """Report the result of solving again; an answer whose figures differ has already failed."""
    from optimizer.interruption import interrupts  # noqa: PLC0415
    from optimizer.reports.proving import prove  # noqa: PLC0415

    with interrupts() as ctrl_c:
        return [None if answer.differences else prove(answer, ctrl_c.wish, seconds) for answer in verified]


def _line(answer: Verified, verdict: Verdict | None) -> str:
    if verdict is not None:
        return f"{answer}; {verdict.sentence.removesuffix('.')}."
    claim = None if answer.differences else answer.claim
    return f"{answer}. {claim}" if claim else f"{answer}."


def _status(verified: Sequence[Verified], verdicts: Sequence[Verdict | None]) -> int:
    """Return 1 if something differs or a claim is refuted, otherwise 3 if a claim stays open, otherwise 0."""
    kinds = {verdict.kind for verdict in verdicts if verdict is not None}
    if "refuted" in kinds or any(answer.differences for answer in verified):
        return DIFFERS
    return OPEN if "open" in kinds else 0


def register(line: typer.Typer) -> None:
    """Add the command."""
    line.command("verify")(verify)
