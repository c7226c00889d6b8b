"""Report pages with their three tables and enough words to be compared: what a bad answer must not replace."""

from __future__ import annotations

from tests.reading.hostile_pages import page

_AGENCY, _YEAR = "青禾市司法局", 2022
_WORK = (
    "公布规范性文件和政策解读", "更新机构职能与权责清单", "公开财政预算、决算和三公经费", "办理依申请公开并规范答复文书",
    "清理失效文件并标注有效性", "回应群众关切的热点问题", "开展业务培训和保密审查", "完善栏目设置和检索功能",
    "公开行政许可与行政处罚结果", "公布招考录用和人事任免", "公开重点项目和政府采购", "接受社会评议并逐条整改",
)  # fmt: skip


def whole_report(agency: str = _AGENCY, year: int = _YEAR, received: int = 5) -> str:
    """A report that reads well: `received` requests in its table, all of natural persons and all granted."""
    told = "".join(
        f"<p>（{number}）{agency}在{year}年{work}，全年共{(year * 7 + number * 13) % 90 + 3}次。</p>"
        for number, work in enumerate(_WORK, 1)
    )
    text = (
        page().replace(str(_YEAR + 1), str(year + 1)).replace(str(_YEAR), str(year)).replace(_AGENCY, agency)
    )
    text = text.replace("<td>5</td>", f"<td>{received}</td>").replace("申请5件", f"申请{received}件")
    return text.replace("<p>五、存在", f"{told}<p>五、存在", 1)
