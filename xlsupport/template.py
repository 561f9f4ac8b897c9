"""Builds `workbooks/template.xlsx` from the same definitions that read it."""

import io
import re
import sys
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from xlsupport import figures, schema
from xlsupport.schema import TABLES, TableSpec

HEADER_ROW = 4
LAST_ROW = 1_048_576
FORMATS = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "minutes": "0", "count": "0", "hours": "0.00", "money": "#,##0.00", "percent": "0.0%"}  # fmt: skip
WIDTHS = {
    "ID": 10, "Date": 12, "Client": 24, "Contact": 20, "Channel": 10, "Category": 20, "Minutes": 9, "Scheduled": 11, "Ticket": 12,
    "Account manager": 18, "Account manager email": 26, "Notes": 36, "Decision": 10, "Reason": 26, "Remaining": 30, "Flags": 30,
    "Invoice": 16, "Billing contact": 20, "Billing email": 26, "Billing address": 34, "PO number": 12, "Email": 28, "Package": 12,
    "Limit": 22, "Channels": 16, "Categories": 38, "Setting": 27, "Value": 26, "Message": 70, "What to do": 62, "Code": 22,
    "Description": 34, "Reference": 14, "When": 17, "Who": 14, "Command": 20, "Invoices": 36, "Sheet": 16, "Status note": 26,
    "Contract start": 14, "Contract end": 14, "Trained on": 12, "Withdrawn on": 13, "Meeting minutes": 16,
}  # fmt: skip
TITLES = {
    "Log": "Usage log", "Clients": "Clients and their contracts", "Contacts": "Contacts and their training",
    "Agreements": "Agreements for overage", "Rules": "The rules", "Balances": "Remaining allowances", "Breaches": "Breaches and notices",
    "Invoices": "Invoices and credit notes", "Invoice lines": "Invoice lines", "Runs": "Runs",
}  # fmt: skip
LEGENDS = {
    "Log": "Type one row for each support given. The shaded columns are xlsupport's: they are written anew by every update.",
    "Clients": "One row for each contract; a new package or tax is a new row that starts the day after the old one ends.",
    "Contacts": "Only trained contacts may be supported. Keep the table sorted by client, so that the log's list of contacts works.",
    "Agreements": "Who pays for what no limit covers. Advanced with hours is used first, oldest first; As needed is billed as used.",
    "Rules": "Change the rules here, never in code. A change from a day on is a new row with that day in From.",
    "Balances": "What each client has left on the day of the last update.",
    "Breaches": "What stops a row, wants a look or informs, with its cell in the log and what to do about it.",
    "Invoices": "The register. Paid on and Status note are yours; everything else is written once and never changed.",
    "Invoice lines": "What was invoiced, line by line. Never change a row: the next invoice is reckoned from it.",
    "Runs": "Every run that changed anything.",
}  # fmt: skip

INK, ACCENT, PALE, SHADE, LINE, MUTED = "1F2933", "1F4E79", "EAF1F8", "F3F4F6", "C5CDD5", "5B6770"
FACE = "Calibri"
THIN = Side(style="thin", color=LINE)
POLICY: dict[str, Sequence[Sequence[object]]] = {
    "Packages": (("Single", 30), ("Small", 45), ("Medium", 60), ("Large", 60), ("X Large", 90)),
    "Limits": (
        ("Call or email length", "Phone, Email", "Training, System question, General", "minutes", 15, "entry"),
        ("Calls", "Phone", "Training, System question, General", "entries", 4, "month"),
        ("Question time", "Phone, Email", "Training, System question, General", "minutes", 60, "month"),
        ("Meeting length", "Meeting", None, "minutes", "package", "entry"),
        ("Meetings", "Meeting", None, "entries", 4, "contract year"),
    ),
    "Categories": (
        ("Bug fix", "Included"), ("New request", "Included"), ("Project update", "Included"), ("General", "Limited"),
        ("Training", "Limited"), ("System question", "Limited"), ("Custom development", "Quoted"), ("Formal training", "Quoted"),
    ),
    "Rates": (("Advanced", 100, 30), ("As needed", 125, 30)),
    "Settings": (
        ("Vendor name", None), ("Vendor address", None), ("Vendor email", None), ("Currency", "USD"), ("Rounding", "per entry"),
        ("Overage without agreement", "hold"), ("Near limit", 0.8), ("Invoice prefix", "INV-"), ("Credit prefix", "CN-"),
        ("Payment days", 30), ("Tax label", None), ("Scheduling", "required"),
    ),
}  # fmt: skip
"""The values in force of 1-policy.md: where finance starts from."""


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


def build(path: Path) -> None:
    """Write the template. The same definitions give the same bytes."""
    book = Workbook()
    book.remove(book.active)
    _start(book.create_sheet(schema.START))
    tables: dict[str, Placed] = {}
    for spec in (schema.LOG, *schema.SETUP, *schema.REGISTERS):
        tables[spec.name] = _table(book, spec, list(tables.values()))
    for name in dict.fromkeys(spec.sheet for spec in TABLES.values()):
        _finish(book[name], [each for each in tables.values() if each.spec.sheet == name])
    _names(book)
    _validations(tables)
    _formats(tables)
    _dashboard(book.create_sheet(schema.DASHBOARD))
    _invoice(book.create_sheet(schema.INVOICE_TEMPLATE))
    book.move_sheet(schema.DASHBOARD, -(len(book.sheetnames) - 2))
    stamp = datetime(2026, 1, 1)
    book.properties.creator, book.properties.title = "xlsupport", "Support packages"
    book.properties.created = book.properties.modified = stamp
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(_settled(buffer.getvalue()))


def _font(size: float = 11, **more: object) -> Font:
    return Font(name=FACE, size=size, **{"color": INK, **more})


def _fill(color: str) -> PatternFill:
    return PatternFill("solid", start_color=color, end_color=color)


def _table(book: Workbook, spec: TableSpec, before: Iterable[Placed]) -> Placed:
    """A table with its header, formats and first rows; the rules stand side by side with a column between."""
    sheet = book[spec.sheet] if spec.sheet in book.sheetnames else book.create_sheet(spec.sheet)
    left = max((each.left + len(each.spec.columns) + 1 for each in before if each.spec.sheet == spec.sheet), default=1)
    rows = POLICY.get(spec.name, ())
    for number, column in enumerate(spec.columns, left):
        head = sheet.cell(HEADER_ROW, number, column.header)
        head.font = _font(bold=True, color="FFFFFF")
        head.fill = _fill(MUTED if column.written else ACCENT)
        head.alignment = Alignment(vertical="center", wrap_text=True)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = WIDTHS.get(column.header, 12)
        for target in (dimension, *(sheet.cell(HEADER_ROW + 1 + index, number) for index in range(max(1, len(rows))))):
            target.font = _font()
            target.number_format = FORMATS.get(column.kind, "General")
            wraps = column.header in ("Notes", "Message", "What to do", "Billing address", "Reason")
            target.alignment = Alignment(vertical="top", wrap_text=wraps or None)
            if column.written:
                target.fill = _fill(SHADE)
    for offset, row in enumerate(rows, 1):
        for number, value in enumerate(row, left):
            sheet.cell(HEADER_ROW + offset, number, value)
    if spec.name == "Settings":
        near = sheet.cell(HEADER_ROW + 1 + [row[0] for row in rows].index("Near limit"), left + 1)
        near.number_format = "0%"
        for offset in range(len(rows)):
            sheet.cell(HEADER_ROW + 1 + offset, left + 1).alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
    last = get_column_letter(left + len(spec.columns) - 1)
    table = Table(displayName=spec.name, ref=f"{get_column_letter(left)}{HEADER_ROW}:{last}{HEADER_ROW + max(1, len(rows))}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)
    return Placed(sheet, left, spec, max(1, len(rows)))


def _finish(sheet: Worksheet, tables: Sequence[Placed]) -> None:
    """Title, legend, panes and print set-up of a sheet with tables."""
    width = max(each.left + len(each.spec.columns) - 1 for each in tables)
    for row in range(1, HEADER_ROW):
        for column in range(1, width + 1):
            sheet.cell(row, column).font = _font()
            sheet.cell(row, column).fill = PatternFill()
    sheet["A1"], sheet["A2"] = TITLES[sheet.title], LEGENDS[sheet.title]
    sheet["A1"].font, sheet["A2"].font = _font(16, bold=True, color=ACCENT), _font(10, italic=True, color=MUTED)
    for each in tables if len(tables) > 1 else ():
        sheet.cell(HEADER_ROW - 1, each.left, each.spec.name).font = _font(bold=True, color=ACCENT)
    sheet.row_dimensions[1].height, sheet.row_dimensions[HEADER_ROW].height = 24, 32
    sheet.freeze_panes = f"{'C' if sheet.title == 'Log' else 'A' if len(tables) > 1 else 'B'}{HEADER_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = MUTED if all(column.written for column in tables[0].spec.columns) else ACCENT
    _print(sheet, landscape=True)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"


def _print(sheet: Worksheet, landscape: bool) -> None:
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.7
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"


def _names(book: Workbook) -> None:
    for name, column in (
        ("ClientNames", "Clients[Client]"),
        ("CategoryNames", "Categories[Category]"),
        ("PackageNames", "Packages[Package]"),
    ):
        book.defined_names[name] = DefinedName(name, attr_text=column)
    book.defined_names["InvoiceMonth"] = DefinedName("InvoiceMonth", attr_text=f"{schema.START}!$C$26")


def _list(formula: str, title: str, message: str, strict: bool = True) -> DataValidation:
    return DataValidation(
        type="list", formula1=formula, allow_blank=True, showErrorMessage=strict, showInputMessage=True, errorTitle=title,
        error=message, promptTitle=title, prompt=message, errorStyle="stop",
    )  # fmt: skip


def _validate(placed: Placed, header: str, rule: DataValidation) -> None:
    placed.sheet.add_data_validation(rule)
    rule.add(placed.below(header))


def _choice(options: Iterable[str]) -> str:
    return '"' + ",".join(options) + '"'


def _validations(tables: dict[str, Placed]) -> None:
    """Drop-downs and checks as people type; they reach to the last row, so that a growing table needs nothing."""
    log = tables["UsageLog"]
    first = HEADER_ROW + 1
    contacts = f"Contacts!$A${first}:$A$20000"
    client = f"${log.letter('Client')}{first}"
    found = f"OFFSET(Contacts!$B${HEADER_ROW},MATCH({client},{contacts},0),0,COUNTIF({contacts},{client}),1)"
    _validate(log, "Client", _list("ClientNames", "Client", "Choose a client from the table Clients."))
    _validate(log, "Contact", _list(found, "Contact", "Choose one of this client's contacts, from the table Contacts.", False))
    _validate(log, "Channel", _list(_choice(schema.CHANNELS), "Channel", "Ticket, Phone, Email or Meeting."))
    _validate(log, "Category", _list("CategoryNames", "Category", "Choose a category from the table Categories on Rules."))
    _validate(
        log,
        "Scheduled",
        _list(_choice(("yes", "no")), "Scheduled", "yes if the call or meeting was scheduled in advance.", False),
    )
    _validate(
        log, "Decision", _list(_choice(schema.DECISIONS), "Decision", "Waive, Bill or Hold; give the reason in the next column.")
    )
    _validate(
        log, "Minutes",
        DataValidation(type="whole", operator="between", formula1="1", formula2="1440", allow_blank=True, showErrorMessage=True,
                       showInputMessage=True, errorTitle="Minutes", error="Enter a whole number of minutes from 1 to 1440.",
                       promptTitle="Minutes", prompt="Whole minutes, from 1 to 1440."),
    )  # fmt: skip
    for name, headers in {
        "UsageLog": ("Date",), "Clients": ("Contract start", "Contract end"), "Contacts": ("Trained on", "Withdrawn on"),
        "Agreements": ("Start", "End"), "Packages": ("From",), "Limits": ("From",), "Rates": ("From",),
    }.items():  # fmt: skip
        for header in headers:
            rule = DataValidation(
                type="date", operator="greaterThanOrEqual", formula1="36526", allow_blank=True, showErrorMessage=True,
                showInputMessage=True, errorTitle=header, error="Enter a date such as 2026-03-31, from 2000 on.",
                promptTitle=header, prompt="A date such as 2026-03-31.",
            )  # fmt: skip
            _validate(tables[name], header, rule)
    _validate(
        tables["Clients"], "Package", _list("PackageNames", "Package", "Choose a package from the table Packages on Rules.")
    )
    for name in ("Contacts", "Agreements"):
        _validate(tables[name], "Client", _list("ClientNames", "Client", "Choose a client from the table Clients."))
    for name in ("Agreements", "Rates"):
        _validate(tables[name], "Tier", _list(_choice(schema.TIERS), "Tier", "Advanced or As needed."))
    _validate(
        tables["Categories"], "Treatment", _list(_choice(schema.TREATMENTS), "Treatment", "How help of this category is handled.")
    )
    _validate(tables["Limits"], "Unit", _list(_choice(("entries", "minutes")), "Unit", "entries or minutes."))
    periods = ("entry", "month", "contract year", "calendar year")
    _validate(tables["Limits"], "Period", _list(_choice(periods), "Period", "How long the quantity lasts."))
    settings = tables["Settings"]
    for setting, options in {
        "Rounding": ("per entry", "per day", "per month"), "Overage without agreement": ("hold", "bill"), "Scheduling": ("required", "optional"),
    }.items():  # fmt: skip
        row = HEADER_ROW + 1 + [each[0] for each in POLICY["Settings"]].index(setting)
        rule = _list(_choice(options), setting, " or ".join(options) + ".")
        settings.sheet.add_data_validation(rule)
        rule.add(f"{settings.letter('Value')}{row}")


def _formats(tables: dict[str, Placed]) -> None:
    """Conditional formats that say it by weight, slant and strike as well as by colour."""
    bad = DifferentialStyle(font=Font(bold=True, color="9C1C1C"), fill=PatternFill(bgColor="F9DEDC"))
    watch = DifferentialStyle(font=Font(italic=True, bold=True, color="7A4B00"), fill=PatternFill(bgColor="FCEFD2"))
    good = DifferentialStyle(font=Font(color="1B5E3A"))
    done = DifferentialStyle(font=Font(color=MUTED, strike=True))
    billed = DifferentialStyle(font=Font(bold=True, color=ACCENT))
    rules = {
        ("UsageLog", "Status"): {
            "Invalid": bad,
            "Held": watch,
            "Part billed": billed,
            "Billed": billed,
            "Waived": done,
            "Covered": good,
            "Included": good,
        },
        ("Balances", "State"): {"Reached": bad, "Near": watch, "OK": good},
        ("Breaches", "Severity"): {"error": bad, "warning": watch},
    }
    for (name, header), styles in rules.items():
        placed = tables[name]
        cell = f"${placed.letter(header)}{HEADER_ROW + 1}"
        for text, style in styles.items():
            rule = FormulaRule(formula=[f'{cell}="{text}"'])
            rule.dxf = style
            placed.sheet.conditional_formatting.add(placed.below(header), rule)


def _start(sheet: Worksheet) -> None:
    """How to work, in ten lines, and what the last run did."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = ACCENT
    for letter, width in {"A": 3, "B": 30, "C": 70}.items():
        sheet.column_dimensions[letter].width = width
    sheet["B1"], sheet["B1"].font = "Support packages", _font(22, bold=True, color=ACCENT)
    sheet["B2"] = "What was supported, what each client has left, what went over, and what to invoice."
    sheet["B2"].font = _font(11, italic=True, color=MUTED)
    sheet["B4"], sheet["B4"].font = "How to work", _font(14, bold=True, color=ACCENT)
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
        sheet.cell(row, 2, what).font = _font(bold=True)
        sheet.cell(row, 3, how).font = _font()
        for column in (2, 3):
            sheet.cell(row, column).border = Border(bottom=Side(style="hair", color=LINE))
    sheet["B16"], sheet["B16"].font = "The last run", _font(14, bold=True, color=ACCENT)
    kinds = {"When": "yyyy-mm-dd hh:mm", "As of": "yyyy-mm-dd"}
    facts = [(header, figures.last_run(header), kinds.get(header, "General")) for header in figures.LAST_RUN]
    facts.append(("Amount due and not invoiced", figures.unbilled(), "#,##0.00"))
    for row, (name, formula, code) in enumerate(facts, figures.START_TOP):
        sheet.cell(row, 2, name).font = _font(color=MUTED)
        cell = sheet.cell(row, 3, f"={formula}")
        cell.font, cell.number_format, cell.alignment = _font(bold=True), code, Alignment(horizontal="left")
    sheet["B26"], sheet["B26"].font = "Month to invoice", _font(color=MUTED)
    sheet["C26"].fill, sheet["C26"].border = _fill(PALE), Border(THIN, THIN, THIN, THIN)
    sheet["C26"].number_format, sheet["C26"].alignment, sheet["C26"].font = "@", Alignment(horizontal="left"), _font(bold=True)
    rule = DataValidation(type="textLength", operator="equal", formula1="7", allow_blank=True, showInputMessage=True,
                          showErrorMessage=True, promptTitle="Month", prompt="A month such as 2026-10.",
                          errorTitle="Month", error="Enter a month such as 2026-10.")  # fmt: skip
    sheet.add_data_validation(rule)
    rule.add("C26")
    _print(sheet, landscape=True)


def _dashboard(sheet: Worksheet) -> None:
    """Three blocks of formulas with a chart beside each."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = ACCENT
    for number in range(1, 24):
        sheet.column_dimensions[get_column_letter(number)].width = 26 if number == 1 else 12
    sheet["A1"], sheet["A1"].font = "Dashboard", _font(22, bold=True, color=ACCENT)
    sheet["A2"], sheet["A2"].font = (
        "As of the last update. The figures are formulas on the tables.",
        _font(10, italic=True, color=MUTED),
    )
    top = figures.CLIENTS_TOP
    _block(sheet, top - 1, 1, ("Client", *figures.LIMITS_SHOWN), "Allowance used")
    for index in range(figures.CLIENTS_SHOWN):
        _cell(sheet, top + index, 1, figures.client(index), "General")
        for column in range(2, 2 + len(figures.LIMITS_SHOWN)):
            _cell(sheet, top + index, column, figures.used(index, column), "0%")
    below = figures.MONTHS_TOP
    _block(sheet, below - 1, 1, ("Month", *figures.CHANNEL_COLUMNS.values()), "Minutes by month and channel")
    _block(sheet, below - 1, min(figures.TIER_COLUMNS), tuple(figures.TIER_COLUMNS.values()), "Billed by month and tier")
    for index in range(figures.MONTHS_SHOWN):
        _cell(sheet, below + index, 1, figures.month(index), "yyyy-mm")
        for column in figures.CHANNEL_COLUMNS:
            _cell(sheet, below + index, column, figures.in_month(index, column, "UsageLog", "Minutes", "Channel"), "#,##0")
        for column in figures.TIER_COLUMNS:
            _cell(sheet, below + index, column, figures.in_month(index, column, "InvoiceLines", "Amount", "Tier"), "#,##0.00")
    clients, months = (top, top + figures.CLIENTS_SHOWN - 1), (below, below + figures.MONTHS_SHOWN - 1)
    _chart(sheet, "Allowance used by client", "F4", (2, 1 + len(figures.LIMITS_SHOWN)), clients, "0%", stacked=False)
    _chart(
        sheet,
        "Minutes by month and channel",
        "A41",
        (min(figures.CHANNEL_COLUMNS), max(figures.CHANNEL_COLUMNS)),
        months,
        "#,##0",
    )
    _chart(sheet, "Billed by month and tier", "H41", (min(figures.TIER_COLUMNS), max(figures.TIER_COLUMNS)), months, "#,##0")
    _print(sheet, landscape=True)


def _block(sheet: Worksheet, row: int, left: int, headers: Sequence[str], title: str) -> None:
    sheet.cell(row - 1, left, title).font = _font(13, bold=True, color=ACCENT)
    for column, header in enumerate(headers, left):
        cell = sheet.cell(row, column, header)
        cell.font, cell.fill = _font(bold=True, color="FFFFFF"), _fill(ACCENT)
        cell.alignment = Alignment(horizontal="left" if column == 1 else "right")


def _cell(sheet: Worksheet, row: int, column: int, formula: str, code: str) -> None:
    cell = sheet.cell(row, column, f"={formula}")
    cell.font, cell.number_format, cell.border = _font(), code, Border(bottom=Side(style="hair", color=LINE))
    cell.alignment = Alignment(horizontal="left" if column == 1 else "right")


SERIES = ("1F4E79", "7FA7CC", "C98A2B", "9AA5AE")
"""Dark, middle, warm and light: told apart in grey print, too."""


def _chart(
    sheet: Worksheet, title: str, at: str, columns: tuple[int, int], rows: tuple[int, int], code: str, stacked: bool = True
) -> None:
    chart = BarChart()
    chart.type = "col"
    chart.grouping, chart.overlap = ("stacked", 100) if stacked else ("clustered", -10)
    chart.title, chart.style, chart.height, chart.width = title, 10, 9.5, 22 if at.startswith("F") else 17
    chart.gapWidth = 60
    data = Reference(sheet, min_col=columns[0], max_col=columns[1], min_row=rows[0] - 1, max_row=rows[1])
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=rows[0], max_row=rows[1]))
    for series, color in zip(chart.series, SERIES, strict=False):
        series.graphicalProperties.solidFill = color
        series.graphicalProperties.line.solidFill = color
    chart.y_axis.number_format, chart.y_axis.majorGridlines.spPr = code, None
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.x_axis.number_format = "yyyy-mm"
    chart.legend.position = "b"
    chart.layout = Layout(manualLayout=ManualLayout(x=0.08, y=0.14, w=0.88, h=0.62))
    sheet.add_chart(chart, at)


LINE_ROW, ALLOWANCE_ROW = 17, 28


def _invoice(sheet: Worksheet) -> None:
    """The layout of an invoice: one page wide, restyled at will."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "C98A2B"
    widths = (5, 12, 19, 30, 12, 9, 9, 11, 14)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    words: dict[str, tuple[str, Font]] = {
        "A1": ("{{vendor.name}}", _font(18, bold=True, color=ACCENT)),
        "A2": ("{{vendor.address}}", _font(10, color=MUTED)),
        "A3": ("{{vendor.email}}", _font(10, color=MUTED)),
        "I1": ("{{invoice.kind}}", _font(18, bold=True)),
        "I2": ("{{invoice.number}}", _font(12, bold=True)),
        "A6": ("{{client.name}}", _font(12, bold=True)),
        "A7": ("{{client.billing_contact}}", _font()),
        "A8": ("{{client.billing_address}}", _font()),
        "A9": ("{{client.billing_email}}", _font()),
        "A13": ("{{invoice.reason}}", _font(10, italic=True)),
    }  # fmt: skip
    for address, (text, font) in words.items():
        sheet[address], sheet[address].font = text, font
        sheet[address].alignment = Alignment(horizontal="right" if address.startswith("I") else "left", vertical="top")
    sheet["A5"], sheet["A5"].font = "For", _font(9, bold=True, color=MUTED)
    facts = (
        ("Issued", "{{invoice.issued}}", "yyyy-mm-dd"), ("Due", "{{invoice.due}}", "yyyy-mm-dd"), ("Period", "{{invoice.period}}", "@"),
        ("PO number", "{{client.po_number}}", "@"), ("Currency", "{{invoice.currency}}", "@"), ("Cancels", "{{invoice.cancels}}", "@"),
    )  # fmt: skip
    for row, (name, text, code) in enumerate(facts, 5):
        sheet.cell(row, 8, name).font = _font(10, color=MUTED)
        cell = sheet.cell(row, 9, text)
        cell.font, cell.number_format, cell.alignment = _font(10), code, Alignment(horizontal="right")
    headers = ("#", "Date", "Contact", "Description", "Tier", "Minutes", "Hours", "Rate", "Amount")
    names = ("number", "date", "contact", "description", "tier", "minutes", "hours", "rate", "amount")
    codes = ("0", "yyyy-mm-dd", "@", "@", "@", "0", "0.00", "#,##0.00", "#,##0.00")
    for column, (header, name, code) in enumerate(zip(headers, names, codes, strict=True), 1):
        head, cell = sheet.cell(LINE_ROW - 1, column, header), sheet.cell(LINE_ROW, column, f"{{{{line.{name}}}}}")
        side = "right" if column > 5 else "left"
        head.font, head.fill, head.alignment = _font(10, bold=True, color="FFFFFF"), _fill(ACCENT), Alignment(horizontal=side)
        cell.font, cell.number_format = _font(10), code
        cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=header in ("Contact", "Description") or None)
        cell.border = Border(bottom=Side(style="hair", color=LINE))
    _totals(sheet)
    sheet.cell(LINE_ROW + 6, 1, "{{invoice.rounding}}").font = _font(9, italic=True, color=MUTED)
    sheet.cell(ALLOWANCE_ROW - 2, 1, "Your allowances at the end of the month").font = _font(11, bold=True, color=ACCENT)
    for column, (header, name) in {
        1: ("Limit", "limit"),
        5: ("Allowed", "allowed"),
        6: ("Used", "used"),
        7: ("Left", "remaining"),
    }.items():
        head, cell = sheet.cell(ALLOWANCE_ROW - 1, column, header), sheet.cell(ALLOWANCE_ROW, column, f"{{{{allowance.{name}}}}}")
        side = "right" if column > 1 else "left"
        head.font, head.alignment = _font(9, bold=True, color=MUTED), Alignment(horizontal=side)
        cell.font, cell.alignment, cell.number_format = _font(10), Alignment(horizontal=side), "0" if column > 1 else "@"
    for column in range(1, 8):
        sheet.cell(ALLOWANCE_ROW - 1, column).border = Border(bottom=THIN)
        sheet.cell(ALLOWANCE_ROW, column).border = Border(bottom=Side(style="hair", color=LINE))
    _print(sheet, landscape=False)
    sheet.print_area = f"A1:I{ALLOWANCE_ROW}"
    sheet.print_title_rows = f"{LINE_ROW - 1}:{LINE_ROW - 1}"
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "{{vendor.name}}", "{{invoice.number}} · &P / &N"


def _totals(sheet: Worksheet) -> None:
    """Live formulas under the lines; their names let the register be held against them."""
    first = LINE_ROW + 2
    rows = (
        ("Subtotal", None, f"=SUM(I{LINE_ROW}:I{LINE_ROW})", "Subtotal"),
        ("{{invoice.tax_label}}", "{{invoice.tax_rate}}", f"=ROUND(I{first}*H{first + 1},2)", "Tax"),
        ("Total {{invoice.currency}}", None, f"=I{first}+I{first + 1}", "Total"),
    )
    for row, (label, rate, formula, name) in enumerate(rows, first):
        strong = name == "Total"
        words, percent, amount = sheet.cell(row, 7, label), sheet.cell(row, 8, rate), sheet.cell(row, 9, formula)
        words.font = _font(12 if strong else 10, bold=strong)
        words.alignment = Alignment(horizontal="right")
        percent.number_format, percent.font, amount.number_format = "0.##%", _font(10, color=MUTED), "#,##0.00"
        amount.font = _font(12 if strong else 10, bold=True)
        for cell in (words, percent, amount):
            cell.border = Border(top=Side(style="medium", color=ACCENT)) if strong else Border()
        sheet.defined_names[name] = DefinedName(name, attr_text=f"'{sheet.title}'!$I${row}")


def _settled(package: bytes) -> bytes:
    """The package with fixed times and with the cached values of our formulas, which openpyxl leaves empty."""
    values = {(each.sheet, each.cell): each.value for each in figures.figures({}, False)}
    source = zipfile.ZipFile(io.BytesIO(package))
    parts = {f"xl/worksheets/sheet{number}.xml": name for number, name in enumerate(_sheet_names(source), 1)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename in parts:
                data = _cached(data, {cell: value for (sheet, cell), value in values.items() if sheet == parts[item.filename]})
            if item.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-01-01T00:00:00Z", data)
            fixed = zipfile.ZipInfo(item.filename, (2026, 1, 1, 0, 0, 0))
            fixed.compress_type, fixed.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(fixed, data)
    return buffer.getvalue()


def _sheet_names(source: zipfile.ZipFile) -> list[str]:
    return re.findall(r'<sheet [^>]*?name="([^"]*)"', source.read("xl/workbook.xml").decode())


def _cached(data: bytes, values: dict[str, object]) -> bytes:
    def with_value(found: re.Match[bytes]) -> bytes:
        value = values.get(found[1].decode())
        if value == "":
            return b'<c r="%b"%b t="str"><f>%b</f><v></v></c>' % (found[1], found[2], found[3])
        return (
            b'<c r="%b"%b><f>%b</f><v>%b</v></c>' % (found[1], found[2], found[3], str(value).encode())
            if value is not None
            else found[0]
        )

    return re.sub(rb'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)><f>([^<]*)</f><v ?(?:/>|></v>)</c>', with_value, data)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
