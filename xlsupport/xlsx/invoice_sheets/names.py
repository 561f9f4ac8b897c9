"""Names that belong to one sheet: its print area, its totals, and their copies for a copy of the sheet."""

from typing import NamedTuple

from xlsupport.formulas.references import Move, own_references, tokens
from xlsupport.xlsx.package.markup import Element, Splice, set_attribute, splice, text_bytes
from xlsupport.xlsx.package.workbook_part import Package, Sheet

PRINT_AREA = "_xlnm.Print_Area"


class SheetName(NamedTuple):
    """A defined name that means cells of a sheet: its element in the workbook part, cut out, and its text."""

    name: str
    text: str
    markup: bytes
    element: Element

    def moved(self, move: Move) -> str | None:
        """The text for a copy of the sheet; None where some range that it means was left out."""
        text = move.formula(self.text)
        return text if len(own_references(text, move.new)) == len(own_references(self.text, move.old)) else None

    def single_range(self, move: Move) -> str | None:
        """The one range of the sheet's copy that the name means, without the sheet; None where it means anything else."""
        text = self.moved(move)
        found = own_references(text, move.new) if text else []
        return found[0] if text and len(found) == 1 and len(list(tokens(text))) == 2 else None


def names_of(package: Package, sheet: Sheet) -> list[SheetName]:
    """The names of a sheet, and those of the whole workbook that mean its cells: Excel copies both with a sheet."""
    data, root = package.tree(package.workbook_part)
    holder = root.child("definedNames")
    own: dict[str, SheetName] = {}
    shared: dict[str, SheetName] = {}
    for each in holder.counted if holder else ():
        name, scope = each.attributes.get("name", ""), each.attributes.get("localSheetId")
        found = SheetName(name, each.text, data[each.start : each.end], each)
        if scope == str(sheet.position):
            own[name.lower()] = found
        elif scope is None and own_references(each.text, sheet.name):
            shared[name.lower()] = found
    return list((shared | own).values())


def copied_name(name: SheetName, text: str, position: int) -> bytes:
    """A name's element for the sheet at another position, with everything else that is said of it."""
    element, start = name.element, name.element.start
    prefix = element.prefix + element.name.encode()
    changes = [set_attribute(name.markup, _from_zero(element), "localSheetId", str(position))]
    changes.append(Splice(element.inside - start, element.inside_end - start, text_bytes(text)))
    assert not element.self_closed, prefix
    return splice(name.markup, changes)


def _from_zero(element: Element) -> Element:
    start = element.start
    return Element(
        element.namespace,
        element.name,
        element.prefix,
        element.attributes,
        0,
        element.inside - start,
        element.inside_end - start,
        element.end - start,
    )
