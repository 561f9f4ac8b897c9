"""One workbook's styles appended to another's."""

from copy import deepcopy

from lxml import etree

from support.opc import MAIN, child, local

_ORDER = "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"
_FIRST_OWN_FORMAT = 164


def merge_styles(ours: etree._Element, theirs: etree._Element) -> tuple[int, int]:
    """Append the donor's styles to ours: by how much its cell formats and its differential formats moved. Our palette stays."""

    def size(name: str) -> int:
        return len(ours.findall(f"{MAIN}{name}/*"))

    cell_formats, named_formats, dxfs = size("cellXfs"), size("cellStyleXfs"), size("dxfs")
    moved = {"fontId": size("fonts"), "fillId": size("fills"), "borderId": size("borders")}
    numbers = _renumbered(ours, theirs)
    for holder, shifts in (("cellXfs", moved | {"xfId": named_formats}), ("cellStyleXfs", moved)):
        for each in theirs.findall(f"{MAIN}{holder}/{MAIN}xf"):
            each.set("numFmtId", numbers.get(each.get("numFmtId") or "0", each.get("numFmtId") or "0"))
            for key, count in shifts.items():
                each.set(key, str(int(each.get(key) or 0) + count))
    for tag, key, count in (("cellStyle", "xfId", named_formats), ("tableStyleElement", "dxfId", dxfs)):
        for each in theirs.iter(f"{MAIN}{tag}"):
            if each.get(key):
                each.set(key, str(int(each.get(key) or 0) + count))
    known = {
        each.get(key) for each in ours.iter(f"{MAIN}cellStyle", f"{MAIN}tableStyle", f"{MAIN}ext") for key in ("name", "uri")
    } - {None}
    for holder_ in theirs:
        if local(holder_) in _ORDER.split() and local(holder_) != "colors":
            home = child(ours, local(holder_), _ORDER)
            home.extend(deepcopy(each) for each in holder_ if (each.get("name") or each.get("uri")) not in known)
            if home.get("count") or local(home) == "dxfs":
                home.set("count", str(len(home)))
    return cell_formats, dxfs


def _renumbered(ours: etree._Element, theirs: etree._Element) -> dict[str, str]:
    """Numbers for the donor's own number formats that ours do not have."""
    last = max([_FIRST_OWN_FORMAT - 1, *(int(each.get("numFmtId") or 0) for each in ours.iter(f"{MAIN}numFmt"))])
    numbers = {}
    for number, each in enumerate(theirs.findall(f"{MAIN}numFmts/{MAIN}numFmt"), last + 1):
        numbers[each.get("numFmtId") or ""] = str(number)
        each.set("numFmtId", str(number))
    return numbers
