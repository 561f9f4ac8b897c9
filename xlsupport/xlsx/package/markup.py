"""Find elements in a small XML part with a real parser, edit them as bytes.

Serialising a parsed tree would change quotes, prefixes and white space that are not ours; so the parser only tells where each
element begins and ends, and edits are splices of the original bytes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

_REST_OF_TAG = rb"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>"  # a > may stand within quotes
_TAG = re.compile(rb"<" + _REST_OF_TAG)
_ENCODING = re.compile(rb"^(?:\xef\xbb\xbf)?<\?xml[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_WHOLE = re.compile(r"\s*([0-9]{1,10})\s*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNIQUE = re.compile(rb"\s[\w.-]+:uid\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_DEEPEST = 200  # real parts stay under 30; a hostile one would exhaust the stack of whoever walks it
_MOST = 500_000  # elements: all of Excel's 65,490 cell formats make 400,000, and 16 million fit into a part that is small
_LONGEST = 4 << 20  # bytes of a tag or a text: a validation's 100,000 ranges take 1 MiB; attributes cost fifty times their bytes
_MOST_ATTRIBUTES = 1000  # in one tag: a million of them in the root of a sheet, parsed with every block, took a GiB
_FAR = re.compile(rb"<[^<]{%d}" % _LONGEST)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_UNDERSTOOD = re.compile(r"http://schemas\.(?:openxmlformats\.org|microsoft\.com/office/(?:spreadsheetml|excel|drawing))/\S+")
"""The namespaces that Excel understands: the standard's, and those of its own extensions (x14, x14ac, x15, x16r2, xr …)."""


class MarkupError(Exception):
    """A part that is not XML as an Excel file may have it; the text is the end of a sentence."""


@dataclass(slots=True)
class Element:
    """An element and where its bytes stand: `start` `<name …>` `inside` … `inside_end` `</name>` `end`.

    A self-closed element has inside == inside_end == end. `prefix` is the namespace prefix with its colon, as in the file.
    Attribute keys are local names, those in a namespace `{uri}local`. Where an alternate says what it requires, its attribute
    Requires holds the namespaces that its author's prefixes stand for.
    """

    namespace: str
    name: str
    prefix: bytes
    attributes: dict[str, str]
    start: int
    inside: int
    inside_end: int = -1
    end: int = -1
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    @property
    def self_closed(self) -> bool:
        return self.inside == self.end

    @property
    def counted(self) -> Iterator["Element"]:
        """The children as Excel counts them.

        Alternates (mc:AlternateContent) stand for the children of their first choice whose required namespaces Excel understands,
        else for those of their fallback, else for nothing (ISO/IEC 29500-3).
        """
        for each in self.children:
            if each.name != "AlternateContent" or each.namespace != _COMPATIBILITY:
                yield each
            elif chosen := next(filter(_is_taken, each.children), None):
                yield from chosen.counted

    def child(self, name: str) -> "Element | None":
        """The first child of that local name; where there is none, the one of the same namespace that alternates stand for."""
        direct = next((each for each in self.children if each.name == name), None)
        return direct or next((each for each in self.counted if (each.namespace, each.name) == (self.namespace, name)), None)

    def all(self, name: str) -> Iterator["Element"]:
        """Every descendant of that local name, in document order."""
        for each in self.children:
            if each.name == name:
                yield each
            yield from each.all(name)


def _is_taken(alternate: Element) -> bool:
    """Whether Excel takes this one of several alternates, where it took none before."""
    required = alternate.attributes.get("Requires", "").split()
    understood = bool(required) and all(map(_UNDERSTOOD.fullmatch, required))
    return alternate.name == "Fallback" or (alternate.name == "Choice" and understood)


class Splice(NamedTuple):
    """Put `data` in the place of the bytes from start to end."""

    start: int
    end: int
    data: bytes


def splice(data: bytes, splices: Iterable[Splice]) -> bytes:
    """The bytes with every splice applied; splices must not overlap, and those at one place come in the order given."""
    pieces: list[bytes] = []
    position = 0
    for each in sorted(splices, key=lambda each: each.start):
        assert each.start >= position, "splices overlap"
        pieces += (data[position : each.start], each.data)
        position = each.end
    return b"".join((*pieces, data[position:]))


def start_tag_of(name: bytes) -> re.Pattern[bytes]:
    """The start tag of an element, whatever its prefix, which is the pattern's group.

    >>> start_tag_of(b"sst").search(b"<x:sst count='>'>")[1]
    b'x:'
    """
    return re.compile(rb"<((?:[\w.-]+:)?)" + name + rb"(?=[\s/>])" + _REST_OF_TAG)


def check_declaration(head: bytes) -> None:
    """Refuse encodings other than UTF-8 and any document type declaration, the door to entity attacks."""
    declared = _ENCODING.match(head)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
        raise MarkupError("is not written in UTF-8")
    if b"<!DOCTYPE" in head:
        raise MarkupError("has a document type declaration, which no Excel file needs and attacks use")


def parse(data: bytes) -> Element:
    """The part's root element with all its descendants. Raises MarkupError."""
    check_declaration(data[:1024])
    if len(data) > _LONGEST and _FAR.search(data):
        raise MarkupError(f"has a tag or a text of more than {_LONGEST >> 20} MiB")
    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    stack: list[Element] = []
    roots: list[Element] = []
    declared: dict[str | None, list[str]] = {}
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > _MOST:
            raise MarkupError(f"has more than {_MOST:,} elements in one piece")
        if len(attributes) > _MOST_ATTRIBUTES:
            raise MarkupError(f"has a tag with more than {_MOST_ATTRIBUTES:,} attributes")
        where = parser.CurrentByteIndex
        tag = _TAG.match(data, where)
        if tag is None:  # the parser was told an encoding in which the bytes mean something else
            raise MarkupError("is not written in UTF-8")
        namespace, _, local = name.rpartition("\n")
        raw = data[where + 1 : where + 1 + len(tag[0])]
        colon = re.match(rb"[^\s:/>]+:", raw)
        if any("\n" in key for key in attributes):
            names = (key if "\n" not in key else "{{{}}}{}".format(*key.split("\n")[:2]) for key in attributes)
            attributes = dict(zip(names, attributes.values(), strict=True))
        if "Requires" in attributes and namespace == _COMPATIBILITY:
            prefixes = attributes["Requires"].split()
            attributes["Requires"] = " ".join((declared.get(prefix) or [prefix])[-1] for prefix in prefixes)
        element = Element(namespace, local, colon[0] if colon else b"", attributes, where, tag.end())
        if len(stack) > _DEEPEST:
            raise MarkupError(f"nests elements more than {_DEEPEST} deep")
        if stack:
            stack[-1].children.append(element)
        else:
            roots.append(element)
        stack.append(element)

    def end(_name: str) -> None:
        element = stack.pop()
        if data[element.inside - 2 : element.inside] == b"/>":
            element.inside_end = element.end = element.inside
        else:
            element.inside_end = parser.CurrentByteIndex
            element.end = data.index(b">", element.inside_end) + 1

    def text(characters: str) -> None:
        stack[-1].text += characters

    def declare(prefix: str | None, uri: str | None) -> None:
        declared.setdefault(prefix, []).append(uri or "")
        if len(declared) > _MOST_ATTRIBUTES:
            raise MarkupError(f"declares more than {_MOST_ATTRIBUTES:,} namespaces")

    def leave(prefix: str | None) -> None:
        declared[prefix].pop()

    def doctype(*_: object) -> None:
        raise MarkupError("has a document type declaration, which no Excel file needs and attacks use")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype
    parser.StartNamespaceDeclHandler, parser.EndNamespaceDeclHandler = declare, leave
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise MarkupError(f"is not well-formed XML (line {error.lineno})") from None
    finally:  # parser and handlers hold each other: without this, each tree stays until garbage is collected, if it is at all
        parser.StartElementHandler = parser.EndElementHandler = None
        parser.CharacterDataHandler = parser.StartDoctypeDeclHandler = None
        parser.StartNamespaceDeclHandler = parser.EndNamespaceDeclHandler = None
    return roots[0]


def broken_line(chunks: Iterable[bytes]) -> int | None:
    """The line in which a part stops being well-formed XML; None for a part that is well-formed to its end."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        return error.lineno
    return None


def whole_number(text: str) -> int | None:
    """An attribute's number from 0 on, as every program writes it; None for anything else, such as ² or five thousand digits.

    >>> whole_number("12"), whole_number("-1"), whole_number("²")
    (12, None, None)
    """
    found = _WHOLE.fullmatch(text)
    return int(found[1]) if found else None


def prefix_of(root: Element, uri: str, data: bytes) -> bytes | None:
    """The prefix (with its colon, empty for the default) that the root's own tag declares for a namespace, or None."""
    declared = re.findall(rb"xmlns(?::([\w.-]+))?\s*=\s*[\"']([^\"']*)[\"']", data[root.start : root.inside])
    return next((name + b":" if name else b"" for name, value in declared if value.decode() == uri), None)


def set_attribute(data: bytes, element: Element, name: str, value: str) -> Splice:
    """Change one attribute without a namespace in an element's start tag, or add it."""
    tag = data[element.start : element.inside]
    found = re.search(rb"\s" + re.escape(name.encode()) + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", tag)
    if found:
        return Splice(element.start + found.start(1), element.start + found.end(1), quoteattr(value).encode())
    at = element.inside - (2 if element.self_closed else 1)
    return Splice(at, at, f" {name}={quoteattr(value)}".encode())


def start_tag(data: bytes, element: Element, changes: Mapping[str, str | None]) -> bytes:
    """An element's start tag with some plain attributes changed, added, or (None) dropped; revision ids go."""
    tag = _UNIQUE.sub(b"", data[element.start : element.inside])
    for name, value in changes.items():
        new = b"" if value is None else b' %b="%b"' % (name.encode(), attribute_bytes(value))
        found = re.search(rb"\s%b\s*=\s*(?:\"[^\"]*\"|'[^']*')" % name.encode(), tag)
        end = len(tag) - (2 if element.self_closed else 1)
        start, end = found.span() if found else (end, end)
        tag = tag[:start] + new + tag[end:]
    return tag


def append_inside(data: bytes, element: Element, inner: bytes) -> Splice:
    """Put bytes behind an element's last child; a self-closed element is opened."""
    if not element.self_closed:
        return Splice(element.inside_end, element.inside_end, inner)
    name = element.prefix + element.name.encode()
    tag = data[element.start : element.inside - 2].rstrip()
    return Splice(element.start, element.end, tag + b">" + inner + b"</" + name + b">")


def text_bytes(text: str) -> bytes:
    """A cell's text as XML character data, with the characters that XML cannot hold as Excel's own _xHHHH_ escapes.

    >>> text_bytes("a<b _x0041_ \\x07")
    b'a&lt;b _x005F_x0041_ _x0007_'
    """
    text = _ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_")
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_" if ord(found[0]) < 0x20 else "\ufffd", text)
    return escape(text).encode()


def attribute_bytes(text: str) -> bytes:
    """A text as a double-quoted attribute's content."""
    return escape(_CONTROL.sub("\ufffd", text), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}).encode()
