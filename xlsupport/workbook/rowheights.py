"""How high a row must be for the texts that were filled into it.

Excel fits a row to its texts only where the file gives it no height, and LibreOffice trusts the file altogether: an address of
four lines, or a description that wraps, would be cut off on paper.
"""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import NamedTuple

from xlsupport.areas import area
from xlsupport.workbook.markup import Element, whole_number
from xlsupport.workbook.styles import Styles

_USUAL_WIDTH, _USUAL_HEIGHT = 8.43, 15.0
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

    def fitted(self, row: Element, texts: Iterable[WrappedText]) -> str | None:
        """The height of a row that nobody chose one for, where its texts need another than the template's; else None."""
        measured = [
            (self.lines(each.before, each.row, each.column), self.lines(each.after, each.row, each.column)) for each in texts
        ]
        before, after = (max((lines[index] for lines in measured), default=1) for index in (0, 1))
        given = _number(row.attributes.get("ht"))
        if row.attributes.get("customHeight") in ("1", "true") or (after == before and (given or after == 1)):
            return None
        line = given / before if given else self.height
        return f"{min(line * after, _TALLEST):g}"


def measures_of(root: Element) -> Measures:
    """The measures of a sheet as its part says them."""
    settings, columns, merges = root.child("sheetFormatPr"), root.child("cols"), root.child("mergeCells")
    widths = {
        number: width
        for each in (columns.children if columns else ())
        if (width := _number(each.attributes.get("width")))
        for number in range(whole_number(each.attributes.get("min", "1")) or 1, min(_last(each), 1000) + 1)
    }
    ranges = [area(each.attributes.get("ref", "")) for each in (merges.children if merges else ())]
    return Measures(
        (_number(settings.attributes.get("defaultRowHeight")) if settings else None) or _USUAL_HEIGHT,
        (_number(settings.attributes.get("defaultColWidth")) if settings else None) or _USUAL_WIDTH,
        widths,
        {(each.top, each.left): each.right for each in ranges if each},
    )


def _last(columns: Element) -> int:
    return whole_number(columns.attributes.get("max", "0")) or 0


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None


def wraps(styles: Styles, cell: Element) -> bool:
    """Whether a cell's style lets its text wrap."""
    style = whole_number(cell.attributes.get("s", "0"))
    return style is not None and styles.wraps(style)
