"""The lists of a styles part (fonts, fills, borders, cell styles …): what each holds, and more put into it."""

import posixpath
import re
from collections.abc import Sequence

from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.markup import MAIN, Element, Splice, append_inside, set_attribute, splice
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.package.zip_directory import NEW_COPY

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></styleSheet>'
)
_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst",
)  # fmt: skip
_PLAINEST = {
    "fonts": [b'<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'],
    "fills": [b'<fill><patternFill patternType="none"/></fill>', b'<fill><patternFill patternType="gray125"/></fill>'],
    "borders": [b"<border><left/><right/><top/><bottom/><diagonal/></border>"],
    "cellStyleXfs": [b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'],
    "cellXfs": [b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'],
}
"""What Excel shows cells with where a workbook's lists are empty: its own styles refer to the first of each list."""
_NORMAL = b'<cellStyle name="Normal" xfId="0" builtinId="0"/>'
_TAG = re.compile(rb"<(/?)(?=[A-Za-z])")


def styles_part(package: Package) -> str | None:
    """The part that holds the workbook's styles, if it has one. Raises WorkbookError where it is no style sheet."""
    known = package.relationships(package.workbook_part).values()
    part = next((each.target for each in known if each.kind == "styles" and each.target in package), None)
    if part is not None:
        root = package.tree(part)[1]
        if root.namespace != MAIN or root.name != "styleSheet":
            raise WorkbookError(f"{package.file_name} is damaged: its part {part} is no style sheet. {NEW_COPY}.")
    return part


def filled_styles_part(package: Package) -> str:
    """The part that holds the workbook's styles, in which no list that cells need is empty; it is added where there is none."""
    part = styles_part(package) or _add_part(package)
    normal = not listed(package.tree(part)[1], "cellStyleXfs") and not listed(package.tree(part)[1], "cellStyles")
    for name, styles in (*_PLAINEST.items(), *([("cellStyles", [_NORMAL])] if normal else [])):
        data, root = package.tree(part)
        if not listed(root, name):
            package.put(part, splice(data, appended(data, root, name, styles)))
    return part


def _add_part(package: Package) -> str:
    """A styles part, where the workbook's relationship leads already, if it has one that leads nowhere."""
    known = package.relationships(package.workbook_part).values()
    missing = next((each.target for each in known if each.kind == "styles" and not each.external), None)
    folder = posixpath.dirname(package.workbook_part)
    plain = posixpath.join(folder, "styles.xml")
    free = package.new_part_name(posixpath.join(folder, "styles{}.xml")) if plain in package else plain
    part = missing or free
    package.put(part, _EMPTY)
    package.add_content_type(part, _STYLES_TYPE)
    if missing is None:
        package.add_relationship(package.workbook_part, "styles", part)
    return part


def listed(root: Element, name: str) -> list[Element]:
    """What a list of a styles part holds, as Excel counts it; nothing where the list is missing."""
    found = root.child(name)
    return [each for each in found.counted if each.namespace == MAIN and each.name != "extLst"] if found else []


def appended(data: bytes, root: Element, name: str, styles: Sequence[bytes]) -> list[Splice]:
    """The changes that put styles behind those of a list; they must be written without prefixes, in the default namespace."""
    if not styles:
        return []
    inner = _TAG.sub(rb"<\1" + root.prefix, b"".join(styles))
    found = root.child(name)
    whole = b'<%b count="%d">%b</%b>' % (root.prefix + name.encode(), len(styles), inner, root.prefix + name.encode())
    if found is None:
        at = _place(root, name)
        return [append_inside(data, root, whole) if root.self_closed else Splice(at, at, whole)]
    if found.self_closed:
        return [Splice(found.start, found.end, whole)]
    count = len(listed(root, name)) + len(styles)
    return [append_inside(data, found, inner), set_attribute(data, found, "count", str(count))]


def _place(root: Element, name: str) -> int:
    """Where a list that the workbook lacks belongs: the schema has an order, which alternates of lists keep as well."""
    before = _ORDER[: _ORDER.index(name)]
    return max((each.end for each in root.children if any(one in before for one in _names(each))), default=root.inside)


def _names(element: Element) -> list[str]:
    """The element's name, or those of what the alternates in it hold."""
    inside = [one.name for choice in element.children for one in choice.children]
    return inside if element.name == "AlternateContent" else [element.name]
