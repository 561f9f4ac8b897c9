"""Names as people see them: neither case, nor white space, nor what is invisible tells two spellings apart."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches

_DIGITS = re.compile(r"([0-9]+)")


_INVISIBLE_WORDS = {"\n": "line break", "\r": "carriage return", "\t": "tab", "\ufeff": "byte order mark"}


def as_seen(text: str) -> str:
    r"""A text as people see it: composed letters, no invisible characters, each run of white space one blank, trimmed.

    Invisible are Unicode's format characters: soft hyphens, zero-width blanks, byte order marks, marks of direction.

    >>> as_seen(" Big\u200b\xa0 Co\n"), as_seen("Mu\u0308ller") == "M\xfcller"
    ('Big Co', True)
    """
    if not text.isascii():
        text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def name_key(name: str) -> str:
    r"""What two spellings of one name have in common (1-policy.md, Evaluating an entry).

    >>> name_key("  ACME Ltd ") == name_key("Acme\xa0ltd"), name_key("Wei\xdf") == name_key("WEISS")
    (True, True)
    """
    return unicodedata.normalize("NFC", as_seen(name).casefold())


def quoted(text: str, longest: int = 80) -> str:
    r"""A text in quotes for a message, with what nobody could see in words.

    >>> quoted("Bgi\xa0Co") == "'Bgi[no-break space]Co'"
    True
    """
    shown = "".join(letter if letter == " " or letter.isprintable() else f"[{_in_words(letter)}]" for letter in text[:longest])
    return f"'{shown}{'…' if len(text) > longest else ''}'"


def _in_words(letter: str) -> str:
    return _INVISIBLE_WORDS.get(letter) or unicodedata.name(letter, "").lower() or f"U+{ord(letter):04X}"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a person most likely meant, or None.

    >>> nearest("Phnoe", ["Ticket", "Phone", "Email"])
    'Phone'
    """
    by_key = {name_key(each): each for each in known}
    found = get_close_matches(name_key(name), by_key, n=1, cutoff=0.6)
    return by_key[found[0]] if found else None


def natural(text: str) -> tuple[tuple[str | Decimal, ...], str]:
    """A sort key in which digit runs compare as numbers: U2 before U10. Spellings that tie fall back on the text.

    >>> sorted(["U10", "U2", "U02"], key=natural)
    ['U02', 'U2', 'U10']
    """
    parts = _DIGITS.split(text)
    # Decimal, since int refuses the 5,000 digits that a cell may hold.
    return tuple(Decimal(part) if index % 2 else part for index, part in enumerate(parts)), text
