"""Texts, names and modules as Visual Basic writes them."""

from collections.abc import Iterable
from itertools import groupby

_PARAMETERS = {"on": "as_of"}
"""Arguments whose names Visual Basic keeps for itself."""


def text(value: str) -> str:
    """A text as an expression; modules are stored in a code page, so that what is not ASCII is given by its number.

    >>> print(text('Say "no" – twice'))
    "Say ""no"" " & ChrW(8211) & " twice"
    """
    pieces = groupby(value, lambda character: character.isascii() and character.isprintable())
    return " & ".join(_quoted("".join(run)) if plain else _numbered("".join(run)) for plain, run in pieces) or '""'


def _quoted(plain: str) -> str:
    doubled = plain.replace('"', '""')
    return f'"{doubled}"'


def _numbered(special: str) -> str:
    units = special.encode("utf-16-le")
    return " & ".join(f"ChrW({int.from_bytes(units[at : at + 2], 'little')})" for at in range(0, len(units), 2))


def parameter(name: str) -> str:
    """An argument's name in Visual Basic."""
    return _PARAMETERS.get(name, name)


def module(name: str, lines: Iterable[str]) -> str:
    """The source of a standard module."""
    return "".join(f"{line}\r\n" for line in (f'Attribute VB_Name = "{name}"', *lines))
