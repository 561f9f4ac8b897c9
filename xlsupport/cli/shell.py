"""Commands as a person types them into this machine's shell: paths and names in quotes where they need some."""

import os
import re
import shlex

_SAFE_ON_WINDOWS = re.compile(r"[\w@+:./\\~-]+")
_BEFORE_A_QUOTE = re.compile(r'(\\*)("|$)')


def typed(*words: object, windows: bool = os.name == "nt") -> str:
    """A command with its arguments, ready to be copied into the shell.

    >>> typed("xlsupport", "check", "Bob's log.xlsx", windows=False)
    'xlsupport check \\'Bob\\'"\\'"\\'s log.xlsx\\''
    >>> typed("xlsupport", "check", "R&D log.xlsx", windows=True)
    'xlsupport check "R&D log.xlsx"'
    """
    return " ".join(_on_windows(str(word)) if windows else shlex.quote(str(word)) for word in words)


def _on_windows(word: str) -> str:
    """A word in double quotes where it has to be; backslashes before a quote are doubled, as programs on Windows expect."""
    if _SAFE_ON_WINDOWS.fullmatch(word):
        return word
    return '"{}"'.format(_BEFORE_A_QUOTE.sub(lambda found: found[1] * 2 + found[2].replace('"', '\\"'), word))
