"""What holds a report: the page, a file that the page links to, or both; and where such a file stands."""

from __future__ import annotations

from functools import partial
from hashlib import md5
from html import escape
from pathlib import PurePosixPath

from tests.province import files, pages
from tests.province.model import Answer, Block, Handler, Posting, Report, Request, Site

# How a family's server hands files out; the others keep them beside the article.
_DOWNLOADS = {
    "hanweb": "/module/download/downfile.jsp?classid=0&filename={name}",
    "hanweb_xxgk": "/module/download/downfile.jsp?classid=0&filename={name}&showname=%E5%B9%B4%E6%8A%A5.{kind}",
    "vsb": "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1404874179&wbfileid={name}",
}
_WHOLE = ("docx", "pdf")
_TABLES = ("xls", "xlsx", "captcha")
_CAPTCHA = (
    '<html><head><title>系统提示</title></head><body><form action="/system/resource/code/auth/clickauth.jsp">请输入验证码'
    '：<input name="code"><img src="/system/resource/js/filedownload/createimage.jsp"></form></body></html>'
)


def body(site: Site, posting: Posting, style: str) -> str:
    """The text zone of a page: the document, or what is left of it beside its file."""
    document = posting.document
    carrier = document.carrier if isinstance(document, Report) else "page"
    if carrier == "page":
        return pages.text(document.blocks, style, posting.variant)
    if carrier == "image":
        pictures = (f'<p><img src="./W020{n}.png" oldsrc="W020{n}.png" alt=""></p>' for n in range(1, 5))
        return "\n".join(pictures)
    if carrier in _WHOLE:
        return _link(site, posting, f"{document.stated.title}.{carrier}")
    text = pages.text([block for block in document.blocks if block.table is None], style, posting.variant)
    return text if carrier == "apart" else text + _link(site, posting, f"附件2.{_extension(posting)}")


def _link(site: Site, posting: Posting, name: str) -> str:
    return f'\n<p>附件：<a href="{escape(_address(site, posting))}">{escape(name)}</a></p>'


def _address(site: Site, posting: Posting) -> str:
    kind, name = _kind(posting), _name(site, posting)
    download = _DOWNLOADS.get(site.family)
    if download is None:
        return f"./{name}" if site.family == "trs" else str(PurePosixPath(posting.path).with_name(name))
    return download.format(name=name, kind=kind)


def _kind(posting: Posting) -> str:
    document = posting.document
    return document.carrier if isinstance(document, Report) else "page"


def _extension(posting: Posting) -> str:
    return "xls" if _kind(posting) == "captcha" else _kind(posting)


def _name(site: Site, posting: Posting) -> str:
    digest = md5(f"{site.host}{posting.path}".encode(), usedforsecurity=False).hexdigest()
    if site.family == "trs":
        return (
            f"P0{posting.listed_on.replace('-', '')}{int(digest[:12], 16):015d}"[:34]
            + f".{_extension(posting)}"
        )
    return f"{digest}.{_extension(posting)}"


def routes(site: Site) -> dict[str, Handler]:
    """The files of a site's reports."""
    found: dict[str, Handler] = {}
    downloads: dict[str, Posting] = {}
    for posting in site.postings:
        if _kind(posting) not in (*_WHOLE, *_TABLES) or posting.path.endswith(".pdf"):
            continue
        if site.family in _DOWNLOADS:
            downloads[_name(site, posting)] = posting
        else:
            path = str(PurePosixPath(posting.path).with_name(_name(site, posting)))
            found[path] = partial(_file, posting)
    if downloads:
        found[_DOWNLOADS[site.family].partition("?")[0]] = partial(_download, downloads)
    return found


def _download(known: dict[str, Posting], request: Request) -> Answer:
    posting = known.get(request.params.get("filename", "") or request.params.get("wbfileid", ""))
    if posting is None:
        return Answer(pages.not_found(request.path), "text/html; charset=utf-8", 404)
    if _kind(posting) == "captcha":
        return Answer(_CAPTCHA.encode(), "text/html; charset=utf-8")
    name = f"attachment; filename=nb.{_kind(posting)}"
    return Answer(of(posting), "application/octet-stream", headers=(("Content-Disposition", name),))


def _file(posting: Posting, request: Request) -> Answer:
    return Answer(of(posting), files.MEDIA_TYPES[_kind(posting)])


def of(posting: Posting) -> bytes:
    """The bytes of a report's file: all of it, or its tables alone."""
    kind, document = _kind(posting), posting.document
    if kind in ("xls", "xlsx"):
        return files.WRITERS[kind]([block for block in document.blocks if block.table is not None])
    return files.WRITERS[kind]([Block("title", document.stated.title), *document.blocks])
