"""The families of sites, one module each: where a document stands (`path_of`) and what answers (`routes`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tests.province.families import (
    epoint,
    gkmlpt,
    hanweb,
    hanweb_xxgk,
    jpaas,
    jsonfile,
    label8888,
    minor,
    mirror,
    nfcms,
    plain,
    querylist,
    shut,
    std61,
    trs,
    truecms,
    ucap,
    vsb,
)
from tests.province.model import Document, Handler, Site

__all__ = ["FAMILIES", "Family"]


class Family(Protocol):
    __name__: str

    def path_of(self, site: Site, document: Document, serial: int) -> str:
        """The path of a document on a site; `serial` is its number there."""

    def routes(self, site: Site) -> dict[str, Handler]:
        """What answers at each path of a site."""


_MODULES: tuple[Family, ...] = (
    epoint, gkmlpt, hanweb, hanweb_xxgk, jpaas, jsonfile, label8888, minor, mirror, nfcms, plain, querylist, shut, std61,
    trs, truecms, ucap, vsb,
)  # fmt: skip
FAMILIES: Mapping[str, Family] = {str(module.__name__).rsplit(".", 1)[1]: module for module in _MODULES}
