"""Old Word documents (doc, wps, rtf) through LibreOffice or antiword, if installed; no macro is run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from pipelines.report.blocks import CellTable, TableCell
from pipelines.report.files import docx
from pipelines.report.files.compound import Compound, open_compound
from pipelines.report.files.content import Extract, Item, UnreadableError, joined

_SECONDS = 8  # LibreOffice takes 1.4 s for a report from a cold start (measured)
_MAX_OUTPUT = 50_000_000

# A profile of its own for each document: no macros, no links out of the document, nothing left behind.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def read_doc(body: bytes) -> Extract:
    """A Word 97-2003 or WPS document. Raises UnreadableError where no program is installed or able."""
    compound = open_compound(body)
    if compound.encrypted:
        raise UnreadableError("ATTACHMENT_ENCRYPTED", "文件已加密")
    soffice, antiword = _soffice(), shutil.which("antiword")
    if soffice and not compound.macros:
        return _by_libreoffice(soffice, body, "doc")
    if antiword:
        return _by_antiword(antiword, body, compound)
    if soffice:
        raise UnreadableError("ATTACHMENT_MACROS", "文件含有宏，未用 LibreOffice 打开；安装 antiword 后可读")
    raise UnreadableError(
        "ATTACHMENT_UNREAD", "Word 97-2003 或 WPS 文件，安装 LibreOffice 或 antiword 后可读"
    )


def read_rtf(body: bytes) -> Extract:
    """Raises UnreadableError where LibreOffice is not installed or could not read it."""
    soffice = _soffice()
    if soffice is None:
        raise UnreadableError("ATTACHMENT_UNREAD", "RTF 文件，安装 LibreOffice 后可读")
    return _by_libreoffice(soffice, body, "rtf")


def _soffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _by_libreoffice(program: str, body: bytes, suffix: str) -> Extract:
    """Converted to docx, which keeps merged cells, and read as such."""
    with tempfile.TemporaryDirectory(prefix="gongkai-") as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source, result = folder / f"in.{suffix}", folder / "out" / "in.docx"
        source.write_bytes(body)
        _run(
            [program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}",
             "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(result.parent), str(source)],
            folder,
        )  # fmt: skip
        if not result.exists() or result.stat().st_size > _MAX_OUTPUT:
            raise UnreadableError("ATTACHMENT_BROKEN", "LibreOffice 无法转换此文件")
        return docx.read(result.read_bytes())


def _by_antiword(program: str, body: bytes, compound: Compound) -> Extract:
    """As DocBook, whose cells are whole; the printed form breaks labels over lines."""
    with tempfile.TemporaryDirectory(prefix="gongkai-") as name:
        source = Path(name) / "in.doc"
        source.write_bytes(body)
        output = _run([program, "-m", "UTF-8.txt", "-x", "db", str(source)], Path(name))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(output, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("ATTACHMENT_BROKEN", "antiword 无法读取此文件") from error
    extract = Extract(list(_docbook_items(root)))
    if not extract.items:
        raise UnreadableError("ATTACHMENT_EMPTY", "文件没有文字")
    # It leaves out rows of wide tables without a word: of 表三 it kept the header alone (measured).
    extract.problems.append(
        ("ATTACHMENT_UNREAD", "由 antiword 读取，较宽的表格可能缺失；安装 LibreOffice 后可读全")
    )
    if compound.macros:
        extract.problems.append(("ATTACHMENT_MACROS", "文件含有宏；宏未运行"))
    return extract


def _docbook_items(root: _Element) -> Iterator[Item]:
    """Titles, paragraphs and tables of a DocBook document; its tables stand inside paragraphs."""
    for element in root.iter("para", "title", "informaltable"):
        if any(ancestor.tag == "informaltable" for ancestor in element.iterancestors()):
            continue
        if element.tag == "informaltable":
            rows = [
                tuple(TableCell(_printed(entry), column) for column, entry in enumerate(row.iter("entry")))
                for row in element.iter("row")
            ]
            yield CellTable(tuple(rows))
        elif text := _printed(element):
            yield text


def _printed(element: _Element) -> str:
    pieces = [element.text or ""]
    for child in element:
        if child.tag != "informaltable":
            pieces += map(str, child.itertext())
        pieces.append(child.tail or "")
    return joined("".join(pieces).split("\n"), " ")


def _run(command: list[str], folder: Path) -> bytes:
    """The command's output. Raises UnreadableError when it fails, takes too long or writes too much."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    program = Path(command[0]).name
    try:
        process = subprocess.Popen(  # noqa: S603  # the command is ours, the document only a file it opens
            command, cwd=folder, env=environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        raise UnreadableError("ATTACHMENT_UNREAD", f"{program} 无法启动：{error.strerror}") from error
    try:
        output, _ = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("ATTACHMENT_TOO_LARGE", f"{program} 用时超过 {_SECONDS} 秒，已放弃") from error
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # soffice is a script: what works is its grandchild
            process.communicate()
    if process.returncode:
        raise UnreadableError("ATTACHMENT_BROKEN", f"{program} 无法读取此文件")
    if len(output) > _MAX_OUTPUT:
        raise UnreadableError("ATTACHMENT_TOO_LARGE", "转换结果过大")
    return output
