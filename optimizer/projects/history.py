"""Earlier states of a project's tables, on disk: one file a step, so that undo outlives a reload and a crash.

A step holds what each of its files said before and after. `0007.json` was done, `0007.undone.json` was taken back
and can be done again. A step is written before its files are, so a crash between leaves a step that changes nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.files import ChangedOnDisk, bytes_of, sync_folder, write_bytes, write_text
from optimizer.limits import UNDO_BYTES, UNDO_STEPS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NAME = re.compile(r"(\d{4,9})(\.undone)?\.json")
_FILE = re.compile(r"[a-z_]+\.(?:csv|toml)")
State = str | None
"""What a file says; None: there is none."""


@dataclass(frozen=True)
class Step:
    """One change: what its files said before and after."""

    path: Path
    number: int
    undone: bool


def steps(folder: Path) -> list[Step]:
    """All steps, the oldest first."""
    found = [(path, _NAME.fullmatch(path.name)) for path in folder.iterdir()] if folder.is_dir() else []
    listed = [Step(path, int(name[1]), bool(name[2])) for path, name in found if name]
    return sorted(listed, key=lambda step: step.number)


def record(folder: Path, before: Mapping[str, State], after: Mapping[str, State]) -> None:
    """Keep a step that is about to be done; what was taken back before can't be done again then."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = [step for step in steps(folder) if not step.undone]
    for step in steps(folder):
        if step.undone:
            step.path.unlink(missing_ok=True)
    if kept and not _follows(kept[-1], before):
        kept = _forgotten(kept)
    number = kept[-1].number + 1 if kept else 1
    states = {name: [before[name], after[name]] for name in after}
    write_text(folder / f"{number:04}.json", json.dumps(states, ensure_ascii=False))
    _prune(folder)


def _follows(step: Step, before: Mapping[str, State]) -> bool:
    """Whether the files are as a step left them, as far as both know."""
    states = _states(step)
    return all(before[name] in states[name] for name in states if name in before)


def _forgotten(kept: list[Step]) -> list[Step]:
    """Somebody else changed the files: what was before can't be brought back without losing that."""
    for step in kept:
        step.path.unlink(missing_ok=True)
    return []


def _prune(folder: Path) -> None:
    listed = steps(folder)
    size = sum(step.path.stat().st_size for step in listed)
    while len(listed) > 1 and (len(listed) > UNDO_STEPS or size > UNDO_BYTES):
        size -= listed[0].path.stat().st_size
        listed.pop(0).path.unlink(missing_ok=True)


def _states(step: Step) -> dict[str, tuple[State, State]]:
    """File → what it said before and after; of a damaged step, nothing."""
    try:
        told = json.loads(step.path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(told, dict) or not all(_sound(name, pair) for name, pair in told.items()):
        return {}
    return {name: (pair[0], pair[1]) for name, pair in told.items()}


def _sound(name: str, pair: object) -> bool:
    texts = isinstance(pair, list) and len(pair) == len(("before", "after"))
    return texts and bool(_FILE.fullmatch(name)) and all(one is None or isinstance(one, str) for one in pair)  # type: ignore[attr-defined]


def move(folder: Path, files: Path, *, back: bool) -> tuple[str, ...] | None:
    """Take the last step back, or do again what was taken back last; the names of the files that say otherwise now.

    None where there is no such step. A step that changes nothing (any more) is passed over.
    """
    while (step := _next(folder, back=back)) is not None:
        changed = _moved(step, files, back=back)
        name = f"{step.number:04}{'.undone' if back else ''}.json"
        step.path.replace(folder / name)
        sync_folder(folder)
        if changed:
            return changed
    return None


def _next(folder: Path, *, back: bool) -> Step | None:
    fitting = [step for step in steps(folder) if step.undone is not back]
    return (fitting[-1] if back else fitting[0]) if fitting else None


def _moved(step: Step, files: Path, *, back: bool) -> tuple[str, ...]:
    moves = {name: (after, before) if back else (before, after) for name, (before, after) in _states(step).items()}
    now = {name: text_of(files / name) for name in moves}
    for name, (origin, target) in moves.items():
        if now[name] not in (origin, target):
            raise ChangedOnDisk(files / name)
    changed = tuple(name for name, (_, target) in moves.items() if now[name] != target)
    for name in changed:
        put(files / name, moves[name][1])
    return changed


def text_of(path: Path) -> State:
    """What a file says, byte for byte."""
    data = bytes_of(path)
    return None if data is None else data.decode("utf-8", "surrogateescape")


def put(path: Path, state: State) -> None:
    """Let a file say this; None: let there be none."""
    if state is None:
        path.unlink(missing_ok=True)
    else:
        write_bytes(path, state.encode("utf-8", "surrogateescape"))
