"""Workbooks made to exhaust, mislead or escape their reader: each attack changes a sound workbook in its place."""

import re
import zlib
from collections.abc import Callable
from functools import reduce
from pathlib import Path

from brokenzips import Record, records, zip_of
from handmade import parts_of, zipped

Attack = Callable[[Path], object]
MIB = 1 << 20


def bomb(name: str, block: bytes, times: int, said: int | None = None, before: bytes = b"", after: bytes = b"") -> Attack:
    """A part of a block many times over, between what stands around it; `said` is the size that it claims.

    The blocks deflate to the same bytes each, so that the whole is never in memory here.
    """

    def attack(book: Path) -> None:
        packed = _deflated(before) + _deflated(block) * times + _deflated(after) + b"\3\0"
        pieces = (before, *[block] * times, after)
        size, checksum = sum(map(len, pieces)), reduce(lambda crc, piece: zlib.crc32(piece, crc), pieces, 0)
        members = [each for each in records(book.read_bytes()) if each.name != name.encode()]
        book.write_bytes(zip_of([*members, Record(name.encode(), 0, 8, checksum, size if said is None else said, packed)]))

    return attack


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
