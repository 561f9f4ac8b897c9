"""Addresses of cells, and the rectangles that they mean."""

import re
from collections.abc import Sequence

from support.calc.office import Area

ROWS, COLUMNS = 1_048_576, 16_384


def address_of(area: Area, row_absolute: bool = True, column_absolute: bool = True) -> str:
    """A rectangle's address, as Excel tells it.

    >>> address_of((5, 1, 7, COLUMNS)), address_of((1, 2, 3, 28), False, False), address_of((1, 1, 1, 1))
    ('$5:$7', 'B1:AB3', '$A$1')
    """
    top, left, bottom, right = area
    rows, columns = ([f"{'$' * row_absolute}{each}" for each in (top, bottom)],
                     [f"{'$' * column_absolute}{letters(each)}" for each in (left, right)])  # fmt: skip
    if (left, right) == (1, COLUMNS):
        return ":".join(rows)
    if (top, bottom) == (1, ROWS):
        return ":".join(columns)
    first, last = (column + row for column, row in zip(columns, rows, strict=True))
    return first if first == last else f"{first}:{last}"


def letters(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def holds(area: Sequence[int], row: int, column: int) -> bool:
    return bool(area[0] <= row <= area[2] and area[1] <= column <= area[3])


def area_of(address: str) -> Area | None:
    """An address such as A1, $A$1:B2, 5:7 or A:C; None for a name."""
    match = re.fullmatch(r"\$?([A-Za-z]{1,3})?\$?(\d+)?(?::\$?([A-Za-z]{1,3})?\$?(\d+)?)?", address)
    if not match or not any(match.groups()):
        return None
    first_column, first_row, last_column, last_row = match.groups()
    if ":" not in address:
        if not (first_column and first_row):
            return None
        last_column, last_row = first_column, first_row
    if bool(first_column) != bool(last_column) or bool(first_row) != bool(last_row):
        return None
    rows = sorted((int(first_row), int(last_row))) if first_row else [1, ROWS]
    columns = sorted((number(first_column), number(last_column))) if first_column else [1, COLUMNS]
    if rows[0] < 1 or rows[1] > ROWS or columns[1] > COLUMNS:
        return None
    return rows[0], columns[0], rows[1], columns[1]


def number(letters: str) -> int:
    number = 0
    for each in letters.upper():
        number = number * 26 + ord(each) - 64
    return number


def edge(filled: Sequence[int], at: int, step: int, last: int) -> int:
    """Where Ctrl and an arrow key lead from a position on a line of `last` cells.

    >>> edge([2, 3, 4, 9], 2, 1, 100), edge([2, 3, 4, 9], 4, 1, 100), edge([2, 3, 4, 9], 9, 1, 100), edge([2], 9, -1, 100)
    (4, 9, 100, 2)
    """
    there = set(filled)
    if at in there and at + step in there:
        while at + step in there:
            at += step
        return at
    ahead = [each for each in filled if (each - at) * step > 0]
    return min(ahead, key=lambda each: abs(each - at), default=last if step > 0 else 1)
