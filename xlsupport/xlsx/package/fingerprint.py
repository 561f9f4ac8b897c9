"""What a file was when it was read, so that a change in the meantime is seen."""

from hashlib import blake2b
from os import stat_result
from typing import BinaryIO, NamedTuple

_PIECE = 1 << 20


class Stamp(NamedTuple):
    """What tells cheaply that a file is another one or was written to."""

    device: int
    inode: int
    size: int
    modified: int
    changed: int


class Fingerprint(NamedTuple):
    """What a file was when it was read: its stamp, and the digest of its bytes."""

    stamp: Stamp
    digest: bytes


def stamp_of(status: stat_result) -> Stamp:
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def digest_of(file: BinaryIO, *, copy: BinaryIO | None = None) -> bytes:
    """The digest of all the bytes of a file, which are written to `copy` as well."""
    digest = blake2b()
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
        if copy is not None:
            copy.write(piece)
    return digest.digest()
