"""The language of the commands: `cpee --language uk …` or CPEE_LANGUAGE, and help and usage errors in it.

Typer itself speaks English. Its few messages are translated here; anything else it says stays in English.
"""

from __future__ import annotations

import os
import re
from enum import StrEnum
from functools import partial
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from optimizer.locales import LANGUAGES, noted, speak, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VARIABLE = "CPEE_LANGUAGE"
UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # typer gives it no name of its own


class Language(StrEnum):
    """The supported languages."""

    EN = "en"
    UK = "uk"


def heard(language: Language) -> Language:
    """Set the given language."""
    speak(language.value)
    return language


def from_environment() -> None:
    """Set the language of the environment, if any, because help is shown before options are read.

    System names of languages are accepted, too: uk_UA, uk_UA.UTF-8.
    """
    wanted = re.split(r"[_.@-]", os.environ.get(VARIABLE, ""))[0]
    for known in LANGUAGES:
        if known == wanted:
            os.environ[VARIABLE] = known
            speak(known)


def tell_version(wanted: bool) -> None:  # noqa: FBT001 - as Typer calls it
    """Print the version, if requested, and exit."""
    if wanted:
        typer.echo(f"cpee {version_of('cpee')}")
        raise typer.Exit


def choose_language(
    language: Annotated[
        Language,
        typer.Option("--language", envvar=VARIABLE, is_eager=True, callback=heard, help="Interface language."),
    ] = Language.EN,
    version: Annotated[  # noqa: FBT002 - as Typer wants it
        bool, typer.Option("--version", is_eager=True, callback=tell_version, help="Show the version and exit.")
    ] = False,
) -> None:
    """The options shared by all commands."""


HELP = noted("Show this message and exit.")  # Typer's text for --help
PANELS = {
    "ARGUMENTS_PANEL_TITLE": noted("Arguments"),
    "OPTIONS_PANEL_TITLE": noted("Options"),
    "COMMANDS_PANEL_TITLE": noted("Commands"),
    "ERRORS_PANEL_TITLE": noted("Error"),
    "ABORTED_TEXT": noted("Aborted."),
    "REQUIRED_LONG_STRING": noted("[required]"),
    "DEFAULT_STRING": noted("[default: {}]"),
    "ENVVAR_STRING": noted("[env var: {}]"),
    "RICH_HELP": noted("Try [blue]'{command_path} {help_option}'[/] for help."),
}
"""Typer's fixed strings, by their names in `typer.rich_utils`."""

WRONG = r"Invalid value for '?(?P<option>[^':]+)'?(?: \(env var: .*?\))?: "
USAGE = (
    (r"No such command '(?P<name>.*?)'\.?(?: Did you mean (?P<guess>.*?)\?)?", noted('there is no command "{name}"')),
    (r"No such option:? '?(?P<name>[^\s']+)'?\.?.*", noted("there is no option {name}")),
    (r"Missing argument '?(?P<name>[^']+?)'?\.?", noted("the argument {name} is missing")),
    (r"Missing option '?(?P<name>[^']+?)'?\.?", noted("the option {name} is missing")),
    (r"Missing command\.", noted("the command is missing")),
    (r"Option '?(?P<name>[^\s']+)'? requires an argument\.", noted("the option {name} needs a value")),
    (r"Option '?(?P<name>[^\s']+)'? does not take a value\.", noted("the option {name} takes no value")),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.*)\)", noted("there are too many arguments: {name}")),
    (
        WRONG + r"(?:Value error, )?'(?P<name>.*)' is not one of (?P<choices>.*?)\.?",
        noted("{option} must be one of {choices}, not {name}"),
    ),
    (WRONG + r"(?P<name>.*)", noted("invalid {option}: {name}")),
)
"""Typer's usage errors, and their translatable texts."""


def usage_text(message: str) -> str:
    """Return a usage error in the current language; unchanged if unknown."""
    for pattern, text in USAGE:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            said = tr(text)
            return message if said == text else said.format(**found.groupdict())
    return message


def language_first(arguments: list[str], group: Any) -> list[str]:
    """Return the arguments with `--language LANGUAGE` before the command, unless the command has its own.

    The option belongs to all commands, but most people write options last.
    """
    named = [word for word in arguments if word in group.commands][:1]
    has_its_own = any("--language" in parameter.opts for name in named for parameter in group.commands[name].params)
    place = next((k for k, word in enumerate(arguments) if word.partition("=")[0] == "--language"), None)
    if has_its_own or place is None or "--" in arguments[:place]:
        return arguments
    end = place + 1 if "=" in arguments[place] else place + 2
    if end > len(arguments):  # the language is missing, which is then reported
        return arguments[place:]
    return [*arguments[place:end], *arguments[:place], *arguments[end:]]


class SpokenGroup(TyperGroup):
    """Commands whose help and usage errors are in the current language."""

    def make_context(self, info_name: Any, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Make Typer's context; the language may be given anywhere in a command."""
        with _told_anew():
            said = language_first(args, self) if parent is None else args
            return super().make_context(info_name, said, parent=parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run a command as Typer does."""
        with _told_anew():
            return super().invoke(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command with its help in the current language."""
        command = super().get_command(ctx, cmd_name)
        return None if command is None else _translated(command, ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Return the help of the group."""
        _translated(self, ctx)
        super().format_help(ctx, formatter)


class _told_anew:  # noqa: N801 - used as a with block
    """Re-raise usage errors in the current language."""

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if not isinstance(error, UsageError) or type(error).__name__ == "NoArgsIsHelpError":
            return
        message: str = error.format_message()  # type: ignore[attr-defined]
        if (said := usage_text(message)) != message:
            _translate_typer()
            if error.ctx is not None:  # type: ignore[attr-defined]
                _translated(error.ctx.command, error.ctx)  # type: ignore[attr-defined]
            raise UsageError(said, ctx=error.ctx) from error  # type: ignore[call-arg, attr-defined]


def _translated(command: Any, ctx: Any) -> Any:
    """Return a command with its help, and that of its parameters, in the current language."""
    _translate_typer()
    command.help, command.short_help = (text and tr(text) for text in (command.help, command.short_help))
    for parameter in command.get_params(ctx):
        _name_as_documented(parameter)
        if text := getattr(parameter, "help", None):
            parameter.help = tr(text)
    command.get_usage = partial(_usage, type(command).get_usage, command)
    return command


def shown_name(parameter: Any) -> str:
    """Return what stands for a parameter's value in help and reference: SCENARIO..., KEY=VALUE, en|uk; "" for flags."""
    if parameter.metavar:
        return str(parameter.metavar)
    if getattr(parameter, "is_flag", False):
        return ""
    if parameter.type_descriptor.is_choice:
        return "|".join(str(choice.value) for choice in parameter.type_descriptor.choices)
    name = str(parameter.name.upper())
    return f"{name.removesuffix('S')}..." if parameter.nargs == -1 else name


def _name_as_documented(parameter: Any) -> None:
    """Show a parameter as the reference does, without Typer's braces and types of Python."""
    name = shown_name(parameter)
    if parameter.param_type_name == "argument":
        parameter.metavar = name
        parameter.display_type_rich = lambda ctx: None  # noqa: ARG005 - as Typer calls it
        parameter._usage_display_name = lambda: name if parameter.required else f"[{name}]"  # noqa: SLF001
    else:
        parameter.display_type_rich = lambda ctx: name or None  # noqa: ARG005


def _usage(made: Callable[[Any, Any], str], command: Any, ctx: Any) -> str:
    return made(command, ctx).replace("Usage:", tr("Usage:"), 1)


def _translate_typer() -> None:
    from typer import rich_utils  # noqa: PLC0415 - only what is shown needs it

    for name, text in PANELS.items():
        setattr(rich_utils, name, tr(text))


def help_texts(command: Any) -> Iterator[str]:
    """Return every help text of a command and its subcommands, for translators."""
    yield from filter(None, (command.help, command.short_help))
    yield from filter(None, (getattr(parameter, "help", None) for parameter in command.params))
    for inner in getattr(command, "commands", {}).values():
        yield from help_texts(inner)
