"""LibreOffice as an independent reader of what we write."""

import atexit
import csv
import functools
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

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


def calculated_otherwise(book: Path, names: Iterable[str]) -> list[str]:
    """The cells of these sheets whose cached value is not what LibreOffice calculates; it must see no value to calculate them."""
    written = CalamineWorkbook.from_path(book)
    calculated = CalamineWorkbook.from_path(convert(_without_cached_values(book), "xlsx"))
    assert calculated.sheet_names == written.sheet_names
    found = []
    for name in names:
        ours, theirs = (each.get_sheet_by_name(name).to_python(skip_empty_area=False) for each in (written, calculated))
        assert any(cell != "" for row in ours for cell in row)
        for row, cells in enumerate(ours):
            for column, cell in enumerate(cells):
                other = theirs[row][column] if row < len(theirs) and column < len(theirs[row]) else ""
                if _comparable(cell) != _comparable(other):
                    found.append(f"{name}!R{row + 1}C{column + 1}: {cell!r} was written, {other!r} is calculated")
    return found


def _without_cached_values(book: Path) -> Path:
    path = book.with_name(f"{book.stem}-bare.xlsx")
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data)
                data = re.sub(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?) t="str"(><f>)', rb"\1\2", data)
            target.writestr(name, data)
    return path


def _comparable(cell: object) -> object:
    if isinstance(cell, float):
        return round(cell, 9)
    return cell.replace(microsecond=0) if isinstance(cell, datetime) else cell.isoformat() if isinstance(cell, date) else cell
