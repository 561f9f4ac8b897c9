"""The add-in put where Excel loads it, with its settings; and taken away again, and nothing else with it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from xlsupport.addin import settings
from xlsupport.addin.building import built
from xlsupport.addin.machine import Machine, places
from xlsupport.addin.origin import Origin
from xlsupport.words.problems import WorkbookError


class Removed(NamedTuple):
    """What a removal took away, and a settings file that stays since it has the user's own settings."""

    files: tuple[Path, ...]
    kept: Path | None


def install(machine: Machine, origin: Origin) -> tuple[Path, ...]:
    """Install the add-in, or bring it up to date: the files that are there now. Raises UsageError and WorkbookError.

    The add-in comes first: while Excel has it open it cannot be replaced, and then nothing is.
    """
    where = places(machine)
    wanted, content = settings.ours(machine), built(origin)
    text = settings.read(where.settings, machine)
    write(where.addin, content, drafts=where.addin.parent.parent)  # whatever lies in its start folder, Excel opens
    if where.scripts:
        script = where.scripts / origin.script.name
        if not script.exists() or script.name in settings.our_scripts(text):
            wanted |= settings.with_script(text, script.name)
        write(script, origin.script.read_bytes())
    write(where.settings, _encoded(settings.with_settings(text, wanted), machine))
    return (where.addin, where.settings, *([script] if where.scripts else []))


def remove(machine: Machine) -> Removed:
    """Undo an installation. A script that was there before it stays, and so do settings that are not ours."""
    where = places(machine)
    text = settings.read(where.settings, machine)
    names = settings.our_names(machine)
    left = settings.without_settings(text, names)
    scripts = [where.scripts / name for name in settings.our_scripts(text)] if where.scripts else []
    removed = tuple(path for path in (where.addin, *scripts, *([] if left else [where.settings])) if _unlinked(path))
    if left and any(settings.setting(text, name) is not None for name in names):
        write(where.settings, _encoded(left, machine))
    if machine.windows:
        with suppress(OSError):  # others keep files there, or it was never made
            where.settings.parent.rmdir()
    return Removed(removed, where.settings if left else None)


def _encoded(text: str, machine: Machine) -> bytes:
    return text.replace("\n", "\r\n" if machine.windows else "\n").encode(machine.encoding, errors="surrogateescape")


def write(path: Path, content: bytes, drafts: Path | None = None) -> None:
    """Put a file there in one step, so that Excel never loads a part of it. Raises WorkbookError.

    The draft lies beside it, or in the folder `drafts` of the same drive.
    """
    with _refusals(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=drafts or path.parent, prefix=f".{path.name}.")
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            draft.chmod(0o644)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def _unlinked(path: Path) -> bool:
    with _refusals(path):
        try:
            path.unlink()
        except FileNotFoundError:
            return False
    return True


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError:
        raise WorkbookError(f"{path} cannot be changed: it is in use, or protected. Quit Excel and run again.") from None
    except OSError as error:
        raise WorkbookError(f"{path} cannot be written ({error.strerror}). Fix that and run again.") from None
