"""The add-in's macros, run: what is typed into a question reaches Python as it was typed, and nothing else does."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import parse_module
from support.libreoffice import needs_libreoffice
from support.visual_basic import run_in_libreoffice

from xlsupport.addin import basic, macros, wrappers
from xlsupport.excel import desktop
from xlsupport.excel.ribbon import BUTTONS, Button
from xlsupport.excel.signatures import FUNCTIONS

HOSTILE = (
    "wrong client",
    "",
    "it's \"quoted\" \\ and \\' escaped",
    "line\r\nbreak\tand tab",
    "é ü ß ł Ω 日本語 \u2028 \ufffd \uffff",
    "\u8000\u9fff\uac00 have negative numbers in Visual Basic",
    "😀 𝔘 two units each",
    "%PATH% $HOME `id` $(id) & | < > ^ ! ; # ~",
    "'); __import__('os').system('calc') #",
    '" & calc & "',
    "trailing backslash \\",
    "x" * 255,
)
EXCELS_ASCW = """
Private Function ExcelsAscW(ByVal character As String) As Integer
    Dim number As Long
    number = AscW(character) And 65535
    If number > 32767 Then number = number - 65536
    ExcelsAscW = number
End Function
"""
"""Excel's numbers of characters are negative from 32768 on; those of the programs that run macros here are not."""
HOST = """\
Public Function RunPython(PythonCommand As String)
    Debug.Print PythonCommand
End Function
"""
REFUSAL = """\
Public Sub Refuse(named, description, category, arguments)
    Debug.Print named & " " & (UBound(arguments) + 1)
    Err.Raise 1004
End Sub
"""
QUESTION = next(button for button in BUTTONS if button.question)


def units(text: str) -> str:
    """A text as Visual Basic has it: what needs two units is two."""
    data = text.encode("utf-16-le")
    return "".join(chr(int.from_bytes(data[at : at + 2], "little")) for at in range(0, len(data), 2))


def as_in_excel(source: str) -> str:
    return source.replace("AscW(", "ExcelsAscW(") + EXCELS_ASCW


def pressed(button: Button, *answers: str, workbook: bool = True) -> ExcelApplication:
    app = ExcelApplication()
    if workbook:
        app.add_workbook()
    source = macros.source().replace("control As IRibbonControl", "control As Variant")
    app.add_module(as_in_excel(source), name=macros.MODULE)
    app.add_module(HOST, name="xlwings")
    app.answer_dialogs(*map(units, answers))
    app.run(macros.macro(button), "the control")
    return app


@pytest.fixture
def presses(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What reaches Python's side of the buttons."""
    seen: list[tuple[str, ...]] = []
    monkeypatch.setattr(desktop, "press", lambda *given: seen.append(given))
    return seen


@needs_libreoffice
def test_python_reads_what_libreoffice_wrote(tmp_path: Path) -> None:
    written = run_in_libreoffice(as_in_excel(macros.PYTHON_TEXT), "PythonText", HOSTILE, tmp_path)
    assert [ast.literal_eval(text) for text in written] == list(HOSTILE)
    assert all(re.fullmatch(r"'[A-Za-z0-9_ \\]*'", text) for text in written)


@pytest.mark.parametrize("answer", [each for each in HOSTILE if each.strip() == each and each])
def test_an_answer_reaches_python_as_it_was_typed(answer: str, presses: list[tuple[str, ...]]) -> None:
    app = pressed(QUESTION, answer)
    assert [(kind, prompt) for kind, prompt, _, _ in app.dialogs] == [("InputBox", QUESTION.question)]
    (command,) = app.console
    assert not set(command) & set('"%$`&|<>^!\r\n')
    exec(command)
    assert presses == [(QUESTION.name, answer)]


@pytest.mark.parametrize("shell", [each for each in ("sh", "bash", "zsh", "dash") if shutil.which(each)])
def test_a_shell_leaves_an_answer_alone(shell: str) -> None:
    """xlwings' script for the Mac puts the command between double quotes into a line for the shell."""
    (command,) = pressed(QUESTION, "".join(HOSTILE[:-1]).strip()).console
    told = command.replace("from xlsupport.excel.desktop import press", "press = lambda *given: print(ascii(given))")
    line = f'{sys.executable} -B -u -W ignore -c "import sys;sys.path.append(\'a\');{told} " "--wb=book.xlsx" "--from_xl=1"'
    done = subprocess.run([shell, "-c", line], capture_output=True, text=True, timeout=60, check=True)
    assert ast.literal_eval(done.stdout) == (QUESTION.name, "".join(HOSTILE[:-1]).strip())


@pytest.mark.parametrize("answer", ["", "   "])
def test_no_answer_does_nothing(answer: str) -> None:
    assert pressed(QUESTION, answer).console == []


@pytest.mark.parametrize("button", [each for each in BUTTONS if not each.question], ids=lambda button: str(button.name))
def test_a_button_presses_its_command(button: Button, presses: list[tuple[str, ...]]) -> None:
    app = pressed(button)
    (command,) = app.console
    exec(command)
    assert presses == [(button.name,)]
    assert app.dialogs == []


@pytest.mark.parametrize("button", [BUTTONS[0], QUESTION], ids=lambda button: str(button.name))
def test_without_a_workbook_a_button_says_so_and_asks_nothing(button: Button) -> None:
    app = pressed(button, workbook=False)
    assert app.console == []
    assert [(kind, prompt) for kind, prompt, _, _ in app.dialogs] == [
        ("MsgBox", "No workbook is open for editing. Open the one with the support log, or click Enable Editing.")
    ]


def test_half_a_pair_of_units_becomes_the_sign_for_what_is_no_character() -> None:
    app = ExcelApplication()
    app.add_workbook()
    app.add_module(as_in_excel(macros.PYTHON_TEXT).replace("Private ", "Public "), name="Module1")
    for given in ("ChrW(-10179)", "ChrW(-8704)", "ChrW(-8704) & ChrW(-10179)", 'ChrW(-10179) & "x"'):
        text = ast.literal_eval(str(app.evaluate(f"PythonText({given})")))
        assert set(text) <= {"\ufffd", "x"}


def test_what_we_wrote_is_visual_basic() -> None:
    for source in (macros.source(), wrappers.source(), wrappers.help_source(), wrappers.ON_OPEN):
        parse_module(source, name="any")


def test_the_function_wizard_has_a_description_for_each_argument() -> None:
    source = re.sub(r" _\r\n *", " ", wrappers.help_source())
    described = re.findall(r'^    Describe "(\w+)", (".*?"), Array\( (.*)\)\r$', source, re.MULTILINE)
    assert [(name, text) for name, text, _ in described] == [(each.name, basic.text(each.description)) for each in FUNCTIONS]
    for (_, _, arguments), function in zip(described, FUNCTIONS, strict=True):
        assert arguments == ", ".join(basic.text(each.description) for each in function.arguments)


def test_help_that_excel_refuses_leaves_no_box_and_the_add_in_hidden() -> None:
    """Every call fails as it does on a hidden workbook, with error 1004; what stands in for Excel notes it."""
    source = wrappers.help_source()
    for excels, standing_in in (
        ("ThisWorkbook.IsAddin = ", 'Debug.Print "IsAddin " & '),
        ("ThisWorkbook.Windows(1).Visible = True", "Err.Raise 1004"),
        ("ThisWorkbook.Saved = ", 'Debug.Print "Saved " & '),
        ('Application.MacroOptions Macro:="\'" & ThisWorkbook.Name & "\'!" & named,', "Refuse named,"),
        ("Description:=description", "description"),
        ("Category:=", ""),
        ("ArgumentDescriptions:=arguments", "arguments"),
    ):
        assert source.count(excels) in (1, 2)
        source = source.replace(excels, standing_in)
    app = ExcelApplication()
    app.add_workbook()
    app.add_module(source, name=wrappers.HELP_MODULE)
    app.add_module(REFUSAL, name="Host")
    app.run("DescribeFunctions")
    described = [f"{each.name} {len(each.arguments)}" for each in FUNCTIONS]
    assert app.console == ["IsAddin False", *described, "IsAddin True", "Saved True"]
    assert app.dialogs == []


def test_no_argument_has_a_name_that_visual_basic_keeps() -> None:
    kept = {
        "on",
        "date",
        "type",
        "next",
        "end",
        "sub",
        "to",
        "step",
        "then",
        "set",
        "let",
        "get",
        "loop",
        "me",
        "is",
        "in",
        "for",
    }
    names = {basic.parameter(each.name).lower() for function in FUNCTIONS for each in function.arguments}
    assert not names & kept
