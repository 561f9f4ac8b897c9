"""What a run may change in a workbook (2-workbook.md, "Writing, and what is never lost"), and everything that changed besides.

Written from the specification and without xlsupport's own reading or writing of files, so that the two can disagree.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from xlsupport.sheets.specifications import DASHBOARD, LOG, START, TABLES

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
_TOKEN = re.compile(rb"<[^>]*>|[^<]+")
_ROW = re.compile(rb"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)([0-9]+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_AREA = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")
_REFERENCES = re.compile(rb'(?<= )(?:sqref|ref)="[^"]*"|(?<=<xm:sqref>)[^<]*')
_ADDED = {
    "workbook": {"sheet", "definedNames", "definedName", "calcPr"},
    "rels": {"Relationship"},
    "types": {"Override", "Default"},
    "styles": {"numFmts", "numFmt", "xf", "alignment", "protection"},
    "app": {"vt:lpstr"},
}
_ADOPTED = {
    "dxfs", "dxf", "fonts", "font", "fills", "fill", "borders", "border", "patternFill", "fgColor", "bgColor", "color", "name",
    "family", "scheme", "sz", "b", "i", "strike", "left", "right", "top", "bottom", "diagonal",
}  # fmt: skip


class Comparison(NamedTuple):
    """How many parts there were, which ones changed as they may, which are new, and what must not have happened."""

    parts: int
    changed: tuple[str, ...]
    new: tuple[str, ...]
    forbidden: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """A member of a zip file: its content, its bytes as they are stored, and what the file says about it."""

    content: bytes
    stored: bytes
    about: tuple[object, ...]


def members(path: Path) -> dict[str, Member]:
    data = path.read_bytes()
    found = {}
    with zipfile.ZipFile(path) as archive:
        for each in archive.infolist():
            start = (
                each.header_offset + 30 + sum(int.from_bytes(data[each.header_offset + at :][:2], "little") for at in (26, 28))
            )
            about = (each.date_time, each.compress_type, each.external_attr, each.CRC)
            found[each.filename] = Member(archive.read(each), data[start : start + each.compress_size], about)
    return found


def compare(before: Path, after: Path) -> Comparison:
    """Compare a workbook before and after any number of runs of `adopt`, `update`, `invoice` and `void`."""
    old, new = members(before), members(after)
    allowed = {name: rule for name, rule in _rules(old, new).items() if name in old}
    forbidden = [f"{name}: lost" for name in old if name not in new]
    changed = []
    for name in old.keys() & new.keys():
        if old[name].content == new[name].content:
            if (old[name].stored, old[name].about) != (new[name].stored, new[name].about):
                forbidden.append(f"{name}: the same content, stored anew")
        elif name in allowed:
            changed.append(name)
            forbidden += (f"{name}: {each}" for each in allowed[name](old[name].content, new[name].content))
        else:
            forbidden.append(f"{name}: changed")
    added = new.keys() - old.keys()
    forbidden += (f"{name}: new, and no part of an invoice sheet" for name in added - set(_of_new_sheets(old, new)))
    order = [name for name in new if name in old]
    if order != [name for name in old if name in new]:
        forbidden.append("the parts stand in another order")
    return Comparison(len(old), tuple(sorted(changed)), tuple(sorted(added)), tuple(sorted(forbidden)))


Rule = Callable[[bytes, bytes], Iterable[str]]


def _rules(old: dict[str, Member], new: dict[str, Member]) -> dict[str, Rule]:
    """The parts that may change, and for each what a change of it breaks."""
    rules: dict[str, Rule] = {
        WORKBOOK: _only_adds("workbook"), _relationships_of(WORKBOOK): _only_adds("rels"), TYPES: _only_adds("types"),
        "docProps/app.xml": _only_adds("app"),
    }  # fmt: skip
    styles = next((target for kind, target in _links(old, WORKBOOK).values() if kind == "styles"), "xl/styles.xml")
    rules[styles] = _only_adds("styles")
    for name, sheet in _sheets(old).items():
        owned = {target: TABLES[table] for target, table in _tables_of(old, sheet).items() if table in TABLES}
        rules |= dict.fromkeys(owned, _only_resizes)
        areas = [_Owned(old[target].content, new[target].content, spec.name) for target, spec in owned.items() if target in new]
        if areas:
            rules[sheet] = _SheetRule(areas)
        elif name in (START, DASHBOARD):
            rules[sheet] = _only_revalues
    return rules


def _only_adds(kind: str) -> Rule:
    """Every tag of the old part is there, in order, and what stands between is of the named kinds."""

    def rule(old: bytes, new: bytes) -> Iterator[str]:
        waiting = [_uncounted(each) for each in _TOKEN.findall(old)]
        sheets, at, holder = len(re.findall(rb"<(?:\w+:)?sheet ", old)), 0, b""
        for each in map(_uncounted, _TOKEN.findall(new)):
            if at < len(waiting) and each == waiting[at]:
                at += 1
                continue
            name = each.strip(b"</>").split()[0].decode()
            local = re.search(rb'localSheetId="([0-9]+)"', each)
            ours = re.search(rb' name="(?:\w*(?:Client|Category|Package)Names|\w*InvoiceMonth|xlsupport\.\w+)"', each)
            elsewhere = b"definedName " in each[:18] and not ours and (not local or int(local[1]) < sheets)
            name = name if kind == "app" else name.rpartition(":")[2]
            adopted = kind == "styles" and name in _ADOPTED
            if each.startswith(b"<") and not adopted and (name not in _ADDED[kind] or elsewhere):
                yield f"{each.decode()} was added"
            if not each.startswith(b"<") and not re.match(rb"<(?:\w+:)?definedName |<vt:lpstr", holder):
                yield f"{name} was added"
            holder = each
        if at < len(waiting):
            yield f"{waiting[at].decode()} is gone or changed"

    return rule


def _uncounted(token: bytes) -> bytes:
    """A tag without the counts that additions change and the request to calculate; app.xml's number of titles is such a count."""
    token = re.sub(rb' (?:count|size|fullCalcOnLoad)="[^"]*"', b"", token)
    return b"0" if token.isdigit() else re.sub(rb"\s*/?>$", b">", token)


def _only_resizes(old: bytes, new: bytes) -> Iterator[str]:
    if re.sub(rb'ref="[^"]*"', b"", old) != re.sub(rb'ref="[^"]*"', b"", new):
        yield "more than its range changed"
    first, last = ((_corners(data)) for data in (old, new))
    if first[:3] != last[:3]:
        yield "it moved"


def _only_revalues(old: bytes, new: bytes) -> Iterator[str]:
    """Cached values of formula cells, and nothing else."""

    def bare(data: bytes) -> bytes:
        return _CELL.sub(lambda found: _unvalued(found[0]) if b"<f" in found[0] else found[0], data)

    if bare(old) != bare(new):
        yield "more than cached values of formulas changed"


def _unvalued(cell: bytes) -> bytes:
    """A formula cell without its cached value."""
    return re.sub(rb"<v>.*?</v>|<v/>|<v></v>| t=\"\w+\"", b"", cell)


class _Owned:
    """The cells of one of our tables that a run may write: our columns, and whole rows where the table grew."""

    def __init__(self, old: bytes, new: bytes, name: str) -> None:
        self.top, self.left, self.right, self.old_end = _corners(old)
        self.end = max(self.old_end, _corners(new)[3])
        self.new_end = _corners(new)[3]
        headers = [(each.get("name") or "").strip().lower() for each in etree.fromstring(old).iter(f"{MAIN}tableColumn")]
        ours = {header.lower() for header in TABLES[name].written} | ({"id"} if name == LOG.name else set())
        self.columns = {self.left + index for index, header in enumerate(headers) if header in ours}

    def holds(self, column: int, row: int) -> bool:
        grown = self.old_end < row <= self.end and self.left <= column <= self.right
        return grown or (column in self.columns and self.top < row <= self.end)


class _SheetRule:
    """A sheet with tables of ours: without the cells that we own it has the same bytes as before.

    Our links beside a table may have another cached value.
    """

    def __init__(self, areas: list[_Owned]) -> None:
        self.areas = areas

    def __call__(self, old: bytes, new: bytes) -> Iterator[str]:
        ends = {str(area.old_end): str(area.new_end) for area in self.areas}
        for one, other in zip(_split(old), _split(new), strict=True):
            first, second = self._theirs(one), self._theirs(other)
            references = [_REFERENCES.findall(each) for each in (first, second)]
            if _REFERENCES.sub(b"", first) != _REFERENCES.sub(b"", second):
                at = next((i for i, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), 0)
                yield f"{first[at - 40 : at + 60]!r} became {second[at - 40 : at + 60]!r}"
            for a, b in zip(*references, strict=False):
                if a != b and not _reaches_further(a.decode(), b.decode(), ends):
                    yield f"{a.decode()} became {b.decode()}"

    def _theirs(self, data: bytes) -> bytes:
        def row(found: re.Match[bytes]) -> bytes:
            attributes = re.sub(rb' spans="[^"]*"', b"", found[1])
            cells = _CELL.sub(lambda cell: b"" if self._holds(cell) else self._bare(cell), found[2] or b"")
            if not cells and re.fullmatch(rb' r="[0-9]+"', attributes):
                return b""  # a row in which nothing but cells of ours ever stood
            return b"<row%b>%b</row>" % (attributes, cells)

        return re.sub(rb"<dimension [^>]*/>", b"", _ROW.sub(row, data)).replace(b"<sheetData></sheetData>", b"<sheetData/>")

    def _bare(self, cell: re.Match[bytes]) -> bytes:
        is_link = b"HYPERLINK(" in cell[0] and any(_number(cell[1].decode()) == area.left - 1 for area in self.areas)
        return _unvalued(cell[0]) if is_link else cell[0]

    def _holds(self, cell: re.Match[bytes]) -> bool:
        return any(area.holds(_number(cell[1].decode()), int(cell[2])) for area in self.areas)


def _split(data: bytes) -> tuple[bytes, bytes]:
    """A sheet up to the end of its rows, and the rest."""
    at = data.find(b"</sheetData>")
    return data[:at], data[at:]


def _reaches_further(old: str, new: str, ends: dict[str, str]) -> bool:
    """Whether a range that ended at a table's last row ends at its new one, and nothing else differs."""
    one, other = re.split(r'[ "]', old), re.split(r'[ "]', new)
    return len(one) == len(other) and all(
        a == b or (a[: len(a.rstrip("0123456789"))] + ends.get(re.findall(r"[0-9]*$", a)[0], "?") == b)
        for a, b in zip(one, other, strict=True)
    )


def _of_new_sheets(old: dict[str, Member], new: dict[str, Member]) -> Iterator[str]:
    """The parts of the sheets that were added."""
    listed = _sheets(old)
    for name, sheet in _sheets(new).items():
        if name in listed:
            continue
        yield sheet
        waiting = [sheet]
        while waiting:
            part = waiting.pop()
            if _relationships_of(part) in new:
                yield _relationships_of(part)
            for _, target in _links(new, part).values():
                if target not in old:
                    yield target
                    waiting.append(target)


def sheet_parts(path: Path) -> dict[str, str]:
    """Where each sheet stands in the package."""
    return _sheets(members(path))


def _sheets(parts: dict[str, Member]) -> dict[str, str]:
    links = _links(parts, WORKBOOK)
    listed = etree.fromstring(parts[WORKBOOK].content).findall(f"{MAIN}sheets/{MAIN}sheet")
    return {each.get("name") or "": links[each.get(f"{LINK}id") or ""][1] for each in listed}


def _tables_of(parts: dict[str, Member], sheet: str) -> dict[str, str]:
    targets = [target for kind, target in _links(parts, sheet).values() if kind == "table"]
    return {target: etree.fromstring(parts[target].content).get("displayName") or "" for target in targets}


def _links(parts: dict[str, Member], part: str) -> dict[str, tuple[str, str]]:
    rels = parts.get(_relationships_of(part))
    found = {}
    for each in etree.fromstring(rels.content) if rels else ():
        target = each.get("Target") or ""
        path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
        if each.get("TargetMode") != "External":
            found[each.get("Id") or ""] = (posixpath.basename(each.get("Type") or ""), path)
    return found


def _relationships_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _corners(table: bytes) -> tuple[int, int, int, int]:
    """A table's header row, first and last column, and last data row."""
    root = etree.fromstring(table)
    found = _AREA.fullmatch(root.get("ref") or "")
    assert found
    last = int(found[4]) - int(root.get("totalsRowCount") or 0)
    return int(found[2]), _number(found[1]), _number(found[3]), last


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
