"""What is wrong, in which cell, and what to do about it."""

from collections.abc import Sequence
from typing import NamedTuple


class Place(NamedTuple):
    """A cell as its reader knows it: the sheet's name and an A1 address."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        """
        >>> str(Place("Log", "G5")), str(Place("Log 2026", "G5"))
        ('Log!G5', "'Log 2026'!G5")
        """
        plain = self.sheet.replace("_", "").isalnum() and not self.sheet[:1].isdigit()
        return f"{self.sheet if plain else quoted_sheet(self.sheet)}!{self.cell}"


def quoted_sheet(name: str) -> str:
    """A sheet's name in quotes, as a formula writes it."""
    return "'" + name.replace("'", "''") + "'"


def unquoted_sheet(name: str) -> str:
    """A sheet's name as people know it, from the way a formula writes it.

    >>> unquoted_sheet("'Bob''s log'"), unquoted_sheet("Log")
    ("Bob's log", 'Log')
    """
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def told(place: Place | None, found: str, fix: str) -> str:
    """What is wrong and what to do about it, in the one way in which people read it everywhere.

    >>> told(Place("Log", "G5"), "Minutes is 29.6", "Enter a whole number"), told(None, "Nothing is there", "Enter it")
    ('Log!G5: Minutes is 29.6. Enter a whole number.', 'Nothing is there. Enter it.')
    """
    return f"{place}: {found}. {fix}." if place else f"{found}. {fix}."


def sentence(text: str) -> str:
    """A text with a full stop at its end, where it has no other end yet.

    >>> sentence("Choose another name"), sentence("Did you mean Phone?")
    ('Choose another name.', 'Did you mean Phone?')
    """
    return text if text.endswith((".", "?", "!")) else f"{text}."


class Problem(NamedTuple):
    """Something for a person to fix in the workbook. Collected, never raised."""

    place: Place | None
    found: str
    fix: str

    def __str__(self) -> str:
        return told(self.place, self.found, self.fix)


class WorkbookError(Exception):
    """The workbook cannot be read or written: one sentence for a person, and the problems behind it, if any.

    Raised at the doors and where the set-up tables are read; the command line ends with exit code 3.
    """

    def __init__(self, sentence: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.problems = tuple(problems)


class StoppedError(WorkbookError):
    """A run stops before something that a person must look at first: exit code 1, nothing written."""


class UsageError(Exception):
    """The person asked for something that is not there or not allowed: exit code 2, nothing written."""
