"""The cells of a table's new rows: empty for their style, or a calculated column's own formula."""

from collections.abc import Iterator, Mapping, Sequence

from xlsupport.sheets.addresses import Area, letters
from xlsupport.sheets.tables import Cell
from xlsupport.xlsx.package.markup import text_bytes
from xlsupport.xlsx.sheet.values import EMPTY
from xlsupport.xlsx.tables.calculated_columns import formulas_below
from xlsupport.xlsx.tables.parts import TablePart
from xlsupport.xlsx.tables.survey import Survey
from xlsupport.xlsx.tables.targets import Contents


def with_new_rows(contents: Contents, part: TablePart, survey: Survey, grown: Area, prefix: bytes) -> Contents:
    """The contents of all of the table's columns once it has grown: those that are written, and those of other people."""
    first = part.area.top + 1
    return _fills(contents, part, survey, grown, prefix) | {
        number: _styled(column, grown, first) for number, column in contents.items()
    }


def _fills(ours: Contents, part: TablePart, survey: Survey, grown: Area, prefix: bytes) -> Contents:
    """The cells of new rows in columns that are not ours: empty for their style, or the column's own formula."""
    old, rows = grown.top - 1 - part.area.top, range(grown.top, grown.bottom + 1)
    fills: Contents = {}
    for number in range(part.area.left, part.area.right + 1):
        if number not in ours:
            filled = _calculated(part, survey, number, rows, prefix) if number in part.formulas else [EMPTY] * len(rows)
            fills[number] = [*([None] * old), *filled]
    return fills


def calculated_below(
    contents: Contents, part: TablePart, survey: Survey, absorbed: Area, standing: Mapping[int, Sequence[Cell]], prefix: bytes
) -> Contents:
    """The calculated columns of other people in rows that people typed below the table: filled where nothing stands."""
    rows, before = range(absorbed.top, absorbed.bottom + 1), absorbed.top - 1 - part.area.top
    found: Contents = {}
    for number in part.formulas:
        if number not in contents:
            cells = [*standing.get(number, ()), *([None] * len(rows))]
            filled = zip(_calculated(part, survey, number, rows, prefix), cells, strict=False)
            found[number] = [*([None] * before), *(formula if cell is None else None for formula, cell in filled)]
    return found


def _calculated(part: TablePart, survey: Survey, number: int, rows: range, prefix: bytes) -> Iterator[bytes]:
    """A calculated column's cells in new rows."""
    column, name = part.formulas[number], letters(number)
    texts = formulas_below(column, part.area.top + 1, survey.last_formulas.get(number), survey.formulas, rows)
    for row, text in zip(rows, texts, strict=True):
        kind = f' t="array" ref="{name}{row}"'.encode() if column.is_array else b""
        yield b"><%bf%b>%b</%bf></%bc>" % (prefix, kind, text_bytes(text), prefix, prefix)


def _styled(column: list[bytes | None], grown: Area, first: int) -> list[bytes | None]:
    """A column of ours with its kept cells in new rows made for their style."""
    known = grown.top - first
    rest = [EMPTY if each is None else each for each in column[known:]]
    return [*column[:known], *rest, *([EMPTY] * (grown.bottom - first + 1 - max(len(column), known)))]
