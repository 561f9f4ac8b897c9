"""Rectangles of cells, and how they are written."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def letters(number: int) -> str:
    """A column's letters.

    >>> letters(1), letters(27), letters(16384)
    ('A', 'AA', 'XFD')
    """
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_number(text: str) -> int:
    """A column's number from its letters.

    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number


class Area(NamedTuple):
    """A rectangle of cells, all bounds inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """
        >>> str(Area(1, 1, 3, 2)), str(Area(4, 3, 4, 3))
        ('A1:B3', 'C4')
        """
        first, last = f"{letters(self.left)}{self.top}", f"{letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    def overlaps(self, other: "Area") -> bool:
        return self.top <= other.bottom and other.top <= self.bottom and self.left <= other.right and other.left <= self.right


def area(text: str) -> Area | None:
    """A reference such as A1:C9 or $B$2 as a rectangle; None for what is no such reference."""
    first, _, last = text.partition(":")
    start, end = ADDRESS.fullmatch(first), ADDRESS.fullmatch(last or first)
    if not start or not end:
        return None
    columns = sorted((column_number(start[1]), column_number(end[1])))
    rows = sorted((int(start[2]), int(end[2])))
    if not rows[0] or rows[1] > LAST_ROW or columns[1] > LAST_COLUMN:
        return None
    return Area(rows[0], columns[0], rows[1], columns[1])


def unbroken(numbers: Iterable[int]) -> Iterator[range]:
    """Ascending numbers of rows or columns as ranges without a gap.

    >>> list(unbroken([2, 3, 4, 7, 9, 10]))
    [range(2, 5), range(7, 8), range(9, 11)]
    """
    start = last = 0
    for number in numbers:
        if start and number != last + 1:
            yield range(start, last + 1)
            start = 0
        start, last = start or number, number
    if start:
        yield range(start, last + 1)
