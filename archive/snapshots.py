"""Kept bytes as a browser may safely be given them: whose charset, which headers (pure)."""

from __future__ import annotations

import codecs
import re

_CHARSET = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?([a-zA-Z0-9_-]{2,20})")

# Shown in place; anything else is offered for saving. Never scripts, plug-ins, forms or anything from
# elsewhere: the page runs in a sandbox that has no origin.
_SHOWN = ("text/html", "text/plain", "application/xhtml+xml")
_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


def headers(body: bytes, content_type: str, name: str) -> dict[str, str]:
    """The headers to serve a kept body with; `content_type` is the one it came with, `name` to save it as."""
    media_type = content_type.partition(";")[0].strip().lower()
    given = {"content-security-policy": _POLICY, "x-content-type-options": "nosniff"}
    if media_type in _SHOWN or (not media_type and body.lstrip()[:1] == b"<"):
        shown = "text/plain" if media_type == "text/plain" else "text/html"
        return {**given, "content-type": f"{shown}; charset={charset(body, content_type)}"}
    disposition = f'attachment; filename="{name}"'
    return {**given, "content-type": "application/octet-stream", "content-disposition": disposition}


def charset(body: bytes, content_type: str) -> str:
    """The charset a body is in: what its header or its markup claims if that fits the bytes, else what does.

    >>> charset("公开".encode("gb18030"), "text/html; charset=ISO-8859-1")
    'gb18030'
    >>> charset("公开".encode(), "text/html; charset=gbk")
    'utf-8'
    """
    claims = _CHARSET.findall(content_type.encode()[:200]) + _CHARSET.findall(body[:4096])
    # UTF-8 first: text in another charset hardly ever passes for it, while nearly anything passes for GBK.
    for claim in [b"utf-8", *claims, b"gb18030"]:
        name = _name(claim.decode())
        if name and _fits(body, name):
            return name
    return "utf-8"


def _name(claim: str) -> str | None:
    """A codec's name; GB2312 and GBK as their superset, Latin ones not at all: servers claim them by
    default."""
    if claim.lower().startswith(("gb", "x-gbk", "csgb")):
        return "gb18030"
    try:
        name = codecs.lookup(claim).name
    except LookupError:
        return None
    return None if name.startswith(("iso8859", "cp125", "ascii")) else name


def _fits(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True
