"""Invoice sheets: copies of the workbook's own invoice template, filled, checked against the register, and added to it."""

from collections.abc import Sequence

from xlsupport.formulas.calculation import Calculation
from xlsupport.invoice_sheets.filling import PlacedRow, move_of, sheet_contents
from xlsupport.invoice_sheets.own_tax import placed
from xlsupport.invoice_sheets.print_area import filled_areas, reaching
from xlsupport.invoice_sheets.refusals import check_names
from xlsupport.invoice_sheets.totals import refuse, wrong_totals
from xlsupport.sheets.edits import SheetCopy
from xlsupport.xlsx.invoice_sheets.drawings import copy_related, drawn_areas, heights_of
from xlsupport.xlsx.invoice_sheets.markup import InvoiceSheet, sheet_markup
from xlsupport.xlsx.invoice_sheets.names import PRINT_AREA, SheetName, copied_name, names_of
from xlsupport.xlsx.invoice_sheets.template import TemplateSheet, read_template
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.styles.measures import merged_areas
from xlsupport.xlsx.styles.styles import Styles


def add_invoice_sheets(package: Package, copies: Sequence[SheetCopy]) -> tuple[str, ...]:
    """Add the invoice sheets behind the workbook's last tab: what the run must say about them.

    Raises WorkbookError before anything is changed. Totals are checked as wrong_totals says. Formulas that cannot be computed
    here are left to Excel, which is told to.
    """
    if not copies:
        return ()
    check_names((copy.name for copy in copies), package.sheet_names, f"{package.file_name} has")
    template = read_template(package)
    names = names_of(package, template.sheet)
    invoices = [_filled(template, copy, names, package.date1904) for copy in copies]
    checked = zip(copies, invoices, strict=True)
    refuse(
        [each for copy, invoice in checked for each in wrong_totals(copy, template.template, invoice.rows, invoice.calculation)]
    )
    styles = Styles(package)
    sheets = [sheet_markup(invoice, styles, package.date1904) for invoice in invoices]
    styles.save()
    _add(package, template, invoices, sheets, names)
    if any(invoice.leaves_values_to_excel for invoice in invoices):
        package.set_full_calc_on_load()
    return tuple(remark for invoice in invoices for remark in invoice.remarks)


def _filled(template: TemplateSheet, copy: SheetCopy, names: Sequence[SheetName], date1904: bool) -> InvoiceSheet:
    move = move_of(template.template, copy)
    meanings = {name.name.lower(): meaning for name in names if (meaning := name.single_range(move))}

    def calculate(rows: Sequence[PlacedRow]) -> Calculation:
        hidden = frozenset(row.number for row in rows if template.rows[row.row.number].attributes.get("hidden") in ("1", "true"))
        return Calculation(sheet_contents(rows, date1904), meanings, hidden)

    found = placed(template.template, copy, move, calculate)
    return InvoiceSheet(copy.name, template, move, found.rows, copy.fields, calculate(found.rows), tuple(found.remarks))


def _add(
    package: Package,
    template: TemplateSheet,
    invoices: Sequence[InvoiceSheet],
    sheets: Sequence[bytes],
    names: Sequence[SheetName],
) -> None:
    """Put the sheets, what they refer to, and their names into the package."""
    heights = heights_of(template.root, list(template.rows.items()))
    added: list[bytes] = []
    for position, (invoice, sheet) in enumerate(zip(invoices, sheets, strict=True), len(package.sheet_names)):
        part = package.add_sheet(invoice.name, sheet)
        copy_related(package, template.sheet.part, part, invoice.move, heights)
        moved = ((name, name.moved(invoice.move)) for name in names)
        added += (
            copied_name(name, _printing(package, part, invoice, text) if name.name == PRINT_AREA else text, position)
            for name, text in moved
            if text is not None
        )
    if added:
        package.add_defined_names(b"".join(added))


def _printing(package: Package, part: str, invoice: InvoiceSheet, print_area: str) -> str:
    """The print area of an invoice's sheet, which has this part: it leaves out nothing above or below."""
    merged = merged_areas(invoice.template.root)
    filled = [*filled_areas(invoice.rows, merged, invoice.move.rows), *drawn_areas(package, part)]
    before = print_area.rpartition("!")[0]
    return reaching(print_area, f"{before.rpartition(',')[2]}!" if before else "", filled)
