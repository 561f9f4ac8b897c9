"""Replace a workbook in one step by what was written beside it, or leave it as it was."""

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from xlsupport.problems import WorkbookError
from xlsupport.workbook.archive import Archive
from xlsupport.workbook.drafts import TakenError, draft_of, draft_path
from xlsupport.workbook.fingerprint import Fingerprint, digest_of, stamp_of
from xlsupport.workbook.locks import lock_on
from xlsupport.workbook.versions import drop_version, keep_version, prune_versions, sync_folder


def replace(archive: Archive, write: Callable[[BinaryIO], None], verify: Callable[[Path], None], keep: int) -> Path | None:
    """Write the workbook anew: `write` fills a draft beside it, `verify` reads the draft and raises if it is not right.

    The newest `keep` older versions stay, the one that was replaced among them: its path is the result. The archive is closed.
    Raises WorkbookError, and whatever `write` and `verify` raise; the workbook is then as it was.
    """
    path = archive.path
    with _refusals(path):
        _check_replaceable(path)
        target = path.resolve(strict=True)
        with draft_of(target) as draft:
            write(draft)
            draft.flush()
            os.fsync(draft.fileno())
            verify(draft_path(target))
            _check_closed(path)
            archive.close()
            kept = _replace(target, draft, archive.fingerprint(), keep)
        sync_folder(target.parent)
        if keep:
            prune_versions(target, keep)
    return kept


def _check_replaceable(path: Path) -> None:
    """Refuse a workbook that must not be replaced as it stands now: read-only, of several names, or open somewhere."""
    name = path.name
    status = path.stat()
    # The mode as well: an administrator may write what is marked as read-only.
    if not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
        raise WorkbookError(f"{name} is read-only; nothing was written. Make it writable and run again.")
    if status.st_nlink > 1:
        reason = "has a second name (a hard link), under which the old content would stay"
        raise WorkbookError(f"{name} {reason}; nothing was written. Make it a copy of its own and run again.")
    _check_closed(path)


def _check_closed(path: Path) -> None:
    lock = lock_on(path)
    if lock:
        stale = f", or delete {lock.sign.name} beside it if nobody has it open" if lock.sign else ""
        raise WorkbookError(f"{path.name} is open by {lock.who}; nothing was written. Close it there and run again{stale}.")


def _replace(target: Path, draft: BinaryIO, read: Fingerprint, keep: int) -> Path | None:
    """Put the finished draft in the target's place if that still is what was read."""
    before = stamp_of(target.stat())
    kept, digest = keep_version(target) if keep else (None, _digest(target))
    try:
        if digest != read.digest or stamp_of(target.stat()) != before:
            raise _changed(target.name)
        if sys.platform == "win32":
            draft.close()  # there, an open file cannot be renamed; elsewhere, it is the lock until the end
        draft_path(target).replace(target)
    except BaseException:
        if kept:
            drop_version(kept)
        raise
    return kept


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return digest_of(file)


def _changed(name: str) -> WorkbookError:
    return WorkbookError(f"{name} was changed by someone else while this ran; nothing was written. Run it again.")


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """What the operating system refuses, as a sentence for a person."""
    try:
        yield
    except TakenError:
        draft = draft_path(path.resolve()).name
        found = f"{path.name} is being written by another run of xlsupport; nothing was written"
        raise WorkbookError(f"{found}. Run again when it is done, or delete {draft} beside it if none is running.") from None
    except FileNotFoundError:
        raise _changed(path.name) from None
    except PermissionError:
        _check_closed(path)  # on Windows, somebody who opened it just now
        found = f"{path.name} cannot be written: you have no right to change the folder {path.resolve().parent}"
        raise WorkbookError(f"{found}. Ask for that right.") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            found = f"{path.name} cannot be written: the disk is full"
            raise WorkbookError(f"{found}. It is as it was; free some space and run again.") from None
        raise WorkbookError(f"{path.name} cannot be written: {error.strerror or error}. It is as it was.") from None
