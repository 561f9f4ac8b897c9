"""What the README tells people to type works, and prints what it shows."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from pkgutil import iter_modules

import pytest
from click.testing import CliRunner
from support.places import ROOT

import xlsupport
from xlsupport.cli import commands, main

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(?:sh|powershell)\n(.*?)```", README, re.DOTALL)
MONTH = "".join(re.findall(r"```console\n(.*?)```", README, re.DOTALL))
SHOWN = [
    (command, output)
    for command, _, output in (each.partition("\n") for each in re.split(r"^\$ ", MONTH, flags=re.MULTILINE)[1:])
]
"""Each command of the month, and what the README shows of its output: all of it, dates and paths included.

Nothing is excepted. The days are those of --as-of, and the paths are those that were typed.
"""
OTHERS = [line.split("#")[0].strip() for line in "\n".join(BLOCKS).splitlines() if line.startswith("xlsupport ")]
WITH_ERRORS = {"check": 1}
"""Exit codes other than 0: the example has a slip in it, and `check` says so with its exit code too."""


def test_the_checks_before_landing_run_the_readmes_own_test_command() -> None:
    (command,) = [line for line in BLOCKS[1].splitlines() if "pytest" in line]
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_both_commands_are_there_for_windows_too() -> None:
    assert [line.count(".venv") for line in BLOCKS[2].splitlines()] == [3, 3]


def test_every_link_and_picture_is_there() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def typed_in_a_terminal(command: str, folder: Path) -> tuple[int, str]:
    """A command typed literally into a terminal of 80 columns, in a folder: its exit code, and what the terminal shows.

    The installed `xlsupport` is found on PATH, as after activating the environment. The package is that which is tested, and a
    plain terminal shows no colours.
    """
    import fcntl
    import pty
    import struct
    import termios

    scripts = Path(sys.executable).parent
    environment = {
        **os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "TERM": "dumb",
        "PYTHONPATH": str(Path(xlsupport.__file__).parent.parent),
    }  # fmt: skip
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
    process = subprocess.Popen(["sh", "-c", command], stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment)
    os.close(theirs)
    said = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:  # Linux's way to say that the other end is closed
            break
        if not more:
            break
        said += more
    os.close(ours)
    lines = said.decode().replace("\r\n", "\n").splitlines()
    return process.wait(), "".join(f"{line.rstrip()}\n" for line in lines)


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal as Linux and Mac have it")
@pytest.mark.skipif(shutil.which("xlsupport", path=str(Path(sys.executable).parent)) is None, reason="xlsupport is not installed")
def test_the_month_can_be_typed_as_it_stands_and_prints_what_the_readme_shows(tmp_path: Path) -> None:
    assert {command.split()[1] for command, _ in SHOWN} >= {"new", "check", "update", "invoice", "explain", "balances", "void"}
    for command, output in SHOWN:
        code, said = typed_in_a_terminal(command, tmp_path)
        assert (code, said) == (WITH_ERRORS.get(command.split()[1], 0), output), command
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == ["support.xlsx"]


def test_every_other_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command, _ in SHOWN:
        assert CliRunner().invoke(main, shlex.split(command)[1:]).exit_code in (0, 1), command
    assert len(OTHERS) >= 5
    for command in OTHERS:
        arguments = shlex.split(command)[1:]
        result = CliRunner().invoke(main, [*arguments, *(() if arguments[0] == "restore" else ("--as-of", "2026-11-03"))])
        assert result.exit_code in (0, 1), (command, result.output)


def test_help_names_every_command() -> None:
    told = CliRunner().invoke(main, ["--help"]).stdout
    listed = re.findall(r"^  ([a-z]+)  ", told.partition("Commands:")[2], re.MULTILINE)
    assert listed == sorted(each.name for each in iter_modules(commands.__path__))
