"""LibreOffice as an independent reader of what we write."""

import atexit
import csv
import functools
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
_SHEETS_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


@functools.cache
def _profile() -> str:
    """A profile for this process alone: a first start takes several times as long as the next one."""
    folder = tempfile.mkdtemp(prefix="libreoffice-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder).as_uri()


def convert(path: Path, to: str) -> Path:
    """The file as LibreOffice converts it: `pdf`, `xlsx`, or `csv`, where the result is the folder of one file per sheet."""
    folder = path.parent / f"{path.stem}-{to}"
    folder.mkdir(exist_ok=True)
    assert SOFFICE is not None
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={_profile()}",
            "--headless",
            "--convert-to",
            _SHEETS_AS_CSV if to == "csv" else to,
            "--outdir",
            str(folder),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder if to == "csv" else folder / f"{path.stem}.{to}"


def shown(book: Path) -> dict[str, list[list[str]]]:
    """What LibreOffice shows in each sheet."""
    folder = convert(book, "csv")
    return {
        each.stem.removeprefix(f"{book.stem}-"): list(csv.reader(each.read_text("utf-8").splitlines()))
        for each in sorted(folder.glob("*.csv"))
    }
