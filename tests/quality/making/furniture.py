"""What fills a government page besides its document: styles, scripts, menus, link lists, footers.

Deterministic by seed, in the proportions of real pages, where nine tenths of the bytes are none of the document's.
"""

from __future__ import annotations

import random

_COLUMNS = (
    "机构概况 领导之窗 内设机构 直属单位 机构职责 联系方式 政务动态 时政要闻 部门信息 "
    "乡镇传真 图片新闻 视频新闻 专题专栏 通知公告 法规文件 规划计划 人事信息 财政资金 "
    "重大项目 应急管理 价格收费 招标采购 社会公益 民生实事 统计数据 建议提案 权责清单 "
    "双随机公开 公开指南 公开制度 公开目录 公开年报 依申请公开 意见箱 政策文件 政策解读 "
    "新闻发布 热点回应 在线访谈 民意征集 网上调查 领导信箱 办事大厅 个人办事 法人办事 "
    "便民服务 表格下载 结果公示 办事指南 一次办好 信用信息 营商环境 惠企政策 招商引资 "
    "投资指南 走进本地 历史沿革 自然地理 风景名胜 特产美食 民俗文化 城市建设 美丽乡村 "
    "教育资讯 医疗卫生 社会保障 劳动就业 住房保障 交通出行 天气预报"
).split()
_WORDS = [
    "wrap",
    "main",
    "head",
    "list",
    "item",
    "box",
    "pane",
    "link",
    "text",
    "date",
    "more",
    "tabs",
    "logo",
    "banner",
    "panel",
    "inner",
    "outer",
    "row",
    "col",
    "side",
]
_RULES = (
    "margin:{a}px auto", "padding:{a}px {b}px", "width:{c}px", "height:{b}px", "line-height:{b}px", "color:#{d}",
    "background:#{d} url(/images/bg{a}.png) no-repeat {a}px {b}px", "font-size:{e}px", "float:left",
    "border:1px solid #{d}", "overflow:hidden", "display:block", "text-align:center", "position:relative",
)  # fmt: skip
_SCRIPTS = (
    "function show{n}(id){{var o=document.getElementById('{w}'+id);if(!o)return;for(var i=0;i<{a};i++){{var t="
    "document.getElementById('{w}'+i);if(t)t.style.display=i==id?'block':'none';}}}}\n",
    "$(function(){{$('.{w}{n} li').hover(function(){{$(this).addClass('on').siblings().removeClass('on');"
    "$('.{w}-con').eq($(this).index()).show().siblings('.{w}-con').hide();}});}});\n",
    "$.ajax({{url:'/module/web/{w}{n}.jsp?i_columnid={c}&time='+new Date().getTime(),type:'post',dataType:'json',"
    "success:function(data){{if(data&&data.code=={a}){{$('#{w}{n}').html(data.html);}}}}}});\n",
    "var {w}{n}=[['首页','/index.html'],['{k}','/col/col{c}/index.html'],['{k2}','/col/col{b}/index.html']];\n",
    "jQuery('.{w}{n}').slide({{mainCell:'.bd ul',autoPlay:true,effect:'left',vis:{a},trigger:'mouseover'}});\n",
)


def styles(rng: random.Random, rules: int) -> str:
    """A `<style>` of so many rules, some 90 bytes each."""
    lines = []
    for _ in range(rules):
        body = ";".join(_filled(rule, rng) for rule in rng.sample(_RULES, 3))
        lines.append(f".{rng.choice(_WORDS)}{rng.randrange(90)} .{rng.choice(_WORDS)} a{{{body}}}")
    return '<style type="text/css">\n' + "\n".join(lines) + "\n</style>\n"


def script(rng: random.Random, calls: int) -> str:
    """A `<script>` of so many statements, some 200 bytes each; hit counters and tabs, mostly."""
    body = "".join(_filled(rng.choice(_SCRIPTS), rng) for _ in range(calls))
    return f'<script type="text/javascript">\n//<![CDATA[\n{body}//]]>\n</script>\n'


def _filled(template: str, rng: random.Random) -> str:
    return template.format(
        a=rng.randrange(2, 40), b=rng.randrange(10, 99), c=rng.randrange(100, 9999), d=f"{rng.randrange(4096):03x}",
        e=rng.randrange(12, 20), n=rng.randrange(99), w=rng.choice(_WORDS), k=rng.choice(_COLUMNS),
        k2=rng.choice(_COLUMNS),
    )  # fmt: skip


def menu(rng: random.Random, items: int, cls: str = "nav") -> str:
    """A menu of two levels."""
    groups = []
    for name in rng.sample(_COLUMNS, 6):
        inner = "".join(
            f'<li><a href="/col/col{rng.randrange(1000, 90000)}/index.html" target="_blank" title="{each}">{each}</a></li>\n'
            for each in rng.sample(_COLUMNS, items)
        )
        groups.append(
            f'<li class="m"><a href="/{rng.randrange(99)}/">{name}</a><ul class="sub">{inner}</ul></li>\n'
        )
    return f'<div class="{cls}"><ul>{"".join(groups)}</ul></div>\n'


def side_menu(rng: random.Random, leaf: str) -> str:
    """The column tree at the left of a disclosure page."""
    items = [*rng.sample(_COLUMNS, 9), leaf]
    rows = "".join(f'<li><a href="/zfxxgk/{n}/">{each}</a></li>' for n, each in enumerate(items))
    return f'<div class="leftmenu sidemenu"><h3>政府信息公开</h3><ul>{rows}</ul></div>\n'


def friends(rng: random.Random, lists: int = 3) -> str:
    """Drop-down lists of other sites."""
    selects = []
    for head in ("国家部委网站", "省级政府网站", "市直部门网站", "县区政府网站")[:lists]:
        options = "".join(
            f'<option value="http://www.site{rng.randrange(999)}.gov.test/">{rng.choice(_COLUMNS)[:2]}{each}网</option>\n'
            for each in rng.sample(_COLUMNS, 18)
        )
        selects.append(
            f'<select onchange="window.open(this.value)"><option>--{head}--</option>{options}</select>\n'
        )
    return f'<div class="yqlj">{"".join(selects)}</div>\n'


def columns(rng: random.Random, count: int) -> list[str]:
    return rng.sample(_COLUMNS, count)
