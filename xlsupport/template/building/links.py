"""The arrows beside *Breaches* and *Invoices*, in the column to the left of the table."""

from collections.abc import Mapping

from openpyxl.styles import Alignment

from xlsupport.template.building.look import ACCENT, font
from xlsupport.template.building.tables import Placed
from xlsupport.writing.links import HEADER_ROW, LINKS


def add_links(tables: Mapping[str, Placed]) -> None:
    """A link for each of the first rows."""
    for name, links in LINKS.items():
        sheet = tables[name].sheet
        sheet.column_dimensions["A"].width = 4
        for row in range(HEADER_ROW + 1, HEADER_ROW + 1 + links.rows):
            cell = sheet.cell(row, 1, f"={links.formula(row)}")
            cell.font, cell.alignment = font(bold=True, color=ACCENT), Alignment(horizontal="center", vertical="top")
