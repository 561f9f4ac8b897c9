"""The sheets with tables: header, formats, first rows, panes."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from xlsupport.sheets import specifications
from xlsupport.sheets.specifications import TableSpec
from xlsupport.template.building.look import ACCENT, MUTED, SHADE, fill, font, set_up_page
from xlsupport.template.building.rules import POLICY

HEADER_ROW = 4
LAST_ROW = 1_048_576
FORMATS = specifications.FORMATS | {"minutes": "0", "count": "0", "percent": specifications.FORMATS["rate"]}
"""Shares of the template show the cents that a tax rate may have."""

WIDTHS = {
    **dict.fromkeys(("Channel", "Decision", "ID", "Minutes", "Covered", "Billed"), 10),
    **dict.fromkeys(("Ticket", "PO number", "Package", "Status", "Trained on", "Severity", "State"), 12),
    **dict.fromkeys(("Contract start", "Contract end", "Withdrawn on", "Reference", "Who"), 14),
    **dict.fromkeys(("Invoice", "Channels", "Meeting minutes", "When", "Sheet", "Account manager", "Tier"), 17),
    **dict.fromkeys(("Period", "Contact", "Category", "Billing contact", "Limit", "Code", "Command"), 22),
    **dict.fromkeys(
        (
            "Client",
            "Account manager email",
            "Billing email",
            "Email",
            "Setting",
            "Value",
            "Reason",
            "Status note",
            "Former names",
        ),
        27,
    ),
    **dict.fromkeys(("Remaining", "Flags", "Billing address", "Categories", "Description", "Invoices"), 38),
    **dict.fromkeys(("Notes", "Ours", "Theirs"), 44),
    **dict.fromkeys(("Message", "What to do"), 84),
}
ALIGNED = dict.fromkeys(("minutes", "count", "hours", "money", "percent", "rate"), "right")
TITLES = {
    "Log": "Usage log",
    "Clients": "Clients and their contracts",
    "Contacts": "Contacts and their training",
    "Agreements": "Agreements for overage",
    "Rules": "The rules",
    "Balances": "Remaining allowances",
    "Breaches": "Breaches and notices",
    "Invoices": "Invoices and credit notes",
    "Invoice lines": "Invoice lines",
    "Runs": "Runs",
}
LEGENDS = {
    "Log": "One row for each support given. The shaded columns are xlsupport's: every update writes them anew.",
    "Clients": "One row for each contract; a new package or tax is a new row that starts the day after the old one ends.",
    "Contacts": "Only trained contacts may be supported. Keep the table sorted by client: the log's list of contacts needs it.",
    "Agreements": "Who pays for what no limit covers: Advanced with hours left first, oldest first; then As needed.",
    "Rules": "Change the rules here, never in code. A change from a day on is a new row with that day in From. "
    "Documents print what stands in Theirs, where something does, in place of Ours.",
    "Balances": "What each client has left on the day of the last update.",
    "Breaches": "What stops a row, wants a look or informs, with its row in the log and what to do about it.",
    "Invoices": "The register. Paid on and Status note are yours; everything else is written once and never changed.",
    "Invoice lines": "What was invoiced, line by line. Never change a row: the next invoice is reckoned from it.",
    "Runs": "Every run that changed anything.",
}


class Placed(NamedTuple):
    """Where a table stands: its sheet, first column, headers and number of data rows."""

    sheet: Worksheet
    left: int
    spec: TableSpec
    rows: int

    def letter(self, header: str) -> str:
        headers = [column.header for column in self.spec.columns]
        return get_column_letter(self.left + headers.index(header))

    def below(self, header: str) -> str:
        """All cells under a header, however long the table grows."""
        letter = self.letter(header)
        return f"{letter}{HEADER_ROW + 1}:{letter}{LAST_ROW}"


def add_table(book: Workbook, spec: TableSpec, before: Iterable[Placed]) -> Placed:
    """A table with its header, formats and first rows; the rules stand side by side with a column between."""
    sheet = book[spec.sheet] if spec.sheet in book.sheetnames else book.create_sheet(spec.sheet)
    left = max((each.left + len(each.spec.columns) + 1 for each in before if each.spec.sheet == spec.sheet), default=1)
    rows = POLICY.get(spec.name, ())
    for number, column in enumerate(spec.columns, left):
        head = sheet.cell(HEADER_ROW, number, column.header)
        head.font = font(bold=True, color="FFFFFF")
        head.fill = fill(MUTED if column.written else ACCENT)
        side = ALIGNED.get(column.kind, "left")
        head.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=int(side == "left"))
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = WIDTHS.get(column.header, 13) if column.kind in ("text", "moment") or not column.written else 13
        for target in (dimension, *(sheet.cell(HEADER_ROW + 1 + index, number) for index in range(max(1, len(rows))))):
            target.font = font()
            target.number_format = FORMATS.get(column.kind, "General")
            target.alignment = Alignment(horizontal=side, vertical="top", indent=int(side == "left"))
            if column.written:
                target.fill = fill(SHADE)
    for offset, row in enumerate(rows, 1):
        for number, value in enumerate(row, left):
            sheet.cell(HEADER_ROW + offset, number, value)
    if spec.name == "Settings":
        near = sheet.cell(HEADER_ROW + 1 + [row[0] for row in rows].index("Near limit"), left + 1)
        near.number_format = "0%"
        for offset in range(len(rows)):
            sheet.cell(HEADER_ROW + 1 + offset, left + 1).alignment = Alignment(
                horizontal="left", vertical="top", wrap_text=True, indent=1
            )
    if spec.name == "Words":
        for line, (words, _) in enumerate(rows, HEADER_ROW + 1):
            for number in (left, left + 1):
                sheet.cell(line, number).alignment = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
            if len(str(words)) > WIDTHS["Ours"]:
                sheet.row_dimensions[line].height = 30
    last = get_column_letter(left + len(spec.columns) - 1)
    table = Table(displayName=spec.name, ref=f"{get_column_letter(left)}{HEADER_ROW}:{last}{HEADER_ROW + max(1, len(rows))}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)
    return Placed(sheet, left, spec, max(1, len(rows)))


def finish(sheet: Worksheet, tables: Sequence[Placed]) -> None:
    """Title, legend, panes and print set-up of a sheet with tables."""
    width = max(each.left + len(each.spec.columns) - 1 for each in tables)
    for row in range(1, HEADER_ROW):
        for column in range(1, width + 1):
            sheet.cell(row, column).font = font()
            sheet.cell(row, column).fill = PatternFill()
    sheet["A1"], sheet["A2"] = TITLES[sheet.title], LEGENDS[sheet.title]
    sheet["A1"].font, sheet["A2"].font = font(16, bold=True, color=ACCENT), font(10, italic=True, color=MUTED)
    for each in tables if len(tables) > 1 else ():
        sheet.cell(HEADER_ROW - 1, each.left, each.spec.name).font = font(bold=True, color=ACCENT)
    sheet.row_dimensions[1].height, sheet.row_dimensions[HEADER_ROW].height = 24, 32
    sheet.freeze_panes = f"{'C' if sheet.title == 'Log' else 'A' if len(tables) > 1 else 'B'}{HEADER_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = MUTED if all(column.written for column in tables[0].spec.columns) else ACCENT
    set_up_page(sheet, landscape=True)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
