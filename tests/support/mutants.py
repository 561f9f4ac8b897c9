"""Mutants: workbooks changed as an attacker, a failing disk, a careless program or a tired person might, by number.

Four layers: the container, the XML of a part, relationships and content types, and the values of cells that people type. The
same number gives the same mutant.
"""

import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import NamedTuple

import openpyxl
from click.testing import CliRunner

from support.broken.cells import CELLS, style_of, with_cell
from support.broken.links import LINKS
from support.broken.markup import MARKUP, prefixed
from support.broken.zips import BUILT, RAW
from support.files import make
from support.grafting import graft
from support.handmade import parts_of
from support.handwritten import handwritten
from support.ledger import parse
from support.worked_example import LEDGER
from xlsupport.cli import main
from xlsupport.sheets.addresses import letters
from xlsupport.sheets.specifications import TABLES
from xlsupport.xlsx.package.archive import open_archive
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.tables.loading import load

LAYERS = ("container", "markup", "links", "cells")


class Base(NamedTuple):
    """A sound workbook: its bytes, its parts, and where people type: sheet part, row and column letters."""

    name: str
    data: bytes
    parts: Mapping[str, bytes]
    cells: tuple[tuple[str, int, str], ...]


class Mutant(NamedTuple):
    """A mutant, what was done to which base, and whether its XML is spelled as in sound files, so that bytes can be compared."""

    layer: str
    what: str
    base: str
    data: bytes
    exactly: bool


def bases(folder: Path) -> list[Base]:
    """Small workbooks of ours to change: as the template makes them, invoiced, saved by openpyxl, full of other people's things
    (macros, pivots, controls), with a prefix on every element, and with attributes in another order."""
    plain = make(folder / "plain.xlsx", parse(LEDGER))
    after = shutil.copyfile(plain, folder / "after.xlsx")
    ended = CliRunner().invoke(main, ["invoice", str(after), "--month", "2026-10", "--as-of", "2026-10-31", "--keep", "0"])
    assert ended.exit_code == 0, ended.output
    saved = folder / "openpyxl.xlsx"
    openpyxl.load_workbook(plain).save(saved)
    full = graft(after, handwritten(folder / "theirs.xlsm"), folder / "full.xlsm").path
    parts = parts_of(plain)
    sheets = {name: data for name, data in parts.items() if name.startswith("xl/worksheets/sheet")}
    with_prefix = {name: prefixed(data) for name, data in parts.items() if name.startswith("xl/") and name.endswith(".xml")}
    unusual = {name: re.sub(rb'<c (r="\w+") (s="\d+")', rb"<c \2 \1", data) for name, data in sheets.items()}
    return [
        *(_base(each) for each in (plain, after, saved, full)),
        Base("prefixed", zipped(parts | with_prefix), parts | with_prefix, ()),
        Base("unusual", zipped(parts | unusual), parts | unusual, ()),
    ]


def _base(path: Path) -> Base:
    with open_archive(path) as archive:
        located = load(Package(archive, path.name), TABLES.values()).located.values()
    cells = tuple(
        (each.sheet.part, row, letters(number))
        for each in located
        for number in each.columns.values()
        for row in range(each.area.top + 1, min(each.area.bottom, each.area.top + 20) + 1)
    )
    return Base(path.stem, path.read_bytes(), parts_of(path), cells)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def mutant(sound: list[Base], number: int) -> Mutant:
    """The mutant of that number."""
    chance = Random(number)
    layer = LAYERS[number % len(LAYERS)]
    base = chance.choice([each for each in sound if each.cells or layer != "cells"])
    what, data = _MAKERS[layer](base, chance)
    return Mutant(layer, what, base.name, data, layer == "cells")


def _container(base: Base, chance: Random) -> tuple[str, bytes]:
    change = chance.choice(chance.choice((RAW, BUILT)))
    return change.__name__, change(base.data, chance)


def _markup(base: Base, chance: Random) -> tuple[str, bytes]:
    parts = dict(base.parts)
    names = [name for name in parts if name.endswith((".xml", ".vml"))]
    ours = [name for name in names if re.match(r"xl/(workbook|styles|sharedStrings|worksheets/|tables/)", name)]
    told = []
    for _ in range(chance.choice((1, 1, 1, 2))):
        part, change = chance.choice(ours if chance.random() < 0.9 else names), chance.choice(MARKUP)
        parts[part] = change(parts[part], chance)
        told.append(f"{change.__name__} of {part}")
    return ", ".join(told), zipped(parts)


def _links(base: Base, chance: Random) -> tuple[str, bytes]:
    parts = dict(base.parts)
    main_ones = ["_rels/.rels", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]
    part = chance.choice(chance.choice((main_ones, [name for name in parts if name.endswith(".rels")])))
    change = chance.choice(LINKS)
    parts[part] = change(parts[part], chance)
    return f"{change.__name__} of {part}", zipped(parts)


def _cells(base: Base, chance: Random) -> tuple[str, bytes]:
    parts = dict(base.parts)
    told = []
    for _ in range(chance.choice((1, 1, 2, 5))):
        part, row, column = chance.choice(base.cells)
        change = chance.choice(CELLS)
        parts[part] = with_cell(parts[part], row, column, change(f"{column}{row}", style_of(parts[part], row, column), chance))
        told.append(f"{change.__name__} in {part} {column}{row}")
    return ", ".join(told), zipped(parts)


_MAKERS = {"container": _container, "markup": _markup, "links": _links, "cells": _cells}
