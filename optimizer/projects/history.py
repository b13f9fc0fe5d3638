"""Earlier states of a project's tables, on disk: one file per step, so that undo survives a reload and a crash.

A step contains the text of each of its files before and after. `0007.json` was done, `0007.undone.json` was undone and
can be redone. While its files are being written it is called `0007.doing.json`, `.undoing.json` or `.redoing.json`:
after a crash, `settle` finishes a half-done step, or drops one that had not begun.
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
"""The names of an unfinished step once it is finished, and if it had not begun (None: it is deleted)."""
_FILE = re.compile(r"[a-z_]+\.(?:csv|toml)")
State = str | None
"""The text of a file; None if it doesn't exist."""


@dataclass(frozen=True)
class HistoryStep:
    """One change: the texts of its files before and after."""

    path: Path
    number: int
    state: str

    @property
    def undone(self) -> bool:
        """Return whether it was undone and can be redone."""
        return self.state == UNDONE

    def called(self, state: str) -> HistoryStep:
        """Return the step renamed to another state, on disk as well."""
        return replace(self, path=self.path.replace(self.path.with_name(f"{self.number:04}{state}.json")), state=state)


def steps(folder: Path) -> list[HistoryStep]:
    """Return all done or undone steps, the oldest first."""
    return [step for step in _all(folder) if step.state in (DONE, UNDONE)]


def _all(folder: Path) -> list[HistoryStep]:
    found = [(path, _NAME.fullmatch(path.name)) for path in folder.iterdir()] if folder.is_dir() else []
    listed = [HistoryStep(path, int(name[1]), name[2] or DONE) for path, name in found if name]
    return sorted(listed, key=lambda step: step.number)


def is_settled(folder: Path) -> bool:
    """Return whether no step is unfinished, now or from a process that ended."""
    return not any(step.state in _ENDS for step in _all(folder))


def settle(folder: Path, files: Path) -> None:
    """Finish a step that a crash left half written; drop it if none of its files was written.

    If a file was changed elsewhere in the meantime, all files stay unchanged. The folder must be locked, or an
    unfinished step of another process would be mistaken for an abandoned one.
    """
    for step in _all(folder):
        if step.state in _ENDS:
            finished, not_begun = _ENDS[step.state]
            if (begun := _finish(step, files)) or not_begun is not None:
                step.called(finished if begun or not_begun is None else not_begun)
            else:
                step.path.unlink(missing_ok=True)


def _finish(step: HistoryStep, files: Path) -> bool:
    """Write the remaining files of a step if any of them was written; return whether one was."""
    moves = _moves(step, back=step.state == UNDOING)
    now = {name: text_of(files / name) for name in moves}
    begun = any(now[name] == target for name, (origin, target) in moves.items() if origin != target)
    if begun and all(now[name] in pair for name, pair in moves.items()):
        _put(files, {name: target for name, (_, target) in moves.items() if now[name] != target})
    return begun


def do(folder: Path, files: Path, before: Mapping[str, State], after: Mapping[str, State]) -> None:
    """Change files as a step that can be undone; steps undone before can then no longer be redone.

    The folder of the files must be locked, and settled by `settle`.
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
    write_text(step.path, json.dumps(states))  # ASCII: bytes of other encodings are lone surrogates here
    try:
        _put(files, after)
    except InvalidInput:
        settle(folder, files)
        raise
    step.called(DONE)
    _prune(folder)


def _follows(step: HistoryStep, before: Mapping[str, State]) -> bool:
    """Return whether the files are as a step left them, as far as both know them."""
    states = _states(step)
    return all(before[name] in states[name] for name in states if name in before)


def _forgotten(kept: list[HistoryStep]) -> list[HistoryStep]:
    """Drop the history after a change from elsewhere, which undo would overwrite."""
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
    """Return file → its text before and after; nothing for a damaged step."""
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
    """Undo the last step, or redo the last undone one; return the names of the changed files.

    Returns None if there is no such step. A step that no longer changes anything is skipped.
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
    """Return the texts of files to be changed; `ChangedOnDisk` if a file has a text unknown to the step."""
    moves = _moves(step, back=back)
    now = {name: text_of(files / name) for name in moves}
    for name, pair in moves.items():
        if now[name] not in pair:
            raise ChangedOnDisk(files / name)
    return {name: target for name, (_, target) in moves.items() if now[name] != target}


def _moves(step: HistoryStep, *, back: bool) -> dict[str, tuple[State, State]]:
    """Return file → its text before and after the move."""
    return {name: (after, before) if back else (before, after) for name, (before, after) in _states(step).items()}


def text_of(path: Path) -> State:
    """Return the text of a file, byte for byte."""
    data = bytes_of(path)
    return None if data is None else data.decode("utf-8", "surrogateescape")


def _put(files: Path, states: Mapping[str, State]) -> None:
    """Write files, all together; None deletes a file."""
    write_together(
        {
            files / name: None if state is None else state.encode("utf-8", "surrogateescape")
            for name, state in states.items()
        }
    )
