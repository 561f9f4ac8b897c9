"""What Excel allows as the name of a sheet: one rule, for names that are made and for names that are checked."""

import re

LONGEST_NAME = 31
"""In UTF-16 units, as Excel counts: a character beyond U+FFFF is two."""

FORBIDDEN = "[ ] : * ? / \\"
"""The characters that a name may not have, as messages list them; control characters are none that people type."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def name_length(name: str) -> int:
    """A name's length as Excel counts it.

    >>> name_length("Log"), name_length("Log 🗒")
    (3, 6)
    """
    return len(name.encode("utf-16-le", "surrogatepass")) // 2


def is_sheet_name(name: str) -> bool:
    """Whether Excel takes a name for a sheet. The name History is Excel's own.

    >>> is_sheet_name("INV-2026-0001"), is_sheet_name("RE/2026"), is_sheet_name("'quoted"), is_sheet_name("history")
    (True, False, False, False)
    """
    plain = bool(name.strip()) and not _FORBIDDEN.search(name) and name.strip("'") == name
    return plain and name_length(name) <= LONGEST_NAME and name.lower() != "history"


def safe_sheet_name(number: str) -> str:
    """A document's number as a sheet's name, without the characters that Excel forbids there.

    Of one that is too long the end counts, where the digits are.

    >>> safe_sheet_name("RE/2026-0001")
    'RE-2026-0001'
    """
    name = _FORBIDDEN.sub("-", number[-LONGEST_NAME:])
    while name_length(name) > LONGEST_NAME:
        name = name[1:]
    return name.strip("'")
