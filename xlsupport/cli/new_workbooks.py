"""New workbooks from the template, with their tables filled in as people would type them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsupport.sheets.edits import Edits, TableEdit, Value
from xlsupport.template.packaged import template_path
from xlsupport.words.names import name_key
from xlsupport.words.problems import UsageError, WorkbookError
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.workbook_file import WorkbookFile


def create(book: Path) -> None:
    """A copy of the template under a name that is free."""
    if name_key(book.suffix) != ".xlsx":
        raise UsageError(f"{book.name} must end in .xlsx, since that is what the template is")
    content = template_path().read_bytes()
    try:
        with book.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise UsageError(f"{book} exists already; choose another name, nothing was written") from None
    except OSError as error:
        raise WorkbookError(f"{book} cannot be written ({error.strerror}); choose another folder") from None


def filled(name: str, rows: Sequence[Mapping[str, Value]]) -> TableEdit:
    """A table of the template with rows that people would have typed."""
    headers = dict.fromkeys(header for row in rows for header in row)
    return TableEdit(name, {header: [row.get(header) for row in rows] for header in headers}, len(rows))


def fill(book: Path, edits: Sequence[TableEdit]) -> None:
    """Write what people would have typed into a new workbook; no backup is made of it."""
    with WorkbookFile.open(book, Saving(keep=0)) as file:
        file.save(Edits(edits))
