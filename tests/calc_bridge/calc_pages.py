"""Headers and footers of pages in Calc, told and set in Excel's codes: &P is the page's number, && an ampersand."""

import re
from typing import Any

import calc_cells

FIELDS = {"PageNumber": "&P", "PageCount": "&N", "SheetName": "&A", "FileName": "&F", "DateTime": "&D"}
_CODES = re.compile(r"&(?:[PNAFD&]|[^&])|[^&]+")
PARTS = tuple((part, side) for part in ("Header", "Footer") for side in ("Left", "Center", "Right"))


def style_of(doc: Any, sheet: Any) -> Any:
    return doc.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)


def page_texts(doc: Any, sheet: Any) -> dict[str, str]:
    """The six texts by Excel's names for them, such as LeftHeader."""
    style = style_of(doc, sheet)
    found = {}
    for part, side in PARTS:
        text = getattr(style.getPropertyValue(f"RightPage{part}Content"), f"{side}Text")
        found[f"{side}{part}"] = "\n".join("".join(map(_code, paragraph)) for paragraph in text)
    return found


def _code(portion: Any) -> str:
    if portion.TextPortionType != "TextField":
        return str(portion.String).replace("&", "&&")
    field = portion.TextField
    return next(
        (code for name, code in FIELDS.items() if field.supportsService(f"com.sun.star.text.textfield.{name}")),
        str(portion.String),
    )


def set_page_text(doc: Any, sheet: Any, name: str, text: str) -> None:
    """Set one of the six; codes that say how letters look are left out."""
    side, part = next((side, part) for part, side in PARTS if name == f"{side}{part}")
    style = style_of(doc, sheet)
    content = style.getPropertyValue(f"RightPage{part}Content")
    written = getattr(content, f"{side}Text")
    written.setString("")
    for piece in _CODES.findall(text):
        kind = next((kind for kind, code in FIELDS.items() if code == piece), None)
        end = written.createTextCursor()
        end.gotoEnd(False)
        if kind:
            written.insertTextContent(end, doc.createInstance(f"com.sun.star.text.textfield.{kind}"), False)
        elif piece == "&&" or piece[0] != "&":
            written.insertString(end, piece.replace("&&", "&"), False)
    style.setPropertyValue(f"RightPage{part}Content", content)
    style.setPropertyValue(f"{part}IsOn", True)


def print_area(_: Any, sheet: Any) -> str:
    """The ranges that are printed, as Excel writes them; empty where everything is."""
    return ",".join(
        f"${_column(each.StartColumn)}${each.StartRow + 1}:${_column(each.EndColumn)}${each.EndRow + 1}"
        for each in sheet.PrintAreas
    )


def _column(index: int) -> str:
    return (_column(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


def set_print_area(_: Any, sheet: Any, areas: list[list[int]]) -> None:
    """Print these ranges, each given by its first row and column and its last ones."""
    sheet.PrintAreas = tuple(calc_cells.cells(sheet, each).RangeAddress for each in areas)
