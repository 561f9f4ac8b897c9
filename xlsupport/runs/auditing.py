"""Who starts a run, and when: what only the machine can tell."""

import getpass
from datetime import datetime

from xlsupport import __version__
from xlsupport.writing.registers import Audit

UNKNOWN = "unknown"
"""Who starts a run where the machine cannot tell: in a container, or in a browser."""


def audit(who: str | None = None) -> Audit:
    """The facts of a run that begins now, to the second. Without `who`, the user of this machine starts it."""
    return Audit(datetime.now().replace(microsecond=0), who or _user(), __version__)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return UNKNOWN  # a container may run under a user ID without a name
