"""Cells as nobody should type them, and some as people do: markup for a cell at a place, by number."""

import re
from collections.abc import Callable
from random import Random
from xml.sax.saxutils import escape

TEXTS: tuple[str, ...] = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "\t=1+1",
    "\n=1+1",
    " =1",
    "'=1",
    "=",
    "-",
    "+",
    "@",
    "%",
    "[bold]x[/bold]",
    "[/]",
    "[red",
    "\\[x]",
    ":smile:",
    "{{invoice.number}}",
    "{{nothing}}",
    "{{",
    "}}",
    "&P",
    "&D&T",
    "&K01+000",
    "&",
    "&&",
    '&"Arial"x',
    "\u202eevil",
    "\u200f\u200e",
    "\u2066x\u2069",
    "\ufeff",
    "\u00a0",
    "\u200b",
    "\ufffd",
    "\ufffc",
    "𝒳😀",
    "e\u0301" * 50,
    "İ",
    "ß",
    "ﬁ",
    "Σς",
    "ǅ",
    "x" * 32_767,
    "x" * 32_768,
    "=" * 255,
    "y\n" * 250,
    "a\tb",
    "a\r\nb",
    " Acme ",
    "acme",
    "Acme\n",
    "Ann",
    "Phone",
    "phone ",
    "0",
    "1",
    "-1",
    "10",
    "1.5",
    "1e3",
    "1E+308",
    "NaN",
    "inf",
    "٣",
    "²",
    "１０",
    "1,5",
    "10 min",
    "00:10",
    "#N/A",
    "#REF!",
    "TRUE",
    "yes",
    "ja",
    "2026-10-05",
    "2026-13-45",
    "0000-00-00",
    "9999-12-31",
    "05.10.2026",
    "2026-10-05T25:00",
    "../../etc/passwd",
    "C:\\x",
    "<script>",
    "';--",
    "a" * 31,
    "[x]:*?/\\",
    "History",
    "U999999",
    "U" + "9" * 4400,
    "u000001",
    "INV-2026-0001",
    "=INV",
    "Waive",
    "Bill",
    "Hold",
    "package",
    "80%",
    "101%",
    "-5%",
    "1e400%",
    "hold",
    "_x0041_",
    "_x005F_x0041_",
    "_x000D_",
    "_xD800_",
    "_x0000_",
    "_x001B_[31mred",
    "_xFFFE_",
    "_x202E_",
)
NUMBERS: tuple[str, ...] = (
    "0",
    "-0",
    "-0.0",
    "1",
    "-1",
    "0.1",
    "10.0000000000001",
    "29.999999999999996",
    "15",
    "1E+308",
    "-1E+308",
    "1E-308",
    "5E-324",
    "1e999",
    "NaN",
    "INF",
    "-INF",
    "9" * 15,
    "9" * 17,
    "9" * 300,
    "9" * 400,
    "1.",
    ".5",
    "1,5",
    "0x10",
    "1_0",
    " 7 ",
    "+7",
    "٣",
    "²",
    "",
    " ",
    "1 2",
    "45931",
    "45931.999999",
    "0.5",
    "59",
    "60",
    "61",
    "-700000",
    "2958465",
    "2958466",
    "1E6",
    "1e15",
    "1e16",
    "4294967296",
    "1441",
    "525601",
    "100000000",
    "0.07",
    "7",
    "1.0000000001",
    "0.005",
    "1e-7",
)


def _shown(text: str) -> str:
    return escape(text).replace("\r", "&#13;")


def inline(address: str, style: str, chance: Random) -> str:
    return f'<c r="{address}"{style} t="inlineStr"><is><t xml:space="preserve">{_shown(chance.choice(TEXTS))}</t></is></c>'


def number(address: str, style: str, chance: Random) -> str:
    return f'<c r="{address}"{style}><v>{chance.choice(NUMBERS)}</v></c>'


def formula(address: str, style: str, chance: Random) -> str:
    """A formula with a cached value of some type, or without one."""
    written = chance.choice(
        ("1+1", "SUM(A1:XFD1048576)", "UsageLog[Minutes]", "", "INDIRECT(&quot;x&quot;)", "#REF!", "(" * 300, "x" * 9000)
    )
    kind, value = chance.choice((("str", _shown(chance.choice(TEXTS))), ("", chance.choice(NUMBERS)), ("e", "#N/A"), ("b", "1")))
    more = chance.choice(
        ("", ' t="array" ref="A1:B9"', ' t="shared" si="0" ref="A1:XFD1048576"', ' t="shared" si="99"', ' t="dataTable" ref="A1"')
    )
    cached = chance.choice((f"<v>{value}</v>", f"<v>{value}</v>", "", "<v/>"))
    return f'<c r="{address}"{style}{f" t={chr(34)}{kind}{chr(34)}" if kind else ""}><f{more}>{written}</f>{cached}</c>'


def of_a_type(address: str, style: str, chance: Random) -> str:
    kind = chance.choice(("b", "e", "d", "s", "str", "n", "inlineStr", "x", "", "S", "date"))
    value = chance.choice(
        (
            "0",
            "1",
            "2",
            "true",
            "-1",
            "99999999",
            "#N/A",
            "#DIV/0!",
            "#BUSY!",
            "2026-10-05",
            "2026-10-05T10:00:00Z",
            "1e5",
            "x",
            "",
        )
    )
    return f'<c r="{address}"{style} t="{kind}"><v>{value}</v></c>'


def rich(address: str, style: str, chance: Random) -> str:
    one, other = (_shown(chance.choice(TEXTS)[:100]) for _ in range(2))
    runs = f'<r><rPr><b/></rPr><t>{one}</t></r><r><t>{other}</t></r><rPh sb="0" eb="1"><t>カ</t></rPh>'
    return f'<c r="{address}"{style} t="inlineStr"><is>{runs}</is></c>'


def emptied(address: str, style: str, chance: Random) -> str:
    return chance.choice(
        ("", f'<c r="{address}"{style}/>', f'<c r="{address}"{style}><v/></c>', f'<c r="{address}" s="99999"><v>1</v></c>')
    )


CELLS: tuple[Callable[[str, str, Random], str], ...] = (inline, inline, inline, number, number, formula, of_a_type, rich, emptied)


def with_cell(sheet: bytes, row: int, column: str, markup: str) -> bytes:
    """A sheet as Excel writes it with a cell put in the place of one, which keeps its style, or appended to its row."""
    address = f"{column}{row}".encode()
    old = re.search(rb'<c r="%b"[^>]*?(?:/>|>.*?</c>)' % address, sheet, re.DOTALL)
    if old:
        return sheet[: old.start()] + markup.encode() + sheet[old.end() :]
    return re.sub(
        rb'(<row r="%d"[^>]*?[^/]>)(.*?)(</row>)' % row,
        lambda found: b"".join((found[1], found[2], markup.encode(), found[3])),
        sheet,
        count=1,
        flags=re.DOTALL,
    )


def style_of(sheet: bytes, row: int, column: str) -> str:
    found = re.search(rb'<c r="%b%d"( s="[0-9]+")' % (column.encode(), row), sheet)
    return found[1].decode() if found else ""
