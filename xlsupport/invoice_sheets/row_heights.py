"""How high a row must be for the texts that were filled into it.

Excel fits a row to its texts only where the file gives it no height and no cells are merged, and LibreOffice trusts the file
altogether: an address of four lines, or a description that wraps, would be cut off on paper.
"""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import NamedTuple

USUAL_WIDTH, USUAL_HEIGHT = 8.43, 15.0
_TALLEST = 409.0


class WrappedText(NamedTuple):
    """A cell whose text wraps, by its template's row and column: the text before and after filling."""

    row: int
    column: int
    before: str
    after: str


class Measures(NamedTuple):
    """A sheet's usual row height in points, its columns' widths in characters, and how far cells are merged to the right."""

    height: float
    usual_width: float
    widths: Mapping[int, float]
    merged: Mapping[tuple[int, int], int]

    def lines(self, text: str, row: int, column: int) -> int:
        """In how many lines a wrapping text stands, taking each character to be as wide as a digit."""
        columns = range(column, self.merged.get((row, column), column) + 1)
        width = max(sum(self.widths.get(each, self.usual_width) for each in columns), 1.0)
        return sum(max(ceil(len(line) / width), 1) for line in text.split("\n"))

    def fitted(self, given: float | None, chosen: bool, texts: Iterable[WrappedText]) -> float | None:
        """The height of a row, given that of the template's, where its texts need another and nobody chose one; else None."""
        measured = [
            (self.lines(each.before, each.row, each.column), self.lines(each.after, each.row, each.column)) for each in texts
        ]
        before, after = (max((lines[index] for lines in measured), default=1) for index in (0, 1))
        if chosen or (after == before and (given or after == 1)):
            return None
        line = given / before if given else self.height
        return min(line * after, _TALLEST)
