"""What doctor finds on a machine, and what it says to do."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from support.books import entry
from support.files import make
from support.homes import Home, mac, windows

from xlsupport import __version__
from xlsupport.addin import findings as findings_module
from xlsupport.addin.findings import Finding, findings
from xlsupport.addin.installing import install
from xlsupport.addin.machine import Machine, places
from xlsupport.addin.origin import origin
from xlsupport.cli import main

MACHINES = pytest.mark.parametrize("make_home", [windows, mac])
VERSION = origin().version


def found(machine: Machine) -> dict[str, Finding]:
    return {each.name: each for each in findings(machine)}


def installed(make_home: Home, folder: Path) -> Machine:
    """A machine on which everything is there that a test can put there."""
    machine = make_home(folder)
    install(machine, origin())
    if machine.windows:
        (machine.python.parent.parent / f"xlwings64-{VERSION}.dll").touch()
    else:
        (machine.home / "Applications" / "Microsoft Excel.app").mkdir(parents=True)
    return machine


@MACHINES
def test_a_machine_with_everything(make_home: Home, tmp_path: Path) -> None:
    machine = installed(make_home, tmp_path)
    told = found(machine)
    where = places(machine)
    assert told["add-in"] == Finding("add-in", f"{where.addin}, of xlsupport {__version__} and xlwings {VERSION}")
    assert told["settings"] == Finding("settings", str(where.settings))
    assert told["xlwings"] == Finding("xlwings", VERSION)
    absent = {"pywin32", "Excel"} if machine.windows else {"appscript"}  # which only Windows and Mac can have
    assert {name for name, each in told.items() if each.do} == absent


@MACHINES
def test_a_bare_machine_is_told_what_to_do_in_order(make_home: Home, tmp_path: Path) -> None:
    machine = make_home(tmp_path)
    where = places(machine)
    told = found(machine)
    assert told["Excel"].do == "Install Microsoft Excel; the command line does all the same without it"
    assert told["pywin32" if machine.windows else "appscript"].do == 'Run: python -m pip install "xlsupport[addin]"'
    assert told["add-in"] == Finding("add-in", f"no {where.addin}", "Run: xlsupport addin install")
    assert told["settings"] == Finding("settings", f"no {where.settings}", "Run: xlsupport addin install")
    if machine.windows:
        assert told["xlwings' library"].do == f'Run: python -m pip install --force-reinstall "xlwings=={VERSION}"'
    else:
        assert told["Mac script"].do == "Run: xlsupport addin install"


def test_an_add_in_of_another_version_is_not_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = installed(windows, tmp_path)
    monkeypatch.setattr("xlsupport.addin.building.__version__", "9.9.9")
    assert found(machine)["add-in"].do == "Quit Excel. Run: xlsupport addin install"


def test_a_damaged_add_in(tmp_path: Path) -> None:
    machine = installed(windows, tmp_path)
    places(machine).addin.write_bytes(b"PK")
    assert found(machine)["add-in"].found.endswith("xlsupport.xlam cannot be read")


@pytest.mark.parametrize(
    ("settings", "finding"),
    [
        ("", "{path} names no Python"),
        ('"INTERPRETER_WIN","{home}/gone.exe"\n', "{path} names {home}/gone.exe, which is gone"),
        ('"INTERPRETER_WIN","{other}"\n', "{path} names another Python, {other}"),
        ('"INTERPRETER_WIN","{ours}"\n', "{path} has another value for UDF MODULES and ADD_WORKBOOK_TO_PYTHONPATH"),
    ],
)
def test_settings_that_do_not_serve(settings: str, finding: str, tmp_path: Path) -> None:
    machine = installed(windows, tmp_path)
    path = places(machine).settings
    other = machine.home / "other.exe"
    other.touch()
    words = {"path": path, "home": machine.home, "other": other, "ours": machine.python.with_name("pythonw.exe")}
    path.write_text(settings.format(**words))
    told = found(machine)["settings"]
    assert told.found == finding.format(**words)
    assert "xlsupport addin install" in told.do


def test_a_mac_script_of_other_content(tmp_path: Path) -> None:
    machine = installed(mac, tmp_path)
    scripts = places(machine).scripts
    assert scripts
    (scripts / origin().script.name).write_text("other")
    assert found(machine)["Mac script"].found.endswith(f"is not that of xlwings {VERSION}")


def test_without_xlwings_the_rest_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = windows(tmp_path)
    monkeypatch.setattr(findings_module, "installed_origin", lambda: None)
    assert list(found(machine)) == ["xlsupport", "Excel", "xlwings", "pyOpenVBA", "pywin32"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["doctor", *map(str, arguments)])


def test_on_linux_nothing_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    machine = windows(tmp_path)._replace(platform="linux")
    monkeypatch.setattr("xlsupport.cli.commands.doctor.this_machine", lambda: machine)
    result = run()
    assert result.exit_code == 0
    assert "does not run on this system; the command line does all the same" in result.stdout


def test_what_is_missing_is_exit_code_1_and_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    machine = windows(tmp_path)
    monkeypatch.setattr("xlsupport.cli.commands.doctor.this_machine", lambda: machine)
    result = run()
    assert result.exit_code == 1
    line = next(line for line in result.stdout.splitlines() if line.startswith("add-in "))
    assert line.split() == f"add-in missing no {places(machine).addin}. Run: xlsupport addin install.".split()
    answer = json.loads(run("--json").stdout)["findings"]
    assert [list(each) for each in answer] == [["name", "ok", "found", "do"]] * len(answer)
    assert {each["name"]: each["ok"] for each in answer}["add-in"] is False


def test_a_workbook_is_looked_at_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = SimpleNamespace(windows=False, mac=False, python="python")
    monkeypatch.setattr("xlsupport.cli.commands.doctor.this_machine", lambda: machine)
    book = make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=0)])
    assert "can be read; its log has 1 entry and 1 error" in run(book).stdout
    assert run(book).exit_code == 0
    missing = run(tmp_path / "none.xlsx", "--json")
    assert missing.exit_code == 1
    assert json.loads(missing.stdout)["findings"][-1]["do"] == f"Run: xlsupport check {tmp_path / 'none.xlsx'}"
