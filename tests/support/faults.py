"""Runs of the command line as real processes that can be killed or meet a fault at a chosen moment.

Interpreter and imports would be most of a run's time, so one process imports everything and forks for each run. The clock stands
still in them: what a run that nobody disturbs leaves is known byte by byte.
"""

import errno
import io
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, tzinfo
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import xlsupport.runs.auditing
import xlsupport.xlsx.workbook_file
from support.places import ROOT, TESTS
from xlsupport.cli import main

if sys.platform != "win32":
    import resource

AS_OF = ("--as-of", "2026-10-31")
COMMANDS = {"update": ("update", *AS_OF), "invoice": ("invoice", *AS_OF, "--month", "2026-10")}
"""The commands that write, with their options."""
KILLED = -int(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)

_LONGEST = 300  # seconds: a run that takes longer is killed, and fails its test
_SERVE = "import sys; sys.path[:0] = sys.argv[1:]; from support import faults; faults.serve()"
_ROOTS = [str(TESTS), str(ROOT)]


class Clock(datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(2026, 11, 1, 9, 30, tzinfo=tz)


class Ended(NamedTuple):
    """How a run ended: its exit code (KILLED if it was), what it put out and said, the calls to the system that a fault counted,
    and the most memory that the run took, in MiB (0 if it was killed).
    """

    status: int
    out: str
    err: str
    calls: list[str]
    peak: int

    @property
    def said(self) -> str:
        """Everything that it said to a person."""
        return self.out + self.err


class Runner:
    """Starts runs of xlsupport, one after the other, each a process of its own. Two at once need two runners."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-c", _SERVE, *_ROOTS]
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._tell()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.communicate()

    def begin(self, arguments: Sequence[str], fault: Sequence[Any] = ()) -> int:
        """Begin a run, with a fault of FAULTS and its arguments; its process ID."""
        assert self._server.stdin
        self._server.stdin.write(json.dumps([arguments, fault]) + "\n")
        self._server.stdin.flush()
        return int(self._tell())

    def start(self, command: str, book: Path, *options: str, fault: Sequence[Any] = ()) -> int:
        """Begin a run of one of the COMMANDS; its process ID."""
        return self.begin([*COMMANDS[command], str(book), *options], fault)

    def ended(self) -> Ended:
        """Wait for the end of the run."""
        return Ended(*self._tell())

    def run(self, command: str, book: Path, *options: str, fault: Sequence[Any] = ()) -> Ended:
        self.start(command, book, *options, fault=fault)
        return self.ended()

    def measured(self, *arguments: object) -> Ended:
        """Any run, from beginning to end."""
        self.begin([str(each) for each in arguments])
        return self.ended()

    def stopped(self, process: int, by: int = -KILLED) -> Ended:
        """Send the run a signal now, if it still runs, and wait for its end."""
        with suppress(ProcessLookupError):
            os.kill(process, by)
        return self.ended()

    def _tell(self) -> Any:
        assert self._server.stdout
        return json.loads(self._server.stdout.readline())


def serve() -> None:
    """Fork for each run that is asked for on standard input; answer with its process ID, then with how it ended."""
    print(json.dumps("ready"), flush=True)  # noqa: T201 - the answer
    for line in sys.stdin:
        arguments, fault = json.loads(line)
        pipes = [os.pipe() for _ in range(3)]
        process = os.fork()
        if not process:
            _run(arguments, fault, *(write for _, write in pipes))
        for _, write in pipes:
            os.close(write)
        print(json.dumps(process), flush=True)  # noqa: T201 - the answer
        out, err, counted = _contents([read for read, _ in pipes])
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        *calls, peak = counted.split() or ["0"]
        if not peak.isdigit():
            calls, peak = [*calls, peak], "0"
        print(json.dumps([status, out, err, calls, int(peak)]), flush=True)  # noqa: T201 - the answer


def _contents(pipes: list[int]) -> list[str]:
    """What comes out of some pipes until all of them are closed."""
    found = dict.fromkeys(pipes, b"")
    with selectors.DefaultSelector() as waiting:
        for pipe in pipes:
            waiting.register(pipe, selectors.EVENT_READ)
        while waiting.get_map():
            for ready, _ in waiting.select():
                piece = os.read(ready.fd, 1 << 16)
                found[ready.fd] += piece
                if not piece:
                    waiting.unregister(ready.fd)
                    os.close(ready.fd)
    return [found[pipe].decode(errors="replace") for pipe in pipes]


def _run(arguments: list[str], fault: Sequence[Any], out: int, err: int, counts: int) -> None:
    """The run itself, in its own process; it does not return."""
    signal.alarm(_LONGEST)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for new, old in ((nothing, 0), (out, 1), (err, 2)):
        os.dup2(new, old)
    sys.stdout, sys.stderr = (open(each, "w", encoding="utf-8", closefd=False) for each in (1, 2))  # noqa: SIM115 - as in a new process
    status = 70
    try:
        xlsupport.runs.auditing.datetime = Clock  # type: ignore[attr-defined] # the module that asks what time it is
        if fault:
            name, *details = fault
            FAULTS[name](lambda call: os.write(counts, f"{call} ".encode()), *details)
        main(arguments)
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os.write(counts, str(_peak()).encode())
        os._exit(status)


def _peak() -> int:
    """The most memory that this process took so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)


Count = Callable[[str], object]
"""Tells the test that a call was made or a moment reached."""

CHANGING = ("mkdir", "open", "write", "chmod", "fsync", "rename", "replace", "utime")
"""The calls that need room on the disk, or a right, in the order in which a run first makes them."""


class Failing:
    """What of the system fails: of the calls of these names, that of some number and all later ones."""

    def __init__(self, count: Count, at: int, code: int, names: tuple[str, ...]) -> None:
        self._count, self._at, self._code, self._names, self._calls = count, at, code, names, 0

    def check(self, call: str, path: str | None = None) -> None:
        if call in self._names:
            self._calls += 1
            self._count(call)
            if self._calls >= self._at:
                raise OSError(self._code, os.strerror(self._code), path)

    def wrapped(self, call: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def attempt(*arguments: Any, **named: Any) -> Any:
            if call != "open" or arguments[1] & os.O_CREAT:  # a full disk can be read
                self.check(call, next((str(each) for each in arguments[:1] if isinstance(each, (str, Path))), None))
            return real(*arguments, **named)

        return attempt


def failing_calls(count: Count, at: int, error: str, *names: str) -> None:
    """The `at`-th call of these names (all CHANGING ones) fails with this error, and every later one too."""
    failing = Failing(count, at, getattr(errno, error), names or CHANGING)

    class File(io.FileIO):
        def write(self, content: Any) -> int:
            failing.check("write")
            return super().write(content)

    def fdopen(descriptor: int, mode: str) -> Any:
        return io.BufferedRandom(File(descriptor, mode)) if "+" in mode else real(descriptor, mode)

    real = os.fdopen
    os.fdopen = fdopen  # type: ignore[assignment] # it opens drafts in no other way
    for call in {*CHANGING, *names} - {"write"}:
        setattr(os, call, failing.wrapped(call, getattr(os, call)))


def lost_answer(count: Count, interrupted: bool = False) -> None:
    """The draft is renamed, but the drive says that there is none, as one does that was asked twice; or its user interrupts."""
    real = os.replace

    def replace(old: Path, new: Path) -> None:
        real(old, new)
        count("replace")
        raise KeyboardInterrupt if interrupted else FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(old))

    os.replace = replace  # type: ignore[assignment] # nothing else of it is used


def limited_size(_: Count, most: int) -> None:
    """No file can grow over so many bytes."""
    if sys.platform != "win32":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def lost_rights(_: Count) -> None:
    """The run is somebody's who may do only what everybody may."""
    if sys.platform != "win32" and os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


MOMENTS = ("opened", "read", "written", "verified", "replacing")
"""The workbook is open, but not read; it is; the draft is written; it was found right; the version before was copied."""


def other_people(count: Count, moment: str, deed: str, book: str, theirs: str) -> None:
    """Somebody else does one of the DEEDS to the workbook at one of the MOMENTS of the run, once."""
    path, signs = Path(book), [0]

    def act(reached: str) -> None:
        if reached == moment:
            count(reached)
            DEEDS[deed](path, Path(theirs))

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and str(arguments[0]).endswith(f".~lock.{path.name}#"):  # the run looks who has it open
            signs[0] += 1
            if signs[0] == 1:
                act("read")
        elif event == "open" and str(arguments[0]).endswith("unfinished"):
            act("verified")
        elif event == "open" and str(arguments[0]).endswith(".saving") and arguments[1]:  # not by its descriptor: to be verified
            act("written")
        elif event == "os.rename" and str(arguments[1]) != str(path):
            act("replacing")

    def load(*arguments: Any) -> Any:
        act("opened")
        return real(*arguments)

    real = xlsupport.xlsx.workbook_file.load  # type: ignore[attr-defined] # the step between opening and settling
    xlsupport.xlsx.workbook_file.load = load  # type: ignore[attr-defined,assignment] # the same
    sys.addaudithook(hook)


def together(_: Count, folder: str, many: int) -> None:
    """The run has read the workbook, and goes on when so many runs have: each leaves a sign in the folder."""

    def load(*arguments: Any) -> Any:
        found = real(*arguments)
        (Path(folder) / str(os.getpid())).touch()
        while len([*Path(folder).iterdir()]) < many:
            time.sleep(0.005)
        return found

    real = xlsupport.xlsx.workbook_file.load  # type: ignore[attr-defined] # the step between opening and settling
    xlsupport.xlsx.workbook_file.load = load  # type: ignore[attr-defined,assignment] # the same


def replaced(book: Path, theirs: Path) -> None:
    """Save as Excel does: a new file, renamed over the old one."""
    new = book.with_name("1A2B3C4D")
    new.write_bytes(theirs.read_bytes())
    new.replace(book)


DEEDS: dict[str, Callable[[Path, Path], object]] = {
    "opened in Excel": lambda book, _: book.with_name(f"~${book.name}").write_bytes(b"\x0bAnn Example"),
    "opened in LibreOffice": lambda book, _: book.with_name(f".~lock.{book.name}#").write_text("Bob,bob,pc7,,;"),
    "replaced": replaced,
    "written in place": lambda book, theirs: book.write_bytes(theirs.read_bytes()),
    "garbled": lambda book, _: book.write_bytes(book.read_bytes()[::-1]),
    "truncated": lambda book, _: os.truncate(book, 1000),
    "emptied": lambda book, _: os.truncate(book, 0),
    "removed": lambda book, _: book.unlink(),
}

FAULTS: dict[str, Callable[..., None]] = {
    each.__name__: each for each in (failing_calls, lost_answer, limited_size, lost_rights, other_people, together)
}
