"""Stable names: one canonical address a page, the id made of it, and the site it belongs to (pure)."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

from tldextract import TLDExtract

# No list addresses: with them tldextract asks the network; without, it uses the list it ships with.
_suffixes = TLDExtract(suffix_list_urls=(), cache_dir=None)

_DEFAULT_PORT = {"http": 80, "https": 443}
# Fragments that hold what is posted to an address (crawler/asking.py): a form, or JSON.
POST_MARKS = ("post:", "json:")
_SESSION_PARAMETER = re.compile(
    r"(?:utm_\w{1,20}|spm|jsessionid|phpsessid|aspsessionid\w{0,20}|session_?id)\Z", re.IGNORECASE
)
# The second is ASP.NET's: /(S(lit3py55t21z5v55vlm25s55))/list.aspx, new for every visitor.
_SESSION_IN_PATH = re.compile(
    r";(?:jsessionid|phpsessid)=[^/;]{0,200}|/\((?:[ASFX]\([^()/]{1,200}\)){1,4}\)(?=/)", re.IGNORECASE
)
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# Everything RFC 3986 allows unescaped in a path or a query; `%` because escapes were seen to already.
_SAFE = "%!$&'()*+,;=:@/?-._~"


@lru_cache(maxsize=8192)
def canonical_url(url: str) -> str:
    """The one spelling of an address under which its page is kept.

    Scheme and host in lower case, no default port, no user name, dot segments resolved, escapes in one
    spelling, session ids and campaign marks dropped, the fragment dropped unless it is a route. The order of
    a query stays: some sites read it by position.

    Raises ValueError for what is no http(s) address (`saved:` names documents without one and stays as it
    is).

    >>> canonical_url("HTTP://Www.Example.gov.cn:80/a/./b/../c%7e.html;jsessionid=1F?utm_source=x&id=%e5%8f%B8#top")
    'http://www.example.gov.cn/a/c~.html?id=%E5%8F%B8'
    >>> canonical_url("http://example.gov.cn/nb/(S(lit3py55t21z5v55vlm25s55))/list.aspx?page=2")
    'http://example.gov.cn/nb/list.aspx?page=2'
    >>> canonical_url("https://example.gov.cn")
    'https://example.gov.cn/'
    >>> canonical_url("https://example.gov.cn/gkmlpt/index#2345")
    'https://example.gov.cn/gkmlpt/index#2345'
    >>> canonical_url("https://example.gov.cn/queryList#post:current=2")
    'https://example.gov.cn/queryList#post:current=2'
    >>> canonical_url("saved:sha256:ab12")
    'saved:sha256:ab12'
    """
    if url.startswith("saved:"):
        return url
    parts = urlsplit(url.strip().replace("\\", "/"))
    scheme = parts.scheme.lower()
    host = _host(parts.hostname or "")
    if scheme not in _DEFAULT_PORT or not host:
        raise ValueError(f"not an http(s) address: {url[:200]!r}")
    netloc = f"[{host}]" if ":" in host else host
    if parts.port not in (None, _DEFAULT_PORT[scheme]):
        netloc += f":{parts.port}"
    path = _without_dots(_escapes(_SESSION_IN_PATH.sub("", parts.path)))
    kept = [p for p in parts.query.split("&") if p and not _SESSION_PARAMETER.match(p.split("=")[0])]
    fragment = parts.fragment if _is_route(path, parts.fragment) else ""
    return urlunsplit((scheme, netloc, path, _escapes("&".join(kept)), _escapes(fragment)))


def page_id(url: str) -> str:
    """The id of the page at an address: 16 hexadecimal digits, the same in every archive.

    >>> page_id("http://example.gov.cn:80/#top") == page_id("http://EXAMPLE.gov.cn/")
    True
    >>> page_id("http://example.gov.cn/")
    'd8785bd808ae2a81'
    """
    return hashlib.sha256(canonical_url(url).encode()).hexdigest()[:16]


def site(url: str) -> str:
    """The registrable domain an address belongs to: the unit that shares delays, budgets and slots.

    Departments under one city's domain share its servers, so they are one site. Under a name unknown to the
    public suffix list the last label counts as the suffix, and `gov` before it as part of it.

    >>> site("http://sfj.shanghai.gov.cn/a"), site("https://www.gov.cn/"), site("http://sfj.qinghe.gov.test/")
    ('shanghai.gov.cn', 'www.gov.cn', 'qinghe.gov.test')
    >>> site("http://127.0.0.1:8000/a"), site("saved:sha256:ab12")
    ('127.0.0.1', 'saved')
    """
    if url.startswith("saved:"):
        return "saved"
    return _site_of_host(_host(urlsplit(url).hostname or ""))


@lru_cache(maxsize=4096)
def _site_of_host(host: str) -> str:
    if _is_address(host):
        return host
    labels = host.split(".")
    suffix = _suffixes(host).suffix
    size = suffix.count(".") + 1 if suffix else 1
    if size < len(labels) and size == 1 and labels[-2] == "gov":
        size = 2
    return ".".join(labels[-size - 1 :])


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError as error:
        raise ValueError(f"not a host name: {host[:200]!r}") from error


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` as RFC 3986 §5.2.4 does; empty segments stay, a server may tell them apart."""
    resolved: list[str] = []
    segments = path.split("/")[1:] or [""]
    for segment in segments:
        if segment == "..":
            del resolved[-1:]
        elif segment != ".":
            resolved.append(segment)
    if segments[-1] in (".", ".."):
        resolved.append("")
    return "/" + "/".join(resolved)


def _escapes(text: str) -> str:
    """One spelling for every escape: upper case, and none where none is needed.

    Bytes stay what they are: an escaped GBK name is not UTF-8 and must reach the server unchanged.
    """

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return quote(_ESCAPE.sub(one, text), safe=_SAFE)


def _is_route(path: str, fragment: str) -> bool:
    """Whether a fragment chooses the content: `#/x` and `#!x` by custom, what is posted, any on the Guangdong
    platform's lists."""
    return fragment.startswith(("/", "!", *POST_MARKS)) or (bool(fragment) and "/gkmlpt/" in path)
