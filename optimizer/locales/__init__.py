"""The words of the program in the reader's language. English stands in the code, every other language in a .po file.

    with speaking("uk"):
        tr("no plan is better")                              a text in the language spoken
        tr("{count} left out", count=3)                      with what fills it in
        trn("{count} measure", "{count} measures", count)    with a plural, by the rules of the language
    TEXT = noted("Annual saving")                            marked for translators here, said with tr(TEXT) later
    spelled("0.25")                                          a figure in English, as the language spoken writes it

A language is spoken by a context (a thread, a visitor), never by the whole process. A text without a
translation is said in English; a test sees to it that there is none.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator

Language = Literal["en", "uk"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_spoken: ContextVar[Language] = ContextVar("language", default="en")


def language() -> Language:
    """The language spoken here; also the name of its locale for numbers and dates."""
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language within this block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: Language) -> None:
    """Speak a language from here on in this context: a command, a run of a page."""
    _spoken.set(language)


def noted(message: str) -> str:
    """The text itself: marks it as one to be translated where it is said."""
    return message


def tr(message: str, /, **values: object) -> str:
    """A text in the language spoken, with `{name}` filled in by the values.

    >>> tr("{count} left out", count=3)
    '3 left out'
    """
    said = _catalogue(language()).gettext(message) if message else ""
    return _filled(said, values) if values else said


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """A text that depends on a count, which fills in `{count}`.

    >>> trn("{count} measure", "{count} measures", 1), trn("{count} measure", "{count} measures", 5)
    ('1 measure', '5 measures')
    """
    said = _catalogue(language()).ngettext(one, many, count)
    return _filled(said, {"count": count, **values})


def _filled(said: str, values: dict[str, object]) -> str:
    """A template with its values; where one that ends in a full stop (екв.) ends the sentence, one stop is enough."""
    text = said.format(**values)
    return text[:-1] if said.endswith("}.") and text.endswith("..") and not text.endswith("...") else text


def spelled(figure: str) -> str:
    r"""A figure spelled as in English (0.25, 1,200 or 1 200) as the language spoken writes it.

    >>> with speaking("uk"):
    ...     spelled("12,000.5")
    '12\xa0000,5'
    """
    if language() == "en":
        return figure
    from babel import Locale  # noqa: PLC0415 - English needs none of it

    symbols = Locale.parse(language()).number_symbols["latn"]
    return figure.translate(str.maketrans({".": symbols["decimal"], ",": symbols["group"], " ": symbols["group"]}))


@cache
def _catalogue(language: Language) -> NullTranslations:
    """The translations of a language; for English, none."""
    file = Path(__file__).with_name(f"{language}.po")
    if not file.exists():
        return NullTranslations()
    from io import BytesIO  # noqa: PLC0415 - English needs none of it

    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415
    from babel.support import Translations  # noqa: PLC0415

    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)
