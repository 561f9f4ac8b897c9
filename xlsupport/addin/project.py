"""A Visual Basic project rewritten: modules replaced, renamed and added, and nothing compiled left in it."""

import struct
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from xlsupport.addin.origin import INSTALL, KNOWN
from xlsupport.words.problems import WorkbookError

PART = "xl/vbaProject.bin"
_NAME_RECORD = 0x0004


def sources(addin: Path) -> dict[str, str]:
    """The source of every module of an add-in, by name."""
    _require()
    from pyopenvba import ExcelFile

    with ExcelFile(addin) as file:
        return dict(file.vba_modules())


def rewritten(addin: Path, name: str, replaced: Mapping[str, str], renamed: Mapping[str, str], added: Mapping[str, str]) -> bytes:
    """The project part of an add-in under a new project name, with the modules that were asked for.

    Sources are given with their headers for standard modules, without for those of the workbook. Every module is written anew
    as source alone: the code that an Excel once compiled from older sources stays in no stream.
    """
    _require()
    from pyopenvba import ExcelFile

    with tempfile.TemporaryDirectory() as folder, ExcelFile(addin) as file:
        project = file.vba_project()
        for old, new in renamed.items():
            project.rename_module(old, new)
        for module in project.modules:
            file.set_module(module.name, replaced.get(module.name, module.source))
        for module_name, source in added.items():
            project.add_module(module_name, source)
        saved = Path(folder) / addin.name
        file.save(saved)
        with zipfile.ZipFile(saved) as archive:
            return _named(archive.read(PART), project.name, name)


def _named(part: bytes, old: str, new: str) -> bytes:
    """The project under a new name, which stands in two streams. Raises WorkbookError."""
    from pyopenvba.cfb import CFB
    from pyopenvba.vba import compress, decompress

    file = CFB.from_bytes(part)
    directory = _swapped(decompress(file.get_stream_in_storage("VBA", "dir")), _name_record(old), _name_record(new))
    file.write_stream_in_storage("VBA", "dir", compress(directory))
    listing = _swapped(file.get_stream("PROJECT"), f'Name="{old}"\r\n'.encode("ascii"), f'Name="{new}"\r\n'.encode("ascii"))
    file.write_stream("PROJECT", _without_blank_windows(listing))
    return bytes(file.to_bytes())


def _without_blank_windows(listing: bytes) -> bytes:
    """The listing of modules without blank lines among its windows: xlwings' ends in some, and modules are added behind them."""
    head, section, windows = listing.partition(b"[Workspace]\r\n")
    return head + section + b"".join(line + b"\r\n" for line in windows.split(b"\r\n") if line)


def _name_record(name: str) -> bytes:
    return struct.pack("<HI", _NAME_RECORD, len(name)) + name.encode("ascii")


def _swapped(data: bytes, old: bytes, new: bytes) -> bytes:
    if data.count(old) != 1:
        raise WorkbookError(
            f"The template of the installed xlwings names its project in another way. Take one that we know: {KNOWN}"
        )
    return data.replace(old, new)


def _require() -> None:
    try:
        import pyopenvba  # noqa: F401
    except ImportError:
        raise WorkbookError(f"pyOpenVBA, which writes the add-in's macros, is missing. Install it: {INSTALL}") from None
