"""What other people put into their workbooks: a workbook full of it drawn by openpyxl, and things on the sheet of our own log."""

from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule, DataBarRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from support.handmade import DECLARATION, MAIN, RELATIONSHIPS, parts_of, relationships, zipped
from support.invoice_book import anchor, drawing, png, related

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
MS = "http://schemas.microsoft.com/office"
X14 = f"{MS}/spreadsheetml/2009/9/main"
_XM = f"{MS}/excel/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def drawn(path: Path) -> Path:
    """Charts, a chart sheet, notes, formats that depend on conditions, validations, a table, names, links, a protected sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sales"
    sheet.append(["Region", "Sold", "Goal", "Share"])
    for number, region in enumerate(("North", "South", "East & West"), start=2):
        sheet.append([region, number * 10, 25, f"=B{number}/SUM(Deals[Sold])"])
    sheet.add_table(Table(displayName="Deals", ref="A1:D4"))
    for kind, where in ((BarChart, "F2"), (LineChart, "F18")):
        chart = kind()
        chart.add_data(Reference(sheet, min_col=2, max_col=3, min_row=1, max_row=4), titles_from_data=True)
        chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=4))
        sheet.add_chart(chart, where)
    sheet["B2"].comment = Comment("Looks low", "Ann")
    sheet["A2"].font, sheet["A2"].fill = Font(bold=True, color="FF112233"), PatternFill("solid", "FFEECC00")
    sheet["C2"].number_format = '0.0" pcs"'
    sheet["A3"].hyperlink = Hyperlink(ref="A3", target="https://vendor.example/south")
    for rule in (
        ColorScaleRule("min", None, "FFFF0000", None, None, None, "max", None, "FF00FF00"),  # type: ignore[no-untyped-call] # openpyxl
        DataBarRule("min", None, "max", None, "FF638EC6"),  # type: ignore[no-untyped-call] # openpyxl
        FormulaRule(["$B2<$C2"], fill=PatternFill(bgColor="FFFFC7CE")),  # type: ignore[no-untyped-call] # openpyxl
    ):
        sheet.conditional_formatting.add("B2:B4", rule)
    choice = DataValidation(type="list", formula1='"North,South"', showErrorMessage=True)
    choice.add("A2:A4")
    sheet.add_data_validation(choice)
    other = book.create_sheet("Log")  # a name that ours has, too
    other["A1"], other["A2"], other["B1"] = "Kept by hand", 12, "='Log'!A2*2+Sales!B2"
    other.protection.sheet = True
    other.merge_cells("C1:D2")
    other.sheet_state = "hidden"
    other.oddHeader.center.text = "Ours &P"
    other.print_area = "A1:D9"
    book.defined_names["Goal"] = DefinedName("Goal", attr_text="Sales!$C$2")
    plain = BarChart()
    plain.add_data(Reference(sheet, min_col=2, min_row=2, max_row=4))
    book.create_chartsheet("Picture").add_chart(plain)
    book.save(path)
    book.close()
    return path


def vml(*shapes: str) -> str:
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel">{"".join(shapes)}</xml>'
    )


def button(number: int, macro: str) -> str:
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t201" style="position:absolute;width:90pt;height:30pt" o:button="t">'
        f'<v:textbox><div><font face="Calibri" size="220">Run</font></div></v:textbox><x:ClientData ObjectType="Button">'
        f"<x:Anchor>1, 0, 1, 0, 3, 0, 3, 0</x:Anchor><x:FmlaMacro>{macro}</x:FmlaMacro></x:ClientData></v:shape>"
    )


def note(number: int, row_: int, column: int) -> str:
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden"><v:textbox/>'
        f'<x:ClientData ObjectType="Note"><x:Anchor>1, 0, 1, 0, 3, 0, 3, 0</x:Anchor><x:Row>{row_}</x:Row>'
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def comments(cell: str, text: str) -> str:
    return (
        f'{DECLARATION}<comments xmlns="{MAIN}"><authors><author>tc={{0A}}</author></authors><commentList>'
        f'<comment ref="{cell}" authorId="0"><text><t>{text}</t></text></comment></commentList></comments>'
    )


def extensions(area: str, source: str, cell: str) -> str:
    """Sparklines and a conditional format of Excel 2010, which stand in a sheet's extension list."""
    return (
        f'<extLst><ext xmlns:x14="{X14}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}"><x14:conditionalFormattings>'
        f'<x14:conditionalFormatting xmlns:xm="{_XM}"><x14:cfRule type="dataBar" id="{{0B}}"><x14:dataBar><x14:cfvo '
        'type="autoMin"/><x14:cfvo type="autoMax"/><x14:negativeFillColor rgb="FFFF0000"/><x14:axisColor rgb="FF000000"/>'
        f"</x14:dataBar></x14:cfRule><xm:sqref>{area}</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
        f'<ext xmlns:x14="{X14}" uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}"><x14:sparklineGroups xmlns:xm="{_XM}">'
        f'<x14:sparklineGroup type="column"><x14:colorSeries rgb="FF376092"/><x14:sparklines><x14:sparkline><xm:f>{source}</xm:f>'
        f"<xm:sqref>{cell}</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
    )


_CORNERS = "".join(
    f"<{corner}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row_}</xdr:row><xdr:rowOff>0</xdr:rowOff></{corner}>"
    for corner, column, row_ in (("from", 1, 1), ("to", 3, 3))
)
CONTROLS = (
    f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice xmlns:x14="{X14}" Requires="x14"><controls><control shapeId="1025" '
    'r:id="rControl" name="Button 1"><controlPr defaultSize="0" print="0" macro="[0]!Run">'
    f'<anchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">{_CORNERS}</anchor>'
    "</controlPr></control></controls></mc:Choice></mc:AlternateContent>"
)


def decorate_log(book: Path, sheet: str, row_: int) -> None:
    """Put a note, a button, a picture, sparklines, a data bar and a formula of other people onto the sheet of our log itself.

    The note is on column B of a row of the log; the rest stands to the right of it and spans its Minutes, which people type.
    """
    content = parts_of(book)
    rels = f"{Path(sheet).parent}/_rels/{Path(sheet).name}.rels"
    ours = content[rels].decode()
    links = [
        related("drawing", "/xl/drawings/log.xml", "rDrawn"),
        related("vmlDrawing", "/xl/drawings/log.vml", "rVml"),
        related("comments", "/xl/log-comments.xml", "rComments"),
        related("ctrlProp", "/xl/ctrlProps/log.xml", "rControl"),
    ]
    content[rels] = ours.replace("</Relationships>", "".join(links) + "</Relationships>").encode()
    text = content[sheet].decode()
    declared = text.replace("<worksheet ", f'<worksheet xmlns:r="{RELATIONSHIPS}" ', 1) if "xmlns:r=" not in text[:400] else text
    before, mark, after = declared.partition("<tableParts")
    assert mark
    drawn_ = f'<drawing r:id="rDrawn"/><legacyDrawing r:id="rVml"/>{CONTROLS}'
    minutes = f"G{row_}:G{row_ + 20}"
    whole = before + drawn_ + mark + after.replace("</worksheet>", extensions(minutes, f"Log!{minutes}", "AC1") + "</worksheet>")
    formula = f'<c r="AB{row_}"><f>SUM({minutes})</f><v>0</v></c>'
    at = whole.index("</row>", whole.index(f'<row r="{row_}"'))
    content[sheet] = (whole[:at] + formula + whole[at:]).encode()
    content["xl/drawings/log.xml"] = drawing(anchor("2 0", "6 0")).encode()
    content["xl/drawings/_rels/log.xml.rels"] = relationships(related("image", "../media/log.png")).encode()
    content["xl/media/log.png"] = png()
    content["xl/drawings/log.vml"] = vml(note(3073, row_ - 1, 1), button(1025, "[0]!Run")).encode()
    content["xl/log-comments.xml"] = comments(f"B{row_}", "Ask Ann").encode()
    content["xl/ctrlProps/log.xml"] = f'{DECLARATION}<formControlPr xmlns="{X14}" objectType="Button"/>'.encode()
    types = {
        "xl/drawings/log.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
        "xl/drawings/log.vml": "application/vnd.openxmlformats-officedocument.vmlDrawing",
        "xl/log-comments.xml": f"{SHEET}comments+xml",
        "xl/ctrlProps/log.xml": "application/vnd.ms-excel.controlproperties+xml",
        "xl/media/log.png": "image/png",
    }
    listed = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in types.items())
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(b"</Types>", listed.encode() + b"</Types>")
    zipped(book, content)
