"""Workbooks full of what other people put into theirs: drawn by openpyxl, and written by hand what openpyxl cannot write."""

import zipfile
from pathlib import Path

import openpyxl
from handmade import DECLARATION, MAIN, RELATIONSHIPS, HandSheet, handmade, number_cell, parts_of, relationships, row, zipped
from invoicebook import anchor, drawing, png, related
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule, DataBarRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MS = "http://schemas.microsoft.com/office"
_X14 = f"{_MS}/spreadsheetml/2009/9/main"
_XM = f"{_MS}/excel/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MACROS = bytes(range(256)) * 8


def drawn(path: Path) -> Path:
    """Charts, a chart sheet, notes, formats that depend on conditions, validations, a table, names, links, a protected sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
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


def _vml(*shapes: str) -> str:
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel">{"".join(shapes)}</xml>'
    )


def _button(number: int, macro: str) -> str:
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t201" style="position:absolute;width:90pt;height:30pt" o:button="t">'
        f'<v:textbox><div><font face="Calibri" size="220">Run</font></div></v:textbox><x:ClientData ObjectType="Button">'
        f"<x:Anchor>1, 0, 1, 0, 3, 0, 3, 0</x:Anchor><x:FmlaMacro>{macro}</x:FmlaMacro></x:ClientData></v:shape>"
    )


def _note(number: int, row_: int, column: int) -> str:
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden"><v:textbox/>'
        f'<x:ClientData ObjectType="Note"><x:Anchor>1, 0, 1, 0, 3, 0, 3, 0</x:Anchor><x:Row>{row_}</x:Row>'
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def _comments(cell: str, text: str) -> str:
    return (
        f'{DECLARATION}<comments xmlns="{MAIN}"><authors><author>tc={{0A}}</author></authors><commentList>'
        f'<comment ref="{cell}" authorId="0"><text><t>{text}</t></text></comment></commentList></comments>'
    )


def _extensions(area: str, source: str, cell: str) -> str:
    """Sparklines and a conditional format of Excel 2010, which stand in a sheet's extension list."""
    return (
        f'<extLst><ext xmlns:x14="{_X14}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}"><x14:conditionalFormattings>'
        f'<x14:conditionalFormatting xmlns:xm="{_XM}"><x14:cfRule type="dataBar" id="{{0B}}"><x14:dataBar><x14:cfvo '
        'type="autoMin"/><x14:cfvo type="autoMax"/><x14:negativeFillColor rgb="FFFF0000"/><x14:axisColor rgb="FF000000"/>'
        f"</x14:dataBar></x14:cfRule><xm:sqref>{area}</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
        f'<ext xmlns:x14="{_X14}" uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}"><x14:sparklineGroups xmlns:xm="{_XM}">'
        f'<x14:sparklineGroup type="column"><x14:colorSeries rgb="FF376092"/><x14:sparklines><x14:sparkline><xm:f>{source}</xm:f>'
        f"<xm:sqref>{cell}</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
    )


_CORNERS = "".join(
    f'<{corner}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row_}</xdr:row><xdr:rowOff>0</xdr:rowOff></{corner}>'
    for corner, column, row_ in (("from", 1, 1), ("to", 3, 3))
)
_CONTROLS = (
    f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice xmlns:x14="{_X14}" Requires="x14"><controls><control shapeId="1025" '
    'r:id="rControl" name="Button 1"><controlPr defaultSize="0" print="0" macro="[0]!Run">'
    f'<anchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">{_CORNERS}</anchor>'
    "</controlPr></control></controls></mc:Choice></mc:AlternateContent>"
)
_PIVOT_FIELDS = '<pivotField axis="axisRow" showAll="0"><items count="3"><item x="0"/><item x="1"/><item t="default"/></items></pivotField>'


def _strings(*texts: str) -> str:
    return "".join(f"<si><t>{text}</t></si>" for text in texts)


def _shared(address: str, number: int) -> str:
    return f'<c r="{address}" t="s"><v>{number}</v></c>'


def handwritten(path: Path) -> Path:
    """An .xlsm with macros, a pivot table and its slicer, a button, threaded comments, sparklines, queries and an add-in."""
    data = "".join(
        row(each, _shared(f"A{each}", text), number_cell(f"B{each}", value, "3"))
        for each, (text, value) in enumerate(((2, 10), (3, 20.5)), start=2)
    )
    sheets = [
        HandSheet("Facts", row(1, _shared("A1", 0), _shared("B1", 1)) + data + row(4, '<c r="B4"><f>SUM(B2:B3)</f><v>30.5</v></c>'),
                  after='<tableParts count="1"><tablePart r:id="rTable"/></tableParts>'),
        HandSheet("Pivot", row(3, _shared("A3", 0), _shared("B3", 4)) + row(4, _shared("A4", 2), number_cell("B4", 10)),
                  after='<drawing r:id="rDrawing"/>' + (
                      f'<extLst><ext xmlns:x14="{_X14}" uri="{{A8765BA9-456A-4dab-B4F3-ACF838C121DE}}"><x14:slicerList>'
                      '<x14:slicer r:id="rSlicer"/></x14:slicerList></ext></extLst>')),
        HandSheet("Panel", row(1, number_cell("A1", 46000, "2")), before='<sheetPr codeName="Panel"/>',
                  after='<pageSetup orientation="landscape" r:id="rPrinter"/><drawing r:id="rDrawing"/>'
                        f'<legacyDrawing r:id="rVml"/>{_CONTROLS}'),
        HandSheet("Talk", row(1, number_cell("A1", 1), number_cell("B1", 5)) + row(2, number_cell("A2", 2)),
                  before='<sheetPr codeName="Talk"/>',
                  after='<sheetProtection sheet="1" objects="1"/><protectedRanges><protectedRange sqref="B1" name="Free"/>'
                        f'</protectedRanges><legacyDrawing r:id="rVml"/>{_extensions("A1:A2", "Talk!A1:A2", "C1")}'),
    ]  # fmt: skip
    more: dict[str, str | bytes] = {
        "xl/vbaProject.bin": MACROS,
        "xl/tables/table1.xml": f'{DECLARATION}<table xmlns="{MAIN}" id="1" name="Facts_query" displayName="Facts_query" ref="A1:B3" '
        'tableType="queryTable"><autoFilter ref="A1:B3"/><tableColumns count="2"><tableColumn id="1" name="Region" queryTableFieldId="1"/>'
        '<tableColumn id="2" name="Sold" queryTableFieldId="2"/></tableColumns></table>',
        "xl/tables/_rels/table1.xml.rels": relationships(related("queryTable", "../queryTables/queryTable1.xml")),
        "xl/queryTables/queryTable1.xml": f'{DECLARATION}<queryTable xmlns="{MAIN}" name="Facts" connectionId="1"><queryTableRefresh '
        'nextId="3"><queryTableFields count="2"><queryTableField id="1" name="Region" tableColumnId="1"/><queryTableField id="2" '
        'name="Sold" tableColumnId="2"/></queryTableFields></queryTableRefresh></queryTable>',
        "xl/connections.xml": f'{DECLARATION}<connections xmlns="{MAIN}"><connection id="1" name="Query - Facts" type="5" '
        'refreshedVersion="6"><dbPr connection="Provider=Microsoft.Mashup.OleDb.1;Location=Facts" command="SELECT * FROM [Facts]"/>'
        "</connection></connections>",
        "xl/pivotCache/pivotCacheDefinition1.xml": f'{DECLARATION}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}" '
        'r:id="rId1" recordCount="2"><cacheSource type="worksheet"><worksheetSource ref="A1:B3" sheet="Facts"/></cacheSource>'
        '<cacheFields count="2"><cacheField name="Region"><sharedItems count="2"><s v="North"/><s v="South"/></sharedItems></cacheField>'
        '<cacheField name="Sold"><sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1" minValue="10" '
        'maxValue="20.5"/></cacheField></cacheFields></pivotCacheDefinition>',
        "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relationships(related("pivotCacheRecords", "pivotCacheRecords1.xml")),
        "xl/pivotCache/pivotCacheRecords1.xml": f'{DECLARATION}<pivotCacheRecords xmlns="{MAIN}" count="2"><r><x v="0"/><n v="10"/></r>'
        '<r><x v="1"/><n v="20.5"/></r></pivotCacheRecords>',
        "xl/pivotTables/pivotTable1.xml": f'{DECLARATION}<pivotTableDefinition xmlns="{MAIN}" name="Sums" cacheId="7" dataCaption="Values">'
        '<location ref="A3:B5" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2">'
        f'{_PIVOT_FIELDS}<pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1"><field x="0"/></rowFields>'
        '<rowItems count="2"><i><x/></i><i><x v="1"/></i></rowItems><colItems count="1"><i/></colItems>'
        '<dataFields count="1"><dataField name="Sum of Sold" fld="1"/></dataFields></pivotTableDefinition>',
        "xl/pivotTables/_rels/pivotTable1.xml.rels": relationships(
            related("pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
        ),
        "xl/slicers/slicer1.xml": f'{DECLARATION}<slicers xmlns="{_X14}"><slicer name="Region" cache="Slicer_Region" rowHeight="241300"/>'
        "</slicers>",
        "xl/slicerCaches/slicerCache1.xml": f'{DECLARATION}<slicerCacheDefinition xmlns="{_X14}" name="Slicer_Region" sourceName="Region">'
        '<pivotTables><pivotTable tabId="2" name="Sums"/></pivotTables><data><tabular pivotCacheId="7"><items count="2"><i x="0" s="1"/>'
        '<i x="1" s="1"/></items></tabular></data></slicerCacheDefinition>',
        "xl/drawings/drawing1.xml": drawing(anchor("1 0", "4 0", link="$A$4")),
        "xl/drawings/drawing2.xml": drawing(anchor("2 0", "6 0")),
        "xl/drawings/_rels/drawing2.xml.rels": relationships(related("image", "../media/image1.png")),
        "xl/media/image1.png": png(),
        "xl/drawings/vmlDrawing1.vml": _vml(_button(1025, "[0]!Run")),
        "xl/drawings/vmlDrawing2.vml": _vml(_note(2049, 0, 0)),
        "xl/ctrlProps/ctrlProp1.xml": f'{DECLARATION}<formControlPr xmlns="{_X14}" objectType="Button" lockText="1"/>',
        "xl/printerSettings/printerSettings1.bin": b"\x00printer\xff" * 20,
        "xl/comments1.xml": _comments("A1", "[Threaded comment] Is this right?"),
        "xl/threadedComments/threadedComment1.xml": f'{DECLARATION}<ThreadedComments xmlns="{_MS}/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="A1" dT="2026-10-01T10:00:00.00" personId="{0C}" id="{0A}"><text>Is this right?</text></threadedComment>'
        '<threadedComment ref="A1" dT="2026-10-01T11:00:00.00" personId="{0C}" id="{0D}" parentId="{0A}"><text>Yes.</text>'
        "</threadedComment></ThreadedComments>",
        "xl/persons/person.xml": f'{DECLARATION}<personList xmlns="{_MS}/spreadsheetml/2018/threadedcomments"><person displayName="Ann" '
        'id="{0C}" userId="ann" providerId="None"/></personList>',
        "xl/externalLinks/externalLink1.xml": f'{DECLARATION}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{RELATIONSHIPS}" '
        'r:id="rId1"><sheetNames><sheetName val="Prices"/></sheetNames></externalBook></externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": relationships(
            related("externalLinkPath", "prices.xlsx").replace("/>", ' TargetMode="External"/>')
        ),
        "xl/calcChain.xml": f'{DECLARATION}<calcChain xmlns="{MAIN}"><c r="B4" i="1"/></calcChain>',
        "customXml/item1.xml": '<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAA</DataMashup>',
        "customXml/itemProps1.xml": '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
        'ds:itemID="{0E}"/>',
        "customXml/_rels/item1.xml.rels": relationships(related("customXmlProps", "itemProps1.xml")),
        "docProps/custom.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
        "customUI/customUI14.xml": f'<customUI xmlns="{_MS}/2009/07/customui"><ribbon/></customUI>',
        "xl/webextensions/taskpanes.xml": f'<wetp:taskpanes xmlns:wetp="{_MS}/webextensions/taskpanes/2010/11"><wetp:taskpane row="4">'
        f'<wetp:webextensionref xmlns:r="{RELATIONSHIPS}" r:id="rId1"/></wetp:taskpane></wetp:taskpanes>',
        "xl/webextensions/_rels/taskpanes.xml.rels": relationships(
            related(f"{_MS}/2011/relationships/webextension", "webextension1.xml")
        ),
        "xl/webextensions/webextension1.xml": f'<we:webextension xmlns:we="{_MS}/webextensions/webextension/2010/11" id="{{0F}}"/>',
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(related("table", "../tables/table1.xml", "rTable")),
        "xl/worksheets/_rels/sheet2.xml.rels": relationships(
            related("pivotTable", "../pivotTables/pivotTable1.xml"),
            related("drawing", "../drawings/drawing1.xml", "rDrawing"),
            related(f"{_MS}/2007/relationships/slicer", "../slicers/slicer1.xml", "rSlicer"),
        ),
        "xl/worksheets/_rels/sheet3.xml.rels": relationships(
            related("printerSettings", "../printerSettings/printerSettings1.bin", "rPrinter"),
            related("drawing", "../drawings/drawing2.xml", "rDrawing"),
            related("vmlDrawing", "../drawings/vmlDrawing1.vml", "rVml"),
            related("ctrlProp", "../ctrlProps/ctrlProp1.xml", "rControl"),
        ),
        "xl/worksheets/_rels/sheet4.xml.rels": relationships(
            related("vmlDrawing", "../drawings/vmlDrawing2.vml", "rVml"),
            related("comments", "../comments1.xml", "rComments"),
            related(f"{_MS}/2017/10/relationships/threadedComment", "../threadedComments/threadedComment1.xml", "rThread"),
        ),
        "_rels/.rels": relationships(
            related("officeDocument", "xl/workbook.xml"),
            related("custom-properties", "docProps/custom.xml", "rId2"),
            related(f"{_MS}/2007/relationships/ui/extensibility", "customUI/customUI14.xml", "rId3"),
            related(f"{_MS}/2011/relationships/webextensiontaskpanes", "xl/webextensions/taskpanes.xml", "rId4"),
        ),
    }
    workbook = (
        '<externalReferences><externalReference r:id="rLink"/></externalReferences><definedNames>'
        '<definedName name="_xlnm.Print_Area" localSheetId="0">Facts!$A$1:$B$4</definedName>'
        '<definedName name="Slicer_Region">#N/A</definedName></definedNames>'
        '<calcPr calcId="191029"/><pivotCaches><pivotCache cacheId="7" r:id="rCache"/></pivotCaches>'
        f'<extLst><ext xmlns:x14="{_X14}" uri="{{BBE1A952-AA13-448e-AADC-164F8A28A991}}"><x14:slicerCaches>'
        '<x14:slicerCache r:id="rSlicer"/></x14:slicerCaches></ext></extLst>'
    )
    links = (
        related(f"{_MS}/2006/relationships/vbaProject", "vbaProject.bin", "rMacros"),
        related("connections", "connections.xml", "rConnections"),
        related("pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml", "rCache"),
        related(f"{_MS}/2007/relationships/slicerCache", "slicerCaches/slicerCache1.xml", "rSlicer"),
        related(f"{_MS}/2017/10/relationships/person", "persons/person.xml", "rPersons"),
        related("externalLink", "externalLinks/externalLink1.xml", "rLink"),
        related("calcChain", "calcChain.xml", "rChain"),
        related("customXml", "../customXml/item1.xml", "rCustom"),
    )
    strings = _strings("Region", "Sold", "North", "South", "Sum of Sold")
    handmade(path, *sheets, strings=strings, workbook=workbook, more=more, workbook_relationships="".join(links), types=_types())
    content = parts_of(path)
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(
        f"{_SHEET}sheet.main+xml".encode(), b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    return zipped(path, content)  # type: ignore[arg-type] # bytes are among what it takes


def _types() -> str:
    ms, office = "application/vnd.ms-excel.", "application/vnd.openxmlformats-officedocument."
    parts = {
        "xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
        "xl/tables/table1.xml": f"{_SHEET}table+xml",
        "xl/queryTables/queryTable1.xml": f"{_SHEET}queryTable+xml",
        "xl/connections.xml": f"{_SHEET}connections+xml",
        "xl/pivotCache/pivotCacheDefinition1.xml": f"{_SHEET}pivotCacheDefinition+xml",
        "xl/pivotCache/pivotCacheRecords1.xml": f"{_SHEET}pivotCacheRecords+xml",
        "xl/pivotTables/pivotTable1.xml": f"{_SHEET}pivotTable+xml",
        "xl/slicers/slicer1.xml": f"{ms}slicer+xml",
        "xl/slicerCaches/slicerCache1.xml": f"{ms}slicerCache+xml",
        "xl/drawings/drawing1.xml": f"{office}drawing+xml",
        "xl/drawings/drawing2.xml": f"{office}drawing+xml",
        "xl/ctrlProps/ctrlProp1.xml": f"{ms}controlproperties+xml",
        "xl/comments1.xml": f"{_SHEET}comments+xml",
        "xl/threadedComments/threadedComment1.xml": f"{ms}threadedcomments+xml",
        "xl/persons/person.xml": f"{ms}person+xml",
        "xl/externalLinks/externalLink1.xml": f"{_SHEET}externalLink+xml",
        "xl/calcChain.xml": f"{_SHEET}calcChain+xml",
        "customXml/itemProps1.xml": f"{office}customXmlProperties+xml",
        "docProps/custom.xml": f"{office}custom-properties+xml",
        "xl/webextensions/taskpanes.xml": "application/vnd.ms-office.webextensiontaskpanes+xml",
        "xl/webextensions/webextension1.xml": "application/vnd.ms-office.webextension+xml",
    }
    defaults = {
        "bin": f"{_SHEET}printerSettings", "vml": f"{office}vmlDrawing", "png": "image/png",
    }  # fmt: skip
    return "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in defaults.items()) + "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in parts.items()
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
    drawn_ = f'<drawing r:id="rDrawn"/><legacyDrawing r:id="rVml"/>{_CONTROLS}'
    minutes = f"G{row_}:G{row_ + 20}"
    whole = before + drawn_ + mark + after.replace("</worksheet>", _extensions(minutes, f"Log!{minutes}", "AC1") + "</worksheet>")
    formula = f'<c r="AB{row_}"><f>SUM({minutes})</f><v>0</v></c>'
    at = whole.index("</row>", whole.index(f'<row r="{row_}"'))
    content[sheet] = (whole[:at] + formula + whole[at:]).encode()
    content["xl/drawings/log.xml"] = drawing(anchor("2 0", "6 0")).encode()
    content["xl/drawings/_rels/log.xml.rels"] = relationships(related("image", "../media/log.png")).encode()
    content["xl/media/log.png"] = png()
    content["xl/drawings/log.vml"] = _vml(_note(3073, row_ - 1, 1), _button(1025, "[0]!Run")).encode()
    content["xl/log-comments.xml"] = _comments(f"B{row_}", "Ask Ann").encode()
    content["xl/ctrlProps/log.xml"] = f'{DECLARATION}<formControlPr xmlns="{_X14}" objectType="Button"/>'.encode()
    types = {
        "xl/drawings/log.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
        "xl/drawings/log.vml": "application/vnd.openxmlformats-officedocument.vmlDrawing",
        "xl/log-comments.xml": f"{_SHEET}comments+xml",
        "xl/ctrlProps/log.xml": "application/vnd.ms-excel.controlproperties+xml",
        "xl/media/log.png": "image/png",
    }
    listed = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in types.items())
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(b"</Types>", listed.encode() + b"</Types>")
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
