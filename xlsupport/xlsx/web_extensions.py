"""The code that an add-in of Office's own store keeps in a workbook: put in, renewed, and taken out without a trace.

The parts are those of MS-OWEXML: a web extension with the add-in's properties, shown by a task pane. Each property's value is a
JSON text, as xlwings Lite writes and reads it (seen in workbooks that were made with it; its makers do not document it).
"""

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.markup import Element, Splice, append_inside, attribute_bytes, splice
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.package.zip_directory import NEW_COPY, key

_FOLDER = "xl/webextensions"
_TYPE = "http://schemas.microsoft.com/office/2011/relationships/webextension"
_CONTENT = "application/vnd.ms-office.webextension+xml"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EXTENSION = b"http://schemas.microsoft.com/office/webextensions/webextension/2010/11"
_PANES = b"http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11"
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHOWN = "Office.AutoShowTaskpaneWithDocument"


class Extension(NamedTuple):
    """An add-in's part and its properties by name; `pane` is the part that shows it, `link` the relationship between the two."""

    part: str
    properties: Mapping[str, str]
    pane: str
    link: str


def find_extension(package: Package, add_in: str) -> Extension | None:
    """The part of the add-in with that number in the store, if the workbook has one."""
    for panes in package.relationships("").values():
        if panes.kind != "webextensiontaskpanes" or panes.target not in package:
            continue
        for each in package.relationships(panes.target).values():
            if each.kind == "webextension" and each.target in package:
                root = package.tree(each.target)[1]
                if any(reference.attributes.get("id", "").lower() == add_in for reference in root.all("reference")):
                    return Extension(each.target, _properties(root), panes.target, each.id)
    return None


def _properties(root: Element) -> dict[str, str]:
    found = {}
    for each in root.all("property"):
        value = each.attributes.get("value", "")
        try:
            found[each.attributes.get("name", "")] = str(json.loads(value))
        except ValueError:
            found[each.attributes.get("name", "")] = value
    return found


def embed(package: Package, add_in: str, files: Mapping[str, str], ours: Callable[[Mapping[str, str]], bool]) -> bool:
    """Put an add-in's files into the workbook; whether anything changed. Files that are not `ours` are never replaced."""
    found = find_extension(package, add_in)
    if found is None:
        _add(package, add_in, files)
        return True
    if all(found.properties.get(name) == text for name, text in files.items()):
        return False
    _check_ours(package, found, ours)
    data, root = package.tree(found.part)
    changes = []
    for each in root.all("property"):
        name = each.attributes.get("name", "")
        if name in files:
            changes.append(Splice(each.start, each.end, _property(root.prefix, name, files[name])))
    missing = [_property(root.prefix, name, text) for name, text in files.items() if name not in found.properties]
    holder = root.child("properties")
    if missing and holder is None:
        raise WorkbookError(f"{package.file_name} is damaged: its part {found.part} has no properties. {NEW_COPY}.")
    if missing and holder is not None:
        changes.append(append_inside(data, holder, b"".join(missing)))
    package.put(found.part, splice(data, changes))
    return True


def take_out(package: Package, add_in: str, ours: Callable[[Mapping[str, str]], bool]) -> bool:
    """Take an add-in's part out again; whether there was one. What its part alone needed goes with it."""
    found = find_extension(package, add_in)
    if found is None:
        return False
    _check_ours(package, found, ours)
    package.remove(found.part)
    package.remove_relationship(found.pane, found.link)
    data, root = package.tree(found.pane)
    panes = [each for each in root.children if each.name == "taskpane"]
    shown = [each for each in panes if any(found.link in ref.attributes.values() for ref in each.all("webextensionref"))]
    if len(shown) < len(panes):
        package.put(found.pane, splice(data, [Splice(each.start, each.end, b"") for each in shown]))
        return True
    links = [each.id for each in package.relationships("").values() if key(each.target) == key(found.pane)]
    package.remove(found.pane)
    for link in links:
        package.remove_relationship("", link)
    return True


def _check_ours(package: Package, found: Extension, ours: Callable[[Mapping[str, str]], bool]) -> None:
    if not ours(found.properties):
        raise WorkbookError(
            f"{package.file_name} has xlwings Lite code of its own in {found.part}, which was left as it is. "
            "Add the lines of docs/excel.md to its main.py in Excel, or take its code out there first."
        )


def _add(package: Package, add_in: str, files: Mapping[str, str]) -> None:
    """A new part for the add-in, and a task pane that shows it; other add-ins' panes stay."""
    part = package.new_part_name(_FOLDER + "/webextension{}.xml")
    package.put(part, _extension(add_in, files))
    package.add_content_type(part, _CONTENT)
    panes = next((each.target for each in package.relationships("").values() if each.kind == "webextensiontaskpanes"), None)
    if panes is None or panes not in package:
        panes = _FOLDER + "/taskpanes.xml"
        package.put(panes, _DECLARATION + b'<wetp:taskpanes xmlns:wetp="%b"></wetp:taskpanes>' % _PANES)
        package.add_content_type(panes, "application/vnd.ms-office.webextensiontaskpanes+xml")
        package.add_relationship("", f"{_TYPE}taskpanes", panes)
    link = package.add_relationship(panes, _TYPE, part)
    data, root = package.tree(panes)
    shown = b'<%bwebextensionref xmlns:r="%b" r:id="%b"/>' % (root.prefix, _OFFICE, link.encode())
    row = sum(each.name == "taskpane" for each in root.children)
    opening = b'<%btaskpane dockstate="right" visibility="1" width="355" row="%d">' % (root.prefix, row)
    text = opening + shown + b"</%btaskpane>" % root.prefix
    package.put(panes, splice(data, [append_inside(data, root, text)]))


def _extension(add_in: str, files: Mapping[str, str]) -> bytes:
    identity = str(uuid5(NAMESPACE_URL, f"xlsupport:{add_in}")).upper().encode()
    properties = b"".join(_property(b"we:", name, text) for name, text in files.items())
    shown = b'<we:property name="%b" value="true"/>' % _SHOWN.encode()
    reference = b'<we:reference id="%b" version="1.0.0.0" store="%b" storeType="OMEX"/>'
    return b"".join((
        _DECLARATION,
        b'<we:webextension xmlns:we="%b" id="{%b}">' % (_EXTENSION, identity),
        reference % (add_in.encode(), b"en-US"),
        b"<we:alternateReferences>" + reference % (add_in.encode(), add_in.upper().encode()) + b"</we:alternateReferences>",
        b"<we:properties>" + shown + properties + b"</we:properties><we:bindings/>",
        b'<we:snapshot xmlns:r="%b"/></we:webextension>' % _OFFICE,
    ))  # fmt: skip


def _property(prefix: bytes, name: str, text: str) -> bytes:
    return b'<%bproperty name="%b" value="%b"/>' % (prefix, attribute_bytes(name), attribute_bytes(json.dumps(text)))
