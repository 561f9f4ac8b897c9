"""Another workbook's styles appended to a workbook's own, which keep their numbers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.markup import Element, Splice, splice, start_tag
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.styles.number_formats import NumberFormats
from xlsupport.xlsx.styles.style_lists import appended, filled_styles_part, listed, styles_part

_PARTS = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}
_MOST = 64_000  # cell styles that Excel takes in one workbook


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
    part = filled_styles_part(package)
    merging = _Merging(*source.tree(theirs), *package.tree(part))
    numbers = merging.number_formats(cells)
    moved = {name: merging.append(name, range(len(merging.theirs(name)))) for name in _PARTS}
    xfs = {}
    for number in sorted(cells):
        xf = merging.theirs("cellXfs")[number]
        changes = {name: str(moved[holder][int(xf.attributes.get(name, "0"))]) for holder, name in _PARTS.items()}
        xfs[number] = _with_tag(merging.source, xf, {**changes, "numFmtId": str(numbers[number]), "xfId": "0"})
    if merging.first("cellXfs") + len(xfs) > _MOST:
        raise WorkbookError(f"{package.file_name} has too many cell styles for more. Remove unused ones in Excel first.")
    moved_styles = StyleNumbers(merging.append("cellXfs", xfs, xfs), merging.append("dxfs", sorted(conditional)))
    package.put(part, splice(package.read(part), merging.changes))
    return moved_styles


def _with_tag(data: bytes, element: Element, changes: Mapping[str, str | None]) -> bytes:
    tag = start_tag(data, element, changes)
    return tag if element.self_closed else tag + data[element.inside : element.end]


class _Merging:
    """One merge under way: both parts, and the changes of ours so far."""

    def __init__(self, source: bytes, source_root: Element, data: bytes, root: Element) -> None:
        self.source, self._source_root, self._data, self._root = source, source_root, data, root
        self.changes: list[Splice] = []

    def theirs(self, name: str) -> Sequence[Element]:
        return listed(self._source_root, name)

    def first(self, name: str) -> int:
        """The number that the first appended style of a kind will have."""
        return len(listed(self._root, name))

    def number_formats(self, cells: Collection[int]) -> dict[int, int]:
        """The number that the number format of each of these styles of the source has here, where it means the same.

        Number formats that the workbook lacks are added.
        """
        theirs, ours, xfs = NumberFormats(self._source_root), NumberFormats(self._root), self.theirs("cellXfs")
        old = {number: int(xfs[number].attributes.get("numFmtId", "0")) for number in sorted(cells)}
        codes = {number: code for number in old.values() if (code := theirs.code(number)) is not None}
        numbers = ours.numbers(codes.values())
        self.changes += ours.additions(self._data, self._root, numbers)
        return {style: numbers[codes[number]] if number in codes else number for style, number in old.items()}

    def append(self, name: str, numbers: Iterable[int], texts: Mapping[int, bytes] | None = None) -> dict[int, int]:
        """Append styles of one kind, as they are or as given; their new numbers by their old ones."""
        chosen, elements, first = list(numbers), self.theirs(name), self.first(name)
        added = [texts[number] if texts else self.source[elements[number].start : elements[number].end] for number in chosen]
        self.changes += appended(self._data, self._root, name, added)
        return {number: first + index for index, number in enumerate(chosen)}
