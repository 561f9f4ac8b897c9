"""The sheet *Start*: how to work, and what the last run did."""

from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlsupport.template.building.look import ACCENT, LINE, MUTED, PALE, THIN, fill, font, set_up_page
from xlsupport.writing import figures


def fill_start(sheet: Worksheet) -> None:
    """How to work, in ten lines, and what the last run did."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = ACCENT
    for letter, width in {"A": 3, "B": 30, "C": 70}.items():
        sheet.column_dimensions[letter].width = width
    sheet["B1"], sheet["B1"].font = "Support packages", font(22, bold=True, color=ACCENT)
    sheet["B2"] = "What was supported, what each client has left, what went over, and what to invoice."
    sheet["B2"].font = font(11, italic=True, color=MUTED)
    sheet["B4"], sheet["B4"].font = "How to work", font(14, bold=True, color=ACCENT)
    steps = (
        ("1  Rules", "Enter the vendor's name and address in Settings; check packages, limits, rates and tax."),
        ("2  Clients, Contacts, Agreements", "One row for each contract, person and agreement. Keep Contacts sorted by client."),
        ("3  Log", "Account managers type one row for each support given. Lists and messages help."),
        ("4  Check", "xlsupport check BOOK says what is wrong, cell by cell, and changes nothing."),
        ("5  Update", "xlsupport update BOOK fills the shaded columns, Balances and Breaches."),
        ("6  Breaches", "Mend errors first. What is held waits for training, an agreement, or a decision with its reason."),
        ("7  Dry run", "xlsupport invoice BOOK --month 2026-10 --dry-run shows what would be issued."),
        ("8  Invoice", "Without --dry-run, every client that owes something gets an invoice sheet of its own."),
        ("9  Corrections", "Edit the log; the next invoice run lists the adjustments. xlsupport void cancels an invoice."),
        ("10  Questions", "xlsupport explain BOOK ID tells why an entry was covered, billed or held."),
    )
    for row, (what, how) in enumerate(steps, 5):
        sheet.cell(row, 2, what).font = font(bold=True)
        sheet.cell(row, 3, how).font = font()
        for column in (2, 3):
            sheet.cell(row, column).border = Border(bottom=Side(style="hair", color=LINE))
    sheet["B16"], sheet["B16"].font = "The last run", font(14, bold=True, color=ACCENT)
    kinds = {"When": "yyyy-mm-dd hh:mm", "As of": "yyyy-mm-dd"}
    facts = [(header, figures.last_run(header), kinds.get(header, "General")) for header in figures.LAST_RUN]
    facts.append(("Amount due and not invoiced", figures.unbilled(), "#,##0.00"))
    for row, (name, formula, code) in enumerate(facts, figures.START_TOP):
        sheet.cell(row, 2, name).font = font(color=MUTED)
        cell = sheet.cell(row, 3, f"={formula}")
        cell.font, cell.number_format, cell.alignment = font(bold=True), code, Alignment(horizontal="left")
    sheet["B26"], sheet["B26"].font = "Month to invoice", font(color=MUTED)
    sheet["C26"].fill, sheet["C26"].border = fill(PALE), Border(THIN, THIN, THIN, THIN)
    sheet["C26"].number_format, sheet["C26"].alignment, sheet["C26"].font = "@", Alignment(horizontal="left"), font(bold=True)
    rule = DataValidation(type="textLength", operator="equal", formula1="7", allow_blank=True, showInputMessage=True,
                          showErrorMessage=True, promptTitle="Month", prompt="A month such as 2026-10.",
                          errorTitle="Month", error="Enter a month such as 2026-10.")  # fmt: skip
    sheet.add_data_validation(rule)
    rule.add("C26")
    set_up_page(sheet, landscape=True)
