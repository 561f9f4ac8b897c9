"""Put another workbook's sheets and parts into a copy of ours, so that tests can show that they survive there.

Every part that is reachable in the donor is copied under a name of its own, and only what joins the two workbooks is rewritten:
lists of sheets, names, styles and texts. The result opens; it does not have to look as beautiful as the donor did.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from support.opc import CONTENT_TYPES, LINK, MAIN, PACKAGE, Link, Parts, child, local, relationships_of
from support.style_merging import merge_styles

MACRO_WORKBOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_MERGED = {"styles", "sharedStrings"}
_LEFT = {"theme", "core-properties", "extended-properties", "extendedProperties", "officeDocument", "origin"}
_WORKBOOK = (
    "fileVersion fileSharing workbookPr AlternateContent revisionPtr workbookProtection bookViews sheets functionGroups "
    "externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing "
    "fileRecoveryPr webPublishObjects extLst"
)
_CARRIED = (
    "fileSharing workbookProtection functionGroups externalReferences customWorkbookViews pivotCaches webPublishObjects extLst"
)


class Grafted(NamedTuple):
    """The grafted workbook (an .xlsm if the donor has macros), the names its donor's sheets have in it, and what was left out."""

    path: Path
    sheets: tuple[str, ...]
    left_out: tuple[str, ...]


def graft(book: Path, donor: Path, out: Path) -> Grafted:
    """Write a copy of the book with all of the donor's sheets and parts."""
    job = _Graft(Parts(book), Parts(donor))
    job.run()
    path = out.with_suffix(".xlsm") if job.has_macros else out
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in job.ours.content.items():
            archive.writestr(name, content)
    return Grafted(path, tuple(job.sheets), tuple(dict.fromkeys(job.left_out)))


class _Graft:
    """One graft under way: both packages, the donor parts' new names, and how far its indices move."""

    def __init__(self, ours: Parts, theirs: Parts) -> None:
        self.ours, self.theirs = ours, theirs
        self.left_out: list[str] = []
        self.sheets: list[str] = []
        self.has_macros = theirs.find("vbaProject") is not None or "macroEnabled" in ours.content_type(ours.workbook)
        self.parts = {part: self._new_name(part) for part in self._reachable()}
        self.renamed: dict[str, str] = {}  # sheets and tables that had to give way to ours, in formulas' spelling

    def run(self) -> None:
        if self._is_1904(self.ours) != self._is_1904(self.theirs):
            self.left_out.append("the donor's date system: its dates show four years off")
        part, source = self.ours.find("styles"), self.theirs.find("styles")
        self.styles = self.formats = 0
        if part and source:
            styles = self.ours.tree(part)
            self.styles, self.formats = merge_styles(styles, self.theirs.tree(source))
            self.ours.put(part, styles)
        self.texts = self._merge_texts()
        sheet_ids = self._merge_workbook()
        self._name_tables()
        for part, name in self.parts.items():
            self.ours.content[name] = self._adapted(part, sheet_ids)
            self._relate(part, name)
        self._say_types()

    def _is_1904(self, parts: Parts) -> bool:
        properties = parts.tree(parts.workbook).find(f"{MAIN}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true")

    def _wanted(self, owner: str) -> Iterator[Link]:
        at_the_top = owner in ("", self.theirs.workbook)
        for link in self.theirs.links(owner):
            if not at_the_top or link.kind not in _LEFT | _MERGED:
                yield link
            elif link.kind in _LEFT - {"officeDocument"}:
                self.left_out.append(f"the donor's {link.kind}")

    def _reachable(self) -> list[str]:
        found: dict[str, None] = {}
        waiting = ["", self.theirs.workbook]
        while waiting:
            for link in self._wanted(waiting.pop()):
                if link.target and link.target not in found and link.target != self.theirs.workbook:
                    found[link.target] = None
                    waiting.append(link.target)
        chain = self.theirs.find("calcChain")
        if chain and self.ours.find("calcChain"):
            del found[chain]  # there can be one only, and ours is right as it is: Excel adds what it misses
        at_the_top = {link.target for owner in ("", self.theirs.workbook) for link in self.theirs.links(owner)}
        strays = (part for part in self.theirs.content if part not in at_the_top | set(found) and not part.endswith(".rels"))
        self.left_out += (f"{part}, which nothing leads to" for part in strays if part != CONTENT_TYPES)
        return list(found)

    def _new_name(self, part: str) -> str:
        folder, name = posixpath.split(part)
        while True:
            name = f"their-{name}"
            if posixpath.join(folder, name) not in self.ours.content:
                return posixpath.join(folder, name)

    def _merge_texts(self) -> int:
        """Append the donor's shared texts to ours: by how much their numbers moved. Where we have none, its part becomes ours."""
        source, part = self.theirs.find("sharedStrings"), self.ours.find("sharedStrings")
        if not source:
            return 0
        if not part:
            part = posixpath.join(posixpath.dirname(self.ours.workbook), "sharedStrings.xml")
            self.ours.content[part] = self.theirs.content[source]
            link = next(each for each in self.theirs.links(self.theirs.workbook) if each.target == source)
            self.ours.link(self.ours.workbook, link.type, part)
            self.ours.say_type(part, self.theirs.content_type(source))
            return 0
        ours = self.ours.tree(part)
        count = len(ours.findall(f"{MAIN}si"))
        ours.extend(self.theirs.tree(source).findall(f"{MAIN}si"))
        for key in {"count", "uniqueCount"} & set(ours.attrib):
            del ours.attrib[key]
        self.ours.put(part, ours)
        return count

    def _merge_workbook(self) -> dict[str, str]:
        """Join what the two workbook parts list; the donor's sheet ids by what they were."""
        ours, theirs = self.ours.tree(self.ours.workbook), self.theirs.tree(self.theirs.workbook)
        links = {}
        for link in self._wanted(self.theirs.workbook):
            if link.target in self.parts:
                links[link.id] = self.ours.link(self.ours.workbook, link.type, self.parts[link.target])
        for link in self._wanted(""):
            if link.target in self.parts:
                self.ours.link("", link.type, self.parts[link.target])
        for each in theirs.iter():
            for key, value in each.attrib.items():
                if str(key).startswith(LINK) and value in links:
                    each.set(key, links[str(value)])
        sheets = child(ours, "sheets", _WORKBOOK)
        ids, position = self._add_sheets(sheets, theirs), len(sheets)
        self._add_names(ours, theirs, position - len(ids))
        for each in theirs:
            name = local(each)
            if name in _CARRIED.split() and (len(each) or each.attrib):
                home = child(ours, name, _WORKBOOK)
                uris = {extension.get("uri") for extension in home} - {None}
                home.extend(inner for inner in list(each) if inner.get("uri") not in uris)
                home.attrib.update(dict(each.attrib))
            elif name == "workbookPr" and self.has_macros and each.get("codeName"):
                child(ours, name, _WORKBOOK).set("codeName", each.get("codeName") or "")
        self.ours.put(self.ours.workbook, ours)
        return ids

    def _add_sheets(self, sheets: etree._Element, theirs: etree._Element) -> dict[str, str]:
        taken = {(each.get("name") or "").lower() for each in sheets}
        last_id = max((int(each.get("sheetId") or 0) for each in sheets), default=0)
        ids = {}
        for number, each in enumerate(theirs.findall(f"{MAIN}sheets/{MAIN}sheet"), last_id + 1):
            old = each.get("name") or ""
            new = _free(old, taken, 31)
            if new != old:
                self.renamed[_quoted(old)], self.renamed[f"{old}!"] = _quoted(new), _quoted(new)
            ids[each.get("sheetId") or ""] = str(number)
            each.set("sheetId", str(number))
            each.set("name", new)
            self.sheets.append(new)
            sheets.append(deepcopy(each))
        return ids

    def _add_names(self, ours: etree._Element, theirs: etree._Element, position: int) -> None:
        listed = theirs.findall(f"{MAIN}definedNames/{MAIN}definedName")
        if not listed:
            return
        names = child(ours, "definedNames", _WORKBOOK)
        taken = {(each.get("name") or "").lower() for each in names if each.get("localSheetId") is None}
        for each in listed:
            place, old = each.get("localSheetId"), each.get("name") or ""
            if place is not None:
                each.set("localSheetId", str(int(place) + position))
            else:
                each.set("name", _free(old, taken, 255))
                if each.get("name") != old:
                    self.left_out.append(f"the use of the name {old}, which is {each.get('name')} now")
            each.text = self._respelled(each.text or "")
            names.append(deepcopy(each))

    def _name_tables(self) -> None:
        """Numbers and names for the donor's tables that ours do not have."""
        tables = [self.ours.tree(part) for part in self.ours.content if self.ours.content_type(part).endswith(".table+xml")]
        taken = {(table.get("displayName") or "").lower() for table in tables}
        self.table_ids = max((int(table.get("id") or 0) for table in tables), default=0)
        for part in self.parts:
            if self.theirs.content_type(part).endswith(".table+xml"):
                old = self.theirs.tree(part).get("displayName") or ""
                new = _free(old, taken, 255)
                if new != old:
                    self.renamed[f"{old}["] = f"{new}["

    def _adapted(self, part: str, sheet_ids: dict[str, str]) -> bytes:
        """A donor's part as it stands in our workbook; as it was, where nothing in it counts styles, texts, tables or sheets."""
        data = self.theirs.content[part]
        kind = self.theirs.content_type(part).removesuffix("+xml").rpartition(".")[2]
        if self.renamed and (part.endswith((".xml", ".vml"))):
            data = self._respelled(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        change: Callable[[etree._Element], None] | None = {
            "worksheet": self._move_sheet, "dialogsheet": self._move_sheet, "macrosheet": self._move_sheet,
            "chartsheet": self._move_sheet, "table": self._move_table, "pivotTable": self._move_formats,
        }.get(kind)  # fmt: skip
        if kind in ("calcChain", "volatileDependencies"):
            tree = etree.fromstring(data)
            for each in tree.iter(f"{MAIN}c", f"{MAIN}tr"):
                key = "i" if kind == "calcChain" else "s"
                if each.get(key) in sheet_ids:
                    each.set(key, sheet_ids[each.get(key) or ""])
        elif change:
            tree = etree.fromstring(data)
            change(tree)
        else:
            return data
        return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _move_sheet(self, sheet: etree._Element) -> None:
        for tag, key in (("c", "s"), ("row", "s"), ("col", "style")):
            for each in sheet.iter(f"{MAIN}{tag}"):
                if each.get(key) or (tag == "c" and self.styles):
                    each.set(key, str(int(each.get(key) or 0) + self.styles))
        for each in sheet.iter(f"{MAIN}c"):
            value = each.find(f"{MAIN}v")
            if self.texts and each.get("t") == "s" and value is not None:
                value.text = str(int(value.text or 0) + self.texts)
        for each in sheet.iter(f"{MAIN}sheetView"):
            each.set("tabSelected", "0")  # two selected tabs are a group, in which typing changes both
        self._move_formats(sheet)

    def _move_table(self, table: etree._Element) -> None:
        table.set("id", str(self.table_ids + int(table.get("id") or 0)))
        old = f"{table.get('displayName')}["
        if old in self.renamed:
            table.set("displayName", self.renamed[old][:-1])
            table.set("name", self.renamed[old][:-1])
        self._move_formats(table)

    def _move_formats(self, tree: etree._Element) -> None:
        for each in tree.iter(f"{MAIN}*"):
            for key, value in each.attrib.items():
                if str(key).lower().endswith("dxfid"):
                    each.set(key, str(int(value) + self.formats))

    def _respelled(self, text: str) -> str:
        for old, new in self.renamed.items():
            text = re.sub(rf"(?<![\w'.]){re.escape(old)}", new.replace("\\", r"\\"), text)
        return text

    def _relate(self, part: str, name: str) -> None:
        if relationships_of(part) not in self.theirs.content:
            return
        root = etree.Element(f"{PACKAGE}Relationships")
        for link in self.theirs.links(part):
            target = self.ours.workbook if link.target == self.theirs.workbook else self.parts.get(link.target or "")
            if target:
                link.element.set("Target", posixpath.relpath(target, posixpath.dirname(name)))
            elif link.element.get("TargetMode") != "External":
                self.left_out.append(f"{part}: its {link.kind} {link.element.get('Target')}, which is not there")
            root.append(link.element)
        self.ours.put(relationships_of(name), root)

    def _say_types(self) -> None:
        for part, name in self.parts.items():
            self.ours.say_type(name, self.theirs.content_type(part))
        if self.has_macros:
            types = self.ours.tree(CONTENT_TYPES)
            for each in types:
                if each.get("PartName") == f"/{self.ours.workbook}":
                    each.set("ContentType", MACRO_WORKBOOK)
            self.ours.put(CONTENT_TYPES, types)


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'!"


def _free(name: str, taken: set[str], longest: int) -> str:
    """The name, or one like it that is not taken; it is taken then."""
    new, number = name, 1
    while new.lower() in taken:
        number += 1
        new = f"{name[: longest - 4]}_{number}"
    taken.add(new.lower())
    return new
