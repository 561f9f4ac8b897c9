"""The button Export PDF."""

from pathlib import Path

import xlwings as xw

from xlsupport.excel.actions.choosing import selected_invoice, sheet_of
from xlsupport.excel.actions.person import Person
from xlsupport.excel.book.open_book import OpenBook
from xlsupport.sheets.specifications import INVOICES
from xlsupport.words.problems import UsageError


def export_pdf(book: OpenBook, person: Person) -> None:
    """The selected invoice's sheet as a PDF file, beside the workbook where that is a folder of this machine."""
    if book.is_remote:
        raise UsageError("Excel does not let add-ins of this kind save files. Use File, Export, or File, Print, to save a PDF")
    tables = book.read((INVOICES,))
    number = selected_invoice(book, tables)
    name = sheet_of(tables.tables[INVOICES.name], number)
    sheet = next((each for each in book.book.sheets if each.name.lower() == name.lower()), None)
    if sheet is None:
        raise UsageError(f"The sheet {name} of {number} is not in the workbook. Put it back from a backup")
    path = _folder(book.book) / f"{name}.pdf"
    if path.exists() and not person.agrees(f"{path} exists already. Replace it?"):
        return
    sheet.to_pdf(str(path))
    person.tell(f"Saved {path}.")


def _folder(book: xw.Book) -> Path:
    """The workbook's folder; that of a workbook in OneDrive or SharePoint is an address, and nobody's here."""
    beside = Path(book.fullname).parent
    if "://" not in book.fullname and beside.is_dir() and beside.is_absolute():
        return beside
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()
