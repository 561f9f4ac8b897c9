"""Workbooks with an invoice template, and invoices to make from it."""

import struct
import zlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break

from support.handmade import RELATIONSHIPS, HandSheet, handmade, relationships
from xlsupport.sheets.edits import Edits, SheetCopy, Value
from xlsupport.words.money import cents
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.workbook_file import WorkbookFile

TEMPLATE = "Invoice template"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def sheet_copy(
    name: str = "INV-2026-0001", lines: int = 3, allowances: int = 2, amount: str = "62.50", **fields: Value
) -> SheetCopy:
    """An invoice of equal lines at 8 % tax; `fields` with two underscores for the dot change any field."""
    amounts = [Decimal(amount)] * lines
    subtotal = sum(amounts, Decimal("0.00"))
    tax = cents(subtotal * Decimal("0.08"))
    values: dict[str, Value] = {
        "vendor.name": "Books & Sons", "vendor.address": "1 Old Road\nAberdeen", "vendor.email": "support@vendor.example",
        "client.name": "Acme <Ltd>", "client.billing_contact": None, "client.billing_email": "pay@acme.example",
        "client.billing_address": "=2+2", "client.po_number": "@PO-7", "invoice.number": name, "invoice.kind": "Invoice",
        "invoice.issued": date(2026, 10, 31), "invoice.due": date(2026, 11, 30), "invoice.period": "2026-10",
        "invoice.currency": "USD", "invoice.subtotal": subtotal, "invoice.tax_label": "Tax", "invoice.tax_rate": Decimal("0.08"),
        "invoice.tax": tax, "invoice.total": subtotal + tax, "invoice.rounding": "Rounded up per entry.",
        "invoice.cancels": None, "invoice.reason": None,
    }  # fmt: skip
    values |= {key.replace("__", "."): value for key, value in fields.items()}
    rows: list[Mapping[str, Value]] = [
        {
            "line.number": number, "line.date": date(2026, 10, number % 28 + 1), "line.contact": "Ann",
            "line.description": f"+Call {number}", "line.tier": "As needed", "line.minutes": 30, "line.hours": Decimal("0.50"),
            "line.rate": Decimal("125.00"), "line.amount": each,
        }
        for number, each in enumerate(amounts, 1)
    ]  # fmt: skip
    limits: list[Mapping[str, Value]] = [
        {
            "allowance.limit": f"Limit {number}",
            "allowance.allowed": 4,
            "allowance.used": number,
            "allowance.remaining": 4 - number,
        }
        for number in range(1, allowances + 1)
    ]
    return SheetCopy(name, values, rows, limits, {"Subtotal": subtotal, "Tax": tax, "Total": subtotal + tax})


def invoiced(path: Path, *copies: SheetCopy) -> Path:
    """The workbook with these invoices added in place."""
    with WorkbookFile.open(path, Saving(keep=0)) as workbook:
        workbook.save(Edits(copies=copies or [sheet_copy()]))
    return path


def office_template(path: Path) -> Path:
    """A template as an office would lay it out, written by openpyxl: lines in row 6, allowances in row 14."""
    book = openpyxl.Workbook()
    other = book.active
    assert other is not None
    other.title = "Other"
    other["A1"] = "='Invoice template'!F8"
    sheet = book.create_sheet(TEMPLATE)
    sheet.append(["{{vendor.name}}", None, None, None, "{{invoice.kind}} {{ invoice.number }}"])
    sheet.append(["{{vendor.address}}", None, None, None, "{{invoice.issued}}"])
    sheet.append(["For {{client.name}}, {{client.po_number}}", None, None, None, "Due {{invoice.due}}: {{invoice.total}}"])
    sheet.append(["{{client.billing_contact}}", "{{client.billing_address}}"])
    sheet.append(["No", "Date", "Description", "Minutes", "Rate", "Amount", "By formula", "So far"])
    sheet.append([f"{{{{line.{name}}}}}" for name in ("number", "date", "description", "minutes", "rate", "amount")])
    sheet["G6"], sheet["H6"] = "=ROUND(D6/60*E6,2)", "=SUM(F$6:F6)"
    sheet["E8"], sheet["F8"] = "Subtotal", "=SUM(F6:F7)"
    sheet["E9"], sheet["F9"], sheet["G9"] = (
        "{{invoice.tax_label}} {{invoice.tax_rate}}",
        "=ROUND(F8*G9,2)",
        "{{invoice.tax_rate}}",
    )
    sheet["E10"], sheet["F10"] = "Total", "=F8+F9"
    sheet["A11"] = "{{invoice.rounding}}"
    sheet["A13"] = "Your allowances"
    for column, name in zip("ABCD", ("limit", "allowed", "used", "remaining"), strict=True):
        sheet[f"{column}14"] = f"{{{{allowance.{name}}}}}"
    sheet["E14"] = "=B14-C14"
    sheet["A16"], sheet["B16"] = "Left in all", "=SUM(E14:E14)"
    for cell in sheet[6]:
        cell.border = Border(bottom=Side("thin"))
    sheet["A2"].alignment = Alignment(wrap_text=True)
    sheet["F10"].number_format, sheet["F10"].font = "#,##0.00", Font(bold=True)
    sheet.row_dimensions[6].height = 21
    sheet.row_dimensions[10].height = 30
    sheet.merge_cells("A11:F11")
    sheet.merge_cells("F14:H14")
    red = PatternFill("solid", bgColor="FFC7CE")
    for where, formula in (("A6:F6", "$D6>30"), ("A14:D14", "$D14=0")):
        sheet.conditional_formatting.add(where, FormulaRule(formula=[formula], fill=red))  # type: ignore[no-untyped-call] # openpyxl
    notes = DataValidation(type="list", formula1='"Paid,Open"')
    notes.add("F12")
    sheet.add_data_validation(notes)
    sheet["A17"].hyperlink = Hyperlink(ref="A17", location=f"'{TEMPLATE}'!F10", display="To the total")
    sheet.row_breaks.append(Break(id=12))
    sheet.print_area, sheet.print_title_rows = "A1:H17", "1:5"
    sheet.oddFooter.center.text, sheet.oddHeader.right.text = "{{vendor.name}} &P/&N", "{{invoice.number}}"
    sheet.column_dimensions["C"].width = 40
    sheet.freeze_panes = "A6"
    book.save(path)
    book.close()
    return path


def png(width: int = 40, height: int = 40) -> bytes:
    """A plain picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + b"\x20\x60\xa0" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def anchor(start: str, end: str, edit_as: str = "", link: str = "") -> str:
    """A picture (or a shape that shows a cell) from (row, offset) to (row, offset), rows counted from 0 as drawings do."""
    tag = "twoCellAnchor" if end else "oneCellAnchor"
    corners = [("from", 0, *start.split()), *([("to", 2, *end.split())] if end else [])]
    places = "".join(
        f"<xdr:{name}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        f"<xdr:rowOff>{offset}</xdr:rowOff></xdr:{name}>"
        for name, column, row, offset in corners
    )
    size = "" if end else '<xdr:ext cx="381000" cy="381000"/>'
    shape = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="381000" cy="381000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    picture = (
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Logo"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>{shape}</xdr:spPr></xdr:pic>'
    )
    box = (
        f'<xdr:sp macro="" textlink="{link}"><xdr:nvSpPr><xdr:cNvPr id="3" name="Box"/><xdr:cNvSpPr/></xdr:nvSpPr>'
        f"<xdr:spPr>{shape}</xdr:spPr></xdr:sp>"
    )
    kind = f' editAs="{edit_as}"' if edit_as else ""
    return f"<xdr:{tag}{kind}>{places}{size}{box if link else picture}<xdr:clientData/></xdr:{tag}>"


def drawing(*anchors: str) -> str:
    return f'<xdr:wsDr xmlns:xdr="{_DRAWING}" xmlns:a="{_A}" xmlns:r="{RELATIONSHIPS}">{"".join(anchors)}</xdr:wsDr>'


def related(kind: str, target: str, identifier: str = "rId1", mode: str = "") -> str:
    kind = kind if ":" in kind else f"{RELATIONSHIPS}/{kind}"
    return f'<Relationship Id="{identifier}" Type="{kind}" Target="{target}"{f" TargetMode={mode!r}" if mode else ""}/>'


def hand_template(
    path: Path,
    rows: str,
    *,
    before: str = "",
    after: str = "",
    links: str = "",
    more: Mapping[str, str | bytes] | None = None,
    **rest: str,
) -> Path:
    """A template of this XML on the workbook's first sheet; `links` are the sheet's relationships, `more` other parts."""
    parts: dict[str, str | bytes] = {**(more or {})}
    if links:
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(links)
    sheets = [HandSheet(TEMPLATE, rows, before=before, after=after), HandSheet("Other", "")]
    return handmade(path, *sheets, more=parts, **rest)
