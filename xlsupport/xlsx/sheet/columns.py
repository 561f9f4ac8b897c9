"""The wanted columns of a sheet, gathered row by row.

One pattern takes a whole row in its usual form; a block of rows that it does not cover completely is read row by row, and rows in
an unusual form with the XML parser.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat

from xlsupport.sheets.addresses import LAST_ROW
from xlsupport.sheets.tables import Cell
from xlsupport.xlsx.package.markup import MarkupError
from xlsupport.xlsx.sheet.grammar import FORMULA_WITHOUT_VALUE, row_reader
from xlsupport.xlsx.sheet.rows import parsed_rows, parsed_value, whole_rows
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.sheet.values import ValuesByKind


class ColumnReader:
    """Gathers the wanted columns of a sheet, from row `first` to row `last`, into one list for each.

    With `beyond`, what stands further down is gathered as well: the rows that hold anything, by row and column.
    """

    def __init__(
        self,
        source: SheetStream,
        columns: Iterable[int],
        first: int,
        last: int,
        strings: Sequence[bytes | str],
        beyond: bool = False,
    ) -> None:
        self._source = source
        self._numbers = sorted(columns)
        self._first, self._last = first, last
        self._strings = strings
        self._values = ValuesByKind(strings)
        self._pattern = row_reader(source.prefix, self._numbers)
        self._opening, self._formula = b"<%brow" % source.prefix, b"<%bf" % source.prefix
        self._next = first
        self._before = 0
        self.columns: Mapping[int, list[Cell]] = {number: [] for number in self._numbers}
        self._looks_beyond = beyond
        self.beyond: dict[int, dict[int, Cell]] = {}

    def read(self) -> Mapping[int, list[Cell]]:
        """The columns, each up to the last row in which any of them holds something."""
        for block in self._source.blocks():
            self._take(block)
            if self._before >= self._last and not self._looks_beyond:
                break
        self._source.finish()
        return self.columns

    def _take(self, block: bytes) -> None:
        rows = self._pattern.findall(block)
        if len(rows) != block.count(self._opening) or b"<!" in block or self._lacks_values(block):
            self._take_apart(block)
            return
        if not rows:
            return
        numbers, *raw = zip(*rows, strict=True)
        columns = [self._values.column(raw[index], raw[index + 1]) for index in range(0, len(raw), 2)]
        self._place(list(map(int, numbers)), columns)

    def _lacks_values(self, block: bytes) -> bool:
        return self._formula in block and FORMULA_WITHOUT_VALUE.search(block) is not None

    def _take_apart(self, block: bytes) -> None:
        """A block that the pattern does not cover: the rows it does cover one by one, the others with the parser."""
        numbers: list[int] = []
        rows: list[list[Cell]] = []
        blank = self._before  # the last row without anything below those that are wanted: there may be a million
        for piece in whole_rows(block, self._source.prefix):
            position = 0
            while (found := self._pattern.match(piece, position)) and not FORMULA_WITHOUT_VALUE.search(found[0]):
                raw = found.groups(b"")
                numbers.append(int(raw[0]))
                rows.append([self._values[raw[index]][raw[index + 1]] for index in range(1, len(raw), 2)])
                position = found.end()
            if piece[position:].strip():
                _, holder = self._source.parsed(piece[position:])
                for number, _, cells in parsed_rows(holder, max([blank, *numbers[-1:]])):
                    values = {column: parsed_value(cell, self._strings) for column, cell in cells if column in self.columns}
                    if number > max(self._last, blank, *numbers[-1:]) and not values:
                        blank = number
                        continue
                    numbers.append(number)
                    rows.append([values.get(column) for column in self._numbers])
        self._place(numbers, [list(column) for column in zip(*rows, strict=True)])
        self._before = max(self._before, blank)

    def _place(self, numbers: list[int], columns: list[list[Cell]]) -> None:
        """Put a block's rows below those before it, with blanks where rows are missing."""
        if not numbers:
            return
        ascending = all(map(int.__lt__, numbers, numbers[1:]))
        if not ascending or numbers[0] <= self._before:
            raise MarkupError("has rows that do not follow one another")
        if numbers[-1] > LAST_ROW:
            raise MarkupError(f"numbers a row {numbers[-1]}")
        if self._looks_beyond and numbers[-1] > self._last:
            self._place_beyond(numbers, columns)
        self._before = numbers[-1]
        start = next((index for index, number in enumerate(numbers) if number >= self._first), len(numbers))
        end = next((index for index in range(len(numbers), start, -1) if numbers[index - 1] <= self._last), start)
        # Formatted but empty rows go on to the sheet's last row in some workbooks: they cost nothing until a value follows.
        while end > start and not any(column[end - 1] is not None for column in columns):
            end -= 1
        if end == start:
            return
        if numbers[start] == self._next and numbers[end - 1] - numbers[start] == end - 1 - start:
            for number, column in zip(self._numbers, columns, strict=True):
                self.columns[number].extend(column[start:end] if (start, end) != (0, len(column)) else column)
        else:
            self._place_apart(numbers[start:end], [column[start:end] for column in columns])
        self._next = numbers[end - 1] + 1

    def _place_beyond(self, numbers: list[int], columns: list[list[Cell]]) -> None:
        for index, number in enumerate(numbers):
            if number > self._last:
                held: dict[int, Cell] = {of: column[index] for of, column in zip(self._numbers, columns, strict=True)}
                if any(cell is not None for cell in held.values()):
                    self.beyond[number] = held

    def _place_apart(self, numbers: list[int], columns: list[list[Cell]]) -> None:
        for number, column in zip(self._numbers, columns, strict=True):
            target = self.columns[number]
            following = self._next
            for row, cell in zip(numbers, column, strict=True):
                target.extend(repeat(None, row - following))
                target.append(cell)
                following = row + 1
