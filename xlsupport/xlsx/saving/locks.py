"""Who has the workbook open: what Excel, LibreOffice and the operating system leave for others to see."""

import re
import stat
import sys
from pathlib import Path
from typing import BinaryIO, NamedTuple

_LONGEST_NAME = 52  # of a user, in Office
_WIDE_NAME = 55  # where an owner file of Excel has the name again, in UTF-16; of Word it would be 54


class Lock(NamedTuple):
    """Who has a workbook open, as a phrase, and the file that says so (none: the operating system does).

    The phrase is like "Ann Example in Excel", "ann on pc7 in LibreOffice" or "another program".
    """

    who: str
    sign: Path | None


def lock_on(path: Path) -> Lock | None:
    """The first sign that a workbook is open somewhere. A link's own place counts as well as its target's."""
    for place in dict.fromkeys((path.absolute(), path.resolve())):
        # LibreOffice first: for .xlsx it can leave an owner file like Excel's as well.
        for sign, reader in (
            (place.with_name(f".~lock.{place.name}#"), _libreoffice_user),
            (place.with_name(f"~${place.name}"), _excel_user),  # the whole name: only Word shortens it
        ):
            content = _content(sign)
            if content is not None:
                return Lock(reader(content), sign)
    return Lock("another program", None) if _is_locked(path) else None


def _content(sign: Path) -> bytes | None:
    """What the sign says, if there is one; nothing where its owner lets nobody read it, as Excel does on some shares."""
    try:
        return sign.read_bytes()
    except PermissionError:
        return b""
    except OSError:
        return None


def _excel_user(content: bytes) -> str:
    """The user of an owner file: a length and the name in the code page of the user's Windows, then again in UTF-16.

    >>> _excel_user(b"\\x03Ann" + b" " * 51 + b"\\x03\\x00A\\x00n\\x00n\\x00"), _excel_user(b"")
    ('Ann in Excel', 'somebody in Excel')
    """
    length = int.from_bytes(content[_WIDE_NAME : _WIDE_NAME + 2], "little")
    wide = content[_WIDE_NAME + 2 : _WIDE_NAME + 2 + 2 * length]
    if 0 < length <= _LONGEST_NAME and len(wide) == 2 * length:
        name = wide.decode("utf-16-le", "replace")
    else:
        name = content[1 : 1 + min(content[0], _LONGEST_NAME)].decode("cp1252", "replace") if content else ""
    return f"{_clean(name) or 'somebody'} in Excel"


def _libreoffice_user(content: bytes) -> str:
    """The user of a lock file: name, login, host, time and profile, comma-separated with backslashes before what is no separator.

    >>> _libreoffice_user(b"Ann Example,ann,pc7,01.10.2026 09:00,file:///;"), _libreoffice_user(b",ann,pc7,,;")
    ('Ann Example on pc7 in LibreOffice', 'ann on pc7 in LibreOffice')
    """
    fields = re.findall(r"((?:[^,;\\]|\\.)*)[,;]", content.decode("utf-8", "replace"), re.DOTALL)
    name, login, host = (*(_clean(re.sub(r"\\(.)", r"\1", field)) for field in fields), "", "", "")[:3]
    return f"{name or login or 'somebody'}{f' on {host}' if host else ''} in LibreOffice"


def _clean(name: str) -> str:
    """A name as it may stand in a message: what cannot be printed would reach the reader's terminal."""
    return "".join(character for character in name if character.isprintable()).strip()


def _is_locked(path: Path) -> bool:
    """Whether the operating system keeps others from writing to the file just now."""
    try:
        if not path.stat().st_mode & stat.S_IWUSR:
            return False  # read-only, which is no lock
        file = path.open("r+b")
    except PermissionError:
        return sys.platform == "win32"  # there, a file that another program has open; elsewhere, a lack of rights
    except OSError:
        return False  # whoever goes on to write finds out
    with file:
        return _has_advisory_lock(file)


if sys.platform == "win32":

    def _has_advisory_lock(_: BinaryIO) -> bool:
        return False  # a file that could be opened for writing is free

else:
    from fcntl import LOCK_NB, LOCK_SH, flock, lockf

    def _has_advisory_lock(file: BinaryIO) -> bool:
        """Whether another program holds one of the two kinds of lock; a network drive without locks has none.

        Asked for a shared lock, so that two runs that ask in the same instant do not take each other for such a program.
        """
        for take in (flock, lockf):
            try:
                take(file, LOCK_SH | LOCK_NB)
            except (BlockingIOError, PermissionError):
                return True
            except OSError:
                continue
        return False
