"""xlwings Server with the example project, on loopback, and its add-in opened in a browser over a stand-in for Excel."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from support.calc.typing import typed
from support.office_js import Workbook
from support.places import ROOT

EXAMPLE = ROOT / "docs" / "server"
HOST = Path(__file__).parent / "officehost.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_STARTS_WITHIN = 60  # seconds


def project(folder: Path) -> Path:
    """The example, set up as its README says."""
    command = Path(sys.executable).with_name("xlwings-server")
    if not command.exists():
        pytest.skip("xlwings-server is not installed")
    subprocess.run([command, "init", folder], check=True, capture_output=True, cwd=folder.parent)
    (folder / "custom_functions" / "functions.py").unlink()
    (folder / "custom_scripts" / "scripts.py").unlink()
    for name in ("custom_functions", "custom_scripts", "templates", "static"):
        shutil.copytree(EXAMPLE / name, folder / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    settings = re.findall(r"^(XLWINGS_(?!LICENSE)\w+)=(.*)$", (EXAMPLE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    kept = [
        line
        for line in (folder / ".env").read_text(encoding="utf-8").splitlines()
        if not line.startswith(("XLWINGS_LICENSE_KEY", *(name for name, _ in settings)))
    ]
    (folder / ".env").write_text("\n".join((*kept, *(f"{name}={value}" for name, value in settings))), encoding="utf-8")
    return folder


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The server's address while it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-m", "uvicorn", "xlwings_server.main:main_app", "--host", "127.0.0.1", "--port", str(port)]
    paths = os.pathsep.join((str(EXAMPLE.parent.parent), str(folder)))
    names = {**os.environ, "XLWINGS_PROJECT_DIR": str(folder), "PYTHONPATH": paths}
    with (folder / "log.txt").open("w") as log:
        server = subprocess.Popen([sys.executable, *words], cwd=folder, env=names, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + _STARTS_WITHIN
        while not _answers(address):
            assert server.poll() is None, (folder / "log.txt").read_text()
            assert time.monotonic() < deadline, (folder / "log.txt").read_text()
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()


def _answers(address: str) -> bool:
    try:
        with urlopen(address) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"there is none of {', '.join(BROWSERS)}")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield chromium
        finally:
            chromium.close()


class Excel:
    """A workbook in the stand-in for Excel, with the add-in's task pane loaded."""

    def __init__(self, page: Any, address: str, book: Workbook) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.expose_function("typedInExcel", _typed)
        page.add_init_script(f"globalThis.officeBook = {json.dumps(book)};")
        page.route("**/office.js", lambda route: route.fulfill(path=HOST, content_type="text/javascript"))
        page.goto(f"{address}/taskpane.html", wait_until="networkidle")
        page.wait_for_selector("[xw-click-initialized]")

    @property
    def book(self) -> Workbook:
        found: Workbook = self.page.evaluate("office.book")
        return found

    @property
    def boxes(self) -> list[dict[str, str]]:
        """The boxes shown so far."""
        found: list[dict[str, str]] = self.page.evaluate("office.boxes")
        return found

    @property
    def buttons(self) -> list[str]:
        return list(self.page.evaluate("Object.keys(office.buttons)"))

    def press(self, name: str) -> None:
        """Press a button of the ribbon, and wait until Excel would let it be pressed again."""
        self.page.evaluate("name => office.press(name)", name)

    def click(self, selector: str) -> dict[str, str]:
        """Click in the task pane, and wait for the box that is shown."""
        shown = len(self.boxes)
        self.page.click(selector)
        self.page.wait_for_function("count => office.boxes.length > count", arg=shown)
        self.page.wait_for_selector(f"{selector}:enabled")
        return self.boxes[-1]

    def call(self, name: str, given: Sequence[object]) -> Any:
        """Call a worksheet function, as a cell's formula does."""
        return self.page.evaluate("([name, given]) => office.call(name, given)", [name, list(given)])


def _typed(rows: list[list[Any]]) -> list[list[tuple[Any, str]]]:
    return [[_of(value) for value in row] for row in rows]


def _of(value: Any) -> tuple[Any, str]:
    if not isinstance(value, str):
        return value, "General"
    taken = typed(value, date.today())
    return "" if taken.value is None else taken.value, taken.shown
