"""A name as a file may be called on every system: small Latin letters, digits, hyphens."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
# Ukrainian by the Cabinet's table of 2010 (without its rules for the beginnings of words), and what Russian adds.
_LATIN = str.maketrans(
    {
        **dict(zip("абвгґдезиіїйклмнопрстуфыэё", "abvhgdezyiiiklmnoprstufyee", strict=True)),
        "є": "ie",
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "iu",
        "я": "ia",
        **dict.fromkeys("ьъ'’ʼ", ""),
        "№": " ",
        "ł": "l",
    }
)
_RESERVED = ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)))


def slug(name: str, otherwise: str, *, longest: int = LONGEST) -> str:
    """The slug of a name, cut at a word; `otherwise` where nothing of it is left.

    >>> slug("Кліматична мета на 2031 рік", "scenario"), slug("Zażółć: 50 %!", "scenario"), slug("…", "scenario")
    ('klimatychna-meta-na-2031-rik', 'zazolc-50', 'scenario')
    >>> slug("Заміна насосів у цеху №2", "measure", longest=20)
    'zamina-nasosiv-u'
    """
    latin = unicodedata.normalize("NFC", name).casefold().translate(_LATIN)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", plain)
    found = words[0][:longest] if words else otherwise
    for word in words[1:]:
        if len(found) + 1 + len(word) > longest:
            break
        found = f"{found}-{word}"
    return f"{found}-1" if found in _RESERVED else found  # no file may be called so in Windows
