"""The sheet *Start*: how to work, and what the last run did."""

from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlsupport.template.building.look import ACCENT, LINE, MUTED, PALE, THIN, fill, font, set_up_page
from xlsupport.writing import figures
from xlsupport.writing.links import ARROW

STEPS = (
    ("1  Rules", "Under Settings, fill in the vendor's name and address. Check the packages, limits and rates."),
    ("2  Clients, Contacts, Agreements", "Type one row for each contract, person and agreement. Keep Contacts sorted by client."),
    (
        "3  Log",
        "Type one row for each call, email, ticket or meeting. Choose from the lists; leave the shaded columns to Update.",
    ),
    ("4  Update", "Press Update on the ribbon tab Support. Without the add-in, save and ask whoever runs xlsupport update."),
    ("5  Breaches", f"Fix what says error: {ARROW} leads to the row in the log, What to do says how. Then press Update again."),
    ("6  Held entries", "They wait for training or an agreement. Or choose a Decision in the log, and give the Reason."),
    ("7  Balances, Dashboard", "See what each client has left, and who is near a limit."),
    (
        "8  Invoice month",
        "Type the month below and press Invoice month. You see what would be issued before anything is written.",
    ),
    ("9  Invoices", f"{ARROW} leads to an invoice's sheet. Press Export PDF to send it. Enter the payment under Paid on."),
    (
        "10  Corrections",
        "Correct the log; the next invoice adjusts it. Void invoice cancels one. Explain row says why a row was billed.",
    ),
)
"""For people who click. The names of the buttons are those of the ribbon tab."""

_NAMES = {
    "Who": "By",
    "Command": "What was run",
    "Entries": "Entries in the log",
    "Errors": "Errors to fix",
    "Warnings": "Warnings to look at",
}


def fill_start(sheet: Worksheet) -> None:
    """How to work, in ten lines, and what the last run did."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = ACCENT
    for letter, width in {"A": 3, "B": 32, "C": 100}.items():
        sheet.column_dimensions[letter].width = width
    sheet["B1"], sheet["B1"].font = "Support packages", font(22, bold=True, color=ACCENT)
    sheet["B2"] = "What was supported, what each client has left, what went over, and what to invoice."
    sheet["B2"].font = font(11, italic=True, color=MUTED)
    sheet["B4"], sheet["B4"].font = "How to work", font(14, bold=True, color=ACCENT)
    for row, (what, how) in enumerate(STEPS, 5):
        sheet.cell(row, 2, what).font = font(bold=True)
        sheet.cell(row, 3, how).font = font()
        for column in (2, 3):
            sheet.cell(row, column).border = Border(bottom=Side(style="hair", color=LINE))
    sheet["B16"], sheet["B16"].font = "The last run", font(14, bold=True, color=ACCENT)
    kinds = {"When": "yyyy-mm-dd hh:mm", "As of": "yyyy-mm-dd"}
    facts = [(_NAMES.get(header, header), figures.last_run(header), kinds.get(header, "General")) for header in figures.LAST_RUN]
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
