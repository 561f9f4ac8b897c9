"""The sheet *Invoice template*: the layout that every invoice is a copy of.

Texts of any length wrap, and every row with a text has a height, for programs disagree about the height of a row that has none.
"""

from collections.abc import Iterable
from typing import NamedTuple

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xlsupport.sheets.specifications import FORMATS
from xlsupport.template.building.look import ACCENT, LINE, MUTED, THIN, fill, font, set_footer, set_up_page

LINE_ROW, ALLOWANCE_ROW = 15, 26
_SUBTOTAL_ROW, _TAX_ROW, _TOTAL_ROW, _ROUNDING_ROW = LINE_ROW + 2, LINE_ROW + 3, LINE_ROW + 4, LINE_ROW + 6
_HAIR = Side(style="hair", color=LINE)


class _LineColumn(NamedTuple):
    """A column of the lines: its header, its width in characters, what stands in it, and how numbers show."""

    header: str
    width: float
    text: str
    code: str = "@"


COLUMNS = (
    _LineColumn("#", 4.5, "{{line.number}}", "0"),
    _LineColumn("Date", 10.3, "{{line.date}}", FORMATS["date"]),
    _LineColumn("ID", 9.2, "{{line.id}}"),
    _LineColumn("Contact", 13.5, "{{line.contact}}"),
    _LineColumn("What was done", 30.5, "{{line.tier}}: {{line.description}} {{line.ticket}}"),
    _LineColumn("Given min", 6.7, "{{line.entry_minutes}}", "0"),
    _LineColumn("Covered min", 8.5, "{{line.covered}}", "0"),
    _LineColumn("Billed min", 7, "{{line.minutes}}", "0"),
    _LineColumn("Hours", 8, "{{line.hours}}", FORMATS["hours"]),
    _LineColumn("Rate", 12.2, "{{line.rate}}", FORMATS["money"]),
    _LineColumn("Amount", 15.2, "{{line.amount}}", FORMATS["money"]),
)


def fill_invoice(sheet: Worksheet) -> None:
    """The layout of an invoice: one page wide, restyled at will."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "C98A2B"
    for number, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    _head(sheet)
    _facts(sheet)
    _lines(sheet)
    _totals(sheet)
    _text(sheet, f"A{_ROUNDING_ROW}:K{_ROUNDING_ROW}", "{{invoice.rounding}}", font(9, italic=True, color=MUTED))
    _allowances(sheet)
    set_up_page(sheet, landscape=False)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_area = f"A1:K{ALLOWANCE_ROW}"
    sheet.print_title_rows = f"{LINE_ROW - 1}:{LINE_ROW - 1}"
    set_footer(sheet, "{{vendor.name}}", "{{invoice.number}} · &P / &N")


def _text(sheet: Worksheet, cells: str, text: str, style: Font, side: str = "left") -> None:
    """A text that wraps within merged cells, which are as wide as the longest one may need."""
    first = cells.partition(":")[0]
    if first != cells:
        sheet.merge_cells(cells)
    cell = sheet[first]
    cell.value, cell.font = text, style
    cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)
    cell.number_format = "@"
    height = max(sheet.row_dimensions[cell.row].height or 0, round(style.size * 15 / 11 + 1))
    sheet.row_dimensions[cell.row].height = height


def _head(sheet: Worksheet) -> None:
    """Who sends it to whom, and what it is."""
    for row, (text, style) in enumerate(
        (
            ("{{vendor.name}}", font(18, bold=True, color=ACCENT)),
            ("{{vendor.address}}", font(10, color=MUTED)),
            ("{{vendor.email}}", font(10, color=MUTED)),
        ),
        1,
    ):
        _text(sheet, f"A{row}:E{row}", text, style)
    _text(sheet, "F1:K1", "{{invoice.kind}}", font(18, bold=True), "right")
    _text(sheet, "F2:K2", "{{invoice.number}}", font(12, bold=True), "right")
    _text(sheet, "A5:E5", "For", font(9, bold=True, color=MUTED))
    for row, (name, style) in enumerate(
        (
            ("name", font(12, bold=True)),
            ("billing_contact", font(10)),
            ("billing_address", font(10)),
            ("billing_email", font(10)),
        ),
        6,
    ):
        _text(sheet, f"A{row}:E{row}", f"{{{{client.{name}}}}}", style)
    _text(sheet, "A11:K11", "Cancels {{invoice.cancels}}", font(11, bold=True))
    _text(sheet, "A12:K12", "Reason: {{invoice.reason}}", font(10, italic=True))
    for row in (4, 10, LINE_ROW - 2):
        sheet.row_dimensions[row].height = 8


def _facts(sheet: Worksheet) -> None:
    """Dates, period and order, each with its label at its left."""
    facts = (
        ("Issued", "{{invoice.issued}}", FORMATS["date"]),
        ("Due", "{{invoice.due}}", FORMATS["date"]),
        ("Period", "{{invoice.period}}", "@"),
        ("PO number", "{{client.po_number}}", "@"),
        ("Currency", "{{invoice.currency}}", "@"),
    )
    for row, (name, text, code) in enumerate(facts, 5):
        _text(sheet, f"F{row}:G{row}", name, font(10, color=MUTED))
        sheet.cell(row, 6).alignment = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
        _text(sheet, f"H{row}:K{row}", text, font(10), "right")
        sheet.cell(row, 8).number_format = code


def _side(column: _LineColumn) -> str:
    """Numbers that are added or compared stand at the right."""
    return "right" if column.code != "@" and column.header not in ("#", "Date") else "left"


def _lines(sheet: Worksheet) -> None:
    """The row that repeats for each line, under its headers."""
    for number, column in enumerate(COLUMNS, 1):
        head, cell = f"{get_column_letter(number)}{LINE_ROW - 1}", f"{get_column_letter(number)}{LINE_ROW}"
        _text(sheet, head, column.header, font(10, bold=True, color="FFFFFF"), _side(column))
        sheet[head].fill = fill(ACCENT)
        _text(sheet, cell, column.text, font(10), _side(column))
        sheet[cell].number_format, sheet[cell].border = column.code, Border(bottom=_HAIR)
        for address, wraps in ((head, True), (cell, column.code == "@")):
            sheet[address].alignment = Alignment(horizontal=_side(column), vertical="center", wrap_text=wraps)
    sheet.row_dimensions[LINE_ROW - 1].height = 30
    sheet.row_dimensions[LINE_ROW].height = 16.5


def _totals(sheet: Worksheet) -> None:
    """Live formulas under the lines, with a row for each tax rate; their names let the register be held against them."""
    tax = _TAX_ROW
    rows = (
        (_SUBTOTAL_ROW, "Subtotal", f"=SUM(K{LINE_ROW}:K{LINE_ROW})", font(10), "Subtotal"),
        (_TAX_ROW, "{{invoice.tax_label}}", f"=ROUND(H{tax}*J{tax},2)", font(10), ""),
        (_TOTAL_ROW, "Total {{invoice.currency}}", f"=K{_SUBTOTAL_ROW}+SUM(K{tax}:K{tax})", font(11, bold=True), "Total"),
    )
    for row, label, formula, style, name in rows:
        _text(sheet, f"D{row}:G{row}", label, style, "right")
        amount = sheet.cell(row, 11, formula)
        amount.font, amount.number_format = font(style.size, bold=True), FORMATS["money"]
        if name:
            sheet.defined_names[name] = DefinedName(name, attr_text=f"'{sheet.title}'!$K${row}")
    sheet.merge_cells(f"H{tax}:I{tax}")
    for number, text, code in ((8, "{{tax.base}}", '"on" #,##0.00;"on" -#,##0.00'), (10, "{{tax.rate}}", FORMATS["rate"])):
        cell = sheet.cell(tax, number, text)
        cell.font, cell.number_format, cell.alignment = font(9, color=MUTED), code, Alignment(horizontal="right")
    _border(sheet, _TOTAL_ROW, range(4, 12), Border(top=Side(style="medium", color=ACCENT)))
    for row in range(_SUBTOTAL_ROW, _TOTAL_ROW + 1):
        for each in sheet[row]:
            each.alignment = Alignment(horizontal="right", vertical="center", wrap_text=each.alignment.wrap_text)


def _border(sheet: Worksheet, row: int, columns: Iterable[int], border: Border) -> None:
    for column in columns:
        sheet.cell(row, column).border = border


def _allowances(sheet: Worksheet) -> None:
    """The row that repeats for each of the client's limits."""
    heading, head, row = ALLOWANCE_ROW - 2, ALLOWANCE_ROW - 1, ALLOWANCE_ROW
    _text(sheet, f"A{heading}:K{heading}", "Your allowances at the end of the month", font(11, bold=True, color=ACCENT))
    _text(sheet, f"A{head}:E{head}", "Limit", font(9, bold=True, color=MUTED))
    _text(sheet, f"A{row}:E{row}", "{{allowance.limit}}", font(10))
    for column, (header, name) in {"F": ("Allowed", "allowed"), "G": ("Used", "used"), "H": ("Left", "remaining")}.items():
        _text(sheet, f"{column}{head}", header, font(9, bold=True, color=MUTED), "right")
        cell = sheet[f"{column}{row}"]
        cell.value, cell.font, cell.number_format = f"{{{{allowance.{name}}}}}", font(10), "0"
        cell.alignment = Alignment(horizontal="right", vertical="center")
    sheet.cell(row, 1).alignment = Alignment(vertical="center", wrap_text=True)
    sheet.row_dimensions[row].height = 16.5
    _border(sheet, head, range(1, 9), Border(bottom=THIN))
    _border(sheet, row, range(1, 9), Border(bottom=_HAIR))
