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

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CONTENT_TYPES = "[Content_Types].xml"
MACRO_WORKBOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
SHEETS = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_MERGED = {"styles", "sharedStrings"}
_LEFT = {"theme", "core-properties", "extended-properties", "extendedProperties", "officeDocument", "origin"}
_WORKBOOK = (
    "fileVersion fileSharing workbookPr AlternateContent revisionPtr workbookProtection bookViews sheets functionGroups "
    "externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing "
    "fileRecoveryPr webPublishObjects extLst"
)
_CARRIED = "fileSharing workbookProtection functionGroups externalReferences customWorkbookViews pivotCaches webPublishObjects extLst"
_STYLES = "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"


class Grafted(NamedTuple):
    """The grafted workbook (an .xlsm if the donor has macros), the names its donor's sheets have in it, and what was left out."""

    path: Path
    sheets: tuple[str, ...]
    left_out: tuple[str, ...]


def graft(book: Path, donor: Path, out: Path) -> Grafted:
    """Write a copy of the book with all of the donor's sheets and parts."""
    job = _Graft(_Parts(book), _Parts(donor))
    job.run()
    path = out.with_suffix(".xlsm") if job.has_macros else out
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in job.ours.content.items():
            archive.writestr(name, content)
    return Grafted(path, tuple(job.sheets), tuple(job.left_out))


class _Link(NamedTuple):
    """A relationship; `target` is the part it leads to, None outside the package."""

    id: str
    kind: str
    target: str | None
    element: etree._Element


class _Parts:
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

    def links(self, part: str) -> Iterator[_Link]:
        rels = relationships_of(part)
        names = {name.lower(): name for name in self.content}
        for each in self.tree(rels) if rels in self.content else ():
            target = (each.get("Target") or "").replace("\\", "/")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
            inside = each.get("TargetMode") != "External"
            kind = posixpath.basename(each.get("Type") or "")
            yield _Link(each.get("Id") or "", kind, names.get(path.lower()) if inside else None, each)

    def content_type(self, part: str) -> str:
        extension = posixpath.splitext(part)[1][1:].lower()
        by_extension = ""
        for each in self.tree(CONTENT_TYPES):
            if (each.get("PartName") or "").lower() == f"/{part}".lower():
                return each.get("ContentType") or ""
            if (each.get("Extension") or "").lower() == extension:
                by_extension = each.get("ContentType") or ""
        return by_extension


def relationships_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _transitional(data: bytes) -> bytes:
    if b"purl.oclc.org/ooxml" not in data:
        return data
    return re.sub(rb"http://purl\.oclc\.org/ooxml/(\w+)/", rb"http://schemas.openxmlformats.org/\1/2006/", data)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _place(root: etree._Element, child: etree._Element, order: str) -> None:
    """Put a child where the schema wants it."""
    names = order.split()
    at = names.index(_local(child))
    before = (index for index, each in enumerate(root) if _local(each) in names and names.index(_local(each)) > at)
    root.insert(next(before, len(root)), child)


def _child(root: etree._Element, name: str, order: str) -> etree._Element:
    found = root.find(f"{MAIN}{name}")
    if found is None:
        found = etree.Element(f"{MAIN}{name}")
        _place(root, found, order)
    return found


class _Graft:
    """One graft under way: both packages, the donor parts' new names, and how far its indices move."""

    def __init__(self, ours: _Parts, theirs: _Parts) -> None:
        self.ours, self.theirs = ours, theirs
        self.left_out: list[str] = []
        self.sheets: list[str] = []
        self.has_macros = theirs.find("vbaProject") is not None or "macroEnabled" in ours.content_type(ours.workbook)
        self.parts = {part: self._new_name(part) for part in self._reachable()}
        self.renamed: dict[str, str] = {}  # sheets and tables that had to give way to ours, in formulas' spelling

    def run(self) -> None:
        if self._is_1904(self.ours) != self._is_1904(self.theirs):
            self.left_out.append("the donor's date system: its dates show four years off")
        self.styles, self.formats = self._merge_styles()
        self.texts = self._merge_texts()
        sheet_ids = self._merge_workbook()
        self._name_tables()
        for part, name in self.parts.items():
            self.ours.content[name] = self._adapted(part, sheet_ids)
            self._relate(part, name)
        self._say_types()

    def _is_1904(self, parts: _Parts) -> bool:
        properties = parts.tree(parts.workbook).find(f"{MAIN}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true")

    def _wanted(self, owner: str) -> Iterator[_Link]:
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
        forgotten = set(self.theirs.content) - set(found) - {CONTENT_TYPES, self.theirs.workbook}
        self.left_out += (f"{part}, which nothing leads to" for part in sorted(forgotten) if self._is_stray(part))
        return list(found)

    def _is_stray(self, part: str) -> bool:
        at_the_top = [link for owner in ("", self.theirs.workbook) for link in self.theirs.links(owner)]
        return not part.endswith(".rels") and part not in {link.target for link in at_the_top}

    def _new_name(self, part: str) -> str:
        folder, name = posixpath.split(part)
        while True:
            name = f"their-{name}"
            if posixpath.join(folder, name) not in self.ours.content:
                return posixpath.join(folder, name)

    def _merge_styles(self) -> tuple[int, int]:
        """Append the donor's styles to ours: by how much its cell formats and its differential formats moved."""
        part, source = self.ours.find("styles"), self.theirs.find("styles")
        if not part or not source:
            return 0, 0
        ours, theirs = self.ours.tree(part), self.theirs.tree(source)

        def size(name: str) -> int:
            return len(ours.findall(f"{MAIN}{name}/*"))

        moved = {f"{each}Id": size(f"{each}s") for each in ("font", "fill", "border")}
        cell_formats, named_formats, dxfs = size("cellXfs"), size("cellStyleXfs"), size("dxfs")
        used = [int(each.get("numFmtId") or 0) for each in ours.iter(f"{MAIN}numFmt")]
        numbers: dict[str, str] = {}
        for each in theirs.findall(f"{MAIN}numFmts/{MAIN}numFmt"):
            used.append(max([163, *used]) + 1)
            numbers[each.get("numFmtId") or ""] = str(used[-1])
            each.set("numFmtId", str(used[-1]))
        for each in [*theirs.findall(f"{MAIN}cellXfs/{MAIN}xf"), *theirs.findall(f"{MAIN}cellStyleXfs/{MAIN}xf")]:
            each.set("numFmtId", numbers.get(each.get("numFmtId") or "0", each.get("numFmtId") or "0"))
            for key, count in {**moved, "xfId": named_formats}.items():
                if key != "xfId" or each.get("xfId") or each.getparent() is theirs.find(f"{MAIN}cellXfs"):
                    each.set(key, str(int(each.get(key) or 0) + count))
        for each in theirs.findall(f"{MAIN}cellStyles/{MAIN}cellStyle"):
            each.set("xfId", str(int(each.get("xfId") or 0) + named_formats))
        for each in theirs.findall(f"{MAIN}tableStyles//*[@dxfId]"):
            each.set("dxfId", str(int(each.get("dxfId") or 0) + dxfs))
        names = {each.get("name") for tag in ("cellStyle", "tableStyle") for each in ours.iter(f"{MAIN}{tag}")}
        uris = {each.get("uri") for each in ours.findall(f"{MAIN}extLst/{MAIN}ext")}
        for holder in theirs:
            if _local(holder) == "colors":
                self.left_out.append("the donor's palette")
            elif _local(holder) in _STYLES.split():
                home = _child(ours, _local(holder), _STYLES)
                home.extend(
                    deepcopy(each)
                    for each in holder
                    if not (_local(each) in ("cellStyle", "tableStyle") and each.get("name") in names) and each.get("uri") not in uris - {None}
                )
                if home.get("count") or _local(home) == "dxfs":
                    home.set("count", str(len(home)))
        self.ours.put(part, ours)
        return cell_formats, dxfs

    def _merge_texts(self) -> int:
        """Append the donor's shared texts to ours: by how much their numbers moved. Where we have none, its part becomes ours."""
        source, part = self.theirs.find("sharedStrings"), self.ours.find("sharedStrings")
        if not source:
            return 0
        if not part:
            part = posixpath.join(posixpath.dirname(self.ours.workbook), "sharedStrings.xml")
            self.ours.content[part] = self.theirs.content[source]
            self._add_link(self.ours.workbook, next(e for e in self.theirs.links(self.theirs.workbook) if e.target == source), part)
            self._add_type(part, self.theirs.content_type(source))
            return 0
        ours = self.ours.tree(part)
        count = len(ours.findall(f"{MAIN}si"))
        ours.extend(self.theirs.tree(source).findall(f"{MAIN}si"))
        for key in ("count", "uniqueCount"):
            ours.attrib.pop(key, None)
        self.ours.put(part, ours)
        return count

    def _merge_workbook(self) -> dict[str, str]:
        """Join what the two workbook parts list; the donor's sheet ids by what they were."""
        ours, theirs = self.ours.tree(self.ours.workbook), self.theirs.tree(self.theirs.workbook)
        links = {}
        for link in self._wanted(self.theirs.workbook):
            if link.target in self.parts:
                links[link.id] = self._add_link(self.ours.workbook, link, self.parts[link.target])
        for link in self._wanted(""):
            if link.target in self.parts:
                self._add_link("", link, self.parts[link.target])
        for each in theirs.iter():
            for key, value in each.attrib.items():
                if str(key).startswith(LINK) and value in links:
                    each.set(key, links[str(value)])
        sheets = _child(ours, "sheets", _WORKBOOK)
        ids, position = self._add_sheets(sheets, theirs), len(sheets)
        self._add_names(ours, theirs, position - len(ids))
        for each in theirs:
            name = _local(each)
            if name in _CARRIED.split() and (len(each) or each.attrib):
                home = _child(ours, name, _WORKBOOK)
                home.extend(child for child in list(each) if child.get("uri") is None or child.get("uri") not in {e.get("uri") for e in home})
                home.attrib.update(dict(each.attrib))
        if self.has_macros:
            for name, key in (("workbookPr", "codeName"), ("fileVersion", "codeName")):
                theirs_has = theirs.find(f"{MAIN}{name}")
                home_has = ours.find(f"{MAIN}{name}")
                if theirs_has is not None and home_has is not None and theirs_has.get(key):
                    home_has.set(key, theirs_has.get(key) or "")
        self.ours.put(self.ours.workbook, ours)
        return ids

    def _add_sheets(self, sheets: etree._Element, theirs: etree._Element) -> dict[str, str]:
        taken = {(each.get("name") or "").lower() for each in sheets}
        next_id = max((int(each.get("sheetId") or 0) for each in sheets), default=0) + 1
        ids = {}
        for each in theirs.findall(f"{MAIN}sheets/{MAIN}sheet"):
            old = each.get("name") or ""
            new = _free(old, taken, 31)
            if new != old:
                self.renamed[_quoted(old)], self.renamed[f"{old}!"] = _quoted(new), _quoted(new)
            ids[each.get("sheetId") or ""] = str(next_id)
            each.set("sheetId", str(next_id))
            each.set("name", new)
            self.sheets.append(new)
            sheets.append(deepcopy(each))
            next_id += 1
        return ids

    def _add_names(self, ours: etree._Element, theirs: etree._Element, position: int) -> None:
        listed = theirs.findall(f"{MAIN}definedNames/{MAIN}definedName")
        if not listed:
            return
        names = _child(ours, "definedNames", _WORKBOOK)
        taken = {(each.get("name") or "").lower() for each in names if each.get("localSheetId") is None}
        for each in listed:
            local = each.get("localSheetId")
            if local is not None:
                each.set("localSheetId", str(int(local) + position))
            else:
                old = each.get("name") or ""
                each.set("name", _free(old, taken, 255))
                if each.get("name") != old:
                    self.left_out.append(f"the use of the name {old}, which is {each.get('name')} now")
            each.text = self._respelled(each.text or "")
            names.append(deepcopy(each))

    def _name_tables(self) -> None:
        """Numbers and names for the donor's tables that ours do not have."""
        tables = [self.ours.tree(part) for part in self.ours.content if _is_table(self.ours, part)]
        taken = {(table.get("displayName") or "").lower() for table in tables}
        self.table_ids = max((int(table.get("id") or 0) for table in tables), default=0)
        for part in self.parts:
            if _is_table(self.theirs, part):
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
            each.attrib.pop("tabSelected", None)  # two selected tabs are a group, in which typing changes both
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
        root = etree.Element(f"{PACKAGE}Relationships", nsmap={None: PACKAGE[1:-1]})
        for link in self.theirs.links(part):
            target = self.ours.workbook if link.target == self.theirs.workbook else self.parts.get(link.target or "")
            if target:
                link.element.set("Target", posixpath.relpath(target, posixpath.dirname(name)))
            elif link.element.get("TargetMode") != "External":
                self.left_out.append(f"{part}: its {link.kind} {link.element.get('Target')}, which is not there")
            root.append(link.element)
        self.ours.put(relationships_of(name), root)

    def _add_link(self, owner: str, link: _Link, target: str) -> str:
        rels = self.ours.tree(relationships_of(owner))
        number = len(rels)
        while f"their{number}" in {each.get("Id") for each in rels}:
            number += 1
        path = posixpath.relpath(target, posixpath.dirname(owner) or ".")
        kind = link.element.get("Type") or ""
        rels.append(etree.Element(f"{PACKAGE}Relationship", {"Id": f"their{number}", "Type": kind, "Target": path}))
        self.ours.put(relationships_of(owner), rels)
        return f"their{number}"

    def _add_type(self, part: str, content_type: str) -> None:
        types = self.ours.tree(CONTENT_TYPES)
        if self.ours.content_type(part) != content_type:
            types.append(etree.Element(f"{TYPES}Override", PartName=f"/{part}", ContentType=content_type))
        self.ours.put(CONTENT_TYPES, types)

    def _say_types(self) -> None:
        for part, name in self.parts.items():
            self._add_type(name, self.theirs.content_type(part))
        if self.has_macros:
            types = self.ours.tree(CONTENT_TYPES)
            for each in types:
                if each.get("PartName") == f"/{self.ours.workbook}":
                    each.set("ContentType", MACRO_WORKBOOK)
            self.ours.put(CONTENT_TYPES, types)


def _is_table(parts: _Parts, part: str) -> bool:
    return parts.content_type(part).endswith("spreadsheetml.table+xml")


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
