"""Another workbook's styles appended to a workbook's own, which keep their numbers."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.markup import Element, Splice, append_inside, set_attribute, splice, start_tag
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.styles.styles import FIRST_OWN_FORMAT, add_styles_part, number_formats, styles_part

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst",
)  # fmt: skip
_PARTS = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}
_MOST = 64_000  # cell styles that Excel takes in one workbook
_TAG = re.compile(rb"<(/?)(?=[A-Za-z])")


class StyleNumbers(NamedTuple):
    """The numbers that another workbook's styles have here: those of cells, and those of conditional formats."""

    cells: Mapping[int, int]
    conditional: Mapping[int, int]


def append_styles(package: Package, source: Package, cells: Collection[int], conditional: Collection[int]) -> StyleNumbers:
    """Append the source's styles of these numbers behind the workbook's own. Raises WorkbookError.

    The source's styles part must use the default namespace only, as that of our template does.
    """
    theirs = styles_part(source)
    assert theirs is not None
    part = styles_part(package) or add_styles_part(package)
    merging = _Merging(*source.tree(theirs), *package.tree(part))
    formats = merging.formats()
    moved = {holder: merging.append(holder, range(merging.count(holder))) for holder in _PARTS}
    xfs = {}
    for number in sorted(cells):
        xf = merging.theirs("cellXfs")[number]
        changes = {name: str(moved[holder][int(xf.attributes.get(name, "0"))]) for holder, name in _PARTS.items()}
        code = merging.codes.get(int(xf.attributes.get("numFmtId", "0")))
        if code is not None:
            changes["numFmtId"] = str(formats[code])
        changes["xfId"] = "0"
        xfs[number] = _with_tag(merging.source, xf, changes)
    if merging.first("cellXfs") + len(xfs) > _MOST:
        raise WorkbookError(f"{package.file_name} has too many cell styles for more. Remove unused ones in Excel first.")
    numbers = StyleNumbers(merging.append("cellXfs", xfs, xfs), merging.append("dxfs", sorted(conditional)))
    package.put(part, splice(package.read(part), merging.changes))
    return numbers


def _with_tag(data: bytes, element: Element, changes: Mapping[str, str | None]) -> bytes:
    tag = start_tag(data, element, changes)
    return tag if element.self_closed else tag + data[element.inside : element.end]


class _Merging:
    """One merge under way: both parts, and the changes of ours so far."""

    def __init__(self, source: bytes, source_root: Element, data: bytes, root: Element) -> None:
        self.source, self._source_root, self._data, self._root = source, source_root, data, root
        self.changes: list[Splice] = []
        self.codes = {int(each.attributes["numFmtId"]): each.attributes["formatCode"] for each in self.theirs("numFmts")}

    def theirs(self, holder: str) -> Sequence[Element]:
        found = self._source_root.child(holder)
        return found.children if found else ()

    def count(self, holder: str) -> int:
        return len(self.theirs(holder))

    def first(self, holder: str) -> int:
        """The number that the first appended style of a kind will have."""
        found = self._root.child(holder)
        return sum(each.name != "extLst" for each in found.children) if found else 0

    def formats(self) -> dict[str, int]:
        """The number of each of the source's number formats, by its code; those that the workbook lacks are added."""
        known = self._root.child("numFmts")
        ours = {
            each.attributes.get("formatCode", ""): int(each.attributes["numFmtId"])
            for each in (known.children if known else ())
            if each.attributes.get("numFmtId", "").isdigit()
        }
        missing = [code for code in self.codes.values() if code not in ours]
        following = max([FIRST_OWN_FORMAT, *(number + 1 for number in ours.values())])
        added = {code: following + index for index, code in enumerate(missing)}
        self.changes += number_formats(self._data, self._root, added)
        return ours | added

    def append(self, holder: str, numbers: Iterable[int], texts: Mapping[int, bytes] | None = None) -> dict[int, int]:
        """Append styles of one kind, as they are or as given; their new numbers by their old ones."""
        listed = list(numbers)
        if not listed:
            return {}
        elements = self.theirs(holder)
        first = self.first(holder)
        added = [texts[number] if texts else self.source[elements[number].start : elements[number].end] for number in listed]
        inner = _TAG.sub(rb"<\1" + self._root.prefix, b"".join(added))
        found = self._root.child(holder)
        if found is None:
            name = self._root.prefix + holder.encode()
            at = self._place(holder)
            self.changes.append(Splice(at, at, b'<%b count="%d">%b</%b>' % (name, len(listed), inner, name)))
        elif found.self_closed:
            name = self._root.prefix + holder.encode()
            self.changes.append(Splice(found.start, found.end, b'<%b count="%d">%b</%b>' % (name, len(listed), inner, name)))
        else:
            self.changes.append(append_inside(self._data, found, inner))
            self.changes.append(set_attribute(self._data, found, "count", str(first + len(listed))))
        return {number: first + index for index, number in enumerate(listed)}

    def _place(self, holder: str) -> int:
        """Where a list that the workbook lacks belongs: the schema has an order."""
        before = _ORDER[: _ORDER.index(holder)]
        ends = [each.end for each in self._root.children if each.name in before]
        return max(ends, default=self._root.inside)
