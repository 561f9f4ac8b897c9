"""The worksheet functions in Visual Basic, each of which asks Python, and their help in Excel's function wizard."""

from collections.abc import Iterator

from xlsupport.addin import FUNCTIONS_MODULE, basic
from xlsupport.excel.signatures import FUNCTIONS, Function

MODULE = "xlwings_udfs"
HELP_MODULE = "FunctionHelp"
CATEGORY = "xlsupport"
_LONGEST = 255
"""Characters of a description, by Excel's limit."""
ON_OPEN = """\
Private Sub Workbook_Open()
    On Error Resume Next
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!FunctionHelp.DescribeFunctions"
End Sub
""".replace("\n", "\r\n")
"""Once Excel has started: while it does, it has no window yet and describes nothing."""
_MAC = "Worksheet functions through this add-in need Excel on Windows. On a Mac, use xlwings Lite."


def source() -> str:
    """The module of the functions, in the form that xlwings gives it when it imports functions."""
    lines = (line for function in FUNCTIONS for line in _wrapper(function))
    return basic.module(MODULE, ("Option Explicit", '#Const App = "Microsoft Excel"', *lines))


def _wrapper(function: Function) -> Iterator[str]:
    names = [basic.parameter(each.name) for each in function.arguments]
    optional = ["Optional " * each.optional for each in function.arguments]
    parameters = ", ".join(before + name for before, name in zip(optional, names, strict=True))
    call = f'XLPy.CallUDF("{FUNCTIONS_MODULE}", "{function.name}", Array({", ".join(names)}), ActiveWorkbook, Application.Caller)'
    yield from (
        "",
        f"Function {function.name}({parameters})",
        f"Attribute {function.name}.VB_Description = {basic.text(function.description[:_LONGEST])}",
        "    #If Mac Then",
        f"    {function.name} = {basic.text(_MAC)}",
        "    #Else",
        "    If TypeOf Application.Caller Is Range Then On Error GoTo failed",
        f"    {function.name} = {call}",
        "    Exit Function",
        "failed:",
        f"    {function.name} = Err.Description",
        "    #End If",
        "End Function",
    )


def help_source() -> str:
    """The module that describes the functions to Excel. It must never get in anybody's way: help is worth no error box.

    Excel refuses to describe the functions of a hidden workbook, which an add-in is, so that it is none for a moment.
    """
    return basic.module(
        HELP_MODULE,
        (
            "Option Explicit",
            "",
            "Public Sub DescribeFunctions()",
            "    #If Mac Then",
            "    #Else",
            "    Dim updating As Boolean",
            "    On Error Resume Next",
            "    updating = Application.ScreenUpdating",
            "    Application.ScreenUpdating = False",
            "    ThisWorkbook.IsAddin = False",
            "    ThisWorkbook.Windows(1).Visible = True",
            *(f"    {_description(function)}" for function in FUNCTIONS),
            "    ThisWorkbook.IsAddin = True",
            "    ThisWorkbook.Saved = True",
            "    Application.ScreenUpdating = updating",
            "    #End If",
            "End Sub",
            "",
            "Private Sub Describe(ByVal named As String, ByVal description As String, ByVal arguments As Variant)",
            "    On Error Resume Next",
            '    Application.MacroOptions Macro:="\'" & ThisWorkbook.Name & "\'!" & named, Description:=description, '
            f'Category:="{CATEGORY}", ArgumentDescriptions:=arguments',
            "End Sub",
        ),
    )


def _description(function: Function) -> str:
    arguments = ", _\r\n        ".join(basic.text(each.description[:_LONGEST]) for each in function.arguments)
    return (
        f"Describe {basic.text(function.name)}, {basic.text(function.description[:_LONGEST])}, Array( _\r\n        {arguments})"
    )
