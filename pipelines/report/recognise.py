"""Is this an annual report at all? Other documents in the same columns must give no figures and no record."""

from __future__ import annotations

import re

from pipelines.report.words.normalise import key

# Other yearly documents of the same agencies; some hold tables and numbers of their own.
_OTHERS = re.compile(
    r"政府网站|网站工作|网站监管|法治政府|依法行政|政府工作报告|部门决算|部门预算|财政预算|审计|绩效|环境状况|统计公报|"
    r"建议提案|行政执法|政务服务"
)
# Papers about the reports: notices that ask for them, plans, minutes, assessments.
_NOTICES = re.compile(
    r"(?:做好|开展|报送|编制|印发|进一步|组织).{0,40}(?:通知|工作方案)|(?:通知|方案|函|会议|评估报告)$"
)
_ABOUT = re.compile(r"政府信息公开|政务信息公开|政务公开|信息公开")
_YEARLY = re.compile(r"年度报告|年报|工作报告|工作总结|信息公开报告|统计期限|本年度")


def is_other_document(title: str) -> bool:
    """Whether a title names another kind of document, whatever column it stands in.

    >>> is_other_document("2022年政府网站工作年度报表"), is_other_document("市司法局2022年政府信息公开工作年度报告")
    (True, False)
    >>> is_other_document("关于做好2022年政府信息公开工作年度报告编制工作的通知")
    True
    """
    words = key(title)
    if _NOTICES.search(words):
        return True
    return _OTHERS.search(words) is not None and not re.search(r"信息公开.{0,8}(?:报告|年报)", words)


def why_not_a_report(
    *, title: str, titled: bool, text: str, tables: int, headings: int, attachments: int, images: int
) -> str | None:
    """None when the document is an annual report, else the reason in Chinese.

    `titled`: its own title says so. `tables`: official tables recognised in it. `headings`: sections whose kind is
    known. A report may be no more than a title above an attachment or a scan.
    """
    if tables:
        return None
    if is_other_document(title):
        return f"标题表明是另一类文件：{title[:60]}"
    about = _ABOUT.search(text) is not None
    own_words = titled and (about or attachments or images or len(text) >= 200)
    if own_words or (headings >= 3 and about and _YEARLY.search(text)):
        return None
    return "既没有年度报告的标题，也没有官方表格，章节也不符合年度报告" if text else "页面没有正文"
