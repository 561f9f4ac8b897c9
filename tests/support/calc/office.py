"""Calc in a process of its own, asked and told in JSON lines; what is written to it is counted, and can be made to fail."""

import contextlib
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from support.libreoffice import SOFFICE
from support.places import TESTS

Area = tuple[int, int, int, int]
"""Top, left, bottom and right, from 1 on."""

_IN_PLACE = {
    "write",
    "fill_formula",
    "set_number_format",
    "set_look",
    "clear",
}  # what leaves sheets, tables and names as they are
_REFUSED = -2147352567  # what Windows calls an exception in the program that was called


class ExcelError(Exception):
    """A refusal as Excel on Windows hands it over: a code, two words, and a tuple with the sentence in it."""

    def __init__(self, words: str) -> None:
        source = (0, "Microsoft Excel", words, "xlmain11.chm", 0, -2146827284)
        super().__init__(_REFUSED, "Exception occurred.", source, None)


class Write(NamedTuple):
    """A change that was asked for: what, on which sheet, and where on it or to what."""

    kind: str
    sheet: str = ""
    address: str = ""


@functools.cache
def bridge_python() -> str | None:
    """A Python that has LibreOffice's bridge: Debian's own has it from python3-uno, and LibreOffice may bring one."""
    beside = Path(SOFFICE).resolve().parent / "python" if SOFFICE else Path()
    for python in (sys.executable, "/usr/bin/python3", str(beside), shutil.which("python3") or ""):
        if python and Path(python).is_file():
            tried = subprocess.run([python, "-E", "-c", "import uno"], capture_output=True, check=False, env=_environment())
            if tried.returncode == 0:
                return python
    return None


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


def missing() -> str | None:
    """Why Calc cannot be asked here, or None."""
    if SOFFICE is None:
        return "LibreOffice (soffice) is not installed"
    return None if bridge_python() else "no Python here can import LibreOffice's bridge (uno); Debian's package is python3-uno"


class Office:
    """Calc as the tests' Python sees it.

    `writes` lists the changes that were asked for. A change whose number (from 1 on) is `fail_at`, or in it, is refused: before
    it is carried out or, with `fail_late`, afterwards.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._known: dict[tuple[str, int], Any] = {}
        self.reset()

    def reset(self) -> None:
        """No writes, no faults."""
        self.writes: list[Write] = []
        self.fail_at: int | Container[int] | None = None
        self.fail_late = False

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, op: str, **details: Any) -> Any:
        """What Calc answers. Raises ExcelError with its words where it cannot."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"op": op, **details}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"Calc's process ended at {op} {details}")
        answer = json.loads(line)
        if "error" in answer:
            raise ExcelError(f"Calc cannot {op}: {answer['error']}")
        return answer.get("ok")

    def known(self, op: str, book: int) -> Any:
        """What Calc answers, asked again only after a change that it may depend on."""
        if (op, book) not in self._known:
            self._known[op, book] = self.ask(op, book=book)
        return self._known[op, book]

    def change(self, write: Write, op: str, **details: Any) -> Any:
        """Ask for a change, unless it is one that is to fail."""
        self.writes.append(write)
        number = len(self.writes)
        fails = number == self.fail_at if isinstance(self.fail_at, int) else self.fail_at is not None and number in self.fail_at
        if fails and not self.fail_late:
            raise ExcelError(f"The fault at change {number} was asked for: {write.kind}")
        if op not in _IN_PLACE:
            self._known.clear()
        answer = self.ask(op, **details)
        if fails:
            raise ExcelError(f"The fault after change {number} was asked for: {write.kind}")
        return answer


@contextlib.contextmanager
def started() -> Iterator[Office]:
    """Calc, running until the end of the block."""
    python = bridge_python()
    assert python, missing()
    with tempfile.TemporaryDirectory(prefix="calc-", ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [python, "-E", str(TESTS / "calc_bridge" / "calc_server.py"), str(SOFFICE), folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=_environment(),
            start_new_session=True,  # a signal to the tests must not end it before it has ended Calc: the pipe's end tells it
        )
        assert process.stdin
        assert process.stdout
        try:
            if not process.stdout.readline():
                raise RuntimeError("Calc did not start; its words are above")
            yield Office(process)
        finally:
            process.stdin.close()
            process.wait(60)
            process.stdout.close()
