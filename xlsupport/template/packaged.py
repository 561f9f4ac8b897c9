"""The template workbook that comes with xlsupport."""

from pathlib import Path

_INSTALLED = Path(__file__).parent.parent / "template.xlsx"
_CHECKOUT = Path(__file__).parent.parent.parent / "workbooks" / "template.xlsx"


def template_path() -> Path:
    """Where the template stands: beside the modules once installed, in `workbooks/` in a checkout."""
    return _INSTALLED if _INSTALLED.exists() else _CHECKOUT
