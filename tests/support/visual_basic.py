"""Visual Basic read and run without Excel: by LibreOffice, by olevba, and by pyOpenVBA's interpreter."""

import re
import subprocess
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from support.libreoffice import SOFFICE

_SEPARATOR = "\x1e"
_DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {0} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">\n'
)
_LIBRARY = 'xmlns:library="http://openoffice.org/2000/library"'
_EACH_TEXT = """\
Option VBASupport 1
Sub Main
    Dim files As Object, given As Object, told As Object
    files = CreateUnoService("com.sun.star.ucb.SimpleFileAccess")
    given = CreateUnoService("com.sun.star.io.TextInputStream")
    given.setInputStream(files.openFileRead("{given}"))
    given.setEncoding("UTF-8")
    told = CreateUnoService("com.sun.star.io.TextOutputStream")
    told.setOutputStream(files.openFileWrite("{told}"))
    told.setEncoding("UTF-8")
    Do While Not given.isEOF()
        told.writeString({function}(given.readString(Array({separator}), True)) & Chr({separator}))
    Loop
    told.closeOutput()
End Sub
{source}
"""


def sources(addin: Path) -> dict[str, str]:
    """Every module's source, as olevba reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it still calls its parser's functions by their old names
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser(str(addin))
        try:
            return {Path(name).stem: code for _, _, name, code in parser.extract_macros()}
        finally:
            parser.close()


def sources_in_libreoffice(addin: Path, folder: Path) -> dict[str, str]:
    """Every module's source as LibreOffice has it after loading the add-in; its own first lines are left out."""
    _soffice(folder, "--infilter=Calc MS Excel 2007 VBA XML", "--convert-to", "ods", "--outdir", str(folder), str(addin))
    with zipfile.ZipFile(folder / f"{addin.stem}.ods") as archive:
        found = {}
        for name in archive.namelist():
            if re.fullmatch(r"Basic/(?!Standard/)\w+/(?!script-lb)\w+\.xml", name):
                text = re.sub(r".*<script:module[^>]*>|</script:module>\s*", "", archive.read(name).decode(), flags=re.DOTALL)
                found[Path(name).stem] = unescape(text.split("Option VBASupport 1\n", 1)[1], {"&quot;": '"', "&apos;": "'"})
        return found


def run_in_libreoffice(source: str, function: str, texts: Sequence[str], folder: Path) -> list[str]:
    """What a Visual Basic function gives for each text, run by LibreOffice."""
    given, told, library = folder / "given.txt", folder / "told.txt", folder / "profile" / "user" / "basic" / "Standard"
    given.write_text(_SEPARATOR.join(texts), encoding="utf-8", newline="")
    _soffice(folder, "--terminate_after_init")  # makes the profile, which it would not let us begin
    code = _EACH_TEXT.format(
        given=given.as_uri(), told=told.as_uri(), function=function, source=source, separator=ord(_SEPARATOR)
    )
    (library / "Module1.xba").write_text(
        _DOCTYPE.format("script:module", "module") + '<script:module xmlns:script="http://openoffice.org/2000/script" '
        f'script:name="Module1" script:language="StarBasic">{escape(code)}</script:module>',
        encoding="utf-8",
    )
    (library / "script.xlb").write_text(
        _DOCTYPE.format("library:library", "library") + f'<library:library {_LIBRARY} library:name="Standard" '
        'library:readonly="false" library:passwordprotected="false"><library:element library:name="Module1"/></library:library>'
    )
    (library.parent / "script.xlc").write_text(
        _DOCTYPE.format("library:libraries", "libraries")
        + f'<library:libraries {_LIBRARY} xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard" '
        'xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/></library:libraries>'
    )
    _soffice(folder, "macro:///Standard.Module1.Main")
    return told.read_bytes().decode().split(_SEPARATOR)[:-1]


def _soffice(folder: Path, *arguments: str) -> None:
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').absolute().as_uri()}"
    subprocess.run([SOFFICE, profile, "--headless", *arguments], check=True, capture_output=True, timeout=180)
