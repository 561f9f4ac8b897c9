# ruff: noqa: E501 - one part's XML stands on one line, however long
"""A workbook full of what openpyxl cannot write: macros, pivots, slicers, controls, threaded comments, queries, add-ins."""

from pathlib import Path

from support.donors import CONTROLS, MS, SHEET, X14, button, comments, extensions, note, vml
from support.handmade import (
    DECLARATION,
    MAIN,
    RELATIONSHIPS,
    HandSheet,
    handmade,
    number_cell,
    parts_of,
    relationships,
    row,
    zipped,
)
from support.invoice_book import anchor, drawing, png, related

MACROS = bytes(range(256)) * 8
_PIVOT_FIELDS = (
    '<pivotField axis="axisRow" showAll="0"><items count="3"><item x="0"/><item x="1"/><item t="default"/></items></pivotField>'
)


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
                      f'<extLst><ext xmlns:x14="{X14}" uri="{{A8765BA9-456A-4dab-B4F3-ACF838C121DE}}"><x14:slicerList>'
                      '<x14:slicer r:id="rSlicer"/></x14:slicerList></ext></extLst>')),
        HandSheet("Panel", row(1, number_cell("A1", 46000, "2")), before='<sheetPr codeName="Panel"/>',
                  after='<pageSetup orientation="landscape" r:id="rPrinter"/><drawing r:id="rDrawing"/>'
                        f'<legacyDrawing r:id="rVml"/>{CONTROLS}'),
        HandSheet("Talk", row(1, number_cell("A1", 1), number_cell("B1", 5)) + row(2, number_cell("A2", 2)),
                  before='<sheetPr codeName="Talk"/>',
                  after='<sheetProtection sheet="1" objects="1"/><protectedRanges><protectedRange sqref="B1" name="Free"/>'
                        f'</protectedRanges><legacyDrawing r:id="rVml"/>{extensions("A1:A2", "Talk!A1:A2", "C1")}'),
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
        "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relationships(
            related("pivotCacheRecords", "pivotCacheRecords1.xml")
        ),
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
        "xl/slicers/slicer1.xml": f'{DECLARATION}<slicers xmlns="{X14}"><slicer name="Region" cache="Slicer_Region" rowHeight="241300"/>'
        "</slicers>",
        "xl/slicerCaches/slicerCache1.xml": f'{DECLARATION}<slicerCacheDefinition xmlns="{X14}" name="Slicer_Region" sourceName="Region">'
        '<pivotTables><pivotTable tabId="2" name="Sums"/></pivotTables><data><tabular pivotCacheId="7"><items count="2"><i x="0" s="1"/>'
        '<i x="1" s="1"/></items></tabular></data></slicerCacheDefinition>',
        "xl/drawings/drawing1.xml": drawing(anchor("1 0", "4 0", link="$A$4")),
        "xl/drawings/drawing2.xml": drawing(anchor("2 0", "6 0")),
        "xl/drawings/_rels/drawing2.xml.rels": relationships(related("image", "../media/image1.png")),
        "xl/media/image1.png": png(),
        "xl/drawings/vmlDrawing1.vml": vml(button(1025, "[0]!Run")),
        "xl/drawings/vmlDrawing2.vml": vml(note(2049, 0, 0)),
        "xl/ctrlProps/ctrlProp1.xml": f'{DECLARATION}<formControlPr xmlns="{X14}" objectType="Button" lockText="1"/>',
        "xl/printerSettings/printerSettings1.bin": b"\x00printer\xff" * 20,
        "xl/comments1.xml": comments("A1", "[Threaded comment] Is this right?"),
        "xl/threadedComments/threadedComment1.xml": f'{DECLARATION}<ThreadedComments xmlns="{MS}/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="A1" dT="2026-10-01T10:00:00.00" personId="{0C}" id="{0A}"><text>Is this right?</text></threadedComment>'
        '<threadedComment ref="A1" dT="2026-10-01T11:00:00.00" personId="{0C}" id="{0D}" parentId="{0A}"><text>Yes.</text>'
        "</threadedComment></ThreadedComments>",
        "xl/persons/person.xml": f'{DECLARATION}<personList xmlns="{MS}/spreadsheetml/2018/threadedcomments"><person displayName="Ann" '
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
        "customUI/customUI14.xml": f'<customUI xmlns="{MS}/2009/07/customui"><ribbon/></customUI>',
        "xl/webextensions/taskpanes.xml": f'<wetp:taskpanes xmlns:wetp="{MS}/webextensions/taskpanes/2010/11"><wetp:taskpane row="4">'
        f'<wetp:webextensionref xmlns:r="{RELATIONSHIPS}" r:id="rId1"/></wetp:taskpane></wetp:taskpanes>',
        "xl/webextensions/_rels/taskpanes.xml.rels": relationships(
            related(f"{MS}/2011/relationships/webextension", "webextension1.xml")
        ),
        "xl/webextensions/webextension1.xml": f'<we:webextension xmlns:we="{MS}/webextensions/webextension/2010/11" id="{{0F}}"/>',
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(related("table", "../tables/table1.xml", "rTable")),
        "xl/worksheets/_rels/sheet2.xml.rels": relationships(
            related("pivotTable", "../pivotTables/pivotTable1.xml"),
            related("drawing", "../drawings/drawing1.xml", "rDrawing"),
            related(f"{MS}/2007/relationships/slicer", "../slicers/slicer1.xml", "rSlicer"),
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
            related(f"{MS}/2017/10/relationships/threadedComment", "../threadedComments/threadedComment1.xml", "rThread"),
        ),
        "_rels/.rels": relationships(
            related("officeDocument", "xl/workbook.xml"),
            related("custom-properties", "docProps/custom.xml", "rId2"),
            related(f"{MS}/2007/relationships/ui/extensibility", "customUI/customUI14.xml", "rId3"),
            related(f"{MS}/2011/relationships/webextensiontaskpanes", "xl/webextensions/taskpanes.xml", "rId4"),
        ),
    }
    workbook = (
        '<externalReferences><externalReference r:id="rLink"/></externalReferences><definedNames>'
        '<definedName name="_xlnm.Print_Area" localSheetId="0">Facts!$A$1:$B$4</definedName>'
        '<definedName name="Slicer_Region">#N/A</definedName></definedNames>'
        '<calcPr calcId="191029"/><pivotCaches><pivotCache cacheId="7" r:id="rCache"/></pivotCaches>'
        f'<extLst><ext xmlns:x14="{X14}" uri="{{BBE1A952-AA13-448e-AADC-164F8A28A991}}"><x14:slicerCaches>'
        '<x14:slicerCache r:id="rSlicer"/></x14:slicerCaches></ext></extLst>'
    )
    links = (
        related(f"{MS}/2006/relationships/vbaProject", "vbaProject.bin", "rMacros"),
        related("connections", "connections.xml", "rConnections"),
        related("pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml", "rCache"),
        related(f"{MS}/2007/relationships/slicerCache", "slicerCaches/slicerCache1.xml", "rSlicer"),
        related(f"{MS}/2017/10/relationships/person", "persons/person.xml", "rPersons"),
        related("externalLink", "externalLinks/externalLink1.xml", "rLink"),
        related("calcChain", "calcChain.xml", "rChain"),
        related("customXml", "../customXml/item1.xml", "rCustom"),
    )
    strings = _strings("Region", "Sold", "North", "South", "Sum of Sold")
    handmade(path, *sheets, strings=strings, workbook=workbook, more=more, workbook_relationships="".join(links), types=_types())
    content = parts_of(path)
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(
        f"{SHEET}sheet.main+xml".encode(), b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    return zipped(path, content)


def _types() -> str:
    ms, office = "application/vnd.ms-excel.", "application/vnd.openxmlformats-officedocument."
    parts = {
        "xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
        "xl/tables/table1.xml": f"{SHEET}table+xml",
        "xl/queryTables/queryTable1.xml": f"{SHEET}queryTable+xml",
        "xl/connections.xml": f"{SHEET}connections+xml",
        "xl/pivotCache/pivotCacheDefinition1.xml": f"{SHEET}pivotCacheDefinition+xml",
        "xl/pivotCache/pivotCacheRecords1.xml": f"{SHEET}pivotCacheRecords+xml",
        "xl/pivotTables/pivotTable1.xml": f"{SHEET}pivotTable+xml",
        "xl/slicers/slicer1.xml": f"{ms}slicer+xml",
        "xl/slicerCaches/slicerCache1.xml": f"{ms}slicerCache+xml",
        "xl/drawings/drawing1.xml": f"{office}drawing+xml",
        "xl/drawings/drawing2.xml": f"{office}drawing+xml",
        "xl/ctrlProps/ctrlProp1.xml": f"{ms}controlproperties+xml",
        "xl/comments1.xml": f"{SHEET}comments+xml",
        "xl/threadedComments/threadedComment1.xml": f"{ms}threadedcomments+xml",
        "xl/persons/person.xml": f"{ms}person+xml",
        "xl/externalLinks/externalLink1.xml": f"{SHEET}externalLink+xml",
        "xl/calcChain.xml": f"{SHEET}calcChain+xml",
        "customXml/itemProps1.xml": f"{office}customXmlProperties+xml",
        "docProps/custom.xml": f"{office}custom-properties+xml",
        "xl/webextensions/taskpanes.xml": "application/vnd.ms-office.webextensiontaskpanes+xml",
        "xl/webextensions/webextension1.xml": "application/vnd.ms-office.webextension+xml",
    }
    defaults = {
        "bin": f"{SHEET}printerSettings", "vml": f"{office}vmlDrawing", "png": "image/png",
    }  # fmt: skip
    return "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in defaults.items()) + "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in parts.items()
    )
