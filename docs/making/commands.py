"""The reference of the command line, from the commands themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer.main

from making import MADE
from optimizer import cli
from optimizer.__main__ import INTERRUPTED
from optimizer.cli.asking import EXIT
from optimizer.cli.spoken import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

OPENING = """# The command line

{made}

Answers go to standard output, progress and problems to standard error; the findings of `cpee check` are its answer.
`cpee COMMAND --help` says the same as this page; `python -m optimizer` is `cpee`.

`cpee --language uk COMMAND` shows texts in Ukrainian (the option may also come last). So does every command if the
environment variable CPEE_LANGUAGE is `uk`. JSON output is the same in both languages.

| exit status | meaning |
|---|---|
"""
MEANINGS = {
    0: "solved: proved best, or best found with its gap",
    1: "infeasible: no plan keeps all rules (`verify`: something differs, or a better plan exists)",
    2: "invalid input: its problems are listed",
    3: "undecided: time ran out with no plan found",
    70: "internal error",
    130: "ended by Ctrl-C before anything was solved",
    141: "standard output was closed early (a closed pipe)",
}


def page() -> str:
    """docs/cli.md."""
    known = {*EXIT.values(), cli.FAULT, INTERRUPTED, cli.CLOSED}
    statuses = "".join(f"| {status} | {MEANINGS[status]} |\n" for status in sorted(known))
    sections = "".join(_section(path, command) for path, command in commands())
    several = "\nWith several scenarios the exit status is the worst of theirs.\n\n"
    return OPENING.format(made=MADE) + statuses + several + sections.rstrip("\n") + "\n"


def commands() -> Iterator[tuple[str, Any]]:
    """Every command, with the words that call it."""
    yield from _commands("cpee", typer.main.get_command(cli.app))


def _commands(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(f"{path} {name}", inner)
    if not hasattr(command, "commands"):
        yield path, command


def _section(path: str, command: Any) -> str:
    visible = [parameter for parameter in command.params if parameter.name != "help"]
    arguments = [p for p in visible if p.param_type_name == "argument"]
    options = [p for p in visible if p.param_type_name == "option"]
    usage = " ".join(
        [
            path,
            *(["[OPTIONS]"] if options or arguments else []),
            *(
                name if p.required else f"[{name}]"
                for name, p in zip(map(shown_name, arguments), arguments, strict=True)
            ),
        ]
    )
    rows = [(f"`{shown_name(p)}`", p) for p in arguments] + [(f"`{_option(p)}`", p) for p in options]
    table = "".join(f"| {name} | {'yes' if p.required else ''} | {p.help} |\n" for name, p in rows)
    head = "| argument or option | required | meaning |\n|---|---|---|\n" if rows else ""
    return f"## {path}\n\n{command.help}\n\n```text\n{usage}\n```\n\n{head}{table}" + ("\n" if rows else "")


def _option(parameter: Any) -> str:
    return f"{parameter.opts[0]} {shown_name(parameter)}".rstrip()
