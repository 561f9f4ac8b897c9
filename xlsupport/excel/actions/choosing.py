"""What the person has chosen: the selected row, the selected invoice, the month to invoice."""

from datetime import date

from xlsupport.excel.book.open_book import OpenBook
from xlsupport.excel.book.ranges import month_of
from xlsupport.reading.cells import identity, is_blank
from xlsupport.sheets.specifications import INVOICES
from xlsupport.sheets.tables import Book, Table
from xlsupport.words.names import name_key
from xlsupport.words.problems import Place, UsageError, WorkbookError


def month_to_invoice(book: OpenBook) -> date:
    """The month in the cell InvoiceMonth, also where adopting has given that name a prefix."""
    name = next((each for each in book.book.names if name_key(each.name).endswith("invoicemonth")), None)
    if name is None:
        raise WorkbookError(
            "There is no cell named InvoiceMonth. Name the cell of the month to invoice so, under Formulas, Define Name."
        )
    cell = name.refers_to_range
    place = Place(cell.sheet.name, cell.get_address(False, False))
    try:
        return month_of(cell.options(err_to_str=True).value)
    except UsageError as error:
        book.select(place)
        raise UsageError(f"{place}: {str(error).replace('month is', 'the month to invoice is')}") from None


def selected_row(book: OpenBook, table: Table) -> int:
    """The data row of a table, counted from 0, that is selected."""
    sheet, row = book.selected()
    offset = row - table.row_number(0)
    if sheet != table.sheet or not 0 <= offset < table.filled:
        raise UsageError(f"No row of the table {table.name} is selected. Select one on the sheet {table.sheet}")
    return offset


def selected_invoice(book: OpenBook, tables: Book) -> str:
    """The number of the invoice whose row in Invoices, or whose sheet, is selected."""
    table = tables.tables.get(INVOICES.name)
    if table is None:
        raise UsageError(f"There is no table {INVOICES.name}: nothing was invoiced with xlsupport in this workbook")
    sheet, _ = book.selected()
    numbers = [identity(cell) for cell in table.cells("Invoice")]
    by_sheet = (number for number in numbers if number and sheet_of(table, number).lower() == sheet.lower())
    number = next(by_sheet, None) or numbers[selected_row(book, table)]
    if not number:
        raise UsageError("The selected row holds no invoice. Select one that does")
    return number


def sheet_of(table: Table, number: str) -> str:
    names = zip(table.cells("Invoice"), table.cells("Sheet"), strict=True)
    return next((str(name) for invoice, name in names if identity(invoice) == number and not is_blank(name)), number)
