"""The sheet *Dashboard*: blocks of formulas, each with a native chart."""

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, NumRef, StrRef
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from xlsupport.template.building.look import ACCENT, LINE, MUTED, fill, font, set_scale, set_up_page
from xlsupport.writing import figures
from xlsupport.writing import nearest_clients as nearest


class Chart(NamedTuple):
    """A chart over a block: its title, what it shows in words for those who cannot see it, and where and how it stands.

    `columns` are the first and the last of its values, `labels` is the column of its categories, `rows` are the block's own.
    """

    title: str
    words: str
    at: str
    columns: tuple[int, int]
    labels: int
    rows: tuple[int, int]
    code: str
    lying: bool = False


_CLIENTS = (nearest.CLIENTS_TOP, nearest.CLIENTS_TOP + nearest.CLIENTS_SHOWN - 1)
_MONTHS = (figures.MONTHS_TOP, figures.MONTHS_TOP + figures.MONTHS_SHOWN - 1)
CHARTS = (
    Chart(
        "Highest share of a limit used, by client",
        "Bar chart: for each of the clients nearest to their limits, the highest share of any limit that it has used, in "
        "descending order. The figures stand in the table to its left.",
        "I4", (nearest.HIGHEST, nearest.HIGHEST), 1, _CLIENTS, "0%", lying=True,
    ),
    Chart(
        "Minutes by month and channel",
        "Stacked column chart: the minutes of support in each of the last twelve months, by channel. The figures stand in the "
        "table above it.",
        "A40", (min(figures.CHANNEL_COLUMNS), max(figures.CHANNEL_COLUMNS)), 1, _MONTHS, "#,##0",
    ),
    Chart(
        "Billed by month and tier",
        "Stacked column chart: the amounts billed for each of the last twelve months before tax, by tier. The figures stand in "
        "the table above it.",
        "G40", (min(figures.TIER_COLUMNS), max(figures.TIER_COLUMNS)), figures.TIER_MONTHS, _MONTHS, "#,##0",
    ),
)  # fmt: skip
"""In the order in which the sheet's drawing lists them."""


def fill_dashboard(sheet: Worksheet) -> None:
    """Three blocks of formulas with a chart for each."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = ACCENT
    for number in range(1, 24):
        sheet.column_dimensions[get_column_letter(number)].width = 26 if number == 1 else 13
    sheet["A1"], sheet["A1"].font = "Dashboard", font(22, bold=True, color=ACCENT)
    sheet["A2"] = "As of the last update. The figures are formulas on the tables."
    sheet["A2"].font = font(10, italic=True, color=MUTED)
    _fill_clients(sheet)
    _fill_months(sheet)
    for chart in CHARTS:
        _add_chart(sheet, chart)
    set_up_page(sheet, landscape=True)
    set_scale(sheet, 65)
    sheet.row_breaks.append(Break(figures.MONTHS_TOP - 3))


def _fill_clients(sheet: Worksheet) -> None:
    """The clients nearest to their limits; the headers are the names of the limits."""
    top = nearest.CLIENTS_TOP
    limits = range(nearest.LIMITS_LEFT, nearest.LIMITS_LEFT + nearest.LIMITS_SHOWN)
    names = [f"={nearest.limit(index)}" for index in range(nearest.LIMITS_SHOWN)]
    _block(sheet, top - 1, 1, ("Client", "Highest", *names), "Allowance used")
    for address, formula in ((nearest.CLIENTS_NOTE, nearest.more_clients()), (nearest.LIMITS_NOTE, nearest.more_limits())):
        sheet[address], sheet[address].font = f"={formula}", font(11, italic=True, color=MUTED)
    for index in range(nearest.CLIENTS_SHOWN):
        _cell(sheet, top + index, 1, nearest.client(index), "General")
        _cell(sheet, top + index, nearest.HIGHEST, nearest.highest(index), "0%")
        for column in limits:
            _cell(sheet, top + index, column, nearest.used(index, column), "0%")


def _fill_months(sheet: Worksheet) -> None:
    """The last twelve months, by channel and by tier."""
    below = figures.MONTHS_TOP
    _block(sheet, below - 1, 1, ("Month", *figures.CHANNEL_COLUMNS.values()), "Minutes by month and channel")
    _block(sheet, below - 1, figures.TIER_MONTHS, ("Month", *figures.TIER_COLUMNS.values()), "Billed by month and tier")
    for index in range(figures.MONTHS_SHOWN):
        _cell(sheet, below + index, 1, figures.month(index), "yyyy-mm")
        _cell(sheet, below + index, figures.TIER_MONTHS, figures.same_month(index), "yyyy-mm")
        for column in figures.CHANNEL_COLUMNS:
            _cell(sheet, below + index, column, figures.in_month(index, column, "UsageLog", "Minutes", "Channel"), "#,##0")
        for column in figures.TIER_COLUMNS:
            _cell(sheet, below + index, column, figures.in_month(index, column, "InvoiceLines", "Amount", "Tier"), "#,##0.00")


def _block(sheet: Worksheet, row: int, left: int, headers: Sequence[str], title: str) -> None:
    sheet.cell(row - 1, left, title).font = font(13, bold=True, color=ACCENT)
    for column, header in enumerate(headers, left):
        cell = sheet.cell(row, column, header)
        cell.font, cell.fill = font(bold=True, color="FFFFFF"), fill(ACCENT)
        cell.alignment = Alignment(horizontal="left" if header in ("Client", "Month") else "right")


def _cell(sheet: Worksheet, row: int, column: int, formula: str, code: str) -> None:
    cell = sheet.cell(row, column, f"={formula}")
    cell.font, cell.number_format, cell.border = font(), code, Border(bottom=Side(style="hair", color=LINE))
    cell.alignment = Alignment(horizontal="left" if code in ("General", "yyyy-mm") else "right")


SERIES = ("1F4E79", "7FA7CC", "C98A2B", "9AA5AE")
"""Dark, middle, warm and light: told apart in grey print, too."""


def _add_chart(sheet: Worksheet, what: Chart) -> None:
    chart = BarChart()
    chart.type = "bar" if what.lying else "col"
    chart.grouping, chart.overlap = ("clustered", None) if what.lying else ("stacked", 100)
    chart.title, chart.style, chart.height, chart.width = what.title, 10, 9.5, 15 if what.lying else 16
    chart.gapWidth = 60
    first, last = what.rows
    data = Reference(sheet, min_col=what.columns[0], max_col=what.columns[1], min_row=first - 1, max_row=last)
    chart.add_data(data, titles_from_data=True)
    labels = Reference(sheet, min_col=what.labels, min_row=first, max_row=last)
    for series, color in zip(chart.series, SERIES, strict=False):
        series.cat = AxDataSource(strRef=StrRef(str(labels))) if what.lying else AxDataSource(numRef=NumRef(str(labels)))
        series.graphicalProperties.solidFill = color
        series.graphicalProperties.line.solidFill = color
    chart.y_axis.number_format = what.code
    chart.y_axis.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill=LINE)))
    chart.y_axis.title = chart.x_axis.title = None
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.y_axis.scaling.min = 0 if what.lying else None
    chart.x_axis.number_format = "General" if what.lying else "yyyy-mm"
    chart.x_axis.txPr = chart.y_axis.txPr = RichText(
        p=[Paragraph(pPr=ParagraphProperties(defRPr=CharacterProperties(sz=800)), endParaRPr=CharacterProperties())]
    )
    if what.lying:  # the first client on top, and the shares below the last one all the same
        chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
        chart.legend = None
        chart.layout = Layout(manualLayout=ManualLayout(x=0.3, y=0.12, w=0.66, h=0.76))
    else:
        chart.legend.position = "b"
        chart.layout = Layout(manualLayout=ManualLayout(x=0.09, y=0.14, w=0.87, h=0.6))
    sheet.add_chart(chart, what.at)
