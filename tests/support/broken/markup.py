"""A part's XML changed for the worse: each mutation from bytes to bytes."""

import re
from collections.abc import Callable
from random import Random

TAG = re.compile(rb"<[^>]*>")
_ATTRIBUTE = re.compile(rb"(\s)([\w:.-]+)=(\"[^\"]*\"|'[^']*')")
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BOMB = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]>'
_OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

ABSURD: tuple[bytes, ...] = (
    b"",
    b" ",
    b"0",
    b"-1",
    b"-0",
    b"1.5",
    b"NaN",
    b"INF",
    b"1E308",
    b"1e999",
    b"0x10",
    b"1_000",
    b" 3 ",
    b"+3",
    b"9" * 30,
    b"9" * 5000,
    b"2147483648",
    b"4294967296",
    b"99999999999999999999",
    "٣".encode(),
    "²".encode(),
    "１".encode(),
    b"true",
    b"A0",
    b"A1",
    b"XFE1",
    b"A1048577",
    b"ZZZ9999999",
    b"B9:A1",
    b"A1:XFD1048576",
    b"A:A",
    b"1:1",
    b"$A$1",
    b"R1C1",
    b"A1:B2:C3",
    b"A1 B2",
    b"#REF!",
    b"rId1",
    b"=1+1",
    b"../../../etc/passwd",
    b"x" * 40_000,
    "\u202e\u200b".encode(),
    "😀".encode(),
    b"&#10;&#13;&#9;",
    b"&lt;&amp;&quot;",
    b"_x0000_",
    b"_xFFFF_",
    b"[bold]x[/bold]",
    b"{{invoice.number}}",
    b"{{nothing}}",
    b"Log",
    b"UsageLog",
    b"s",
    b"str",
    b"e",
    b"b",
    b"d",
)
BROKEN: tuple[bytes, ...] = (
    b"\xff\xfe",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\0",
    b"\x1b[31m",
    b"&",
    b"&nbsp;",
    b"&x;",
    b"&#0;",
    b"&#xD800;",
    b"&#x110000;",
    b"<",
    b">",
    b"]]>",
    b"<!--",
    b"-->",
    b"<?x",
    b"<![CDATA[",
    b"</",
    b'"',
    b"'",
)
HARMLESS: tuple[bytes, ...] = (
    b"<!-- a remark -->",
    b"<?xlsupport no?>",
    b"<![CDATA[x < y]]>",
    b"<!--</sheetData>-->",
    b"\r\n\t",
    "\ufeff".encode(),
    b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"/>',
    b'<x xmlns="urn:x"/>',
    b"&#10;",
    b"text",
)

Mutation = Callable[[bytes, Random], bytes]


def _tag(data: bytes, chance: Random) -> re.Match[bytes]:
    """Some tag; names that are rare are as likely as those that stand in every row."""
    tags = list(TAG.finditer(data))
    if not tags:
        return re.match(b"", data)  # type: ignore[return-value] # an empty pattern always matches
    name = chance.choice(sorted({_name(each[0]) for each in tags}))
    return chance.choice([each for each in tags if _name(each[0]) == name])


def _name(tag: bytes) -> bytes:
    return re.match(rb"</?([^\s/>]*)", tag)[1]  # type: ignore[index] # every tag begins so


def _element(data: bytes, chance: Random) -> tuple[int, int]:
    """Where some element begins and ends."""
    tag = _tag(data, chance)
    if tag[0].startswith((b"</", b"<?")) or tag[0].endswith(b"/>"):
        return tag.span()
    depth, name = 0, re.escape(_name(tag[0]))
    for each in re.finditer(rb"<(/?)%b(?=[\s/>])[^>]*>" % name, data[tag.start() :]):
        depth += -1 if each[1] else not each[0].endswith(b"/>")
        if depth == 0:
            return tag.start(), tag.start() + each.end()
    return tag.span()


def _at(data: bytes, at: int, end: int, new: bytes) -> bytes:
    return data[:at] + new + data[end:]


def attribute(data: bytes, chance: Random) -> bytes:
    """One attribute dropped, doubled, emptied, renamed, in other quotes or with an absurd value."""
    tag = _tag(data, chance)
    found = list(_ATTRIBUTE.finditer(data, *tag.span()))
    if not found:
        return _at(data, tag.end() - 1, tag.end() - 1, b' r="%b"' % chance.choice(ABSURD))
    each = chance.choice(found)
    space, name, value = each.groups()
    other = chance.choice(found)[3]
    new = chance.choice(
        (
            b"",
            each[0] * 2,
            b"%b%b='%b'" % (space, name, value[1:-1]),
            b"%b%b=%b" % (space, name.upper(), value),
            b"%bx:%b=%b" % (space, name, value),
            b"%b%b=%b" % (space, name, other),
            b"%b%b=%b" % (space, name, value[1:-1]),
            *(b'%b%b="%b"' % (space, name, chance.choice(ABSURD)),) * 8,
            b'%b%b="%b"' % (space, name, chance.choice(BROKEN)),
        )
    )
    return _at(data, *each.span(), new)


def element(data: bytes, chance: Random) -> bytes:
    """One element dropped, doubled, emptied, moved elsewhere, renamed or wrapped."""
    start, end = _element(data, chance)
    whole, elsewhere = data[start:end], _tag(data, chance).start()
    tag = TAG.match(whole)
    emptied = tag[0][:-1].rstrip(b"/") + b"/>" if tag else b""
    return chance.choice(
        (
            lambda: _at(data, start, end, b""),
            lambda: _at(data, start, end, whole * 2),
            lambda: _at(data, start, end, emptied),
            lambda: _at(data, start, end, whole * 300)[: 4 << 20],
            lambda: _at(data, elsewhere, elsewhere, whole),
            lambda: _at(data, start, end, whole.replace(_name(whole), b"x" + _name(whole))),
            lambda: _at(data, start, end, b"<x>" + whole + b"</x>"),
            lambda: _at(data, start, end, b"<x>" * 300 + whole + b"</x>" * 300),
        )
    )()


def text(data: bytes, chance: Random) -> bytes:
    """The text of some element."""
    found = list(re.finditer(rb"(?<=>)[^<>]+(?=</)", data))
    if not found:
        return inserted(data, chance)
    each = chance.choice(found)
    return _at(data, *each.span(), chance.choice((*ABSURD, *BROKEN, *HARMLESS)))


def inserted(data: bytes, chance: Random) -> bytes:
    """Something between two tags: remarks and white space that mean nothing, or bytes that are no XML."""
    at = _tag(data, chance).end()
    return _at(data, at, at, chance.choice((*HARMLESS, *BROKEN)))


def inserted_anywhere(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return _at(data, at, at, chance.choice((*BROKEN, *HARMLESS)))


def tag(data: bytes, chance: Random) -> bytes:
    """One tag gone, doubled, renamed, or closed where it was open."""
    each = _tag(data, chance)
    return _at(
        data,
        *each.span(),
        chance.choice((b"", each[0] * 2, each[0].replace(_name(each[0]), b"y"), each[0][:-1], each[0][:-1] + b"/>")),
    )


def namespace(data: bytes, chance: Random) -> bytes:
    return chance.choice(
        (
            lambda: data.replace(_MAIN, b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
            lambda: data.replace(_MAIN, b"urn:x"),
            lambda: data.replace(b' xmlns="%b"' % _MAIN, b""),
            lambda: data.replace(b' xmlns="', b' xmlns:x="', 1),
            lambda: prefixed(data),
            lambda: re.sub(rb"</?(?=\w)", lambda found: found[0] + b"x:", data),
            lambda: data.replace(b"xmlns:r=", b"xmlns:q="),
            lambda: data.replace(b" r:id=", b" id="),
            lambda: data.replace(b"http://schemas", b"HTTP://SCHEMAS"),
        )
    )()


def prefixed(data: bytes) -> bytes:
    """The same with a prefix on every element of the default namespace."""
    if b' xmlns="' not in data:
        return data
    return re.sub(rb"(</?)(?=[A-Za-z]\w*[\s/>])", rb"\1p:", data.replace(b' xmlns="', b' xmlns:p="', 1))


def encoding(data: bytes, chance: Random) -> bytes:
    plain = data.decode("utf-8", "replace")
    body = re.sub(rb"^<\?xml[^>]*>\s*", b"", data)
    return chance.choice(
        (
            plain.encode("utf-16"),
            plain.encode("utf-16-be"),
            plain.encode("utf-32"),
            b"\xef\xbb\xbf" + data,
            b"\xef\xbb\xbf" * 2 + data,
            b" " + data,
            b"\n\n" + data,
            body,
            b"<?xml version='1.0'?>" + body,
            b'<?xml version="1.1"?>' + body,
            b'<?xml version="1.0" encoding="latin-1"?>' + body,
            b'<?xml version="1.0" encoding="utf-7"?>' + body,
            b'<?xml version="1.0" encoding="US-ASCII"?>' + body,
            b'<?xml version="1.0" encoding="x"?>' + body,
            b'<?xml version="1.0" standalone="maybe"?>' + body,
            _BOMB + body,
            _OUTSIDE + body,
            b"<!-- " + b"x" * 2000 + b" -->" + _OUTSIDE + body,
        )
    )


def whole(data: bytes, chance: Random) -> bytes:
    return chance.choice(
        (
            b"",
            b" ",
            b"\0" * len(data),
            b"<a/>",
            data[: chance.randrange(len(data) + 1)],
            data + data,
            data + b"\0",
            data + b"<x/>",
            data + b"<!-- end -->",
            chance.randbytes(200),
            data[::-1],
            data + b" " * (2 << 20),
            data.replace(b"\n", b"").replace(b"><", b">\r\n <"),
            data.replace(b'"', b"'"),
        )
    )


MARKUP: tuple[Mutation, ...] = (
    attribute,
    attribute,
    attribute,
    attribute,
    element,
    element,
    element,
    text,
    text,
    inserted,
    inserted_anywhere,
    tag,
    namespace,
    encoding,
    whole,
)
