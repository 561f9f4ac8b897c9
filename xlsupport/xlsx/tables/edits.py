"""One table's edit carried out in the package: its cells, its size, and what grows with it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import TypeAlias

from xlsupport.sheets.addresses import Area, letters
from xlsupport.sheets.edits import KEEP, TableEdit
from xlsupport.sheets.holding import holding
from xlsupport.sheets.tables import Cell, Table
from xlsupport.words.problems import Place, WorkbookError
from xlsupport.xlsx.package.markup import text_bytes
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.formula_cells import FormulaCell
from xlsupport.xlsx.sheet.rewriting import Writes, rewritten
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.sheet.values import EMPTY, content
from xlsupport.xlsx.styles.styles import Styles
from xlsupport.xlsx.tables.calculated_columns import formulas_below
from xlsupport.xlsx.tables.growth import check_room, grown_area, with_longer_ranges
from xlsupport.xlsx.tables.loading import Loaded, Located
from xlsupport.xlsx.tables.parts import TablePart, resize
from xlsupport.xlsx.tables.survey import Survey, surveyed

Contents: TypeAlias = dict[int, list[bytes | None]]
"""By column number, what each data row's cell becomes; None where it is kept."""

_FORMATTED = ("date", "moment", "money", "percent", "hours")


def apply_table(package: Package, loaded: Loaded, edit: TableEdit, styles: Styles) -> bool:
    """Put the edit into the package, where it changes anything; whether it did. Raises WorkbookError."""
    located = loaded.located.get(edit.table)
    if located is None:
        raise WorkbookError(f"{package.file_name} has no table {edit.table}, in which this would be written.")
    table = loaded.book.tables[edit.table]
    prefix = _prefix(package, located)
    contents = _contents(located, table, edit, prefix, unequal=True)
    bottom = _bottom(located, edit)
    grown = grown_area(_data_area(located, table), edit.rows)
    if bottom == (located.part.area.bottom if located.part else bottom) and not any(map(any, contents.values())):
        return False
    survey = _surveyed(package, located, table, contents, grown)
    if grown and located.part:
        check_room(package, located.spec.name, located.part, loaded.parts, survey, grown)
    if _conflict(survey.formulas, contents, located.area.top + 1):
        contents = _contents(located, table, edit, prefix, unequal=False)
    _refuse_conflicts(located, survey, contents)
    if _loses_formula(survey, contents, located.area.top + 1):
        package.drop_calc_chain()
    _write(package, located, survey, contents, grown, styles)
    if located.part and bottom != located.part.area.bottom:
        resize(package, located.part, bottom)
    return True


def _data_area(located: Located, table: Table) -> Area:
    """The table down to its last data row; a plain range ends with its last filled one."""
    return located.area._replace(bottom=located.area.top + table.rows)


def _bottom(located: Located, edit: TableEdit) -> int:
    """The table's last row afterwards. One that shows a totals row keeps its size: that row stays where it is."""
    part = located.part
    return part.area.bottom if part and part.has_totals else located.area.top + edit.rows


def _contents(located: Located, table: Table, edit: TableEdit, prefix: bytes, unequal: bool) -> Contents:
    """The edit as cell contents; with `unequal`, cells that hold their value already are kept."""
    made = lru_cache(maxsize=None, typed=True)(partial(content, prefix=prefix, date1904=table.date1904))
    contents: Contents = {}
    same = holding(table.date1904)
    for header, values in edit.columns.items():
        number = located.columns.get(header)
        if number is None:
            raise WorkbookError(f"The table {located.spec.name} has no column {header}, in which this would be written.")
        column: list[bytes | None] = [
            None if value is KEEP or (unequal and same(cell, value)) else made(value)
            for cell, value in zip(_padded(table.cells(header), len(values)), values, strict=True)
        ]
        contents[number] = column
    for header in located.spec.written:
        number = located.columns.get(header)
        if number is not None and table.filled > edit.rows:
            column = contents.setdefault(number, [])
            column.extend([None] * (edit.rows - len(column)))
            column[edit.rows :] = [None if cell is None else EMPTY for cell in table.cells(header)[edit.rows :]]
    return contents


def _padded(cells: Sequence[Cell], count: int) -> Sequence[Cell]:
    return cells[:count] if len(cells) >= count else [*cells, *([None] * (count - len(cells)))]


def _prefix(package: Package, located: Located) -> bytes:
    with package.naming(located.sheet.part):
        return SheetStream(package.stream(located.sheet.part)).prefix


def _kinds(located: Located, numbers: Mapping[int, object]) -> dict[int, str]:
    """The columns whose numbers need a number format, by number."""
    kinds = {located.columns[column.header]: column.kind for column in located.spec.columns if column.header in located.columns}
    return {number: kinds[number] for number in numbers if kinds.get(number) in _FORMATTED}


def _surveyed(package: Package, located: Located, table: Table, contents: Contents, grown: Area | None) -> Survey:
    with package.naming(located.sheet.part):
        return surveyed(
            package.stream(located.sheet.part),
            table=_data_area(located, table),
            written=contents.keys(),
            shown=_kinds(located, contents).keys(),
            grown=grown if located.part else None,
            until=located.area.top + max(table.rows, *map(len, contents.values())),
        )


def _write(package: Package, located: Located, survey: Survey, contents: Contents, grown: Area | None, styles: Styles) -> None:
    first = located.area.top + 1
    kinds = _kinds(located, contents)
    columns: dict[int, Sequence[bytes | None]] = dict(contents)
    if grown and located.part:
        prefix = _prefix(package, located)
        columns |= _fills(located.part, survey, contents.keys(), grown, prefix)
        columns |= {number: _styled(column, grown, first) for number, column in contents.items()}
    writes = Writes(
        first=first,
        columns=columns,
        shown={number: _shown(styles, survey, number, kind) for number, kind in kinds.items()},
        styles=survey.last_row,
        defaults={number: survey.column_style(number) for number in columns},
        known_styles=styles.count,
    )
    longer = None
    if grown and located.part:
        writes.grown_from = grown.top - 1
        longer = located.area._replace(bottom=grown.top - 1)
    source = package.source(located.sheet.part)

    def tail(stream: SheetStream, rest: bytes) -> bytes:
        return with_longer_ranges(stream, rest, longer, grown.bottom) if longer and grown else rest

    def patched() -> Iterator[bytes]:
        return rewritten(source(), writes, tail)

    package.put(located.sheet.part, patched)


def _fills(part: TablePart, survey: Survey, ours: Collection[int], grown: Area, prefix: bytes) -> Contents:
    """The cells of new rows in columns that are not ours: empty for their style, or the column's own formula."""
    old, rows = grown.top - 1 - part.area.top, range(grown.top, grown.bottom + 1)
    fills: Contents = {}
    for number in range(part.area.left, part.area.right + 1):
        if number not in ours:
            filled = _calculated(part, survey, number, rows, prefix) if number in part.formulas else [EMPTY] * len(rows)
            fills[number] = [*([None] * old), *filled]
    return fills


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


def _shown(styles: Styles, survey: Survey, number: int, kind: str) -> dict[bytes, bytes]:
    """For each style that a cell of the column may have and whose numbers would look wrong, the style to take instead."""
    above = survey.last_row.get(number, survey.column_style(number))
    possible = {above or b"0", *survey.styles[number], *survey.row_styles}
    known = [style for style in sorted(possible) if re.fullmatch(rb"[0-9]{1,9}", style)]
    shown = {style: b"%d" % styles.showing(int(style), kind) for style in known}
    return {style: new for style, new in shown.items() if style != new}


def _conflict(formulas: Sequence[FormulaCell], contents: Contents, first: int) -> FormulaCell | None:
    """A formula that speaks for several cells, of which only some would be written."""

    def count(where: Area) -> int:
        # By slices: a hostile formula speaks for all cells of the sheet, which are 17 thousand million.
        rows = slice(max(where.top - first, 0), max(where.bottom - first + 1, 0))
        columns = (column[rows] for number, column in contents.items() if where.left <= number <= where.right)
        return sum(len(column) - column.count(None) for column in columns)

    for each in formulas:
        reach = each.reach
        if reach is None:
            continue
        ours, size = count(reach), (reach.bottom - reach.top + 1) * (reach.right - reach.left + 1)
        wanted = count(Area(each.row, each.column, each.row, each.column)) if each.attributes.get("t") == "shared" else ours
        if wanted and ours < size:
            return each
    return None


def _refuse_conflicts(located: Located, survey: Survey, contents: Contents) -> None:
    sheet, name = located.sheet.name, located.spec.name
    found = _conflict(survey.formulas, contents, located.area.top + 1)
    if found:
        where = Place(sheet, f"{letters(found.column)}{found.row}")
        raise WorkbookError(
            f"{where} holds a formula for {found.reach}, where the table {name} is written. Move the formula or delete it."
        )
    for merged in survey.merges:
        rows = slice(max(merged.top - located.area.top - 1, 0), max(merged.bottom - located.area.top, 0))
        if any(merged.left <= number <= merged.right and any(column[rows]) for number, column in contents.items()):
            raise WorkbookError(f"{Place(sheet, str(merged))} are merged cells, where the table {name} is written. Unmerge them.")


def _loses_formula(survey: Survey, contents: Contents, first: int) -> bool:
    """Whether a formula cell is overwritten."""
    for each in survey.formulas:
        column = contents.get(each.column, [])
        if 0 <= each.row - first < len(column) and column[each.row - first] is not None:
            return True
    return False
