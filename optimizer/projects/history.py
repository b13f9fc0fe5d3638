"""Earlier states of a project's tables, on disk: one file a step, so that undo outlives a reload and a crash.

A step holds what each of its files said before and after. `0007.json` was done, `0007.undone.json` was taken back
and can be done again. While its files are being written it is called `0007.doing.json`, `.undoing.json` or
`.redoing.json`: `settle` finishes what a crash has left half done, or forgets what it had not begun.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.errors import InvalidInput
from optimizer.files import ChangedOnDisk, bytes_of, sync_folder, write_text, write_together
from optimizer.limits import UNDO_BYTES, UNDO_STEPS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NAME = re.compile(r"(\d{4,9})(\.[a-z]+)?\.json")
DONE, UNDONE = "", ".undone"
DOING, UNDOING, REDOING = ".doing", ".undoing", ".redoing"
_ENDS = {DOING: (DONE, None), UNDOING: (UNDONE, DONE), REDOING: (DONE, UNDONE)}
"""What a step under way is called once it is finished, and if it had not begun (None: it is gone then)."""
_FILE = re.compile(r"[a-z_]+\.(?:csv|toml)")
State = str | None
"""What a file says; None: there is none."""


@dataclass(frozen=True)
class HistoryStep:
    """One change: what its files said before and after."""

    path: Path
    number: int
    state: str

    @property
    def undone(self) -> bool:
        """Whether it was taken back and can be done again."""
        return self.state == UNDONE

    def called(self, state: str) -> HistoryStep:
        """The step under the name of another state, on disk, too."""
        return replace(self, path=self.path.replace(self.path.with_name(f"{self.number:04}{state}.json")), state=state)


def steps(folder: Path) -> list[HistoryStep]:
    """All steps that were done or taken back, the oldest first."""
    return [step for step in _all(folder) if step.state in (DONE, UNDONE)]


def _all(folder: Path) -> list[HistoryStep]:
    found = [(path, _NAME.fullmatch(path.name)) for path in folder.iterdir()] if folder.is_dir() else []
    listed = [HistoryStep(path, int(name[1]), name[2] or DONE) for path, name in found if name]
    return sorted(listed, key=lambda step: step.number)


def is_settled(folder: Path) -> bool:
    """Whether no step is under way, or was when its process ended."""
    return not any(step.state in _ENDS for step in _all(folder))


def settle(folder: Path, files: Path) -> None:
    """Finish a step of which a crash left some files written and others not; forget it where none was.

    A file that somebody else has changed meanwhile stays as it is, and so do the others then. The folder has to be
    locked, or a step of another process that is under way would be taken for one that was left.
    """
    for step in _all(folder):
        if step.state in _ENDS:
            finished, not_begun = _ENDS[step.state]
            if (begun := _finish(step, files)) or not_begun is not None:
                step.called(finished if begun or not_begun is None else not_begun)
            else:
                step.path.unlink(missing_ok=True)


def _finish(step: HistoryStep, files: Path) -> bool:
    """Whether any of a step's files says what it is to say; the others do after this."""
    moves = _moves(step, back=step.state == UNDOING)
    now = {name: text_of(files / name) for name in moves}
    begun = any(now[name] == target for name, (origin, target) in moves.items() if origin != target)
    if begun and all(now[name] in pair for name, pair in moves.items()):
        _put(files, {name: target for name, (_, target) in moves.items() if now[name] != target})
    return begun


def do(folder: Path, files: Path, before: Mapping[str, State], after: Mapping[str, State]) -> None:
    """Let files say something else, as a step that can be taken back; what was taken back before can't be redone then.

    The folder of the files has to be locked, and to be as `settle` leaves it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = [step for step in steps(folder) if not step.undone]
    for step in steps(folder):
        if step.undone:
            step.path.unlink(missing_ok=True)
    if kept and not _follows(kept[-1], before):
        kept = _forgotten(kept)
    number = kept[-1].number + 1 if kept else 1
    states = {name: [before[name], after[name]] for name in after}
    step = HistoryStep(folder / f"{number:04}{DOING}.json", number, DOING)
    write_text(step.path, json.dumps(states, ensure_ascii=False))
    try:
        _put(files, after)
    except InvalidInput:
        settle(folder, files)
        raise
    step.called(DONE)
    _prune(folder)


def _follows(step: HistoryStep, before: Mapping[str, State]) -> bool:
    """Whether the files are as a step left them, as far as both know."""
    states = _states(step)
    return all(before[name] in states[name] for name in states if name in before)


def _forgotten(kept: list[HistoryStep]) -> list[HistoryStep]:
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


def _states(step: HistoryStep) -> dict[str, tuple[State, State]]:
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
        changes = _changes(step, files, back=back)
        under_way = step.called(UNDOING if back else REDOING)
        _put(files, changes)
        under_way.called(UNDONE if back else DONE)
        sync_folder(folder)
        if changes:
            return tuple(changes)
    return None


def _next(folder: Path, *, back: bool) -> HistoryStep | None:
    fitting = [step for step in steps(folder) if step.undone is not back]
    return (fitting[-1] if back else fitting[0]) if fitting else None


def _changes(step: HistoryStep, files: Path, *, back: bool) -> dict[str, State]:
    """What files are to say that say otherwise; `ChangedOnDisk` where one says what the step does not know."""
    moves = _moves(step, back=back)
    now = {name: text_of(files / name) for name in moves}
    for name, pair in moves.items():
        if now[name] not in pair:
            raise ChangedOnDisk(files / name)
    return {name: target for name, (_, target) in moves.items() if now[name] != target}


def _moves(step: HistoryStep, *, back: bool) -> dict[str, tuple[State, State]]:
    """File → from what to what."""
    return {name: (after, before) if back else (before, after) for name, (before, after) in _states(step).items()}


def text_of(path: Path) -> State:
    """What a file says, byte for byte."""
    data = bytes_of(path)
    return None if data is None else data.decode("utf-8", "surrogateescape")


def _put(files: Path, states: Mapping[str, State]) -> None:
    """Let files say this, all together; None: let there be no such file."""
    write_together(
        {
            files / name: None if state is None else state.encode("utf-8", "surrogateescape")
            for name, state in states.items()
        }
    )
