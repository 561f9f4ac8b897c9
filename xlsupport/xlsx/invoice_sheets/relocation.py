"""A sheet's markup around its rows, moved along with them: merges, rules, links, breaks, views, extensions."""

import re
from typing import NamedTuple

from xlsupport.formulas.references import Move, Position
from xlsupport.sheets.addresses import Area, area
from xlsupport.xlsx.package.markup import Element, attribute_bytes, start_tag, whole_number

_COUNTED = ("mergeCells", "dataValidations", "rowBreaks")
_FORMULAS = ("formula", "formula1", "formula2", "f")
_REPEATED = ("mergeCell", "sparkline")  # each copy of a row has its own, where other ranges grow
_LEFT_OUT = ("customSheetViews", "legacyDrawing")


class Relocation(NamedTuple):
    """One sheet's markup on its way to the copy."""

    data: bytes
    move: Move

    def element(self, element: Element, at: Position | None = None) -> bytes | None:
        """An element as it stands in the copy; None where the rows that it is about were left out."""
        if element.name in _LEFT_OUT:
            return None
        if element.name == "colBreaks":
            return self.data[element.start : element.end]
        where = self._only_row(element) if element.name in _REPEATED else None
        if where:
            copies = range(self.move.rows.count(where.top))
            return b"".join(self._one(element, Position(where.top, where.left, copy), where) or b"" for copy in copies) or None
        return self._one(element, at or _origin(element))

    def _one(self, element: Element, at: Position | None, only: Area | None = None) -> bytes | None:
        changes = self._attributes(element, at, only)
        if changes is None:
            return None
        if not element.children:
            text = self._text(element, at, only)
            if text is None:
                return None
            tag = start_tag(self.data, element, changes)
            return tag if element.self_closed else tag + text + self.data[element.inside_end : element.end]
        children = [self._child(each, at, only) for each in element.children]
        kept = [each for each in children if each is not None]
        if not kept or (None in children and _is_about(element)):
            return None
        if element.name == "rowBreaks":
            kept = list(dict.fromkeys(kept))
            changes["manualBreakCount"] = str(sum(b"man=" in each for each in kept))
        if element.name in _COUNTED:
            each_name = element.children[0].prefix + element.children[0].name.encode()
            changes["count"] = str(sum(len(re.findall(rb"<" + each_name + rb"[\s/>]", each)) for each in kept))
        return start_tag(self.data, element, changes) + b"".join(kept) + self.data[element.inside_end : element.end]

    def _child(self, child: Element, at: Position | None, only: Area | None) -> bytes | None:
        return self._one(child, at, only) if only else self.element(child, at)

    def _only_row(self, element: Element) -> Area | None:
        """The range that an element is about, where that is one repeated row."""
        where = area(_about(element))
        return where if where and where.top == where.bottom and self.move.rows.count(where.top) != 1 else None

    def _attributes(self, element: Element, at: Position | None, only: Area | None) -> dict[str, str | None] | None:
        """The attributes that change; None where nothing is left of what the element is about."""
        has, rows = element.attributes, self.move.rows
        changes: dict[str, str | None] = {}
        for name in ("sqref", "ref"):
            if name in has:
                ranges = self._ranges(has[name], at, only)
                if not ranges:
                    return None
                changes[name] = ranges
        for name in ("activeCell", "topLeftCell") + (("r",) if element.name in ("cellWatch", "inputCells") else ()):
            where = area(has.get(name, ""))
            if where:
                changes[name] = str(Area(rows.first(where.top), where.left, rows.first(where.top), where.left))
        if "location" in has and element.name == "hyperlink":
            changes["location"] = self.move.formula(has["location"])
        if element.name == "cfvo" and "val" in has:
            changes["val"] = self.move.formula(has["val"], at)
        frozen = element.name == "pane" and has.get("state", "split").startswith("frozen")
        if frozen and (row := whole_number(has.get("ySplit", ""))) is not None:
            changes["ySplit"] = str(rows.last(row))
        if element.name == "brk" and (row := whole_number(has.get("id", ""))) is not None:
            changes["id"] = str(rows.last(row))
        if element.name == "sheetPr":
            changes["codeName"] = None  # the name that macros know the template by
        if element.name == "sheetView":
            changes["tabSelected"] = None
        return {name: value for name, value in changes.items() if value != has.get(name)}

    def _text(self, element: Element, at: Position | None, only: Area | None) -> bytes | None:
        if element.name == "sqref":
            ranges = self._ranges(element.text, at, only)
            return attribute_bytes(ranges) if ranges else None
        if element.name in _FORMULAS and element.text:
            return attribute_bytes(self.move.formula(element.text, at))
        return self.data[element.inside : element.inside_end]

    def _ranges(self, text: str, at: Position | None, only: Area | None) -> str:
        if only and at:
            row = self.move.rows.first(at.row) + at.copy
            return str(only._replace(top=row, bottom=row))
        ranges = [(each, area(each)) for each in text.split()]
        moved = [self.move.rows.area(where) if where else each for each, where in ranges]
        return " ".join(str(each) for each in moved if each)


def _about(element: Element) -> str:
    """The ranges that an element says it is about."""
    inside = element.child("sqref")
    return element.attributes.get("sqref") or element.attributes.get("ref") or (inside.text if inside else "")


def _is_about(element: Element) -> bool:
    """Whether an element is about cells that a child names, as those of extensions are."""
    return element.child("sqref") is not None


def _origin(element: Element) -> Position | None:
    """The cell that relative references in a rule are meant from: the first of its ranges."""
    ranges = _about(element).split()
    where = area(ranges[0]) if ranges else None
    return Position(where.top, where.left) if where else None
