"""What a report says about itself: title, year, dates, numbers, publisher, each with what it was read
from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

from pipelines.report.blocks import Content, Paragraph
from pipelines.report.facts.places import is_agency_name
from pipelines.report.facts.signature import signed_on
from pipelines.report.model import Context, Evident, Problem
from pipelines.report.words.dates import compact_date, first_date, is_date_line, labelled_date
from pipelines.report.words.labels import LABELS, Labelled, all_labelled, unlabelled_start
from pipelines.report.words.normalise import Plain, key, squeeze
from pipelines.report.words.titles import is_report_title, named_in, year_in

Facts = dict[str, Evident]

# What stands in a field that says nothing: dashes, a template's own words (新点 leaves them in), empty
# brackets.
_PLACEHOLDER = re.compile(
    r"[\-—–_/.,，、;；:：|*〔〕\[\]()（）【】号\s]{0,40}|无|暂无|没有|空|无文号|无发文字号|无\[\]号|null|undefined|none|N/A|"
    r"网站名称|政府网站标识码|网站域名|栏目名称|文章标题|发布日期|标题|正文|.{0,4}本网站?|本站|原创|互联网|网络|"
    r"[\$#%@]?\{[^}]{0,40}\}|\[!--[\w.]{0,30}--\]",
    re.IGNORECASE,
)
_SITE = re.compile("(?:网|网站|平台|专栏|门户|栏目)$")
_INCOMPLETE = re.compile(r"[-/_—]$")
_TRUNCATED = re.compile(r"(?:\.{2,6}|…{1,3})$")
# A period without such a word before it may be another year's, told for comparison.
_OF_REPORT = re.compile(r"期限|统计|报告|数据|报表")
# 统计期限为2018年1月1日至2018年12月31日; 年 gets lost in some pages: 20181月1日起至201812月31日.
_PERIOD = re.compile(
    r"(20\d\d)年?0?1月0?1日(?:起|开始)?(?:至|到|-|—|–|~|～|－){1,2}(?:(20\d\d)年?|当年|同年|本年)?12月31日"
)
_BODY_YEAR = re.compile(r"(?<!\d)(20\d\d) ?年(?!以来|前)")
_URL_DATE = re.compile(r"/(20\d\d)[/-](\d{1,2})[/-](\d{1,2})/")
_LAST_SECTIONS = re.compile(r"[五六七八]、.{0,8}(?:问题|不足|改进|措施|打算)")
_GENERATED = ("maketime", "htmlgeneratetime")
_RANKS = {label: rank for rank, label in enumerate(LABELS)}
_DECLARED = ("meta:ArticleTitle", "marker")
_STRONG = ("发布日期", "发布时间", "公开日期", "公开时间", "上载日期")
_WRITTEN = ("成文日期", "成文时间")
_YEARS = range(2004, 2100)  # 上海 published the first reports on 2004
_LATEST_MONTH = 6  # of the year after: later publication says nothing about the report's year


def facts_of(content: Content, context: Context, url: str, plain: Plain) -> tuple[Facts, list[Problem]]:
    """The facts of a document but its agency, and the problems met. Values are as printed, dates ISO.

    `plain` makes the document's texts comparable.
    """
    paragraphs = [block for block in content.blocks if isinstance(block, Paragraph)]
    labels = all_labelled(content.header)
    problems: list[Problem] = []
    facts: Facts = {}
    _put(facts, "title", title_of(content, context, plain))
    _put(facts, "published_on", _published(content, labels, context, url, problems))
    _put(facts, "created_on", _created(labels))
    year, conflicts = _year(content, facts, context, [each.plain for each in paragraphs], plain)
    _put(facts, "report_year", year)
    problems += conflicts
    _put(facts, "index_number", _index_number(labels, problems))
    _put(facts, "document_number", _labelled(labels, "document_number"))
    _put(facts, "publisher", _publisher(content, labels))
    return facts, problems


def signed(facts: Mapping[str, Evident], paragraphs: Sequence[str]) -> tuple[Facts, list[Problem]]:
    """The facts with the day the report was signed (落款) as the day it was written, where no label states that.

    A labelled 成文日期 that differs is kept and named; 生成日期 and its like are mostly the day of posting.
    """
    day, stated = signed_on(paragraphs), facts.get("created_on")
    if day is None:
        return dict(facts), []
    if stated is None:
        return {**facts, "created_on": Evident(day, "signature")}, []
    told = f"成文日期不一致：{stated.evidence} {stated.value}、落款 {day}"
    conflict = stated.value != day and stated.evidence.removeprefix("label:") in _WRITTEN
    return dict(facts), [Problem("DATE_CONFLICT", told)] if conflict else []


def _put(facts: Facts, name: str, found: Evident | None) -> None:
    if found is not None:
        facts[name] = found


def title_of(content: Content, context: Context, plain: Plain) -> Evident | None:
    """The most trusted candidate that names more than the site; a truncated one is completed by a later
    one."""
    names = {key(content.metas.get(name, "")) for name in ("sitename", "columnname")} - {""}
    candidates = [
        Evident(_deduplicated(each.value), each.evidence)
        for each in _title_candidates(content, context)
        if not is_empty(each.value) and key(each.value) not in names
    ]
    chosen = next((each for each in candidates if is_report_title(plain(each.value))), None)
    first = candidates[0] if candidates else None
    if first is not None and (chosen is None or _outranks(first, chosen, plain)):
        chosen = first
    if chosen is None or not _TRUNCATED.search(chosen.value):
        return chosen
    stem = key(_TRUNCATED.sub("", chosen.value))
    return next(
        (each for each in candidates if key(each.value).startswith(stem) and each is not chosen), chosen
    )


def _outranks(first: Evident, chosen: Evident, plain: Plain) -> bool:
    """Whether the first candidate says better what the page is than one that merely looks like a report's title.

    The publisher's own field does, unless it is a bare 年报; so does a heading, above a column's name.
    """
    declared = first.evidence in _DECLARED and len(key(first.value)) > 12
    return declared or (_is_column_name(chosen, plain) and _heads(first))


def _is_column_name(title: Evident, plain: Plain) -> bool:
    words = plain(title.value)
    return title.evidence == "line" and year_in(words) is None and named_in(words) is None


def _heads(title: Evident) -> bool:
    """Whether a heading is a document's: neither a site's name nor an agency's."""
    words = key(title.value)
    return (
        title.evidence == "heading"
        and len(words) > 12
        and not _SITE.search(words)
        and not is_agency_name(words)
    )


def _title_candidates(content: Content, context: Context) -> Iterator[Evident]:
    last = [each for each in content.titles if each.evidence == "title"]
    yield from (each for each in content.titles if each.evidence != "title")
    for label in all_labelled(content.header):
        if label.field == "title":
            yield Evident(label.value, f"label:{label.label}")
    yield from last
    if context.listed_title:
        yield Evident(squeeze(context.listed_title), "list")


def _deduplicated(title: str) -> str:
    """A title printed twice in one place, once."""
    middle = len(title) // 2
    for cut in (middle, middle + 1):
        if len(title) > 12 and title[:cut].strip() == title[cut:].strip():
            return title[:cut].strip()
    return title


def is_empty(value: str) -> bool:
    """Whether a field's value says nothing: a placeholder, or the next label of the form.

    >>> [is_empty(each) for each in ("", "无", "----", "〔〕号", "有 效 性", "ab-1")]
    [True, True, True, True, True, False]
    """
    plain = key(value[:200])
    return _PLACEHOLDER.fullmatch(plain) is not None or plain.rstrip(":") in LABELS


def _labelled(labels: Sequence[Labelled], field: str) -> Evident | None:
    """The first value printed under a field's labels, the better label first."""
    found = [each for each in labels if each.field == field and not is_empty(each.value)]
    best = min(found, key=lambda each: _RANKS[each.label], default=None)
    return None if best is None else Evident(squeeze(best.value), f"label:{best.label}")


def _index_number(labels: Sequence[Labelled], problems: list[Problem]) -> Evident | None:
    found = _labelled(labels, "index_number")
    if found is not None and _INCOMPLETE.search(found.value):
        problems.append(Problem("INDEX_INCOMPLETE", f"索引号不完整：{found.value}"))
    return found


def _publisher(content: Content, labels: Sequence[Labelled]) -> Evident | None:
    source = content.metas.get("contentsource", "")
    return (
        _labelled(labels, "publisher")
        or _labelled(labels, "source")
        or (None if is_empty(source) else Evident(source, "meta:ContentSource"))
    )


def _created(labels: Sequence[Labelled]) -> Evident | None:
    for label in labels:
        if label.field == "created_on" and (found := labelled_date(label.value)):
            return Evident(found, f"label:{label.label}")
    return None


def _published(
    content: Content, labels: Sequence[Labelled], context: Context, url: str, problems: list[Problem]
) -> Evident | None:
    """Labelled in the page → a date under the title → meta PubDate → the list → the address."""
    printed = _printed_dates(content, labels)
    meta = _meta_date(content)
    strong = [each for each in printed if each.evidence.removeprefix("label:") in _STRONG]
    claims = [*strong, *([meta] if meta else [])]
    if len({each.value for each in claims}) > 1:
        told = "、".join(f"{each.evidence} {each.value}" for each in dict.fromkeys(claims))
        problems.append(Problem("DATE_CONFLICT", f"发布日期不一致：{told}"))
    listed = Evident(context.listed_on, "list") if context.listed_on else None
    return next(iter([*printed, *filter(None, [meta, listed, _url_date(url)])]), None)


def _printed_dates(content: Content, labels: Sequence[Labelled]) -> list[Evident]:
    """The publication dates printed in the header, the plainest label first, a bare date line last."""
    found = [
        (
            _STRONG.index(label.label) if label.label in _STRONG else len(_STRONG) + (label.field == "dated"),
            label,
        )
        for label in labels
        if label.field in ("published_on", "dated")
    ]
    dates = [
        Evident(printed, f"label:{label.label}")
        for _, label in sorted(found, key=lambda pair: pair[0])
        if (printed := labelled_date(label.value))
    ]
    for line in content.header:
        before = unlabelled_start(line)
        if (is_date_line(before) or _is_byline(line)) and (printed := first_date(before)):
            dates.append(Evident(printed, "line"))
    return dates


def _is_byline(line: str) -> bool:
    """An unlabelled line under the title: `2017-04-06 17:46 国学院宣传部`."""
    return (
        len(line) < 60
        and re.match(r"[\[(【]?20\d\d[-/.年]", line) is not None
        and "：" not in line
        and ":" in line
    )


def _meta_date(content: Content) -> Evident | None:
    """PubDate, unless it is the minute in which the page was generated, as some publishers have it."""
    value = content.metas.get("pubdate", "")
    found = first_date(value) or compact_date(value)
    if not found:
        return None
    for name in _GENERATED:
        if _within_minutes(value, content.metas.get(name, "")):
            return None
    return Evident(found, "meta:PubDate")


def _within_minutes(one: str, other: str) -> bool:
    times = []
    for value in (one, other):
        match = re.search(r"(20\d\d)[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d\d)", value[:40])
        if not match:
            return False
        try:
            times.append(datetime(*(int(part) for part in match.groups())))  # type: ignore[arg-type] # five integers
        except ValueError:  # 2019-02-30 25:00 is no time: then nothing speaks against the other
            return False
    return abs((times[0] - times[1]).total_seconds()) <= 300


def _url_date(url: str) -> Evident | None:
    if match := _URL_DATE.search(url[:1000]):
        found = first_date(f"{match[1]}-{match[2]}-{match[3]}")
    else:
        found = compact_date(url[:1000])
    return Evident(found, "url") if found else None


def _year(
    content: Content, facts: Facts, context: Context, paragraphs: Sequence[str], plain: Plain
) -> tuple[Evident | None, list[Problem]]:
    """统计期限 → title → a period the text tells → its own year → the year before publication."""
    stated, told = _period_years(paragraphs)
    titled = _title_year(content, facts, context, plain)
    if (period := stated or told) and titled and period != titled.value:
        conflict = Problem("YEAR_CONFLICT", f"统计期限为{period}年，标题为{titled.value}年")
        return (Evident(period, "period") if stated else titled), [conflict]
    if period:
        return Evident(period, "period"), []
    if titled:
        return titled, []
    if year := _body_year(paragraphs):
        return Evident(year, "body"), []
    if published := facts.get("published_on"):
        year, month, _ = published.value.split("-")
        if int(month) <= _LATEST_MONTH:
            return Evident(str(int(year) - 1), f"inferred:{published.evidence}"), []
    return None, []


def _period_years(paragraphs: Sequence[str]) -> tuple[str | None, str | None]:
    """The year of the period the report says to be its own, and of any other period told in the text."""
    stated: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for paragraph in paragraphs:
        if "月" not in paragraph or "31" not in paragraph:
            continue
        text = key(paragraph[:5000])
        for match in _PERIOD.finditer(text):
            if match[2] in (None, match[1]):
                own = _OF_REPORT.search(text, max(match.start() - 30, 0), match.start())
                (stated if own else told)[match[1]] += 1
    first, other = (found.most_common(1)[0][0] if found else None for found in (stated, told))
    return first, other


def _title_year(content: Content, facts: Facts, context: Context, plain: Plain) -> Evident | None:
    others = (each for each in _title_candidates(content, context) if is_report_title(plain(each.value)))
    for each in chain([facts["title"]] if "title" in facts else [], others):
        if (year := year_in(plain(each.value))) and year in _YEARS:
            return Evident(str(year), "list" if each.evidence == "list" else "title")
    return None


def _body_year(paragraphs: Sequence[str]) -> str | None:
    """The year the text speaks of most before it comes to its problems and plans."""
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        if _LAST_SECTIONS.match(paragraph):
            break
        counts.update(_BODY_YEAR.findall(paragraph[:5000]))
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
