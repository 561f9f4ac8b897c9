"""The add-in as a file: what other programs read in it is exactly what we put there."""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from collections import Counter
from pathlib import Path

import olefile
import pytest
from support.libreoffice import needs_libreoffice
from support.opc import CONTENT_TYPES, Parts
from support.places import ROOT
from support.visual_basic import sources, sources_in_libreoffice

from xlsupport import __version__
from xlsupport.addin import macros, wrappers
from xlsupport.addin.building import built
from xlsupport.addin.origin import Origin, origin
from xlsupport.excel.ribbon import BUTTONS, GROUPS, TAB
from xlsupport.excel.signatures import FUNCTIONS
from xlsupport.words.problems import WorkbookError

OURS = {macros.MODULE: macros.source(), wrappers.MODULE: wrappers.source(), wrappers.HELP_MODULE: wrappers.help_source()}
UI = "{http://schemas.microsoft.com/office/2006/01/customui}"


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("addin") / "xlsupport.xlam"
    path.write_bytes(built(origin()))
    return path


def lines(source: str) -> list[str]:
    """A source's lines that a reader keeps: LibreOffice leaves attributes out, olevba the line breaks at the end."""
    return [line.rstrip() for line in source.splitlines() if line.strip() and not line.startswith("Attribute ")]


def streams(addin: Path, folder: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(addin) as archive:
        (folder / "project.bin").write_bytes(archive.read("xl/vbaProject.bin"))
    with olefile.OleFileIO(folder / "project.bin") as file:
        return {"/".join(name): file.openstream(name).read() for name in file.listdir()}


def test_another_process_builds_the_same_bytes(addin: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlam"
    command = [sys.executable, "-m", "xlsupport", "addin", "build", str(again)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    assert again.read_bytes() == addin.read_bytes()


def test_olevba_reads_our_modules_and_xlwings_own(addin: Path) -> None:
    found, theirs = sources(addin), sources(origin().template)
    assert found.keys() == theirs.keys() - {"RibbonMyAddin"} | OURS.keys()
    for name, source in OURS.items():
        assert found[name].splitlines() == source.splitlines()
    for name in ("Dictionary", "Sheet2"):
        assert found[name] == theirs[name]
    changed = [(old, new) for old, new in zip(theirs["xlwings"].splitlines(), found["xlwings"].splitlines(), strict=True)
               if old != new]  # fmt: skip
    assert [new for _, new in changed] == [
        'Public Const PROJECT_NAME As String = "xlsupport"',
        'Function GetConfig(configKey As String, Optional default As String = "", Optional source As String = "user") As Variant',
    ]
    assert "Copyright (C) 2014-present, Zoomer Analytics LLC." in found["xlwings"]


@needs_libreoffice
def test_libreoffice_loads_every_module(addin: Path, tmp_path: Path) -> None:
    found = sources_in_libreoffice(addin, tmp_path)
    read = sources(addin)
    assert found.keys() == read.keys()
    for name in (*OURS, "ThisWorkbook"):
        assert lines(found[name]) == [line for line in lines(read[name]) if line.strip() != "Attribute"], name


def test_no_compiled_code_is_left(addin: Path, tmp_path: Path) -> None:
    """Each module's stream begins with its compressed source, and the project names no version whose code Excel could trust."""
    found = streams(addin, tmp_path)
    modules = [name for name in found if name.startswith("VBA/") and name not in ("VBA/dir", "VBA/_VBA_PROJECT")]
    assert {name.removeprefix("VBA/") for name in modules} == sources(addin).keys()
    for name in modules:
        assert found[name][0] == 1
        assert found[name][2] >> 4 == 0xB
    assert found["VBA/_VBA_PROJECT"].startswith(bytes.fromhex("cc61ffff00"))
    assert not found["VBA/_VBA_PROJECT"][5:].strip(b"\0")


def test_the_project_lists_the_modules_once_under_our_name(addin: Path, tmp_path: Path) -> None:
    listing = streams(addin, tmp_path)["PROJECT"].decode("ascii").split("\r\n")
    named = [line.split("=")[1].split("/")[0] for line in listing if line.startswith(("Module=", "Class=", "Document="))]
    assert Counter(named) == Counter(list(sources(addin)))
    assert 'Name="Xlsupport"' in listing
    windows = listing[listing.index("[Workspace]") + 1 :]
    assert windows.pop() == ""
    assert [line.split("=")[0] for line in windows] == named


def test_every_part_is_sound_and_has_its_type(addin: Path) -> None:
    with zipfile.ZipFile(addin) as archive, zipfile.ZipFile(origin().template) as template:
        assert archive.testzip() is None
        assert archive.namelist() == template.namelist()
        assert {(each.date_time[0], each.create_system) for each in archive.infolist()} == {(1980, 0)}, "else bytes would differ"
        for name in archive.namelist():
            if not name.endswith(".bin"):
                ElementTree.fromstring(archive.read(name))
    package = Parts(addin)
    assert package.content_type("xl/workbook.xml") == "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    assert package.content_type("xl/vbaProject.bin") == "application/vnd.ms-office.vbaProject"
    assert all(package.content_type(part) for part in package.content if part != CONTENT_TYPES)
    assert all(link.target for owner in ("", "xl/workbook.xml") for link in package.links(owner))


def test_what_is_not_ours_is_as_xlwings_made_it(addin: Path) -> None:
    with zipfile.ZipFile(addin) as archive, zipfile.ZipFile(origin().template) as template:
        changed = {name for name in archive.namelist() if archive.read(name) != template.read(name)}
        workbook = archive.read("xl/workbook.xml")
        core = archive.read("docProps/core.xml").decode()
    assert changed == {"xl/vbaProject.bin", "xl/workbook.xml", "customUI/customUI.xml", "docProps/core.xml"}
    assert b'name="_xlsupport.conf"' in workbook
    assert b"myaddin" not in workbook
    assert f"<dc:title>xlsupport {__version__}</dc:title>" in core
    assert f"xlwings {origin().version}" in core
    assert "BSD 3-clause license" in core


def test_the_ribbon_has_a_button_with_its_words_and_macro_for_each_command(addin: Path) -> None:
    with zipfile.ZipFile(addin) as archive:
        tab = ElementTree.fromstring(archive.read("customUI/customUI.xml")).find(f".//{UI}tab")
    assert tab is not None
    assert tab.get("label") == TAB
    assert [group.get("label") for group in tab] == [label for label, _ in GROUPS]
    shown = [
        (each.get("label"), each.get("screentip"), each.get("supertip"), each.get("imageMso")) for each in tab.iter(f"{UI}button")
    ]
    assert shown == [(each.label, each.screentip, each.supertip, each.image) for each in BUTTONS]
    ids = [each.get("id") for each in tab.iter() if each.get("id")]
    assert len(set(ids)) == len(ids)
    source = sources(addin)[macros.MODULE]
    for button in tab.iter(f"{UI}button"):
        module, _, macro = (button.get("onAction") or "").partition(".")
        assert module == macros.MODULE
        assert source.count(f"Public Sub {macro}(control As IRibbonControl)") == 1


def test_excels_limits_hold_for_tips_and_help() -> None:
    assert all(len(each.screentip) <= 255 and len(each.supertip) <= 1024 for each in BUTTONS)
    texts = [each.description for each in FUNCTIONS] + [each.description for function in FUNCTIONS for each in function.arguments]
    assert all(len(text) <= 255 for text in texts)
    assert all(len(line) < 1023 for source in OURS.values() for line in source.splitlines())
    assert all(source.isascii() for source in OURS.values())


def test_another_template_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """A newer xlwings may lay its template out in another way; then nothing half right is made."""
    theirs = origin()
    for part, old, new, lacking in (
        ("xl/workbook.xml", b"_myaddin.conf", b"_other.conf", 'name="_myaddin.conf"'),
        ("customUI/customUI.xml", None, None, "customUI/customUI.xml"),
    ):
        other = Origin(theirs.version, tmp_path)
        with zipfile.ZipFile(theirs.template) as template, zipfile.ZipFile(other.template, "w") as archive:
            for name in template.namelist():
                if name != part:
                    archive.writestr(name, template.read(name))
                elif old is not None and new is not None:
                    archive.writestr(name, template.read(name).replace(old, new))
        with pytest.raises(WorkbookError, match="template of xlwings") as error:
            built(other)
        assert lacking in error.value.sentence
    with pytest.raises(WorkbookError, match=r"lacks version 0\.0\.1"):
        built(Origin("0.0.1", theirs.folder))
