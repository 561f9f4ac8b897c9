"""What is there on a machine for xlsupport in Excel, what is missing, and what to do about it."""

import io
import platform
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from xlsupport import __version__
from xlsupport.addin import settings
from xlsupport.addin.building import built
from xlsupport.addin.machine import Machine, Places, interpreter, places
from xlsupport.addin.origin import INSTALL, Origin, installed_origin, installed_version
from xlsupport.words.problems import WorkbookError

_INSTALL_ADDIN = "Run: xlsupport addin install"


class Finding(NamedTuple):
    """One thing that was looked at. `do` says how to fix it, and is empty where it is well."""

    name: str
    found: str
    do: str = ""


def findings(machine: Machine) -> Iterator[Finding]:
    """All that the add-in needs, in the order in which to fix it."""
    yield Finding("xlsupport", f"{__version__} with Python {platform.python_version()}, {machine.python}")
    if not machine.windows and not machine.mac:
        yield Finding("Excel", "does not run on this system; the command line does all the same")
        return
    yield from _excel(machine)
    origin = installed_origin()
    yield _package("xlwings", INSTALL)
    yield _package("pyOpenVBA", INSTALL)
    yield _package("pywin32" if machine.windows else "appscript", INSTALL)
    if origin:
        where = places(machine)
        if machine.windows:
            yield _library(machine, origin)
        if where.scripts:
            yield _script(where.scripts, origin)
        yield _addin(where, origin)
        yield from _settings(machine, where)


def _excel(machine: Machine) -> Iterator[Finding]:
    found = _excel_on_mac(machine) if machine.mac else _excel_on_windows()
    if found:
        yield Finding("Excel", found)
    else:
        yield Finding("Excel", "not found", "Install Microsoft Excel; the command line does all the same without it")


def _excel_on_mac(machine: Machine) -> str | None:
    folders = (Path("/Applications"), machine.home / "Applications")
    return next((str(path) for folder in folders if (path := folder / "Microsoft Excel.app").exists()), None)


def _excel_on_windows() -> str | None:
    if sys.platform != "win32":
        return None
    import winreg

    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        try:
            return winreg.QueryValue(root, r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe")
        except OSError:
            continue
    return None


def _package(name: str, install: str) -> Finding:
    version = installed_version(name)
    return Finding(name, version) if version else Finding(name, "not installed", f"Run: {install}")


def _library(machine: Machine, origin: Origin) -> Finding:
    """The library through which functions reach Python: beside the interpreter, or one folder up in an environment."""
    names = [f"xlwings{bits}-{origin.version}.dll" for bits in (64, 32)]
    folders = (machine.python.parent, machine.python.parent.parent)
    found = next((path for folder in folders for name in names if (path := folder / name).exists()), None)
    if found:
        return Finding("xlwings' library", str(found))
    return Finding("xlwings' library", f"no {names[0]} in {folders[0]} or {folders[1]}",
                   f'Run: python -m pip install --force-reinstall "xlwings=={origin.version}"')  # fmt: skip


def _script(folder: Path, origin: Origin) -> Finding:
    path = folder / origin.script.name
    if not path.exists():
        return Finding("Mac script", f"no {path}", _INSTALL_ADDIN)
    if path.read_bytes() != origin.script.read_bytes():
        return Finding("Mac script", f"{path} is not that of xlwings {origin.version}", _INSTALL_ADDIN)
    return Finding("Mac script", str(path))


def _addin(where: Places, origin: Origin) -> Finding:
    name = "add-in"
    if not where.addin.exists():
        return Finding(name, f"no {where.addin}", _INSTALL_ADDIN)
    try:
        current = _parts(built(origin)) == _parts(where.addin.read_bytes())
    except WorkbookError as error:
        return Finding(name, f"{where.addin}, which cannot be compared", error.sentence)
    except (OSError, zipfile.BadZipFile):
        return Finding(name, f"{where.addin} cannot be read", f"Quit Excel. {_INSTALL_ADDIN}")
    if current:
        return Finding(name, f"{where.addin}, of xlsupport {__version__} and xlwings {origin.version}")
    return Finding(name, f"{where.addin} is not that of xlsupport {__version__} and xlwings {origin.version}",
                   f"Quit Excel. {_INSTALL_ADDIN}")  # fmt: skip


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _settings(machine: Machine, where: Places) -> Iterator[Finding]:
    name = "settings"
    if not where.settings.exists():
        yield Finding(name, f"no {where.settings}", _INSTALL_ADDIN)
        return
    text = settings.read(where.settings, machine)
    named = settings.setting(text, settings.interpreter_key(machine))
    if not named:
        yield Finding(name, f"{where.settings} names no Python", _INSTALL_ADDIN)
    elif not Path(named).exists():
        yield Finding(name, f"{where.settings} names {named}, which is gone", _INSTALL_ADDIN)
    else:
        yield _wanted(machine, where, text, named)


def _wanted(machine: Machine, where: Places, text: str, named: str) -> Finding:
    try:
        wanted = settings.ours(machine)
    except WorkbookError as error:
        return Finding("settings", f"{where.settings} names {named}", error.sentence)
    other = [key for key, value in wanted.items() if settings.setting(text, key) != value]
    if named != str(interpreter(machine)):
        return Finding("settings", f"{where.settings} names another Python, {named}",
                       f"Run doctor with that one, or have Excel use this one: {_INSTALL_ADDIN}")  # fmt: skip
    if other:
        return Finding("settings", f"{where.settings} has another value for {' and '.join(other)}", _INSTALL_ADDIN)
    return Finding("settings", str(where.settings))
