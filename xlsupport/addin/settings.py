"""The settings file that the add-in's macros read: a name and a value a line, each in quotes.

Visual Basic reads it item by item and takes the first line with a name, in any case; a blank line would shift all that follow.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from xlsupport.addin import FUNCTIONS_MODULE
from xlsupport.addin.machine import Machine, interpreter
from xlsupport.words.problems import WorkbookError

_SCRIPTS = "XLSUPPORT SCRIPTS"
"""Under this name stand the scripts that the installation put on a Mac, which its removal takes away again."""
_MODULES, _FOLDER = "UDF MODULES", "ADD_WORKBOOK_TO_PYTHONPATH"
_LINE = re.compile(r'\s*"?([^",]*)"?\s*,\s*"?(.*?)"?\s*')


def interpreter_key(machine: Machine) -> str:
    return "INTERPRETER_MAC" if machine.mac else "INTERPRETER_WIN"


def ours(machine: Machine) -> dict[str, str]:
    """What we set. Without the last, Python would import whatever lies in the folder of the workbook, which many may write."""
    return {
        interpreter_key(machine): str(interpreter(machine)),
        _MODULES: FUNCTIONS_MODULE,
        _FOLDER: "False",
    }


def our_names(machine: Machine) -> tuple[str, ...]:
    return (interpreter_key(machine), _MODULES, _FOLDER, _SCRIPTS)


def our_scripts(text: str) -> tuple[str, ...]:
    """The names of the scripts that were put there, none of which leads to another folder."""
    return tuple(name for name in (setting(text, _SCRIPTS) or "").split(";") if name and "/" not in name)


def with_script(text: str, name: str) -> dict[str, str]:
    """The setting that notes one more script of ours."""
    return {_SCRIPTS: ";".join(dict.fromkeys((*our_scripts(text), name)))}


def with_settings(text: str, settings: Mapping[str, str]) -> str:
    """The file with these settings, and with all others of the user's."""
    return "".join(
        f"{line}\n" for line in (*(f'"{name}","{value}"' for name, value in settings.items()), *_others(text, settings))
    )


def without_settings(text: str, names: Iterable[str]) -> str:
    """The file without these settings; empty where it had no others."""
    return "".join(f"{line}\n" for line in _others(text, names))


def setting(text: str, name: str) -> str | None:
    """A setting's value, as Visual Basic finds it."""
    found = (match for line in text.splitlines() if (match := _LINE.fullmatch(line)))
    return next((match[2] for match in found if _same(match[1], name)), None)


def _others(text: str, names: Iterable[str]) -> Iterable[str]:
    known = tuple(names)
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if line.strip() and not (match and any(_same(match[1], name) for name in known)):
            yield line


def _same(one: str, other: str) -> bool:
    return one.strip().lower() == other.lower()


def read(path: Path, machine: Machine) -> str:
    """The file's text, or nothing where there is no file. Raises WorkbookError."""
    try:
        return path.read_text(machine.encoding, errors="surrogateescape")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise WorkbookError(f"{path} cannot be read ({error.strerror}). Fix that and run again.") from None
