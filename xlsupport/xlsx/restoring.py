"""Go back to a kept version of a workbook; what it was before is kept in turn, so that this can be undone as well."""

import os
from pathlib import Path
from typing import BinaryIO, NamedTuple

from xlsupport.words.problems import UsageError, WorkbookError
from xlsupport.xlsx.package.archive import open_archive
from xlsupport.xlsx.package.fingerprint import Fingerprint, digest_of, stamp_of
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.saving.drafts import TakenError, draft_of, draft_path, sync
from xlsupport.xlsx.saving.replacing import replace
from xlsupport.xlsx.saving.versions import kept_versions, sync_folder, versions_folder
from xlsupport.xlsx.verification import VerificationError


class Restored(NamedTuple):
    """The version that the workbook is now, whether that changed anything, and the version kept of what it was."""

    version: Path
    changed: bool
    kept: Path | None


def chosen_version(book: Path, wanted: str | None) -> Path:
    """The kept version of that number or file name; the newest where none is wanted. Raises UsageError."""
    kept = kept_versions(book)
    if not kept:
        raise UsageError(f"{book.name} has no kept versions: there is nothing in {versions_folder(book).name} beside it")
    if wanted is None:
        return kept[-1]
    number = wanted.removesuffix(book.suffix)
    found = next((each for each in kept if number.isdecimal() and int(each.stem) == int(number)), None)
    if found is None:
        raise UsageError(f"{book.name} has no kept version {wanted}; there are {', '.join(each.stem for each in kept)}")
    return found


def restore(book: Path, version: Path, keep: int) -> Restored:
    """Put a kept version in the workbook's place in one step. Raises WorkbookError; the workbook is then as it was."""
    with open_archive(version) as archive:
        Package(archive, version.name)  # refuses what would not open
        wanted = archive.fingerprint().digest
    if not book.exists():
        _make(book, version, wanted)
        return Restored(version, True, None)
    with book.open("rb") as file:
        read = Fingerprint(stamp_of(os.fstat(file.fileno())), digest_of(file))
    if read.digest == wanted:
        return Restored(version, False, None)
    content = version.read_bytes()  # pruning may remove it before it is asked for again
    kept = replace(book, read, lambda draft: _fill(draft, content), lambda draft: _check(draft, wanted), keep)
    return Restored(version, True, kept)


def _fill(draft: BinaryIO, content: bytes) -> None:
    draft.write(content)


def _check(draft: Path, wanted: bytes) -> None:
    with draft.open("rb") as file:
        if digest_of(file) != wanted:
            raise VerificationError("the restored workbook is not the kept version")


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
        raise WorkbookError(f"{book.name} cannot be made ({error.strerror}). Mend that and run again.") from None
