"""The rows of a sheet: cut out of the part as it streams by, and read column by column.

One compiled pattern takes a whole row as Excel and most programs write it. Any block that it does not cover completely (other
attribute order, single quotes, rows without a number, rich text) is read with the XML parser.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat

from xlsupport.sheets.addresses import ADDRESS, LAST_COLUMN, LAST_ROW, Area, area, column_number, letters
from xlsupport.sheets.tables import Cell
from xlsupport.xlsx.package.markup import Element, MarkupError, check_declaration, parse, whole_number
from xlsupport.xlsx.sheet.shared_strings import text_of
from xlsupport.xlsx.sheet.values import ValuesByKind, cell_value

__all__ = ["LAST_ROW", "Area", "ColumnReader", "SheetStream", "area", "column_number", "parsed_rows", "row_cells", "whole_rows"]

_COMMENT = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ROOT = re.compile(rb"<((?:[\w.-]+:)?)worksheet(?=[\s/>])(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
# Bytes in front of the rows (16,384 columns take 1 MiB), of one row, and behind the rows: what is hostile never ends.
_LONGEST_HEAD, _LONGEST_ROW, _LONGEST_TAIL = 4 << 20, 16 << 20, 32 << 20
_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?=[\s/>])(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")


class SheetStream:
    """A sheet's part in three: `head` up to its rows, then `blocks` of whole rows, then `tail`. Raises MarkupError."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = filter(None, chunks)  # an empty one is no end: an edit before this one may give it
        buffer = b""
        for chunk in self._chunks:
            buffer += chunk
            if len(buffer) > _LONGEST_HEAD:
                raise MarkupError("has no rows as a worksheet has them")
            if b"sheetData" in chunk or b"sheetData" in buffer[-len(chunk) - 9 :]:
                # A comment may hold anything; what it hides keeps its length.
                shown = _COMMENT.sub(lambda found: b" " * len(found[0]), buffer)
                start = _DATA.search(shown)
                if start:
                    break
        else:
            raise MarkupError("has no rows as a worksheet has them")
        check_declaration(buffer[:1024])
        root = _ROOT.search(shown)
        if root is None or b"<!" in shown[: start.start()]:
            raise MarkupError("does not begin as a worksheet does")
        self.head = buffer[: start.end()]
        self.prefix = start[1]
        self.root = buffer[root.start() : root.end()]
        self.empty = start[0].endswith(b"/>")
        self._data_tag = start[0]
        self._rest = buffer[start.end() :]

    def blocks(self) -> Iterator[bytes]:
        """The rows, in blocks that are each made of whole rows."""
        if self.empty:
            return
        ending, row_begin, row_end = (tag % self.prefix for tag in (b"</%bsheetData", b"<%brow", b"</%brow>"))
        buffer = self._rest
        while (end := buffer.find(ending)) < 0:
            cut = buffer.rfind(row_end) + len(row_end)
            if cut < len(row_end):  # formatted but empty rows, which have no end tag, go on to the last row in some workbooks
                cut = buffer.rfind(row_begin)
            if cut > 0:
                yield buffer[:cut]
                buffer = buffer[cut:]
            more = next(self._chunks, b"")
            if not more:
                raise MarkupError("ends in the middle of its rows")
            if len(buffer) > _LONGEST_ROW:
                raise MarkupError(f"has a row of more than {_LONGEST_ROW >> 20} MiB")
            buffer += more
        self._rest = buffer[end:]
        if end:
            yield buffer[:end]

    def tail(self) -> bytes:
        """What follows the rows; to be asked once all blocks were taken."""
        pieces, size = [self._rest], len(self._rest)
        for piece in self._chunks:
            pieces.append(piece)
            size += len(piece)
            if size > _LONGEST_TAIL:
                raise MarkupError(f"has more than {_LONGEST_TAIL >> 20} MiB behind its rows")
        self._rest = b""
        return b"".join(pieces)

    def finish(self) -> None:
        """Take the part to its end, where its checksum is compared: what was read before may be damaged."""
        for _ in self._chunks:
            pass

    def parsed(self, block: bytes) -> tuple[bytes, Element]:
        """A block of rows as a small document of its own, and the element that holds the rows."""
        prefix = self.prefix
        data = self.root + self._data_tag + block + b"</%bsheetData></%bworksheet>" % (prefix, prefix)
        return data, parse(data).children[0]


def parsed_rows(holder: Element, after: int) -> Iterator[tuple[int, Element, list[tuple[int, Element]]]]:
    """Row numbers, rows and their cells by column number; a row or cell without an address follows the one before it."""
    for row in holder.children:
        if row.name != "row":
            continue
        after = _whole(row.attributes.get("r"), after + 1)
        cells: list[tuple[int, Element]] = []
        column = 0
        for each in row.children:
            if each.name == "c":
                column = _column(each.attributes.get("r"), column + 1)
                cells.append((column, each))
        yield after, row, cells


def _column(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    address = ADDRESS.fullmatch(text)
    if address is None or column_number(address[1]) > LAST_COLUMN:
        raise MarkupError(f"has a cell at {text[:20]!r}")
    return column_number(address[1])


def _whole(text: str | None, otherwise: int) -> int:
    number = otherwise if text is None else whole_number(text)
    if number is None or not 0 < number <= LAST_ROW:
        raise MarkupError(f"numbers a row {(text or str(number))[:20]!r}")
    return number


def parsed_value(cell: Element, strings: Sequence[bytes | str]) -> Cell:
    """A parsed cell's value."""
    kind = cell.attributes.get("t", "n")
    inline = cell.child("is")
    if kind == "inlineStr" and inline:
        return cell_value("parsed", _as_data(text_of(inline)), strings)
    value = cell.child("v")
    return cell_value(kind, _as_data(value.text), strings) if value else None


def _as_data(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("\r", "&#13;").encode()


def skipped_cells(prefix: bytes, wanted: Iterable[int], until: int | None = None) -> bytes:
    """A pattern for any cells of other columns than the wanted ones, and where a new cell may follow, left of `until`.

    A wanted cell in an unusual form must not slip through, nor one further right: the new cell belongs in front of it.
    """
    names = [letters(column) for column in wanted] + (_not_left_of(letters(until)) if until else [])
    alternatives = "|".join(names).encode()
    return b'(?:<%bc r="(?!(?:%b)[0-9])[A-Z]%b)*+' % (prefix, alternatives, REST_OF_CELL.replace(b"PREFIX", prefix))


def _not_left_of(name: str) -> list[str]:
    """Patterns for the letters of a column and of all those right of it.

    >>> _not_left_of("AB")
    ['AB', '[B-Z][A-Z]{1}', 'A[C-Z][A-Z]{0}', '[A-Z]{3,3}']
    """
    size = len(name)
    later = [
        f"{name[:index]}[{chr(ord(letter) + 1)}-Z][A-Z]{{{size - index - 1}}}"
        for index, letter in enumerate(name)
        if letter != "Z"
    ]
    return [name, *later, *([f"[A-Z]{{{size + 1},3}}"] if size < 3 else [])]


REST_OF_CELL = rb"[^>]*+>(?:(?<=/>)|[^<]*+(?:<(?!/PREFIXc>)[^<]*+)*+</PREFIXc>)"
"""From inside a cell's start tag to its end."""


def _row_pattern(prefix: bytes, columns: Sequence[int]) -> re.Pattern[bytes]:
    """A whole row: its number, then type and raw text of each wanted column's cell."""
    value = (
        rb'<PREFIXc r="%b[0-9]++"(?: s="[0-9]++")?+(?: t="([a-zA-Z]++)")?+(?: [cv]m="[0-9]++")*+'
        rb"(?:/>|>(?:<PREFIXf[^>]*+>(?:(?<=/>)|[^<]*+</PREFIXf>))?+"
        rb'(?:<PREFIX(?:v|is><PREFIXt(?: xml:space="preserve")?+)>([^<]*+)</PREFIX(?:v|t></PREFIXis)>)?+</PREFIXc>)'
    )
    pattern = [rb'<PREFIXrow r="([0-9]{1,7})"[^>]*+>(?:(?<=/>)|']
    before = 0
    for column in columns:
        if column > before + 1:
            pattern.append(skipped_cells(prefix, columns))
        pattern.append(b"(?>" + value % letters(column).encode() + b")?+")
        before = column
    pattern.append(skipped_cells(prefix, columns) + b"</PREFIXrow>)")
    return re.compile(b"".join(pattern).replace(b"PREFIX", prefix))


class ColumnReader:
    """Gathers the wanted columns of a sheet, from row `first` to row `last`, into one list for each."""

    def __init__(
        self, source: SheetStream, columns: Iterable[int], first: int, last: int, strings: Sequence[bytes | str]
    ) -> None:
        self._source = source
        self._numbers = sorted(columns)
        self._first, self._last = first, last
        self._strings = strings
        self._values = ValuesByKind(strings)
        self._pattern = _row_pattern(source.prefix, self._numbers)
        self._opening = b"<%brow" % source.prefix
        self._next = first
        self._before = 0
        self.columns: Mapping[int, list[Cell]] = {number: [] for number in self._numbers}

    def read(self) -> Mapping[int, list[Cell]]:
        """The columns, each up to the last row in which any of them holds something."""
        for block in self._source.blocks():
            self._take(block)
            if self._before >= self._last:
                break
        return self.columns

    def _take(self, block: bytes) -> None:
        rows = self._pattern.findall(block)
        if len(rows) != block.count(self._opening) or b"<!" in block:
            self._take_apart(block)
            return
        if not rows:
            return
        numbers, *raw = zip(*rows, strict=True)
        columns = [self._values.column(raw[index], raw[index + 1]) for index in range(0, len(raw), 2)]
        self._place(list(map(int, numbers)), columns)

    def _take_apart(self, block: bytes) -> None:
        """A block that the pattern does not cover: the rows it does cover one by one, the others with the parser."""
        numbers: list[int] = []
        rows: list[list[Cell]] = []
        for piece in whole_rows(block, self._source.prefix):
            position = 0
            while found := self._pattern.match(piece, position):
                raw = found.groups(b"")
                numbers.append(int(raw[0]))
                rows.append([self._values[raw[index]][raw[index + 1]] for index in range(1, len(raw), 2)])
                position = found.end()
            if piece[position:].strip():
                _, holder = self._source.parsed(piece[position:])
                for number, _, cells in parsed_rows(holder, numbers[-1] if numbers else self._before):
                    values = {column: parsed_value(cell, self._strings) for column, cell in cells if column in self.columns}
                    numbers.append(number)
                    rows.append([values.get(column) for column in self._numbers])
        self._place(numbers, [list(column) for column in zip(*rows, strict=True)])

    def _place(self, numbers: list[int], columns: list[list[Cell]]) -> None:
        """Put a block's rows below those before it, with blanks where rows are missing."""
        if not numbers:
            return
        ascending = all(map(int.__lt__, numbers, numbers[1:]))
        if not ascending or numbers[0] <= self._before:
            raise MarkupError("has rows that do not follow one another")
        if numbers[-1] > LAST_ROW:
            raise MarkupError(f"numbers a row {numbers[-1]}")
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

    def _place_apart(self, numbers: list[int], columns: list[list[Cell]]) -> None:
        for number, column in zip(self._numbers, columns, strict=True):
            target = self.columns[number]
            following = self._next
            for row, cell in zip(numbers, column, strict=True):
                target.extend(repeat(None, row - following))
                target.append(cell)
                following = row + 1


def whole_rows(block: bytes, prefix: bytes) -> Iterator[bytes]:
    """A block cut behind each row's end tag; self-closed rows stay with the row that follows them."""
    ending = b"</%brow>" % prefix
    *pieces, last = block.split(ending)
    yield from (piece + ending for piece in pieces)
    if last.strip():
        yield last


def row_cells(source: SheetStream, strings: Sequence[bytes | str]) -> Iterator[tuple[int, dict[int, Cell]]]:
    """Every row's number and its cells, one after the other: for looking at a few rows."""
    before = 0
    for block in source.blocks():
        for piece in whole_rows(block, source.prefix):
            for number, _, cells in parsed_rows(source.parsed(piece)[1], before):
                before = number
                yield number, {column: parsed_value(cell, strings) for column, cell in cells}
