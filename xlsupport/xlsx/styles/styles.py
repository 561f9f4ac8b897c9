"""Cell styles: the workbook's own, and copies of them with a number format where they have none."""

from xlsupport.sheets.specifications import FORMATS
from xlsupport.xlsx.package.markup import Element, Splice, append_inside, set_attribute, splice, whole_number
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.styles.number_formats import NumberFormats
from xlsupport.xlsx.styles.style_lists import filled_styles_part, listed, styles_part

_DAYS_AND_TIMES = {
    14: "m/d/yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "m/d/yy h:mm",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
}
"""Excel's own formats of days and times, as they are in English: other languages write them otherwise, and mean the same."""


class Styles:
    """The styles part as it was opened, and what is to be added to it; `save` puts the additions into the package.

    A workbook without a styles part, or with an empty one, has one style: that of a cell which nobody formatted.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._load()

    def _load(self) -> None:
        self._new: dict[tuple[int, str], int] = {}
        self._part = styles_part(self._package)
        root = self._package.tree(self._part)[1] if self._part else None
        self._xfs = listed(root, "cellXfs") if root else []
        self._fonts = listed(root, "fonts") if root else []
        self._formats = NumberFormats(root)

    @property
    def count(self) -> int:
        """How many cell styles there are, the new ones included."""
        return max(len(self._xfs), 1) + len(self._new)

    def is_general(self, style: int) -> bool:
        """Whether nobody chose a number format in one of the workbook's own styles."""
        return self._formats.is_general(self._number(style))

    def code(self, style: int) -> str:
        """The number format of one of the workbook's own styles; empty where nobody knows what it is."""
        number = self._number(style)
        return self._formats.code(number) or _DAYS_AND_TIMES.get(number, "")

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
        return self.formatted(style, kind) if self.is_general(style) else style

    def formatted(self, style: int, kind: str) -> int:
        """The style with that kind's number format instead of its own; the same one where the kind has no number format."""
        code = FORMATS.get(kind)
        if code is None or style >= max(len(self._xfs), 1) or self._formats.code(self._number(style)) == code:
            return style
        return self._like(style, code) or self._new.setdefault((style, code), self.count)

    def _number(self, style: int) -> int:
        """The number of the number format that one of the workbook's own styles has."""
        if not 0 <= style < len(self._xfs):
            return 0
        return whole_number(self._xfs[style].attributes.get("numFmtId", "0")) or 0

    def _like(self, style: int, code: str) -> int | None:
        """A style of the workbook that is this one with the number format: what an earlier run may have added."""
        number = self._formats.number(code)
        if number is None or self._part is None or not self._xfs:
            return None
        data = self._package.read(self._part)
        wanted = _copied(data, self._xfs[style], number)
        return next((index for index, each in enumerate(self._xfs) if data[each.start : each.end] == wanted), None)

    def save(self) -> None:
        """Append the new styles to the part; nothing else in it changes."""
        if not self._new:
            return
        part = filled_styles_part(self._package)
        data, root = self._package.tree(part)
        holder, xfs = root.child("cellXfs"), listed(root, "cellXfs")
        assert holder is not None, "a styles part that is filled has cell styles"
        numbers = self._formats.numbers(code for _, code in self._new)
        copies = b"".join(_copied(data, xfs[style], numbers[code]) for style, code in self._new)
        changes = [
            append_inside(data, holder, copies),
            set_attribute(data, holder, "count", str(len(xfs) + len(self._new))),
            *self._formats.additions(data, root, numbers),
        ]
        self._package.put(part, splice(data, changes))
        self._load()


def _copied(data: bytes, xf: Element, number_format: int) -> bytes:
    """A style's element with another number format."""
    changes = [
        set_attribute(data, xf, "numFmtId", str(number_format)),
        set_attribute(data, xf, "applyNumberFormat", "1"),
    ]
    moved = [Splice(each.start - xf.start, each.end - xf.start, each.data) for each in changes]
    return splice(data[xf.start : xf.end], moved)
