"""A sheet of our template put into another workbook, with its tables, its drawing and that drawing's charts."""

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote

from xlsupport.formulas.references import tokens
from xlsupport.words.problems import quoted_sheet, unquoted_sheet
from xlsupport.xlsx.package.markup import Element, Splice, attribute_bytes, set_attribute, splice
from xlsupport.xlsx.package.workbook_part import Package, Relationship, Sheet, relationships_part
from xlsupport.xlsx.styles.merging import StyleNumbers
from xlsupport.xlsx.tables.parts import following_table_id

_FORMULAS = ("f", "formula", "formula1", "formula2")
_YEARS_1904 = 1462  # days between the two date systems
_NAMES = {"table": "tables/table{}.xml", "drawing": "drawings/drawing{}.xml", "chart": "charts/chart{}.xml"}


class Renaming(NamedTuple):
    """What sheets and defined names of the template are called in the workbook; a sheet that is not among them is not there."""

    sheets: Mapping[str, str]
    names: Mapping[str, str]

    def formula(self, text: str) -> str | None:
        """A formula of the template with the names that the workbook has; None where it names a sheet that is not there."""
        pieces = []
        for kind, piece in tokens(text):
            if kind == "sheet":
                name = unquoted_sheet(piece.removesuffix("!"))
                if name not in self.sheets:
                    return None
                pieces.append(piece if self.sheets[name] == name else quoted_sheet(self.sheets[name]) + "!")
            else:
                pieces.append(self.names.get(piece, piece) if kind == "word" else piece)
        return "".join(pieces)


def used_styles(template: Package, sheet: Sheet) -> tuple[set[int], set[int]]:
    """The numbers of the cell styles and of the conditional formats that a sheet uses."""
    cells: set[int] = set()
    conditional: set[int] = set()
    for each in _all(template.tree(sheet.part)[1]):
        for name, numbers in (("s", cells), ("style", cells), ("dxfId", conditional)):
            if each.attributes.get(name, "").isdigit():
                numbers.add(int(each.attributes[name]))
    return cells, conditional


def transplant(package: Package, template: Package, sheet: Sheet, renaming: Renaming, styles: StyleNumbers) -> str:
    """Add a template sheet behind the workbook's last tab: its part. Its name must be free, and its tables' names too."""
    data, root = template.tree(sheet.part)
    changes = list(_changes(data, root, renaming, styles, package.date1904))
    part = package.add_sheet(renaming.sheets[sheet.name], splice(data, changes))
    _bring_related(package, template, sheet.part, part, renaming)
    return part


def _all(element: Element) -> Iterator[Element]:
    for each in element.children:
        yield each
        yield from _all(each)


def _changes(data: bytes, element: Element, renaming: Renaming, styles: StyleNumbers, date1904: bool) -> Iterator[Splice]:
    kept = [each for each in element.children if not _leads_nowhere(each, renaming)]
    if len(kept) < len(element.children):
        yield set_attribute(data, element, "count", str(len(kept)))
        yield from (Splice(each.start, each.end, b"") for each in element.children if each not in kept)
    for each in kept:
        yield from _own_changes(data, each, renaming, styles)
        if date1904 and each.attributes.get("type") == "date":
            yield from (_earlier(formula) for formula in each.children)
        else:
            yield from _changes(data, each, renaming, styles, date1904)


def _leads_nowhere(element: Element, renaming: Renaming) -> bool:
    """Whether a validation's list is on a sheet that is not there, since the workbook has that table elsewhere."""
    return element.name == "dataValidation" and any(renaming.formula(each.text) is None for each in element.children)


def _earlier(formula: Element) -> Splice:
    return Splice(formula.inside, formula.inside_end, str(int(formula.text) - _YEARS_1904).encode())


def _own_changes(data: bytes, element: Element, renaming: Renaming, styles: StyleNumbers) -> Iterator[Splice]:
    for name, numbers in (("s", styles.cells), ("style", styles.cells), ("dxfId", styles.conditional)):
        if element.attributes.get(name, "").isdigit():
            yield set_attribute(data, element, name, str(numbers[int(element.attributes[name])]))
    if element.name in _FORMULAS:
        formula = renaming.formula(element.text)
        if formula is not None and formula != element.text:
            yield Splice(element.inside, element.inside_end, attribute_bytes(formula))


def _bring_related(package: Package, template: Package, source: str, part: str, renaming: Renaming) -> None:
    """Give a transplanted part what its original refers to, under the same relationship ids, in parts of their own."""
    path = relationships_part(source)
    if path not in template:
        return
    known = template.relationships(source)
    data, root = template.tree(path)
    targets = [
        set_attribute(data, each, "Target", "/" + quote(_brought(package, template, known[each.attributes["Id"]], renaming)))
        for each in root.children
    ]
    package.put_relationships(part, splice(data, targets))


def _brought(package: Package, template: Package, link: Relationship, renaming: Renaming) -> str:
    """The new part that is a table, a drawing or a chart of the template."""
    folder = posixpath.dirname(package.workbook_part)
    part = package.new_part_name(posixpath.join(folder, _NAMES[link.kind]))
    data, root = template.tree(link.target)
    changes: list[Splice] = []
    if link.kind == "table":
        changes.append(set_attribute(data, root, "id", str(following_table_id(package))))
    for each in _all(root):
        formula = renaming.formula(each.text) if link.kind == "chart" and each.name == "f" else None
        if formula is not None and formula != each.text:
            changes.append(Splice(each.inside, each.inside_end, attribute_bytes(formula)))
    package.put(part, splice(data, changes))
    package.add_content_type(part, template.content_type(link.target) or "")
    _bring_related(package, template, link.target, part, renaming)
    return part
