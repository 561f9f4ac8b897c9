"""The machine that the add-in is for, and where things belong on it."""

import locale
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from xlsupport.addin import FILE_NAME
from xlsupport.addin.building import PROJECT_NAME
from xlsupport.words.problems import UsageError, WorkbookError

_MAC_SAFE = re.compile(r"[\w./@%+=:,-]+", re.ASCII)


class Machine(NamedTuple):
    """A computer and its user. `platform` is sys.platform, `encoding` the one in which Visual Basic reads text files."""

    platform: str
    home: Path
    environment: Mapping[str, str]
    python: Path
    encoding: str

    @property
    def windows(self) -> bool:
        return self.platform == "win32"

    @property
    def mac(self) -> bool:
        return self.platform == "darwin"


class Places(NamedTuple):
    """Where the add-in, its settings and, on a Mac, the script that runs Python belong."""

    addin: Path
    settings: Path
    scripts: Path | None


def this_machine() -> Machine:
    return Machine(sys.platform, Path.home(), os.environ, Path(sys.executable), locale.getencoding())


def places(machine: Machine) -> Places:
    """The places of Excel on Windows or Mac. Raises UsageError on other systems."""
    if machine.windows:
        roaming = machine.environment.get("APPDATA")
        profile = Path(machine.environment.get("USERPROFILE") or machine.home)
        start = (Path(roaming) if roaming else profile / "AppData" / "Roaming") / "Microsoft" / "Excel" / "XLSTART"
        return Places(start / FILE_NAME, profile / f".{PROJECT_NAME}" / f"{PROJECT_NAME}.conf", None)
    if machine.mac:
        library = machine.home / "Library"
        office = library / "Group Containers" / "UBF8T346G9.Office" / "User Content.localized" / "Startup.localized" / "Excel"
        settings = library / "Containers" / "com.microsoft.Excel" / "Data" / f"{PROJECT_NAME}.conf"
        return Places(office / FILE_NAME, settings, library / "Application Scripts" / "com.microsoft.Excel")
    raise UsageError(
        "The add-in is for Excel on Windows and Mac, and this is neither: use the command line here, "
        f"or make {FILE_NAME} with xlsupport addin build and carry it to a computer with Excel"
    )


def interpreter(machine: Machine) -> Path:
    """The Python that Excel is to start; on Windows the one without a console window where there is one.

    Raises WorkbookError where Excel could not start it.
    """
    silent = machine.python.with_name("pythonw.exe")
    path = silent if machine.windows and silent.exists() else machine.python
    if objection := _objection(machine, str(path)):
        raise WorkbookError(
            f"Excel cannot start the Python at {path}: its path {objection}. Install xlsupport in another folder."
        )
    return path


def _objection(machine: Machine, path: str) -> str | None:
    """What keeps Excel from starting this path: xlwings hands it to the Mac's shell as it stands, and Windows expands it."""
    if machine.mac:
        return None if _MAC_SAFE.fullmatch(path) else "has a blank or another character that xlwings' script does not bear"
    if "%" in path:
        return "has a percent sign"
    try:
        path.encode(machine.encoding)
    except UnicodeEncodeError:
        return f"has a character outside {machine.encoding}, which is all that Visual Basic reads"
    return None
