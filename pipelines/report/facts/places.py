"""Agency names and the divisions in them: taken apart, completed, counted in a text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from archive.divisions import CENTRE, Division, at, divisions, full_name, is_within, named, parent

_AGENCY_END = re.compile(
    r"(?:局|委|委员会|厅|院|政府|公署|中心|站|所|部|署|总社|处|队|会|办公室|办公厅|办|办事处|街道|镇|乡|苏木|公司|集团|大学|学院|学校|"
    r"银行|支行|分行|党校|监狱|台|馆|库|农场|林场|兵团|师|团|区|市|县|省|州|盟|旗|社|海关|消防|烟草|邮政)"
)
_NO_AGENCY = re.compile(
    r"网站?$|平台|专栏|公开(?!办|领导小组)|门户|附件|报告|年报|信息$|首页|目录|本网|本站|统计(?!局|调查|普查)|图解|转载|互联网(?!信息办)|日报|晚报"
)
_CENTRAL = re.compile(
    r"(?:外交|国防|教育|科学技术|科技|工业和信息化|公安|国家安全|民政|司法|财政|人力资源和?社会保障|自然资源|国土资源|"
    r"生态环境|环境保护|住房和?城乡建设|交通运输|水利|农业农村|农业|商务|文化和旅游|文化|卫生|退役军人事务|应急管理|铁道|监察)部"
    r"|(?:海关|新闻出版|审计)总?署|[\u4e00-\u9fff]{2,6}(?<!市|区|县)海关|(?:国家|中国|国务院|中央|中华人民共和国|最高人民).{2,40}"
)
_BARE = re.compile(r"(?:我|本|全)?([省市区县州旗盟])(?=[\u4e00-\u9fff]{2})")
# Zones are called after their city without its 市 (西安高新技术产业开发区, 郑州航空港经济综合实验区), and so are
# central agencies' branches: 宁波海事局.
_ZONE = re.compile(
    r"[\u4e00-\u9fff]{0,16}(?:开发区|高新区|经开区|新区|园区|示范区|实验区|试验区|保税区|度假区|风景区)|海事局|监管局|监管分局|调查队"
)
# 高新区管委会: every city has one.
_ANY_ZONE = re.compile(
    r"(?:高新|经开|经济开发|经济技术开发|高新技术开发|高新技术产业开发|开发|工业园|产业园|园|新|保税|度假|示范)区"
)
# 漳州市, 朝阳区 …: what a name of a place ends in.
_ENDS = "省市区县州旗盟"


@dataclass(frozen=True)
class Named:
    """An agency's name, completed, and where it belongs; `division` None where nothing says so.

    `candidates` holds the divisions between which nothing decides; then `name` is as printed.
    """

    name: str
    division: str | None
    candidates: tuple[Division, ...] = ()


def is_agency_name(text: str) -> bool:
    """Whether a text can be the name of an agency, by its form.

    >>> [is_agency_name(each) for each in ("海安市行政审批局", "某市政府门户网站", "详见附件", "财政部")]
    [True, False, False, True]
    >>> [is_agency_name(each) for each in ("漳州市统计局", "漳州市互联网信息办公室", "漳州市政务公开平台")]
    [True, True, False]
    """
    return (
        3 <= len(text) <= 40
        and re.fullmatch(r"[\u3400-\u9fff·、()（）“”]+", text) is not None
        and re.search(rf"{_AGENCY_END.pattern}[)）]?$", text) is not None
        and _NO_AGENCY.search(text) is None
    )


def leading(name: str) -> tuple[tuple[Division, ...], str]:
    """The divisions the places at the head of a name can mean, and what follows them.

    >>> [each.code for each in leading("黑龙江省佳木斯市东风区司法局")[0]], leading("东风区司法局")[1]
    (['230805'], '司法局')
    """
    found: tuple[Division, ...] = ()
    position = 0
    while True:
        place, divisions_there = at(name, position)
        if found:
            divisions_there = tuple(
                each for each in divisions_there if any(_is_under(each, above) for above in found)
            )
        if not divisions_there:
            return found, name[position:]
        found, position = divisions_there, position + len(place)


def _is_under(division: Division, other: Division) -> bool:
    return division.code != other.code and is_within(division.code, other.code)


def locate(name: str, context: str | None, text: str) -> Named:
    """A printed agency name completed from itself, then the context's division, then the places a text names.

    >>> locate("东风区司法局", None, "").name, locate("市司法局", "350600", "").name
    ('佳木斯市东风区司法局', '漳州市司法局')
    >>> locate("朝阳区司法局", None, "").candidates[0].code, locate("朝阳区司法局", "220100", "").name
    ('110105', '长春市朝阳区司法局')
    """
    found, rest = leading(name)
    if len(found) > 1:
        found = _decided(found, context, text)
        if len(found) > 1:
            return Named(name, None, found)
    if found:
        return Named(_completed(name, found[0], rest), found[0].code)
    if _CENTRAL.fullmatch(name):
        return Named(name, _seat(name) or CENTRE)
    if zone := _zone(name, context):
        return zone
    if bare := _BARE.match(name):
        return _bare(name, bare[1], name[bare.end() :], context)
    return Named(name, context if _names_a_place(name) else None)


def _decided(found: tuple[Division, ...], context: str | None, text: str) -> tuple[Division, ...]:
    """Those the context allows; without one, those whose superior alone is named in the text."""
    if context and context in divisions():
        fitting = tuple(
            each for each in found if is_within(each.code, context) or each.code[:4] == context[:4]
        )
        if fitting or context != CENTRE:
            return fitting or found
    superiors = {each.code: above.name for each in found if (above := parent(each))}
    named_here = [each for each in found if superiors.get(each.code, "\n") in text]
    return tuple(named_here) if len(named_here) == 1 else found


def _completed(name: str, division: Division, rest: str) -> str:
    """The name from its own division on, the city before a district; a bare place is its government."""
    place = name.removesuffix(rest)
    # 福建省漳州市司法局 and 凉山州教育局 stay as printed: only a district's missing city is added.
    if full_name(division).endswith(place):
        place = full_name(division)
    if not rest:
        rest = "行政公署" if division.name.endswith(("盟", "地区")) else "人民政府"
    elif rest.startswith("政府") and not rest.startswith("政府采购"):
        rest = "人民" + rest
    return place + rest


def _seat(name: str) -> str | None:
    """The division of a central agency's branch (国家税务总局漳州市税务局), or None for the centre itself."""
    for position in range(2, len(name) - 2):
        found = at(name, position)[1]
        if len(found) == 1:
            return found[0].code
    return None


def _zone(name: str, context: str | None) -> Named | None:
    """A zone or branch by the city it is called after, or by the context's division where every city has one."""
    if city := _city_of_zone(name):
        apart = context not in (None, CENTRE) and not (
            is_within(city.code, context) or is_within(context, city.code)
        )
        return Named(name, context if apart else city.code)
    if _ANY_ZONE.match(name) and (division := divisions().get(context or "")):
        return Named(division.name + name, division.code)
    return None


def _city_of_zone(name: str) -> Division | None:
    """The city a zone is called after, where only one city has that name.

    >>> [found.code for each in ("西安高新技术产业开发区管委会", "高新区管委会") if (found := _city_of_zone(each))]
    ['610100']
    """
    for length in range(2, 6):
        cities = named(f"{name[:length]}市")
        if len(cities) == 1 and _ZONE.match(name, length):
            return cities[0]
    return None


def _bare(name: str, level: str, rest: str, context: str | None) -> Named:
    """市司法局: the context's division when it is of that level, else unknown."""
    division = divisions().get(context or "")
    if division is not None and not division.is_grouping_row and division.name.endswith(level):
        return Named(_completed(division.name + rest, division, rest), division.code)
    return Named(name, None, ())


def _names_a_place(name: str) -> bool:
    """Whether a name the list does not know begins with a place all the same: 清河市司法局."""
    if _ANY_ZONE.match(name):
        return False
    return re.match(rf"[\u3400-\u9fff]{{1,8}}[{_ENDS}镇乡]", name) is not None or "街道" in name


def is_bare(name: str) -> bool:
    """Whether a name says which department but not where: 市司法局, 司法局.

    >>> is_bare("市司法局"), is_bare("漳州市司法局"), is_bare("财政部"), is_bare("高新区管委会")
    (True, False, False, True)
    """
    if leading(name)[0] or _CENTRAL.fullmatch(name) or _city_of_zone(name):
        return False
    return _BARE.match(name) is not None or not _names_a_place(name)


def abbreviates(short: str, name: str) -> bool:
    """Whether a name's characters all stand in another in their order, the last one last.

    >>> abbreviates("市人社局", "青禾市人力资源和社会保障局"), abbreviates("市司法局", "青禾市财政局")
    (True, False)
    """
    following = iter(name)
    return short[-1:] == name[-1:] and all(char in following for char in short)


def mentions(text: str) -> Counter[str]:
    """How often each place of the list is named in full in a text."""
    counts: Counter[str] = Counter()
    for match in re.finditer(f"[{_ENDS}]", text):
        for begin in range(max(match.end() - 16, 0), match.end() - 1):
            if named(place := text[begin : match.end()]):
                counts[place] += 1
                break
    return counts


def dominant(text: str, level: str) -> Division | None:
    """The one place of a level (省 市 区 县 …) a text is about, by how often it names it; None when unclear.

    A place counts thrice where it is named in full and once where its bare name stands, and has to be named
    in full at all: 公安县, 合作市 and 资源县 would else be found everywhere. It must outweigh the next
    twofold.
    """
    scores: Counter[str] = Counter()
    for place, count in mentions(text).items():
        if place.endswith(level) and len(named(place)) == 1:
            stem = place[:-1]
            scores[place] = 3 * count + (text.count(stem) - count if len(stem) > 1 else 0)
    ranked = scores.most_common(2)
    if not ranked or ranked[0][1] < 4 or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    return named(ranked[0][0])[0]
