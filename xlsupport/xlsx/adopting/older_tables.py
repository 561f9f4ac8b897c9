"""Tables of ours that an older xlsupport made get the columns that they lack, at their right end."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from xlsupport.billing.old_tax_rates import old_tax_rates
from xlsupport.reading.cells import is_blank
from xlsupport.reading.registers import read_register, used_rows
from xlsupport.reading.setup import read_setup
from xlsupport.sheets.addresses import LAST_COLUMN, Area, letters
from xlsupport.sheets.specifications import FORMATS, INVOICE_LINES, LATER_COLUMNS, TABLES, Column
from xlsupport.sheets.tables import Book
from xlsupport.words.names import name_key
from xlsupport.words.problems import Place, WorkbookError
from xlsupport.xlsx.adopting.header_row import header_style, put_cells
from xlsupport.xlsx.adopting.room import cells_in_the_way, tables_in_the_way
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.rewriting import Writes
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.sheet.values import content
from xlsupport.xlsx.styles.styles import Styles
from xlsupport.xlsx.tables.loading import Loaded, Located
from xlsupport.xlsx.tables.parts import Columns, TablePart, extend
from xlsupport.xlsx.tables.survey import Survey, surveyed

_NARROWEST = 12  # the width of a new column that the template does not have


class LeftOut(NamedTuple):
    """An optional column that a table did not get, and a sentence that says what stands in its way."""

    table: str
    column: str
    why: str


class OldLine(NamedTuple):
    """What a data row of an older table of invoice lines gets: the number of its document, and the tax rate if it is known."""

    document: str = ""
    tax_rate: Decimal | None = None


class Completed(NamedTuple):
    """The columns that were added, by table, those that were left out, and the tax rates of the old invoice lines."""

    added: Mapping[str, tuple[str, ...]]
    left_out: tuple[LeftOut, ...] = ()
    lines: tuple[OldLine, ...] = ()

    @property
    def untold(self) -> tuple[str, ...]:
        """The documents whose lines got no tax rate, since the documents tell none."""
        return tuple(dict.fromkeys(each.document for each in self.lines if each.document and each.tax_rate is None))


class _Addition(NamedTuple):
    """One column that is about to be added to a table: its number on the sheet, and the survey of that sheet."""

    located: Located
    part: TablePart
    column: Column
    number: int
    survey: Survey

    @property
    def is_tax_rate(self) -> bool:
        """Whether it is the column that old invoice lines get values in."""
        return self.located.spec is INVOICE_LINES and self.column.header == "Tax rate"


def lacking(located: Located) -> list[Column]:
    """The columns newer than the first release that a table has not got."""
    spec = located.spec
    return [spec.column(header) for header in LATER_COLUMNS.get(spec.name, ()) if header not in located.columns]


def complete(package: Package, loaded: Loaded, widths: Mapping[str, Mapping[str, bytes]]) -> Completed:
    """Add the columns that our Excel tables lack; `widths` is how wide the template makes its columns, by table and header.

    Raises WorkbookError before anything is changed: where a needed column has no room, where a column of somebody's own has the
    name of a new one, and where the set-up tables or the registers, which tell old lines' tax rates, cannot be read.
    """
    planned = [each for located in loaded.located.values() for each in _planned(package, located)]
    additions = [each for each in planned if isinstance(each, _Addition)]
    left_out = tuple(each for each in planned if isinstance(each, LeftOut))
    if any(each.column.header in each.located.spec.needed(writing=True) for each in additions):
        _check_own_columns(loaded)
    lines = _old_lines(loaded.book) if any(each.is_tax_rate for each in additions) else []
    styles = Styles(package)
    added: dict[str, tuple[str, ...]] = {}
    for each in additions:
        name, header = each.located.spec.name, each.column.header
        _add_header(package, each, widths.get(name, {}))
        _add_cells(package, each, [line.tax_rate for line in lines] if each.is_tax_rate else [], styles)
        added[name] = (*added.get(name, ()), header)
    styles.save()
    for located in loaded.located.values():
        if located.part and (headers := added.get(located.spec.name)):
            part = located.part
            extend(package, part, part.name, Columns((*part.headers, *headers)), part.area.right + len(headers))
    return Completed(added, left_out, tuple(lines))


def _planned(package: Package, located: Located) -> Iterator[_Addition | LeftOut]:
    """The columns that one table gets, and those that find no room. Raises WorkbookError where it needs such a one."""
    part, spec, sheet = located.part, located.spec, located.sheet
    columns = lacking(located)
    if part is None or not columns:
        return
    taken = {name_key(header) for header in part.headers}
    numbers = range(part.area.right + 1, part.area.right + 1 + len(columns))
    survey = _survey(package, located, part, numbers)
    blocked = None
    for column, number in zip(columns, numbers, strict=True):
        free = part.area._replace(left=number, right=number)
        found = blocked or _in_the_way(package, part, free, survey)
        if name_key(column.header) in taken:
            raise WorkbookError(
                f"{package.file_name} is damaged: its part {part.part} names a column {column.header}, and no header cell does. "
                "Open the workbook in Excel, which repairs it, save it, and run xlsupport adopt again."
            )
        if found is None:
            yield _Addition(located, part, column, number, survey)
            continue
        blocked = found
        at = Place(sheet.name, str(free))
        if column.header in spec.needed(writing=True):
            raise WorkbookError(
                f"The table {spec.name} needs the new column {column.header} at its right, {at}, and {found} "
                "and run xlsupport adopt again."
            )
        why = (
            f"The table {spec.name} did not get the optional column {column.header}, which would stand at {at}: {found} "
            "and run xlsupport adopt again to get it."
        )
        yield LeftOut(spec.name, column.header, why)


def _check_own_columns(loaded: Loaded) -> None:
    """Refuse a column of somebody's own that is called as one that xlsupport writes since: the next run would write over it.

    It is somebody's own where the workbook lacks a needed column, so that no run of this xlsupport has written in it.
    """
    for name, headers in LATER_COLUMNS.items():
        table = loaded.book.tables.get(name)
        if table is None:
            continue
        for header in headers:
            filled = next((offset for offset, cell in enumerate(table.cells(header)) if not is_blank(cell)), None)
            if filled is not None and TABLES[name].column(header).written:
                raise WorkbookError(
                    f"The table {name} has a column {header} of somebody's own ({table.place(header, filled)} holds something), "
                    "and xlsupport writes a column of that name from now on. Rename the column and run xlsupport adopt again."
                )


def _survey(package: Package, located: Located, part: TablePart, numbers: range) -> Survey:
    with package.naming(located.sheet.part):
        return surveyed(
            package.stream(located.sheet.part),
            table=located.area,
            written=numbers,
            shown=numbers,
            grown=None,
            until=part.area.bottom,
        )


def _in_the_way(package: Package, part: TablePart, free: Area, survey: Survey) -> str | None:
    """What keeps a new column out of an area, and what to do about it; None where there is room."""
    if free.right > LAST_COLUMN:
        return f"the sheet ends at the column {letters(LAST_COLUMN)}. Move the table further left"
    found = cells_in_the_way(package, part.sheet, free, survey) or tables_in_the_way(package, part.sheet, free, part)
    if found:
        return f"{found}. Move it elsewhere"
    merged = next((each for each in survey.merges if each.overlaps(free)), None)
    return f"the cells {merged} are merged. Unmerge them" if merged else None


def _add_header(package: Package, addition: _Addition, widths: Mapping[str, bytes]) -> None:
    """Write a new column's header, which looks like that of the column of ours that is most like it."""
    sheet, top, header = addition.located.sheet, addition.part.area.top, addition.column.header
    prefix = SheetStream(package.stream(sheet.part)).prefix
    writes = Writes(
        first=top,
        columns={addition.number: [content(header, prefix, package.date1904)]},
        styles={addition.number: header_style(package, sheet.part, _model(addition.located, addition.column), top)},
    )
    put_cells(package, sheet.part, writes, {addition.number: widths.get(header, b"%d" % max(_NARROWEST, len(header) + 4))})


def _add_cells(package: Package, addition: _Addition, values: Sequence[Decimal | None], styles: Styles) -> None:
    """Write a new column's data cells: the values, and below them empty cells for their style down to the last data row."""
    located, part, column, number, survey = addition
    rows, prefix = part.last_row - part.area.top, SheetStream(package.stream(part.sheet.part)).prefix
    contents = [content(each, prefix, package.date1904) for each in [*values, *[None] * (rows - len(values))]]
    model = _model(located, column)
    style = survey.last_row.get(model, survey.column_style(model))
    there = [each for each in survey.styles[number] if each.isdigit()]
    writes = Writes(
        first=part.area.top + 1,
        columns={number: contents},
        grown_from=part.area.top,  # a cell without a value is made in every row, for its style
        shown={number: {each: b"%d" % styles.showing(int(each), column.kind) for each in there}},
        styles={number: b"%d" % styles.formatted(int(style) if style.isdigit() else 0, column.kind)},
        known_styles=styles.count,
    )
    put_cells(package, part.sheet.part, writes, {})


def _model(located: Located, column: Column) -> int:
    """The number of the column that a new one is to look like.

    It is the rightmost column of ours, of those that the same people write and that hold numbers, or texts, as the new one does.
    """
    spec, columns = located.spec, located.columns
    alike = [spec.column(header) for header in columns if spec.column(header).written == column.written]
    closer = [
        each for each in alike if (each.kind in FORMATS) == (column.kind in FORMATS) and each.kind not in ("date", "moment")
    ]
    return max((columns[each.header] for each in closer or alike), default=located.area.right)


def _old_lines(book: Book) -> list[OldLine]:
    """What each data row of the old table of invoice lines gets."""
    table = book.tables[INVOICE_LINES.name]
    used = used_rows(table, INVOICE_LINES)
    lines = [OldLine()] * table.rows
    if used:
        _, parties = read_setup(book)
        register = read_register(book, parties.names)
        rates = old_tax_rates(register.invoices, parties)
        for offset, line in zip(used, register.lines, strict=True):
            lines[offset] = OldLine(line.invoice, rates.get(line.invoice))
    return lines
