"""The search of one site: which address to ask next, when it is enough, and what it came to (no network)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urljoin

from archive.ids import site
from crawler.cms import FAMILIES, ListPage, family_of
from crawler.discovery.columns import Column, distinct
from crawler.discovery.leads import (
    ANY_COLUMN,
    COLUMN,
    FRAME,
    ONWARD,
    REPORT,
    SECTION,
    SLUG,
    WIDER,
    Lead,
    leads_of,
    onward,
    sub_columns,
    weigh,
)
from crawler.discovery.pages import bare_host, is_folder, is_home, key_of, names, site_code, visible
from crawler.links import list_links
from crawler.refusals import Refusal
from crawler.titles import classify, full_title

MOST_REQUESTS = 40  # of one site, robots.txt and redirects included
_ROOM = 8  # one page can cost a request, three redirects, and robots.txt of the hosts on the way

# What these recognise says nothing of the system; they are no family to put into a registry.
BY_LOOKS = ("feed", "generic")

_MOST_SECTIONS, _MOST_COLUMNS = 8, 10
_ENOUGH = 60  # Chinese characters a page shows, if it is one and not a shell that scripts fill
# Where the column stands on most sites that keep to the standard; asked only where a 404 is a 404.
_SLUGS = (
    "zfxxgk/zfxxgknb/", "zwgk/zfxxgknb/", "zwgk/zfxxgk/zfxxgknb/", "zfxxgknb/", "xxgk/zfxxgknb/", "xxgk/xxgknb/",
    "zfxxgk/", "gkmlpt/index",
)  # fmt: skip
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SHELL = re.compile(
    r"""\{\{[^{}]{1,80}\}\}|\bv-(?:for|if|html)=|\bng-app|\bid=["']?(?:app|root)\b|<app-root"""
)

Result = Literal["found", "several", "blocked", "browser", "unreachable", "moved", "none"]


@dataclass(frozen=True)
class Outcome:
    """What a search came to. `reason` says why there is no column, `next_step` what a person can do about it."""

    result: Result
    columns: tuple[Column, ...] = ()
    reason: str = ""
    next_step: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer as far as a search needs it. `url` is where it came from in the end, `requests` what it cost."""

    url: str
    status: int
    text: str
    requests: int = 1
    refusal: Refusal | None = None


@dataclass
class Search:
    """Asked for the next address (`next`), told what came of it (`see`, `fail`), until `next` gives None."""

    home: str
    requests: int = 0
    code: str | None = None  # the site's own SiteIDCode, of which six digits are its division
    columns: list[Column] = field(default_factory=list)
    _waiting: list[Lead] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _asked: Lead | None = None
    _sections: int = 0
    _probed: int = 0
    _confirming: Column | None = None
    _honest: bool | None = None
    _shells: list[str] = field(default_factory=list)
    _refused: list[str] = field(default_factory=list)
    _failed: list[str] = field(default_factory=list)
    _elsewhere: dict[str, str] = field(default_factory=dict)
    _empty: list[str] = field(default_factory=list)
    _unread: list[str] = field(default_factory=list)
    _moved: str | None = None
    _rows: set[str] = field(
        default_factory=set
    )  # of the list read last: its titles may sound like a column's name
    _home_seen: bool = False

    def __post_init__(self) -> None:
        self._waiting.append(Lead(self.home, "", ONWARD))
        self._seen.add(key_of(self.home))

    def next(self) -> str | None:
        """The address to ask now; None when the search is over."""
        if self.requests > MOST_REQUESTS - _ROOM:
            return None
        if not self._waiting and not self.columns and self._home_seen:
            self._try_slugs()
        self._waiting.sort(key=lambda lead: -lead.weight)
        while self._waiting:
            lead = self._waiting.pop(0)
            if self._worth(lead):
                self._asked = lead
                return lead.url
        return None

    def see(self, answer: Answer) -> None:
        """Take in the answer to what `next` gave."""
        lead, self._asked = self._asked, None
        assert lead is not None
        refusal = answer.refusal
        if answer.status == 200 and (refusal is None or _says_something(answer)):
            self.requests += answer.requests
            self._read(lead, answer)
            return
        self._asked = lead
        reason = " ".join(filter(None, (f"HTTP {answer.status}", refusal.label if refusal else "")))
        self.fail(reason, blocked=refusal is not None and refusal.kind == "blocked", requests=answer.requests)

    def fail(self, reason: str, *, blocked: bool = False, requests: int = 1) -> None:
        """Nothing was answered to what `next` gave."""
        lead, self._asked = self._asked, None
        assert lead is not None
        self.requests += requests
        if self._confirming is not None:
            self._unconfirmed()
        if lead.weight == SLUG:
            self._honest = (
                True  # the path that cannot exist, which is asked first, is refused as it should be
            )
        elif lead.weight >= WIDER:
            (self._refused if blocked else self._failed).append(f"{lead.url}: {reason}")
            if lead.weight >= ANY_COLUMN:
                self._unread.append(f"{lead.label} {lead.url} ({reason})")

    def outcome(self) -> Outcome:
        columns = distinct(self.columns)
        if not columns:
            return self._why_not()
        # What else is named as a column and cannot be read may be another one.
        if len(columns) == 1 and not self._unread:
            return Outcome("found", columns)
        also = f"also named: {'; '.join(self._unread[:3])}" if self._unread else ""
        return Outcome("several", columns, also, "keep the lines you want, then: scrapy sources add FILE")

    def _why_not(self) -> Outcome:  # noqa: PLR0911 - one return a cause reads best
        """The gravest thing that stood in the way, and what a person can do about it."""
        if self._moved:
            return Outcome("moved", (), f"leads to {self._moved}", f"scrapy discover {self._moved}")
        if not self._home_seen and self._failed and re.search(r"off-site|\bmoved\b", self._failed[0]):
            return Outcome("moved", (), self._failed[0], "give the new address to scrapy discover")
        if not self._home_seen and self._failed and "soft404" in self._failed[0]:
            return Outcome("unreachable", (), self._failed[0], "the site is gone; look for its successor")
        if not self._home_seen and self._failed:
            return Outcome(
                "unreachable", (), self._failed[0], "check the address in a browser; try again another day"
            )
        if self._refused and not self._empty:
            step = "ask the site to admit the crawler, or give the column's own address in sources.csv"
            return Outcome("blocked", (), self._refused[0], step)
        if self._shells:
            step = "set browser = true with a reason for the host in hosts.toml, then discover it again"
            return Outcome("browser", (), f"{self._shells[0]}: written by scripts", step)
        if self._elsewhere:
            label, url = next(iter(self._elsewhere.items()))
            return Outcome("moved", (), f"“{label}” leads to another site: {url}", f"scrapy discover {url}")
        if self._empty:
            step = "look at it in a browser; add it to sources.csv if it is the column"
            return Outcome("none", (), f"{self._empty[0]}: named as the column, but lists no report", step)
        if self._failed:
            return Outcome("none", (), f"no column seen; {self._failed[0]}", "try again another day")
        step = "look for 政府信息公开年报 on the site and add its address to sources.csv"
        return Outcome("none", (), f"no column seen in {self.requests} requests", step)

    def _worth(self, lead: Lead) -> bool:
        """Whether a lead is still worth a request: none below a column once one is found, few of each kind."""
        if lead.weight == SLUG:
            return not self.columns and (self._honest is not False)
        if self.columns and lead.weight < ANY_COLUMN:
            return False
        if lead.weight >= ANY_COLUMN:
            self._probed += 1
            return self._probed <= _MOST_COLUMNS
        self._sections += 1
        return self._sections <= _MOST_SECTIONS

    def _read(self, lead: Lead, answer: Answer) -> None:
        url = answer.url
        if "#" in lead.url and "#" not in url:
            url += lead.url[lead.url.index("#") :]  # which list of the page is meant: /gkmlpt/index#952
        page = ListPage(url, answer.text)
        if self._confirming is not None:
            self._confirm(page)
            return
        if lead.url == self.home:
            self._home_seen, self.code = True, site_code(page)
            if bare_host(url) != bare_host(self.home) and is_home(url):
                self._moved = url
                return
        if lead.weight == SLUG and (self._honest is None or is_home(url)):
            self._honest = False
            return
        shown = len(_CHINESE.findall(visible(page)))
        if shown < _ENOUGH and (target := onward(page)):
            self._add(Lead(target, lead.label, max(lead.weight, ONWARD)))
            return
        is_column = self._is_column(lead, page)
        if not is_column and (shown < _ENOUGH or (lead.weight >= ANY_COLUMN and _SHELL.search(page.text))):
            self._shells.append(page.url)
        for found in leads_of(page):
            # What a report's own page is good for is its breadcrumb: from there a list is one step.
            if (lead.weight == REPORT and found.weight < SECTION) or (is_column and found.url in self._rows):
                continue
            # A column that is only a frame: what stands in the frame is the column.
            framed = found.weight == FRAME and lead.weight >= ANY_COLUMN and not is_column
            self._add(Lead(found.url, lead.label, lead.weight, lead.shell or page.url) if framed else found)

    def _is_column(self, lead: Lead, page: ListPage) -> bool:
        """Whether a page is a report column; then it is noted, or its next page is to confirm it."""
        family = family_of(page)
        listing = family.read_list(page)
        links, _ = list_links(page, listing)
        titles = {
            link.url: classify(full_title(link.text, link.title)) for link in links if link.kind == "report"
        }
        if lead.weight == REPORT and not (len(titles) > 3 and is_folder(page.url)):
            return False  # it names other reports beside it, and is none of their lists
        # Where a path that cannot exist is refused, a usual one that is answered is what its name says.
        self._rows = set(titles)
        says_so = lead.weight >= ANY_COLUMN or lead.weight == SLUG
        reports = {
            url
            for url, title in titles.items()
            if title.kind in ("report", "truncated") or (says_so and title.year)
        }
        parts = sub_columns(page)
        cms = "" if family.NAME in BY_LOOKS else family.NAME
        column = Column(lead.shell or page.url, lead.label, cms, frozenset(reports), parts, lead.weight)
        named = any(weigh(name) >= ANY_COLUMN for name in names(page))
        # One list that a home page names is a link to follow, and no division of the home page.
        divided = len(parts) > (1 if lead.url == self.home else 0)
        if (divided and not reports) or (
            reports and (says_so or (named and len(reports) > 1) or len(reports) > 3)
        ):
            self.columns.append(column)
            return True
        if listing.next_pages and (says_so or (not listing.rows and lead.url != self.home and cms)):
            # The rows come from a proxy or an interface, as the list's own script asks for them.
            self._confirming = column
            self._waiting.insert(0, Lead(listing.next_pages[0], lead.label, COLUMN + 1))
            return True
        if says_so and lead.weight != SLUG:
            self._empty.append(page.url)
        return False

    def _confirm(self, page: ListPage) -> None:
        column, self._confirming = self._confirming, None
        assert column is not None
        rows = ListPage(page.url, page.text, is_source=False, referer=column.url)
        family = family_of(rows, column.cms)
        if family.NAME in BY_LOOKS and column.cms:
            family = FAMILIES[column.cms]
        links, _ = list_links(rows, family.read_list(rows))
        reports = frozenset(link.url for link in links if link.kind == "report")
        if reports:
            self.columns.append(replace(column, reports=reports))
        else:
            self._confirming = column
            self._unconfirmed()

    def _unconfirmed(self) -> None:
        """A list whose rows are not reports, or cannot be had: worth a word only where it is named as the column."""
        column, self._confirming = self._confirming, None
        assert column is not None
        if column.weight >= ANY_COLUMN:
            self._empty.append(column.url)

    def _add(self, lead: Lead) -> None:
        try:
            key, where = key_of(lead.url), site(lead.url)
        except ValueError:
            return  # an address that is none leads nowhere
        if where != site(self.home):
            if lead.weight >= SECTION and where.endswith((".gov.cn", ".gov.test")):
                self._elsewhere.setdefault(lead.label, lead.url)
            return
        if key not in self._seen:
            self._seen.add(key)
            self._waiting.append(lead)

    def _try_slugs(self) -> None:
        """Usual paths, after one that cannot exist: where that is answered, an answer means nothing."""
        if self._honest is None and not self._shells:
            unknown = hashlib.sha256(self.home.encode()).hexdigest()[:16]
            self._add(Lead(urljoin(self.home, f"/{unknown}/"), "", SLUG))
        elif self._honest:
            for slug in _SLUGS:
                self._add(Lead(urljoin(self.home, f"/{slug}"), "", SLUG))


def _says_something(answer: Answer) -> bool:
    """Whether a page that looks like a refusal is one all the same: it leads on, names the column, or is an
    application's shell. Short home pages are, and none of it stands in a challenge."""
    page = ListPage(answer.url, answer.text)
    assert answer.refusal is not None
    if any(lead.weight >= WIDER for lead in leads_of(page)):
        return True
    return answer.refusal.label == "stub" and bool(onward(page) or _SHELL.search(answer.text))
