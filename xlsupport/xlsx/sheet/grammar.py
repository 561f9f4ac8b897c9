"""The grammar of rows and cells, as Excel and most programs write them: the patterns that reader and editor share.

Rows in any other form (other attribute order, single quotes, no number, rich text) are left to the XML parser. `prefix` is the
namespace prefix of the sheet's own elements with its colon, empty in most files.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from xlsupport.sheets.addresses import letters

Pattern = re.Pattern[bytes]

_NUMBERED_ROW = rb'<PREFIXrow r="([0-9]{1,7})"'
_REST_OF_CELL = rb"[^>]*+>(?:(?<=/>)|[^<]*+(?:<(?!/PREFIXc>)[^<]*+)*+</PREFIXc>)"
"""From inside a cell's start tag to its end."""

FORMULA_WITHOUT_VALUE = re.compile(
    rb"<(?:[\w.-]+:)?f(?=[\s/>])[^<>]*+>(?:(?<=/>)|[^<]*+</(?:[\w.-]+:)?f>)\s*+"
    rb"(?:</|<(?:[\w.-]+:)?v(?=[\s/>])[^<>]*+>(?:(?<=/>)|</))"
)
"""A formula of a cell that has no value, or an empty one."""

ROW_NUMBER = re.compile(rb"<(?:[\w.-]+:)?row\s[^>]*?\br=[\"']([0-9]+)")
"""The number of a row in whatever form, with whatever prefix."""

STYLE = re.compile(rb"\ss=\"([0-9]+)\"")
"""The style that a start tag, or its attributes, name."""

ROW_STYLE = re.compile(rb"row [^>]*?\ss=\"([0-9]+)\"")
"""The style of a row."""


def _compiled(pattern: bytes, prefix: bytes) -> Pattern:
    return re.compile(pattern.replace(b"PREFIX", prefix))


@lru_cache(maxsize=64)
def numbered_row(prefix: bytes) -> Pattern:
    """The start of a row and its number."""
    return _compiled(_NUMBERED_ROW, prefix)


@lru_cache(maxsize=64)
def row_with_cells(prefix: bytes) -> Pattern:
    """The start tag of a row that is not self-closed, and its number."""
    return _compiled(rb"\s*" + _NUMBERED_ROW + rb"[^>]*+(?<!/)>", prefix)


@lru_cache(maxsize=64)
def styled_cell(prefix: bytes, column: int) -> Pattern:
    """The row number and the style of a column's cell; an empty style for a cell without."""
    name = letters(column).encode()
    return _compiled(rb'<PREFIXc r="%b([0-9]{1,7})"[^>]*?(?: s="([0-9]+)"|(?=/?>))' % name, prefix)


def cell_tag(prefix: bytes, address: str) -> Pattern:
    """The start tag of one cell."""
    return _compiled(rb"<PREFIXc\s[^>]*?\br=\"%b\"[^>]*>" % address.encode(), prefix)


@lru_cache(maxsize=64)
def formula_cell(prefix: bytes) -> Pattern:
    """A cell with a formula: its column's letters, its row, and the formula's attributes and text."""
    return _compiled(
        rb'<PREFIXc r="([A-Z]{1,3})([0-9]{1,7})"[^>]*+><PREFIXf(?=[\s/>])((?: [\w:.-]+="[^"]*+")*+)\s*+/?>([^<]*+)', prefix
    )


@lru_cache(maxsize=64)
def formula_start(prefix: bytes) -> Pattern:
    """The start of a formula, in whatever cell."""
    return _compiled(rb"<PREFIXf[\s/>]", prefix)


def _skipped_cells(wanted: Iterable[int], until: int | None = None) -> bytes:
    """A pattern for any cells of other columns than the wanted ones, and where a new cell may follow, left of `until`.

    A wanted cell in an unusual form must not slip through, nor one further right: the new cell belongs in front of it.
    """
    names = [letters(column) for column in wanted] + (_not_left_of(letters(until)) if until else [])
    alternatives = "|".join(names).encode()
    return b'(?:<PREFIXc r="(?!(?:%b)[0-9])[A-Z]%b)*+' % (alternatives, _REST_OF_CELL)


def _not_left_of(name: str) -> list[str]:
    """Patterns for the letters of a column and of all those right of it.

    >>> _not_left_of("AB")
    ['AB', '[B-Z][A-Z]{1}', 'A[C-Z][A-Z]{0}', '[A-Z]{3,3}']
    """
    size = len(name)
    later = [
        f"{name[:index]}[{chr(ord(letter) + 1)}-Z][A-Z]{{{size - index - 1}}}"
        for index, letter in enumerate(name)
        if letter != "Z"
    ]
    return [name, *later, *([f"[A-Z]{{{size + 1},3}}"] if size < 3 else [])]


def row_reader(prefix: bytes, columns: Sequence[int]) -> Pattern:
    """A whole row: its number, then type and raw text of each wanted column's cell."""
    value = (
        rb'<PREFIXc r="%b[0-9]++"(?: s="[0-9]++")?+(?: t="([a-zA-Z]++)")?+(?: [cv]m="[0-9]++")*+'
        rb"(?:/>|>(?:<PREFIXf[^>]*+>(?:(?<=/>)|[^<]*+</PREFIXf>))?+"
        rb'(?:<PREFIX(?:v|is><PREFIXt(?: xml:space="preserve")?+)>([^<]*+)</PREFIX(?:v|t></PREFIXis)>)?+</PREFIXc>)'
    )
    pattern = [_NUMBERED_ROW + rb"[^>]*+>(?:(?<=/>)|"]
    before = 0
    for column in columns:
        if column > before + 1:
            pattern.append(_skipped_cells(columns))
        pattern.append(b"(?>" + value % letters(column).encode() + b")?+")
        before = column
    pattern.append(_skipped_cells(columns) + b"</PREFIXrow>)")
    return _compiled(b"".join(pattern), prefix)


def row_editor(prefix: bytes, columns: Sequence[int]) -> Pattern:
    """A whole row: number, other attributes; then what stands before each written column, its cell and the cell's style."""
    cell = (
        rb'(<PREFIXc r="%b[0-9]++"(?: s="([0-9]++)")?+(?: t="[a-zA-Z]++")?+(?: [cv]m="[0-9]++")*+'
        rb"(?:/>|>[^<]*+(?:<(?!/PREFIXc>)[^<]*+)*+</PREFIXc>))?+"
    )
    pattern = [_NUMBERED_ROW + rb"([^>]*+)(?<!/)>"]
    before = 0
    for column in columns:
        pattern.append(b"(%b)" % (_skipped_cells(columns, until=column) if column > before + 1 else b""))
        pattern.append(cell % letters(column).encode())
        before = column
    pattern.append(b"(%b)</PREFIXrow>" % _skipped_cells(columns))
    return _compiled(b"".join(pattern), prefix)
