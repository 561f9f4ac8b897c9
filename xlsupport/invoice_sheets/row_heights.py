"""How high a row must be for the texts that were filled into it.

Excel fits a row to its texts only where the file gives it no height and no cells are merged. LibreOffice gives every row a
height when it saves a workbook, and trusts the heights that it finds: an address of five lines would be cut off on paper.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from math import ceil
from typing import NamedTuple

USUAL_WIDTH, USUAL_HEIGHT, USUAL_SIZE = 8.43, 15.0, 11.0
_PIXEL = 0.75  # in points: heights of rows are whole pixels
_TALLEST = 408.75
_WIDTHS = {
    letter: width
    for letters, width in (("ijl.,:;'! ", 0.53), ("ftrIJ()[]{}-/", 0.68), ("mw%", 1.6), ("MW@", 1.8))
    for letter in letters
}
"""How wide some letters are, in digits of the same size: measured on Carlito, whose letters are as wide as Calibri's."""

_DIGITS = {
    "calibri": 0.507, "carlito": 0.507, "aptos narrow": 0.51, "arial": 0.556, "helvetica": 0.556, "liberation sans": 0.556,
    "times new roman": 0.5, "liberation serif": 0.5, "cambria": 0.554, "aptos": 0.561, "segoe ui": 0.54, "tahoma": 0.546,
}  # fmt: skip
"""How wide a typeface's digits are, in parts of its size. Columns are measured in Calibri's; others are taken to be wide."""

_WIDE_DIGITS = 0.64
_CAPITAL, _FULL_WIDTH, _OTHER = 1.25, 2.1, 1.03
_BOLD = 1.05


class Lettering(NamedTuple):
    """How large a cell's letters are, in points, whether they are bold, and their typeface."""

    size: float = USUAL_SIZE
    bold: bool = False
    face: str = "Calibri"

    @property
    def line(self) -> float:
        """The height of a line: Excel gives 15 points to letters of 11."""
        return self.size * USUAL_HEIGHT / USUAL_SIZE

    def width(self, text: str) -> float:
        """How wide a text is, in digits of the usual size; rather too wide than too narrow."""
        digit = _DIGITS.get(self.face.lower(), _WIDE_DIGITS) / _DIGITS["calibri"]
        return sum(map(_letter_width, text)) * digit * self.size / USUAL_SIZE * (_BOLD if self.bold else 1)


def _letter_width(letter: str) -> float:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.east_asian_width(letter) in "WF":
        return _FULL_WIDTH
    return _CAPITAL if letter.isupper() else _OTHER


class WrappedText(NamedTuple):
    """A cell whose text wraps, by its template's row and column: the text before and after filling, and its letters."""

    row: int
    column: int
    before: str
    after: str
    lettering: Lettering = Lettering()


class Measures(NamedTuple):
    """A sheet's usual row height in points, its columns' widths in digits, and how far cells are merged to the right.

    Widths are those that Excel shows, without the cells' margins.
    """

    height: float
    usual_width: float
    widths: Mapping[int, float]
    merged: Mapping[tuple[int, int], int]

    def lines(self, text: str, row: int, column: int, lettering: Lettering = Lettering()) -> int:  # noqa: B008 # it is frozen
        """In how many lines a wrapping text stands."""
        columns = range(column, self.merged.get((row, column), column) + 1)
        width = max(sum(self.widths.get(each, self.usual_width) for each in columns), 1.0)
        return sum(_lines(line, width, lettering) for line in text.replace("\r\n", "\n").split("\n"))

    def fitted(self, given: float | None, chosen: bool, texts: Iterable[WrappedText]) -> float | None:
        """The height of a row, given that of the template's, where its texts need another one; else None.

        A height that somebody chose is the least that the row has. What it is higher than its texts need stays free above or
        below them.
        """
        listed = list(texts)
        before = max((self._needed(each, each.before) for each in listed), default=0.0)
        after = max((self._needed(each, each.after) for each in listed), default=0.0)
        if given is None:
            return _in_pixels(after) if after > self.height else None
        if after == before <= given:
            return None
        needed = _in_pixels(after + max(given - before, 0.0))
        return None if needed == given or (chosen and needed < given) else needed

    def _needed(self, cell: WrappedText, text: str) -> float:
        return self.lines(text, cell.row, cell.column, cell.lettering) * cell.lettering.line


def _in_pixels(points: float) -> float:
    return min(ceil(points / _PIXEL) * _PIXEL, _TALLEST)


def _lines(text: str, width: float, lettering: Lettering) -> int:
    """In how many lines a text without line breaks stands: words go to the next line whole, longer ones than a line are cut."""
    blank = lettering.width(" ")
    lines, used = 1, 0.0
    for word in text.rstrip(" ").split(" "):
        wide = lettering.width(word)
        if used and used + wide > width:
            lines, used = lines + 1, 0.0
        if wide > width:
            more = ceil(wide / width) - 1
            lines, wide = lines + more, wide - more * width
        used += wide + blank
    return lines
