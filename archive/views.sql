-- The views others read. Dropped and made again whenever this file has changed.

-- One row per figure. `id` can be cited: it is the same in every archive of the same pages. `correction` is NULL
-- unless a person put `value` in the place of what was read; `raw` is what was printed all the same.
CREATE VIEW figures AS
SELECT
    figure_cells.report_id || '/' || table_name || '/' || line || '/' || column_name AS id,
    figure_cells.report_id AS report_id, agency, report_year, table_name, line, column_name,
    figure_cells.value AS value, unit, raw, figure_cells.body_sha256 AS body_sha256, part, table_index, row_index, column_index,
    agency_id, division_code, 'correction:' || corrections.evidence AS correction
FROM figure_cells JOIN reports ON reports.id = figure_cells.report_id
    LEFT JOIN corrections ON corrections.report_id = figure_cells.report_id
        AND corrections.field = table_name || '/' || line || '/' || column_name
        AND corrections.applied_at IS NOT NULL;

-- Figures that read differently after their page was changed, with the bytes of both versions, and those that
-- people corrected, within one version.
CREATE VIEW changes AS
SELECT
    figure_changes.report_id AS report_id, agency, report_year, table_name, line, column_name, old, new, cause,
    from_version, to_version, later.seen_at AS seen_at,
    earlier.body_sha256 AS old_body_sha256, later.body_sha256 AS new_body_sha256, agency_id, division_code
FROM figure_changes
    JOIN reports ON reports.id = figure_changes.report_id
    LEFT JOIN versions AS earlier
        ON earlier.report_id = figure_changes.report_id AND earlier.version = from_version
    LEFT JOIN versions AS later ON later.report_id = figure_changes.report_id AND later.version = to_version;

-- Who on the roster has published the report of which year. The cells are made anew after every run and by
-- `scrapy coverage`, by the archive's own clock: a view that asked for today would answer otherwise than it was checked.
CREATE VIEW coverage AS
SELECT
    agency_id, agencies.name AS agency, report_year, due_on, state, published_on, days_late, basis, checked_at,
    report_id, division_code, kind
FROM coverage_cells JOIN agencies ON agencies.id = agency_id;

-- How each source stands after its last walk, with what a person should do next; the least `rank` is the worst. A walk that went
-- well says nothing of the reports it listed: pages refused or failed since show here too.
CREATE VIEW source_health AS
WITH judged AS (
    SELECT
        sources.id AS source_id, sources.agency AS agency_id, sources.url AS url, sources.status AS status,
        walks.run_id AS run_id, walks.finished_at AS walked_at, walks.reason AS reason, walks.lists AS lists,
        walks.listed AS listed, walks.newest_year AS newest_year,
        count(pages.id) AS pages, coalesce(sum(pages.kind = 'report' AND pages.state = 'live'), 0) AS reports,
        coalesce(sum(pages.state = 'pending'), 0) AS pending, coalesce(sum(pages.state = 'blocked'), 0) AS blocked,
        coalesce(sum(pages.state = 'failed'), 0) AS failed, coalesce(sum(pages.state = 'gone'), 0) AS gone,
        coalesce(sum(pages.read_state = 'unreadable'), 0) AS unreadable,
        (SELECT count(*) FROM problems JOIN pages AS suspect ON suspect.id = problems.page_id
            WHERE problems.kind = 'QUARANTINED' AND suspect.source_id = sources.id) AS quarantined,
        CASE
            WHEN sources.status = 'paused' THEN 'paused'
            WHEN sources.cms = 'discover' THEN 'undiscovered'
            WHEN walks.run_id IS NULL THEN 'never'
            WHEN walks.verdict NOT IN ('ok', 'stale') THEN walks.verdict
            WHEN EXISTS (SELECT 1 FROM problems JOIN pages AS suspect ON suspect.id = problems.page_id
                WHERE problems.kind = 'QUARANTINED' AND suspect.source_id = sources.id) THEN 'site_changed'
            WHEN sum(pages.state = 'blocked') > 0 THEN 'blocked'
            WHEN sum(pages.state = 'failed') > 0 OR sum(pages.read_state = 'unreadable') > 0 THEN 'error'
            WHEN julianday((SELECT max(finished_at) FROM runs)) - julianday(walks.finished_at) > 7 THEN 'stale'
            ELSE walks.verdict
        END AS verdict
    FROM sources
        LEFT JOIN walks ON walks.source_id = sources.id
            AND walks.run_id = (SELECT max(run_id) FROM walks AS last WHERE last.source_id = sources.id)
        LEFT JOIN pages ON pages.source_id = sources.id
    WHERE sources.status != 'removed'
    GROUP BY sources.id)
SELECT
    source_id, agencies.name AS agency, url, status, verdict,
    iif(quarantined > 0, '有 ' || quarantined || ' 个网页的新内容可疑，已隔离' || coalesce('，' || reason, ''), reason) AS reason,
    CASE verdict
        WHEN 'gone' THEN '栏目网址已不存在：用 scrapy discover 从首页重新查找，在 sources.csv 改登记新网址'
        WHEN 'blocked' THEN '被网站拒绝：不要绕过；请站方放行，或按 hosts.toml 降低频率、设浏览器方式'
        WHEN 'unreachable' THEN '连不上：用浏览器打开网址核对；连续数日如此则改登记新网址或暂停'
        WHEN 'error' THEN '有网页没能读取：在 problems 表中查此来源各网页的原因'
        WHEN 'truncated' THEN '列表没有走到底：用浏览器翻到末页，对照 problems 表中取不到的一页'
        WHEN 'short' THEN '见到的条目少于列表声明的总数：核对翻页，可能有条目被站方隐藏'
        WHEN 'site_changed' THEN '内容或条目不如上次，可能改版或只给了半页：用浏览器核对（隔离的网页见 scrapy accept）；连续三天相同则自动采信'
        WHEN 'never' THEN '尚未查过：运行 scrapy crawl reports -a source=' || source_id
        WHEN 'undiscovered' THEN '只有首页：运行 scrapy discover ' || url
        WHEN 'stale' THEN '久无新报告，或七天没有查到：核对栏目是否已迁移，定时任务是否在运行'
        WHEN 'paused' THEN '已暂停：查清登记备注中的原因后，在 sources.csv 改为 active'
        ELSE '无须处理'
    END AS next_step,
    instr('gone blocked unreachable error truncated short site_changed never undiscovered stale paused ok', verdict)
        AS rank,
    run_id AS last_run_id, walked_at, lists, listed, newest_year, pages, reports, pending, blocked, failed, gone, unreadable,
    quarantined
FROM judged LEFT JOIN agencies ON agencies.id = judged.agency_id;

-- How often each source's reports lack a fact or all figures: a rate that jumps tells of a page that changed its form.
-- Counted in one walk over the reports, none of whose texts is read: 60,000 of them took 11 s fact by fact.
CREATE VIEW field_gaps AS
WITH facts AS (
    SELECT
        pages.source_id AS source_id, title IS NULL AS title, agency_id IS NULL AS agency,
        division_code IS NULL AS division_code, report_year IS NULL AS report_year,
        published_on IS NULL AS published_on, created_on IS NULL AS created_on, index_number IS NULL AS index_number,
        document_number IS NULL AS document_number, publisher IS NULL AS publisher, form = 'none' AS form,
        NOT EXISTS (SELECT 1 FROM figure_cells WHERE report_id = reports.id) AS figures,
        -- The official tables, of the reports whose form has them.
        form IN ('2019', '2021', 'hybrid') AS official,
        NOT EXISTS (SELECT 1 FROM figure_cells
            WHERE report_id = reports.id AND table_name = 'proactive_disclosure') AS proactive_disclosure,
        NOT EXISTS (SELECT 1 FROM figure_cells
            WHERE report_id = reports.id AND table_name = 'disclosure_requests') AS disclosure_requests,
        NOT EXISTS (SELECT 1 FROM figure_cells
            WHERE report_id = reports.id AND table_name = 'legal_challenges') AS legal_challenges
    FROM reports
        JOIN publications ON publications.report_id = reports.id AND preferred
        JOIN pages ON pages.id = publications.page_id),
sums AS MATERIALIZED (
    SELECT
        source_id, count(*) AS reports, sum(title) AS title, sum(agency) AS agency, sum(division_code) AS division_code,
        sum(report_year) AS report_year, sum(published_on) AS published_on, sum(created_on) AS created_on,
        sum(index_number) AS index_number, sum(document_number) AS document_number, sum(publisher) AS publisher,
        sum(form) AS form, sum(figures) AS figures, sum(official) AS official,
        sum(official AND proactive_disclosure) AS proactive_disclosure,
        sum(official AND disclosure_requests) AS disclosure_requests,
        sum(official AND legal_challenges) AS legal_challenges
    FROM facts GROUP BY source_id),
counted (source_id, field, reports, missing) AS (
    SELECT source_id, 'title', reports, title FROM sums
    UNION ALL SELECT source_id, 'agency', reports, agency FROM sums
    UNION ALL SELECT source_id, 'division_code', reports, division_code FROM sums
    UNION ALL SELECT source_id, 'report_year', reports, report_year FROM sums
    UNION ALL SELECT source_id, 'published_on', reports, published_on FROM sums
    UNION ALL SELECT source_id, 'created_on', reports, created_on FROM sums
    UNION ALL SELECT source_id, 'index_number', reports, index_number FROM sums
    UNION ALL SELECT source_id, 'document_number', reports, document_number FROM sums
    UNION ALL SELECT source_id, 'publisher', reports, publisher FROM sums
    UNION ALL SELECT source_id, 'form', reports, form FROM sums
    UNION ALL SELECT source_id, 'figures', reports, figures FROM sums
    UNION ALL SELECT source_id, 'proactive_disclosure', official, proactive_disclosure FROM sums WHERE official
    UNION ALL SELECT source_id, 'disclosure_requests', official, disclosure_requests FROM sums WHERE official
    UNION ALL SELECT source_id, 'legal_challenges', official, legal_challenges FROM sums WHERE official)
SELECT source_id, field, reports, missing, round(100.0 * missing / reports, 1) AS percent FROM counted;

-- One row per agency and year, with the lines that mean the same in the forms of 2019 and 2021: the totals of
-- the request table, decisions, and reviews. What the forms count differently is left out, not converted.
-- `other_processing` is one line in 2019 and the sum of three from 2021 on. Each value is looked up by itself, so that
-- a page of the view looks up the rows it shows: gathered for all reports first, 60,000 of them took 6 s a page.
CREATE VIEW panel AS
SELECT
    reports.id AS report_id, agency_id, agency, division_code, divisions.full_name AS division, report_year, form,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'new_received') AS new_received,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'carried_over') AS carried_over,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'granted') AS granted,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'partial') AS partial,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'denied_state_secret') AS denied_state_secret,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'denied_law_forbidden') AS denied_law_forbidden,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'denied_safety_stability') AS denied_safety_stability,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'denied_third_party') AS denied_third_party,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'denied_internal_affairs') AS denied_internal_affairs,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'denied_process_info') AS denied_process_info,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'denied_enforcement_file') AS denied_enforcement_file,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'denied_admin_query') AS denied_admin_query,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'unable_not_held') AS unable_not_held,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'unable_need_creation') AS unable_need_creation,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'unable_unclear') AS unable_unclear,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'notproc_complaint') AS notproc_complaint,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'notproc_repeat') AS notproc_repeat,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'notproc_publication') AS notproc_publication,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'notproc_massive') AS notproc_massive,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'notproc_confirm') AS notproc_confirm,
    coalesce(
        (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'other_total'),
        (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'other_overdue_correction')
            + (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'other_overdue_fee')
            + (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'other_others')
    ) AS other_processing,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'total_processed') AS total_processed,
    (SELECT total FROM disclosure_requests WHERE report_id = reports.id AND line = 'carried_forward') AS carried_forward,
    (SELECT value FROM proactive_disclosure
        WHERE report_id = reports.id AND item = 'licensing' AND measure = 'decisions') AS licensing_decisions,
    (SELECT value FROM proactive_disclosure
        WHERE report_id = reports.id AND item = 'penalty' AND measure = 'decisions') AS penalty_decisions,
    (SELECT value FROM proactive_disclosure
        WHERE report_id = reports.id AND item = 'coercion' AND measure = 'decisions') AS coercion_decisions,
    (SELECT total FROM legal_challenges
        WHERE report_id = reports.id AND kind = 'reconsideration') AS reconsideration_total,
    (SELECT corrected FROM legal_challenges
        WHERE report_id = reports.id AND kind = 'reconsideration') AS reconsideration_corrected,
    (SELECT total FROM legal_challenges
        WHERE report_id = reports.id AND kind = 'litigation_direct') AS litigation_direct_total,
    (SELECT corrected FROM legal_challenges
        WHERE report_id = reports.id AND kind = 'litigation_direct') AS litigation_direct_corrected,
    (SELECT total FROM legal_challenges
        WHERE report_id = reports.id AND kind = 'litigation_after_reconsideration') AS litigation_after_total,
    (SELECT corrected FROM legal_challenges
        WHERE report_id = reports.id AND kind = 'litigation_after_reconsideration') AS litigation_after_corrected
FROM reports LEFT JOIN divisions ON divisions.code = reports.division_code
WHERE report_year IS NOT NULL AND agency IS NOT NULL;
