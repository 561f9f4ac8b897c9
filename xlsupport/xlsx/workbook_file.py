"""One workbook file from opening it to saving it: its tables read, edits collected, the file written and verified."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from xlsupport.sheets.edits import Edits
from xlsupport.sheets.specifications import TABLES, TableSpec
from xlsupport.sheets.tables import Book
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.adopting.adopting import Adopted, Adopting
from xlsupport.xlsx.adopting.logs.found_logs import FoundLog, find_log
from xlsupport.xlsx.adopting.logs.headers import Sought
from xlsupport.xlsx.adopting.logs.planning import LogPlan
from xlsupport.xlsx.adopting.older_tables import Completed
from xlsupport.xlsx.package.archive import Archive, open_archive, write_archive
from xlsupport.xlsx.package.fingerprint import Fingerprint
from xlsupport.xlsx.package.signatures import is_signed, take_out_signatures
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.saving.replacing import DEFAULT, Saving, replace
from xlsupport.xlsx.styles.styles import Styles
from xlsupport.xlsx.tables.cached_values import must_calculate, set_figures
from xlsupport.xlsx.tables.edits import apply_table
from xlsupport.xlsx.tables.loading import Loaded, load
from xlsupport.xlsx.verification import VerificationError, verify


class WorkbookFile:
    """A workbook from the moment it is opened until it is saved or closed. Every method raises WorkbookError."""

    def __init__(self, archive: Archive, saving: Saving) -> None:
        self._archive = archive
        self._saving = saving
        self._package = Package(archive, archive.path.name)
        self._loaded = Loaded(Book({}), {}, ())
        self.remarks: Sequence[str] = ()
        """What a run must say about what it wrote."""

    @classmethod
    def open(cls, path: Path, saving: Saving = DEFAULT) -> Self:
        """Open the workbook at a path; `saving` says how it is to be replaced, if it is written."""
        archive = open_archive(path)
        try:
            return cls(archive, saving)
        except BaseException:
            archive.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._archive.close()

    def book(self, specs: Iterable[TableSpec], extend: bool = False) -> Book:
        """The tables of these specifications that the workbook has; with `extend` also over rows that stand right below them."""
        self._loaded = load(self._package, specs, extend)
        return self._loaded.book

    def find_log(self, name: str, sought: Sought) -> FoundLog:
        """The log that people keep on the sheet, or in the table, of that name."""
        return find_log(self._package, name, sought)

    def adopt(
        self,
        template: Path,
        prefix: str = "",
        log: FoundLog | None = None,
        plan: LogPlan | None = None,
        dry_run: bool = False,
    ) -> Adopted:
        """Add our sheets, tables and columns, as far as the workbook lacks them, and let the log that people keep be ours.

        `template` is the workbook that has all of them. `prefix` begins the names of the new sheets, `plan` is what becomes of
        the log's columns. With `dry_run` everything is done but writing the file. Adopting closes the workbook.
        """
        self._refuse_shared()
        adopting = Adopting(self._archive, self._package)
        with open_archive(template) as archive:
            adopted = adopting.run(Package(archive, "the template"), prefix, log, plan)
        if adopted and dry_run:
            self._prepare()
        if not adopted or dry_run:
            return adopted
        return adopted._replace(kept=self._replace(adopting.check))

    def save(self, edits: Edits) -> Path | None:
        """Write the edits; the path of the version that was kept of what was replaced, if one was.

        Edits that would change nothing leave the file as it is. A digital signature is not broken unasked, and taken out where
        it is. Saving closes the workbook.
        """
        return self._replace(self._verified(edits)) if self._changed(edits) else None

    def rehearse(self, edits: Edits) -> None:
        """Put the edits into the package without writing the file: raises what saving them would. It closes the workbook."""
        if self._changed(edits):
            self._prepare()
        self.close()

    def save_over(self, edits: Edits, path: Path, read: Fingerprint) -> Path | None:
        """Write the edits into what takes another workbook's place, which was `read` before; this one stays as it is.

        The result is the version that was kept of the other workbook. Saving closes this one.
        """
        if not self._changed(edits):
            raise VerificationError("the edits of a workbook that takes another one's place change nothing")
        return self._replace(self._verified(edits), path, read)

    def _verified(self, edits: Edits) -> Callable[[Path], None]:
        return lambda path: verify(self._package, self._archive, path, edits, self._loaded)

    def _changed(self, edits: Edits) -> bool:
        """Put the edits into the package; whether they change anything."""
        missing = [edit.table for edit in edits.tables if edit.table not in self._loaded.located]
        if missing:
            self.book([TABLES[name] for name in {*self._loaded.located, *missing} if name in TABLES])
        return self._apply(edits)

    def change(self, change: Callable[[Package], bool]) -> tuple[bool, Path | None]:
        """Change parts that are no sheets of ours: whether anything changed, and the version kept. It closes the workbook."""
        if not change(self._package):
            return False, None
        nothing = Loaded(Book({}), {}, ())
        kept = self._replace(lambda path: verify(self._package, self._archive, path, Edits(), nothing))
        return True, kept

    def _replace(self, check: Callable[[Path], None], path: Path | None = None, read: Fingerprint | None = None) -> Path | None:
        """Replace the file at a path, which was `read` before; without them, the file that this workbook was read from."""
        archive, package = self._archive, self._package
        self._prepare()

        def write(file: BinaryIO) -> None:
            write_archive(archive, file, package.replaced, package.added, package.removed)

        def verified(path: Path) -> None:
            check(path)
            self.close()

        return replace(path or archive.path, read or archive.fingerprint(), write, verified, self._saving.keep)

    def _prepare(self) -> None:
        """Refuse a workbook that must not be written; take out the signature that is to be broken. Raises WorkbookError."""
        self._refuse_shared()
        if is_signed(self._package):
            if not self._saving.break_signature:
                raise WorkbookError(
                    f"{self._archive.path.name} is digitally signed, and writing would break the signature; nothing was written. "
                    "Remove it in Excel first, or add --break-signature."
                )
            take_out_signatures(self._package)

    def _refuse_shared(self) -> None:
        if self._package.is_shared:
            raise WorkbookError(
                f"{self._archive.path.name} is a shared workbook of the old kind, which cannot hold tables; nothing was written. "
                "Unshare it in Excel and save it: Review, Unshare Workbook (where that button is missing, add it under File, "
                "Options, Customize Ribbon, All Commands)."
            )

    def _apply(self, edits: Edits) -> bool:
        """Collect all changes in the package; whether there are any."""
        package, sheets = self._package, {sheet.part for sheet in self._package.sheets}
        if edits.copies:
            from xlsupport.xlsx.invoice_sheets.adding import add_invoice_sheets

            self.remarks = add_invoice_sheets(package, edits.copies)
        styles = Styles(package)
        changed = {edit.table for edit in edits.tables if apply_table(package, self._loaded, edit, styles)}
        if not changed and not edits.copies:
            return False
        ours = set_figures(package, edits.figures)
        styles.save()
        edited = {self._loaded.located[name].sheet.part for name in changed} | set(ours)
        added = {sheet.part for sheet in package.sheets} - sheets
        if self._has_grown_formulas(edited) or must_calculate(package, edited, added, ours):
            package.set_full_calc_on_load()
        return True

    def _has_grown_formulas(self, edited: set[str]) -> bool:
        """Whether new rows may have got formulas, which a calculated column gives them."""
        return any(part.formulas for part in self._loaded.parts if part.sheet.part in edited)


__all__ = ["Adopted", "Completed", "FoundLog", "WorkbookFile"]
