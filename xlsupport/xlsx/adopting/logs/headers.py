"""The row of headers of a log that people keep: under titles, merged, in two rows, or with a cell left blank."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from xlsupport.sheets.addresses import Area
from xlsupport.sheets.grids import HEADER_ROWS
from xlsupport.sheets.tables import Cell
from xlsupport.words.names import as_seen, name_key
from xlsupport.xlsx.adopting.logs.rows import is_day

LOOKED_AT = 50
"""In so many rows below a blank cell among the headers a value shows that its column belongs to the log."""

_MOST_HEADER_ROWS = 3
_NAMED = 10  # a header that the person names tells as much as so many that are only usual
_LONGEST_UNIT = 14

_UNIT = re.compile(
    r"\s*(?:[\[(].*[\])]|h|hrs|hours|min|mins|minutes|h{1,2}:mm(?::ss)?|(?:dd?|mm?|yy(?:yy)?)(?:[-./](?:dd?|mm?|yy(?:yy)?))+)\s*",
    re.IGNORECASE,
)
"""What stands below a header to say how its column is to be read: a unit, a format, or something in brackets."""


class LogHeaders(NamedTuple):
    """Where the headers stand, the last row of them counting, and what each column is called.

    `cells` are the texts that stand in that row; they differ from the names where a header is merged or has two rows. `blank`
    are columns of the log without a text for a header. `others` are where headers of other logs may stand.
    """

    row: int
    left: int
    names: tuple[str, ...]
    cells: tuple[str, ...]
    blank: tuple[int, ...] = ()
    others: tuple[Area, ...] = ()


class Sought(NamedTuple):
    """By what a log is found: the keys of headers that logs often have, those of dates among them, and what the person says.

    `named` are the headers that the person names, and `date` is the one of the dates, if they name it.
    """

    known: frozenset[str]
    dates: frozenset[str]
    named: tuple[str, ...] = ()
    date: str | None = None

    def score(self, headers: Iterable[str]) -> int:
        """How surely a row with these texts is the row of headers."""
        keys = {name_key(header) for header in headers}
        return len(keys & self.known) + _NAMED * len(keys & {name_key(each) for each in self.named})


class _Sheet(NamedTuple):
    """A sheet's first rows by row and column, without empty cells, and its merged ranges."""

    rows: Mapping[int, Mapping[int, Cell]]
    merges: Sequence[Area]

    def merged(self, row: int, column: int) -> Area | None:
        """The merged range that a cell belongs to."""
        return next((each for each in self.merges if each.overlaps(Area(row, column, row, column))), None)

    def text(self, row: int, column: int) -> str:
        """The text that a cell shows, also where it is merged with cells above it; empty for a number and for what is blank."""
        merge = self.merged(row, column)
        if merge and column != merge.left:
            return ""
        cell = self.rows.get(merge.top if merge else row, {}).get(column)
        return as_seen(cell) if isinstance(cell, str) else ""

    def covered(self, row: int, column: int) -> int | None:
        """The column whose header covers this cell, where headers are merged from left to right."""
        merge = self.merged(row, column)
        return merge.left if merge and merge.left < column else None

    def is_filled(self, row: int, column: int) -> bool:
        """Whether a column has values below a row: in at least one of four rows that hold anything."""
        rows = [cells for each in range(row + 1, row + 1 + LOOKED_AT) if (cells := self.rows.get(each))]
        return bool(rows) and sum(column in cells for cells in rows) * 4 >= len(rows)

    def runs(self, row: int) -> Iterator[range]:
        """The columns that may be a log's, from text to text.

        Blank cells between two texts are among them where they are merged or have values below them; and so is a single blank
        column, if columns with values follow it. So is a column at the left that has values and no header.
        """
        columns = [column for column in self._reach(row) if self.text(row, column)]
        start = previous = 0
        for column in [*columns, 0]:
            between = range(previous + 1, column)
            if not start or not column or not all(self.merged(row, each) or self.is_filled(row, each) for each in between):
                is_spacer = start and len(between) == 1 and self.is_filled(row, column) and self.is_filled(row, column + 1)
                if start and not is_spacer:
                    yield self._widened(row, range(start, previous + 1))
                if not is_spacer:
                    start = column
            previous = column

    def _reach(self, row: int) -> range:
        numbers = [*self.rows.get(row, {}), *(each.right for each in self.merges if each.top <= row <= each.bottom)]
        return range(1, max(numbers, default=0) + 1)

    def _widened(self, row: int, run: range) -> range:
        """A run over all columns that its last header is merged over, and over a column at the left without a header."""
        merge, left = self.merged(row, run[-1]), run.start - 1
        no_header = left and not self.text(row, left) and self.is_filled(row, left)
        return range(left if no_header else run.start, max(run.stop, merge.right + 1 if merge else 0))


def log_headers(rows: Mapping[int, Mapping[int, Cell]], merges: Sequence[Area], sought: Sought) -> LogHeaders | None:
    """The headers that are most likely a log's: those with most names that are known, of several, the highest.

    `rows` are the sheet's first rows without their empty cells. Where no name is known, the row with most texts is taken.
    """
    sheet = _Sheet(rows, [each for each in merges if each.top <= HEADER_ROWS])
    runs = [(row, run) for row in sorted(rows) if row <= HEADER_ROWS for run in sheet.runs(row)]
    texts = {(row, run): [text for column in run if (text := sheet.text(row, column))] for row, run in runs}
    scores = {each: sought.score(found) for each, found in texts.items() if len(found) > 1 or sought.score(found) >= _NAMED}
    if not scores:
        return None
    row, run = max(scores, key=lambda each: (scores[each], 0 if scores[each] else len(texts[each]), -each[0]))
    found = _named(sheet, row, run)
    others = (
        Area(other, columns.start, other, columns.stop - 1)
        for (other, columns), score in scores.items()
        if score > 1 and (not row <= other <= found.row or columns.stop <= run.start or columns.start >= run.stop)
    )
    return found._replace(others=tuple(others))


def _named(sheet: _Sheet, row: int, run: range) -> LogHeaders:
    """The names of the columns of a run, whose texts may stand in several rows."""
    top, bottom = _header_rows(sheet, row, run)
    numbers = list(run)
    names = {column: _name(sheet, range(top, bottom + 1), column) for column in numbers}
    groups = {column: _group(sheet, range(top, bottom + 1), column) for column in numbers}
    counts = Counter(name_key(name) for name in names.values() if name)
    for column, name in names.items():
        if name and counts[name_key(name)] > 1 and groups[column] and groups[column] != name:
            names[column] = f"{groups[column]} {name}"
    covered: Counter[int] = Counter()
    for column in numbers:
        if not names[column] and (by := sheet.covered(bottom, column)) in names:
            covered[by] += 1
            names[column] = f"{names[by]} {covered[by] + 1}"
    cells = tuple(str(sheet.rows.get(bottom, {}).get(column, "")) for column in numbers)
    blank = tuple(column for column in numbers if not names[column])
    shown = tuple(cell if as_seen(cell) == names[column] else names[column] for column, cell in zip(numbers, cells, strict=True))
    return LogHeaders(bottom, run.start, shown, cells, blank)


def _header_rows(sheet: _Sheet, row: int, run: range) -> tuple[int, int]:
    """The first and the last row of the headers that a row of texts belongs to."""
    merges = [each for each in sheet.merges if each.top <= row <= each.bottom and each.left in run and each.right in run]
    tall = [each for each in merges if each.bottom - each.top < _MOST_HEADER_ROWS]
    top = min((each.top for each in tall), default=row)
    bottom = max((each.bottom for each in tall), default=row)
    inside = (sheet.rows.get(each, {}).get(column) for each in range(row + 1, bottom + 1) for column in run)
    if any(cell is not None and not isinstance(cell, str) for cell in inside):
        bottom = row  # a header is merged with a cell of the first entry
    below = {column: str(cell) for column, cell in sheet.rows.get(bottom + 1, {}).items() if column in run}
    under_merged = any(each.top == each.bottom and {*range(each.left, each.right + 1)} & below.keys() for each in merges)
    are_texts = all(isinstance(sheet.rows[bottom + 1][column], str) and not is_day(cell) for column, cell in below.items())
    are_units = all(len(cell) <= _LONGEST_UNIT and _UNIT.fullmatch(cell) for cell in below.values())
    if below and ((under_merged and are_texts) or are_units):
        bottom += 1
    return top, bottom


def _name(sheet: _Sheet, rows: range, column: int) -> str:
    """A column's own texts: the lowest one, behind those above it that are not merged over several columns."""
    texts: list[str] = []
    for row in rows:
        merge, text = sheet.merged(row, column), sheet.text(row, column)
        is_group = merge and merge.left < merge.right and row < rows[-1]
        if text and not is_group and text not in texts:
            texts.append(text)
    return " ".join(texts)


def _group(sheet: _Sheet, rows: range, column: int) -> str:
    """The text above a column's own header, which may be merged over several columns."""
    for row in rows[:-1]:
        by = sheet.covered(row, column)
        text = sheet.text(row, by or column)
        if text:
            return text
    return ""
