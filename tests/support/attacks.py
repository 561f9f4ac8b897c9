"""Workbooks made to exhaust, mislead or escape their reader: each attack changes a sound workbook in its place."""

import re
import zlib
from collections.abc import Callable, Iterable
from functools import reduce
from pathlib import Path

from support.broken.zips import Record, records, zip_of
from support.handmade import RELATIONSHIPS, parts_of, zipped

Attack = Callable[[Path], object]
MIB = 1 << 20
LOG, WORKBOOK, STYLES, STRINGS = "xl/worksheets/sheet3.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
TABLE, SHEETS, TYPES = "xl/tables/table1.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
TABLES_OF_LOG, CHART, PICTURE = "xl/worksheets/_rels/sheet3.xml.rels", "xl/charts/chart1.xml", "xl/media/image9.png"
"""Where things stand in the template."""

_STRINGS_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def bomb(name: str, block: bytes, times: int, said: int | None = None, before: bytes = b"", after: bytes = b"") -> Attack:
    """A part of a block many times over, between what stands around it; `said` is the size that it claims.

    The blocks deflate to the same bytes each, so that the whole is never in memory here.
    """

    def attack(book: Path) -> None:
        packed = _deflated(before) + _deflated(block) * times + _deflated(after) + b"\3\0"
        pieces = (before, *[block] * times, after)
        size, checksum = sum(map(len, pieces)), _checksum(pieces) if said is None else 0
        members = [each for each in records(book.read_bytes()) if each.name != name.encode()]
        book.write_bytes(zip_of([*members, Record(name.encode(), 0, 8, checksum, size if said is None else said, packed)]))

    return attack


def _checksum(pieces: Iterable[bytes]) -> int:
    return reduce(lambda crc, piece: zlib.crc32(piece, crc), pieces, 0)


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def flood(name: str, at: bytes, block: bytes, mebibytes: int) -> Attack:
    """So many mebibytes of a block in front of a piece of a part."""

    def attack(book: Path) -> None:
        whole = parts_of(book)[name]
        cut = whole.index(at)
        many = MIB // len(block)
        bomb(name, block * many, mebibytes, before=whole[:cut], after=whole[cut:])(book)

    return attack


def changed(name: str, pattern: bytes, new: bytes, count: int = 1) -> Attack:
    """What matches in a part in another form."""

    def attack(book: Path) -> None:
        parts = parts_of(book)
        parts[name], times = re.subn(pattern, new, parts[name], count=count, flags=re.DOTALL)
        assert times, (name, pattern)
        zipped(book, parts)

    return attack


def both(*attacks: Attack) -> Attack:
    def attack(book: Path) -> None:
        for each in attacks:
            each(book)

    return attack


def inside(name: str, new: bytes, at: bytes = b"</") -> Attack:
    """More in front of the last end tag of a part, or of a piece of it."""

    def attack(book: Path) -> None:
        parts = parts_of(book)
        whole = parts[name]
        cut = whole.rindex(at)
        zipped(book, parts | {name: whole[:cut] + new + whole[cut:]})

    return attack


def before_root(name: str, new: bytes) -> Attack:
    """More in front of a part's root element."""

    def attack(book: Path) -> None:
        parts = parts_of(book)
        zipped(book, parts | {name: re.sub(rb"<(?=\w)", lambda found: new + found[0], parts[name], count=1)})

    return attack


def with_member(member: Callable[[list[Record]], list[Record]]) -> Attack:
    """More members behind those that are there."""

    def attack(book: Path) -> None:
        sound = records(book.read_bytes())
        book.write_bytes(zip_of([*sound, *member(sound)]))

    return attack


def sharing_one(members: list[Record]) -> list[Record]:
    """A thousand members that are all the bytes of one: gigabytes from kilobytes, each of them at an honest ratio."""
    one, place = members[-1], sum(30 + len(each.name) + len(each.data) for each in members[:-1])
    said = {"offset": place, "packed": len(one.data)}
    return [Record(b"xl/%d.xml" % number, 0, 8, one.crc, one.size, b"", central=said) for number in range(1000)]


def with_shared_strings(book: Path) -> None:
    """The workbook with its clients' names in a part of shared texts, as Excel saves it."""
    parts = parts_of(book)
    link = b'<Relationship Id="rId99" Type="%b/sharedStrings" Target="sharedStrings.xml"/>' % RELATIONSHIPS.encode()
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%b"/>' % _STRINGS_TYPE
    parts[STRINGS] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1"><si><t>Acme</t></si></sst>'
    )
    parts[SHEETS] = parts[SHEETS].replace(b"</Relationships>", link + b"</Relationships>")
    parts[TYPES] = parts[TYPES].replace(b"</Types>", kind + b"</Types>")
    parts[LOG] = parts[LOG].replace(b' t="inlineStr"><is><t>Acme</t></is></c>', b' t="s"><v>0</v></c>')
    zipped(book, parts)
