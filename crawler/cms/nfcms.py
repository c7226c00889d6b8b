"""广东 NFCMS (南方新闻网): `…/content/post_N.html` and files, `index_2.html` behind the first page."""

from __future__ import annotations

import re

from crawler.cms.static import Shape

NAME = "nfcms"

_SHAPE = Shape(NAME, re.compile(r"/content/(?:m?post)_\d{4,10}\.html$"), ("NFCMS_SITE_ID",), sure=True)
detects, read_list = _SHAPE.detects, _SHAPE.read_list
