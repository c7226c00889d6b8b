"""A hijacked domain that republishes an agency's pages: traditional characters, and pinyin behind some of them.

It keeps the paths of the system it copied. Nothing on it is authoritative: a report that stands here as well is
the agency's own, with one more publication.
"""

from __future__ import annotations

from functools import lru_cache, partial

from opencc import OpenCC

from tests.province import frame
from tests.province.families import truecms
from tests.province.model import Answer, Document, Handler, Request, Site

# What such copies leave behind characters that stand for more than one.
_RESIDUES = {
    "發": "fā", "規": "guī", "統": "tǒng", "態": "tài", "執": "zhí", "開": "kāi", "報": "bào", "機": "jī", "關": "guān",
    "務": "wù", "號": "hào", "費": "fèi", "訴": "sù", "復": "fù",
}  # fmt: skip


def path_of(site: Site, document: Document, serial: int) -> str:
    return truecms.path_of(site, document, serial)


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {site.column_path: partial(_list, site)}
    copied = truecms.routes(site)
    for posting in site.postings:
        table[posting.path] = partial(_copied, copied[posting.path])
    return table


def _list(site: Site, request: Request) -> Answer:
    rows = "".join(
        f'<li><a href="{p.path}">{frame.name(p)}</a><span>{p.listed_on}</span></li>' for p in site.postings
    )
    answer = frame.page(site, f'{frame.crumbs(site)}\n<ul class="list">{rows}</ul>')
    return _mutated(answer)


def _copied(handler: Handler, request: Request) -> Answer:
    return _mutated(handler(request))


def _mutated(answer: Answer) -> Answer:
    return Answer(mutate(answer.body.decode()).encode(), answer.content_type)


@lru_cache(maxsize=64)
def mutate(text: str) -> str:
    """Traditional characters with residues; markup has none of them, so that all of a page can be taken."""
    converted: str = _converter().convert(text)
    return converted.translate(str.maketrans({c: f"{c}({pinyin})" for c, pinyin in _RESIDUES.items()}))


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("s2t")
