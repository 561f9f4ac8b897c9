# ruff: noqa: E501 - an element's XML stands on one line, however long
"""The same workbook as other programs would have written it: prefixes, quotes, orders, texts in other forms, other containers."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from support.handmade import MAIN, RELATIONSHIPS
from support.splicing import Workbook

_TAG = re.compile(rb"<(/?)([A-Za-z][\w.-]*)(?=[\s/>])")
_ATTRIBUTE = re.compile(rb'\s([\w.:-]+)="([^"]*)"')
_START = re.compile(rb"<[\w:.-]+(?:\s+[\w.:-]+=\"[^\"]*\")+\s*/?>")


def _markup(book: Workbook) -> list[str]:
    return [name for name in book.content if name.endswith((".xml", ".rels"))]


def prefixed(book: Workbook) -> None:
    """A prefix in every part, where Excel uses the default namespace."""
    for name in _markup(book):
        data = book.content[name]
        if b' xmlns="' in data.split(b">", 2)[0] + data.split(b">", 2)[1]:
            data = _TAG.sub(rb"<\1p:\2", data)
            book.content[name] = data.replace(b' xmlns="', b' xmlns:p="')


def unprefixed(book: Workbook) -> None:
    """The same parts without it, to compare."""
    for name in _markup(book):
        book.content[name] = re.sub(rb"(</?)p:", rb"\1", book.content[name]).replace(b' xmlns:p="', b' xmlns="')


def single_quoted(book: Workbook) -> None:
    for name in _markup(book):
        data = book.content[name]
        book.content[name] = _START.sub(
            lambda tag: _ATTRIBUTE.sub(lambda each: each[0] if b"'" in each[2] else b" " + each[1] + b"='" + each[2] + b"'", tag[0]), data
        )  # fmt: skip


def reordered(book: Workbook) -> None:
    """Every tag's attributes from the last to the first, with white space between that XML allows."""

    def turned(tag: re.Match[bytes]) -> bytes:
        listed = [each[0].strip() for each in _ATTRIBUTE.finditer(tag[0])]
        end = b" />" if tag[0].endswith(b"/>") else b"\n>"
        return tag[0].split()[0] + b"".join(b"\n  " + each for each in reversed(listed)) + end

    for name in _markup(book):
        book.content[name] = _START.sub(turned, book.content[name])


def without_addresses(book: Workbook) -> None:
    """Rows and cells that tell their places only by their order, as far as there are no gaps."""
    for sheet in ("Log", "Balances", "Runs", "Invoices", "Agreements"):

        def change(root: object) -> None:
            before = 0
            for row in root.iter(f"{{{MAIN}}}row"):  # type: ignore[attr-defined] # a tree
                if int(row.get("r")) == before + 1:
                    before = int(row.attrib.pop("r"))
                    for cell in row:
                        del cell.attrib["r"]
                else:
                    before = int(row.get("r"))

        book.edit(book.sheet(sheet), change)


def spread_out(book: Workbook) -> None:
    """Sheets with each element on a line of its own, as some programs write them."""
    for sheet in ("Log", "Balances", "Runs", "Invoices", "Invoice lines", "Agreements", "Breaches", "Start", "Dashboard"):
        part = book.sheet(sheet)
        book.content[part] = re.sub(
            rb"(</?(?:row|c|is|v|f|cols?|sheetData)(?=[\s>/]))", rb"\n  \1", re.sub(rb"<v>", b"<v>", book.content[part])
        )
        book.content[part] = re.sub(rb"\n  (</(?:v|f|is))", rb"\1", book.content[part])


def shared_strings(book: Workbook) -> None:
    """Every text of the sheets as a shared one, some of them in runs, with readings, and with white space around."""
    texts: dict[bytes, int] = {}

    def share(cell: re.Match[bytes]) -> bytes:
        number = texts.setdefault(cell[2], len(texts))
        return b'<c%b t="s"><v>%d</v></c>' % (cell[1], number)

    pattern = re.compile(rb'<c((?: [rs]="\w+")+) t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>')
    for part in [name for name in book.content if name.startswith("xl/worksheets/sheet")]:
        book.content[part] = pattern.sub(share, book.content[part])
    items = b"".join(_string(text, number) for text, number in texts.items())
    markup = b'<sst xmlns="%b" count="999" uniqueCount="7">%b</sst>' % (MAIN.encode(), items)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    book.part("xl/sharedStrings.xml", markup, kind, book.workbook, f"{RELATIONSHIPS}/sharedStrings")


def _string(text: bytes, number: int) -> bytes:
    whole = b"&" not in text and len(text) > 2
    if number % 3 == 1 and whole:
        return (
            b'<si><r><rPr><b/></rPr><t xml:space="preserve">%b</t></r><r><t xml:space="preserve">%b</t></r></si>'
            % (text[:1], text[1:])
            if text.isascii()
            else b"<si><t>%b</t></si>" % text
        )
    if number % 3 == 2 and whole:
        return (
            b'<si><t xml:space="preserve">%b</t><rPh sb="0" eb="1"><t>reading</t></rPh><phoneticPr fontId="0" type="noConversion"/></si>'
            % text
        )
    return b'<si><t xml:space="preserve">%b</t></si>' % text


def rich_inline(book: Workbook) -> None:
    """Half of each client's and contact's name in bold, with how it is read, in the cells themselves."""
    for sheet in ("Log", "Clients", "Contacts", "Agreements"):
        part = book.sheet(sheet)
        runs = b'<is><r><rPr><b/><sz val="11"/></rPr><t>\\1</t></r><r><t>\\2</t></r><rPh sb="0" eb="1"><t>reading</t></rPh><phoneticPr fontId="0"/></is>'
        book.content[part] = re.sub(rb"<is><t>([A-Z])([a-z]{2,3})</t></is>", runs, book.content[part])


def streamed(path: Path) -> None:
    """The parts with data descriptors behind them, as programs write that do not know sizes beforehand."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    _stored(path, Pipe())


def zip64(path: Path, small: Callable[[], None]) -> None:
    """The parts with 64-bit sizes; `small` makes the library believe that it needs them."""
    small()
    _stored(path, io.BytesIO())


def _stored(path: Path, target: io.BytesIO) -> None:
    with zipfile.ZipFile(path) as archive:
        parts: Mapping[str, bytes] = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    path.write_bytes(target.getvalue())
