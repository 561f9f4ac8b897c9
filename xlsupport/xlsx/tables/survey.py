"""What stands on a sheet before a table of ours is written: styles, formulas, and whatever is in the way."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from xlsupport.sheets.addresses import Area, area, letters
from xlsupport.xlsx.package.markup import Element, MarkupError, parse, whole_number
from xlsupport.xlsx.sheet.formula_cells import FormulaCell, formula_cells
from xlsupport.xlsx.sheet.grammar import ROW_STYLE, row_with_cells, styled_cell
from xlsupport.xlsx.sheet.rows import last_row, parsed_rows, whole_rows
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.tables.calculated_columns import CalculatedColumn, is_filled

NO_COLUMNS: Mapping[int, CalculatedColumn] = MappingProxyType({})

_UNUSUAL = (b"='", b'"\n', b'"\t', b'"\r')  # what stands between or around attributes where the patterns do not look for it


@dataclass(slots=True)
class Survey:
    """The findings. `styles` are those of the asked columns' cells, `last_row` those of the last data row's cells, by column.

    `below` is the first cell with a value or formula where the table wants to grow, but for formulas that its own calculated
    columns left there when it shrank; `formulas` are those in the table's
    written columns and every anchor, `last_formulas` those of its last data row, by column; `merges` the sheet's merged ranges;
    `row_styles` and `column_styles` are for cells that are not there.
    """

    styles: dict[int, set[bytes]] = field(default_factory=dict)
    last_row: dict[int, bytes] = field(default_factory=dict)
    row_styles: set[bytes] = field(default_factory=set)
    below: str | None = None
    formulas: list[FormulaCell] = field(default_factory=list)
    last_formulas: dict[int, FormulaCell] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    column_styles: list[tuple[int, int, bytes]] = field(default_factory=list)

    def column_style(self, column: int) -> bytes:
        return next((style for low, high, style in self.column_styles if low <= column <= high), b"")


def surveyed(
    chunks: Iterator[bytes],
    table: Area,
    written: Collection[int],
    shown: Collection[int],
    grown: Area | None,
    until: int = 0,
    calculated: Mapping[int, CalculatedColumn] = NO_COLUMNS,
) -> Survey:
    """Look at a sheet in one pass. `table` ends with its last data row; `grown` is the area that it wants below that.

    `written` are the columns with cells of ours, up to row `until` where that is further down, and `shown` those of them whose
    numbers may need a number format. Raises MarkupError.
    """
    until = max(until, (grown or table).bottom)
    stream = SheetStream(chunks)
    survey = Survey(styles={column: set() for column in shown})
    survey.column_styles = list(_column_styles(stream))
    before = 0
    for block in stream.blocks():
        if b"<!" in block:
            raise MarkupError("has comments or CDATA sections among its rows, where xlsupport cannot write safely")
        if shown and before <= until:
            _note_styles(stream, block, before, survey, range(table.top + 1, until + 1))
        survey.formulas += (
            each
            for each in formula_cells(stream, block, before)
            if each.reach or (each.column in written and table.top <= each.row <= until)
        )
        last = last_row(stream, block, before)
        if last >= table.bottom and before <= (grown or table).bottom:
            _look_around_end(stream, block, before, survey, table, grown, calculated)
        before = max(before, last)
    survey.merges = [found for each in tail_tree(stream, stream.tail())[1].all("mergeCell") if (found := _reference(each))]
    return survey


def _note_styles(stream: SheetStream, block: bytes, before: int, survey: Survey, rows: range) -> None:
    """Note the styles of the asked columns' cells in these rows, and those of whole rows."""
    opening = b"<%bc" % stream.prefix
    if block.count(opening + b' r="') == block.count(opening) and not any(sign in block for sign in _UNUSUAL):
        for column, styles in survey.styles.items():
            found = styled_cell(stream.prefix, column).findall(block)
            styles.update(style or b"0" for row, style in found if int(row) in rows)
        if b"customFormat" in block:
            survey.row_styles.update(ROW_STYLE.findall(block))
        return
    for number, row, cells in parsed_rows(stream.parsed(block)[1], before):
        if "customFormat" in row.attributes and "s" in row.attributes:
            survey.row_styles.add(row.attributes["s"].encode())
        for column, cell in cells:
            if number in rows and column in survey.styles:
                survey.styles[column].add(cell.attributes.get("s", "0").encode())


def _column_styles(stream: SheetStream) -> Iterator[tuple[int, int, bytes]]:
    ending = b"" if stream.empty else b"</%bsheetData>" % stream.prefix
    for each in parse(stream.head + ending + b"</%bworksheet>" % stream.prefix).all("col"):
        low, high = (whole_number(each.attributes.get(end, "")) for end in ("min", "max"))
        if low is not None and high is not None and "style" in each.attributes:
            yield low, high, each.attributes["style"].encode()


def _look_around_end(
    stream: SheetStream,
    block: bytes,
    before: int,
    survey: Survey,
    table: Area,
    grown: Area | None,
    calculated: Mapping[int, CalculatedColumn],
) -> None:
    """Note the last data row's styles, and what stands below it."""
    for piece in whole_rows(block, stream.prefix):
        number = row_with_cells(stream.prefix).match(piece)
        if number and int(number[1]) < table.bottom:
            before = int(number[1])
            continue
        for row, _, cells in parsed_rows(stream.parsed(piece)[1], before):
            before = row
            if row == table.bottom:
                survey.last_row |= {column: cell.attributes.get("s", "").encode() for column, cell in cells}
                survey.last_formulas |= {
                    column: FormulaCell(row, column, formula.text, formula.attributes)
                    for column, cell in cells
                    if (formula := cell.child("f"))
                }
            elif grown and grown.top <= row <= grown.bottom and survey.below is None:
                survey.below = next(
                    (
                        f"{letters(column)}{row}"
                        for column, cell in cells
                        if _stands(cell, calculated.get(column)) and grown.left <= column <= grown.right
                    ),
                    None,
                )


def _stands(cell: Element, column: CalculatedColumn | None) -> bool:
    value, formula = cell.child("v"), cell.child("f")
    if column and formula and is_filled(column, formula.text):
        return False
    return bool(formula or cell.child("is") or (value and value.text))


def tail_tree(stream: SheetStream, tail: bytes) -> tuple[int, Element]:
    """What follows the rows, parsed: the root, and how many bytes stand before the tail where the elements' places count from."""
    opening = stream.root + (b"" if stream.empty else b"<%bsheetData>" % stream.prefix)
    return len(opening), parse(opening + tail)


def _reference(element: Element) -> Area | None:
    return area(element.attributes.get("ref", ""))
