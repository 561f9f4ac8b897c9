"""What keeps invoice sheets from being added: the refusals that a file and an open workbook have in common."""

from collections.abc import Iterable

from xlsupport.sheets.names import FORBIDDEN, LONGEST_NAME, is_sheet_name
from xlsupport.sheets.specifications import INVOICE_TEMPLATE
from xlsupport.words.problems import WorkbookError


def template_missing(workbook: str) -> WorkbookError:
    """The refusal where a workbook has no invoice template."""
    return WorkbookError(
        f"{workbook} has no sheet {INVOICE_TEMPLATE}, which invoices are made from. "
        "Copy the one from a new workbook (xlsupport new), or rename yours back."
    )


def check_names(names: Iterable[str], standing: Iterable[str], who_has: str) -> None:
    """Refuse names of new sheets that Excel would not take, or that stand already. Raises WorkbookError.

    `who_has` begins the sentence about the latter: "support.xlsx has", or "There is".
    """
    taken = {name.lower() for name in standing}
    for name in names:
        if name.lower() in taken:
            raise WorkbookError(f"{who_has} a sheet named {name} already. Rename or remove that sheet, and run it again.")
        if not is_sheet_name(name):
            raise WorkbookError(
                f"A sheet cannot be named {name!r}: Excel allows {LONGEST_NAME} characters and none of {FORBIDDEN}. "
                "Change the invoice prefix in the table Settings."
            )
        taken.add(name.lower())
