"""Files that people take for a workbook: what each is instead, and what to do about it."""

import stat
from pathlib import Path
from typing import BinaryIO

from xlsupport.words.problems import WorkbookError

NAME_ONE = "Name a file that Excel saved as .xlsx or .xlsm"
_PIECE = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_file(path: Path) -> BinaryIO:
    """The file, opened for reading. Raises WorkbookError where there is none that can be read."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise WorkbookError(f"{path} is a folder. Name a workbook in it.")
        if not stat.S_ISREG(mode):  # opening a pipe would wait for somebody to write
            raise WorkbookError(f"{path} is not a file. Name a workbook.")
        return path.open("rb")
    except FileNotFoundError:
        raise WorkbookError(f"There is no file {path}. Check the name and the folder.") from None
    except PermissionError:
        raise WorkbookError(f"{path.name} cannot be read: you have no permission. Ask its owner for it.") from None
    except (OSError, ValueError) as error:
        raise WorkbookError(f"{path} cannot be read: {error}.") from None


def check_kind(name: str, file: BinaryIO) -> None:
    """Refuse, by its first bytes, a file that is no zip at all. Raises WorkbookError."""
    file.seek(0)
    head = file.read(4096)
    if not head:
        raise WorkbookError(f"{name} is empty (0 bytes). Go back to an older version of it.")
    if head.startswith(_OLE):
        if _holds(file, "EncryptedPackage".encode("utf-16-le")):
            fix = "Remove the password in Excel (File, Info, Protect Workbook, Encrypt with Password) and save it"
            raise WorkbookError(f"{name} is protected with a password. {fix}.")
        raise WorkbookError(f"{name} is in the format of Excel 97 to 2003 (.xls) or older. Save it as .xlsx or .xlsm in Excel.")
    if head[:4] not in (b"PK\3\4", b"PK\5\6"):
        if b"\0" in head:
            raise WorkbookError(f"{name} is not an Excel workbook. {NAME_ONE}.")
        fix = "Open it in Excel and save it as .xlsx"
        raise WorkbookError(f"{name} is a text file (CSV, for example), not an Excel workbook. {fix}.")


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    file.seek(0)
    end = b""
    while piece := file.read(_PIECE):
        if wanted in end + piece:
            return True
        end = piece[-len(wanted) :]
    return False
