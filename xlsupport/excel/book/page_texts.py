"""The headers and footers of an invoice's pages, which xlwings itself does not know: through what Excel hands out."""

from collections.abc import Mapping

import xlwings as xw

from xlsupport.invoice_sheets.placeholders import filled_page_text
from xlsupport.sheets.edits import Value
from xlsupport.words.problems import WorkbookError

_TEXTS = ("LeftHeader", "CenterHeader", "RightHeader", "LeftFooter", "CenterFooter", "RightFooter")
_MAC = ("left_header", "center_header", "right_header", "left_footer", "center_footer", "right_footer")


def fill_page_texts(sheet: xw.Sheet, values: Mapping[str, Value]) -> None:
    """Fill the placeholders of a sheet's page texts; where the engine cannot reach them, they stay. Raises WorkbookError."""
    kind = sheet.book.app.engine.name
    if kind != "excel":
        return
    page = getattr(sheet.api, "PageSetup", None)
    if page is not None:
        for name in _TEXTS:
            text = str(getattr(page, name) or "")
            if "{{" in text:
                setattr(page, name, _filled(sheet, text, values))
        return
    page = sheet.api.page_setup_object
    for name in _MAC:
        text = str(getattr(page, name).get() or "")
        if "{{" in text:
            getattr(page, name).set(_filled(sheet, text, values))


def _filled(sheet: xw.Sheet, text: str, values: Mapping[str, Value]) -> str:
    try:
        return filled_page_text(text, values)
    except (ValueError, KeyError) as error:
        raise WorkbookError(f"A page text of {sheet.name} {error}. Change it on the invoice template.") from None
