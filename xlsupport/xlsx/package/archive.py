"""The zip container of a workbook: opened, checked, and written anew with every untouched part's bytes as they were."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from os import fstat
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NoReturn, Self, TypeAlias

from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.compression import ERRORS, checksum, deflated, inflated
from xlsupport.xlsx.package.fingerprint import Fingerprint, digest_of, stamp_of
from xlsupport.xlsx.package.lookalikes import check_kind, open_file
from xlsupport.xlsx.package.zip_directory import (
    ASK_SENDER,
    DEFLATED,
    NEW_COPY,
    STORED,
    Member,
    ZipError,
    ending,
    entry,
    header,
    key,
    new_member,
    read_directory,
    rewritten,
)

Content: TypeAlias = bytes | Callable[[], Iterable[bytes]]
"""A part's new content: its bytes, or what gives them piece by piece when it is called (once)."""

_PIECE = 1 << 20
_SMALL = 64 << 20  # what is read whole; a sheet of a million rows is streamed
_MOST_SQUEEZED = 250  # sheets of blank cells with their addresses reach 11
_ALL = 0xFFFFFFFF  # all parts together, and the file: within it no number of a zip needs more than 32 bits

_CONTENT_TYPES = "[Content_Types].xml"
_BINARY_WORKBOOK = b"application/vnd.ms-excel.sheet.binary."


class Archive:
    """A workbook's zip container, opened and checked.

    Part names compare without regard to case; backslashes are slashes, and a leading one does not count.
    """

    def __init__(self, path: Path, file: BinaryIO, members: Iterable[Member], tail: bytes, fingerprint: Fingerprint) -> None:
        self.path = path
        self.members = tuple(members)
        self.names = tuple(member.name for member in self.members)
        self.tail = tail
        self._file = file
        self._fingerprint = fingerprint
        self._found = {member.key: member for member in self.members}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __contains__(self, name: str) -> bool:
        return key(name) in self._found

    def close(self) -> None:
        self._file.close()

    def fingerprint(self) -> Fingerprint:
        """What the file was when it was opened."""
        return self._fingerprint

    def size(self, name: str) -> int:
        """The part's size in bytes, as the container states it."""
        return self._member(name).size

    def read(self, name: str) -> bytes:
        """A small part's bytes."""
        if self.size(name) > _SMALL:
            self._refuse(f"its part {name} has {self.size(name) >> 20} MiB, where {_SMALL >> 20} MiB is the most", ASK_SENDER)
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        """A part's bytes in pieces of at most 1 MiB; refused at the first byte too many, or at the end for its checksum."""
        member = self._member(name)
        packed = self.packed(member)
        crc = size = 0
        try:
            for piece in packed if member.method == STORED else inflated(packed):
                size += len(piece)
                if size > member.size:
                    self._refuse(f"its part {name} holds more than it declares", ASK_SENDER)
                crc = checksum(piece, crc)
                yield piece
        except ERRORS:
            self._refuse(f"its part {name} is damaged")
        if size != member.size or crc != member.crc:
            self._refuse(f"its part {name} is damaged")

    def packed(self, member: Member) -> Iterator[bytes]:
        """A member's bytes as they are in the file, compressed or not."""
        at, end = member.start, member.start + member.packed
        while at < end:
            try:
                self._file.seek(at)  # each time: other parts may be read between two pieces
                piece = self._file.read(min(end - at, _PIECE))
            except OSError as error:
                raise WorkbookError(f"{self.path.name} cannot be read: {error.strerror or error}.") from None
            if not piece:
                self._refuse(f"its part {member.name} is cut short")
            at += len(piece)
            yield piece

    def _member(self, name: str) -> Member:
        found = self._found.get(key(name))
        if found is None:
            self._refuse(f"it has no part {name}")
        return found

    def _refuse(self, found: str, fix: str = NEW_COPY) -> NoReturn:
        if stamp_of(fstat(self._file.fileno())) != self._fingerprint.stamp:
            raise WorkbookError(f"{self.path.name} was changed by someone else while it was read. Run it again.")
        raise WorkbookError(f"{self.path.name} cannot be read: {found}. {fix}.")


def open_archive(path: Path) -> Archive:
    """The container of the workbook at a path. Raises WorkbookError with one sentence for whatever is no such container."""
    file = open_file(path)
    try:
        fingerprint = Fingerprint(stamp_of(fstat(file.fileno())), digest_of(file))
        check_kind(path.name, file)
        members, tail = read_directory(file, fingerprint.stamp.size)
        _check_members(members, fingerprint.stamp.size)
        archive = Archive(path, file, members, tail, fingerprint)
        _check_package(archive)
    except ZipError as error:
        file.close()
        raise WorkbookError(f"{path.name} cannot be read: {error.found}. {error.fix}.") from None
    except OSError as error:
        file.close()
        raise WorkbookError(f"{path.name} cannot be read: {error.strerror or error}.") from None
    except BaseException:
        file.close()
        raise
    return archive


def _check_members(members: list[Member], length: int) -> None:
    """Refuse what this module does not read or no office program writes. Raises ZipError."""
    seen = set[str]()
    for member in members:
        segments = member.name.replace("\\", "/").split("/")
        if ".." in segments or not segments[0] or ":" in segments[0] or "\0" in member.name:
            raise ZipError(f"its part {member.name!r} has a name that leads out of the file", ASK_SENDER)
        if member.key in seen:
            raise ZipError(f"it has two parts named {member.name}")
        seen.add(member.key)
        if member.encrypted:
            raise ZipError(f"its part {member.name} is encrypted", "Save it in Excel without a password")
        if member.method not in (STORED, DEFLATED):
            raise ZipError(f"its part {member.name} is compressed in a way that Excel does not use", "Save it in Excel")
        if member.size > _SMALL and member.size > _MOST_SQUEEZED * member.packed:
            raise ZipError(f"its part {member.name} would unpack to over {_MOST_SQUEEZED} times its size", ASK_SENDER)
    if sum(member.size for member in members) >= _ALL or length >= _ALL:
        raise ZipError("it would unpack to over 4 GiB", ASK_SENDER)


def _check_package(archive: Archive) -> None:
    """Refuse zip files that are something else than an Excel workbook in XML."""
    name = archive.path.name
    if "mimetype" in archive and b"opendocument" in archive.read("mimetype"):
        raise WorkbookError(f"{name} is an OpenDocument file. Save it as an Excel workbook (.xlsx).")
    if _CONTENT_TYPES not in archive:
        raise WorkbookError(f"{name} is a zip file, not an Excel workbook (it has no part {_CONTENT_TYPES}). Name the workbook.")
    if "xl/workbook.bin" in archive or _BINARY_WORKBOOK in archive.read(_CONTENT_TYPES):
        raise WorkbookError(f"{name} is a binary workbook (.xlsb). Save it as .xlsx or .xlsm in Excel.")


def write_archive(
    source: Archive, out: BinaryIO, replaced: Mapping[str, Content], added: Mapping[str, Content], removed: AbstractSet[str]
) -> None:
    """Write the workbook with some parts' content replaced, removed, or added at the end; `out` is empty and can seek.

    Every other member keeps its place, name, date, attributes and compressed bytes. The same input gives the same bytes.
    """
    new = {key(name): content for name, content in replaced.items()}
    gone = {key(name) for name in removed}
    assert all(name in source for name in (*new, *gone)), "only a part that is there can be replaced or removed"
    assert not any(name in source and key(name) not in gone for name in added), "a part to add is there already"
    written = []
    for member in source.members:
        if member.key in gone:
            continue
        if member.key in new:
            written.append(_write_new(source, out, rewritten(member), new[member.key]))
        else:
            written.append(_write_copy(source, out, member))
    written += [_write_new(source, out, new_member(name), content) for name, content in added.items()]
    begin = out.tell()
    directory = b"".join(map(entry, written))
    out.write(directory + ending(len(written), begin, len(directory), source.tail))


def _write_copy(source: Archive, out: BinaryIO, member: Member) -> Member:
    copy = replace(member, offset=_place(source, out, member.packed))
    out.write(header(copy))
    out.writelines(source.packed(member))
    return copy


def _write_new(source: Archive, out: BinaryIO, member: Member, content: Content) -> Member:
    """Write the content behind a header that is filled in afterwards, when its sizes are known."""
    offset = _place(source, out, 0)
    out.write(header(member))
    start = out.tell()
    crc = size = 0

    def counted() -> Iterator[bytes]:
        nonlocal crc, size
        for piece in (content,) if isinstance(content, bytes) else content():
            crc, size = checksum(piece, crc), size + len(piece)
            _place(source, out, size)
            yield piece

    out.writelines(deflated(counted()))
    end = out.tell()
    member = replace(member, offset=offset, crc=crc, packed=end - start, size=size)
    out.seek(offset)
    out.write(header(member))
    out.seek(end)
    return member


def _place(source: Archive, out: BinaryIO, coming: int) -> int:
    """Where the file is written now, if what comes still fits into 4 GiB: what we could not read again is not written."""
    if (at := out.tell()) + coming >= _ALL:
        raise WorkbookError(f"{source.path.name} would grow over 4 GiB; nothing was written. Move old entries elsewhere.")
    return at
