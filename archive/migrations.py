"""The archive's schema, step by step; every table, column and index is made here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from archive.ids import site
from archive.sql import statements

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("gongkai")

# Plain DDL rather than sqlite-utils' create(): a reader compares it with the documentation line by line, and
# it carries CHECK constraints. No triggers and no cascades: sqlite-utils' transform() drops the former and
# fails under the latter, so every delete is written out in the store. References are declared, because
# Datasette makes links and labels of them, and not enforced.
_FIRST = """
CREATE TABLE archive_info (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE divisions (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, full_name TEXT NOT NULL, parent_code TEXT, level TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE agencies (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, division_code TEXT NOT NULL REFERENCES divisions (code),
    kind TEXT NOT NULL CHECK (kind IN ('ministry', 'government', 'department', 'township')),
    since TEXT, until TEXT, successor TEXT, note TEXT
) WITHOUT ROWID;

CREATE TABLE sources (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, agency TEXT REFERENCES agencies (id),
    division_code TEXT NOT NULL REFERENCES divisions (code), cms TEXT,
    status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'unverified', 'removed')), note TEXT
) WITHOUT ROWID;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY, command TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
    exit_code INTEGER, verdict TEXT, stats TEXT
);

CREATE TABLE pages (
    id TEXT PRIMARY KEY, url TEXT NOT NULL UNIQUE, site TEXT NOT NULL, source_id TEXT REFERENCES sources (id),
    kind TEXT NOT NULL CHECK (kind IN ('listing', 'report', 'continuation', 'attachment')),
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'live', 'gone', 'blocked', 'failed')),
    read_state TEXT CHECK (read_state IN ('unread', 'read', 'unreadable')),
    good_fetch_id INTEGER, last_run_id INTEGER, failures INTEGER NOT NULL DEFAULT 0,
    first_seen_at TEXT NOT NULL, last_checked_at TEXT, next_check_at TEXT
) WITHOUT ROWID;
CREATE INDEX pages_due ON pages (site, next_check_at);
CREATE INDEX pages_unread ON pages (read_state) WHERE read_state = 'unread';
CREATE INDEX pages_source ON pages (source_id);

-- `kind`: what the linking page takes the target for; a PDF may be one page's attachment and another's
-- report. A link is current while `last_fetch_id` reaches the good fetch of the page it stands on (ids, not
-- times: a clock may jump). `position`: its place on the page.
CREATE TABLE links (
    from_page_id TEXT NOT NULL REFERENCES pages (id), page_id TEXT NOT NULL REFERENCES pages (id),
    kind TEXT NOT NULL CHECK (kind IN ('listing', 'report', 'continuation', 'attachment')),
    text TEXT NOT NULL, title TEXT, listed_on TEXT, position INTEGER NOT NULL, last_fetch_id INTEGER NOT NULL,
    first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, PRIMARY KEY (from_page_id, page_id)
) WITHOUT ROWID;
CREATE INDEX links_page ON links (page_id);

CREATE TABLE fetches (
    id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs (id),
    page_id TEXT NOT NULL REFERENCES pages (id), fetched_at TEXT NOT NULL, status INTEGER,
    outcome TEXT NOT NULL CHECK (outcome IN
        ('new', 'changed', 'same', 'not_modified', 'gone', 'blocked', 'quarantined', 'failed')),
    body_sha256 TEXT, final_url TEXT, chain TEXT, headers TEXT, elapsed_ms INTEGER, error TEXT
);
CREATE INDEX fetches_page ON fetches (page_id, id);
CREATE INDEX fetches_run ON fetches (run_id);
CREATE INDEX fetches_body ON fetches (body_sha256);

CREATE TABLE bodies (
    sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, codec TEXT NOT NULL CHECK (codec IN ('zstd', 'raw')),
    data BLOB NOT NULL
);

CREATE TABLE reports (
    id TEXT PRIMARY KEY, search_id INTEGER NOT NULL UNIQUE,
    agency_id TEXT REFERENCES agencies (id), agency TEXT, agency_evidence TEXT,
    division_code TEXT REFERENCES divisions (code), division_evidence TEXT,
    report_year INTEGER, report_year_evidence TEXT,
    title TEXT, title_evidence TEXT,
    index_number TEXT, index_number_evidence TEXT, document_number TEXT, document_number_evidence TEXT,
    publisher TEXT, publisher_evidence TEXT,
    published_on TEXT, published_on_evidence TEXT, created_on TEXT, created_on_evidence TEXT,
    form TEXT NOT NULL CHECK (form IN ('2019', '2021', 'hybrid', 'pre-2019', 'none')),
    script TEXT NOT NULL CHECK (script IN ('simplified', 'traditional')),
    trust TEXT NOT NULL CHECK (trust IN ('official', 'mirror', 'saved')),
    text TEXT NOT NULL, body_sha256 TEXT NOT NULL, version INTEGER NOT NULL, reader_version TEXT NOT NULL,
    reading_sha256 TEXT NOT NULL, first_seen_at TEXT NOT NULL, changed_at TEXT NOT NULL
);
CREATE INDEX reports_agency ON reports (agency_id, report_year);
CREATE INDEX reports_year ON reports (report_year);
CREATE INDEX reports_division ON reports (division_code);

-- `content_sha256`: of text and figures alone, equal where two pages publish the same report. `parts`: JSON
-- list of the bodies it was read from, `reader_version` by whom. `page_figures`: how many of its figures
-- stand on the page itself rather than in an attachment. `conflicting`: 1 where its figures are not those of
-- the report.
CREATE TABLE publications (
    report_id TEXT NOT NULL REFERENCES reports (id),
    page_id TEXT PRIMARY KEY REFERENCES pages (id), trust TEXT NOT NULL,
    preferred INTEGER NOT NULL CHECK (preferred IN (0, 1)),
    conflicting INTEGER NOT NULL CHECK (conflicting IN (0, 1)), page_figures INTEGER NOT NULL,
    content_sha256 TEXT NOT NULL, parts TEXT NOT NULL, reader_version TEXT NOT NULL,
    first_seen_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX publications_report ON publications (report_id);

CREATE TABLE versions (
    report_id TEXT NOT NULL REFERENCES reports (id),
    version INTEGER NOT NULL, body_sha256 TEXT NOT NULL, seen_at TEXT NOT NULL,
    PRIMARY KEY (report_id, version)
) WITHOUT ROWID;

CREATE TABLE figure_changes (
    id INTEGER PRIMARY KEY, report_id TEXT NOT NULL REFERENCES reports (id),
    from_version INTEGER NOT NULL, to_version INTEGER NOT NULL,
    table_name TEXT NOT NULL, line TEXT NOT NULL, column_name TEXT NOT NULL, old NUMERIC, new NUMERIC,
    cause TEXT NOT NULL CHECK (cause IN ('agency', 'correction'))
);
CREATE INDEX figure_changes_report ON figure_changes (report_id);

CREATE TABLE sections (
    report_id TEXT NOT NULL REFERENCES reports (id), position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('preamble', 'overall', 'proactive', 'requests', 'challenges', 'problems', 'other',
         'consultation', 'fees', 'statistics', 'analysis')),
    heading TEXT, text TEXT NOT NULL, PRIMARY KEY (report_id, position)
) WITHOUT ROWID;

CREATE TABLE proactive_disclosure (
    report_id TEXT NOT NULL REFERENCES reports (id),
    clause INTEGER NOT NULL CHECK (clause IN (1, 5, 6, 8, 9)),
    item TEXT NOT NULL, measure TEXT NOT NULL, value NUMERIC, unit TEXT, raw TEXT NOT NULL,
    PRIMARY KEY (report_id, item, measure)
) WITHOUT ROWID;

CREATE TABLE disclosure_requests (
    report_id TEXT NOT NULL REFERENCES reports (id), position INTEGER NOT NULL, line TEXT NOT NULL,
    natural_person NUMERIC, enterprise NUMERIC, research NUMERIC, nonprofit NUMERIC, legal_service NUMERIC,
    other NUMERIC, total NUMERIC, PRIMARY KEY (report_id, line)
) WITHOUT ROWID;

CREATE TABLE legal_challenges (
    report_id TEXT NOT NULL REFERENCES reports (id),
    kind TEXT NOT NULL CHECK (kind IN
        ('reconsideration', 'litigation_direct', 'litigation_after_reconsideration')),
    upheld NUMERIC, corrected NUMERIC, other NUMERIC, pending NUMERIC, total NUMERIC,
    PRIMARY KEY (report_id, kind)
) WITHOUT ROWID;

CREATE TABLE indicators (
    report_id TEXT NOT NULL REFERENCES reports (id),
    position INTEGER NOT NULL, code TEXT, label TEXT NOT NULL, unit TEXT,
    value NUMERIC, raw TEXT NOT NULL, PRIMARY KEY (report_id, position)
) WITHOUT ROWID;

CREATE TABLE text_figures (
    id INTEGER PRIMARY KEY, report_id TEXT NOT NULL REFERENCES reports (id),
    measure TEXT NOT NULL, value NUMERIC, unit TEXT,
    sentence TEXT NOT NULL, scope TEXT
);
CREATE INDEX text_figures_report ON text_figures (report_id);

CREATE TABLE cell_notes (
    report_id TEXT NOT NULL REFERENCES reports (id),
    table_name TEXT NOT NULL, line TEXT NOT NULL, column_name TEXT NOT NULL,
    raw TEXT NOT NULL, meaning TEXT NOT NULL CHECK (meaning IN ('blank', 'dash', 'signed', 'unit', 'text')),
    PRIMARY KEY (report_id, table_name, line, column_name)
) WITHOUT ROWID;

-- Where each figure was printed: the source of the view `figures`, for all four tables of figures alike.
CREATE TABLE figure_cells (
    report_id TEXT NOT NULL REFERENCES reports (id),
    table_name TEXT NOT NULL, line TEXT NOT NULL, column_name TEXT NOT NULL,
    value NUMERIC, unit TEXT, raw TEXT NOT NULL, body_sha256 TEXT NOT NULL,
    part INTEGER NOT NULL, table_index INTEGER NOT NULL,
    row_index INTEGER NOT NULL, column_index INTEGER NOT NULL,
    PRIMARY KEY (report_id, table_name, line, column_name)
) WITHOUT ROWID;

-- The tables as printed, so that a figure's cell can be shown in place: `cells` is a JSON list of rows, each
-- a list of [text, rowspan, colspan, column].
CREATE TABLE printed_tables (
    report_id TEXT NOT NULL REFERENCES reports (id),
    part INTEGER NOT NULL, table_index INTEGER NOT NULL, body_sha256 TEXT NOT NULL,
    cells TEXT NOT NULL, PRIMARY KEY (report_id, part, table_index)
) WITHOUT ROWID;

CREATE TABLE checks (
    report_id TEXT NOT NULL REFERENCES reports (id), rule TEXT NOT NULL, scope TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('pass', 'fail', 'not_assessable', 'info')),
    left_value NUMERIC, right_value NUMERIC, note TEXT, PRIMARY KEY (report_id, rule, scope)
) WITHOUT ROWID;

CREATE TABLE attachments (
    id TEXT PRIMARY KEY, report_id TEXT NOT NULL REFERENCES reports (id),
    page_id TEXT REFERENCES pages (id), name TEXT NOT NULL, media_type TEXT,
    size INTEGER, sha256 TEXT, state TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX attachments_report ON attachments (report_id);

-- `origin`: a page's `reading` problems are replaced when it is read again, those of the `crawl` stay.
CREATE TABLE problems (
    id INTEGER PRIMARY KEY, run_id INTEGER REFERENCES runs (id), page_id TEXT REFERENCES pages (id),
    report_id TEXT REFERENCES reports (id),
    origin TEXT NOT NULL CHECK (origin IN ('crawl', 'reading')), kind TEXT NOT NULL, detail TEXT NOT NULL,
    seen_at TEXT NOT NULL
);
CREATE INDEX problems_report ON problems (report_id);
CREATE INDEX problems_page ON problems (page_id);
CREATE INDEX problems_kind ON problems (kind);

-- Full-text index of `reports`, joined by search_id (an id of its own, for rowids may change in VACUUM).
-- Contentless: the text is already in `reports`, and a second copy costs 1.9 times the index. Its rows are
-- segmented by archive/search.py, so it is filled there.
CREATE VIRTUAL TABLE reports_fts USING fts5(title, agency, text, content='', tokenize='unicode61');
"""


@migrations(name="0001_first")
def _first(db: Database) -> None:
    for statement in statements(_FIRST):
        db.conn.execute(statement)


# Which agencies an area has is asked with every report of it. Corrections by people (corrections.csv), with what
# the reading says instead, in the type it has there; `applied_at` is NULL while no reading was corrected by it.
_CORRECTIONS = """
CREATE INDEX agencies_division ON agencies (division_code);

CREATE TABLE corrections (
    report_id TEXT NOT NULL REFERENCES reports (id), field TEXT NOT NULL, value TEXT, read_value,
    evidence TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, applied_at TEXT,
    PRIMARY KEY (report_id, field)
) WITHOUT ROWID;
"""


@migrations(name="0002_corrections")
def _corrections(db: Database) -> None:
    for statement in statements(_CORRECTIONS):
        db.conn.execute(statement)


# A version is a set of bytes: which, so that every one can be read again. `parts` is a list of [role, page id, address,
# name, sha256, content type], the page's own first; NULL for versions seen before this was written down. An index number
# is searched for in its normal form (full width, spaces and case made one), beside the form it was printed in.
_VERSION_PARTS = """
ALTER TABLE versions ADD COLUMN parts TEXT;
ALTER TABLE reports ADD COLUMN index_number_normal TEXT;
CREATE INDEX reports_index_number ON reports (index_number_normal);
-- Whose place an agency took is asked with every report.
CREATE INDEX agencies_successor ON agencies (successor) WHERE successor IS NOT NULL;
"""


@migrations(name="0003_version_parts")
def _version_parts(db: Database) -> None:
    for statement in statements(_VERSION_PARTS):
        db.conn.execute(statement)


# How an answer was got where hosts.toml has it otherwise than usual: a JSON list, as ["tls_unverified"]. What the
# server said stays in `headers` as it said it.
@migrations(name="0004_manners")
def _manners(db: Database) -> None:
    db.conn.execute("ALTER TABLE fetches ADD COLUMN manner TEXT")


# Whether a host is official is asked with every document, and there may be thousands of sources.
@migrations(name="0005_source_sites")
def _source_sites(db: Database) -> None:
    db.conn.execute("ALTER TABLE sources ADD COLUMN site TEXT")
    db.conn.execute("CREATE INDEX sources_site ON sources (site)")
    rows = db.conn.execute("SELECT id, url FROM sources").fetchall()
    db.conn.executemany("UPDATE sources SET site = ? WHERE id = ?", [(site(url), name) for name, url in rows])


# A walk is one source's lists in one run. Only a complete one can say that something is not there, so it is judged when
# the run ends and written down. `url`: where the source was then. `lists`: pages of lists; `listed`: reports they link
# to, `oldest_year` and `newest_year`: report years among them. `passed_over`: entries that were not taken for reports though
# they are called nearly so, a JSON list of [title, date beside it]. `coverage_cells` is what the view `coverage` shows;
# archive/coverage.py makes all of it anew after each run.
_WALKS = """
CREATE TABLE walks (
    run_id INTEGER NOT NULL REFERENCES runs (id), source_id TEXT NOT NULL REFERENCES sources (id),
    url TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT NOT NULL,
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
    verdict TEXT NOT NULL CHECK (verdict IN
        ('ok', 'stale', 'short', 'truncated', 'site_changed', 'blocked', 'unreachable', 'gone', 'error')),
    reason TEXT, lists INTEGER NOT NULL, listed INTEGER NOT NULL,
    oldest_year INTEGER, newest_year INTEGER, passed_over TEXT NOT NULL,
    PRIMARY KEY (run_id, source_id)
) WITHOUT ROWID;
CREATE INDEX walks_source ON walks (source_id, run_id);

CREATE TABLE coverage_cells (
    agency_id TEXT NOT NULL REFERENCES agencies (id), report_year INTEGER NOT NULL, due_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('on_time', 'late', 'missing', 'not_due', 'gone', 'unreadable', 'unchecked', 'backdated')),
    published_on TEXT, days_late INTEGER, basis TEXT NOT NULL, checked_at TEXT,
    report_id TEXT REFERENCES reports (id), PRIMARY KEY (agency_id, report_year)
) WITHOUT ROWID;
CREATE INDEX coverage_cells_year ON coverage_cells (report_year, state);
"""


@migrations(name="0006_walks")
def _walks(db: Database) -> None:
    for statement in statements(_WALKS):
        db.conn.execute(statement)


# What an answer that was set aside would bring with it: its links (a JSON list of link rows), and `sighting`, by which two
# such answers are told to be alike. `accepted_at`: when people or three sightings made it the good one all the same.
# `first_fetch_id` of a link: the fetch that first showed it, so that what only a set-aside answer links to can be taken out.
_QUARANTINE = """
CREATE TABLE quarantine (
    fetch_id INTEGER PRIMARY KEY REFERENCES fetches (id), doubt TEXT NOT NULL, sighting TEXT NOT NULL,
    links TEXT NOT NULL, accepted_at TEXT
);
ALTER TABLE links ADD COLUMN first_fetch_id INTEGER;
"""


@migrations(name="0007_quarantine")
def _quarantine(db: Database) -> None:
    for statement in statements(_QUARANTINE):
        db.conn.execute(statement)


# The rules a site had when they could last be read: they hold for a day while its robots.txt cannot be had.
@migrations(name="0008_robots")
def _robots(db: Database) -> None:
    db.conn.execute(
        "CREATE TABLE robots (origin TEXT PRIMARY KEY, fetched_at TEXT NOT NULL, body BLOB NOT NULL) WITHOUT ROWID"
    )


# What there is to tell people, noted once each (archive/notices.py). `subject` and `state` say what it is about, so that
# the same is not noted twice; `lines` is a JSON list of [text, path on the site or null]. Which channel was told up to
# which id stands in archive_info, as told:wecom. Quarantined fetches are few among millions.
_NOTICES = """
CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN
        ('changed', 'gone', 'late', 'new', 'failing', 'mended', 'quarantined')),
    subject TEXT NOT NULL, state TEXT NOT NULL, title TEXT NOT NULL, lines TEXT NOT NULL,
    path TEXT, url TEXT, noted_at TEXT NOT NULL
);
CREATE INDEX notices_subject ON notices (subject, state);
CREATE INDEX fetches_quarantined ON fetches (page_id) WHERE outcome = 'quarantined';
-- How a report stands is asked with every one: 58,000 took 107 s without it.
CREATE INDEX coverage_cells_report ON coverage_cells (report_id);
"""


@migrations(name="0010_notices")
def _notices(db: Database) -> None:
    for statement in statements(_NOTICES):
        db.conn.execute(statement)


# For archives of a million pages and 60,000 reports, most of them by agencies that are not on the roster (measured, in
# memory): whose report a page is took 0.2 s to find, several times with every report; the newest reports on the front
# page 0.8 s, since what changed last stands behind the texts; the pages of every source 9 s.
_LARGE = """
CREATE INDEX reports_named ON reports (agency, report_year, division_code) WHERE agency_id IS NULL;
CREATE INDEX reports_changed ON reports (changed_at, search_id);
CREATE INDEX pages_checked ON pages (last_checked_at);
CREATE INDEX pages_asked ON pages (site, ifnull(last_run_id, 0), next_check_at, id) WHERE next_check_at IS NOT NULL;
DROP INDEX pages_source;
CREATE INDEX pages_source ON pages (source_id, kind, state, read_state);
"""


@migrations(name="0011_large")
def _large(db: Database) -> None:
    for statement in statements(_LARGE):
        db.conn.execute(statement)
