"""The row of headers of a log that people keep: under titles, merged, in two rows, or with a cell left blank."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from xlsupport.sheets.addresses import Area
from xlsupport.sheets.grids import HEADER_ROWS
from xlsupport.sheets.tables import Cell
from xlsupport.words.names import as_seen, name_key
from xlsupport.xlsx.adopting.logs.rows import is_day

LOOKED_AT = 50
"""In so many rows below a blank cell among the headers a value shows that its column belongs to the log."""

_MOST_HEADER_ROWS = 3

_UNIT = re.compile(
    r"\s*(?:[\[(].*[\])]|h|hrs|hours|min|mins|minutes|h{1,2}:mm(?::ss)?|(?:dd?|mm?|yy(?:yy)?)(?:[-./](?:dd?|mm?|yy(?:yy)?))+)\s*",
    re.IGNORECASE,
)
"""What stands below a header to say how its column is to be read: a unit, a format, or something in brackets."""


class LogHeaders(NamedTuple):
    """Where the headers stand, the last row of them counting, and what each column is called.

    `cells` are the texts that stand in that row; they differ from the names where a header is merged or has two rows. `blank`
    are columns of the log without a header.
    """

    row: int
    left: int
    names: tuple[str, ...]
    cells: tuple[str, ...]
    blank: tuple[int, ...] = ()


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
        no_header = left and self.rows.get(row, {}).get(left) is None and self.is_filled(row, left)
        return range(left if no_header else run.start, max(run.stop, merge.right + 1 if merge else 0))


def log_headers(rows: Mapping[int, Mapping[int, Cell]], merges: Sequence[Area], known: Collection[str]) -> LogHeaders | None:
    """The headers that are most likely a log's: those with most names that are known, of several, with most texts.

    `rows` are the sheet's first rows without their empty cells, `known` the keys of names that tell a log.
    """
    sheet = _Sheet(rows, [each for each in merges if each.top <= HEADER_ROWS])
    runs = [(row, run) for row in sorted(rows) if row <= HEADER_ROWS for run in sheet.runs(row)]
    scored = [(row, run, [text for column in run if (text := sheet.text(row, column))]) for row, run in runs]
    scored = [each for each in scored if len(each[2]) > 1]
    if not scored:
        return None
    row, run, _ = max(scored, key=lambda each: (len({name_key(text) for text in each[2]} & set(known)), len(each[2]), -each[0]))
    return _named(sheet, row, run)


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
    below = {column: str(cell) for column, cell in sheet.rows.get(bottom + 1, {}).items() if column in run}
    under_merged = any(each.top == each.bottom and {*range(each.left, each.right + 1)} & below.keys() for each in merges)
    are_texts = all(isinstance(sheet.rows[bottom + 1][column], str) and not is_day(cell) for column, cell in below.items())
    if below and ((under_merged and are_texts) or all(map(_UNIT.fullmatch, below.values()))):
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
