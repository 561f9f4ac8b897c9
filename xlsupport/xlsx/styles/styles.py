"""Cell styles: the workbook's own, and copies of them with a number format where they have none."""

import posixpath

from xlsupport.sheets.specifications import FORMATS
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.markup import (
    MAIN,
    Element,
    Splice,
    append_inside,
    attribute_bytes,
    set_attribute,
    splice,
    whole_number,
)
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.package.zip_directory import NEW_COPY

_BUILT_IN = {"#,##0.00": 4, "0%": 9, "0.00%": 10, "0.00": 2}
_TIMES = {18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0"}
FIRST_OWN_FORMAT = 164  # numbers below it are Excel's own formats
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_PLAINEST = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Styles:
    """The styles part as it was opened, and what is to be added to it; `save` puts the additions into the package."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._load()

    def _load(self) -> None:
        package = self._package
        self._new: dict[tuple[int, str], int] = {}
        self._xfs: list[Element] = []
        self._formats: dict[str, int] = {}
        self._general: set[int] = set()
        self._fonts: list[Element] = []
        self._part = styles_part(package)
        if self._part is None:
            return
        root = package.tree(self._part)[1]
        holder = root.child("cellXfs") if root.namespace == MAIN else None
        self._xfs = [each for each in (holder.children if holder else ()) if each.name == "xf"]
        if not self._xfs:
            raise WorkbookError(f"{package.file_name} is damaged: its part {self._part} has no cell styles. {NEW_COPY}.")
        fonts = root.child("fonts")
        self._fonts = [each for each in (fonts.children if fonts else ()) if each.name == "font"]
        known = root.child("numFmts")
        for each in known.children if known else ():
            number = whole_number(each.attributes.get("numFmtId", ""))
            if number is not None:
                self._formats[each.attributes.get("formatCode", "")] = number
                if each.attributes.get("formatCode", "").lower() == "general":  # as LibreOffice writes it
                    self._general.add(number)

    @property
    def count(self) -> int:
        """How many cell styles there are, the new ones included."""
        return max(len(self._xfs), 1) + len(self._new)

    def number_format(self, style: int) -> int:
        """The number format of one of the workbook's own styles; 0 is General."""
        if not 0 <= style < len(self._xfs):
            return 0
        number = whole_number(self._xfs[style].attributes.get("numFmtId", "0")) or 0
        return 0 if number in self._general else number

    def code(self, style: int) -> str:
        """The code of the number format of one of the workbook's own styles: its own codes and Excel's times; else empty."""
        number = self.number_format(style)
        return next((code for code, known in self._formats.items() if known == number), _TIMES.get(number, ""))

    def wraps(self, style: int) -> bool:
        """Whether texts wrap in one of the workbook's own styles."""
        alignment = self._xfs[style].child("alignment") if 0 <= style < len(self._xfs) else None
        return bool(alignment and alignment.attributes.get("wrapText") in ("1", "true"))

    def letters(self, style: int) -> tuple[float | None, bool, str]:
        """The letters of one of the workbook's own styles: their size in points, if it says so; bold or not; their typeface."""
        number = whole_number(self._xfs[style].attributes.get("fontId", "0")) if 0 <= style < len(self._xfs) else None
        if number is None or not 0 <= number < len(self._fonts):
            return None, False, ""
        size, bold, face = (self._fonts[number].child(name) for name in ("sz", "b", "name"))
        try:
            points = float(size.attributes.get("val", "")) if size else None
        except ValueError:
            points = None
        is_bold = bold is not None and bold.attributes.get("val", "1") not in ("0", "false")
        return points, is_bold, face.attributes.get("val", "") if face else ""

    def showing(self, style: int, kind: str) -> int:
        """The style for a cell of that kind: the same one, or where it is General its copy with the kind's number format."""
        return style if self.number_format(style) else self.formatted(style, kind)

    def formatted(self, style: int, kind: str) -> int:
        """The style with that kind's number format instead of its own; the same one where the kind has no number format."""
        code = FORMATS.get(kind)
        if code is None or style >= max(len(self._xfs), 1):
            return style
        if self.number_format(style) == self._formats.get(code, _BUILT_IN.get(code)):
            return style
        return self._like(style, code) or self._new.setdefault((style, code), self.count)

    def _like(self, style: int, code: str) -> int | None:
        """A style of the workbook that is this one with the number format: what an earlier run may have added."""
        number = self._formats.get(code, _BUILT_IN.get(code))
        if number is None or self._part is None:
            return None
        data = self._package.read(self._part)
        wanted = _copied(data, self._xfs[style], number)
        return next((index for index, each in enumerate(self._xfs) if data[each.start : each.end] == wanted), None)

    def save(self) -> None:
        """Append the new styles to the part; nothing else in it changes."""
        if not self._new:
            return
        if self._part is None:
            self._part = add_styles_part(self._package)
        data, root = self._package.tree(self._part)
        holder = root.child("cellXfs")
        assert holder is not None
        xfs = [each for each in holder.children if each.name == "xf"]
        codes = dict.fromkeys(code for _, code in self._new if code not in self._formats and code not in _BUILT_IN)
        following = max(FIRST_OWN_FORMAT, *(number + 1 for number in self._formats.values()), 0)
        added = {code: following + index for index, code in enumerate(codes)}
        numbers = _BUILT_IN | self._formats | added
        copies = b"".join(_copied(data, xfs[style], numbers[code]) for style, code in self._new)
        changes = [
            append_inside(data, holder, copies),
            set_attribute(data, holder, "count", str(len(xfs) + len(self._new))),
            *number_formats(data, root, added),
        ]
        self._package.put(self._part, splice(data, changes))
        self._load()


def styles_part(package: Package) -> str | None:
    """The part that holds the workbook's styles, if it has one."""
    known = package.relationships(package.workbook_part).values()
    return next((each.target for each in known if each.kind == "styles" and each.target in package), None)


def add_styles_part(package: Package) -> str:
    part = posixpath.join(posixpath.dirname(package.workbook_part), "styles.xml")
    package.put(part, _PLAINEST)
    package.add_content_type(part, _STYLES_TYPE)
    package.add_relationship(package.workbook_part, "styles", part)
    return part


def _copied(data: bytes, xf: Element, number_format: int) -> bytes:
    """A style's element with another number format."""
    changes = [
        set_attribute(data, xf, "numFmtId", str(number_format)),
        set_attribute(data, xf, "applyNumberFormat", "1"),
    ]
    moved = [Splice(each.start - xf.start, each.end - xf.start, each.data) for each in changes]
    return splice(data[xf.start : xf.end], moved)


def number_formats(data: bytes, root: Element, added: dict[str, int]) -> list[Splice]:
    """The changes that add number formats to a styles part; `added` is each new one's number by its code."""
    if not added:
        return []
    texts = b"".join(
        b'<%bnumFmt numFmtId="%d" formatCode="%b"/>' % (root.prefix, number, attribute_bytes(code))
        for code, number in added.items()
    )
    holder = root.child("numFmts")
    if holder is None or holder.self_closed:
        whole = b'<%bnumFmts count="%d">%b</%bnumFmts>' % (root.prefix, len(added), texts, root.prefix)
        return [Splice(holder.start, holder.end, whole) if holder else Splice(root.inside, root.inside, whole)]
    count = sum(each.name == "numFmt" for each in holder.children) + len(added)
    return [append_inside(data, holder, texts), set_attribute(data, holder, "count", str(count))]
