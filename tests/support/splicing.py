"""A workbook's parts edited as trees by the names of sheets, tables and columns, for tests that put something into it."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from support.handmade import zipped
from support.opc import LINK, MAIN, Parts, place, relationships_of
from support.package_rules import _CHILDREN as ORDER

NS = MAIN.strip("{}")
_DECLARED = f'xmlns="{NS}" xmlns:r="{LINK.strip("{}")}"'
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


class Area(NamedTuple):
    """Where a table stands: its header row, first column, last row (a totals row included) and last column."""

    top: int
    left: int
    bottom: int
    right: int


class Workbook(Parts):
    """A workbook's parts with ways to reach sheets, tables and cells by their names."""

    def save(self, path: Path) -> Path:
        return zipped(path, self.content)

    def sheet(self, name: str) -> str:
        """The part of a sheet."""
        listed = self.tree(self.workbook).find(f"{MAIN}sheets/{MAIN}sheet[@name='{name}']")
        assert listed is not None, name
        links = {link.id: link.target for link in self.links(self.workbook)}
        return links[listed.get(f"{LINK}id") or ""] or ""

    def table(self, name: str) -> tuple[str, str, Area]:
        """A table's sheet, its part and its area."""
        for sheet in self.tree(self.workbook).iterfind(f"{MAIN}sheets/{MAIN}sheet"):
            owner = self.sheet(sheet.get("name") or "")
            for link in self.links(owner):
                if link.kind == "table" and link.target and self.tree(link.target).get("displayName") == name:
                    first, _, last = (self.tree(link.target).get("ref") or "").partition(":")
                    (left, top), (right, bottom) = split(first), split(last)
                    return owner, link.target, Area(top, left, bottom, right)
        raise AssertionError(f"no table {name}")

    def address(self, table: str, header: str, row: int = 1) -> str:
        """A cell of a table: `row` counts its data rows from 1, and from the last one backwards where it is negative."""
        _, part, area = self.table(table)
        names = [each.get("name") for each in self.tree(part).iter(f"{MAIN}tableColumn")]
        number = area.top + row if row > 0 else area.bottom + 1 + row
        return f"{column(area.left + names.index(header))}{number}"

    def edit(self, part: str, change: Callable[[etree._Element], object]) -> None:
        root = self.tree(part)
        change(root)
        self.put(part, root)

    def replace(self, part: str, old: str, new: str) -> None:
        """Replace a text in a part, which must hold it."""
        assert old.encode() in self.content[part], old
        self.content[part] = self.content[part].replace(old.encode(), new.encode())

    def insert(self, sheet: str, markup: str) -> None:
        """Put children of a worksheet where the schema wants them; those that are there already get the new one's children."""

        def change(root: etree._Element) -> None:
            for new in elements(markup):
                old = root.find(new.tag) if "extLst" not in str(new.tag) else root.find(f"{MAIN}extLst")
                if old is None or not len(new) or etree.QName(new).localname == "conditionalFormatting":
                    place(root, new, " ".join(ORDER))
                else:
                    old.extend(list(new))
                    if old.get("count"):
                        old.set("count", str(len(old)))

        self.edit(self.sheet(sheet), change)

    def cell(self, sheet: str, address: str, inner: str = "", **attributes: str) -> None:
        """Put a cell: its content's XML and attributes. Its style stays, unless another one is given."""

        def change(root: etree._Element) -> None:
            cells = self._row(root, split(address)[1])
            old = next((each for each in cells if each.get("r") == address), None)
            kept = {"s": old.get("s") or "0"} if old is not None and old.get("s") else {}
            new = etree.Element(f"{MAIN}c", {"r": address, **kept, **attributes})
            new.extend(elements(inner))
            if old is not None:
                cells.replace(old, new)
            else:
                at = next((i for i, each in enumerate(cells) if split(each.get("r") or "")[0] > split(address)[0]), len(cells))
                cells.insert(at, new)

        self.edit(self.sheet(sheet), change)

    def cells(self, sheet: str, contents: Mapping[str, str], **attributes: str) -> None:
        for address, inner in contents.items():
            self.cell(sheet, address, inner, **attributes)

    def text(self, sheet: str, address: str, text: str) -> None:
        self.cell(sheet, address, f"<is><t>{text}</t></is>", t="inlineStr")

    def row(self, sheet: str, number: int, **attributes: str) -> None:
        def change(root: etree._Element) -> None:
            for key, value in attributes.items():
                self._row(root, number).set(key, value)

        self.edit(self.sheet(sheet), change)

    def _row(self, root: etree._Element, number: int) -> etree._Element:
        data = root.find(f"{MAIN}sheetData")
        assert data is not None
        found = data.find(f"{MAIN}row[@r='{number}']")
        if found is None:
            found = etree.Element(f"{MAIN}row", {"r": str(number)})
            at = next((i for i, each in enumerate(data) if int(each.get("r") or 0) > number), len(data))
            data.insert(at, found)
        return found

    def part(self, name: str, content: str | bytes, content_type: str, owner: str, kind: str) -> str:
        """A new part that another one leads to; the id of the relationship."""
        self.content[name] = content.encode() if isinstance(content, str) else content
        self.say_type(name, content_type)
        if relationships_of(owner) not in self.content:
            package = "http://schemas.openxmlformats.org/package/2006/relationships"
            self.content[relationships_of(owner)] = f'<Relationships xmlns="{package}"/>'.encode()
        return self.link(owner, kind, name)

    def add_column(self, table: str, header: str, formula: str = "", array: bool = False, **attributes: str) -> str:
        """Give a table a column of the user's own at its right; its letters. Formulas stand in every row."""
        sheet, part, area = self.table(table)
        letters_, title = column(area.right + 1), self._sheet_name(sheet)

        def change(root: etree._Element) -> None:
            listed = root.find(f"{MAIN}tableColumns")
            assert listed is not None
            root.set("ref", f"{column(area.left)}{area.top}:{letters_}{area.bottom}")
            if (filtered := root.find(f"{MAIN}autoFilter")) is not None:
                filtered.set("ref", f"{column(area.left)}{area.top}:{letters_}{area.bottom}")
            new = etree.SubElement(listed, f"{MAIN}tableColumn", {"id": str(len(listed) + 1), "name": header, **attributes})
            if formula:
                calculated = etree.SubElement(new, f"{MAIN}calculatedColumnFormula", {"array": "1"} if array else {})
                calculated.text = formula
            listed.set("count", str(len(listed)))

        self.edit(part, change)
        self.text(title, f"{letters_}{area.top}", header)
        return letters_

    def _sheet_name(self, part: str) -> str:
        names = [each.get("name") or "" for each in self.tree(self.workbook).iterfind(f"{MAIN}sheets/{MAIN}sheet")]
        return next(name for name in names if self.sheet(name) == part)


def elements(markup: str) -> list[etree._Element]:
    """A few elements' XML in the worksheet's namespaces."""
    return list(etree.fromstring(f"<w {_DECLARED}>{markup}</w>"))


def column(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def split(address: str) -> tuple[int, int]:
    """An address as numbers: column, row."""
    found = _ADDRESS.fullmatch(address)
    assert found, address
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return number, int(found[2])
