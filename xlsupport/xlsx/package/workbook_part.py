"""The package of a workbook: its sheets, names and calculation settings.

Every edit splices bytes: what an edit does not name keeps the bytes that its author's program wrote.
"""

import posixpath
from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple

from xlsupport.sheets.specifications import sheet_alias
from xlsupport.words.problems import WorkbookError, unquoted_sheet
from xlsupport.xlsx.package.archive import Archive
from xlsupport.xlsx.package.lookalikes import NAME_ONE
from xlsupport.xlsx.package.markup import (
    MAIN,
    RELATIONSHIPS,
    Element,
    Splice,
    append_inside,
    attribute_bytes,
    prefix_of,
    set_attribute,
    splice,
    whole_number,
)
from xlsupport.xlsx.package.parts import TYPES, Data, Parts, Relationship, relationships_part
from xlsupport.xlsx.package.zip_directory import NEW_COPY, key

__all__ = ["Data", "Package", "Relationship", "Sheet", "relationships_part"]

WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STRICT = "http://purl.oclc.org/ooxml/"
_SHEET_KINDS = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_OF_SHARED = ("revisionheaders", "usernames")
_LAST_SHEET_ID = 65_534
_BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")


class Sheet(NamedTuple):
    """A sheet as workbook.xml lists it; `kind` is worksheet, chartsheet, dialogsheet or xlMacrosheet.

    `position` is its place among all entries of the list, counted from 0 as defined names count it.
    """

    name: str
    part: str
    sheet_id: int
    relationship: str
    state: str
    kind: str
    position: int


class DefinedName(NamedTuple):
    """A name of the workbook, or of one sheet where `sheet` is that sheet's position, counted from 0."""

    name: str
    text: str
    sheet: int | None


_TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"


class Package(Parts):
    """A workbook's parts, with what the workbook part says of sheets, names and calculation."""

    def __init__(self, archive: Archive, file_name: str) -> None:
        super().__init__(archive, file_name)
        self.workbook_part = self._find_workbook()
        self._listing: tuple[Element, Element] | None = None
        self._sheets: list[Sheet] = []

    @property
    def sheets(self) -> list[Sheet]:
        """All sheets in the order of their tabs, without entries that have no part, such as Excel 5's module sheets."""
        listing = (self.tree(self.workbook_part)[1], self.tree(relationships_part(self.workbook_part))[1])
        if self._listing is None or any(old is not new for old, new in zip(self._listing, listing, strict=True)):
            sheets = list(self._read_sheets())
            if self.sheet_names and not sheets:
                raise WorkbookError(f"{self.file_name} is damaged: none of its sheets has a part. {NEW_COPY}.")
            self._listing, self._sheets = listing, sheets
        return self._sheets

    @property
    def sheet_names(self) -> list[str]:
        """The names of all entries in the list of sheets. A new sheet gets none of them; how many they are is its position."""
        return [each.attributes.get("name", "") for each in self._entries()]

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, in any case."""
        return next((sheet for sheet in self.sheets if sheet.name.lower() == name.lower()), None)

    def our_sheet(self, name: str) -> Sheet | None:
        """The sheet that xlsupport knows by that name; where it had to be given another, a hidden name leads to it."""
        alias = sheet_alias(name).lower()
        meant = next((each.text for each in self.defined_names if each.sheet is None and each.name.lower() == alias), None)
        return self.sheet(name if meant is None else unquoted_sheet(meant.rpartition("!")[0]))

    def add_sheet(self, name: str, data: Data) -> str:
        """The part of a new worksheet behind the last tab; its name must be free."""
        if name.lower() in map(str.lower, self.sheet_names):
            raise WorkbookError(f"{self.file_name} has a sheet named {name} already.")
        folder = posixpath.dirname(self.workbook_part)
        part = self.new_part_name(posixpath.join(folder, "worksheets/sheet{}.xml"))
        self.put(part, data)
        self.add_content_type(part, WORKSHEET_TYPE)
        relationship = self.add_relationship(self.workbook_part, "worksheet", part)
        self._list_sheet(name, relationship)
        return part

    def _list_sheet(self, name: str, relationship: str) -> None:
        workbook, root = self.tree(self.workbook_part)
        listed = root.child("sheets")
        assert listed is not None
        # openpyxl declares the namespace on each <sheet>: only the root's own declaration reaches a new one.
        prefix = prefix_of(root, RELATIONSHIPS, workbook)
        declared = b"" if prefix else b' xmlns:r="%b"' % RELATIONSHIPS.encode()
        text = b'<%bsheet name="%b" sheetId="%d"%b %bid="%b"/>' % (
            listed.prefix,
            attribute_bytes(name),
            self._free_sheet_id(),
            declared,
            prefix or b"r:",
            relationship.encode(),
        )
        self.put(self.workbook_part, splice(workbook, [append_inside(workbook, listed, text)]))

    def _entries(self) -> list[Element]:
        listed = self.tree(self.workbook_part)[1].child("sheets")
        return [each for each in (listed.counted if listed else ()) if each.name == "sheet"]

    def _free_sheet_id(self) -> int:
        used = {whole_number(each.attributes.get("sheetId", "")) or 0 for each in self._entries()}
        following = max(used, default=0) + 1
        return following if following <= _LAST_SHEET_ID else next(each for each in count(1) if each not in used)

    @property
    def defined_names(self) -> list[DefinedName]:
        holder = self.tree(self.workbook_part)[1].child("definedNames")
        return [
            DefinedName(
                each.attributes.get("name", ""),
                each.text,
                whole_number(each.attributes.get("localSheetId", "")),
            )
            for each in (holder.counted if holder else ())
        ]

    @property
    def date1904(self) -> bool:
        properties = self.tree(self.workbook_part)[1].child("workbookPr")
        return bool(properties and properties.attributes.get("date1904", "0") in ("1", "true", "on"))

    @property
    def is_shared(self) -> bool:
        """Whether several people may change it at the same time in the old way, for which Excel keeps logs of their changes."""
        known = self.relationships(self.workbook_part).values()
        return any(each.kind.lower() in _OF_SHARED and not each.external and each.target in self for each in known)

    def add_defined_names(self, markup: bytes) -> None:
        """Put names behind the workbook's own; the elements carry the workbook part's prefix already."""
        data, root = self.tree(self.workbook_part)
        holder = root.child("definedNames")
        if holder is None:
            at, name = _end_of_last(root, _BEFORE_CALCULATION[1:]), root.prefix + b"definedNames"
            change = Splice(at, at, b"<%b>%b</%b>" % (name, markup, name))
        else:
            change = append_inside(data, holder, markup)
        self.put(self.workbook_part, splice(data, [change]))

    def set_full_calc_on_load(self) -> None:
        """Have Excel compute every formula when it opens the file."""
        data, root = self.tree(self.workbook_part)
        calculation = root.child("calcPr")
        if calculation is None:
            at = _end_of_last(root, _BEFORE_CALCULATION)
            change = Splice(at, at, b'<%bcalcPr fullCalcOnLoad="1"/>' % root.prefix)
        elif calculation.attributes.get("fullCalcOnLoad") in ("1", "true"):
            return
        else:
            change = set_attribute(data, calculation, "fullCalcOnLoad", "1")
        self.put(self.workbook_part, splice(data, [change]))

    def drop_calc_chain(self) -> None:
        """Remove the calculation chain, which names every formula cell; Excel makes it anew."""
        for each in list(self.relationships(self.workbook_part).values()):
            if each.kind == "calcChain":
                self.remove_relationship(self.workbook_part, each.id)
                if each.target in self:
                    self.remove(each.target)

    def _find_workbook(self) -> str:
        if TYPES not in self or self.tree(TYPES)[1].namespace != _TYPES_NAMESPACE:
            raise WorkbookError(f"{self.file_name} is not an Excel workbook: it has no part {TYPES}. {NAME_ONE}.")
        part = next((each.target for each in self.relationships("").values() if each.kind == "officeDocument"), None)
        if part is None or part not in self or relationships_part(part) not in self:
            raise WorkbookError(f"{self.file_name} is not an Excel workbook: it has no workbook part. {NAME_ONE}.")
        kind = self.content_type(part) or ""
        if part.lower().endswith(".bin") or "binary" in kind:
            raise WorkbookError(f"{self.file_name} is a binary workbook (.xlsb). Save it as .xlsx or .xlsm in Excel.")
        root = self.tree(part)[1]
        if root.namespace.startswith(_STRICT):
            raise WorkbookError(
                f"{self.file_name} is a Strict Open XML workbook. Save it in Excel as an ordinary Excel workbook."
            )
        if root.namespace != MAIN or root.name != "workbook" or root.child("sheets") is None:
            raise WorkbookError(f"{self.file_name} is not an Excel workbook: its part {part} lists no sheets. {NAME_ONE}.")
        return part

    def _read_sheets(self) -> Iterator[Sheet]:
        known = self.relationships(self.workbook_part)
        names, parts = set[str](), set[str]()
        for position, each in enumerate(self._entries()):
            name, number = each.attributes.get("name", ""), each.attributes.get("sheetId", "")
            target = known.get(each.attributes.get(f"{{{RELATIONSHIPS}}}id", ""))
            if target is None or target.external or target.kind not in _SHEET_KINDS:
                continue
            if target.target not in self:
                raise WorkbookError(f"{self.file_name} is damaged: its sheet {name} has no part. {NEW_COPY}.")
            if name.lower() in names:
                raise WorkbookError(f"{self.file_name} is damaged: it has two sheets named {name}. {NEW_COPY}.")
            if key(target.target) in parts:
                raise WorkbookError(f"{self.file_name} is damaged: its sheet {name} is another sheet as well. {NEW_COPY}.")
            names.add(name.lower())
            parts.add(key(target.target))
            state = each.attributes.get("state", "visible")
            yield Sheet(name, target.target, whole_number(number) or 0, target.id, state, target.kind, position)


def _end_of_last(root: Element, names: Iterable[str]) -> int:
    """Behind the first of the named children that is there, which are given in the reverse of the schema's order."""
    return next(child.end for name in names if (child := root.child(name)))
