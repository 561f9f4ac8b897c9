"""An invoice sheet's part, spliced from the bytes of the template's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from xlsupport.formulas.calculation import Calculation, Formula
from xlsupport.formulas.references import Move
from xlsupport.invoice_sheets.filling import AsIs, FilledText, PlacedRow, texts_of
from xlsupport.invoice_sheets.placeholders import KNOWN, filled_page_text
from xlsupport.invoice_sheets.row_heights import Measures, WrappedText
from xlsupport.invoice_sheets.template import TemplateCell
from xlsupport.sheets.addresses import Area, letters
from xlsupport.sheets.edits import Value
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.invoice_sheets.relocation import Relocation
from xlsupport.xlsx.invoice_sheets.rich_text import rich_text
from xlsupport.xlsx.invoice_sheets.template import TemplateSheet
from xlsupport.xlsx.package.markup import Element, start_tag, text_bytes, whole_number
from xlsupport.xlsx.sheet.values import EMPTY, content, number_text
from xlsupport.xlsx.styles.measures import height_of, lettering, measures_of, wraps
from xlsupport.xlsx.styles.styles import Styles


@dataclass(frozen=True, slots=True)
class InvoiceSheet:
    """One invoice, filled and computed, ready to be written; `remarks` are what the run must say about it."""

    name: str
    template: TemplateSheet
    move: Move
    rows: Sequence[PlacedRow]
    fields: Mapping[str, Value]
    calculation: Calculation
    remarks: tuple[str, ...] = ()

    @property
    def leaves_values_to_excel(self) -> bool:
        """Whether it has a formula whose value only Excel can tell."""
        return any(
            cell.array or (isinstance(filling, Formula) and self.calculation.result((row.number, cell.column)) is None)
            for row in self.rows
            for cell, filling in row.cells
        )


def sheet_markup(invoice: InvoiceSheet, styles: Styles, date1904: bool) -> bytes:
    """The sheet's part. Styles that it needs are added to those given."""
    template = invoice.template
    relocation = Relocation(template.data, invoice.move)
    pieces = [template.data[: template.root.start], start_tag(template.data, template.root, {})]
    for child in template.root.children:
        if child.name == "sheetData":
            heights = partial(_height, template, measures_of(template.root), styles)
            pieces.append(_sheet_data(invoice, child, partial(_cell, invoice, styles, date1904), heights))
        elif child.name == "headerFooter":
            pieces.append(_page_texts(invoice, child))
        else:
            pieces.append(relocation.element(child) or b"")
    return b"".join((*pieces, template.data[template.root.inside_end :]))


def _page_texts(invoice: InvoiceSheet, element: Element) -> bytes:
    data = invoice.template.data
    pieces = [start_tag(data, element, {})]
    for each in element.children:
        try:
            text = filled_page_text(each.text, invoice.fields)
        except ValueError as error:
            kind = each.name[-6:].lower()
            raise WorkbookError(
                f"The page {kind} of {invoice.name} {error}. Shorten it on the sheet {invoice.template.sheet.name}."
            ) from None
        tag = start_tag(data, each, {})
        pieces.append(tag if each.self_closed else tag + text_bytes(text) + data[each.inside_end : each.end])
    return b"".join((*pieces, data[element.inside_end : element.end]))


Write = Callable[[PlacedRow, TemplateCell, object], bytes]
Height = Callable[[PlacedRow], str | None]


def _sheet_data(invoice: InvoiceSheet, element: Element, write: Write, height: Height) -> bytes:
    data = invoice.template.data
    tag = start_tag(data, element, {})
    rows = (_row(data, invoice.template.rows[row.row.number], row, write, height(row)) for row in invoice.rows)
    return tag if element.self_closed else b"".join((tag, *rows, data[element.inside_end : element.end]))


def _row(data: bytes, element: Element, row: PlacedRow, write: Write, fitted: str | None) -> bytes:
    tag = start_tag(data, element, {"r": str(row.number), **({"ht": fitted} if fitted else {})})
    if element.self_closed:
        return tag
    return b"".join((tag, *(write(row, *each) for each in row.cells), data[element.inside_end : element.end]))


def _height(template: TemplateSheet, measures: Measures, styles: Styles, row: PlacedRow) -> str | None:
    if not any(cell.runs for cell, _ in row.cells):
        return None
    filled = ((cell, template.cells[row.row.number, cell.column], texts_of(cell, filling)) for cell, filling in row.cells)
    texts = [
        WrappedText(row.row.number, cell.column, *each, lettering(styles, element))
        for cell, element, each in filled
        if each and wraps(styles, element)
    ]
    height = measures.fitted(*height_of(template.rows[row.row.number]), texts) if texts else None
    return None if height is None else f"{height:g}"


def _cell(invoice: InvoiceSheet, styles: Styles, date1904: bool, row: PlacedRow, cell: TemplateCell, filling: object) -> bytes:
    data, element = invoice.template.data, invoice.template.cells[row.row.number, cell.column]
    address = f"{letters(cell.column)}{row.number}"
    if isinstance(filling, Formula):
        return _formula_cell(invoice, row, cell, filling, address)
    if isinstance(filling, AsIs) and not cell.array:
        return start_tag(data, element, {"r": address}) + (b"" if element.self_closed else data[element.inside : element.end])
    changes: dict[str, str | None] = {"r": address, "t": None, "cm": None, "vm": None}
    if isinstance(filling, int | Decimal | date) and cell.placeholder:
        changes["s"] = _style(element, KNOWN[cell.placeholder], styles)
    tag, prefix = _opened(start_tag(data, element, changes)), invoice.template.root.prefix
    if isinstance(filling, FilledText):
        plain = content(str(filling), prefix, date1904)
        if str(filling) and any(run.format for run in filling.runs):
            return tag + b' t="inlineStr">' + rich_text(filling.runs, prefix) + b"</%bc>" % prefix
        return tag + plain
    if isinstance(filling, str | int | Decimal | date):
        return tag + content(filling, prefix, date1904)
    return tag + EMPTY


def _style(element: Element, kind: str, styles: Styles) -> str | None:
    """The cell's style, or where it is General its copy that shows a date as a date and money as money."""
    style = whole_number(element.attributes.get("s", "0"))
    shown = 0 if style is None else styles.showing(style, kind)
    return str(shown) if shown or "s" in element.attributes else None


def _opened(tag: bytes) -> bytes:
    return tag.removesuffix(b">").removesuffix(b"/").rstrip()


def _formula_cell(invoice: InvoiceSheet, row: PlacedRow, cell: TemplateCell, formula: Formula, address: str) -> bytes:
    data, prefix = invoice.template.data, invoice.template.root.prefix
    element = invoice.template.cells[row.row.number, cell.column]
    value = None if cell.array else invoice.calculation.result((row.number, cell.column))
    kind = "b" if isinstance(value, bool) else "str" if isinstance(value, str) else None
    tag = _opened(start_tag(data, element, {"r": address, "t": kind, "vm": None}))
    text = b">" + _formula_tag(invoice, row, cell) + text_bytes(formula.text) + b"</%bf>" % prefix
    if value is not None:
        written = text_bytes(value) if isinstance(value, str) else number_text(Decimal(value)).encode()
        text += b"<%bv>%b</%bv>" % (prefix, written, prefix)
    return tag + text + b"</%bc>" % prefix


def _formula_tag(invoice: InvoiceSheet, row: PlacedRow, cell: TemplateCell) -> bytes:
    """A formula's start tag: an array's with its range moved; a shared formula is written out in each cell."""
    element, prefix = invoice.template.cells[row.row.number, cell.column].child("f"), invoice.template.root.prefix
    assert element is not None
    if element.attributes.get("t") == "array" and cell.array:
        where = _array_area(invoice.move, row, cell.array)
        return _opened(start_tag(invoice.template.data, element, {"ref": str(where or cell.array)})) + b">"
    if element.attributes.get("t") == "shared":
        return b"<%bf>" % prefix
    return _opened(start_tag(invoice.template.data, element, {})) + b">"


def _array_area(move: Move, row: PlacedRow, array: Area) -> Area | None:
    if array.top == array.bottom:
        return array._replace(top=row.number, bottom=row.number)
    return move.rows.area(array)
