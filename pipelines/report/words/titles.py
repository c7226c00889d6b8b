"""What the title of an annual report looks like, and what its parts say: year, agency, rendering."""

from __future__ import annotations

import re

from pipelines.report.words.normalise import key

# 政府信息公开工作年度报告 and its variants: 政务信息公开年度报告, 政府信息工作公开报告, 信息公开年报,
# 政务公开工作总结.
_REPORT = re.compile(
    r"(?:政府|政务)?信息.{0,4}公开.{0,10}?(?:报告|年报|年度报|总结)|政务公开.{0,8}?(?:报告|年报|总结)"
)
_NO_TITLE = re.compile("[,。;:?!《]")
_LONGEST_BEFORE, _LONGEST_BEHIND = 50, 24
# Documents about reports, not reports.
_ABOUT = re.compile(
    r"关于(?:做好|开展|报送|编制|组织|进一步)|通知$|方案$|办法$|规定$|指南|公告$|格式|目录$|评估|评议"
)
_NUMERALS = {**dict.fromkeys("〇○零O", "0"), **dict(zip("一二三四五六七八九", "123456789", strict=True))}
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)年?(度)?")
_CHINESE_YEAR = re.compile(r"二[〇○零O][〇○零O一二三四五六七八九]{2}年?(度)?")
_SITE_SUFFIX = re.compile(
    r"(?:\s{1,3}[-—–]{1,2}\s{1,3}|\s{0,3}[_|]\s{0,3})[^-_|—–]{2,40}$"
    r"|[-—–]{1,2}[^-_|—–]{0,30}(?:网|网站|平台|政府|局|委|厅|办|院|中心|部|署|会|公开|公开年报|栏)$"
)


def is_report_title(text: str) -> bool:
    """Whether a text names an annual report anywhere in it.

    >>> is_report_title("兰州市司法局2017年度政府信息工作公开报告"), is_report_title("2020年政府工作报告")
    (True, False)
    """
    return _REPORT.search(key(text[:200])) is not None


def is_title_line(text: str) -> bool:
    """Whether a line is nothing but such a title.

    >>> is_title_line("根据要求,现公布2019年政府信息公开年度报告"), is_title_line("2018年政府信息公开年报")
    (False, True)
    """
    if len(text) > 120:
        return False
    plain = key(text)
    if _NO_TITLE.search(plain) or _ABOUT.search(plain) or not (match := _REPORT.search(plain)):
        return False
    return match.start() <= _LONGEST_BEFORE and len(plain) - match.end() <= _LONGEST_BEHIND


def year_in(text: str) -> int | None:
    """The year a title is about; 年度 beats 年, the first beats later ones.

    >>> year_in("二〇一九年度报告"), year_in("2021年1月发布2020年度年报"), year_in("年报")
    (2019, 2020, None)
    """
    plain = key(text[:200])
    plain = _CHINESE_YEAR.sub(lambda match: "".join(_NUMERALS.get(c, c) for c in match[0]), plain)
    found = list(_YEAR.finditer(plain))
    annual = [match for match in found if match[1] and match[2]]
    return int((annual or found)[0][1]) if found else None


def without_site(title: str) -> str:
    """A `<title>` minus the site's or the column's name behind the last dash.

    >>> without_site("2019年政府信息公开年报 - 兰州市司法局"), without_site("年报_政务公开_海安市")
    ('2019年政府信息公开年报', '年报')
    """
    for _ in range(3):
        shorter = _SITE_SUFFIX.sub("", title)
        if shorter == title or not shorter.strip():
            break
        title = shorter
    return title


def named_in(title: str) -> str | None:
    """What stands in a title for whose report it is, white space removed: before the words, else behind them.

    >>> named_in("2018年上海市司法局政府信息公开工作年度报告")
    '上海市司法局'
    >>> named_in("2018年鹿鸣区人民政府信息公开年度报告"), named_in("2019年政府信息公开年报（漳州市司法局）")
    ('鹿鸣区人民政府', '漳州市司法局')
    >>> named_in("海安市人民政府办公室关于印发海安市人民政府2023年政府信息公开工作年度报告的通知")
    '海安市人民政府'
    >>> named_in("海安市人民政府办公室关于公布2011年度政府信息公开工作报告的通知")
    '海安市人民政府办公室'
    >>> named_in("海安市发展改革委（市粮食局）2023年政府信息公开工作年度报告")
    '海安市发展改革委(市粮食局)'
    >>> named_in("青岛海关2022年政府信息公开工作年度报告"), named_in("漳州市司法局关于2019年政府信息公开年报")
    ('青岛海关', '漳州市司法局')
    >>> named_in("政府信息公开年度报告") is None, named_in("一图读懂|青禾市司法局2021年政府信息公开年度报告")
    (True, '青禾市司法局')
    """
    plain = key(title[:200])
    plain = _CHINESE_YEAR.sub("", plain)
    plain = re.sub(r"(?<!\d)20\d\d(?!\d)(?:年度|年)?", "", plain)
    if not (match := _REPORT.search(plain)):
        return None
    before = _AROUND_NAME.sub("", plain[: match.start()])
    passed_by, *rest = _PASSING_ON.split(before)
    before = rest[-1] if rest and rest[-1] else passed_by
    if before.endswith("人民") and match[0].startswith("政府"):
        return f"{before}政府"  # 鹿鸣区人民政府信息公开…: the 政府 is both the agency's and the subject's
    if before:
        name = before.strip("《》“”\"'()[]【】-—_·.:")
        return f"{name})" if name.count("(") > name.count(")") else name
    behind = re.search(r"(?:[(\[【]|[-—_:]+)([^)\]】]{2,30})", plain[match.end() :])
    return None if behind is None or _RENDERING.search(behind[1]) else behind[1]


# Words before an agency's name that are not of it, 一图读懂 among them, and what is left between name and subject.
_AROUND_NAME = re.compile(
    r"^(?:关于|公布|发布|公开|(?:一图(?:读懂|看懂|速览|了解|解读)|图文解读|动漫解读|图解|图说|数说|解读)[:|丨]?|"
    r"【[^】]{0,10}】|\[[^\]]{0,10}\])+|(?:关于|[的年度\-—_:(\[【《·]){1,40}$"
)
# An office passes on whose report it is: 某县人民政府办公室关于印发某县人民政府2023年….
_PASSING_ON = re.compile(r"关于(?:印发|公布|发布|公开|转发)")
# （图片版）, （图解）, （超链版） name a rendering, not an agency.
_RENDERING = re.compile(r"版$|图解|图片|文字|全文|附表|简本|扫描")
