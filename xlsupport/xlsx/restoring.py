"""Go back to a backup of a workbook; what it was before becomes a backup in turn, so that this can be undone."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from xlsupport.answers.restorations import cannot_be_told, kept_in, no_room_for_numbers, stopped
from xlsupport.reading.given_numbers import NUMBERED, UNKNOWN, GivenNumbers, gone, register_numbers
from xlsupport.runs.auditing import audit
from xlsupport.sheets.specifications import RUNS, TABLES
from xlsupport.words.problems import StoppedError, UsageError, WorkbookError
from xlsupport.writing.kept_numbers import numbers_kept
from xlsupport.xlsx.package.archive import open_archive
from xlsupport.xlsx.package.fingerprint import Fingerprint, digest_of, stamp_of
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.saving.drafts import TakenError, draft_of, draft_path, sync
from xlsupport.xlsx.saving.replacing import Saving, replace
from xlsupport.xlsx.saving.versions import kept_versions, sync_folder, versions_folder
from xlsupport.xlsx.tables.loading import load
from xlsupport.xlsx.verification import VerificationError
from xlsupport.xlsx.workbook_file import WorkbookFile


class Restored(NamedTuple):
    """The backup that the workbook is now, whether that changed anything, and the backup of what it was before.

    `remarks` are sentences about the documents' numbers that a person must be told.
    """

    version: Path
    changed: bool
    kept: Path | None
    remarks: tuple[str, ...] = ()


def chosen_version(book: Path, wanted: str | None) -> Path:
    """The backup of that number or file name; the newest where none is wanted. Raises UsageError."""
    kept = kept_versions(book)
    if not kept:
        raise UsageError(f"{book.name} has no backups: there is nothing in {versions_folder(book).name} beside it")
    if wanted is None:
        return kept[-1]
    number = wanted.removesuffix(book.suffix)
    found = next((each for each in kept if number.isdecimal() and int(each.stem) == int(number)), None)
    if found is None:
        raise UsageError(f"{book.name} has no backup {wanted}; there are {', '.join(each.stem for each in kept)}")
    return found


def restore(book: Path, version: Path, saving: Saving, after_invoices: bool = False) -> Restored:
    """Put a backup in the workbook's place in one step.

    Where documents were issued since, it stops, or with `after_invoices` the workbook becomes the backup with one row more in
    its table Runs, which keeps their numbers. Raises WorkbookError and StoppedError; the workbook is then as it was.
    """
    with open_archive(version) as archive:
        package = Package(archive, version.name)  # refuses what would not open
        wanted = archive.fingerprint().digest
        then = _numbers(package)
    if not book.exists():
        _make(book, version, wanted)
        return Restored(version, True, None)
    with book.open("rb") as file:
        read = Fingerprint(stamp_of(os.fstat(file.fileno())), digest_of(file))
    if read.digest == wanted:
        return Restored(version, False, None)
    content = version.read_bytes()  # pruning may remove it before it is asked for again
    now = _numbers_of(book, read)
    lost, remarks = gone(now, then), _remarks(now, then)
    if not lost:
        kept = replace(book, read, lambda draft: _fill(draft, content), lambda draft: _check(draft, wanted), saving.keep)
        return Restored(version, True, kept, remarks)
    if RUNS.name in then.missing:
        refusal = WorkbookError if after_invoices else StoppedError
        raise refusal(no_room_for_numbers(lost, version.stem))
    if not after_invoices:
        raise StoppedError(stopped(lost, version.stem))
    run = max(now.latest_run, then.latest_run) + 1
    kept = _replace_by_version_with_row(book, read, version, saving, run, [each.number for each in lost])
    return Restored(version, True, kept, (kept_in(run, lost), *remarks))


def _numbers(package: Package) -> GivenNumbers:
    """The documents' numbers in a workbook; UNKNOWN where its tables cannot be read."""
    try:
        return register_numbers(load(package, NUMBERED).book)
    except WorkbookError:
        return UNKNOWN


def _numbers_of(book: Path, read: Fingerprint) -> GivenNumbers:
    """The documents' numbers in the workbook as it was `read`; UNKNOWN where it cannot be opened: restoring fixes that, too.

    A workbook that somebody changed since is not told apart here, since it will not be replaced.
    """
    try:
        with open_archive(book) as archive:
            same = archive.fingerprint().digest == read.digest
            return _numbers(Package(archive, book.name)) if same else UNKNOWN
    except WorkbookError:
        return UNKNOWN


def _remarks(now: GivenNumbers, then: GivenNumbers) -> tuple[str, ...]:
    """What a person must be told where documents may have been issued that cannot be read in the workbook any more."""
    if now is UNKNOWN:
        return (cannot_be_told(None),)
    lacking = now.unreadable | (now.missing - then.missing)
    return (cannot_be_told([spec.name for spec in NUMBERED if spec.name in lacking]),) if lacking else ()


def _replace_by_version_with_row(
    book: Path, read: Fingerprint, version: Path, saving: Saving, run: int, numbers: Sequence[str]
) -> Path | None:
    """Put a backup with one row more in its table Runs in the workbook's place; the backup of what it was before."""
    with WorkbookFile.open(version, saving) as file:
        try:
            tables = file.book(TABLES.values())
        except WorkbookError:  # another table of the backup is at fault: the numbers are kept all the same
            tables = file.book(NUMBERED)
        return file.save_over(numbers_kept(tables, run, f"restore {version.stem}", numbers, audit()), book, read)


def _fill(draft: BinaryIO, content: bytes) -> None:
    draft.write(content)


def _check(draft: Path, wanted: bytes) -> None:
    with draft.open("rb") as file:
        if digest_of(file) != wanted:
            raise VerificationError("the restored workbook is not the backup")


def _make(book: Path, version: Path, wanted: bytes) -> None:
    """A workbook that is gone, made anew."""
    try:
        with draft_of(book, like=version) as draft:
            draft.write(version.read_bytes())
            sync(draft)
            _check(draft_path(book), wanted)
            draft_path(book).rename(book)
        sync_folder(book.parent)
    except TakenError:
        raise WorkbookError(f"{book.name} is being written by another run of xlsupport. Run again when it is done.") from None
    except OSError as error:
        raise WorkbookError(f"{book.name} cannot be made ({error.strerror}). Fix that and run again.") from None
