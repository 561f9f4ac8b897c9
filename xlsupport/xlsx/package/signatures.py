"""The digital signatures of a workbook: whether it has any, and how they are taken out of its package."""

from collections.abc import Iterator

from xlsupport.xlsx.package.markup import Splice, splice
from xlsupport.xlsx.package.parts import TYPES, Parts
from xlsupport.xlsx.package.zip_directory import key

_FOLDER = "_xmlsignatures/"
_TYPE = ".digital-signature-"  # of the origin, the signatures and their certificates; a signed VBA project has other types
_SIGNATURE_TYPE = _TYPE + "xmlsignature"


def is_signed(package: Parts) -> bool:
    """Whether the workbook has a signature. The part from which Office starts may stay behind after the last one was removed."""
    linked = {key(target) for origin in _origins(package) for target in _targets(package, origin, "signature")}
    signatures = linked | {key(part) for part in _typed(package, _SIGNATURE_TYPE)}
    return any(key(part) in signatures or (key(part).startswith(_FOLDER) and part.endswith(".xml")) for part in package.names)


def take_out_signatures(package: Parts) -> None:
    """Remove every part of the workbook's signatures with what refers to it. A signature of the VBA project stays."""
    origins = list(_origins(package))
    signatures = [part for origin in origins for part in _targets(package, origin, "signature")]
    certificates = [part for signature in signatures for part in _targets(package, signature, "certificate")]
    foldered = [part for part in package.names if key(part).startswith(_FOLDER)]
    for part in dict.fromkeys((*origins, *signatures, *certificates, *_typed(package, _TYPE), *foldered)):
        package.remove(part)
    for each in list(package.relationships("").values()):
        if each.kind == "origin":
            package.remove_relationship("", each.id)
    data, root = package.tree(TYPES)
    spoken_of = [each for each in root.children if _TYPE in each.attributes.get("ContentType", "")]
    package.put(TYPES, splice(data, [Splice(each.start, each.end, b"") for each in spoken_of]))


def _origins(package: Parts) -> Iterator[str]:
    return _targets(package, "", "origin")


def _targets(package: Parts, part: str, kind: str) -> Iterator[str]:
    """The parts that a part refers to by relationships of one kind."""
    known = package.relationships(part).values()
    return (each.target for each in known if each.kind == kind and not each.external and each.target in package)


def _typed(package: Parts, content_type: str) -> Iterator[str]:
    """The parts with that piece in their content type, by their own names or by their extensions."""
    names, extensions = set[str](), set[str]()
    for each in package.tree(TYPES)[1].children:
        if content_type in each.attributes.get("ContentType", ""):
            names.add(key(each.attributes.get("PartName", "")))
            extensions.add(each.attributes.get("Extension", "").lower())
    return (part for part in package.names if key(part) in names or part.rpartition(".")[2].lower() in extensions)
