"""Replace a workbook in one step by what was written beside it, or leave it as it was."""

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.fingerprint import Fingerprint, Stamp, digest_of, stamp_of
from xlsupport.xlsx.saving.drafts import TakenError, draft_of, draft_path, sync
from xlsupport.xlsx.saving.locks import lock_on
from xlsupport.xlsx.saving.versions import drop_version, keep_version, prune_versions, sync_folder

_LONG = 12 * 3600  # seconds: nobody's working day
_STUCK = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EXDEV, errno.EEXIST)
"""What a drive answers that lets nobody replace a file just now, or at all."""


class Saving(NamedTuple):
    """How a person wants a workbook to be saved: how many backups are kept, and whether a signature may break."""

    keep: int = 5
    break_signature: bool = False


DEFAULT = Saving()


def replace(
    path: Path, read: Fingerprint, write: Callable[[BinaryIO], None], verify: Callable[[Path], None], keep: int
) -> Path | None:
    """Write the workbook anew: `write` fills a draft beside it, `verify` reads the draft and raises if it is not right.

    `read` is what the workbook was when it was read; `verify` must leave it closed. The newest `keep` older versions stay, the
    one that was replaced among them: its path is the result. Raises WorkbookError, and whatever `write` and `verify` raise; the
    workbook is then as it was.
    """
    with _refusals(path):
        _check_replaceable(path)
        target = path.resolve(strict=True)
        with draft_of(target) as draft:
            try:
                write(draft)
                sync(draft)
                verify(draft_path(target))
            except Exception:
                if _digest(target) != read.digest:  # written into while parts of it were copied: no fault of the copy
                    raise _changed(target.name) from None
                raise
            kept = _replace(path, target, draft, read, keep)
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
        stale = f", or delete {lock.sign.name} beside it{_age(lock.sign)} if nobody has it open" if lock.sign else ""
        raise WorkbookError(f"{path.name} is open by {lock.who}; nothing was written. Close it there and run again{stale}.")


def _age(sign: Path) -> str:
    """Since when a sign has been there, if that is long: it may be a dead program's, which only a person can know.

    LibreOffice's tells the computer, but neither the process nor whether that computer's name is its alone.
    """
    with suppress(OSError):
        since = sign.stat().st_mtime
        if time.time() - since > _LONG:
            return f" (of {datetime.fromtimestamp(since):%Y-%m-%d %H:%M})"
    return ""


def _replace(path: Path, target: Path, draft: BinaryIO, read: Fingerprint, keep: int) -> Path | None:
    """Put the finished draft in the target's place if that still is what was read."""
    before = stamp_of(target.stat())
    kept, digest = keep_version(target) if keep else (None, _digest(target))
    try:
        _check_closed(path)
        if digest != read.digest:
            raise _changed(target.name)
        _rename(draft, target, before)
    except BaseException:
        if kept and draft_path(target).exists():  # else it was replaced, and the user interrupted just then
            drop_version(kept)
        raise
    return kept


def _rename(draft: BinaryIO, target: Path, before: Stamp) -> None:
    """The last step. Nothing is between it and the last look at the target: who saved in between would lose that."""
    ours, source = os.fstat(draft.fileno()), draft_path(target)
    if sys.platform == "win32":
        draft.close()  # there, an open file cannot be renamed; elsewhere, it is the lock until the end
    try:
        if stamp_of(target.stat()) != before:
            raise _changed(target.name)
        source.replace(target)
    except OSError as error:
        # A network drive that lost the answer asks again, and is told that there is no such draft any more.
        if os.path.samestat(ours, target.stat()):
            return
        if error.errno in _STUCK:
            found = f"{target.name} cannot be replaced ({error.strerror}); nothing was written"
            fix = "Close it wherever it may be open and run again; if that does not help, move it to another folder"
            raise WorkbookError(f"{found}. {fix}.") from None
        raise


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
    except PermissionError as error:
        _check_closed(path)  # on Windows, somebody who opened it just now
        folder = Path(error.filename or path.resolve()).parent
        found = f"{path.name} cannot be written: you have no right to change the folder {folder}"
        raise WorkbookError(f"{found}. Ask for that right.") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            found = f"{path.name} cannot be written: the disk is full"
            raise WorkbookError(f"{found}. It is as it was; free some space and run again.") from None
        raise WorkbookError(f"{path.name} cannot be written: {error.strerror or error}. It is as it was.") from None
