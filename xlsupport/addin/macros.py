"""The ribbon tab and its macros: one button, one macro, one call of Python."""

from collections.abc import Iterator
from html import escape

from xlsupport.addin import basic
from xlsupport.excel.ribbon import BUTTONS, GROUPS, TAB, Button

MODULE = "RibbonXlsupport"
PYTHON_TEXT = """\
Private Function PythonText(ByVal answer As String) As String
    ' A text as Python writes it. All but letters, digits, blanks and underscores is written by its number: on its way to Python
    ' the text goes through a command line, where quotes, percent signs, bars and dollars have meanings of their own.
    Dim at As Long, unit As Long, low As Long, written As String
    at = 1
    Do While at <= Len(answer)
        unit = AscW(Mid$(answer, at, 1)) And 65535
        low = 0
        If at < Len(answer) Then low = AscW(Mid$(answer, at + 1, 1)) And 65535
        If unit < 128 And Mid$(answer, at, 1) Like "[A-Za-z0-9_ ]" Then
            written = written & Mid$(answer, at, 1)
        ElseIf unit >= 55296 And unit <= 56319 And low >= 56320 And low <= 57343 Then
            written = written & "\\U" & Right$("0000000" & Hex$((unit - 55296) * 1024 + (low - 56320) + 65536), 8)
            at = at + 1
        ElseIf unit >= 55296 And unit <= 57343 Then
            written = written & "\\uFFFD"
        Else
            written = written & "\\u" & Right$("000" & Hex$(unit), 4)
        End If
        at = at + 1
    Loop
    PythonText = "'" & written & "'"
End Function"""
_PRESS = f"""\
Private Sub Press(ByVal button As String, ByVal question As String)
    Dim arguments As String, answer As String
    If ActiveWorkbook Is Nothing Then
        MsgBox {basic.text("No workbook is open for editing. Open the one with the support log, or click Enable Editing.")}, \
vbExclamation, "xlsupport"
        Exit Sub
    End If
    arguments = PythonText(button)
    If question <> "" Then
        answer = Trim$(InputBox(question, "xlsupport"))
        If answer = "" Then Exit Sub
        arguments = arguments & ", " & PythonText(answer)
    End If
    RunPython "from xlsupport.excel.desktop import press; press(" & arguments & ")"
End Sub"""


def macro(button: Button) -> str:
    """The name of a button's macro.

    >>> macro(BUTTONS[2])
    'ExplainRow'
    """
    return "".join(word.capitalize() for word in button.name.split("_"))


def source() -> str:
    """The module of the buttons' macros."""
    return basic.module(MODULE, ("Option Explicit", *_macros(), "", *_PRESS.splitlines(), "", *PYTHON_TEXT.splitlines()))


def _macros() -> Iterator[str]:
    for button in BUTTONS:
        yield from (
            "",
            f"Public Sub {macro(button)}(control As IRibbonControl)",
            f"    Press {basic.text(button.name)}, {basic.text(button.question)}",
            "End Sub",
        )


def ribbon_xml() -> bytes:
    """The part that tells Excel of the tab; its ids are as unique as the buttons' names."""
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
            '<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui"><ribbon><tabs>',
            f'<tab id="xlsupport" label="{escape(TAB)}">',
            *_groups(),
            "</tab></tabs></ribbon></customUI>",
        )
    ).encode()


def _groups() -> Iterator[str]:
    for number, (label, buttons) in enumerate(GROUPS, 1):
        yield f'<group id="xlsupport_group_{number}" label="{escape(label)}">'
        for button in buttons:
            attributes = {
                "id": f"xlsupport_{button.name}",
                "label": button.label,
                "screentip": button.screentip,
                "supertip": button.supertip,
                "imageMso": button.image,
                "size": "large",
                "onAction": f"{MODULE}.{macro(button)}",
            }
            written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
            yield f"<button {written}/>"
        yield "</group>"
