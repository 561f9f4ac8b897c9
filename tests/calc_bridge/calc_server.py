"""Runs under the Python that LibreOffice's bridge is built for: starts Calc, and answers JSON lines with JSON lines.

Nothing in here knows Excel or xlwings; `support.calc.office` starts it, and is the only one that talks to it. The tests' own
Python may be another build than the bridge's, which compiled packages rule out of one process; so they meet at a pipe.
"""

import contextlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import calc_cells
import calc_pages

uno: Any = importlib.import_module("uno")  # the bridge has no types, and the tests' Python does not have it

OF_SHEETS: dict[str, Callable[..., Any]] = {
    **calc_cells.OPERATIONS,
    "page_texts": calc_pages.page_texts,
    "set_page_text": calc_pages.set_page_text,
    "print_area": calc_pages.print_area,
    "set_print_area": calc_pages.set_print_area,
}
START = 120  # seconds that Calc may take to start on a busy machine
XLSX, PDF = "Calc MS Excel 2007 XML", "calc_pdf_Export"


def properties(**values: object) -> tuple[Any, ...]:
    found = []
    for name, value in values.items():
        each = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        each.Name, each.Value = name, value
        found.append(each)
    return tuple(found)


@contextlib.contextmanager
def running(soffice: str, folder: Path) -> Iterator[Any]:
    """Calc's desktop, in a process of its own with a profile of its own, which is gone afterwards."""
    pipe = f"xlsupport-{uuid.uuid4().hex}"
    profile = (folder / "profile").as_uri()
    accept = f"--accept=pipe,name={pipe};urp;"
    options = ["--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard"]
    process = subprocess.Popen(
        [soffice, f"-env:UserInstallation={profile}", *options, accept],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        desktop = connected(pipe, process)
        yield desktop
        with contextlib.suppress(Exception):  # the bridge breaks while Calc ends
            desktop.terminate()
        process.wait(30)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def connected(pipe: str, process: "subprocess.Popen[bytes]") -> Any:
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    until = time.monotonic() + START
    while True:
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        except Exception as error:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Calc did not start: {error}") from error
            time.sleep(0.1)


class Server:
    """The open workbooks, by number. Sheets are named by their names, areas are (top, left, bottom, right) from 1 on."""

    def __init__(self, desktop: Any, folder: Path) -> None:
        self.desktop, self.folder = desktop, folder
        self.books: dict[int, Any] = {}

    def answer(self, op: str, book: int = 0, sheet: str = "", **rest: Any) -> Any:
        if op not in calc_cells.READING:
            calc_cells.forget_layouts()
        if op in OF_SHEETS:
            doc = self.books[book]
            return OF_SHEETS[op](doc, doc.Sheets.getByName(sheet), **rest)
        operation: Callable[..., Any] = getattr(self, f"on_{op}")
        if book:
            rest["doc"] = self.books[book]
        if sheet:
            rest["sheet"] = sheet
        return operation(**rest)

    def on_open(self, path: str | None) -> dict[str, object]:
        """A copy is opened: so no lock file stands beside the workbook, whatever happens to this process."""
        number = len(list(self.folder.glob("book-*"))) + 1
        url = "private:factory/scalc"
        (self.folder / f"book-{number}").mkdir()
        if path:
            copy = self.folder / f"book-{number}" / Path(path).name
            shutil.copyfile(path, copy)
            url = copy.as_uri()
        doc = self.desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
        if doc is None:
            raise RuntimeError(f"Calc cannot open {path}")
        doc.calculateAll()
        self.books[number] = doc
        null = doc.NullDate
        return {"book": number, "epoch": [null.Year, null.Month, null.Day], "active": doc.CurrentController.ActiveSheet.Name}

    def on_save(self, doc: Any, path: str) -> None:
        doc.storeToURL(Path(path).absolute().as_uri(), properties(FilterName=XLSX))

    def on_enter(self, doc: Any, cells: list[list[str]]) -> None:
        """Go to cells and type into them as a person does, through the commands of the interface."""
        context = uno.getComponentContext()
        dispatcher = context.ServiceManager.createInstance("com.sun.star.frame.DispatchHelper")
        frame = doc.CurrentController.Frame
        for address, typed in cells:
            dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, properties(ToPoint=address))
            dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, properties(StringName=typed))

    def on_pdf(self, doc: Any, path: str) -> None:
        doc.storeToURL(Path(path).absolute().as_uri(), properties(FilterName=PDF))

    def on_close(self, doc: Any) -> None:
        self.books = {number: each for number, each in self.books.items() if each != doc}
        calc_cells.forget_formats()
        doc.close(True)

    def on_calculate(self, doc: Any) -> None:
        doc.calculateAll()

    def on_calculation(self, doc: Any, automatic: bool) -> None:
        doc.enableAutomaticCalculation(automatic)
        if automatic:
            doc.calculate()

    def on_sheets(self, doc: Any) -> list[dict[str, object]]:
        return [{"name": name, "visible": bool(doc.Sheets.getByName(name).IsVisible)} for name in doc.Sheets.ElementNames]

    def on_is_protected(self, doc: Any) -> bool:
        return bool(doc.isProtected())

    def on_add_sheet(self, doc: Any, name: str, position: int) -> None:
        doc.Sheets.insertNewByName(name, position)

    def on_copy_sheet(self, doc: Any, sheet: str, name: str, position: int) -> None:
        """In Excel each sheet has page settings of its own; here copies share a page style unless they are given one."""
        doc.Sheets.copyByName(sheet, name, position)
        styles = doc.StyleFamilies.getByName("PageStyles")
        shared = styles.getByName(doc.Sheets.getByName(sheet).PageStyle)
        own = doc.createInstance("com.sun.star.style.PageStyle")
        styles.insertByName(f"PageStyle_{name}_{uuid.uuid4().hex[:6]}", own)
        for each in shared.getPropertySetInfo().getProperties():
            with contextlib.suppress(Exception):  # some are read-only, whatever they say
                own.setPropertyValue(each.Name, shared.getPropertyValue(each.Name))
        doc.Sheets.getByName(name).PageStyle = own.Name

    def on_move_sheet(self, doc: Any, sheet: str, position: int) -> None:
        doc.Sheets.moveByName(sheet, position)

    def on_delete_sheet(self, doc: Any, sheet: str) -> None:
        doc.Sheets.removeByName(sheet)

    def on_rename_sheet(self, doc: Any, sheet: str, name: str) -> None:
        doc.Sheets.getByName(sheet).Name = name

    def on_show_sheet(self, doc: Any, sheet: str, visible: bool) -> None:
        doc.Sheets.getByName(sheet).IsVisible = visible

    def on_activate_sheet(self, doc: Any, sheet: str) -> None:
        doc.CurrentController.setActiveSheet(doc.Sheets.getByName(sheet))

    def on_protect_sheet(self, doc: Any, sheet: str, on: bool) -> None:
        found = doc.Sheets.getByName(sheet)
        found.protect("") if on else found.unprotect("")

    def on_tables(self, doc: Any) -> list[dict[str, object]]:
        found = [doc.DatabaseRanges.getByName(name) for name in doc.DatabaseRanges.ElementNames]
        return [
            {
                "name": each.Name,
                "sheet": doc.Sheets.getByIndex(each.DataArea.Sheet).Name,
                "area": calc_cells.area_of(each.DataArea),
                "header": bool(each.ContainsHeader),
                "totals": bool(each.TotalsRow),
            }
            for each in found
        ]

    def on_add_table(self, doc: Any, sheet: str, name: str, area: list[int], header: bool) -> None:
        doc.DatabaseRanges.addNewByName(name, calc_cells.cells(doc.Sheets.getByName(sheet), area).RangeAddress)
        table = doc.DatabaseRanges.getByName(name)
        table.ContainsHeader, table.AutoFilter = header, True

    def on_resize_table(self, doc: Any, sheet: str, name: str, area: list[int]) -> None:
        doc.DatabaseRanges.getByName(name).DataArea = calc_cells.cells(doc.Sheets.getByName(sheet), area).RangeAddress

    def on_names(self, doc: Any) -> list[dict[str, object]]:
        owners = [("", doc.NamedRanges)] + [(name, doc.Sheets.getByName(name).NamedRanges) for name in doc.Sheets.ElementNames]
        found = []
        for owner, names in owners:
            for name in names.ElementNames:
                each = names.getByName(name)
                cells = each.ReferredCells
                refers = cells and [doc.Sheets.getByIndex(cells.RangeAddress.Sheet).Name, calc_cells.area_of(cells.RangeAddress)]
                found.append({"name": name, "owner": owner, "content": each.Content, "refers": refers})
        return found

    def on_add_name(self, doc: Any, name: str, content: str) -> None:
        doc.NamedRanges.addNewByName(name, content, uno.createUnoStruct("com.sun.star.table.CellAddress"), 0)

    def on_delete_name(self, doc: Any, name: str, owner: str) -> None:
        (doc.Sheets.getByName(owner) if owner else doc).NamedRanges.removeByName(name)


def main() -> None:
    soffice, folder = sys.argv[1], Path(sys.argv[2])
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))  # so that Calc does not outlive this process
    os.dup2(2, 1)  # whatever Calc's libraries print must not come between the answers
    with running(soffice, folder) as desktop:
        server = Server(desktop, folder)
        answers.write('{"ok": null}\n')
        answers.flush()
        for line in sys.stdin:
            try:
                answer = {"ok": server.answer(**json.loads(line))}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {getattr(error, 'Message', '') or error}"}
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
