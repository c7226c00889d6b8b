"""When a report is due, and which day it is: by the law, on the clocks of China (pure).

政府信息公开条例 of 2019, Article 49: departments (and, by local rules, townships) by 31 January, governments by 31 March.
The 条例 of 2007, Article 31, gave everybody until 31 March; it held for the report years up to 2018. No day is moved for
holidays: the 条例 knows no such rule, and a day's grace would be a guess.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

# Asia/Shanghai has had no summer time since 1991; a fixed offset needs no time zone database.
SHANGHAI = timezone(timedelta(hours=8))
_LAST_YEAR_OF_OLD_LAW = 2018


def due_on(kind: str, year: int) -> date:
    """The last day on which the report of a year is on time, for a kind of agency.

    >>> [str(due_on(kind, 2025)) for kind in ("department", "ministry", "township", "government")]
    ['2026-01-31', '2026-01-31', '2026-01-31', '2026-03-31']
    >>> str(due_on("department", 2018))
    '2019-03-31'
    """
    if kind == "government" or year <= _LAST_YEAR_OF_OLD_LAW:
        return date(year + 1, 3, 31)
    return date(year + 1, 1, 31)


def day(utc: str) -> date:
    """The day in China at a moment written as UTC.

    >>> str(day("2026-01-31T15:59:59Z")), str(day("2026-01-31T16:00:00Z"))
    ('2026-01-31', '2026-02-01')
    """
    return _moment(utc).astimezone(SHANGHAI).date()


def overdue_from(due: date) -> str:
    """The first moment (UTC) at which a report due on a day is late.

    >>> overdue_from(date(2026, 1, 31))
    '2026-01-31T16:00:00Z'
    """
    moment = datetime.combine(due + timedelta(days=1), time(), SHANGHAI).astimezone(timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def newest_due_year(kind: str, utc: str) -> int:
    """The newest year whose reports are overdue by a moment.

    >>> newest_due_year("department", "2026-01-31T15:59:59Z"), newest_due_year("department", "2026-01-31T16:00:00Z")
    (2024, 2025)
    """
    year = day(utc).year - 1
    return year if day(utc) > due_on(kind, year) else year - 1


def beijing_time(utc: str) -> str:
    """A moment as people in China write it.

    >>> beijing_time("2026-01-31T16:00:00Z")
    '2026年2月1日00:00'
    """
    local = _moment(utc).astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def _moment(utc: str) -> datetime:
    return datetime.fromisoformat(utc.removesuffix("Z")).replace(tzinfo=timezone.utc)
