"""The rows under a log's headers: which are entries, which is the totals row, and which are something else."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum, auto
from typing import NamedTuple

from xlsupport.reading.cells import is_blank
from xlsupport.sheets.addresses import area, unbroken
from xlsupport.sheets.tables import Cell
from xlsupport.words.names import name_key

_TOTALS = frozenset(
    {
        "total", "totals", "sum", "subtotal", "subtotals", "sub-total", "gesamt", "gesamtsumme", "gesamtstunden", "summe",
        "summen", "zwischensumme", "totaal", "subtotaal", "totale", "totaux", "somme", "suma", "razem", "yhteensä", "summa",
        "totalt", "итого", "всего", "合計", "总计", "总和",
    }
)  # fmt: skip
"""Words with which people label a row of totals."""

_LONGEST_LABEL = 5  # words: a longer text is a description that happens to speak of a total
_OVER_ROWS = re.compile(r"(?:SUM|SUBTOTAL|AGGREGATE|COUNTA?|AVERAGE)\s*\(([^()]*)\)", re.IGNORECASE)
_DATE_TEXT = re.compile(r".*[0-9].*[-./ ].*[0-9].*")
_FIGURE = re.compile(r"\s*[0-9][0-9.,: ]*\s*[^\W\d]{0,8}\s*")
"""A number with a word behind it, such as `12,5 hours`."""

_SERIALS = range(20_000, 80_000)
"""The numbers of the days from 1954 to 2119: what a column of dates holds where nobody asks for the cells' formats."""


class Kind(Enum):
    """What a row under the headers is."""

    BLANK = auto()
    PREPARED = auto()
    """Nothing but formulas, which somebody filled down for entries to come."""
    STARTED = auto()
    """A single value that somebody filled down for entries to come: a running number, or a name that entries have as well."""
    ENTRY = auto()
    TOTALS = auto()
    HEADERS = auto()
    """The row of headers again, or that of another block."""
    HEADING = auto()
    """A single text at the left, such as the name of a month."""


class LeftOut(NamedTuple):
    """A block of rows in the log's columns that is no part of the log: its first and last row, and why it was left out."""

    first: int
    last: int
    why: str


class LogRows(NamedTuple):
    """The rows of a log.

    `last` is its last data row, and `has_totals` says whether a totals row follows right below. `entries` are the numbers of
    the rows that are entries, `started` of those that hold a single value which somebody filled down. `among` are rows that
    stand among the entries and are none, each with words for what it is: a table cannot leave them out. `left_out` is what
    stands further down, and `dates` the number of the column with the entries' dates, if there is one.
    """

    last: int
    has_totals: bool
    entries: tuple[int, ...]
    started: tuple[int, ...]
    among: tuple[tuple[int, str], ...]
    left_out: tuple[LeftOut, ...]
    dates: int | None


class Rows(NamedTuple):
    """What stands under the row of headers `top`: the headers' texts by column, values and formulas by row and column.

    Empty cells are not among the values.
    """

    top: int
    headers: Mapping[int, str]
    values: Mapping[int, Mapping[int, Cell]]
    formulas: Mapping[int, Mapping[int, str]]

    def kind(self, row: int, dates: int | None) -> Kind:
        """What a row is; `dates` is the column with the entries' dates, if there is one."""
        formulas = self.formulas.get(row, {})
        values = {column: cell for column, cell in self.values.get(row, {}).items() if not is_blank(cell)}
        if not values and not formulas:
            return Kind.BLANK
        typed = {column: cell for column, cell in values.items() if column not in formulas}
        texts = [column for column, cell in typed.items() if isinstance(cell, str)]
        again = [column for column in texts if name_key(str(typed[column])) == name_key(self.headers.get(column, ""))]
        if len(again) > max(1, len(typed) / 2):
            return Kind.HEADERS
        if dates is not None and is_day(values.get(dates)):
            return Kind.ENTRY
        if any(map(_is_label, typed.values())) or (len(typed) <= 1 and _adds_rows(row, formulas)):
            return Kind.TOTALS
        if not typed:
            return Kind.PREPARED
        # What stands first, or below a blank row, and has a word where the dates stand, is the headers of something.
        is_first = row == self.top + 1 or (not self.values.get(row - 1) and not self.formulas.get(row - 1))
        has_word = 1 < len(texts) == len(typed) and any(map(str.isalpha, str(typed.get(dates or 0, ""))))
        if has_word and (is_first or self.kind(row - 1, dates) is Kind.TOTALS):
            return Kind.HEADERS
        if len(typed) == 1 and len(self.headers) > 2:
            column, cell = next(iter(typed.items()))
            if isinstance(cell, str) and _FIGURE.fullmatch(cell):
                return Kind.TOTALS
            if not texts or self.is_filled_down(row, column):
                return Kind.STARTED
            return Kind.HEADING if column in (dates, min(self.headers)) else Kind.ENTRY
        return Kind.ENTRY

    def is_filled_down(self, row: int, column: int) -> bool:
        """Whether a cell holds what the cell above it holds."""
        above = self.values.get(row - 1, {}).get(column)
        return above is not None and above == self.values[row][column]


def date_column(rows: Rows) -> int | None:
    """The column in which most cells hold a date; None where no column holds any."""
    counts = dict.fromkeys(rows.headers, 0)
    for cells in rows.values.values():
        for column in counts:
            counts[column] += is_day(cells.get(column))
    most = max(counts.values(), default=0)
    return next((column for column, count in counts.items() if count == most), None) if most else None


def is_day(cell: Cell) -> bool:
    """Whether a cell holds a day: a date, the number of one, or a text that looks like one."""
    if isinstance(cell, bool) or cell is None:
        return False
    if isinstance(cell, (int, float)):
        return int(cell) in _SERIALS
    return isinstance(cell, date) or (len(str(cell)) <= 30 and _DATE_TEXT.fullmatch(str(cell)) is not None)


def log_rows(rows: Rows, bottom: int, table: tuple[int, bool] | None = None) -> LogRows:
    """The rows of a log. `bottom` is the last row in which anything stands.

    `table` is the last data row of the Excel table that the log is, if it is one, and whether that has a totals row of its own.
    """
    dates = date_column(rows)
    kinds = {row: rows.kind(row, dates) for row in range(rows.top + 1, bottom + 1)}
    if table:
        last, own_totals = table
        has_totals = not own_totals and kinds.get(last) is Kind.TOTALS
        last -= has_totals
        end, below = last, table[0] + own_totals + 1
    else:
        end = last = _last_entry(rows, kinds, dates, bottom)
        while kinds.get(last + 1) is Kind.PREPARED:
            last += 1
        has_totals = kinds.get(last + 1) is Kind.TOTALS
        below = last + has_totals + 1
        last = max(last, rows.top + 1)
    inside = range(rows.top + 1, end + 1)
    entries, started = (tuple(row for row in inside if kinds.get(row) is kind) for kind in (Kind.ENTRY, Kind.STARTED))
    words = {Kind.TOTALS: "a total", Kind.HEADERS: "a row of headers", Kind.HEADING: "a heading"}
    among = tuple((row, words[kinds[row]]) for row in inside if kinds.get(row) in words)
    return LogRows(last, has_totals, entries, started, among, tuple(_left_out(kinds, below, bottom, table is not None)), dates)


def _last_entry(rows: Rows, kinds: Mapping[int, Kind], dates: int | None, bottom: int) -> int:
    """The last row that is an entry of the log: dated, or right below one that is."""
    top = end = rows.top
    for row in range(top + 1, bottom + 1):
        if kinds[row] is Kind.HEADERS and end > top:
            break
        follows = row == end + 1 or all(kinds[each] in (Kind.ENTRY, Kind.PREPARED, Kind.STARTED) for each in range(end + 1, row))
        is_dated = dates is not None and is_day(rows.values.get(row, {}).get(dates))
        if kinds[row] is Kind.ENTRY and (follows or is_dated):
            end = row
    return end


def _left_out(kinds: Mapping[int, Kind], first: int, bottom: int, is_table: bool) -> Iterator[LeftOut]:
    why = {
        Kind.HEADERS: "it begins with headers of its own",
        Kind.TOTALS: "it is a total that does not stand right below the entries",
        Kind.PREPARED: "it holds no entry yet",
        Kind.STARTED: "it holds no entry yet",
    }
    for block in unbroken(row for row in range(first, bottom + 1) if kinds[row] is not Kind.BLANK):
        usual = "it stands below the table" if is_table else "it has no date in the column of dates"
        telling = [kinds[row] for row in block if kinds[row] not in (Kind.PREPARED, Kind.STARTED)]
        yield LeftOut(block[0], block[-1], why.get((telling or [kinds[block[0]]])[0], usual))


def _is_label(cell: Cell) -> bool:
    words = str(cell).casefold().replace(":", " ").split() if isinstance(cell, str) else []
    return 0 < len(words) <= _LONGEST_LABEL and not _TOTALS.isdisjoint((words[0], words[-1]))


def _adds_rows(row: int, formulas: Mapping[int, str]) -> bool:
    """Whether a formula of the row adds cells of rows above it, as a row of totals does."""
    for text in formulas.values():
        for arguments in _OVER_ROWS.findall(text):
            for each in arguments.replace("$", "").split(","):
                reach = area(each.strip())
                if (reach and reach.top < reach.bottom < row) or "[" in each:
                    return True
    return False
