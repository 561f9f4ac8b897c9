"""What a cell's XML means: text, numbers, truth values, errors and dates."""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Context, Decimal

from xlsupport.sheets.edits import LONGEST_TEXT, Value
from xlsupport.sheets.serials import serial
from xlsupport.sheets.tables import Cell, ErrorValue
from xlsupport.words.names import quoted
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.markup import MarkupError, text_bytes

_REFERENCE = re.compile(rb"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
_ENTITIES = {b"amp": "&", b"lt": "<", b"gt": ">", b"quot": '"', b"apos": "'"}
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_WHOLE = re.compile(rb"\s*-?[0-9]{1,300}\s*")
_NUMBER = re.compile(rb"\s*[-+]?(?:[0-9]{1,300}\.?[0-9]{0,300}|\.[0-9]{1,300})(?:[eE][-+]?[0-9]{1,4})?\s*")
_EXACT = 10**15  # above it, a float no longer stands for one whole number
_FULL = Context(prec=17)  # what a double can tell apart: a third of an hour has no end

BAD_NUMBER = ErrorValue("#NUM!")
"""What stands for a number that is none, such as `nan` or `1e999`: no program but Excel's repair would read it."""


def decoded(raw: bytes) -> str:
    """Character data as the XML parser would give it. Raises MarkupError.

    >>> decoded(b"a &lt; b&#10;c")
    'a < b\\nc'
    """
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        if b"&" not in raw:
            return raw.decode()
        pieces = _REFERENCE.split(raw)
        texts = []
        for plain, hexadecimal, decimal, entity in zip(
            pieces[::4], [*pieces[1::4], None], [*pieces[2::4], None], [*pieces[3::4], None], strict=True
        ):
            if b"&" in plain:
                raise MarkupError("holds a character reference that is not XML")
            number = int(hexadecimal, 16) if hexadecimal else int(decimal or 0)
            texts.append(plain.decode() + (chr(number) if number else _ENTITIES.get(entity or b"", "")))
        return "".join(texts)
    except (UnicodeDecodeError, ValueError, OverflowError):
        raise MarkupError("holds bytes that are not UTF-8") from None


def unescaped(text: str) -> str:
    """A cell's text with Excel's own escapes for control characters resolved.

    >>> unescaped("a_x000D_b _x005F_x0041_")
    'a\\rb _x0041_'
    """
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def number(raw: bytes) -> Cell:
    """A number's text: an int where it is whole, else a float."""
    if _WHOLE.fullmatch(raw):
        return int(raw)
    if not _NUMBER.fullmatch(raw):
        return BAD_NUMBER if raw.strip() else None
    value = float(raw)
    if not math.isfinite(value):
        return BAD_NUMBER
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def _iso(text: str) -> Cell:
    """A cell of the type d: a date, or a moment where a time of day is given; text that is neither stays text."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text
    return moment.date() if moment.time() == time.min else moment


def cell_value(kind: str, raw: bytes, strings: Sequence[bytes | str]) -> Cell:
    """The value of a cell of the type `kind` whose `v` element, or whose plain inline text, is `raw`. Raises MarkupError."""
    if kind in ("", "n"):
        return number(raw)
    if kind == "s":
        return _shared(raw.strip(), strings)
    if kind == "b":
        return raw.strip() in (b"1", b"true") if raw.strip() else None
    text = decoded(raw)
    if kind == "e":
        return ErrorValue(text) if text else None
    if kind == "d":
        return _iso(text) or None
    return unescaped(text) or None


def _shared(raw: bytes, strings: Sequence[bytes | str]) -> Cell:
    if not raw:
        return None
    if not raw.isdigit() or len(raw) > 9 or (index := int(raw)) >= len(strings):
        raise MarkupError("refers to a shared text that is not there")
    shared = strings[index]
    return unescaped(decoded(shared) if isinstance(shared, bytes) else shared) or None


class Values(dict[bytes, Cell]):
    """Cells of one type by their raw text, each distinct one read once: a log repeats its clients and dates endlessly."""

    def __init__(self, kind: str, strings: Sequence[bytes | str]) -> None:
        super().__init__()
        self._kind = kind
        self._strings = strings

    def __missing__(self, raw: bytes) -> Cell:
        value = self[raw] = cell_value(self._kind, raw, self._strings)
        return value


class ValuesByKind(dict[bytes, Values]):
    """The same for every type of cell."""

    def __init__(self, strings: Sequence[bytes | str]) -> None:
        super().__init__()
        self._strings = strings

    def __missing__(self, kind: bytes) -> Values:
        values = self[kind] = Values(kind.decode(), self._strings)
        return values

    def column(self, kinds: Sequence[bytes], raw: Sequence[bytes]) -> list[Cell]:
        """A column's cells, most often all of one type."""
        if not any(raw):
            return [None] * len(raw)
        if len(set(kinds)) == 1:
            return list(map(self[kinds[0]].__getitem__, raw))
        return [self[kind][text] for kind, text in zip(kinds, raw, strict=True)]


def number_text(value: int | Decimal) -> str:
    """A number as Excel reads it: plain digits, no exponent, no trailing zeros.

    >>> number_text(Decimal("62.50")), number_text(Decimal("1E+3")), number_text(0)
    ('62.5', '1000', '0')
    """
    text = format(_FULL.plus(value), "f") if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


EMPTY = b"/>"
"""The content of a cell without a value."""


def content(value: Value, prefix: bytes, date1904: bool) -> bytes:
    """A cell's start tag from behind its style to its end: type, value and end tag."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise WorkbookError(f"A text of {len(value)} characters is too long for a cell of Excel: {quoted(value, 40)}")
        space = b' xml:space="preserve"' if value != value.strip() or "\n" in value or "  " in value else b""
        names = (prefix, prefix, space, text_bytes(value), prefix, prefix, prefix)
        return b' t="inlineStr"><%bis><%bt%b>%b</%bt></%bis></%bc>' % names
    written = serial(value, date1904) if isinstance(value, date) else value
    return b"><%bv>%b</%bv></%bc>" % (prefix, number_text(written).encode(), prefix, prefix)


class Expected(dict[Value, Cell]):
    """The cell that each value is read back as, once it is written."""

    def __init__(self, date1904: bool) -> None:
        super().__init__()
        self._date1904 = date1904

    def __missing__(self, value: Value) -> Cell:
        cell: Cell
        if value is None or isinstance(value, str):
            cell = value or None
        else:
            written = serial(value, self._date1904) if isinstance(value, date) else value
            cell = number(number_text(written).encode())
        self[value] = cell
        return cell
