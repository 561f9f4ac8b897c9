"""The rows under a log's headers: which are entries, which is the totals row, and which are something else."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import Enum, auto
from typing import NamedTuple

from xlsupport.sheets.addresses import area, unbroken
from xlsupport.sheets.tables import Cell
from xlsupport.words.names import name_key
from xlsupport.xlsx.adopting.logs.totals import is_figure, is_label

_ADDS = re.compile(r"(?:SUM|SUBTOTAL|AGGREGATE|COUNTA?|AVERAGE|SUMPRODUCT)\s*\(([^()]*)\)", re.IGNORECASE)
_SERIALS = range(20_000, 80_000)
"""The numbers of the days from 1954 to 2119: what a column of dates holds where nobody asks for the cells' formats."""

_LONGEST_DAY, _WORDS_OF_A_DAY = 40, 4
_DAY_TEXT = re.compile(r"[^0-9]*[0-9]{1,4}\s?[-./年][^0-9]*[0-9]{1,2}[^0-9]?.*")
_NEARLY = 1e-6
_ENOUGH = 3  # cells with which a row is an entry, whatever its date looks like


class Kind(Enum):
    """What a row under the headers is."""

    BLANK = auto()
    PREPARED = auto()
    """Nothing but formulas, which somebody filled down for entries to come."""
    STARTED = auto()
    """Nothing but what somebody filled down for entries to come: dates, running numbers, names that repeat."""
    ENTRY = auto()
    TOTALS = auto()
    HEADERS = auto()
    """The row of headers again, or that of another block."""
    HEADING = auto()
    """A single text at the left, such as the name of a month."""


WORDS = {Kind.TOTALS: "a total", Kind.HEADERS: "a row of headers", Kind.HEADING: "a heading"}


class LeftOut(NamedTuple):
    """A block of rows in the log's columns that is no part of the log: its first and last row, and why it was left out."""

    first: int
    last: int
    why: str


class LogRows(NamedTuple):
    """The rows of a log.

    `last` is its last data row, and `has_totals` says whether a totals row follows right below. `entries` are the numbers of
    the rows that are entries, `started` of those that hold only what somebody filled down. `among` are rows that stand among
    the entries and are none, each with words for what it is: a table cannot leave them out. `left_out` is what stands further
    down, and `dates` the number of the column with the entries' dates, if there is one.
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

    Empty cells are not among the values. `dates` is the column with the entries' dates, if there is one, and `merged` are the
    rows whose cell there is merged with a cell above it. `has_day_numbers` says whether most dates there are numbers.
    """

    top: int
    headers: Mapping[int, str]
    values: Mapping[int, Mapping[int, Cell]]
    formulas: Mapping[int, Mapping[int, str]]
    dates: int | None
    merged: frozenset[int] = frozenset()
    has_day_numbers: bool = False

    def is_dated(self, row: int) -> bool:
        """Whether a row has a date where the entries have theirs.

        Where those are numbers, as Excel keeps dates, a text such as `Week 41` with a sum beside it is none.
        """
        cells = self.values.get(row, {})
        cell = cells.get(self.dates) if self.dates is not None else None
        if isinstance(cell, str) and self.has_day_numbers and len(cells) < _ENOUGH:
            return False
        return row in self.merged or _may_be_day(cell)

    def kinds(self, bottom: int) -> dict[int, Kind]:
        """What each row down to `bottom` is."""
        found: dict[int, Kind] = {}
        sums: dict[int, float] = {}
        numbers: dict[int, float] = {}  # the last one of each column, and whether it only counts the rows
        counting: dict[int, bool] = {}
        for row in range(self.top + 1, bottom + 1):
            found[row] = kind = self._kind(row, found.get(row - 1), {of: sums[of] for of in sums if not counting.get(of)})
            for column, cell in self.values.get(row, {}).items():
                if kind is Kind.ENTRY and isinstance(cell, (int, float)) and not isinstance(cell, bool):
                    sums[column] = sums.get(column, 0.0) + cell
                    if column in numbers:
                        counting[column] = counting.get(column, True) and cell == numbers[column] + 1
                    numbers[column] = cell
        return found

    def _kind(self, row: int, above: Kind | None, sums: Mapping[int, float]) -> Kind:
        """What a row is, after the kind of the row above and the sums of the entries above by column."""
        formulas, values = self.formulas.get(row, {}), self.values.get(row, {})
        if not values and not formulas:
            return Kind.BLANK
        typed = {column: cell for column, cell in values.items() if column not in formulas}
        texts = [column for column, cell in typed.items() if isinstance(cell, str)]
        again = [column for column in texts if name_key(str(typed[column])) == name_key(self.headers.get(column, ""))]
        if len(again) > max(1, len(typed) / 2):
            return Kind.HEADERS
        is_dated = self.is_dated(row)
        is_labelled = any(map(is_label, typed.values()))
        adds = {column for column, cell in values.items() if column != self.dates and _is_sum(cell, sums.get(column))}
        # A number that somebody typed may be the sum by chance: then a client or a note stands beside it.
        surely_adds = bool(adds & formulas.keys()) or (bool(adds) and {*texts} <= {self.dates})
        if is_labelled and (adds or not is_dated or len(values) * 2 <= len(self.headers)):
            return Kind.TOTALS
        if not is_dated and len(typed) <= 2 and (surely_adds or self._adds_rows(row, formulas)):
            return Kind.TOTALS
        if not typed:
            return Kind.ENTRY if is_dated and len(values) > 1 else Kind.PREPARED
        if self._is_filled_down(row, typed, values):
            return Kind.STARTED
        if is_dated and (len(values) > 1 or row in self.merged):
            return Kind.ENTRY
        return self._undated(typed, texts, above)

    def _undated(self, typed: Mapping[int, Cell], texts: Collection[int], above: Kind | None) -> Kind:
        # What stands first, or below a blank row, and has a word where the dates stand, is the headers of something.
        cell = str(typed.get(self.dates or 0, ""))
        has_word = self.dates in texts and not _may_be_day(cell) and any(map(str.isalpha, cell))
        is_first = above in (None, Kind.BLANK, Kind.TOTALS)
        if has_word and is_first and 1 < len(texts) == len(typed):
            return Kind.HEADERS
        if len(typed) == 1 and texts:
            (column,) = typed
            if is_figure(str(typed[column])):
                return Kind.TOTALS
            if column == self.dates or (column == min(self.headers) and len(self.headers) > 2):
                return Kind.HEADING
        return Kind.ENTRY

    def _is_filled_down(self, row: int, typed: Mapping[int, Cell], values: Mapping[int, Cell]) -> bool:
        """Whether a row holds only a date, or only what repeats or goes on with the row above."""
        if self.dates is not None and values.keys() == {self.dates} and self.is_dated(row):
            return True
        if not self.is_dated(row) and not any(typed.values()):  # 0 minutes, not paid
            return True
        above = self.values.get(row - 1, {})
        follows = (
            column != self.dates and column in above and (above[column] == cell or _is_next(above[column], cell))
            for column, cell in typed.items()
        )
        return len(typed) * 2 < len(self.headers) and not self.is_dated(row) and all(follows)

    def _adds_rows(self, row: int, formulas: Mapping[int, str]) -> bool:
        """Whether a formula of the row adds cells of rows above it, and is not one that was filled down."""
        above = self.formulas.get(row - 1, {})
        for column, text in formulas.items():
            for arguments in _ADDS.findall(text) if column not in above else ():
                reaches = (area(each.strip().rpartition("!")[2]) for each in arguments.replace("$", "").split(","))
                if any(reach and self.top < reach.top and reach.bottom < row for reach in reaches):
                    return True
                if "[" in arguments and not any(sign in arguments for sign in "@#"):
                    return True
        return False

    def has_figure(self, row: int) -> bool:
        """Whether a row holds a number besides its date."""
        cells = (cell for column, cell in self.values.get(row, {}).items() if column != self.dates)
        return any(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in cells)


def date_column(
    headers: Mapping[int, str], values: Mapping[int, Mapping[int, Cell]], names: Collection[str], wanted: str | None
) -> int | None:
    """The column with the entries' dates.

    It is the one that the person names, else the one with a usual name (the keys of `names`) or else the one with most days.
    """
    keys = {column: name_key(header) for column, header in headers.items()}
    if wanted is not None:
        return next((column for column, key in keys.items() if key == name_key(wanted)), None)
    counts = dict.fromkeys(headers, 0)
    for cells in values.values():
        for column in counts:
            counts[column] += is_day(cells.get(column))
    usual = [column for column, key in keys.items() if key in names and (counts[column] or key == "date")]
    most = max(counts.values(), default=0)
    return usual[0] if usual else next((column for column, count in counts.items() if count == most), None) if most else None


def has_day_numbers(values: Mapping[int, Mapping[int, Cell]], dates: int | None) -> bool:
    """Whether most cells of the column of dates are dates as Excel keeps them."""
    cells = [row[dates] for row in values.values() if dates is not None and dates in row]
    return sum(map(_is_day_number, cells)) * 2 > len(cells)


def is_day(cell: Cell) -> bool:
    """Whether a cell surely holds a day: a date, the number of one, or a text that is written like one."""
    if isinstance(cell, str):
        return len(cell) <= _LONGEST_DAY and _DAY_TEXT.fullmatch(cell.strip()) is not None
    return _is_day_number(cell)


def _may_be_day(cell: Cell) -> bool:
    """Whether a cell of a column of dates holds one, in whatever words: `5 Oct` is one there."""
    if isinstance(cell, str):
        words = sum(word.isalpha() for word in cell.split())
        return len(cell) <= _LONGEST_DAY and any(map(str.isdigit, cell)) and words < _WORDS_OF_A_DAY and not is_label(cell)
    return _is_day_number(cell)


def _is_day_number(cell: Cell) -> bool:
    if isinstance(cell, bool) or cell is None:
        return False
    return int(cell) in _SERIALS if isinstance(cell, (int, float)) else isinstance(cell, date)


def log_rows(rows: Rows, bottom: int, table: tuple[int, bool] | None = None) -> LogRows:
    """The rows of a log. `bottom` is the last row in which anything stands.

    `table` is the last data row of the Excel table that the log is, if it is one, and whether that has a totals row of its own.
    """
    kinds = rows.kinds(max(bottom, rows.top + 1))
    if table:
        last, own_totals = table
        has_totals = not own_totals and kinds.get(last) is Kind.TOTALS and last > rows.top + 1
        last -= has_totals
        below_entries = range(
            max((row for row, kind in kinds.items() if kind is Kind.ENTRY and row <= last), default=0) + 1, last + 1
        )
        kinds |= {row: Kind.STARTED for row in below_entries if kinds.get(row) is Kind.HEADING}
        end, below = last, table[0] + own_totals + 1
    else:
        end = last = _last_entry(rows, kinds)
        while kinds.get(last + 1) is Kind.PREPARED:
            last += 1
        has_totals = kinds.get(last + 1) is Kind.TOTALS and last > rows.top
        below = last + has_totals + 1
        if last == rows.top:  # a table has at least one data row
            end = last = below = rows.top + 1
            below += 1
    inside = range(rows.top + 1, end + 1)
    entries, started = (tuple(row for row in inside if kinds.get(row) is kind) for kind in (Kind.ENTRY, Kind.STARTED))
    among = tuple((row, WORDS[kinds[row]]) for row in inside if kinds.get(row) in WORDS)
    return LogRows(last, has_totals, entries, started, among, tuple(_left_out(kinds, below, table is not None)), rows.dates)


def _last_entry(rows: Rows, kinds: Mapping[int, Kind]) -> int:
    """The last row that is an entry of the log: dated, or right below others and with a figure, if those have one."""
    dated = [row for row, kind in kinds.items() if kind is Kind.ENTRY and rows.is_dated(row)]
    need_figures = sum(map(rows.has_figure, dated)) * 2 > len(dated)
    end, gap = rows.top, False
    for row, kind in kinds.items():
        if kind is Kind.HEADERS and end > rows.top:
            break
        if kind is Kind.ENTRY and (rows.is_dated(row) or (not gap and (not need_figures or rows.has_figure(row)))):
            end, gap = row, False
        elif kind not in (Kind.ENTRY, Kind.PREPARED, Kind.STARTED):
            gap = True
    return end


def _left_out(kinds: Mapping[int, Kind], first: int, is_table: bool) -> Iterator[LeftOut]:
    why = {
        Kind.HEADERS: "it begins with headers of its own",
        Kind.TOTALS: "it is a total that does not stand right below the entries",
        Kind.PREPARED: "it holds no entry yet",
        Kind.STARTED: "it holds no entry yet",
    }
    usual = "it stands below the table" if is_table else "it is no entry with a date"
    for block in unbroken(row for row in kinds if row >= first and kinds[row] is not Kind.BLANK):
        telling = [kinds[row] for row in block if kinds[row] not in (Kind.PREPARED, Kind.STARTED)]
        kind = (telling or [kinds[block[0]]])[0]
        yield LeftOut(block[0], block[-1], why.get(kind, usual))
        if kind is Kind.HEADERS:
            usual = "it stands below a block with headers of its own"


def _is_sum(cell: Cell, above: float | None) -> bool:
    if not above or isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return False
    return abs(cell - above) <= _NEARLY * max(1.0, abs(above))


def _is_next(above: Cell, cell: Cell) -> bool:
    are_numbers = all(isinstance(each, int) and not isinstance(each, bool) for each in (above, cell))
    return are_numbers and isinstance(above, int) and isinstance(cell, int) and cell == above + 1
