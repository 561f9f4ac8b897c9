"""The number formats of a styles part: what each of its numbers means, and which number has a code."""

from collections.abc import Iterable, Mapping
from itertools import count

from xlsupport.xlsx.package.markup import Element, Splice, attribute_bytes, whole_number
from xlsupport.xlsx.styles.style_lists import appended, listed

_BUILT_IN: Mapping[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""Excel's own formats that mean the same in every language. A workbook may give their numbers another meaning."""
_FIRST_OWN = 164  # Excel numbers the formats that people make from here on


class NumberFormats:
    """The number formats as a workbook's styles part numbers them; without a part, Excel's own."""

    def __init__(self, root: Element | None) -> None:
        self._root = root
        self._codes: dict[int, str | None] = dict(_BUILT_IN)
        own: dict[int, str] = {}
        for each in listed(root, "numFmts") if root else ():
            number, code = whole_number(each.attributes.get("numFmtId", "")), each.attributes.get("formatCode", "")
            if number is not None:
                # A number with two meanings is nobody's to choose.
                self._codes[number] = code if own.setdefault(number, code) == code else None

    def code(self, number: int) -> str | None:
        """The code that a number stands for; None where that depends on the language, or where the part does not say it."""
        return self._codes.get(number)

    def number(self, code: str) -> int | None:
        """The lowest number that stands for a code, if there is one."""
        return min((number for number, each in self._codes.items() if each == code), default=None)

    def is_general(self, number: int) -> bool:
        """Whether a style with this number has no format that somebody chose. LibreOffice gives General a number of its own."""
        return number == 0 or (self.code(number) or "").casefold() == "general"

    def numbers(self, codes: Iterable[str]) -> dict[str, int]:
        """A number for each code: the one that it has, else a new one, which nothing in the part uses."""
        known = {code: self.number(code) for code in dict.fromkeys(codes)}
        missing = [code for code, number in known.items() if number is None]
        used = self._used() if missing else set()
        free = (number for number in count(_FIRST_OWN) if number not in used)
        return {code: number for code, number in known.items() if number is not None} | dict(zip(missing, free, strict=False))

    def _used(self) -> set[int]:
        """Every number in the part: a cell style may have one that means nothing, and must not get a meaning by chance."""
        styles = (*self._root.all("numFmt"), *self._root.all("xf")) if self._root else ()
        return {*self._codes, *(whole_number(each.attributes.get("numFmtId", "")) or 0 for each in styles)}

    def additions(self, data: bytes, root: Element, numbers: Mapping[str, int]) -> list[Splice]:
        """The changes that add to a styles part the number formats among these that it does not have."""
        new = {code: number for code, number in numbers.items() if self.code(number) != code}
        texts = [b'<numFmt numFmtId="%d" formatCode="%b"/>' % (number, attribute_bytes(code)) for code, number in new.items()]
        return appended(data, root, "numFmts", texts)
