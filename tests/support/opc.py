"""A package's parts as trees, for tests that put packages together."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CONTENT_TYPES = "[Content_Types].xml"


class Link(NamedTuple):
    """A relationship; `kind` is the last word of its type, `target` the part it leads to, None outside the package."""

    id: str
    type: str
    kind: str
    target: str | None
    element: etree._Element


class Parts:
    """A package's parts by name. Strict workbooks are read as transitional ones, which differ from them in namespaces."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            self.content = {name.replace("\\", "/").lstrip("/"): _transitional(archive.read(name)) for name in names}
        self.workbook = next(link.target for link in self.links("") if link.kind == "officeDocument" and link.target)

    def tree(self, part: str) -> etree._Element:
        return etree.fromstring(self.content[part])

    def put(self, part: str, tree: etree._Element) -> None:
        self.content[part] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)

    def find(self, kind: str) -> str | None:
        """The workbook's one part of this kind."""
        return next((link.target for link in self.links(self.workbook) if link.kind == kind and link.target), None)

    def links(self, part: str) -> Iterator[Link]:
        rels = relationships_of(part)
        names = {name.lower(): name for name in self.content}
        for each in self.tree(rels) if rels in self.content else ():
            target = (each.get("Target") or "").replace("\\", "/")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
            inside = each.get("TargetMode") != "External"
            kind = each.get("Type") or ""
            yield Link(each.get("Id") or "", kind, posixpath.basename(kind), names.get(path.lower()) if inside else None, each)

    def link(self, owner: str, kind: str, target: str) -> str:
        """The id of a new relationship from a part to another."""
        rels = self.tree(relationships_of(owner))
        ids = {each.get("Id") for each in rels}
        new = next(name for number in range(len(ids) + 1) if (name := f"their{number}") not in ids)
        path = posixpath.relpath(target, posixpath.dirname(owner) or ".")
        rels.append(etree.Element(f"{PACKAGE}Relationship", {"Id": new, "Type": kind, "Target": path}))
        self.put(relationships_of(owner), rels)
        return new

    def content_type(self, part: str) -> str:
        extension = posixpath.splitext(part)[1][1:].lower()
        by_extension = ""
        for each in self.tree(CONTENT_TYPES):
            if (each.get("PartName") or "").lower() == f"/{part}".lower():
                return each.get("ContentType") or ""
            if (each.get("Extension") or "").lower() == extension:
                by_extension = each.get("ContentType") or ""
        return by_extension

    def say_type(self, part: str, content_type: str) -> None:
        if self.content_type(part) != content_type:
            types = self.tree(CONTENT_TYPES)
            types.append(etree.Element(f"{TYPES}Override", {"PartName": f"/{part}", "ContentType": content_type}))
            self.put(CONTENT_TYPES, types)


def relationships_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _transitional(data: bytes) -> bytes:
    if b"purl.oclc.org/ooxml" not in data:
        return data
    return re.sub(rb"http://purl\.oclc\.org/ooxml/(\w+)/", rb"http://schemas.openxmlformats.org/\1/2006/", data)


def local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def place(root: etree._Element, child: etree._Element, order: str) -> None:
    """Put a child where the schema wants it."""
    names = order.split()
    at = names.index(local(child))
    before = (index for index, each in enumerate(root) if local(each) in names and names.index(local(each)) > at)
    root.insert(next(before, len(root)), child)


def child(root: etree._Element, name: str, order: str) -> etree._Element:
    found = root.find(f"{MAIN}{name}")
    if found is None:
        found = etree.Element(f"{MAIN}{name}")
        place(root, found, order)
    return found
