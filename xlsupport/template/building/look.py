"""Fonts, colours and page set-up of the template."""

from openpyxl.styles import Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

INK, ACCENT, PALE, SHADE, LINE, MUTED = "1F2933", "1F4E79", "EAF1F8", "F3F4F6", "C5CDD5", "5B6770"
FACE = "Calibri"
THIN = Side(style="thin", color=LINE)


def font(size: float = 11, *, bold: bool = False, italic: bool = False, color: str = INK) -> Font:
    return Font(name=FACE, size=size, bold=bold, italic=italic, color=color)


def fill(color: str) -> PatternFill:
    return PatternFill("solid", start_color=color, end_color=color)


def set_up_page(sheet: Worksheet, landscape: bool, pages_high: int = 0) -> None:
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages_high
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.7
    set_footer(sheet, "&A", "&P / &N")


def set_scale(sheet: Worksheet, percent: int) -> None:
    """Print in a fixed size, so that the sheet's page breaks count: Excel passes over them where it fits a sheet to pages."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    sheet.page_setup.scale = percent
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None


def set_footer(sheet: Worksheet, left: str, right: str) -> None:
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.left is not None
    assert footer.right is not None
    footer.left.text, footer.right.text = left, right
