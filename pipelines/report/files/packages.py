"""Zip packages (docx, xlsx, zip) opened within limits: what the limits refuse never reaches a parser."""

from __future__ import annotations

import io
import zipfile
import zlib

from pipelines.report.files.content import UnreadableError

# A report with pictures unpacks to a few MB. A docx of 329 KB that held 300 MB kept a parser busy past 100 s.
MAX_UNPACKED = 50_000_000
MAX_RATIO = 100
MAX_MEMBERS = 2_000
# Small packages of repetitive XML reach the ratio without harm.
_RATIO_COUNTS_FROM = 1_000_000
_XML = (".xml", ".rels", ".vml")

Members = dict[str, bytes]


def names_in(body: bytes) -> frozenset[str]:
    """The names of a package's members; none where it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            return frozenset(package.namelist()[:MAX_MEMBERS])
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return frozenset()


def unpack(body: bytes) -> Members:
    """All members, unpacked. Raises UnreadableError beyond the limits, for encrypted and for damaged ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            infos = [info for info in package.infolist() if not info.is_dir()]
            _check_limits(infos, len(body))
            # A member that holds more than it declares fails its checksum: no more than declared is unpacked.
            return {info.filename: package.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableError("ATTACHMENT_BROKEN", "文件已损坏，无法解压") from error


def _check_limits(infos: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MAX_MEMBERS:
        raise UnreadableError("ATTACHMENT_TOO_LARGE", f"包内有 {len(infos)} 个文件，超过限度")
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_COUNTS_FROM and unpacked > MAX_RATIO * size):
        raise UnreadableError("ATTACHMENT_TOO_LARGE", f"解压后有 {unpacked:,} 字节，超过限度")
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableError("ATTACHMENT_ENCRYPTED", "文件已加密")


def refuse_entities(members: Members) -> None:
    """Refuse XML that declares a document type: office files never do, entity bombs must."""
    for name, data in members.items():
        # Without its zero bytes UTF-16 reads like ASCII.
        if name.lower().endswith(_XML) and b"<!DOCTYPE" in data.replace(b"\0", b""):
            raise UnreadableError("ATTACHMENT_UNSAFE", f"{name[:60]} 含有文档类型声明（DOCTYPE），未打开")


def repack(members: Members) -> bytes:
    """A package of exactly these members, for parsers that unpack by themselves."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return target.getvalue()


def has_macros(names: frozenset[str]) -> bool:
    return any(name.lower().endswith("vbaproject.bin") for name in names)
