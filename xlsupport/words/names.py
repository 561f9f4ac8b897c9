"""Names as people type them: matched after trimming and without regard to case."""

import re
from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches

_DIGITS = re.compile(r"([0-9]+)")


def name_key(name: str) -> str:
    """What two spellings of one name have in common.

    >>> name_key("  ACME Ltd ") == name_key("Acme ltd")
    True
    """
    return name.strip().casefold()


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
