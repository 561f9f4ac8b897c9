"""Invoice sheets in the open workbook: copies of its own template, filled as the file door fills them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

import xlwings as xw

from xlsupport.excel.book.blocks import Assigned, assigned, gathered, typed
from xlsupport.excel.book.journal import Journal
from xlsupport.excel.book.open_book import OpenBook
from xlsupport.excel.book.page_texts import fill_page_texts
from xlsupport.excel.book.ranges import grid
from xlsupport.formulas.calculation import Calculation, Content, Formula, Unknown
from xlsupport.formulas.references import Move, own_references
from xlsupport.invoice_sheets.filling import (
    AsIs,
    FilledText,
    Filling,
    PlacedRow,
    move_of,
    sheet_contents,
    texts_of,
)
from xlsupport.invoice_sheets.own_tax import placed
from xlsupport.invoice_sheets.placeholders import KNOWN
from xlsupport.invoice_sheets.print_area import filled_areas, reaching
from xlsupport.invoice_sheets.refusals import check_names, template_missing
from xlsupport.invoice_sheets.row_heights import USUAL_HEIGHT, USUAL_SIZE, USUAL_WIDTH, Lettering, Measures, WrappedText
from xlsupport.invoice_sheets.template import InvoiceTemplate, Run, TemplateCell, TemplateRow, invoice_template
from xlsupport.invoice_sheets.totals import refuse, wrong_totals
from xlsupport.sheets.addresses import LAST_COLUMN, Area, area
from xlsupport.sheets.edits import SheetCopy
from xlsupport.sheets.grids import Grid
from xlsupport.sheets.specifications import FORMATS, INVOICE_TEMPLATE, sheet_alias
from xlsupport.sheets.tables import Cell
from xlsupport.words.money import exact
from xlsupport.words.problems import Problem, WorkbookError


class Template(NamedTuple):
    """The template in the open workbook; `names` are what names of cells on it mean."""

    sheet: xw.Sheet
    template: InvoiceTemplate
    names: Mapping[str, Area]


class Invoice(NamedTuple):
    """One invoice, filled and its totals checked, ready to be added; `remarks` are what the run must say about it."""

    copy: SheetCopy
    move: Move
    rows: tuple[PlacedRow, ...]
    remarks: tuple[str, ...] = ()


def read_template(open_book: OpenBook, formulas: object = None) -> Template:
    """The workbook's invoice template, checked whole. Raises WorkbookError.

    `formulas` are those from A1 to the last used cell, as the engine hands them over, where it cannot be asked here.
    """
    sheet = template_sheet(open_book.book)
    target = template_range(sheet)
    if formulas is None and open_book.is_remote:
        raise WorkbookError(
            "Here only the values of cells can be read, and an invoice needs the formulas of the template. "
            "Make invoices with the add-in or on the command line."
        )
    texts = grid(target.formula if formulas is None else formulas)
    values = grid(target.options(ndim=2, err_to_str=True).value)
    template = invoice_template(sheet.name, tuple(_rows([list(row) for row in texts], values)))
    return Template(sheet, template, _names(sheet))


def template_sheet(book: xw.Book) -> xw.Sheet:
    """The sheet that invoices are copies of, also where it has another name. Raises WorkbookError."""
    sheets = {sheet.name.lower(): sheet for sheet in book.sheets}
    alias = next((each.refers_to for each in book.names if each.name.lower() == sheet_alias(INVOICE_TEMPLATE).lower()), None)
    name = str(alias).removeprefix("=").rpartition("!")[0].strip("'").replace("''", "'") if alias else INVOICE_TEMPLATE
    if name.lower() not in sheets:
        raise template_missing(book.name)
    return sheets[name.lower()]


def template_range(sheet: xw.Sheet) -> xw.Range:
    """The template from its first cell to the last one used."""
    last = sheet.used_range.last_cell
    return sheet.range((1, 1), (last.row, last.column))


def _rows(formulas: Grid, values: Grid) -> list[TemplateRow]:
    found = []
    for row, (texts, held) in enumerate(zip(formulas, values, strict=True), 1):
        cells = tuple(
            _cell(column, text, value)
            for column, (text, value) in enumerate(zip(texts, held, strict=True), 1)
            if text not in (None, "") or value is not None
        )
        found.append(TemplateRow(row, cells))
    return found


def _cell(column: int, formula: Cell, value: Cell) -> TemplateCell:
    if isinstance(formula, str) and formula.startswith("=") and formula != value:
        return TemplateCell(column, formula=formula[1:], computed=True)
    if isinstance(value, str) and "{{" in value:
        return TemplateCell(column, runs=(Run(value),))
    return TemplateCell(column, held=_content(value))


def _content(value: Cell) -> Content | None:
    if isinstance(value, bool | str) or value is None:
        return value
    return exact(value) if isinstance(value, int | float) else Unknown()


def _names(sheet: xw.Sheet) -> dict[str, Area]:
    """The names of single ranges on the template, by their lower-case name without the sheet's."""
    found = {}
    for name in sheet.book.names:
        references = own_references(str(name.refers_to).removeprefix("="), sheet.name)
        where = area(references[0]) if len(references) == 1 else None
        if where:
            found[name.name.rpartition("!")[2].lower()] = where
    return found


def filled(template: Template, copies: Sequence[SheetCopy], taken: Sequence[str]) -> list[Invoice]:
    """The invoices, with their totals held against the register. Raises WorkbookError before anything is changed."""
    check_names((copy.name for copy in copies), taken, "There is")
    invoices = []
    for copy in copies:
        move = move_of(template.template, copy)
        found = placed(template.template, copy, move, partial(_calculation, template, move))
        invoices.append(Invoice(copy, move, found.rows, tuple(found.remarks)))
    refuse([each for invoice in invoices for each in _wrong(template, invoice)])
    return invoices


def _calculation(template: Template, move: Move, rows: Sequence[PlacedRow]) -> Calculation:
    moved = {name: where for name, old in template.names.items() if (where := move.rows.area(old))}
    meanings = {name: str(where) for name, where in moved.items()}
    return Calculation(sheet_contents(rows, date1904=False), meanings, frozenset())


def _wrong(template: Template, invoice: Invoice) -> list[Problem]:
    calculation = _calculation(template, invoice.move, invoice.rows)
    return list(wrong_totals(invoice.copy, template.template, invoice.rows, calculation))


def add(open_book: OpenBook, journal: Journal, template: Template, invoices: Sequence[Invoice]) -> None:
    """Add the invoices' sheets behind the last one."""
    look = _Look.of(open_book, template) if invoices else None
    for invoice in invoices:
        assert look is not None
        open_book.record_new_sheet(journal, invoice.copy.name)
        sheet = template.sheet.copy(after=open_book.book.sheets[-1], name=invoice.copy.name)
        sheet.visible = True
        _repeat_rows(sheet, invoice.move)
        for block in gathered(_contents(invoice)):
            open_book.assign(sheet, block)
        look.put_on(sheet, invoice)
        fill_page_texts(sheet, invoice.copy.fields)
        if not open_book.is_remote:
            _stretch_print_area(sheet, invoice)


def _stretch_print_area(sheet: xw.Sheet, invoice: Invoice) -> None:
    """Let everything above and below the print area print: Excel has moved the area along with the rows, no more."""
    before = sheet.page_setup.print_area
    after = reaching(before, "", list(filled_areas(invoice.rows))) if before else before
    if after != before:
        sheet.page_setup.print_area = after


def _repeat_rows(sheet: xw.Sheet, move: Move) -> None:
    """Make room for the repeated rows, from the bottom up, each with the look of the template's; others are left out."""
    for row, count in sorted(move.rows.counts.items(), reverse=True):
        if not count:
            _whole(sheet, row, row).delete("up")
        elif count > 1:
            _whole(sheet, row + 1, row + count - 1).insert("down")
            _whole(sheet, row, row).copy(_whole(sheet, row + 1, row + count - 1))


def _whole(sheet: xw.Sheet, first: int, last: int) -> xw.Range:
    """Whole rows, by their corners: not every engine knows an address such as 17:19."""
    return sheet.range((first, 1), (last, LAST_COLUMN))


def _contents(invoice: Invoice) -> dict[tuple[int, int], Assigned]:
    """What is written into the copy: filled placeholders, and formulas where they may have moved."""
    return {
        (row.number, cell.column): _written(filling)
        for row in invoice.rows
        for cell, filling in row.cells
        if not isinstance(filling, AsIs)
    }


def _written(filling: Filling) -> Assigned:
    if isinstance(filling, Formula):
        return f"={filling.text}"
    if isinstance(filling, FilledText):
        return typed(str(filling)) if str(filling) else None
    assert not isinstance(filling, AsIs)
    return assigned(filling)


class _Look(NamedTuple):
    """How the template shows its cells, as far as filling them must change it: numbers without a format, texts that wrap."""

    formats: Mapping[tuple[int, int], str]
    wrapped: Mapping[tuple[int, int], Lettering]
    measures: Measures
    heights: Mapping[int, float]

    @classmethod
    def of(cls, open_book: OpenBook, template: Template) -> "_Look":
        """The template's; on a remote engine, which cannot tell, nothing is changed."""
        if open_book.is_remote:
            return cls({}, {}, Measures(USUAL_HEIGHT, USUAL_WIDTH, {}, {}), {})
        sheet, formats, wrapped, merged = template.sheet, {}, {}, {}
        for row in template.template.rows:
            filled = any(cell.runs for cell in row.cells)
            for cell in row.cells:
                kind = KNOWN[cell.placeholder] if cell.placeholder else ""
                if not filled or not (cell.runs or isinstance(cell.held, str)):
                    continue
                where = sheet.range((row.number, cell.column))
                if kind in FORMATS and where.number_format == "General":
                    formats[row.number, cell.column] = FORMATS[kind]
                elif kind in ("", "text") and where.wrap_text:
                    font = where.font
                    wrapped[row.number, cell.column] = Lettering(
                        float(font.size or USUAL_SIZE), bool(font.bold), str(font.name or "")
                    )
                    merged[row.number, cell.column] = where.merge_area.last_cell.column
        last = max((merged[each] for each in wrapped), default=0)
        widths = {column: float(sheet.range((1, column)).column_width or USUAL_WIDTH) for column in range(1, last + 1)}
        heights = {row: float(sheet.range((row, 1)).row_height or USUAL_HEIGHT) for row, _ in wrapped}
        return cls(formats, wrapped, Measures(USUAL_HEIGHT, USUAL_WIDTH, widths, merged), heights)

    def put_on(self, sheet: xw.Sheet, invoice: Invoice) -> None:
        """Formats for numbers that have none, and heights for rows whose texts take more lines than the template's."""
        for row in invoice.rows:
            texts = []
            for cell, filling in row.cells:
                at = (row.row.number, cell.column)
                if at in self.formats and isinstance(filling, int | Decimal | date):
                    sheet.range((row.number, cell.column)).number_format = self.formats[at]
                if at in self.wrapped and (each := texts_of(cell, filling)):
                    texts.append(WrappedText(*at, *each, self.wrapped[at]))
            height = self.measures.fitted(self.heights[row.row.number], True, texts) if texts else None
            if height is not None:
                sheet.range((row.number, 1)).row_height = height
