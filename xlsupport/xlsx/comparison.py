"""What differs between two workbooks: their parts byte by byte, and the cells of the sheets that are not the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from xlsupport.reading.cells import day
from xlsupport.sheets.addresses import letters
from xlsupport.sheets.differences import CellChange, Comparison, Content, PartChange
from xlsupport.sheets.specifications import TABLES
from xlsupport.sheets.tables import Cell
from xlsupport.words.names import name_key
from xlsupport.words.problems import Place
from xlsupport.xlsx.package.archive import Archive, open_archive
from xlsupport.xlsx.package.markup import Element, parse
from xlsupport.xlsx.package.workbook_part import Package, Sheet
from xlsupport.xlsx.package.zip_directory import key
from xlsupport.xlsx.sheet.grammar import ROW_NUMBER
from xlsupport.xlsx.sheet.rows import parsed_rows, parsed_value, whole_rows
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.tables.loading import texts_of
from xlsupport.xlsx.tables.parts import TablePart, table_parts


def compare(old: Path, new: Path) -> Comparison:
    """Compare two workbooks. Raises WorkbookError."""
    with open_archive(old) as before, open_archive(new) as after:
        pair = _Pair(before, after)
        cells: list[CellChange] = []
        notes: dict[str, str] = {}
        for sheet, other in pair.sheets():
            if not _same(before, sheet.part, after, other.part):
                found = list(pair.cells(sheet, other))
                cells += found
                notes[key(other.part)] = pair.note(sheet, other, len(found))
        return Comparison(pair.same, tuple(pair.parts(notes)), tuple(cells))


def _same(before: Archive, old: str, after: Archive, new: str) -> bool:
    one, other = ({each.key: each for each in archive.members}[key(name)] for archive, name in ((before, old), (after, new)))
    return (one.crc, one.size) == (other.crc, other.size) and b"".join(before.stream(old)) == b"".join(after.stream(new))


class _Pair:
    """Two workbooks being compared."""

    def __init__(self, before: Archive, after: Archive) -> None:
        self._archives = before, after
        self._packages = Package(before, before.path.name), Package(after, after.path.name)
        self._texts = tuple(texts_of(package) for package in self._packages)
        self._tables = tuple(tuple(table_parts(package)) for package in self._packages)
        names = tuple({key(name): name for name in archive.names} for archive in self._archives)
        self._common = [(name, names[1][same]) for same, name in names[0].items() if same in names[1]]
        self._changed = [new for old, new in self._common if not _same(before, old, after, new)]
        self._gone = [name for same, name in names[0].items() if same not in names[1]]
        self._new = [name for same, name in names[1].items() if same not in names[0]]
        self.same = len(self._common) - len(self._changed)

    def sheets(self) -> Iterator[tuple[Sheet, Sheet]]:
        """The worksheets that both have, by name."""
        for sheet in self._packages[0].sheets:
            other = self._packages[1].sheet(sheet.name)
            if other and sheet.kind == other.kind == "worksheet":
                yield sheet, other

    def parts(self, notes: Mapping[str, str]) -> Iterator[PartChange]:
        old, new = self._packages
        yield from (PartChange(name, "changed", notes.get(key(name)) or _kind(new, name)) for name in self._changed)
        yield from (PartChange(name, "new", _kind(new, name)) for name in self._new)
        yield from (PartChange(name, "gone", _kind(old, name)) for name in self._gone)

    def cells(self, sheet: Sheet, other: Sheet) -> Iterator[CellChange]:
        """The cells of one sheet that differ, from top to bottom."""
        rows = self._changed_rows(sheet, other)
        tables = [part for part in self._tables[1] if part.sheet.name == other.name]
        tables += [part for part in self._tables[0] if part.sheet.name == sheet.name]
        for number in sorted(rows):
            before, after = rows[number]
            for column in sorted({*before, *after}):
                old, new = before.get(column, Content()), after.get(column, Content())
                if old[:2] != new[:2]:
                    part = next((each for each in tables if _holds(each, number, column)), None)
                    place = Place(other.name, f"{letters(column)}{number}")
                    yield _change(place, part, column, old, new, after or before, self._packages[1].date1904)

    def _changed_rows(self, sheet: Sheet, other: Sheet) -> dict[int, tuple[dict[int, Content], dict[int, Content]]]:
        """The cells of the rows that are not the same bytes, before and after."""
        pieces = [dict(_pieces(package, each.part)) for package, each in zip(self._packages, (sheet, other), strict=True)]
        comparable = self._texts[0] == self._texts[1]
        rows: dict[int, tuple[dict[int, Content], dict[int, Content]]] = {}
        for side, (own, others) in enumerate((pieces, pieces[::-1])):
            stream = SheetStream(self._packages[side].stream((sheet, other)[side].part))
            for number, piece in own.items():
                if not comparable or others.get(number) != piece:
                    for row, cells in self._contents(side, stream, piece, number):
                        rows.setdefault(row, ({}, {}))[side].update(cells)
        return rows

    def _contents(self, side: int, stream: SheetStream, piece: bytes, number: int) -> Iterator[tuple[int, dict[int, Content]]]:
        for row, _, cells in parsed_rows(stream.parsed(piece)[1], number - 1):
            yield row, {column: _content(cell, self._texts[side]) for column, cell in cells}

    def note(self, sheet: Sheet, other: Sheet, cells: int) -> str:
        """What differs on a sheet, in words."""
        old, new = (_around(package, each.part) for package, each in zip(self._packages, (sheet, other), strict=True))
        around = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
        counted = f"{cells} cell{'s' * (cells != 1)}"
        return f"{other.name}: {', '.join([counted, *around])}"


def _pieces(package: Package, part: str) -> Iterator[tuple[int, bytes]]:
    """A sheet's rows as bytes, by the number of the first row of each piece."""
    with package.naming(part):
        stream = SheetStream(package.stream(part))
        before = 0
        for block in stream.blocks():
            for piece in whole_rows(block, stream.prefix):
                found = ROW_NUMBER.search(piece)
                before = int(found[1]) if found else before + 1
                yield before, piece


def _content(cell: Element, texts: Sequence[bytes | str]) -> Content:
    formula = cell.child("f")
    value = parsed_value(cell, texts)
    told = "" if formula is None else formula.text or f"shared formula {formula.attributes.get('si', '')}".rstrip()
    return Content(_shown(value), told, cell.attributes.get("s", "0"))


def _shown(value: Cell) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return "" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _holds(part: TablePart, row: int, column: int) -> bool:
    where = part.area
    return where.top <= row <= where.bottom and where.left <= column <= where.right


def _change(
    place: Place, part: TablePart | None, column: int, old: Content, new: Content, row: Mapping[int, Content], date1904: bool
) -> CellChange:
    if part is None:
        return CellChange(place, "", "", "", old, new)
    header = part.headers[column - part.area.left]
    called = next((row[number].value for number in range(part.area.left, part.area.right + 1) if number in row), "")
    spec = TABLES.get(part.name)
    kind = next((each.kind for each in spec.columns if name_key(each.header) == name_key(header)), "") if spec else ""
    if kind in ("date", "moment"):
        old, new = _dated(old, kind, date1904), _dated(new, kind, date1904)
    return CellChange(place, part.name, header, called, old, new)


def _dated(content: Content, kind: str, date1904: bool) -> Content:
    """A serial number as the date, or the moment, that it is; what is none stays."""
    try:
        number = float(content.value)
        found = day(number, date1904)
    except (ValueError, OverflowError):
        return content
    minutes = round(number % 1 * 1440)
    time = f" {minutes // 60:02}:{minutes % 60:02}" if kind == "moment" else ""
    return content._replace(value=f"{found}{time}")


def _around(package: Package, part: str) -> dict[str, bytes]:
    """What stands around a sheet's rows, by the names of its elements."""
    with package.naming(part):
        stream = SheetStream(package.stream(part))
        for _ in stream.blocks():
            pass
        opening = b"" if stream.empty else b"</%bsheetData>" % stream.prefix
        head = stream.head + opening + b"</%bworksheet>" % stream.prefix
        tail = stream.root + (b"" if stream.empty else b"<%bsheetData>" % stream.prefix) + stream.tail()
        found: dict[str, bytes] = {}
        for data in (head, tail):
            for each in parse(data).children:
                if each.name != "sheetData":
                    found[each.name] = found.get(each.name, b"") + data[each.start : each.end]
        return found


def _kind(package: Package, name: str) -> str:
    """What a part is: the name of its sheet, or the last word of its content type."""
    sheet = next((each.name for each in package.sheets if key(each.part) == key(name)), None)
    if sheet:
        return sheet
    table = next((each.name for each in table_parts(package) if key(each.part) == key(name)), None)
    if table:
        return f"table {table}"
    kind = package.content_type(name) or ""
    return re.sub(r"^.*[./-](?=\w)", "", kind.removesuffix("+xml").removesuffix(".main"))
