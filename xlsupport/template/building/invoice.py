"""The sheet *Invoice template*: the layout that every invoice is a copy of."""

from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xlsupport.template.building.look import ACCENT, LINE, MUTED, THIN, fill, font, set_footer, set_up_page

LINE_ROW, ALLOWANCE_ROW = 17, 28


def fill_invoice(sheet: Worksheet) -> None:
    """The layout of an invoice: one page wide, restyled at will."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "C98A2B"
    widths = (5, 12, 19, 28, 12, 9, 13, 10, 14)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    _head(sheet)
    _facts(sheet)
    _lines(sheet)
    _totals(sheet)
    sheet.cell(LINE_ROW + 6, 1, "{{invoice.rounding}}").font = font(9, italic=True, color=MUTED)
    _allowances(sheet)
    set_up_page(sheet, landscape=False)
    sheet.print_area = f"A1:I{ALLOWANCE_ROW}"
    sheet.print_title_rows = f"{LINE_ROW - 1}:{LINE_ROW - 1}"
    set_footer(sheet, "{{vendor.name}}", "{{invoice.number}} · &P / &N")


def _head(sheet: Worksheet) -> None:
    """Who sends it to whom, and what it is."""
    words = {
        "A1": ("{{vendor.name}}", font(18, bold=True, color=ACCENT)),
        "A2": ("{{vendor.address}}", font(10, color=MUTED)),
        "A3": ("{{vendor.email}}", font(10, color=MUTED)),
        "I1": ("{{invoice.kind}}", font(18, bold=True)),
        "I3": ("{{invoice.number}}", font(12, bold=True)),
        "A5": ("For", font(9, bold=True, color=MUTED)),
        "A6": ("{{client.name}}", font(12, bold=True)),
        "A7": ("{{client.billing_contact}}", font()),
        "A8": ("{{client.billing_address}}", font()),
        "A9": ("{{client.billing_email}}", font()),
        "A13": ("{{invoice.cancels}} {{invoice.reason}}", font(10, italic=True)),
    }
    for address, (text, style) in words.items():
        sheet[address], sheet[address].font = text, style
        sheet[address].alignment = Alignment(horizontal="right" if address.startswith("I") else "left", vertical="top")
    for row, height in {1: 26, 3: 18, 6: 18, LINE_ROW - 1: 18, LINE_ROW + 4: 20}.items():
        sheet.row_dimensions[row].height = height
    for row in (2, 8):  # addresses may have several lines; such a row has no height of its own
        sheet.merge_cells(f"A{row}:D{row}")
        sheet.cell(row, 1).alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)


def _facts(sheet: Worksheet) -> None:
    """Dates, period and order: the column between name and value stays empty, so that a long value has its room too."""
    facts = (
        ("Issued", "{{invoice.issued}}", "yyyy-mm-dd"),
        ("Due", "{{invoice.due}}", "yyyy-mm-dd"),
        ("Period", "{{invoice.period}}", "@"),
        ("PO number", "{{client.po_number}}", "@"),
        ("Currency", "{{invoice.currency}}", "@"),
    )
    for row, (name, text, code) in enumerate(facts, 5):
        sheet.cell(row, 7, name).font = font(10, color=MUTED)
        cell = sheet.cell(row, 9, text)
        cell.font, cell.number_format, cell.alignment = font(10), code, Alignment(horizontal="right")


def _lines(sheet: Worksheet) -> None:
    """The row that repeats for each line, under its headers."""
    headers = ("#", "Date", "Contact", "Description", "Tier", "Minutes", "Hours", "Rate", "Amount")
    names = ("number", "date", "contact", "description", "tier", "minutes", "hours", "rate", "amount")
    codes = ("0", "yyyy-mm-dd", "@", "@", "@", "0", "0.00", "#,##0.00", "#,##0.00")
    for column, (header, name, code) in enumerate(zip(headers, names, codes, strict=True), 1):
        head, cell = sheet.cell(LINE_ROW - 1, column, header), sheet.cell(LINE_ROW, column, f"{{{{line.{name}}}}}")
        side = "right" if column > 5 else "left"
        head.font, head.fill, head.alignment = font(10, bold=True, color="FFFFFF"), fill(ACCENT), Alignment(horizontal=side)
        cell.font, cell.number_format = font(10), code
        cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=header in ("Contact", "Description") or None)
        cell.border = Border(bottom=Side(style="hair", color=LINE))


def _allowances(sheet: Worksheet) -> None:
    """The row that repeats for each of the client's limits."""
    sheet.cell(ALLOWANCE_ROW - 2, 1, "Your allowances at the end of the month").font = font(11, bold=True, color=ACCENT)
    for column, (header, name) in {
        1: ("Limit", "limit"),
        5: ("Allowed", "allowed"),
        6: ("Used", "used"),
        7: ("Left", "remaining"),
    }.items():
        head, cell = sheet.cell(ALLOWANCE_ROW - 1, column, header), sheet.cell(ALLOWANCE_ROW, column, f"{{{{allowance.{name}}}}}")
        side = "right" if column > 1 else "left"
        head.font, head.alignment = font(9, bold=True, color=MUTED), Alignment(horizontal=side)
        cell.font, cell.alignment, cell.number_format = font(10), Alignment(horizontal=side), "0" if column > 1 else "@"
    for column in range(1, 8):
        sheet.cell(ALLOWANCE_ROW - 1, column).border = Border(bottom=THIN)
        sheet.cell(ALLOWANCE_ROW, column).border = Border(bottom=Side(style="hair", color=LINE))


def _totals(sheet: Worksheet) -> None:
    """Live formulas under the lines, with a row for each tax rate; their names let the register be held against them."""
    first = LINE_ROW + 2
    tax = first + 1
    rows = (
        ("Subtotal", None, None, f"=SUM(I{LINE_ROW}:I{LINE_ROW})", "Subtotal"),
        ("{{invoice.tax_label}}", "{{tax.base}}", "{{tax.rate}}", f"=ROUND(G{tax}*H{tax},2)", ""),
        ("Total {{invoice.currency}}", None, None, f"=I{first}+SUM(I{tax}:I{tax})", "Total"),
    )
    for row, (label, base, rate, formula, name) in enumerate(rows, first):
        if not base:
            sheet.merge_cells(start_row=row, end_row=row, start_column=6, end_column=7)
        strong = name == "Total"
        words, on, percent, amount = (sheet.cell(row, column) for column in (6, 7, 8, 9))
        words.value, percent.value, amount.value = label, rate, formula
        words.font = font(12 if strong else 10, bold=strong)
        words.alignment = Alignment(horizontal="right")
        if base:
            on.value, on.number_format, on.font = base, '"on" #,##0.00', font(10, color=MUTED)
        percent.number_format, percent.font, amount.number_format = "0.00%", font(10, color=MUTED), "#,##0.00"
        amount.font = font(12 if strong else 10, bold=True)
        for cell in (words, percent, amount):
            cell.border = Border(top=Side(style="medium", color=ACCENT)) if strong else Border()
        if name:
            sheet.defined_names[name] = DefinedName(name, attr_text=f"'{sheet.title}'!$I${row}")
