"""The sheet *Dashboard*: blocks of formulas, each with a native chart."""

from collections.abc import Sequence

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlsupport.template.building.look import ACCENT, LINE, MUTED, fill, font, set_up_page
from xlsupport.writing import figures


def fill_dashboard(sheet: Worksheet) -> None:
    """Three blocks of formulas with a chart beside each."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = ACCENT
    for number in range(1, 24):
        sheet.column_dimensions[get_column_letter(number)].width = 26 if number == 1 else 12
    sheet["A1"], sheet["A1"].font = "Dashboard", font(22, bold=True, color=ACCENT)
    sheet["A2"], sheet["A2"].font = (
        "As of the last update. The figures are formulas on the tables.",
        font(10, italic=True, color=MUTED),
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
    set_up_page(sheet, landscape=True, pages_high=1)


def _block(sheet: Worksheet, row: int, left: int, headers: Sequence[str], title: str) -> None:
    sheet.cell(row - 1, left, title).font = font(13, bold=True, color=ACCENT)
    for column, header in enumerate(headers, left):
        cell = sheet.cell(row, column, header)
        cell.font, cell.fill = font(bold=True, color="FFFFFF"), fill(ACCENT)
        cell.alignment = Alignment(horizontal="left" if column == 1 else "right")


def _cell(sheet: Worksheet, row: int, column: int, formula: str, code: str) -> None:
    cell = sheet.cell(row, column, f"={formula}")
    cell.font, cell.number_format, cell.border = font(), code, Border(bottom=Side(style="hair", color=LINE))
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
    chart.y_axis.number_format = code
    chart.y_axis.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill=LINE)))
    chart.y_axis.title = chart.x_axis.title = None
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.x_axis.number_format = "yyyy-mm"
    chart.legend.position = "b"
    chart.layout = Layout(manualLayout=ManualLayout(x=0.08, y=0.14, w=0.88, h=0.62))
    sheet.add_chart(chart, at)
