"""The container of a workbook: what is copied stays the same bytes, what is no workbook is told so in one sentence."""

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.archive import Content, open_archive, write_archive

TYPES = "[Content_Types].xml"
PARTS = {
    TYPES: b"<Types/>",
    "xl/workbook.xml": b"<workbook/>" * 30,
    "xl/media/image1.png": bytes(range(256)) * 8,
    "xl/worksheets/sheet1.xml": b"".join(b'<row r="%d"/>' % row for row in range(3000)),
    "docProps/app.xml": b"<Properties/>",
}


def zipped(parts: Mapping[str, bytes] = PARTS, *, change: Callable[[zipfile.ZipFile], None] | None = None) -> bytes:
    """A zip file; `change` may falsify what its table of contents will say."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for number, (name, content) in enumerate(parts.items()):
            info = zipfile.ZipInfo(name, (2020 + number % 60, 5, 17, 10, 30, 42))
            info.compress_type = zipfile.ZIP_STORED if name.endswith("png") else zipfile.ZIP_DEFLATED
            info.external_attr = 0o640 << 16 | number
            info.comment = b"remark" if number == 1 else b""
            target.writestr(info, content)
        target.comment = b"made by hand"
        if change:
            change(target)
    return out.getvalue()


class Raw(NamedTuple):
    """All that a member is in the file, its compressed bytes included."""

    name: bytes
    packed: bytes
    method: int
    date: tuple[int, ...]
    attributes: tuple[int, int, int, int]
    crc: int
    size: int
    comment: bytes


def raw_members(data: bytes) -> list[Raw]:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members = []
        for info in source.infolist():
            lengths = struct.unpack_from("<2H", data, info.header_offset + 26)
            name = data[info.header_offset + 30 :][: lengths[0]]
            packed = data[info.header_offset + 30 + sum(lengths) :][: info.compress_size]
            attributes = (info.external_attr, info.internal_attr, info.create_system, info.create_version)
            members.append(
                Raw(name, packed, info.compress_type, info.date_time, attributes, info.CRC, info.file_size, info.comment)
            )
        return members


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped())
    return path


def written(
    book: Path,
    replaced: Mapping[str, Content] | None = None,
    added: Mapping[str, Content] | None = None,
    removed: frozenset[str] = frozenset(),
) -> bytes:
    out = io.BytesIO()
    with open_archive(book) as archive:
        write_archive(archive, out, replaced or {}, added or {}, removed)
    with zipfile.ZipFile(out) as result:
        assert result.testzip() is None
    return out.getvalue()


def test_parts_are_found_in_any_case_with_any_slash_and_read_whole(book: Path) -> None:
    with open_archive(book) as archive:
        assert archive.names == tuple(PARTS)
        assert "/XL\\Workbook.xml" in archive
        assert "xl/other.xml" not in archive
        assert archive.read("xl/WORKBOOK.xml") == PARTS["xl/workbook.xml"]
        assert archive.size("xl/workbook.xml") == len(PARTS["xl/workbook.xml"])


def test_streams_come_in_pieces_of_a_mebibyte_while_other_parts_are_read(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    numbers = b"".join(b"%d," % number for number in range(700_000))
    book.write_bytes(zipped(PARTS | {"xl/big.xml": numbers}))
    with open_archive(book) as archive:
        pieces = []
        for piece in archive.stream("xl/big.xml"):
            pieces.append(piece)
            assert archive.read("xl/workbook.xml") == PARTS["xl/workbook.xml"]
        assert b"".join(pieces) == numbers
        assert max(map(len, pieces)) <= 1 << 20
        assert len(pieces) > 3


def test_a_workbook_written_without_a_change_is_the_same_file(book: Path) -> None:
    assert written(book) == book.read_bytes()


def test_every_part_but_the_replaced_one_keeps_its_bytes_place_date_and_attributes(book: Path) -> None:
    before = raw_members(book.read_bytes())
    after = raw_members(written(book, {"xl/Worksheets/sheet1.xml": b"<worksheet/>"}))
    replaced = list(PARTS).index("xl/worksheets/sheet1.xml")
    assert [member for place, member in enumerate(after) if place != replaced] == [
        member for place, member in enumerate(before) if place != replaced
    ]
    assert after[replaced]._replace(packed=b"", crc=0, size=0) == before[replaced]._replace(packed=b"", crc=0, size=0)


def test_replaced_and_added_parts_hold_their_new_content_and_removed_ones_are_gone(book: Path) -> None:
    def rows() -> Iterator[bytes]:
        for number in range(50_000):
            yield b"<row r='%d'/>" % number

    replaced: dict[str, Content] = {"xl/worksheets/sheet1.xml": rows, "docProps/app.xml": b""}
    data = written(book, replaced, {"xl/worksheets/sheet2.xml": b"<new/>", "xl/ä.xml": b"<a/>"}, frozenset({"XL/workbook.xml"}))
    with zipfile.ZipFile(io.BytesIO(data)) as result:
        names = [*(name for name in PARTS if name != "xl/workbook.xml"), "xl/worksheets/sheet2.xml", "xl/ä.xml"]
        assert result.namelist() == names
        assert result.read("xl/worksheets/sheet1.xml") == b"".join(rows())
        assert result.read("docProps/app.xml") == b""
        assert result.read("xl/ä.xml") == b"<a/>"
        assert result.getinfo("xl/worksheets/sheet2.xml").date_time == (1980, 1, 1, 0, 0, 0)
        assert result.comment == b"made by hand"


def test_the_same_edit_gives_the_same_bytes(book: Path) -> None:
    edit = {"xl/workbook.xml": b"<workbook>new</workbook>"}
    assert written(book, edit, {"xl/n.xml": b"<n/>"}) == written(book, edit, {"xl/n.xml": b"<n/>"})


def test_parts_written_as_a_stream_lose_only_their_data_descriptors(tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise io.UnsupportedOperation

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in PARTS.items():
            target.writestr(name, content)
    book = tmp_path / "book.xlsx"
    book.write_bytes(out.getvalue())
    assert b"PK\7\x08" in book.read_bytes()
    after = written(book)
    assert b"PK\7\x08" not in after
    assert raw_members(after) == raw_members(book.read_bytes())
    assert {info.flag_bits for info in zipfile.ZipFile(io.BytesIO(after)).infolist()} == {0}


def test_zip64_records_are_read_and_not_needed_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "book.xlsx"
    with monkeypatch.context() as small:
        small.setattr(zipfile, "ZIP64_LIMIT", 400)
        book.write_bytes(zipped())
    assert b"PK\6\6" in book.read_bytes()
    after = written(book)
    assert b"PK\6\6" not in after
    with zipfile.ZipFile(io.BytesIO(after)) as result:
        assert {name: result.read(name) for name in result.namelist()} == PARTS
    assert [member.packed for member in raw_members(after)] == [member.packed for member in raw_members(book.read_bytes())]


def test_the_fingerprint_tells_another_content(book: Path) -> None:
    with open_archive(book) as first:
        before = first.fingerprint()
    with open_archive(book) as again:
        assert again.fingerprint() == before
    book.write_bytes(zipped(PARTS | {"docProps/app.xml": b"<properties/>"}))
    with open_archive(book) as changed:
        assert changed.fingerprint().digest != before.digest


def test_nothing_is_written_that_could_not_be_read_again_for_its_size(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As at 4 GiB, but with 4 MiB as the most: what would unpack to more, and what no zip can press."""
    monkeypatch.setattr("xlsupport.xlsx.package.archive._ALL", 4 << 20)
    zeros, noise = bytes(1 << 20), random.Random(4).randbytes(1 << 20)

    def write(piece: bytes, times: int) -> None:
        with open_archive(book) as archive:
            write_archive(archive, io.BytesIO(), {"xl/workbook.xml": lambda: iter([piece] * times)}, {}, frozenset())

    write(zeros, 3)
    write(noise, 1)
    for piece in (zeros, noise):
        with pytest.raises(WorkbookError) as refused:
            write(piece, 4)
        assert refused.value.sentence == "book.xlsx would grow over 4 GiB; nothing was written. Move old entries elsewhere."


def patched(data: bytes, old: bytes, new: bytes, count: int = -1) -> bytes:
    assert old in data
    return data.replace(old, new, count)


def flagged(bits: int) -> bytes:
    """A workbook whose second part carries flag bits, in both of its headers."""
    data = bytearray(zipped())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as source:
        local = source.infolist()[1].header_offset
    central = data.rindex(b"xl/workbook.xml") - 46
    for place in (local + 6, central + 8):
        struct.pack_into("<H", data, place, bits)
    return bytes(data)


def sharing(target: zipfile.ZipFile) -> None:
    target.filelist[2].header_offset = target.filelist[1].header_offset


def stating(place: int, size: int) -> Callable[[zipfile.ZipFile], None]:
    def change(target: zipfile.ZipFile) -> None:
        target.filelist[place].file_size = size

    return change


def stating_packed(target: zipfile.ZipFile) -> None:
    target.filelist[-1].compress_size = 10_000


def huge(target: zipfile.ZipFile) -> None:
    for info in target.filelist[1:]:
        info.file_size = 60 << 20


def by_method(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for name, content in PARTS.items():
            target.writestr(name, content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WHOLE = zipped()
COPY = "Get a new copy of it, or go back to an older version."
ASK = "Ask whoever it came from before anybody opens it."
BINARY = b'<Override ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
SECRET = OLE + bytes((1 << 20) - 12) + "EncryptedPackage".encode("utf-16-le") + bytes(600)

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "book.xlsx is empty (0 bytes). Go back to an older version of it."),
    "encrypted": (
        lambda: SECRET,
        "book.xlsx is protected with a password. "
        "Remove the password in Excel (File, Info, Protect Workbook, Encrypt with Password) and save it.",
    ),
    "legacy": (
        lambda: OLE + bytes(600),
        "book.xlsx is in the format of Excel 97 to 2003 (.xls) or older. Save it as .xlsx or .xlsm in Excel.",
    ),
    "binary workbook": (
        lambda: zipped(PARTS | {TYPES: BINARY}),
        "book.xlsx is a binary workbook (.xlsb). Save it as .xlsx or .xlsm in Excel.",
    ),
    "binary workbook by its part": (
        lambda: zipped(PARTS | {"xl/workbook.bin": b"\x83"}),
        "book.xlsx is a binary workbook (.xlsb). Save it as .xlsx or .xlsm in Excel.",
    ),
    "opendocument": (
        lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<c/>"}),
        "book.xlsx is an OpenDocument file. Save it as an Excel workbook (.xlsx).",
    ),
    "csv": (
        lambda: b"ID;Date;Client\r\nU1;2026-10-05;Acme\r\n",
        "book.xlsx is a text file (CSV, for example), not an Excel workbook. Open it in Excel and save it as .xlsx.",
    ),
    "some other file": (
        lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "book.xlsx is not an Excel workbook. Name a file that Excel saved as .xlsx or .xlsm.",
    ),
    "some other zip": (
        lambda: zipped({"notes.txt": b"hello"}),
        "book.xlsx is a zip file, not an Excel workbook (it has no part [Content_Types].xml). Name the workbook.",
    ),
    "cut short": (
        lambda: WHOLE[: len(WHOLE) // 2],
        f"book.xlsx cannot be read: its end is missing, as after a download or copy that was cut short. {COPY}",
    ),
    "last bytes missing": (
        lambda: WHOLE[:-1],
        f"book.xlsx cannot be read: its end is missing, as after a download or copy that was cut short. {COPY}",
    ),
    "middle missing": (
        lambda: WHOLE[:1000] + WHOLE[1100:],
        f"book.xlsx cannot be read: its end is missing, as after a download or copy that was cut short. {COPY}",
    ),
    "contents garbled": (
        lambda: patched(WHOLE, b"PK\1\2", b"PK\1\3", 1),
        f"book.xlsx cannot be read: its table of contents is unreadable. {COPY}",
    ),
    "part missing": (
        lambda: patched(WHOLE, b"PK\3\4", b"PK\3\5").replace(b"PK\3\5", b"PK\3\4", 2),
        f"book.xlsx cannot be read: its part xl/media/image1.png is missing. {COPY}",
    ),
    "part out of range": (
        lambda: zipped(change=stating_packed),
        f"book.xlsx cannot be read: its part docProps/app.xml is cut short. {COPY}",
    ),
    "names contradict": (
        lambda: patched(WHOLE, b"docProps/app.xml", b"docProps/xxx.xml", 1),
        f"book.xlsx cannot be read: its table of contents and its part docProps/app.xml contradict each other. {COPY}",
    ),
    "overlapping": (
        lambda: zipped(change=sharing),
        f"book.xlsx cannot be read: two of its parts share the same bytes, as in files made to attack their reader. {ASK}",
    ),
    "encrypted part": (
        lambda: flagged(1),
        "book.xlsx cannot be read: its part xl/workbook.xml is encrypted. Save it in Excel without a password.",
    ),
    "foreign compression": (
        lambda: by_method(zipfile.ZIP_BZIP2),
        f"book.xlsx cannot be read: its part {TYPES} is compressed in a way that Excel does not use. Save it in Excel.",
    ),
    "duplicate": (
        lambda: zipped(PARTS | {"XL/workbook.XML": b"<other/>"}),
        f"book.xlsx cannot be read: it has two parts named XL/workbook.XML. {COPY}",
    ),
    "leaves by dots": (
        lambda: zipped(PARTS | {"xl/../../evil.xml": b""}),
        f"book.xlsx cannot be read: its part 'xl/../../evil.xml' has a name that leads out of the file. {ASK}",
    ),
    "absolute": (
        lambda: zipped(PARTS | {"/etc/evil.xml": b""}),
        f"book.xlsx cannot be read: its part '/etc/evil.xml' has a name that leads out of the file. {ASK}",
    ),
    "drive": (
        lambda: zipped(PARTS | {"C:/evil.xml": b""}),
        f"book.xlsx cannot be read: its part 'C:/evil.xml' has a name that leads out of the file. {ASK}",
    ),
    "bomb": (
        lambda: zipped(PARTS | {"xl/bomb.xml": bytes(65 << 20)}),
        f"book.xlsx cannot be read: its part xl/bomb.xml would unpack to over 250 times its size. {ASK}",
    ),
    "bomb of many parts": (
        lambda: zipped({TYPES: b"<Types/>"} | {f"xl/{number}.xml": b"x" * 99 for number in range(70)}, change=huge),
        f"book.xlsx cannot be read: it would unpack to over 4 GiB. {ASK}",
    ),
    "countless parts": (
        lambda: zipped({TYPES: b"<Types/>"} | {f"{number}": b"" for number in range(20_000)}),
        f"book.xlsx cannot be read: it has 20,001 parts, and no workbook has more than 20,000. {ASK}",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_readable_workbook_gets_one_sentence_and_stays_as_it_is(case: str, tmp_path: Path) -> None:
    make, sentence = REFUSED[case]
    path = tmp_path / "book.xlsx"
    data = make()
    path.write_bytes(data)
    with pytest.raises(WorkbookError) as refused:
        open_archive(path)
    assert refused.value.sentence == sentence
    assert path.read_bytes() == data


def at_part(name: str) -> int:
    """Where the second last byte of a part's data is in WHOLE."""
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as source:
        info = source.getinfo(name)
        return info.header_offset + 30 + len(name) + info.compress_size - 2


def damaged(name: str) -> bytes:
    place = at_part(name)
    return WHOLE[:place] + bytes([WHOLE[place] ^ 0xFF]) + WHOLE[place + 1 :]


DAMAGED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "stored": (lambda: damaged("xl/media/image1.png"), "xl/media/image1.png", f"is damaged. {COPY}"),
    "deflated": (lambda: damaged("xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml", f"is damaged. {COPY}"),
    "shorter than stated": (lambda: zipped(change=stating(1, 9999)), "xl/workbook.xml", f"is damaged. {COPY}"),
    "longer than stated": (lambda: zipped(change=stating(1, 100)), "xl/workbook.xml", f"holds more than it declares. {ASK}"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_part_is_refused_when_it_is_read(case: str, tmp_path: Path) -> None:
    make, part, sentence = DAMAGED[case]
    path = tmp_path / "book.xlsx"
    path.write_bytes(make())
    with open_archive(path) as archive, pytest.raises(WorkbookError) as refused:
        archive.read(part)
    assert refused.value.sentence == f"book.xlsx cannot be read: its part {part} {sentence}"


def test_a_deflated_part_that_lacks_its_end_is_damaged(tmp_path: Path) -> None:
    def shorten(target: zipfile.ZipFile) -> None:
        target.filelist[3].compress_size -= 3

    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(change=shorten))
    with open_archive(path) as archive, pytest.raises(WorkbookError, match=r"sheet1\.xml is damaged"):
        archive.read("xl/worksheets/sheet1.xml")


def test_a_part_too_large_to_be_small_is_only_streamed(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    content = bytes(range(256)) * (65 << 12)
    path.write_bytes(zipped(PARTS | {"xl/big.png": content}))
    with open_archive(path) as archive:
        assert sum(map(len, archive.stream("xl/big.png"))) == len(content)
        with pytest.raises(WorkbookError) as refused:
            archive.read("xl/big.png")
    assert refused.value.sentence == f"book.xlsx cannot be read: its part xl/big.png has 65 MiB, where 64 MiB is the most. {ASK}"


def test_a_part_that_is_not_there_is_named(book: Path) -> None:
    with open_archive(book) as archive, pytest.raises(WorkbookError) as refused:
        archive.stream("xl/styles.xml").__next__()
    assert refused.value.sentence == f"book.xlsx cannot be read: it has no part xl/styles.xml. {COPY}"


def test_a_workbook_written_to_while_it_is_read_is_not_called_damaged(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(zipped(PARTS | {"xl/big.png": bytes(range(256)) * 999}))
    with open_archive(book) as archive:
        book.write_bytes(bytes(300_000))
        with pytest.raises(WorkbookError) as refused:
            archive.read("xl/big.png")
    assert refused.value.sentence == "book.xlsx was changed by someone else while it was read. Run it again."


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as missing:
        open_archive(tmp_path / "none.xlsx")
    assert missing.value.sentence == f"There is no file {tmp_path / 'none.xlsx'}. Check the name and the folder."
    with pytest.raises(WorkbookError) as folder:
        open_archive(tmp_path)
    assert folder.value.sentence == f"{tmp_path} is a folder. Name a workbook in it."


def test_any_single_changed_byte_is_refused_or_changes_nothing_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    for place in range(0, len(WHOLE), 23):
        path.write_bytes(WHOLE[:place] + bytes([WHOLE[place] ^ 0x55]) + WHOLE[place + 1 :])
        try:
            with open_archive(path) as archive:
                read = {name: archive.read(name) for name in archive.names}
        except WorkbookError:
            continue
        assert set(read.values()) == set(PARTS.values())
