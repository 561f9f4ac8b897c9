"""What a run may change in a workbook, judged by its trees: for workbooks in any spelling, where `survival` compares bytes.

Names are compared without their namespace, since a mutant may have broken it.
"""

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from xlsupport.sheets.addresses import LAST_ROW
from xlsupport.sheets.specifications import LOG, TABLES

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
_MAY_CHANGE = re.compile(
    r"xl/(worksheets/|tables/|workbook\.xml|_rels/workbook\.xml\.rels|styles\.xml)|docProps/app\.xml|\[Content_Types\]\.xml",
    re.IGNORECASE,
)
_AREA = re.compile(r"\$?([A-Z]+)\$?([0-9]+)(?::\$?([A-Z]+)\$?([0-9]+))?")
_LOOSE = {"ref", "sqref", "count", "uniqueCount", "spans", "fullCalcOnLoad"}
_NEW_OR_GONE = {"calcPr", "definedNames", "dimension", "row", "c", "sqref"}

Tree = etree._Element


def harm(before: Path, after: Path) -> Iterator[str]:
    """What a run did to a workbook that it may not do; nothing where the workbook was too broken to tell."""
    try:
        zipfile.ZipFile(before).close()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
        return  # Python minds fields that readers of workbooks ignore, and that stay as they are
    with zipfile.ZipFile(before) as one, zipfile.ZipFile(after) as other:
        old, new = ({each.filename: each.CRC for each in archive.infolist()} for archive in (one, other))
        changed = [name for name, crc in new.items() if old.get(name) != crc]
        trees: dict[str, Tree] = {}
        for name in changed:
            try:
                trees[name] = etree.fromstring(other.read(name), _PARSER)
            except (etree.XMLSyntaxError, zipfile.BadZipFile) as error:
                if name.endswith((".xml", ".rels", ".vml")):
                    yield f"{name} is not well-formed: {error}"
        yield from (f"{name} is lost" for name in old.keys() - new.keys() if "calcChain" not in name)
        yield from (f"{name} changed" for name in changed if name in old and not _MAY_CHANGE.match(name))
        for name in (name for name in changed if name in old and name in trees):
            was = etree.fromstring(one.read(name), _PARSER)
            yield from (f"{name}: {each}" for each in _differences(one, other, name, was, trees[name]))


def _differences(before: zipfile.ZipFile, after: zipfile.ZipFile, name: str, old: Tree, new: Tree) -> Iterator[str]:
    if _local(old) != "worksheet":
        gone = _tags(old) - _tags(new)
        yield from (
            f"{each} is gone"
            for each in gone.elements()
            if each[0] not in _NEW_OR_GONE and "docProps" not in name and "calcChain" not in str(each)
        )
        return
    gone, come = (_tags(one, False) - _tags(other, False) for one, other in ((old, new), (new, old)))
    yield from (f"{each} is gone" for each in gone.elements() if each[0] not in _NEW_OR_GONE)
    yield from (f"{each} is new" for each in come.elements() if each[0] not in _NEW_OR_GONE)
    owned = list(_owned(before, after, name))
    one, other = _cells(old), _cells(new)
    for address in one.keys() | other.keys():
        was, now = one.get(address), other.get(address)
        if was == now or any(area.holds(address) for area in owned):
            continue
        if was and now and b"<f" in re.sub(rb"<\w+:", b"<", was) and _without_value(was) == _without_value(now):
            continue
        yield f"the cell {address} was {(was or b'')[:200]!r} and is {(now or b'')[:200]!r}"


def _local(each: Tree) -> str:
    return etree.QName(each).localname if isinstance(each.tag, str) else ""


def _tags(root: Tree, rows: bool = True) -> Counter[tuple[object, ...]]:
    """Every element with its attributes and text, in no order; those among a sheet's rows left out unless wanted."""
    found: Counter[tuple[object, ...]] = Counter()
    for each in root.iter():
        if (not rows and _local(each) in ("row", "sheetData")) or (
            not rows and any(_local(up) == "row" for up in each.iterancestors())
        ):
            continue
        attributes = tuple(sorted((key, value) for key, value in each.attrib.items() if key not in _LOOSE))
        found[_local(each), attributes, (each.text or "").strip() if _local(each) != "sqref" else ""] += 1
    return found


def _cells(sheet: Tree) -> dict[tuple[int, int], bytes]:
    """The cells that hold something or have a style, by row and column."""
    found: dict[tuple[int, int], bytes] = {}
    row = 0
    for each in (each for data in sheet if _local(data) == "sheetData" for each in data if _local(each) == "row"):
        number = each.get("r") or ""
        row = int(number) if number.isdigit() else row + 1
        column = 0
        for cell in (cell for cell in each if _local(cell) == "c"):
            address = _AREA.fullmatch(cell.get("r") or "")
            column = _number(address[1]) if address else column + 1
            found[row, column] = found.get((row, column), b"") + etree.tostring(cell, method="c14n", exclusive=True)
    return found


def _without_value(cell: bytes) -> bytes:
    return re.sub(rb"<(?:\w+:)?v>.*?</(?:\w+:)?v>|<(?:\w+:)?v></(?:\w+:)?v>| t=\"\w*\"", b"", cell, flags=re.DOTALL)


class _Owned(NamedTuple):
    """Where a run may write on a sheet: its columns in the rows that a table had, every column of it in those that are new."""

    top: int
    end: int
    new_end: int
    written: set[int]
    all: set[int]

    def holds(self, address: tuple[int, int]) -> bool:
        row, column = address
        return self.top < row <= max(self.end, self.new_end) and column in (self.written if row <= self.end else self.all)


def _owned(old: zipfile.ZipFile, new: zipfile.ZipFile, sheet: str) -> Iterator[_Owned]:
    """The areas of our tables; where a mutant's sheet has lost its tables, it serves as a plain range from row 4 on."""
    folder, base = posixpath.split(sheet)
    found = False
    links = f"{folder}/_rels/{base}.rels"
    for link in etree.fromstring(old.read(links), _PARSER) if links in old.namelist() else ():
        target = unquote((link.get("Target") or "").replace("\\", "/"))
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        part = {name.lower(): name for name in old.namelist()}.get(part.lower(), part)
        outside = link.get("TargetMode") == "External"
        if outside or not (link.get("Type") or "").endswith("/table") or part not in old.namelist():
            continue
        table, grown = (etree.fromstring(archive.read(part), _PARSER) for archive in (old, new))
        known = {name.lower(): spec for name, spec in TABLES.items()}
        spec = known.get((table.get("displayName") or table.get("name") or "").lower())
        area, after = _AREA.fullmatch(table.get("ref") or ""), _AREA.fullmatch(grown.get("ref") or "")
        if spec and area and after:
            top, end = sorted((int(area[2]), int(area[4] or area[2])))
            left, right = sorted((_number(area[1]), _number(area[3] or area[1])))
            ours = {*spec.written, *(("ID",) if spec is LOG else ())}
            written = {left + index for index, column in enumerate(spec.columns) if column.header in ours}
            found = True
            yield _Owned(top, end, int(after[4] or after[2]), written, set(range(left, right + 1)))
    if not found:
        yield _Owned(4, 4, LAST_ROW, set(), set(range(1, 22)))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
