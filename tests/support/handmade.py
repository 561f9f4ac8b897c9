"""Workbooks written part by part, for XML that no library would write."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_PLAIN_STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="1" borderId="0" xfId="0" applyFill="1"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class HandTable(NamedTuple):
    """A table part: its name, reference, columns, and more inside or on its element."""

    name: str
    ref: str
    columns: Sequence[str]
    attributes: str = ""
    column_xml: Mapping[str, str] = {}


class HandSheet(NamedTuple):
    """A sheet: its rows' XML, what follows and precedes them, its tables, its other parts by relationship kind."""

    name: str
    rows: str
    tables: Sequence[HandTable] = ()
    before: str = ""
    after: str = ""
    whole: str = ""


def text_cell(address: str, text: str, style: str = "") -> str:
    attribute = f' s="{style}"' if style else ""
    return f'<c r="{address}"{attribute} t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def number_cell(address: str, number: object, style: str = "") -> str:
    attribute = f' s="{style}"' if style else ""
    return f'<c r="{address}"{attribute}><v>{number}</v></c>'


def row(number: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'


def texts(number: int, *values: str, first: str = "A") -> str:
    """A row of texts from a column on."""
    return row(number, *(text_cell(f"{chr(ord(first) + index)}{number}", value) for index, value in enumerate(values)))


def handmade(
    path: Path,
    *sheets: HandSheet,
    strings: str = "",
    styles: str = _PLAIN_STYLES,
    workbook: str = "",
    more: Mapping[str, str | bytes] | None = None,
    workbook_relationships: str = "",
    types: str = "",
) -> Path:
    """Write a workbook of these sheets; `workbook` is what follows its sheets, `more` any other parts."""
    parts: dict[str, str | bytes] = {}
    overrides = [("/xl/workbook.xml", _OFFICE + "sheet.main+xml"), ("/xl/styles.xml", _OFFICE + "styles+xml")]
    listed, related, table_number = [], [], 0
    for number, sheet in enumerate(sheets, 1):
        name = f"xl/worksheets/sheet{number}.xml"
        overrides.append((f"/{name}", _OFFICE + "worksheet+xml"))
        listed.append(f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>')
        related.append(f'<Relationship Id="rId{number}" Type="{RELATIONSHIPS}/worksheet" Target="worksheets/sheet{number}.xml"/>')
        tables = ""
        links = []
        for table in sheet.tables:
            table_number += 1
            part = f"xl/tables/table{table_number}.xml"
            parts[part] = table_xml(table, table_number)
            overrides.append((f"/{part}", _OFFICE + "table+xml"))
            links.append(
                f'<Relationship Id="rId{table_number}" Type="{RELATIONSHIPS}/table" Target="../tables/table{table_number}.xml"/>'
            )
            tables += f'<tablePart r:id="rId{table_number}"/>'
        if links:
            parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = relationships(*links)
            tables = f'<tableParts count="{len(links)}">{tables}</tableParts>'
        parts[name] = sheet.whole or (
            f'{DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">{sheet.before}'
            f"<sheetData>{sheet.rows}</sheetData>{sheet.after}{tables}</worksheet>"
        )
    related.append(f'<Relationship Id="rId90" Type="{RELATIONSHIPS}/styles" Target="styles.xml"/>')
    parts["xl/styles.xml"] = styles
    if strings:
        related.append(f'<Relationship Id="rId91" Type="{RELATIONSHIPS}/sharedStrings" Target="sharedStrings.xml"/>')
        overrides.append(("/xl/sharedStrings.xml", _OFFICE + "sharedStrings+xml"))
        parts["xl/sharedStrings.xml"] = f'{DECLARATION}<sst xmlns="{MAIN}">{strings}</sst>'
    body = f"<sheets>{''.join(listed)}</sheets>{workbook}"
    parts["xl/workbook.xml"] = f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">{body}</workbook>'
    parts["xl/_rels/workbook.xml.rels"] = relationships(*related, workbook_relationships)
    main = f'<Relationship Id="rId1" Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/>'
    parts["_rels/.rels"] = relationships(main)
    listed_types = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    parts["[Content_Types].xml"] = (
        f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed_types}{types}</Types>'
    )
    return zipped(path, parts | dict(more or {}))


def zipped(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """A zip file of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def relationships(*links: str) -> str:
    return (
        f'{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{''.join(links)}</Relationships>"
    )


def table_xml(table: HandTable, number: int) -> str:
    columns = "".join(
        f'<tableColumn id="{index}" name={quoteattr(name)}>{table.column_xml.get(name, "")}</tableColumn>'
        for index, name in enumerate(table.columns, 1)
    )
    totals = "totalsRow" in table.attributes
    first, _, last = table.ref.partition(":")
    filtered = table.ref if not totals else f"{first}:{last[0]}{int(last[1:]) - 1}"
    return (
        f'{DECLARATION}<table xmlns="{MAIN}" id="{number}" name="{table.name}" displayName="{table.name}" ref="{table.ref}"'
        f'{table.attributes}><autoFilter ref="{filtered}"/>'
        f'<tableColumns count="{len(table.columns)}">{columns}</tableColumns></table>'
    )


def parts_of(path: Path) -> dict[str, bytes]:
    """Every part's bytes."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
