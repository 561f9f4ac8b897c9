"""The code that xlwings Lite runs in a workbook: one line of imports; everything else is the package."""

from collections.abc import Mapping

from xlsupport import __version__

ADD_IN = "wa200008175"
"""xlwings Lite in Microsoft's store, as workbooks made with it name it."""

_MAIN = '''"""Support packages inside Excel. The code is the package xlsupport, named in requirements.txt."""

from xlsupport.excel.buttons import *
from xlsupport.excel.functions import *
'''


def is_ours(files: Mapping[str, str]) -> bool:
    """Whether the code that a workbook holds is this, of whatever version, and nothing that somebody wrote."""
    return files.get("main.py") == _MAIN


def code() -> Mapping[str, str]:
    """The files that xlwings Lite keeps in a workbook, by name."""
    return {"main.py": _MAIN, "requirements.txt": f"xlsupport=={__version__}\n"}
