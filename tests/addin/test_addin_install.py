"""Installing and removing the add-in, on home folders like those of Windows and Mac."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from support.homes import Home, files, mac, windows

from xlsupport.addin import settings
from xlsupport.addin.building import built
from xlsupport.addin.installing import install, remove
from xlsupport.addin.machine import Machine, interpreter, places
from xlsupport.addin.origin import origin
from xlsupport.cli import main
from xlsupport.words.problems import UsageError, WorkbookError

UNLINK = Path.unlink
MACHINES = pytest.mark.parametrize("make", [windows, mac])
XLSTART = "AppData/Roaming/Microsoft/Excel/XLSTART/xlsupport.xlam"
STARTUP = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel/xlsupport.xlam"
SCRIPT = f"Library/Application Scripts/com.microsoft.Excel/xlwings-{origin().version}.applescript"


def test_windows_has_the_add_in_in_excels_start_folder_and_its_settings_in_the_profile(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    install(machine, origin())
    assert files(machine) == {XLSTART, ".xlsupport/xlsupport.conf"}
    assert (machine.home / XLSTART).read_bytes() == built(origin())
    assert (machine.home / ".xlsupport/xlsupport.conf").read_bytes().decode("cp1252") == (
        f'"INTERPRETER_WIN","{machine.python.with_name("pythonw.exe")}"\r\n'
        '"UDF MODULES","xlsupport.excel.functions"\r\n'
        '"ADD_WORKBOOK_TO_PYTHONPATH","False"\r\n'
    )


def test_a_mac_has_the_script_that_runs_python_too(tmp_path: Path) -> None:
    machine = mac(tmp_path)
    install(machine, origin())
    conf = "Library/Containers/com.microsoft.Excel/Data/xlsupport.conf"
    assert files(machine) == {STARTUP, SCRIPT, conf}
    assert (machine.home / SCRIPT).read_bytes() == origin().script.read_bytes()
    assert (machine.home / conf).read_text().splitlines()[0] == f'"INTERPRETER_MAC","{machine.python}"'


@MACHINES
def test_remove_undoes_an_installation(make: Home, tmp_path: Path) -> None:
    machine = make(tmp_path)
    install(machine, origin())
    removed = remove(machine)
    assert files(machine) == set()
    assert removed.kept is None
    assert remove(machine).files == ()
    assert not (machine.home / ".xlsupport").exists()


@MACHINES
def test_installing_again_changes_nothing(make: Home, tmp_path: Path) -> None:
    machine = make(tmp_path)
    install(machine, origin())
    before = {name: (machine.home / name).read_bytes() for name in files(machine)}
    install(machine, origin())
    assert {name: (machine.home / name).read_bytes() for name in files(machine)} == before


@MACHINES
def test_what_others_put_there_stays(make: Home, tmp_path: Path) -> None:
    machine = make(tmp_path)
    where = places(machine)
    theirs = [where.addin.with_name("theirs.xlam"), where.settings.with_name("theirs.conf")]
    if where.scripts:
        theirs += [where.scripts / "theirs.applescript", machine.home / SCRIPT]
    for path in theirs:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(origin().script.read_bytes())
    before = files(machine)
    install(machine, origin())
    remove(machine)
    assert files(machine) == before


@MACHINES
def test_settings_of_the_users_own_are_kept(make: Home, tmp_path: Path) -> None:
    machine = make(tmp_path)
    where = places(machine)
    where.settings.parent.mkdir(parents=True)
    own = '"SHOW CONSOLE","True"\n\n"Interpreter_Win","elsewhere"\n"INTERPRETER_MAC","elsewhere"\n"PYTHONPATH","Zoë"\n'
    where.settings.write_text(own, encoding="cp1252")
    install(machine, origin())
    text = settings.read(where.settings, machine)
    assert settings.setting(text, settings.interpreter_key(machine)) == str(interpreter(machine))
    assert settings.setting(text, "show console") == "True"
    assert "" not in text.splitlines(), "Visual Basic reads a blank line as a name"
    removed = remove(machine)
    left = "INTERPRETER_MAC" if machine.windows else "Interpreter_Win"
    assert removed.kept == where.settings
    assert where.settings.read_text(encoding="cp1252").splitlines() == [
        '"SHOW CONSOLE","True"', f'"{left}","elsewhere"', '"PYTHONPATH","Zoë"',
    ]  # fmt: skip
    assert remove(machine).files == ()


def test_the_draft_of_the_add_in_never_lies_where_excel_opens_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = windows(tmp_path)
    seen: set[str] = set()
    replace = Path.replace

    def noted(draft: Path, target: Path) -> Path:
        seen.add(draft.parent.name)
        return replace(draft, target)

    monkeypatch.setattr(Path, "replace", noted)
    install(machine, origin())
    assert seen == {"Excel", ".xlsupport"}


@MACHINES
def test_a_file_in_use_is_told_in_a_sentence_and_leaves_no_draft(
    make: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows answers so while Excel has the add-in open."""
    machine = make(tmp_path)
    install(machine, origin())
    before = {name: (machine.home / name).read_bytes() for name in files(machine)}

    def in_use(*_: object, **__: object) -> None:
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    monkeypatch.setattr(Path, "replace", in_use)
    monkeypatch.setattr(
        Path, "unlink", lambda path, missing_ok=False: in_use() if path.suffix == ".xlam" else UNLINK(path, missing_ok)
    )
    with pytest.raises(WorkbookError, match=r"cannot be changed: it is in use, or protected\. Quit Excel and run again\.$"):
        install(machine, origin())
    with pytest.raises(WorkbookError, match=r"xlsupport\.xlam cannot be changed"):
        remove(machine)
    assert {name: (machine.home / name).read_bytes() for name in files(machine)} == before


def test_a_folder_in_the_files_place_is_told_in_a_sentence(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    (machine.home / XLSTART / "x").mkdir(parents=True)
    with pytest.raises(WorkbookError, match=r"xlsupport\.xlam cannot be written"):
        install(machine, origin())
    places(machine).settings.mkdir(parents=True)
    with pytest.raises(WorkbookError, match=r"xlsupport\.conf cannot be read"):
        install(machine, origin())


@pytest.mark.parametrize(
    ("make", "folder", "objection"),
    [
        (mac, "My Envs", "has a blank"),
        (mac, "Zoë", "has a blank or another"),
        (windows, "50%", "has a percent sign"),
        (windows, "日本", "has a character outside cp1252"),
    ],
)
def test_a_python_that_excel_could_not_start_is_refused_before_anything_is_written(
    make: Home, folder: str, objection: str, tmp_path: Path
) -> None:
    machine: Machine = make(tmp_path)
    machine = machine._replace(python=machine.python.parent / folder / "python")
    with pytest.raises(WorkbookError, match=objection):
        install(machine, origin())
    assert files(machine) == set()


def test_a_windows_path_with_blanks_and_accents_is_fine(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    python = machine.home / "José & Söhne" / "python.exe"
    machine = machine._replace(python=python)
    install(machine, origin())
    assert settings.setting(settings.read(places(machine).settings, machine), "INTERPRETER_WIN") == str(python)


def test_without_roaming_folder_or_profile_in_the_environment_the_home_folder_serves(tmp_path: Path) -> None:
    machine = windows(tmp_path)
    assert places(machine._replace(environment={})) == places(machine)


def test_on_other_systems_the_command_says_what_to_do_instead(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        places(windows(tmp_path)._replace(platform="linux"))
    for command in ("install", "remove"):
        result = CliRunner().invoke(main, ["addin", command])
        assert result.exit_code == 2
        assert result.stderr == (
            "Error: The add-in is for Excel on Windows and Mac, and this is neither: use the command line here, "
            "or make xlsupport.xlam with xlsupport addin build and carry it to a computer with Excel.\n"
        )


def test_the_commands_tell_each_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = windows(tmp_path)
    monkeypatch.setattr("xlsupport.cli.commands.addin.this_machine", lambda: machine)
    installed = CliRunner().invoke(main, ["addin", "install"])
    assert installed.exit_code == 0
    assert installed.stdout.splitlines() == [
        f"Written: {machine.home / XLSTART}",
        f"Written: {machine.home / '.xlsupport/xlsupport.conf'}",
        "Start Excel again: it has a tab Support. xlsupport doctor says whether anything is missing.",
    ]
    assert CliRunner().invoke(main, ["addin", "remove"]).stdout.count("Removed: ") == 2
    assert (
        CliRunner().invoke(main, ["addin", "remove"]).stdout == "Nothing to remove: the add-in is not installed for this user.\n"
    )


def test_build_writes_where_it_is_told_and_only_an_add_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["addin", "build"]).exit_code == 0
    assert (tmp_path / "xlsupport.xlam").read_bytes() == built(origin())
    assert [each.name for each in tmp_path.iterdir()] == ["xlsupport.xlam"]
    refused = CliRunner().invoke(main, ["addin", "build", "support.xlsm"])
    assert (refused.exit_code, refused.stderr) == (
        2,
        "Error: support.xlsm must end in .xlam, which is how Excel knows an add-in.\n",
    )


def test_what_is_missing_to_build_it_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as without:
        without.setitem(__import__("sys").modules, "pyopenvba", None)
        refused = CliRunner().invoke(main, ["addin", "build"])
        assert refused.exit_code == 3
        assert refused.stderr == (
            "Error: pyOpenVBA, which writes the add-in's macros, is missing. "
            'Install it: python -m pip install "xlsupport[addin]".\n'
        )
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    refused = CliRunner().invoke(main, ["addin", "build"])
    assert refused.exit_code == 3
    assert "xlwings is missing from the Python at " in refused.stderr
    assert list(tmp_path.iterdir()) == []
