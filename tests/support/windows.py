"""xlwings as it is on Windows, without Windows: its own function layer over modules that stand in for pywin32.

xlwings chooses what its decorators are when it is imported, so that this needs a process of its own: `on_windows` runs a function
of a test module in one.
"""

import asyncio  # noqa: F401 - before it could take this for Windows
import ctypes
import datetime as dt
import json
import subprocess
import sys
from collections.abc import Sequence
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

from support.places import ROOT, TESTS

MISSING = -2147352572
"""What Visual Basic passes for an optional argument that is left out."""
ERRORS = {"#DIV/0!": -2146826281, "#N/A": -2146826246, "#NAME?": -2146826259, "#REF!": -2146826265, "#VALUE!": -2146826273}
_RANGE = "{00020846-0000-0000-C000-000000000046}"
_MODULES = (
    "pythoncom", "pywintypes", "win32api", "win32con", "win32event", "win32gui", "win32process", "win32timezone", "win32com",
    "win32com.client", "win32com.client.dynamic", "win32com.client.gencache", "win32com.server", "win32com.server.dispatcher",
    "win32com.server.policy", "win32com.server.util",
)  # fmt: skip


class Classic(NamedTuple):
    """xlwings' package, and the module of its functions on Windows."""

    xlwings: Any
    udfs: Any


class Cells:
    """A range as Excel passes it to a function: one value, or a tuple of rows, which are tuples.

    Numbers are floats there, dates datetimes, blanks None, and errors such as #N/A the numbers of `ERRORS`.
    """

    Row = Column = 1
    CLSID = _RANGE

    def __init__(self, value: object) -> None:
        rows: Sequence[object] = value if isinstance(value, tuple) else (value,)
        first = rows[0]
        width = len(first) if isinstance(first, tuple) else 1
        self.Value = self.Value2 = value
        self.Rows, self.Columns = SimpleNamespace(Count=len(rows)), SimpleNamespace(Count=width)
        self.Worksheet = _Nothing()
        self.Count = self.CountLarge = len(rows) * width
        attributes = SimpleNamespace(iid=_RANGE)
        self._oleobj_ = SimpleNamespace(GetTypeInfo=lambda: SimpleNamespace(GetTypeAttr=lambda: attributes))


class _Nothing:
    """Whatever is asked of it, it is, does and gives nothing."""

    def __getattr__(self, name: str) -> "_Nothing":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_arguments: object, **_options: object) -> "_Nothing":
        return self


class _Module(ModuleType):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__, self.__file__ = [], "nowhere.dll"

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()


def classic() -> Classic:
    """xlwings, imported as on Windows. Only in a process that has not imported it."""
    assert "xlwings" not in sys.modules, "xlwings has chosen its decorators already"
    for name in _MODULES:
        sys.modules[name] = _Module(name)
    errors = type("com_error", (Exception,), {})
    vars(sys.modules["pywintypes"]).update(com_error=errors, IID=str, TimeType=type("TimeType", (dt.datetime,), {}))
    vars(sys.modules["pythoncom"]).update(
        com_error=errors, ole_error=errors, IID_IDispatch="", TypeIIDs={"": type("PyIDispatch", (), {})}
    )
    vars(sys.modules["win32timezone"]).update(TimeZoneInfo=SimpleNamespace(utc=lambda: dt.UTC))
    vars(sys.modules["win32process"]).update(GetWindowThreadProcessId=lambda _: (1, 1))
    vars(sys.modules["win32com.client"]).update(
        Dispatch=lambda it, **_: it,
        **{name: type(name, (), {}) for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass")},
    )
    libraries = dict.fromkeys(("windll", "oledll", "PyDLL"), _Nothing())
    before = {name: vars(ctypes).get(name) for name in libraries}
    vars(ctypes).update(libraries)
    real, sys.platform = sys.platform, "win32"
    try:
        import xlwings
        from xlwings import udfs
    finally:
        sys.platform = real
        vars(ctypes).update(before)
    return Classic(xlwings, udfs)


def on_windows(function: str, *arguments: object) -> Any:
    """What a function gives in a process of its own where xlwings is as on Windows: `"module:name"`, called with `classic()`
    and the arguments. They and the result travel as JSON.
    """
    module, name = function.split(":")
    code = (
        "import importlib, json, sys\nfrom support import windows\n"
        f"found = getattr(importlib.import_module({module!r}), {name!r})\n"
        "print(json.dumps(found(windows.classic(), *json.loads(sys.argv[1]))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONPATH": f"{TESTS}:{ROOT}:{TESTS / 'addin'}:{TESTS / 'excel'}", "XLWINGS_LICENSE_KEY": ""},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
