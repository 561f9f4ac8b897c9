"""One table's cells written into a sheet as it streams by; every row and cell that is not written keeps its bytes."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from xlsupport.sheets.addresses import LAST_ROW, Area, area, letters
from xlsupport.xlsx.package.markup import Element, Splice, splice
from xlsupport.xlsx.sheet.grammar import STYLE, row_editor
from xlsupport.xlsx.sheet.rows import last_row, parsed_rows, whole_rows
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.sheet.values import EMPTY

_SPANS = re.compile(rb"\sspans\s*=\s*[\"']([0-9]{1,9}):([0-9]{1,9})[\"']")
_DIMENSION = re.compile(rb"<(?:[\w.-]+:)?dimension\s[^>]*?ref\s*=\s*[\"']([^\"']*)[\"']")


@dataclass(slots=True)
class Writes:
    """What the cells of one table become.

    `columns` holds, by column number, each row's content from row `first` on: what follows a cell's style in its XML, or None
    to keep the cell. `grown_from` is the last data row before the table grew: below it, empty cells are made for their style.
    `shown` maps the styles that a column's numbers would look wrong in. A cell made anew takes the style of the cell above, else
    of the column in `styles` (the last data row's), else the row's, else that in `defaults` (the whole column's); one from
    `known_styles` on is not there, and not carried further.
    """

    first: int
    columns: Mapping[int, Sequence[bytes | None]]
    grown_from: int = LAST_ROW
    shown: Mapping[int, Mapping[bytes, bytes]] = field(default_factory=dict)
    styles: Mapping[int, bytes] = field(default_factory=dict)
    defaults: Mapping[int, bytes] = field(default_factory=dict)
    known_styles: int = 1 << 30

    def content(self, row: int, column: int) -> bytes | None:
        """What is written into a cell; None where it is kept."""
        contents = self.columns.get(column, ())
        return contents[row - self.first] if 0 <= row - self.first < len(contents) else None

    def touched_rows(self) -> bytearray:
        """A 1 for each row from `first` on in which a cell is written."""
        touched = bytearray(max((len(contents) for contents in self.columns.values()), default=0))
        for contents in self.columns.values():
            for index, content in enumerate(contents):
                if content is not None:
                    touched[index] = 1
        return touched

    def area(self) -> Area | None:
        """The least rectangle that holds every written cell."""
        touched = self.touched_rows()
        top, bottom = touched.find(1), touched.rfind(1)
        numbers = [number for number, contents in self.columns.items() if any(each is not None for each in contents)]
        return Area(self.first + top, min(numbers), self.first + bottom, max(numbers)) if numbers else None


def rewritten(chunks: Iterator[bytes], writes: Writes, tail: Callable[[SheetStream, bytes], bytes]) -> Iterator[bytes]:
    """The sheet with the table's cells written; `tail` edits what follows the rows."""
    stream = SheetStream(chunks)
    rows = _Rows(stream, writes)
    head = _with_dimension(stream.head, writes.area())
    if not stream.empty:
        yield head
        yield from rows.rewritten()
    elif added := b"".join(rows.rewritten()):
        yield head[:-2].rstrip() + b">" + added + b"</%bsheetData>" % stream.prefix
    else:
        yield head
    yield tail(stream, stream.tail())


def _with_dimension(head: bytes, written: Area | None) -> bytes:
    found = _DIMENSION.search(head)
    stated = area(found[1].decode("ascii", "replace")) if found else None
    if not found or not stated or not written:
        return head
    wide = Area(
        min(stated.top, written.top),
        min(stated.left, written.left),
        max(stated.bottom, written.bottom),
        max(stated.right, written.right),
    )
    return head if wide == stated else head[: found.start(1)] + str(wide).encode() + head[found.end(1) :]


@lru_cache(maxsize=1024)
def _widened(attributes: bytes, left: int, right: int) -> bytes:
    """A row's attributes with `spans` reaching over the written columns."""
    found = _SPANS.search(attributes)
    if not found or (int(found[1]) <= left and right <= int(found[2])):
        return attributes
    wide = b' spans="%d:%d"' % (min(int(found[1]), left), max(int(found[2]), right))
    return attributes[: found.start()] + wide + attributes[found.end() :]


class _Column(NamedTuple):
    """A written column: how its cells begin, what they become, and the styles their numbers would look wrong in."""

    number: int
    opening: bytes
    contents: Sequence[bytes | None]
    shown: Mapping[bytes, bytes]

    def cell(self, row: int, style: bytes, content: bytes) -> bytes:
        if self.shown and content[:1] == b">":
            style = self.shown.get(style or b"0", style)
        return b'%b%d" s="%b"%b' % (self.opening, row, style, content) if style else b'%b%d"%b' % (self.opening, row, content)


class _Rows:
    """The rows on their way through; remembers each column's style in the row above."""

    def __init__(self, stream: SheetStream, writes: Writes) -> None:
        self._stream = stream
        self._writes = writes
        self._prefix = stream.prefix
        self._numbers = sorted(writes.columns)
        self._left, self._right = min(self._numbers, default=1), max(self._numbers, default=1)
        self._touched = writes.touched_rows()
        self._above: dict[int, bytes] = {}
        self._before = 0
        self._pending = self._next_touched(0)
        self._pattern = row_editor(self._prefix, self._numbers)
        self._columns = [
            _Column(
                number,
                b'<%bc r="%b' % (self._prefix, letters(number).encode()),
                writes.columns[number],
                writes.shown.get(number, {}),
            )
            for number in self._numbers
        ]

    def rewritten(self) -> Iterator[bytes]:
        for block in self._stream.blocks():
            last = last_row(self._stream, block, self._before)
            if self._pending > last:
                yield block
            else:
                yield b"".join(self._pieces(block))
            self._before = last
        yield b"".join(self._missing(LAST_ROW + 1))

    def _next_touched(self, row: int) -> int:
        """The first row from this one on in which something is written, and that was not passed yet."""
        index = self._touched.find(1, max(row - self._writes.first, 0))
        return LAST_ROW + 1 if index < 0 else self._writes.first + index

    def _pieces(self, block: bytes) -> Iterator[bytes]:
        for piece in whole_rows(block, self._prefix):
            found = self._pattern.fullmatch(piece)
            if not found:
                yield self._parsed(piece)
                continue
            row = int(found[1])
            if self._pending < row:
                yield from self._missing(row)
            yield self._row(row, found.groups(b"")) if self._pending == row else piece
            self._passed(row)

    def _passed(self, row: int) -> None:
        self._before = row
        if self._pending <= row:
            self._pending = self._next_touched(row + 1)

    def _missing(self, until: int) -> Iterator[bytes]:
        """Rows that are written but not there, up to a row that is."""
        while self._pending < min(until, LAST_ROW + 1):
            row = self._pending
            index = row - self._writes.first
            cells = b"".join(
                self._new_cell(column, row, b"", content)
                for column in self._columns
                if index < len(column.contents) and (content := column.contents[index]) is not None
            )
            if cells:
                yield b'<%brow r="%d">%b</%brow>' % (self._prefix, row, cells, self._prefix)
            self._passed(row)

    def _row(self, row: int, groups: Sequence[bytes]) -> bytes:
        attributes = groups[1]
        index = row - self._writes.first
        pieces = [b'<%brow r="%d"%b>' % (self._prefix, row, _widened(attributes, self._left, self._right))]
        at = 2
        for column in self._columns:
            before, cell, style = groups[at : at + 3]
            at += 3
            if before:
                pieces.append(before)
            content = column.contents[index] if index < len(column.contents) else None
            if cell:
                self._above[column.number] = style
                if content is None or (content is EMPTY and row > self._writes.grown_from):
                    pieces.append(cell)
                elif content is not EMPTY or style:
                    pieces.append(column.cell(row, style, content))
            elif content is not None:
                pieces.append(self._new_cell(column, row, attributes, content))
        pieces.append(groups[-1])
        pieces.append(b"</%brow>" % self._prefix)
        return b"".join(pieces)

    def _new_cell(self, column: "_Column", row: int, attributes: bytes, content: bytes) -> bytes:
        """A cell that was not there."""
        number = column.number
        style = self._above.get(number, self._writes.styles.get(number))
        if style is None:
            found = STYLE.search(attributes) if b"customFormat" in attributes else None
            style = found[1] if found else self._writes.defaults.get(number, b"")
        if not style.isdigit() or len(style) > 9 or int(style) >= self._writes.known_styles:
            style = b""
        if content is EMPTY and (row <= self._writes.grown_from or style in (b"", b"0")):
            return b""
        return column.cell(row, style, content)

    def _parsed(self, piece: bytes) -> bytes:
        """A row in an unusual form, with any empty rows in front of it."""
        data, holder = self._stream.parsed(piece)
        changes: list[Splice] = []
        for row, element, cells in parsed_rows(holder, self._before):
            if self._pending < row:
                changes.append(Splice(element.start, element.start, b"".join(self._missing(row))))
            if self._pending == row:
                changes += self._row_changes(data, row, element, dict(cells))
            self._passed(row)
        # What was put around the piece to parse it keeps its length on both sides.
        end = len(data) - holder.inside_end
        edited = splice(data, changes)
        return edited[holder.inside : len(edited) - end]

    def _row_changes(self, data: bytes, row: int, element: Element, cells: Mapping[int, Element]) -> list[Splice]:
        tag = data[element.start : element.inside]
        opening = _widened(tag, self._left, self._right)
        added: dict[int, bytes] = {}
        replaced: list[Splice] = []
        for column in self._columns:
            number = column.number
            content = self._writes.content(row, number)
            cell = cells.get(number)
            if cell:
                style = self._above[number] = cell.attributes.get("s", "").encode()
                if content is not None and not (content is EMPTY and row > self._writes.grown_from):
                    whole = b"" if content is EMPTY and not style else column.cell(row, style, content)
                    replaced.append(Splice(cell.start, cell.end, whole))
            elif content is not None:
                following = (each.start for other, each in sorted(cells.items()) if other > number)
                at = next(following, max((each.end for each in cells.values()), default=element.inside))
                added[at] = added.get(at, b"") + self._new_cell(column, row, tag, content)
        if element.self_closed:
            inner = b"".join(added.values())
            whole = opening[:-2].rstrip() + b">" + inner + b"</%brow>" % self._prefix
            return [Splice(element.start, element.end, whole)] if inner else []
        # A new cell goes in front of the one that is written at the same place.
        inserted = [Splice(at, at, cell) for at, cell in added.items()]
        return [Splice(element.start, element.inside, opening), *inserted, *replaced]
