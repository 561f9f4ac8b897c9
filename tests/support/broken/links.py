"""Relationships and content types changed for the worse: where parts lead to, and what they are said to be."""

import re
from collections.abc import Callable
from random import Random

_LINK = re.compile(rb"<(?:\w+:)?(?:Relationship|Override|Default)\s[^>]*>")
TARGETS: tuple[bytes, ...] = (
    b"",
    b"/",
    b".",
    b"..",
    b"../../../../etc/passwd",
    b"/etc/passwd",
    b"file:///etc/passwd",
    b"http://127.0.0.1:9/x.xml",
    b"\\\\server\\share\\x.xml",
    b"C:\\x.xml",
    b"workbook.xml",
    b"/xl/workbook.xml",
    b"xl/workbook.xml",
    b"worksheets/sheet1.xml",
    b"worksheets/sheet3.xml",
    b"../worksheets/sheet3.xml",
    b"../tables/table1.xml",
    b"styles.xml",
    b"nothing.xml",
    b"_rels/workbook.xml.rels",
    b"%2e%2e/%2e%2e/etc/passwd",
    b"worksheets%2Fsheet3.xml",
    b"WORKSHEETS/SHEET3.XML",
    b"./worksheets//sheet3.xml",
    b"worksheets/sheet3.xml#x",
    b"x" * 9000,
    "\u202e".encode(),
    b"&#10;",
    b"worksheets/./../worksheets/sheet3.xml",
    b"[Content_Types].xml",
    b"%00",
    b"%ff%fe",
)
_KINDS: tuple[bytes, ...] = (
    b"worksheet",
    b"chartsheet",
    b"table",
    b"styles",
    b"sharedStrings",
    b"officeDocument",
    b"calcChain",
    b"drawing",
    b"vmlDrawing",
    b"comments",
    b"hyperlink",
    b"vbaProject",
    b"",
    b"x" * 9000,
)
_TYPES: tuple[bytes, ...] = (
    b"",
    b"application/xml",
    b"text/html",
    b"application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml",
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
)


def _link(data: bytes, chance: Random) -> re.Match[bytes] | None:
    found = list(_LINK.finditer(data))
    return chance.choice(found) if found else None


def _with(tag: bytes, name: bytes, value: bytes) -> bytes:
    changed, count = re.subn(rb'(\s%b=)"[^"]*"' % name, lambda found: b'%b"%b"' % (found[1], value), tag, count=1)
    return changed if count else tag.replace(b"/>", b' %b="%b"/>' % (name, value))


def _changed(change: Callable[[bytes, Random, bytes], bytes]) -> Callable[[bytes, Random], bytes]:
    def mutation(data: bytes, chance: Random) -> bytes:
        each = _link(data, chance)
        return data[: each.start()] + change(each[0], chance, data) + data[each.end() :] if each else data

    mutation.__name__ = change.__name__
    return mutation


@_changed
def led_elsewhere(tag: bytes, chance: Random, data: bytes) -> bytes:
    return _with(tag, b"Target" if b"Target=" in tag else b"PartName", chance.choice(TARGETS))


@_changed
def led_to_anothers(tag: bytes, chance: Random, data: bytes) -> bytes:
    """Two relationships that lead to the same part: a cycle, or a sheet that is there twice."""
    other = chance.choice(re.findall(rb'\s(?:Target|PartName)="([^"]*)"', data) or [b""])
    return _with(tag, b"Target" if b"Target=" in tag else b"PartName", other)


@_changed
def led_outside(tag: bytes, chance: Random, data: bytes) -> bytes:
    return _with(_with(tag, b"Target", chance.choice(TARGETS)), b"TargetMode", b"External")


@_changed
def said_to_be_outside(tag: bytes, chance: Random, data: bytes) -> bytes:
    return _with(tag, b"TargetMode", chance.choice((b"External", b"Internal", b"external", b"x")))


@_changed
def of_another_kind(tag: bytes, chance: Random, data: bytes) -> bytes:
    if b"ContentType=" in tag:
        return _with(tag, b"ContentType", chance.choice(_TYPES))
    kind = chance.choice(_KINDS)
    return re.sub(rb'(Type="[^"]*/)\w+"', lambda found: b'%b%b"' % (found[1], kind), tag)


@_changed
def of_another_id(tag: bytes, chance: Random, data: bytes) -> bytes:
    used = re.findall(rb'\sId="([^"]*)"', data)
    return _with(tag, b"Id", chance.choice((*used, b"", b"rid1", b"rId" + b"9" * 30, "rId٣".encode(), b"x y", b"9")))


@_changed
def doubled(tag: bytes, chance: Random, data: bytes) -> bytes:
    return tag * chance.choice((2, 2, 3000))


@_changed
def gone(tag: bytes, chance: Random, data: bytes) -> bytes:
    return b""


@_changed
def without_an_attribute(tag: bytes, chance: Random, data: bytes) -> bytes:
    return re.sub(
        rb'\s%b="[^"]*"' % chance.choice((b"Id", b"Type", b"Target", b"PartName", b"ContentType", b"Extension")), b"", tag
    )


def all_absolute(data: bytes, chance: Random) -> bytes:
    """Absolute addresses, as some programs write them."""
    begun = chance.choice((b"/xl/", b"/", b"./", b"\\"))
    return re.sub(rb'Target="(?!/)', lambda found: found[0] + begun, data)


LINKS: tuple[Callable[[bytes, Random], bytes], ...] = (
    led_elsewhere,
    led_elsewhere,
    led_to_anothers,
    led_outside,
    said_to_be_outside,
    of_another_kind,
    of_another_id,
    doubled,
    gone,
    without_an_attribute,
    all_absolute,
)
