"""What makes Excel offer to repair a workbook, as far as it is known: broken rules of a file, in words.

Real files break some of these and open all the same, so tests ask which rules are broken after a change that were kept before it.
"""

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_CHILDREN = tuple(
    """
    sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter
    sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions
    pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing
    legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst
    """.split()  # noqa: SIM905 - forty quoted names would be harder to compare with the schema
)
_NUMBER = re.compile(r"-?[0-9.]+([eE][-+]?[0-9]+)?")


def broken_rules(path: Path) -> list[str]:
    """Every broken rule that is known to matter, each in a few words that stay the same while the file does."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    trees = {name: etree.fromstring(data) for name, data in parts.items() if name.endswith((".xml", ".rels"))}
    found = [*_types(trees, parts), *_relationships(trees, parts)]
    workbook = trees["xl/workbook.xml"]
    found += _workbook(workbook)
    styles = trees.get("xl/styles.xml")
    count = len(styles.findall(f"{MAIN}cellXfs/{MAIN}xf")) if styles is not None else 1
    strings = trees.get("xl/sharedStrings.xml")
    texts = [_all_text(each) for each in strings.findall(f"{MAIN}si")] if strings is not None else []
    if styles is not None:
        found += _counts(styles)
    for name, tree in trees.items():
        if tree.tag == f"{MAIN}worksheet":
            found += (f"{name}: {each}" for each in _sheet(tree, count, texts))
            found += _tables(name, tree, trees, texts)
    ids = Counter(tree.get("id") for tree in trees.values() if tree.tag == f"{MAIN}table")
    names = Counter((tree.get("displayName") or "").lower() for tree in trees.values() if tree.tag == f"{MAIN}table")
    found += (f"table id or name {each} is used twice" for each, times in (ids + names).items() if times > 1)
    return found


def new_broken_rules(before: Path, after: Path) -> list[str]:
    """The rules that a change broke."""
    known = Counter(broken_rules(before))
    return list((Counter(broken_rules(after)) - known).elements())


def _types(trees: dict[str, etree._Element], parts: Iterable[str]) -> Iterator[str]:
    root = trees["[Content_Types].xml"]
    defaults = {(each.get("Extension") or "").lower() for each in root.findall(f"{TYPES}Default")}
    overrides = Counter((each.get("PartName") or "").lower() for each in root.findall(f"{TYPES}Override"))
    yield from (f"two content types for {name}" for name, times in overrides.items() if times > 1)
    present = {"/" + name.lower() for name in parts}
    yield from (f"a content type for {name}, which is not there" for name in overrides if name not in present)
    for name in present - {"/[content_types].xml"}:
        if name not in overrides and name.rpartition(".")[2] not in defaults:
            yield f"no content type for {name}"


def _relationships(trees: dict[str, etree._Element], parts: Iterable[str]) -> Iterator[str]:
    present = {name.lower() for name in parts}
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        ids = Counter(each.get("Id") for each in tree)
        yield from (f"{name}: the relationship {each} is there twice" for each, times in ids.items() if times > 1)
        folder = posixpath.dirname(posixpath.dirname(name))
        for each in tree:
            target = each.get("Target") or ""
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if each.get("TargetMode") != "External" and path.lower() not in present:
                yield f"{name}: {each.get('Id')} leads to {path}, which is not there"
        owner = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
        if owner in trees:
            used = {str(value) for each in trees[owner].iter() for key, value in each.attrib.items() if str(key).startswith(LINK)}
            yield from (f"{owner}: {each} is no relationship of it" for each in used - set(ids) - {""})


def _workbook(workbook: etree._Element) -> Iterator[str]:
    sheets = workbook.findall(f"{MAIN}sheets/{MAIN}sheet")
    names = [sheet.get("name") or "" for sheet in sheets]
    for what, values in (
        ("sheet id", [each.get("sheetId") for each in sheets]),
        ("sheet name", [name.lower() for name in names]),
    ):
        yield from (f"the {what} {value} is used twice" for value, times in Counter(values).items() if times > 1)
    yield from (f"the sheet name {name} is not allowed" for name in names if len(name) > 31 or re.search(r"[\[\]:*?/\\]", name))
    for each in workbook.findall(f"{MAIN}definedNames/{MAIN}definedName"):
        local = each.get("localSheetId")
        if local is not None and int(local) >= len(sheets):
            yield f"the name {each.get('name')} belongs to a sheet that is not there"


def _counts(styles: etree._Element) -> Iterator[str]:
    for each in styles:
        count = each.get("count") if isinstance(each.tag, str) else None
        if count is not None and int(count) != len([child for child in each if isinstance(child.tag, str)]):
            yield f"styles: the count of {etree.QName(each).localname} is wrong"


def _sheet(sheet: etree._Element, styles: int, texts: list[str]) -> Iterator[str]:
    order = [_CHILDREN.index(name) for each in sheet if (name := str(each.tag).removeprefix(MAIN)) in _CHILDREN]
    if order != sorted(order):
        yield "its elements are out of order"
    last_row = 0
    for row in sheet.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        number = int(row.get("r") or last_row + 1)
        if number <= last_row:
            yield f"row {number} is out of order"
        last_row, last_column = number, 0
        for cell in row.iterfind(f"{MAIN}c"):
            column = _column(cell.get("r") or "") or last_column + 1
            if column <= last_column or (cell.get("r") and not (cell.get("r") or "").endswith(str(number))):
                yield f"the cell {cell.get('r')} is out of order"
            last_column = column
            yield from _cell(cell, styles, texts)
    merges = [_corners(each.get("ref") or "") for each in sheet.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")]
    for index, one in enumerate(merges):
        if any(_overlap(one, other) for other in merges[:index]):
            yield f"merged cells overlap at {one}"


def _cell(cell: etree._Element, styles: int, texts: list[str]) -> Iterator[str]:
    where, kind, value = cell.get("r"), cell.get("t") or "n", cell.findtext(f"{MAIN}v")
    if int(cell.get("s") or 0) >= styles:
        yield f"{where} has a style that is not there"
    if kind == "s" and (value is None or int(value) >= len(texts)):
        yield f"{where} has a text that is not there"
    if kind == "n" and value and not _NUMBER.fullmatch(value.strip()):
        yield f"{where} holds the number {value}"
    if len(_text(cell, texts)) > 32_767:
        yield f"{where} holds a text that is too long"


def _all_text(element: etree._Element) -> str:
    return "".join(str(each) for each in element.itertext())


def _text(cell: etree._Element, texts: list[str]) -> str:
    value = cell.findtext(f"{MAIN}v") or ""
    if cell.get("t") == "s":
        return texts[int(value)] if value.isdigit() and int(value) < len(texts) else ""
    inline = cell.find(f"{MAIN}is")
    return _all_text(inline) if inline is not None else value


def _tables(name: str, sheet: etree._Element, trees: dict[str, etree._Element], texts: list[str]) -> Iterator[str]:
    folder, base = posixpath.split(name)
    links = trees.get(f"{folder}/_rels/{base}.rels")
    areas: list[tuple[int, int, int, int]] = []
    for link in links if links is not None else ():
        target = link.get("Target") or ""
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if not (link.get("Type") or "").endswith("/table") or part not in trees:
            continue
        table = trees[part]
        top, left, bottom, right = area = _corners(table.get("ref") or "")
        if any(_overlap(area, other) for other in areas):
            yield f"{part}: overlaps another table"
        areas.append(area)
        columns = [each.get("name") or "" for each in table.iterfind(f"{MAIN}tableColumns/{MAIN}tableColumn")]
        if len(columns) != right - left + 1 or len({each.lower() for each in columns}) != len(columns):
            yield f"{part}: its columns are not those of its reference"
        if bottom < top + (table.get("headerRowCount") != "0"):
            yield f"{part}: it has no data row"
        filtered = table.find(f"{MAIN}autoFilter")
        if filtered is not None:
            ends = bottom - int(table.get("totalsRowCount") or 0)
            if _corners(filtered.get("ref") or "") != (top, left, ends, right):
                yield f"{part}: its filter is not over its rows"
        if table.get("headerRowCount") != "0":
            row = sheet.find(f"{MAIN}sheetData/{MAIN}row[@r='{top}']")
            cells = {_column(each.get("r") or ""): _text(each, texts) for each in (row if row is not None else ())}
            shown = [cells.get(column, "") for column in range(left, right + 1)]
            if [each.strip() for each in shown] != [re.sub("_x000[aA]_", "\n", each).strip() for each in columns]:
                yield f"{part}: its headers {shown} are not its columns {columns}"


def _column(address: str) -> int:
    number = 0
    for letter in address.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


def _corners(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    last = last or first
    rows = [int(re.sub("[^0-9]", "", each) or 0) for each in (first, last)]
    columns = [_column(each.replace("$", "")) for each in (first, last)]
    return rows[0], columns[0], rows[1], columns[1]


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
