"""The draft of a workbook: the file beside it that one run at a time may write.

The draft has one fixed name and is created only where none is, so it is also the lock between runs. Its writer holds an
operating system's lock on it, which ends with the process: so what a killed run left is known as such, and removed.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_UNKNOWN = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
_ATTEMPTS = 20  # each is lost only to another run that began in the same instant


class TakenError(Exception):
    """Another run is writing this workbook, or nobody can tell whether it is."""


def draft_path(book: Path) -> Path:
    """Where a workbook's draft stands; nothing opens a file of such a name as a workbook."""
    return book.with_name(f".{book.name}.saving")


@contextmanager
def draft_of(book: Path, like: Path | None = None) -> Iterator[BinaryIO]:
    """A new empty draft with the book's rights, for this run alone. It is removed when the block ends in an exception.

    A book that is not there has the rights of the file that it is to be `like`.

    Raises TakenError, OSError.
    """
    path = draft_path(book)
    file = _claimed(path)
    try:
        inherit(path, like or book)  # before there is content: at no time may more people read the draft than the book
        yield file
    except BaseException:
        _withdraw(file, path)
        raise
    finally:
        _close(file)


def _withdraw(file: BinaryIO, path: Path) -> None:
    """Remove the draft, unless it has become the workbook: what has its name then is another run's."""
    with suppress(OSError):
        ours = os.path.samestat(os.fstat(file.fileno()), path.lstat()) if not file.closed else sys.platform == "win32"
        if sys.platform == "win32":
            _close(file)  # there, an open file cannot be removed; elsewhere, the lock must last until it is
        if ours:
            path.unlink()


def _close(file: BinaryIO) -> None:
    with suppress(OSError):  # on a full disk, closing tries the last write again
        file.close()


def sync(file: BinaryIO) -> None:
    """Have a file's content on the disk. Raises OSError.

    Drives that cannot sync one file (some network drives answer that they do not know how) are synced whole.
    """
    file.flush()
    try:
        os.fsync(file.fileno())
    except OSError as error:
        if error.errno not in _UNKNOWN or sys.platform == "win32":
            raise
        os.sync()


def _claimed(path: Path) -> BinaryIO:
    for _ in range(_ATTEMPTS):
        try:
            file = create(path)
        except FileExistsError:
            if not _remove_abandoned(path):
                raise TakenError from None
            continue
        if _hold(file, path):
            return file
        file.close()
    raise TakenError


if sys.platform == "win32":

    def _hold(_file: BinaryIO, _path: Path) -> bool:
        return True  # nobody can remove or replace a file that is open

    def _remove_abandoned(path: Path) -> bool:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return False
        return True

else:
    from fcntl import LOCK_EX, LOCK_NB, flock

    def _hold(file: BinaryIO, path: Path) -> bool:
        """Lock the draft, and see that it still is the one at its path: another run may have taken it for abandoned."""
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a network drive without locks: the draft's name alone keeps others out
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(file.fileno()), path.lstat())
        return False

    def _remove_abandoned(path: Path) -> bool:
        """Remove a draft whose writer is dead; False where it lives or nobody can tell."""
        try:
            with os.fdopen(os.open(path, os.O_RDWR | os.O_NOFOLLOW), "r+b") as file:
                flock(file, LOCK_EX | LOCK_NB)
                if os.path.samestat(os.fstat(file.fileno()), path.lstat()):
                    path.unlink()
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return True


def create(path: Path) -> BinaryIO:
    """A new file that only this user may read. Raises FileExistsError where there is something already."""
    return os.fdopen(os.open(path, _NEW_FILE, 0o600), "w+b")


def inherit(new: Path, old: Path) -> None:
    """Give a new file an old one's mode, owner and extended attributes (access lists are among them) as far as may be."""
    status = old.stat()
    mode = stat.S_IMODE(status.st_mode)
    if not _chown(new, status.st_uid, status.st_gid) and not _chown(new, -1, status.st_gid):
        # The old file's group rights are not for this user's own group: its members are "others" here.
        mode = mode & ~stat.S_IRWXG | (mode & stat.S_IRWXO) << 3
    new.chmod(mode)
    if sys.platform == "linux":
        with suppress(OSError):
            for name in os.listxattr(old):
                with suppress(OSError):
                    os.setxattr(new, name, os.getxattr(old, name))


def _chown(path: Path, user: int, group: int) -> bool:
    if sys.platform != "win32":
        try:
            os.chown(path, user, group)
        except OSError:
            return False
    return True
