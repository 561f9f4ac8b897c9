"""The code for xlwings Lite in a workbook: put in, renewed and taken out, with everything else as it was."""

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from support.handmade import parts_of, zipped
from support.package_rules import broken_rules

import xlsupport
from xlsupport import __version__
from xlsupport.cli import main
from xlsupport.excel.lite import ADD_IN, code
from xlsupport.template.packaged import template_path

EXTENSION = "xl/webextensions/webextension1.xml"


def command(*words: object) -> str:
    result = CliRunner().invoke(main, [*map(str, words)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(template_path().read_bytes())
    return path


def files(path: Path) -> dict[str, str]:
    """What xlwings Lite would find, read without our own code."""
    text = parts_of(path)[EXTENSION].decode()
    assert f'<we:reference id="{ADD_IN}"' in text
    found = re.findall(r'<we:property name="([^"]*)" value="([^"]*)"/>', text)
    return {name: json.loads(html.unescape(value)) for name, value in found}


def test_lite_puts_its_code_in_and_changes_nothing_else(book: Path) -> None:
    before = parts_of(book)
    command("lite", book)
    after = parts_of(book)
    assert {name for name in before if after[name] != before[name]} == {"[Content_Types].xml", "_rels/.rels"}
    assert set(after) - set(before) == {EXTENSION, "xl/webextensions/taskpanes.xml", "xl/webextensions/_rels/taskpanes.xml.rels"}
    assert {**files(book)} == {**code(), "Office.AutoShowTaskpaneWithDocument": True}
    assert files(book)["requirements.txt"] == f"xlsupport=={__version__}\n"
    assert broken_rules(book) == []
    openpyxl.load_workbook(book)


def test_a_second_time_changes_nothing_and_taking_it_out_leaves_no_trace(book: Path) -> None:
    before = parts_of(book)
    command("lite", book)
    written = book.read_bytes()
    assert "Nothing to change" in command("lite", book)
    assert book.read_bytes() == written
    command("lite", book, "--remove")
    assert parts_of(book) == before
    assert "Nothing to change" in command("lite", book, "--remove")


def test_update_and_invoice_keep_the_code(book: Path) -> None:
    command("lite", book)
    kept = parts_of(book)[EXTENSION]
    command("update", book, "--as-of", "2026-10-31")
    command("invoice", book, "--month", "2026-09", "--as-of", "2026-10-31")
    assert parts_of(book)[EXTENSION] == kept


def test_the_code_of_another_version_is_renewed(book: Path) -> None:
    command("lite", book)
    parts = parts_of(book)
    parts[EXTENSION] = parts[EXTENSION].replace(f"xlsupport=={__version__}".encode(), b"xlsupport==0.0.1")
    zipped(book, parts)
    command("lite", book)
    assert files(book)["requirements.txt"] == f"xlsupport=={__version__}\n"


def test_other_add_ins_and_their_panes_stay(book: Path) -> None:
    command("lite", book)
    parts = parts_of(book)
    for name, data in [
        (EXTENSION, parts[EXTENSION]),
        ("xl/webextensions/taskpanes.xml", parts["xl/webextensions/taskpanes.xml"]),
    ]:
        parts[name] = data.replace(ADD_IN.encode(), b"wa104000000").replace(ADD_IN.upper().encode(), b"WA104000000")
    zipped(book, parts)
    others = parts_of(book)
    command("lite", book)
    after = parts_of(book)
    assert after[EXTENSION] == others[EXTENSION]
    assert ADD_IN.encode() in after["xl/webextensions/webextension2.xml"]
    assert after["xl/webextensions/taskpanes.xml"].count(b"<wetp:taskpane ") == 2
    assert broken_rules(book) == []
    command("lite", book, "--remove")
    assert parts_of(book) == others


@pytest.mark.parametrize("options", [(), ("--remove",)])
def test_code_that_somebody_wrote_is_neither_replaced_nor_removed(book: Path, options: tuple[str, ...]) -> None:
    command("lite", book)
    parts = parts_of(book)
    parts[EXTENSION] = parts[EXTENSION].replace(b"Support packages inside Excel.", b"My own functions.")
    parts[EXTENSION] = parts[EXTENSION].replace(__version__.encode(), b"0.0.1")
    zipped(book, parts)
    before = book.read_bytes()
    result = CliRunner().invoke(main, ["lite", str(book), *options])
    assert result.exit_code == 3
    assert (
        "book.xlsx has xlwings Lite code of its own in xl/webextensions/webextension1.xml, which was left as it is."
        in result.stderr
    )
    assert book.read_bytes() == before


def test_the_code_imports_without_click_openpyxl_pywin32_or_any_compiled_code_but_pydantics() -> None:
    """In xlwings Lite there is nothing else: what Python itself brings, xlwings, pydantic, and no files, processes or locks."""
    script = """
import importlib.abc, importlib.machinery, sys

class Without(importlib.abc.MetaPathFinder):
    names = {"click", "openpyxl", "rich", "win32com", "pythoncom", "pywintypes", "lxml", "isal", "fcntl", "msvcrt", "winreg",
             "termios", "resource", "pwd", "grp", "multiprocessing"}
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(name)

compiled = tuple(importlib.machinery.EXTENSION_SUFFIXES)
before = set(sys.modules)
import pydantic, xlwings
theirs = set(sys.modules)
sys.meta_path.insert(0, Without())
for name in ("termios", "fcntl", "resource", "pwd", "grp"):
    sys.modules.pop(name, None)
for line in sys.argv[1].splitlines():
    if line.startswith("from "):
        exec(line)
assert callable(SUPPORT_BALANCES) and callable(invoice_month)
ours = {name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items() if name not in theirs}
print([name for name, file in ours.items() if file.endswith(compiled) and "lib-dynload" not in file])
print(sorted(name for name in ours if name.startswith(("xlsupport.xlsx", "xlsupport.cli", "xlsupport.template"))))
"""
    ran = subprocess.run([sys.executable, "-c", script, code()["main.py"]], capture_output=True, text=True, check=False)
    assert ran.stdout.splitlines() == ["[]", "[]"], ran.stderr


def test_the_package_holds_nothing_that_is_compiled() -> None:
    package = Path(xlsupport.__file__).parent
    assert not [path for path in package.rglob("*") if path.suffix in (".so", ".pyd", ".dll")]
