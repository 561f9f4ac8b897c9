"""Home folders like those of Windows and Mac, and the machines that they belong to."""

from collections.abc import Callable
from pathlib import Path

from xlsupport.addin.machine import Machine

Home = Callable[[Path], Machine]


def windows(folder: Path) -> Machine:
    """Somebody's Windows, with a Python in an environment outside of the profile."""
    home, python = folder / "Users" / "Ann", folder / "env" / "Scripts" / "python.exe"
    home.mkdir(parents=True)
    python.parent.mkdir(parents=True)
    for path in (python, python.with_name("pythonw.exe")):
        path.touch()
    environment = {"APPDATA": str(home / "AppData" / "Roaming"), "USERPROFILE": str(home)}
    return Machine("win32", home, environment, python, "cp1252")


def mac(folder: Path) -> Machine:
    """Somebody's Mac, with a Python in an environment outside of the home folder."""
    home, python = folder / "Users" / "ann", folder / "env" / "bin" / "python"
    home.mkdir(parents=True)
    python.parent.mkdir(parents=True)
    python.touch()
    return Machine("darwin", home, {}, python, "utf-8")


def files(machine: Machine) -> set[str]:
    """All files under the home folder."""
    return {path.relative_to(machine.home).as_posix() for path in machine.home.rglob("*") if path.is_file()}
