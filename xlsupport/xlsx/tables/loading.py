"""Our tables found in a workbook and read as columns of raw cells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from xlsupport.reading.cells import is_blank
from xlsupport.reading.outside import taken_in
from xlsupport.sheets.addresses import LAST_ROW, Area, letters
from xlsupport.sheets.grids import HEADER_ROWS, header_row, known_columns, sheet_key, table_of
from xlsupport.sheets.specifications import BALANCES, BREACHES, LOG, SETUP, TableSpec
from xlsupport.sheets.tables import Book, Cell, NotCalculated, OtherTable, Table
from xlsupport.words.problems import Place, WorkbookError
from xlsupport.xlsx.package.workbook_part import Package, Sheet
from xlsupport.xlsx.sheet.columns import ColumnReader
from xlsupport.xlsx.sheet.formula_cells import formula_cells
from xlsupport.xlsx.sheet.rows import last_row, row_cells
from xlsupport.xlsx.sheet.shared_strings import shared_strings
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.tables.parts import TablePart, table_parts

_TYPED = (LOG, *SETUP)
"""The tables below which people may have typed on."""

_NOTED = (BALANCES, BREACHES)
"""The tables whose rows are made anew by each run, so that it matters whether somebody wrote something beside them."""


class Located(NamedTuple):
    """Where one of our tables stands: its header row and data rows; `part` is None for a plain range with a header row."""

    spec: TableSpec
    sheet: Sheet
    part: TablePart | None
    area: Area
    headers: tuple[str, ...]
    columns: Mapping[str, int]


class Loaded(NamedTuple):
    """The tables as values, and where they stand in the file."""

    book: Book
    located: Mapping[str, Located]
    parts: tuple[TablePart, ...]


def load(package: Package, specs: Iterable[TableSpec], extend: bool = False) -> Loaded:
    """The tables that are there; those that are not are simply absent. Raises WorkbookError.

    With `extend`, the tables that people type in reach over the rows right below them that look like theirs.
    """
    parts = tuple(table_parts(package))
    strings = texts_of(package)
    located: dict[str, Located] = {}
    for sheet, wanted in _wanted(package, parts, tuple(specs)).items():
        with package.naming(sheet.part):
            located |= {each.spec.name: each for each in _located(package, sheet, wanted, parts, strings)}
    tables: dict[str, Table] = {}
    for sheet in {each.sheet for each in located.values()}:
        with package.naming(sheet.part):
            tables |= _read(package, [each for each in located.values() if each.sheet == sheet], parts, strings)
    for name in located if extend else ():
        if located[name].spec in _TYPED:
            tables[name] = taken_in(tables[name], located[name].spec)
            located[name] = _reaching(located[name], tables[name])
    names = tuple(part.name for part in parts)
    ours = {each.part.part for each in located.values() if each.part}
    others = tuple(
        OtherTable(part.name, Place(part.sheet.name, f"{letters(part.area.left)}{part.area.top}"), part.headers)
        for part in parts
        if part.part not in ours
    )
    return Loaded(Book(tables, names, tuple(sheet.name for sheet in package.sheets), others), located, parts)


def _reaching(located: Located, table: Table) -> Located:
    """Where a table stands that was told to reach further down."""
    return located._replace(area=located.area._replace(bottom=located.area.top + table.rows)) if table.absorbed else located


def texts_of(package: Package) -> Sequence[bytes | str]:
    """The workbook's shared texts."""
    for each in package.relationships(package.workbook_part).values():
        if each.kind == "sharedStrings" and each.target in package:
            with package.naming(each.target):
                return shared_strings(package.stream(each.target))
    return ()


def _wanted(
    package: Package, parts: Sequence[TablePart], specs: Sequence[TableSpec]
) -> dict[Sheet, list[tuple[TableSpec, TablePart | None]]]:
    """Per sheet, the tables to look for on it."""
    by_name: dict[str, TablePart] = {}
    for part in parts:
        first = by_name.setdefault(part.name.casefold(), part)
        if first is not part and any(part.name.casefold() == spec.name.casefold() for spec in specs):
            both = f"{Place(first.sheet.name, str(first.area))} and {Place(part.sheet.name, str(part.area))}"
            raise WorkbookError(f"{package.file_name} has two tables named {first.name}, at {both}. Rename one of them.")
    by_sheet = {sheet_key(sheet.name): sheet for sheet in package.sheets if sheet.kind == "worksheet"}
    wanted: dict[Sheet, list[tuple[TableSpec, TablePart | None]]] = {}
    for spec in specs:
        named = by_name.get(spec.name.casefold())
        sheet = named.sheet if named else by_sheet.get(sheet_key(spec.name))
        if sheet:
            wanted.setdefault(sheet, []).append((spec, named))
    return wanted


def _located(
    package: Package,
    sheet: Sheet,
    wanted: Sequence[tuple[TableSpec, TablePart | None]],
    parts: Sequence[TablePart],
    strings: Sequence[bytes | str],
) -> Iterable[Located]:
    source = SheetStream(package.stream(sheet.part))
    loose = any(part is None for _, part in wanted)
    last = max([HEADER_ROWS if loose else 1, *(part.area.top for _, part in wanted if part)])
    rows: dict[int, dict[int, Cell]] = {}
    for number, cells in row_cells(source, strings):
        if number > last:
            break
        if loose or any(part and part.area.top == number for _, part in wanted):
            rows[number] = cells
    for spec, part in wanted:
        if part is None:
            row = header_row(spec, {number: cells.values() for number, cells in rows.items()})
            part = next((each for each in parts if each.sheet == sheet and each.area.top == row), None)
            if part is None and row:
                yield _plain(spec, sheet, row, rows[row])
                continue
        if part:
            yield _table(package, spec, part, rows.get(part.area.top, {}))


def _plain(spec: TableSpec, sheet: Sheet, row: int, cells: Mapping[int, Cell]) -> Located:
    standing = [number for number, cell in cells.items() if cell is not None]
    where = Area(row, min(standing), LAST_ROW, max(standing))
    headers = [_text(cells.get(number)) for number in range(where.left, where.right + 1)]
    columns = known_columns(spec, sheet.name, where.top, where.left, headers)
    return Located(spec, sheet, None, where, tuple(headers), columns)


def _table(package: Package, spec: TableSpec, part: TablePart, cells: Mapping[int, Cell]) -> Located:
    if not part.has_header:
        raise WorkbookError(
            f"The table {part.name} in {package.file_name} has no header row. Turn on Header Row in Excel, under Table Design."
        )
    # People go by what the cells show; it is the same as the part's names unless another program wrote the file.
    headers = [_text(cells.get(number)) or name for number, name in enumerate(part.headers, part.area.left)]
    where = part.area._replace(bottom=part.last_row)
    columns = known_columns(spec, part.sheet.name, where.top, where.left, headers)
    return Located(spec, part.sheet, part, where, tuple(headers), columns)


def _text(cell: Cell) -> str:
    return "" if cell is None or isinstance(cell, NotCalculated) else str(cell)


def _read(
    package: Package, located: Sequence[Located], parts: Sequence[TablePart], strings: Sequence[bytes | str]
) -> dict[str, Table]:
    """All of our tables on one sheet, in one pass over it."""
    own = {each.spec.name: _own_columns(each) for each in located if each.spec in _NOTED}
    numbers = {number for each in located for number in each.columns.values()}.union(*own.values())
    first = min(each.area.top for each in located) + 1
    last = max(each.area.bottom for each in located)
    source = SheetStream(package.stream(located[0].sheet.part))
    reader = ColumnReader(
        source, numbers, first, last, strings, beyond=any(each.part and each.spec in _TYPED for each in located)
    )
    read = reader.read() if numbers else {}
    source.finish()
    found = {}
    for each in located:
        table = _cut(each, read, first, package.date1904)
        if each.spec in _TYPED and each.part:
            below = dict(_below(each, each.part, parts, first, reader))
            table = replace(table, below=below, behind_totals=each.part.has_totals)
        if each.spec in _NOTED:
            start, rows = each.area.top + 1 - first, table.rows if each.part else table.filled
            cells = {number: read[number][start : start + rows] for number in own[each.spec.name]}
            table = replace(table, noted=frozenset(_noted(package, each, cells)))
        found[each.spec.name] = table
    return found


def _own_columns(located: Located) -> set[int]:
    """The columns of people's own in a table, in which they may write beside a row; one that a formula fills holds no notes."""
    where, part = located.area, located.part
    return set(range(where.left, where.right + 1)) - {*located.columns.values(), *(part.formulas if part else ())}


def _noted(package: Package, located: Located, own: Mapping[int, Sequence[Cell]]) -> Iterator[int]:
    """The data rows beside which somebody wrote something.

    A column that holds nothing but formulas is a calculated one that lost its mark, as it does when LibreOffice saves it.
    """
    filled = {number: [offset for offset, cell in enumerate(cells) if not is_blank(cell)] for number, cells in own.items()}
    if not any(filled.values()):
        return
    stream, before = SheetStream(package.stream(located.sheet.part)), 0
    formulas: set[tuple[int, int]] = set()
    for block in stream.blocks():
        formulas |= {(each.column, each.row) for each in formula_cells(stream, block, before)}
        before = max(before, last_row(stream, block, before))
    for number, offsets in filled.items():
        if not all((number, located.area.top + 1 + offset) in formulas for offset in offsets):
            yield from offsets


def _below(
    located: Located, part: TablePart, parts: Sequence[TablePart], first: int, reader: ColumnReader
) -> Iterator[tuple[int, dict[str, Cell]]]:
    """What stands in a table's columns further down, by row: without what belongs to other tables."""
    others = [each.area for each in parts if each.sheet == part.sheet and each is not part]
    columns = located.columns.items()
    longest = max((len(reader.columns[number]) for _, number in columns), default=0)
    for row in (*range(part.area.bottom + 1, first + longest), *(each for each in reader.beyond if each > part.area.bottom)):
        beyond = reader.beyond.get(row)
        cells: dict[str, Cell] = {
            header: beyond[number] if beyond else _at(reader.columns[number], row - first)
            for header, number in columns
            if not any(each.overlaps(Area(row, number, row, number)) for each in others)
        }
        if any(cell is not None for cell in cells.values()):
            yield row, cells


def _at(cells: Sequence[Cell], index: int) -> Cell:
    return cells[index] if index < len(cells) else None


def _cut(located: Located, read: Mapping[int, Sequence[Cell]], first: int, date1904: bool) -> Table:
    """One table's rows out of the sheet's columns, up to the last row in which a known column holds anything."""
    top, bottom = located.area.top, located.area.bottom
    columns = {header: (number, read[number][top + 1 - first : bottom + 1 - first]) for header, number in located.columns.items()}
    rows = bottom - top if located.part else None
    return table_of(located.spec.name, located.sheet.name, top, located.headers, columns, rows, date1904)
