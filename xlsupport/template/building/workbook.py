"""Builds `workbooks/template.xlsx` from the same definitions that read it."""

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from xlsupport.sheets import specifications
from xlsupport.sheets.specifications import TABLES
from xlsupport.template.building.checking import add_formats, add_validations
from xlsupport.template.building.dashboard import fill_dashboard
from xlsupport.template.building.invoice import fill_invoice
from xlsupport.template.building.links import add_links
from xlsupport.template.building.start import fill_start
from xlsupport.template.building.tables import Placed, add_table, finish
from xlsupport.writing import figures

_TITLES = re.compile(rb"('[^'<]+'!\$[0-9]+:\$[0-9]+),('[^'<]+'!\$[A-Z]+:\$[A-Z]+)")
"""Rows and columns that repeat on each printed page: Excel names the columns first, openpyxl the rows."""


def build(path: Path) -> None:
    """Write the template. The same definitions give the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    fill_start(book.create_sheet(specifications.START))
    tables: dict[str, Placed] = {}
    for spec in (specifications.LOG, *specifications.SETUP, *specifications.REGISTERS):
        tables[spec.name] = add_table(book, spec, list(tables.values()))
    for name in dict.fromkeys(spec.sheet for spec in TABLES.values()):
        finish(book[name], [each for each in tables.values() if each.spec.sheet == name])
    add_links(tables)
    add_names(book)
    add_validations(tables)
    add_formats(tables)
    fill_dashboard(book.create_sheet(specifications.DASHBOARD))
    fill_invoice(book.create_sheet(specifications.INVOICE_TEMPLATE))
    book.move_sheet(specifications.DASHBOARD, 1 - book.sheetnames.index(specifications.DASHBOARD))
    stamp = datetime(2026, 1, 1)
    book.properties.creator, book.properties.title = "xlsupport", "Support packages"
    book.properties.created = book.properties.modified = stamp
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(_settled(buffer.getvalue()))


def add_names(book: Workbook) -> None:
    for name, column in (
        ("ClientNames", "Clients[Client]"),
        ("CategoryNames", "Categories[Category]"),
        ("PackageNames", "Packages[Package]"),
    ):
        book.defined_names[name] = DefinedName(name, attr_text=column)
    book.defined_names["InvoiceMonth"] = DefinedName("InvoiceMonth", attr_text=f"{specifications.START}!$C$26")


def _settled(package: bytes) -> bytes:
    """The package with fixed times and with the cached values of our formulas, which openpyxl leaves empty."""
    values = {
        (each.sheet, each.cell): each.value
        for each in figures.figures({}, {spec.name: spec.sheet for spec in TABLES.values()}, False)
    }
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
            if item.filename == "xl/workbook.xml":
                data = _TITLES.sub(rb"\2,\1", data)
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
