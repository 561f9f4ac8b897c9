"""How the cells of a workbook look, by openpyxl, which reads neither alternates nor files as Excel's own rules allow them."""

import re
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell

from support.handmade import MAIN, parts_of, zipped
from xlsupport.template.packaged import template_path

STYLES = "xl/styles.xml"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_ALTERNATES = re.compile(r"<mc:AlternateContent[^>]*>(.*?)</mc:AlternateContent>", re.DOTALL)
Look = tuple[object, ...]


def alternates(choice: str, fallback: str, requires: str = "later", more: str = "") -> str:
    """Two alternates: what a program takes that understands a namespace, and what all others take."""
    declared = f'xmlns:mc="{COMPATIBILITY}" xmlns:later="http://example.com/later"{more}'
    taken = f'<mc:Choice Requires="{requires}">{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
    return f"<mc:AlternateContent {declared}>{taken}</mc:AlternateContent>"


def with_styles(path: Path, styles: str) -> Path:
    """The workbook with another styles part."""
    return zipped(path, parts_of(path) | {STYLES: styles.encode()})


def styles_of(path: Path) -> str:
    return parts_of(path)[STYLES].decode()


def taking(path: Path, taken: str) -> Path:
    """A copy of the workbook in whose styles each Choice, or each Fallback, stands for its alternates."""
    inside = re.compile(rf"<mc:{taken}[^>]*>(.*?)</mc:{taken}>", re.DOTALL)

    def chosen(found: re.Match[str]) -> str:
        return "".join(inside.findall(found[1]))

    copy = path.with_name(f"{taken} {path.name}")
    copy.write_bytes(path.read_bytes())
    return with_styles(copy, _ALTERNATES.sub(chosen, styles_of(path)))


def look(cell: Cell) -> Look:
    """All that is said of how a cell looks."""
    return (cell.number_format, repr(cell.font), repr(cell.fill), repr(cell.border), repr(cell.alignment), repr(cell.protection))


def odd_looks(path: Path, *, formats_only: bool = False) -> dict[str, tuple[Look, Look]]:
    """The cells of our sheets, as adopting added them, that do not look as they do in the template.

    Cells that have no style there look as the workbook's own plain cells do.
    """
    book, template = openpyxl.load_workbook(path), openpyxl.load_workbook(template_path())
    compared = slice(1 if formats_only else None)
    odd = {}
    for sheet in template.worksheets:
        styled = (cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell) and cell.has_style)
        for cell in styled:
            there = look(book[sheet.title][cell.coordinate]), look(cell)
            if there[0][compared] != there[1][compared]:
                odd[f"{sheet.title}!{cell.coordinate}"] = there
        ours, theirs = (_conditional(each[sheet.title]) for each in (book, template))
        if ours != theirs and not formats_only:
            odd[f"{sheet.title}: conditional formats"] = ((ours,), (theirs,))
    return odd


def _conditional(sheet: object) -> list[str]:
    formats = sheet.conditional_formatting  # type: ignore[attr-defined]
    return sorted(f"{each.sqref} {rule.formula} {rule.dxf!r}" for each in formats for rule in each.rules)


PLAIN_LISTS = {
    "fonts": '<font><sz val="9"/><name val="Arial"/></font>',
    "fills": '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellStyleXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    "cellStyles": '<cellStyle name="Normal" xfId="0" builtinId="0"/>',
    "dxfs": "<dxf><font><i/></font></dxf>",
}


def style_sheet(number_formats: str = "", **changed: str) -> str:
    """A styles part of plain lists; those that are given are whole lists, or nothing."""
    lists = (changed.get(name, f"<{name}>{inner}</{name}>") for name, inner in PLAIN_LISTS.items())
    return f'<styleSheet xmlns="{MAIN}">{number_formats}{"".join(lists)}</styleSheet>'
