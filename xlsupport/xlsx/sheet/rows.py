"""The rows of a sheet, one by one: cut out of blocks, parsed, and their cells' values."""

from collections.abc import Iterator, Sequence

from xlsupport.sheets.addresses import ADDRESS, LAST_COLUMN, LAST_ROW, column_number
from xlsupport.sheets.tables import NOT_CALCULATED, Cell
from xlsupport.xlsx.package.markup import Element, MarkupError, whole_number
from xlsupport.xlsx.sheet.grammar import numbered_row
from xlsupport.xlsx.sheet.shared_strings import text_of
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.sheet.values import cell_value


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
    """A parsed cell's value. A formula may give an empty text, or have no value yet, which is not the same as an empty cell."""
    kind = cell.attributes.get("t", "n")
    inline = cell.child("is")
    if kind == "inlineStr" and inline:
        return cell_value("parsed", _as_data(text_of(inline)), strings)
    value = cell.child("v")
    if cell.child("f") and not (value and value.text):
        return "" if value and kind == "str" else NOT_CALCULATED
    return cell_value(kind, _as_data(value.text), strings) if value else None


def _as_data(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("\r", "&#13;").encode()


def whole_rows(block: bytes, prefix: bytes) -> Iterator[bytes]:
    """A block cut behind each row's end tag; self-closed rows stay with the row that follows them."""
    ending = b"</%brow>" % prefix
    *pieces, last = block.split(ending)
    yield from (piece + ending for piece in pieces)
    if last.strip():
        yield last


def row_cells(source: SheetStream, strings: Sequence[bytes | str]) -> Iterator[tuple[int, dict[int, Cell]]]:
    """Every row's number and its cells, one after the other: for looking at a few rows.

    Raises MarkupError behind the last row where the part is damaged or cut short.
    """
    before = 0
    for block in source.blocks():
        for piece in whole_rows(block, source.prefix):
            for number, _, cells in parsed_rows(source.parsed(piece)[1], before):
                before = number
                yield number, {column: parsed_value(cell, strings) for column, cell in cells}
    source.finish()


def last_row(source: SheetStream, block: bytes, before: int) -> int:
    """The number of a block's last row; `before` is that of the row in front of the block."""
    found = numbered_row(source.prefix).match(block, block.rfind(b"<%brow" % source.prefix))
    if found:
        return int(found[1])
    return max((number for number, _, _ in parsed_rows(source.parsed(block)[1], before)), default=before)
