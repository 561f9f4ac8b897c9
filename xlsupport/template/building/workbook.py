"""Builds `workbooks/template.xlsx` from the same definitions that read it."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from html import escape, unescape
from pathlib import Path

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from xlsupport.sheets import specifications
from xlsupport.sheets.edits import Figure
from xlsupport.sheets.specifications import TABLES
from xlsupport.template.building.checking import add_formats, add_validations
from xlsupport.template.building.dashboard import CHARTS, fill_dashboard
from xlsupport.template.building.invoice import fill_invoice
from xlsupport.template.building.links import add_links
from xlsupport.template.building.rules import POLICY
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
    """The package with fixed times, and with what openpyxl leaves out: cached values of our formulas, and what charts show."""
    shown = figures.figures(_first_rows(), {spec.name: spec.sheet for spec in TABLES.values()}, False)
    source = zipfile.ZipFile(io.BytesIO(package))
    parts = {f"xl/worksheets/sheet{number}.xml": name for number, name in enumerate(_sheet_names(source), 1)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename in parts:
                data = _cached(data, [each for each in shown if each.sheet == parts[item.filename]])
            if item.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-01-01T00:00:00Z", data)
            if item.filename.startswith("xl/drawings/drawing"):
                data = _described(data)
            if item.filename == "xl/workbook.xml":
                data = _TITLES.sub(rb"\2,\1", data)
            fixed = zipfile.ZipInfo(item.filename, (2026, 1, 1, 0, 0, 0))
            fixed.compress_type, fixed.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(fixed, data)
    return buffer.getvalue()


def _sheet_names(source: zipfile.ZipFile) -> list[str]:
    return re.findall(r'<sheet [^>]*?name="([^"]*)"', source.read("xl/workbook.xml").decode())


def _first_rows() -> dict[str, dict[str, list[object]]]:
    """The tables' columns as the template ships them, as far as they have rows."""
    found: dict[str, dict[str, list[object]]] = {}
    for name, rows in POLICY.items():
        width = len(rows[0])
        headers = [column.header for column in TABLES[name].columns][:width]
        found[name] = {header: [row[index] for row in rows] for index, header in enumerate(headers)}
    return found


def _described(drawing: bytes) -> bytes:
    """The dashboard's drawing with each chart's name and alternative text, which openpyxl cannot write."""

    def described(found: re.Match[bytes]) -> bytes:
        chart = CHARTS[int(found[1]) - 1]
        return f'<cNvPr id="{found[1].decode()}" name="{escape(chart.title)}" descr="{escape(chart.words)}"/>'.encode()

    return re.sub(rb'<cNvPr id="([0-9]+)" name="[^"]*"/>', described, drawing)


def _cached(data: bytes, shown: Sequence[Figure]) -> bytes:
    values = {(each.cell, each.formula): each.value for each in shown}

    def with_value(found: re.Match[bytes]) -> bytes:
        value = values.get((found[1].decode(), unescape(found[3].decode())))
        if isinstance(value, str):
            return b'<c r="%b"%b t="str"><f>%b</f><v>%b</v></c>' % (
                found[1],
                found[2],
                found[3],
                escape(value, quote=False).encode(),
            )
        return (
            b'<c r="%b"%b><f>%b</f><v>%b</v></c>' % (found[1], found[2], found[3], str(value).encode())
            if value is not None
            else found[0]
        )

    return re.sub(rb'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)><f>([^<]*)</f><v ?(?:/>|></v>)</c>', with_value, data)
