"""A zip file taken apart and put together wrongly: the container's mutations, each from bytes or records to bytes."""

import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from random import Random
from typing import Any, NamedTuple

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_WIDE = 0xFFFFFFFF
_NUMBERS = (0, 1, 2, 21, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFE, _WIDE)
_NAMES = (
    b"../evil.xml",
    b"xl/../../evil.xml",
    b"/etc/passwd",
    b"\\\\server\\evil.xml",
    b"xl\\worksheets\\..\\x.xml",
    b"C:\\evil.xml",
    b"xl/\0.xml",
    b"xl/\x1b[31m.xml",
    b"xl/\n.xml",
    b"",
    b"/",
    b".",
    b"xl/",
    b"xl//x.xml",
    b"\xff\xfe.xml",
    b"con.xml",
    "xl/\u202elmx.xml".encode(),
    b"x" * 5000,
    b"[bold].xml",
    b"%2e%2e/x.xml",
    "xl/\u0130.xml".encode(),
)


class Record(NamedTuple):
    """A member as it is to be written; `local` and `central` are what its two headers say otherwise."""

    name: bytes
    flags: int
    method: int
    crc: int
    size: int
    data: bytes
    extra: bytes = b""
    local: Mapping[str, int | bytes] = {}
    central: Mapping[str, int | bytes] = {}
    behind: bytes = b""


def records(data: bytes) -> list[Record]:
    """The members of a sound zip file."""
    found = []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for each in archive.infolist():
            start = each.header_offset + 30 + sum(struct.unpack_from("<2H", data, each.header_offset + 26))
            packed = data[start : start + each.compress_size]
            found.append(Record(each.filename.encode(), 0, each.compress_type, each.CRC, each.file_size, packed))
    return found


def zip_of(members: Sequence[Record], count: int | None = None, begin: int | None = None, comment: bytes = b"") -> bytes:
    """The records as a zip file; `count` and `begin` are what its end says otherwise."""
    out, central = bytearray(), bytearray()
    for each in members:
        said: dict[str, Any] = {
            "name": each.name,
            "extra": each.extra,
            "flags": each.flags,
            "method": each.method,
            "crc": each.crc,
            "packed": len(each.data),
            "size": each.size,
            "offset": len(out),
        }
        out += _header({**said, **each.local}) + each.data + each.behind
        central += _entry({**said, **each.central})
    place = len(out) if begin is None else begin
    total = (len(members) if count is None else count) & 0xFFFF
    return bytes(out + central + _END.pack(b"PK\5\6", 0, 0, total, total, len(central), place, len(comment)) + comment)


def _header(said: Mapping[str, int | bytes]) -> bytes:
    name, extra = bytes(said["name"]), bytes(said["extra"])
    numbers = (said["flags"], said["method"], 0, 33, said["crc"], said["packed"], said["size"])
    return _LOCAL.pack(b"PK\3\4", 20, *numbers, len(name), len(extra)) + name + extra


def _entry(said: Mapping[str, int | bytes]) -> bytes:
    name, extra = bytes(said["name"]), bytes(said["extra"])
    numbers = (said["flags"], said["method"], 0, 33, said["crc"], said["packed"], said["size"])
    head = _CENTRAL.pack(b"PK\1\2", 20, 20, *numbers, len(name), len(extra), 0, 0, 0, 0, said["offset"])
    return head + name + extra


Raw = Callable[[bytes, Random], bytes]


def flipped(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def flipped_in_contents(data: bytes, chance: Random) -> bytes:
    """Changed bytes in the table of contents and the end record only, where each byte means something."""
    changed, begin = bytearray(data), data.index(b"PK\1\2")
    for _ in range(chance.choice((1, 2, 4))):
        changed[chance.randrange(begin, len(changed))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    return bytes(changed)


def truncated(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data))]


def with_a_hole(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.choice((1, 4, 512, 4096)) :]


def zeroed(data: bytes, chance: Random) -> bytes:
    """A sector that was never written."""
    at, length = chance.randrange(len(data)), chance.choice((1, 16, 512, 4096))
    return (data[:at] + bytes(length) + data[at + length :])[: len(data)]


def with_noise(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(chance.choice((1, 3, 100))) + data[at:]


def with_bytes_before(data: bytes, chance: Random) -> bytes:
    return chance.choice((b"\0", b"MZ" + bytes(510), b"\xef\xbb\xbf", data[:100], b"PK\3\4")) + data


def with_bytes_after(data: bytes, chance: Random) -> bytes:
    return data + chance.choice((b"\0", b"\r\n", bytes(70_000), data[-22:], b"PK\5\6", data))


def swapped(data: bytes, chance: Random) -> bytes:
    """Two sectors in each other's place."""
    one, other = sorted(chance.sample(range(0, max(len(data) - 512, 1024), 512), 2))
    return data[:one] + data[other : other + 512] + data[one + 512 : other] + data[one : one + 512] + data[other + 512 :]


RAW: tuple[Raw, ...] = (
    flipped,
    flipped_in_contents,
    truncated,
    with_a_hole,
    zeroed,
    with_noise,
    with_bytes_before,
    with_bytes_after,
    swapped,
)


def _said(header: str, **fields: Any) -> dict[str, Any]:
    """A record's `local` or `central` header says something else of it."""
    return {header: fields}


def renamed(data: bytes, chance: Random) -> bytes:
    members = records(data)
    at, name = chance.randrange(len(members)), chance.choice(_NAMES)
    where = chance.choice(("both", "local", "central"))
    changed = members[at]._replace(name=name) if where == "both" else members[at]._replace(**_said(where, name=name))
    return zip_of([*members[:at], changed, *members[at + 1 :]])


def with_another_member(data: bytes, chance: Random) -> bytes:
    members = records(data)
    return zip_of([*members, chance.choice(members)._replace(name=chance.choice(_NAMES))])


def with_a_twin(data: bytes, chance: Random) -> bytes:
    """A second member of a name, the same or in another spelling, with other content."""
    members = records(data)
    one, other = chance.sample(members, 2)
    spelled = chance.choice(
        (bytes, bytes.upper, bytes.swapcase, lambda name: name.replace(b"/", b"\\"), lambda name: b"/" + name)
    )
    return zip_of([*members, other._replace(name=spelled(one.name))])


def with_another_number(data: bytes, chance: Random) -> bytes:
    members = records(data)
    at, header = chance.randrange(len(members)), chance.choice(("local", "central"))
    field = chance.choice(("flags", "method", "crc", "packed", "size", "offset"))
    number = chance.choice((*_NUMBERS, len(members[at].data) + chance.randint(-3, 3), members[at].size + chance.randint(-3, 3)))
    limit = 0xFFFF if field in ("flags", "method") else _WIDE
    members[at] = members[at]._replace(**_said(header, **{field: max(number, 0) & limit}))
    return zip_of(members)


def with_a_shared_place(data: bytes, chance: Random) -> bytes:
    """Two members at one place, or one that begins within another."""
    members = records(data)
    place = chance.randrange(len(members))
    offset = sum(30 + len(each.name) + len(each.data) for each in members[:place])
    at = chance.randrange(len(members))
    members[at] = members[at]._replace(central={"offset": offset + chance.choice((0, 0, 30, 31))})
    return zip_of(members)


def with_descriptors(data: bytes, chance: Random) -> bytes:
    """Sizes behind the data, as a program that streams writes them; sometimes wrong ones."""
    members = []
    for each in records(data):
        size = each.size if chance.random() < 0.95 else chance.choice(_NUMBERS)
        behind = chance.choice((b"PK\7\x08", b"")) + struct.pack("<3I", each.crc, len(each.data), size)
        members.append(each._replace(flags=8, local={"crc": 0, "packed": 0, "size": 0}, behind=behind))
    return zip_of(members)


def with_wide_fields(data: bytes, chance: Random) -> bytes:
    """The numbers of a member in a zip64 field: right ones, absurd ones, or too few."""
    members = records(data)
    at = chance.randrange(len(members))
    each, absurd = members[at], chance.choice((0, 1 << 32, 1 << 40, (1 << 64) - 1))
    offset = sum(30 + len(one.name) + len(one.data) for one in members[:at])
    numbers = chance.choice(
        ((each.size, len(each.data), offset), (absurd, len(each.data), offset), (each.size, len(each.data), absurd))
    )
    field = struct.pack("<2H3Q", 1, 24, *numbers)[: chance.choice((28, 28, 28, 20, 5))]
    members[at] = each._replace(central={"extra": field, "packed": _WIDE, "size": _WIDE, "offset": _WIDE})
    return zip_of(members)


def with_extra_fields(data: bytes, chance: Random) -> bytes:
    members = records(data)
    at, field = chance.randrange(len(members)), chance.choice((b"\x55\x54\x05\0\1abcd", b"\xff\xff\xff\xff", b"\1", bytes(4000)))
    header = chance.choice(("local", "central"))
    members[at] = members[at]._replace(**_said(header, extra=field))
    return zip_of(members)


def recompressed(data: bytes, chance: Random) -> bytes:
    """A member's data cut, mixed up, or said to be stored."""
    members = records(data)
    at = chance.randrange(len(members))
    each = members[at]
    torn = each.data[: chance.randrange(len(each.data) + 1)]
    members[at] = chance.choice(
        (
            each._replace(data=torn),
            each._replace(method=0),
            each._replace(data=each.data + bytes(9)),
            each._replace(data=b"", size=0, crc=0),
            each._replace(data=chance.choice(members).data),
            each._replace(method=0, data=torn, size=len(torn)),
        )
    )
    return zip_of(members)


def reordered(data: bytes, chance: Random) -> bytes:
    members = records(data)
    chance.shuffle(members)
    return zip_of(members, comment=chance.choice((b"", b"made by hand", bytes(9000), b"PK\5\6" + bytes(18))))


def without_a_member(data: bytes, chance: Random) -> bytes:
    members = records(data)
    members.pop(chance.randrange(len(members)))
    return zip_of(members)


def with_a_wrong_end(data: bytes, chance: Random) -> bytes:
    members = records(data)
    return zip_of(
        members, *chance.choice(((0, None), (1, None), (0xFFFF, None), (None, 0), (None, _WIDE), (len(members) + 1, None)))
    )


BUILT: tuple[Raw, ...] = (
    renamed,
    with_another_member,
    with_a_twin,
    with_another_number,
    with_another_number,
    with_a_shared_place,
    with_descriptors,
    with_wide_fields,
    with_extra_fields,
    recompressed,
    reordered,
    without_a_member,
    with_a_wrong_end,
)
