"""A zip file's table of contents: its members as the file states them, and the bytes that state them."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR64 = struct.Struct("<4sIQI")

_WIDE = 0xFFFFFFFF  # "the true number stands in the zip64 field"
_ZIP64 = 1
_LONGEST_COMMENT = 0xFFFF
_MOST_MEMBERS = 20_000  # a workbook of 1,000 sheets with a chart each has 6,000
_LARGEST_DIRECTORY = 64 << 20

STORED, DEFLATED = 0, 8
UTF8 = 0x0800
_DESCRIPTOR = 0x0008
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_PLAIN_VERSION = 20


NEW_COPY = "Get a new copy of it, or go back to an older version"
ASK_SENDER = "Ask whoever it came from before anybody opens it"


class ZipError(Exception):
    """The file is no zip that a workbook may be: what was found, as the end of a sentence, and what to do about it."""

    def __init__(self, found: str, fix: str = NEW_COPY) -> None:
        super().__init__(found)
        self.found = found
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Member:
    """One member: what its central entry says, and where its compressed bytes stand.

    `extra` and `local_extra` lack the zip64 field: the limits of `archive` keep every number within 32 bits.
    """

    name: str
    raw_name: bytes
    made_by: int
    version: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    internal: int
    external: int
    offset: int
    extra: bytes = b""
    comment: bytes = b""
    local_extra: bytes = b""
    start: int = 0

    @property
    def encrypted(self) -> bool:
        return bool(self.flags & _ENCRYPTED)

    @property
    def key(self) -> str:
        return key(self.name)


def key(name: str) -> str:
    """A part's name as names are compared.

    >>> key("/xl\\\\Workbook.XML")
    'xl/workbook.xml'
    """
    return name.replace("\\", "/").lstrip("/").lower()


def new_member(name: str) -> Member:
    """A member that is yet to be written, dated 1 January 1980 so that the same content gives the same bytes."""
    raw = name.encode()
    flags = 0 if raw.isascii() else UTF8
    return Member(name, raw, _PLAIN_VERSION, _PLAIN_VERSION, flags, DEFLATED, 0, (1 << 5) | 1, 0, 0, 0, 0, 0, 0)


def rewritten(member: Member) -> Member:
    """The member as new content replaces it: name, date and attributes stay."""
    return replace(member, version=_PLAIN_VERSION, flags=member.flags & UTF8, method=DEFLATED, extra=b"", local_extra=b"")


def read_directory(file: BinaryIO, length: int) -> tuple[list[Member], bytes]:
    """The members in the central directory's order, and the file's last bytes (comment length, comment). Raises ZipError."""
    begin, size, count, tail = _find_end(file, length)
    if count > _MOST_MEMBERS or size > _LARGEST_DIRECTORY:
        raise ZipError(f"it has {count:,} parts, and no workbook has more than {_MOST_MEMBERS:,}", ASK_SENDER)
    file.seek(begin)
    central = file.read(size)
    members = list(_entries(central))
    if len(members) != count:
        raise ZipError(f"its table of contents names {len(members)} parts instead of {count}")
    return _located(file, members, begin), tail


def _find_end(file: BinaryIO, length: int) -> tuple[int, int, int, bytes]:
    """Where the central directory begins, its size, how many members it has, and what follows the end record's fixed part."""
    window = min(length, _LONGEST_COMMENT + _END.size)
    file.seek(length - window)
    data = file.read(window)
    at = data.rfind(b"PK\5\6")
    while at >= 0:
        position = length - window + at
        if len(data) - at >= _END.size:
            _, _, _, _, count, size, begin, comment = _END.unpack_from(data, at)
            if begin + size != position:  # what zip64 stands for, or what says the same as well stands between
                begin, size, count, position = _find_end64(file, position) or (begin, size, count, position)
            if begin + size == position and at + _END.size + comment <= len(data):
                return begin, size, count, data[at + _END.size - 2 :]
        at = data.rfind(b"PK\5\6", 0, at)
    raise ZipError("its end is missing, as after a download or copy that was cut short")


def _find_end64(file: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    """Begin, size, count and the record's own place, as zip64 states them, if it does."""
    file.seek(max(end - _LOCATOR64.size, 0))
    locator = file.read(_LOCATOR64.size)
    if locator[:4] == b"PK\6\7" and len(locator) == _LOCATOR64.size:
        position = _LOCATOR64.unpack(locator)[2]
        if position + _END64.size <= end:
            file.seek(position)
            record = file.read(_END64.size)
            if record[:4] == b"PK\6\6":
                _, _, _, _, _, _, _, count, size, begin = _END64.unpack(record)
                return begin, size, count, position
    return None


def _entries(central: bytes) -> Iterator[Member]:
    at = 0
    while at < len(central):
        if central[at : at + 4] != b"PK\1\2" or len(central) - at < _CENTRAL.size:
            raise ZipError("its table of contents is unreadable")
        fields = _CENTRAL.unpack_from(central, at)
        _, made_by, version, flags, method, time, date, crc, packed, size = fields[:10]
        name_length, extra_length, comment_length, _disk, internal, external, offset = fields[10:]
        names = at + _CENTRAL.size
        extras = names + name_length
        comments = extras + extra_length
        at = comments + comment_length
        if at > len(central):
            raise ZipError("its table of contents is unreadable")
        raw, extra = central[names:extras], central[extras:comments]
        wide, extra = _split_extra(extra)
        size, packed, offset = _widened((size, packed, offset), wide)
        yield Member(
            _text(raw, flags), raw, made_by, version, flags, method, time, date, crc, packed, size,
            internal, external, offset, extra, central[comments:at],
        )  # fmt: skip


def _text(raw: bytes, flags: int) -> str:
    """A member's name. Some writers put UTF-8 without saying so, hence the second chance."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        if flags & UTF8:
            raise ZipError("the name of one of its parts is unreadable") from None
        return raw.decode("cp437")


def _split_extra(extra: bytes) -> tuple[bytes, bytes]:
    """The zip64 field's content, and the extra field without it. A rest that is no field is kept as it is."""
    wide, others, at = b"", [], 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        end = at + 4 + length
        if end > len(extra):
            break
        if kind == _ZIP64:
            wide = extra[at + 4 : end]
        else:
            others.append(extra[at:end])
        at = end
    return wide, b"".join((*others, extra[at:]))


def _widened(numbers: tuple[int, int, int], wide: bytes) -> list[int]:
    """Size, packed size and offset: those too wide for 32 bits stand in the zip64 field, in this order."""
    at = 0
    found = []
    for number in numbers:
        if number == _WIDE:
            if at + 8 > len(wide):
                raise ZipError("its table of contents is unreadable")
            number = struct.unpack_from("<Q", wide, at)[0]
            at += 8
        found.append(number)
    return found


def _located(file: BinaryIO, members: list[Member], end: int) -> list[Member]:
    """The members with the start of their bytes, each checked against its own header and against overlaps."""
    order = sorted(range(len(members)), key=lambda index: members[index].offset)
    free = 0
    for index in order:
        member = members[index]
        if member.offset < free:
            raise ZipError("two of its parts share the same bytes, as in files made to attack their reader", ASK_SENDER)
        file.seek(min(member.offset, end))  # a number of 64 bits may be no place in any file
        head = file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or head[:4] != b"PK\3\4":
            raise ZipError(f"its part {member.name} is missing")
        _, _, _, method, _, _, _, _, _, name_length, extra_length = _LOCAL.unpack(head)
        if method != member.method or file.read(name_length) != member.raw_name:
            raise ZipError(f"its table of contents and its part {member.name} contradict each other")
        extra = file.read(extra_length)
        start = member.offset + _LOCAL.size + name_length + extra_length
        free = start + member.packed
        if free > end:
            raise ZipError(f"its part {member.name} is cut short")
        members[index] = replace(member, start=start, local_extra=_split_extra(extra)[1])
    return members


def header(member: Member) -> bytes:
    """The bytes in front of a member's data. The sizes stand here, so no descriptor follows the data."""
    return (
        _LOCAL.pack(
            b"PK\3\4", min(member.version, _PLAIN_VERSION), member.flags & ~_DESCRIPTOR, member.method, member.time, member.date,
            member.crc, member.packed, member.size, len(member.raw_name), len(member.local_extra),
        )
        + member.raw_name
        + member.local_extra
    )  # fmt: skip


def entry(member: Member) -> bytes:
    """A member's line in the table of contents."""
    return (
        _CENTRAL.pack(
            b"PK\1\2", member.made_by, min(member.version, _PLAIN_VERSION), member.flags & ~_DESCRIPTOR, member.method,
            member.time, member.date, member.crc, member.packed, member.size, len(member.raw_name), len(member.extra),
            len(member.comment), 0, member.internal, member.external, member.offset,
        )
        + member.raw_name
        + member.extra
        + member.comment
    )  # fmt: skip


def ending(count: int, begin: int, size: int, tail: bytes) -> bytes:
    """The file's last record; `tail` is what stood behind its fixed part."""
    return _END.pack(b"PK\5\6", 0, 0, count, count, size, begin, 0)[:-2] + tail
