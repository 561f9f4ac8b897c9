"""A digital signature is broken only when a person says so, and then nothing of it stays in the workbook."""

import json
from pathlib import Path

import pytest
from support.books import entry
from support.commands import done, run
from support.files import fill, make
from support.handmade import HandSheet, handmade, parts_of, relationships, row, text_cell, zipped
from support.package_rules import new_broken_rules
from support.survival import compare

AS_OF = ("--as-of", "2026-10-31")
TYPES, LINKS = "[Content_Types].xml", "_rels/.rels"
KINDS = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature"
TYPE = "application/vnd.openxmlformats-package.digital-signature"
SENTENCE = (
    "book.xlsx is digitally signed, and writing would break the signature; nothing was written. "
    "Remove it in Excel first, or add --break-signature."
)


def link(identifier: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identifier}" Type="{KINDS}/{kind}" Target="{target}"/>'


def signed(path: Path, folder: str = "_xmlsignatures", origin: str = "origin.sigs", signatures: int = 2) -> Path:
    """The workbook with an origin and signatures, the first of which has its certificate in a part of its own."""
    parts = parts_of(path)
    extension = origin.rpartition(".")[2]
    types = f'<Default Extension="{extension}" ContentType="{TYPE}-origin"/>'
    parts[f"{folder}/{origin}"] = b""
    links = []
    for number in range(1, signatures + 1):
        parts[f"{folder}/sig{number}.xml"] = b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'
        types += f'<Override PartName="/{folder}/sig{number}.xml" ContentType="{TYPE}-xmlsignature+xml"/>'
        links.append(link(f"rId{number}", "signature", f"sig{number}.xml"))
    if signatures:
        parts[f"{folder}/_rels/{origin}.rels"] = relationships(*links).encode()
        parts[f"{folder}/cert.cer"] = b"certificate"
        parts[f"{folder}/_rels/sig1.xml.rels"] = relationships(link("rId1", "certificate", "cert.cer")).encode()
        types += f'<Default Extension="cer" ContentType="{TYPE}-certificate"/>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", types.encode() + b"</Types>")
    whole = link("rIdSignature", "origin", f"{folder}/{origin}") + "</Relationships>"
    parts[LINKS] = parts[LINKS].replace(b"</Relationships>", whole.encode())
    return zipped(path, parts)


def refused(book: Path, *arguments: object) -> None:
    before = book.read_bytes()
    result = run(*arguments)
    assert (result.exit_code, book.read_bytes()) == (3, before), result.output
    assert SENTENCE in " ".join(result.stderr.split())


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=40)])


WAYS = {
    "as Office signs": ("_xmlsignatures", "origin.sigs"),
    "in another case": ("_XmlSignatures", "Origin.SIGS"),
    "as other programs sign": ("package/services/digital-signature", "origin.psdsor"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_broken_signature_is_taken_out_and_no_later_command_speaks_of_it(way: str, book: Path, tmp_path: Path) -> None:
    unsigned = set(parts_of(book))
    signed(book, *WAYS[way])
    old = tmp_path / "old.xlsx"
    old.write_bytes(book.read_bytes())
    done("check", book, *AS_OF)
    refused(book, "update", book, *AS_OF)
    done("update", book, *AS_OF, "--break-signature")
    after = parts_of(book)
    assert set(after) == unsigned
    assert not [name for name, data in after.items() if b"digital-signature" in data]
    assert new_broken_rules(old, book) == []
    fill(book, UsageLog=[entry("2026-10-05", minutes=40), entry("2026-10-06", minutes=50)])
    done("update", book, *AS_OF)
    told = json.loads(done("diff", old, book, "--json").stdout)
    assert set(told["parts"]["gone"]) == set(parts_of(old)) - unsigned


def test_everything_else_in_the_workbook_stays_as_it_was(book: Path, tmp_path: Path) -> None:
    unsigned = zipped(tmp_path / "unsigned.xlsx", parts_of(book))
    done("update", signed(book), *AS_OF, "--break-signature")
    # The two parts that spoke of the signature may be compressed anew, and hold what they held before it was made.
    assert set(compare(unsigned, book).forbidden) <= {f"{part}: the same content, stored anew" for part in (TYPES, LINKS)}
    assert parts_of(book)[TYPES] == parts_of(unsigned)[TYPES]
    assert parts_of(book)[LINKS] == parts_of(unsigned)[LINKS]


def test_a_signature_in_parts_named_with_backslashes_is_one_too(book: Path) -> None:
    signed(book)
    zipped(book, {name if name == TYPES else name.replace("/", "\\"): data for name, data in parts_of(book).items()})
    refused(book, "update", book, *AS_OF)
    done("update", book, *AS_OF, "--break-signature")
    assert not [name for name in parts_of(book) if "signature" in name]


def test_an_origin_without_signatures_signs_nothing_and_stays(book: Path) -> None:
    signed(book, signatures=0)
    done("update", book, *AS_OF)
    assert parts_of(book)["_xmlsignatures/origin.sigs"] == b""


def test_a_run_that_changes_nothing_leaves_the_signature(book: Path) -> None:
    done("update", book, *AS_OF)
    before = signed(book).read_bytes()
    done("update", book, *AS_OF, "--break-signature")
    assert book.read_bytes() == before


def test_a_signature_of_the_macros_is_none_of_the_workbook(book: Path) -> None:
    parts = parts_of(book)
    office = "http://schemas.microsoft.com/office/2006/relationships"
    project = {
        "xl/vbaProject.bin": b"macros",
        "xl/vbaProjectSignature.bin": b"signature",
        "xl/_rels/vbaProject.bin.rels": relationships(
            f'<Relationship Id="rId1" Type="{office}/vbaProjectSignature" Target="vbaProjectSignature.bin"/>'
        ).encode(),
    }
    kind = b'<Override PartName="/xl/vbaProjectSignature.bin" ContentType="application/vnd.ms-office.vbaProjectSignature"/>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", kind + b"</Types>")
    zipped(book, parts | project)
    done("update", book, *AS_OF)
    fill(book, UsageLog=[entry("2026-10-05", minutes=40), entry("2026-10-06", minutes=50)])
    done("update", signed(book), *AS_OF, "--break-signature")
    after = parts_of(book)
    assert {name: after[name] for name in project} == project
    assert kind in after[TYPES]


def test_a_dry_run_says_that_the_workbook_is_signed(book: Path) -> None:
    month = ("--month", "2026-10", "--issued", "2026-10-31", *AS_OF, "--dry-run")
    refused(signed(book), "invoice", book, *month)
    before = book.read_bytes()
    done("invoice", book, *month, "--break-signature")
    assert book.read_bytes() == before


def test_a_workbook_is_adopted_without_its_signature(tmp_path: Path) -> None:
    book = signed(handmade(tmp_path / "book.xlsx", HandSheet("Mine", row(1, text_cell("A1", "x")))))
    refused(book, "adopt", book)
    done("adopt", book, "--break-signature")
    done("check", book, *AS_OF)
    assert not [name for name in parts_of(book) if "signature" in name]
