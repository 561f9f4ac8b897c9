"""The backups of a workbook: copies of what it was, numbered, in a folder beside it."""

import os
import re
import stat
import sys
from contextlib import suppress
from pathlib import Path

from xlsupport.xlsx.package.fingerprint import digest_of
from xlsupport.xlsx.saving.drafts import create, inherit, sync

_NUMBERED = re.compile(r"\d{4,}")
_UNFINISHED = "unfinished"  # a copy under way; who may write the book's draft is alone, so one name is enough


def versions_folder(book: Path) -> Path:
    """Where a workbook's backups are kept (a link's beside its target)."""
    target = book.resolve()
    return target.with_name(f".{target.name}.versions")


def kept_versions(book: Path) -> list[Path]:
    """The backups, oldest first."""
    folder = versions_folder(book)
    if not folder.is_dir():
        return []
    return sorted((each for each in folder.iterdir() if _NUMBERED.fullmatch(each.stem)), key=lambda each: int(each.stem))


def keep_version(book: Path) -> tuple[Path, bytes]:
    """Copy the workbook as it is now to its backups; where the copy is, and the digest of what was copied. Raises OSError."""
    folder = versions_folder(book)
    if not folder.is_dir():
        folder.mkdir()
        # Whoever may write beside the book may keep backups of it, whoever was the first.
        folder.chmod(stat.S_IMODE(folder.parent.stat().st_mode))
    unfinished = folder / _UNFINISHED
    unfinished.unlink(missing_ok=True)
    try:
        with book.open("rb") as source, create(unfinished) as copy:
            digest = digest_of(source, copy=copy)
            inherit(unfinished, book)
            sync(copy)
        status = book.stat()
        os.utime(unfinished, ns=(status.st_atime_ns, status.st_mtime_ns))
        kept = kept_versions(book)
        number = int(kept[-1].stem) + 1 if kept else 1
        version = unfinished.rename(folder / f"{number:04}{book.suffix}")
    except BaseException:
        drop_version(unfinished)
        raise
    if kept:
        _drop_same(kept[-1], status.st_size, digest)
    sync_folder(folder)
    return version, digest


def _drop_same(version: Path, size: int, digest: bytes) -> None:
    """Drop what a run kept that was killed just before its last step: it must not push an older backup out."""
    with suppress(OSError):
        if version.stat().st_size == size:
            with version.open("rb") as file:
                same = digest_of(file) == digest
            if same:
                version.unlink()


def drop_version(version: Path) -> None:
    """Take back a backup that was made for nothing."""
    with suppress(OSError):
        version.unlink()
    with suppress(OSError):
        version.parent.rmdir()  # fails, as it should, where older backups are


def prune_versions(book: Path, keep: int) -> None:
    """Remove all backups but the newest; one that cannot be removed stays."""
    with suppress(OSError):
        kept = kept_versions(book)
        for version in kept[: max(len(kept) - keep, 0)]:
            with suppress(OSError):
                version.unlink()


def sync_folder(folder: Path) -> None:
    """Have the names in a folder written to the disk, where the system knows how."""
    if sys.platform != "win32":
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
