"""上海 (IVS): `/nw12344/`, articles `/20230331/<32 hexadecimal digits>.html`, `#ivs_content`; 杨浦's lists are
JSON.
"""

from __future__ import annotations

import re

from crawler.cms.static import Shape

NAME = "shanghai"

_SHAPE = Shape(NAME, re.compile(r"/20\d{6}/[0-9a-f]{32}\.html$"), ("ivs_content", "ivs_title"))
detects, read_list = _SHAPE.detects, _SHAPE.read_list
