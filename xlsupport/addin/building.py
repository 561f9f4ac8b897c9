"""xlsupport.xlam, made from xlwings' template add-in: our ribbon, our macros, and the wrappers of our functions.

Nothing of Excel is needed for it. The same template gives the same bytes, so that a file that differs is not current.
"""

import io
import zipfile
from collections.abc import Callable
from html import escape

from xlsupport import __version__
from xlsupport.addin import macros, project, wrappers
from xlsupport.addin.origin import KNOWN, Origin
from xlsupport.words.problems import WorkbookError

PROJECT_NAME = "xlsupport"
_OLD_RIBBON = "RibbonMyAddin"
_DATE = (1980, 1, 1, 0, 0, 0)


def built(origin: Origin) -> bytes:
    """The add-in as a file. Raises WorkbookError where this xlwings' template is not the one that we know."""
    with zipfile.ZipFile(origin.template) as template:
        parts = {each.filename: template.read(each) for each in template.infolist()}
    edits: dict[str, Callable[[bytes], bytes]] = {
        project.PART: lambda _: _project(origin),
        "customUI/customUI.xml": lambda _: macros.ribbon_xml(),
        "xl/workbook.xml": lambda part: _edited(origin, part, b'name="_myaddin.conf"', b'name="_xlsupport.conf"'),
        "docProps/core.xml": lambda part: _described(part, origin),
    }
    if missing := edits.keys() - parts.keys():
        raise _other_template(origin, ", ".join(sorted(missing)))
    return _zipped({name: edits[name](part) if name in edits else part for name, part in parts.items()})


def _project(origin: Origin) -> bytes:
    old = project.sources(origin.template)
    if not {"xlwings", _OLD_RIBBON, "ThisWorkbook"} <= old.keys():
        raise _other_template(origin, "modules")
    replaced = {
        "xlwings": _configured(old["xlwings"], origin),
        "ThisWorkbook": wrappers.ON_OPEN,
        macros.MODULE: macros.source(),
    }
    added = {wrappers.MODULE: wrappers.source(), wrappers.HELP_MODULE: wrappers.help_source()}
    return project.rewritten(origin.template, "Xlsupport", replaced, {_OLD_RIBBON: macros.MODULE}, added)


def _configured(source: str, origin: Origin) -> str:
    """xlwings' own module under our name, and with settings from the user's file alone.

    As it comes, it also obeys a sheet in the workbook that is open and a file beside it; whoever can write into a shared folder
    could then say which program a button starts.
    """
    for old, new in (
        ('PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJECT_NAME}"'),
        ('Optional source As String = "") As Variant', 'Optional source As String = "user") As Variant'),
    ):
        if source.count(old) != 1:
            raise _other_template(origin, f"the line with {old}")
        source = source.replace(old, new)
    if f'XLWINGS_VERSION As String = "{origin.version}"' not in source:
        raise _other_template(origin, f"version {origin.version}")
    return source


def _described(part: bytes, origin: Origin) -> bytes:
    """The file's properties: what it is, and whose work is in it."""
    comment = (
        f"The add-in of xlsupport {__version__}, made from the template of xlwings {origin.version}, Copyright (C) Zoomer "
        "Analytics LLC, under its BSD 3-clause license; the text of the license is in the module xlwings."
    )
    part = _edited(origin, part, b"<dc:title />", f"<dc:title>xlsupport {__version__}</dc:title>".encode())
    return _edited(origin, part, b"<dc:description />", f"<dc:description>{escape(comment)}</dc:description>".encode())


def _edited(origin: Origin, part: bytes, old: bytes, new: bytes) -> bytes:
    if part.count(old) != 1:
        raise _other_template(origin, old.decode())
    return part.replace(old, new)


def _other_template(origin: Origin, lacking: str) -> WorkbookError:
    return WorkbookError(f"The template of xlwings {origin.version} lacks {lacking}. Take one that we know: {KNOWN}")


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else the machine's own: the same template would give other bytes elsewhere
            archive.writestr(entry, part)
    return out.getvalue()
