"""What the add-in is made from: the template add-in that xlwings ships under its BSD licence."""

import importlib.util
import sys
from pathlib import Path
from typing import NamedTuple

from xlsupport.words.problems import WorkbookError

INSTALL = 'python -m pip install "xlsupport[addin]"'

KNOWN = "python -m pip install xlwings==0.37.8"
"""Brings the version whose template we know; others are as good where it has not changed."""


class Origin(NamedTuple):
    """An installed xlwings: its version and its folder. The add-in works with exactly this version."""

    version: str
    folder: Path

    @property
    def template(self) -> Path:
        return self.folder / "quickstart_addin_ribbon.xlam"

    @property
    def script(self) -> Path:
        """What runs Python for Excel on a Mac."""
        return self.folder / f"xlwings-{self.version}.applescript"


def installed_version(package: str) -> str | None:
    from importlib import metadata  # takes a while that no other command should pay for

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def installed_origin() -> Origin | None:
    """The xlwings of this Python. It is not imported, since on Windows and Mac it would look for Excel."""
    found = importlib.util.find_spec("xlwings")
    if found is None or not found.submodule_search_locations:
        return None
    return Origin(installed_version("xlwings") or "", Path(found.submodule_search_locations[0]))


def origin() -> Origin:
    """The same, or WorkbookError with what to do."""
    found = installed_origin()
    if found is None:
        raise WorkbookError(f"xlwings is missing from the Python at {sys.executable}. Install it: {INSTALL}")
    if lacking := [path.name for path in (found.template, found.script) if not path.exists()]:
        raise WorkbookError(f"xlwings {found.version} lacks its file {lacking[0]}. Take a version that we know: {KNOWN}")
    return found
