"""The sheets with tables: header, formats, first rows, panes."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from xlsupport.sheets import specifications
from xlsupport.sheets.specifications import TableSpec
from xlsupport.template.building.look import ACCENT, MUTED, SHADE, fill, font, set_scale, set_up_page
from xlsupport.template.building.rules import POLICY
from xlsupport.template.building.widths import TWO_LINES, WRAPPED, width
from xlsupport.writing.links import ARROW, HEADER_ROW, LINKS, TABLE_LEFT

LAST_ROW = 1_048_576
FORMATS = specifications.FORMATS | {"minutes": "0", "count": "0", "percent": specifications.FORMATS["rate"]}
"""Shares of the template show the cents that a tax rate may have."""

ALIGNED = dict.fromkeys(("minutes", "count", "hours", "money", "percent", "rate"), "right")
FIRST_OF_A_PAGE = ("Categories", "Words")
"""The tables of *Rules* with which a page begins, where it is printed."""
PRINTED_COLUMNS = ("Breaches", "Invoices", "Runs")
"""Sheets that print their table's columns alone. Links beside a table would let blank pages follow its last row, and a long list
of numbers at the right end would be fitted to the page as well."""
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
    "Log": "One row for each support given. Update fills in the shaded columns; what you type there is replaced.",
    "Clients": "One row for each contract. A new package or tax rate is a new row that starts the day after the old one ends.",
    "Contacts": "Only trained contacts may be supported. Keep the table sorted by client: the log's list of contacts needs it.",
    "Agreements": "Who pays for what no limit covers: Advanced with hours left first, the oldest first; then As needed.",
    "Rules": "Change the rules here. A rule that changes on some day is a new row with that day in From. "
    "Documents print what stands in Theirs, where something does, in place of Ours.",
    "Balances": "What each client has left on the day of the last update.",
    "Breaches": "What must be fixed (error), decided (warning) or known (notice), and what to do about it. "
    f"{ARROW} leads to the row in the log, for the first {LINKS['Breaches'].rows:,} rows.",
    "Invoices": "The register. Paid on and Status note are yours; everything else is written once and never changed. "
    f"{ARROW} leads to the invoice's sheet, for the first {LINKS['Invoices'].rows:,} rows.",
    "Invoice lines": "What was invoiced, line by line. Never change a row: the next invoice is calculated from it.",
    "Runs": "Every run that changed anything. Billed and Amount are of its documents; of an update, of the whole log.",
}


class Placed(NamedTuple):
    """Where a table stands: its sheet, first column, headers and number of data rows."""

    sheet: Worksheet
    left: int
    spec: TableSpec
    rows: int

    def column(self, header: str) -> int:
        return self.left + [column.header for column in self.spec.columns].index(header)

    def letter(self, header: str) -> str:
        return get_column_letter(self.column(header))

    def below(self, header: str) -> str:
        """All cells under a header, however long the table grows."""
        letter = self.letter(header)
        return f"{letter}{HEADER_ROW + 1}:{letter}{LAST_ROW}"


def add_table(book: Workbook, spec: TableSpec, before: Iterable[Placed]) -> Placed:
    """A table with its header, formats and first rows; the rules stand side by side with a column between."""
    sheet = book[spec.sheet] if spec.sheet in book.sheetnames else book.create_sheet(spec.sheet)
    first = TABLE_LEFT if spec.name in LINKS else 1
    left = max((each.left + len(each.spec.columns) + 1 for each in before if each.spec.sheet == spec.sheet), default=first)
    rows = POLICY.get(spec.name, ())
    for number, column in enumerate(spec.columns, left):
        head = sheet.cell(HEADER_ROW, number, column.header)
        head.font = font(bold=True, color="FFFFFF")
        head.fill = fill(MUTED if column.written else ACCENT)
        side = ALIGNED.get(column.kind, "left")
        head.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=int(side == "left"))
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = width(spec, column)
        wrapped = column.header in WRAPPED.get(spec.name, ()) or None
        for target in (dimension, *(sheet.cell(HEADER_ROW + 1 + index, number) for index in range(max(1, len(rows))))):
            target.font = font()
            target.number_format = FORMATS.get(column.kind, "General")
            target.alignment = Alignment(horizontal=side, vertical="top", indent=int(side == "left"), wrap_text=wrapped)
            if column.written:
                target.fill = fill(SHADE)
    for offset, row in enumerate(rows, 1):
        for number, value in enumerate(row, left):
            sheet.cell(HEADER_ROW + offset, number, value)
    if spec.name == "Settings":
        near = sheet.cell(HEADER_ROW + 1 + [row[0] for row in rows].index("Near limit"), left + 1)
        near.number_format = "0%"
    if spec.name == "Words":
        for line, (words, _) in enumerate(rows, HEADER_ROW + 1):
            if len(str(words)) > width(spec, spec.column("Ours")):
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
    left = tables[0].left
    title, legend = sheet.cell(1, left, TITLES[sheet.title]), sheet.cell(2, left, LEGENDS[sheet.title])
    title.font, legend.font = font(16, bold=True, color=ACCENT), font(10, italic=True, color=MUTED)
    if height := TWO_LINES.get(tables[0].spec.name):
        for row in range(HEADER_ROW + 1, HEADER_ROW + 1 + LINKS[tables[0].spec.name].rows):
            sheet.row_dimensions[row].height = height
    for each in tables if len(tables) > 1 else ():
        sheet.cell(HEADER_ROW - 1, each.left, each.spec.name).font = font(bold=True, color=ACCENT)
    sheet.row_dimensions[1].height, sheet.row_dimensions[HEADER_ROW].height = 24, 32
    frozen = 1 if len(tables) > 1 else left + (2 if sheet.title == "Log" else 1)
    sheet.freeze_panes = f"{get_column_letter(frozen)}{HEADER_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = MUTED if all(column.written for column in tables[0].spec.columns) else ACCENT
    _set_up_print(sheet, tables)


def _set_up_print(sheet: Worksheet, tables: Sequence[Placed]) -> None:
    """Each sheet prints in a size that people read: what they typed into the log, then its results; the rules on three pages."""
    set_up_page(sheet, landscape=True)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    if sheet.title == "Log":
        sheet.print_title_cols = "A:C"
        set_scale(sheet, 63)
        sheet.col_breaks.append(Break(tables[0].column("Reason")))
    if sheet.title in PRINTED_COLUMNS:
        last = tables[0].left + len(tables[0].spec.columns) - 1
        sheet.print_area = f"{get_column_letter(tables[0].left)}1:{get_column_letter(last)}{LAST_ROW}"
    if len(tables) > 1:
        set_scale(sheet, 80)
        for name in FIRST_OF_A_PAGE:
            sheet.col_breaks.append(Break(next(each.left for each in tables if each.spec.name == name) - 1))
        for each in tables[1:]:
            sheet.column_dimensions[get_column_letter(each.left - 1)].width = 3
