"""The styles of one column's cells."""

from xlsupport.xlsx.package.markup import whole_number
from xlsupport.xlsx.sheet.grammar import styled_cell
from xlsupport.xlsx.sheet.rows import last_row, parsed_rows
from xlsupport.xlsx.sheet.stream import SheetStream

_UNUSUAL = (b"='", b'"\n', b'"\t', b'"\r')  # what stands between or around attributes where the pattern does not look for it


def column_styles(stream: SheetStream, column: int) -> dict[int, int]:
    """The number of the style of each of a column's cells, by row. Raises MarkupError."""
    found: dict[int, int] = {}
    before = 0
    opening = b"<%bc" % stream.prefix
    for block in stream.blocks():
        if block.count(opening + b' r="') == block.count(opening) and not any(sign in block for sign in _UNUSUAL):
            found |= {int(row): int(style or 0) for row, style in styled_cell(stream.prefix, column).findall(block)}
        else:
            for number, _, cells in parsed_rows(stream.parsed(block)[1], before):
                for of, cell in cells:
                    if of == column:
                        found[number] = whole_number(cell.attributes.get("s", "0")) or 0
        before = max(before, last_row(stream, block, before))
    return found
