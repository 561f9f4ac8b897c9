"""Pictures and shapes of a sheet copied with it, and what xlsupport does not copy."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from xlsupport.formulas.references import Move
from xlsupport.formulas.repetition import Repetition
from xlsupport.sheets.addresses import Area
from xlsupport.xlsx.package.markup import Element, Splice, attribute_bytes, set_attribute, splice, start_tag, whole_number
from xlsupport.xlsx.package.workbook_part import Package, relationships_part

_COPIED = {"drawing": "drawing{}.xml", "vmlDrawing": "vmlDrawing{}.vml", "printerSettings": "printerSettings{}.bin"}
_SHARED = ("hyperlink", "image", "customProperty")
_IN_DRAWINGS = ("hyperlink", "image", "hdphoto")
_REFUSED = {
    "comments": "comments",
    "threadedComment": "threaded comments",
    "pivotTable": "a pivot table",
    "table": "a table",
    "ctrlProp": "form controls",
    "control": "ActiveX controls",
    "oleObject": "an embedded object",
    "package": "an embedded object",
    "slicer": "a slicer",
    "timeline": "a timeline",
    "queryTable": "a query",
    "chart": "a chart",
    "chartEx": "a chart",
    "diagramData": "a diagram",
}
_POINT = 12_700  # in EMU, the unit of drawings
_USUAL_HEIGHT = 15.0
_USUAL_ROW = 190_500  # the same in EMU


def unsupported(package: Package, part: str) -> list[str]:
    """What stands on a sheet that cannot be copied, in words, each once."""
    found: dict[str, None] = {}
    legacy = _legacy_drawing(package, part)
    for each in package.relationships(part).values():
        if each.kind == "drawing":
            found.update(dict.fromkeys(_unsupported_in_drawing(package, each.target)))
        elif each.id == legacy and b"ObjectType" in package.read(each.target):
            found["comments" if b'ObjectType="Note"' in package.read(each.target) else "form controls"] = None
        elif each.kind not in _COPIED and each.kind not in _SHARED:
            found[_REFUSED.get(each.kind, f"a part of the kind {each.kind}")] = None
    return list(found)


def _legacy_drawing(package: Package, part: str) -> str | None:
    element = package.tree(part)[1].child("legacyDrawing")
    return next((value for key, value in element.attributes.items() if key.endswith("}id")), None) if element else None


def _unsupported_in_drawing(package: Package, part: str) -> Iterator[str]:
    data, root = package.tree(part)
    related = [each.kind for each in package.relationships(part).values() if each.kind not in _IN_DRAWINGS]
    yield from (_REFUSED.get(kind, f"a drawing with a part of the kind {kind}") for kind in related if "diagram" not in kind)
    if any("diagram" in kind for kind in related):
        yield "a diagram"
    if not related and next(root.all("graphicFrame"), None):
        yield "a slicer or another frame"
    if next(root.all("contentPart"), None):
        yield "ink"
    if b"{{" in data:
        yield "a placeholder in a text box (placeholders are filled in cells and in the page's header and footer)"


def copy_related(package: Package, source: str, part: str, move: Move, heights: "Heights") -> None:
    """Give a sheet's copy what the sheet refers to, under the same ids: drawings as parts of their own, pictures shared."""
    path = relationships_part(source)
    if path not in package:
        return
    legacy = _legacy_drawing(package, source)
    targets = {each.id: each for each in package.relationships(source).values()}
    data, root = package.tree(path)
    changes: list[Splice] = []
    for element in root.children:
        each = targets[element.attributes.get("Id", "")]
        if each.id == legacy:
            changes.append(Splice(element.start, element.end, b""))
        elif not each.external and not element.attributes.get("Target", "").startswith("#"):
            target = _copied(package, each.target, each.kind, move, heights) if each.kind in _COPIED else each.target
            changes.append(set_attribute(data, element, "Target", "/" + quote(target, safe="/!$&'()*+,;=:@~")))
    package.put_relationships(part, splice(data, changes))


def _copied(package: Package, source: str, kind: str, move: Move, heights: "Heights") -> str:
    """The new part that is a copy of a drawing or of printer settings."""
    part = package.new_part_name(posixpath.join(posixpath.dirname(source), _COPIED[kind]))
    data, content_type = package.read(source), package.content_type(source)
    package.put(part, _moved_drawing(data, package.tree(source)[1], move, heights) if kind == "drawing" else data)
    if content_type:
        package.add_content_type(part, content_type)
    related = relationships_part(source)
    if related in package:
        package.put_relationships(part, package.read(related))
    return part


def drawn_areas(package: Package, part: str) -> Iterator[Area]:
    """The cells that the pictures and shapes of a sheet cover, in rows of the usual height where a drawing has a size."""
    for each in package.relationships(part).values():
        if each.kind == "drawing":
            for anchor in package.tree(each.target)[1].children:
                corners = [_cell(corner) for name in ("from", "to") if (corner := anchor.child(name))]
                if corners:
                    (top, left), (bottom, right) = corners[0], corners[-1]
                    size = anchor.child("ext")
                    height = (whole_number(size.attributes.get("cy", "")) or 0) if size else 0
                    yield Area(top, left, max(top + height // _USUAL_ROW, bottom), max(left, right))


def _cell(corner: Element) -> tuple[int, int]:
    """The row and the column of an anchor's corner, counted from 1."""
    found = [whole_number(child.text) if (child := corner.child(name)) else None for name in ("row", "col")]
    return (found[0] or 0) + 1, (found[1] or 0) + 1


class Heights(NamedTuple):
    """How high rows are, in EMU, before and after some were repeated: so that a picture keeps its size."""

    default: int
    rows: Mapping[int, int]

    def moved(self, rows: Repetition) -> "Heights":
        moved = {rows.first(row) + copy: height for row, height in self.rows.items() for copy in range(rows.count(row))}
        return Heights(self.default, moved)

    def above(self, row: int) -> int:
        """The height of all rows above one."""
        return (row - 1) * self.default + sum(height - self.default for each, height in self.rows.items() if each < row)

    def at(self, distance: int) -> tuple[int, int]:
        """The row at a distance from the top, and how far into it."""
        row = 1
        while distance >= (height := self.rows.get(row, self.default)):
            distance -= height
            row += 1
        return row, distance


def heights_of(root: Element, rows: Sequence[tuple[int, Element]]) -> Heights:
    """The heights of a sheet's rows, as far as the file says them."""
    settings = root.child("sheetFormatPr")
    usual = _points(settings.attributes.get("defaultRowHeight", "")) if settings else None
    given = {number: _points(row.attributes.get("ht", "")) for number, row in rows}
    hidden = {number: 0 for number, row in rows if row.attributes.get("hidden") in ("1", "true")}
    known = {number: round(height * _POINT) for number, height in given.items() if height is not None}
    return Heights(max(round((usual or _USUAL_HEIGHT) * _POINT), 1), known | hidden)


def _points(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _moved_drawing(data: bytes, root: Element, move: Move, heights: Heights) -> bytes:
    changes: list[Splice] = []
    for anchor in root.children:
        changes += _anchor(anchor, move.rows, heights)
    for shape in root.all("sp"):
        link = shape.attributes.get("textlink")
        if link:
            tag = start_tag(data, shape, {"textlink": move.formula(link)})
            changes.append(Splice(shape.start, shape.inside, tag))
    return splice(data, changes)


def _anchor(anchor: Element, rows: Repetition, heights: Heights) -> Iterator[Splice]:
    """An anchor moved as Excel does: with its cells and stretched, with its cells at its size, or not at all."""
    start, end = _corner(anchor.child("from")), _corner(anchor.child("to"))
    if start is None:
        return
    after = heights.moved(rows)
    fixed = anchor.attributes.get("editAs", "twoCell" if end else "oneCell")
    top = heights.above(start.row) + start.offset
    new_row, new_offset = after.at(top) if fixed == "absolute" else (rows.first(start.row), start.offset)
    yield from start.moved(new_row, new_offset)
    if end and fixed == "twoCell":
        yield from end.moved(rows.first(end.row), end.offset)
    elif end:
        height = heights.above(end.row) + end.offset - top
        yield from end.moved(*after.at(after.above(new_row) + new_offset + height))


class _Corner(NamedTuple):
    row: int
    offset: int
    row_element: Element
    offset_element: Element

    def moved(self, row: int, offset: int) -> Iterator[Splice]:
        for element, old, new in ((self.row_element, self.row, row), (self.offset_element, self.offset, offset)):
            if old != new:
                number = new - 1 if element is self.row_element else new
                yield Splice(element.inside, element.inside_end, attribute_bytes(str(number)))


def _corner(element: Element | None) -> _Corner | None:
    row, offset = (element.child("row"), element.child("rowOff")) if element else (None, None)
    number = whole_number(row.text) if row else None
    if not row or not offset or number is None:
        return None
    distance = whole_number(offset.text.strip().removeprefix("-")) or 0
    return _Corner(number + 1, -distance if offset.text.strip().startswith("-") else distance, row, offset)
